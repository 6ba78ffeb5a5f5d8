"""Sound through the device that the system calls the usual one."""

import time
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QIODevice, QObject
from PySide6.QtMultimedia import (
    QAudioDevice,
    QAudioFormat,
    QAudioSink,
    QMediaDevices,
    QtAudio,
)

from avts_desktop.playback.engine import PulseEngine
from avts_desktop.playback.pulse import PulseProbe
from avts_desktop.playback.speaker import DEFAULT_RATE_HZ

BUFFER_S = 0.1
"""A pause of 100 ms in feeding is not heard; a nudge is, 100 ms later plus what the
system needs."""
_GUESSED_LATENCY_S = 0.043
"""Until, or where, the device does not tell: measured with PulseAudio, which
`early.qt` lets hold about as much."""


class QtSpeaker(QObject):
    """Lets sound out through `QAudioSink`; lives and dies in one thread.

    Without a device it cannot be opened, and waits for one to turn up. So it does when
    the sound server is gone: a sink from before is never started again.
    """

    def __init__(self) -> None:
        super().__init__()
        self._devices = QMediaDevices()
        self._devices.audioOutputsChanged.connect(self._look)
        self._is_outdated = False
        device = QMediaDevices.defaultAudioOutput()
        self._engine = PulseEngine()
        self._id = device.id().data()
        self._format = _format(device)
        self._is_float = self._format.sampleFormat() == QAudioFormat.SampleFormat.Float
        self._sink: QAudioSink | None = None
        if not device.isNull():
            self._sink = QAudioSink(device, self._format)
        self.rate_hz = self._format.sampleRate()
        self.latency_s = _GUESSED_LATENCY_S
        self.is_audible = self._sink is not None and self._engine.stands()
        self._stream: QIODevice | None = None
        self._num_written = self._size = 0
        self._probe = PulseProbe()

    def open(self) -> bool:
        """Begin anew; False if there is no device or it is not to be had."""
        if self._sink is None or not self._engine.stands():
            self.is_audible = False
            return False
        frame = self._format.bytesPerFrame()
        self._sink.setBufferSize(round(BUFFER_S * self.rate_hz) * frame)
        self._num_written = 0
        # Its stubs deny that it is None where the device cannot be had.
        self._stream = cast("QIODevice | None", self._sink.start())
        self._engine.note()
        is_sound = self._sink.error() == QtAudio.Error.NoError
        self.is_audible = self._stream is not None and is_sound
        self._size = self._sink.bytesFree() // frame
        return self.is_audible

    def num_free(self) -> int:
        """Return how many frames the buffer has room for."""
        if self._sink is None:
            return 0
        return self._sink.bytesFree() // self._format.bytesPerFrame()

    def write(self, frames: NDArray[np.float32]) -> None:
        """Append frames [shape=(frames, 2), float32]."""
        if self._stream is None:
            return
        data = frames.tobytes()
        if not self._is_float:
            data = (np.clip(frames, -1, 1) * 32767).astype(np.int16).tobytes()
        written = self._stream.write(data)
        self._num_written += written // self._format.bytesPerFrame()

    def num_taken(self) -> int:
        """Return how many frames have left Qt's buffer."""
        return self._num_written - (self._size - self.num_free())

    def measure(self) -> tuple[float, float] | None:
        """Return how many frames have been heard and when, if the server tells."""
        before_s = time.monotonic()
        latency_s = self._probe.latency_s()
        after_s = time.monotonic()
        if latency_s is None or after_s - before_s > 0.005:
            return None
        heard = self.num_taken() - latency_s * self.rate_hz
        return heard, (before_s + after_s) / 2

    def is_lost(self) -> bool:
        """Tell whether the device has gone."""
        if self._sink is None:
            return True
        error = self._sink.error()
        return self._sink.state() == QtAudio.State.StoppedState or error in {
            QtAudio.Error.IOError,
            QtAudio.Error.FatalError,
        }

    def is_outdated(self) -> bool:
        """Tell whether the usual device is another one now, once for each change."""
        is_outdated, self._is_outdated = self._is_outdated, False
        return is_outdated or self._engine.is_renewed()

    def close(self) -> None:
        """Fall silent at once."""
        self._stream = None
        if self._sink is not None:
            self._sink.reset()

    def release(self) -> None:
        """Let go of the device for good."""
        self.close()
        self._sink = None
        self._probe.close()

    def _look(self) -> None:
        """See whether the usual device is another one."""
        self._is_outdated = QMediaDevices.defaultAudioOutput().id().data() != self._id


def _format(device: QAudioDevice) -> QAudioFormat:
    """Return stereo at the device's own rate."""
    wanted = QAudioFormat()
    rate_hz = 0 if device.isNull() else device.preferredFormat().sampleRate()
    wanted.setSampleRate(rate_hz if rate_hz > 0 else DEFAULT_RATE_HZ)
    wanted.setChannelCount(2)
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Float)
    if not device.isNull() and not device.isFormatSupported(wanted):
        wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    return wanted
