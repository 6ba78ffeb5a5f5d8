"""The way out for sound: what feeds the device, in a thread of its own."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from avts_desktop.playback.ending import end_thread
from avts_desktop.playback.mixer import Mixer, loudness
from avts_desktop.playback.output import Output, Run
from avts_desktop.playback.speaker import Speaker


class Outlet(QObject):
    """Owns the output and its thread; lives on the UI thread and never waits.

    Parameters
    ----------
    make_speaker
        Makes the device that is fed, in the thread that feeds it; None if there is
        none.
    parent
        Qt's owner.

    Attributes
    ----------
    mixer : Mixer
        Makes what is heard.
    prepared : Signal(int)
        The device's rate is known.
    device_changed : Signal(bool)
        Whether sound comes out.
    """

    prepared = Signal(int)
    device_changed = Signal(bool)

    _begin_wished = Signal(object)
    _halt_wished = Signal()
    _speed_wished = Signal(float)
    _finish_wished = Signal()

    def __init__(
        self,
        make_speaker: Callable[[], Speaker | None],
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.mixer = Mixer()
        self._volume, self._is_muted = 1.0, False
        self._output = Output(make_speaker, self.mixer)
        self._thread = QThread()
        self._thread.setObjectName("output")
        self._is_prepared = False

    def prepare(self) -> None:
        """Look for the device, once; `prepared` tells when it is found."""
        if self._is_prepared:
            return
        self._is_prepared = True
        self._output.moveToThread(self._thread)
        self._thread.started.connect(self._output.prepare)
        self._output.prepared.connect(self.prepared)
        self._output.device_changed.connect(self.device_changed)
        self._begin_wished.connect(self._output.begin)
        self._halt_wished.connect(self._output.halt)
        self._speed_wished.connect(self._output.change_speed)
        self._finish_wished.connect(self._output.finish)
        self._thread.start(QThread.Priority.TimeCriticalPriority)

    def begin(self, run: Run) -> None:
        """Play along a route, as soon as its sound is there."""
        self._begin_wished.emit(run)

    def halt(self) -> None:
        """Fall silent."""
        self._halt_wished.emit()

    def change_speed(self, speed: float) -> None:
        """Go on at another speed."""
        self._speed_wished.emit(speed)

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0 to 1, as people hear it."""
        self._volume = volume
        self._set_gain()

    def set_muted(self, is_muted: bool) -> None:
        """Switch the sound off and on."""
        self._is_muted = is_muted
        self._set_gain()

    def finish(self) -> None:
        """Have the device let go of and the thread end; call it before `wait`."""
        if self._is_prepared:
            self._finish_wished.emit()

    def wait(self, until_s: float) -> None:
        """Wait for the thread until a moment by `time.monotonic`.

        One that a system library holds up ends later, by itself.
        """
        left_s = until_s - time.monotonic()
        end_thread(self._thread, self._output, within_s=left_s)

    def _set_gain(self) -> None:
        self.mixer.gain = 0.0 if self._is_muted else loudness(self._volume)
