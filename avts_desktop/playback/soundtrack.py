"""The thread that decodes sound around the place that is played."""

import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from avts_core.clips import AudioClip
from avts_core.errors import MediaError, NoSoundError
from avts_core.media.viewing import HearReader
from avts_core.timebase import round_half_up
from avts_desktop.playback.sounds import SoundStore

_CALM_S = 0.25
"""Only when the place has not leapt for so long is sound further away decoded."""
_LEAP_S = 1.0
_BREATH_S = 0.0005
"""Left to other threads after each clip that is not urgent."""


class Soundtrack:
    """Keeps a store of sound filled around a place; has its own thread and file.

    Parameters
    ----------
    path
        The movie.
    track
        Number of the sound track.
    rate_hz
        Sample rate of the device.
    fail
        Called from the thread with a sentence when there is no sound to be had.

    Attributes
    ----------
    store : SoundStore
        What has been decoded.
    """

    def __init__(
        self, path: Path, *, track: int, rate_hz: int, fail: Callable[[str], None]
    ) -> None:
        self.store = SoundStore(rate_hz)
        self._path, self._track, self._fail = path, track, fail
        self._wake = threading.Condition()
        self._focus, self._leapt_s = 0, 0.0
        self._is_stopping = False
        self._clips: Iterator[AudioClip] = iter(())
        self._held: AudioClip | None = None
        self._cursor: int | None = None
        """Sample that the next clip begins with; None where there is no next."""
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
        self._thread.start()

    def aim(self, focus: int) -> None:
        """Say which sample is played now."""
        leap = abs(focus - self._focus) > _LEAP_S * self.store.rate_hz
        self._focus = focus
        if leap:
            self._leapt_s = time.monotonic()
            with self._wake:
                self._wake.notify()

    def stop(self) -> None:
        """End the thread soon, without waiting for it."""
        self._is_stopping = True
        with self._wake:
            self._wake.notify()

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread; tell whether it has ended."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        rate_hz = self.store.rate_hz
        try:
            with HearReader(self._path, track=self._track, rate_hz=rate_hz) as reader:
                while not self._is_stopping:
                    self._work(reader)
        except NoSoundError as error:
            self.store.finish(0)
            self._fail(str(error))
        except MediaError as error:
            self._fail(str(error))

    def _work(self, reader: HearReader) -> None:
        """Decode one clip, or wait until the place has moved."""
        is_calm = time.monotonic() - self._leapt_s > _CALM_S
        wanted = self.store.next_missing(self._focus, is_all=is_calm)
        if wanted is None:
            self.store.forget(self._focus)
            with self._wake:
                if not self._is_stopping:
                    self._wake.wait(0.1)
            return
        self._read_on(reader, wanted)
        if wanted > self._focus + 2 * self.store.rate_hz or wanted < self._focus:
            time.sleep(_BREATH_S)

    def _read_on(self, reader: HearReader, wanted: int) -> None:
        """Decode the next clip of the stretch that begins at a sample."""
        size = self.store.block_size
        if self._cursor is None or not wanted <= self._cursor < wanted + size:
            self._clips = reader.clips_from(Fraction(wanted, self.store.rate_hz))
            self._cursor, self._held = wanted, None
        clip = self._held or next(self._clips, None)
        self._held = None
        if clip is None:
            self.store.finish(self._cursor)
            self._cursor = None
            return
        first = round_half_up(clip.start * self.store.rate_hz)
        if first > self._cursor:
            # The track begins later: silence up to there, a block at a time.
            self._held = clip
            samples = np.zeros((min(size, first - self._cursor), 2), np.float32)
            first = self._cursor
        else:
            samples = clip.samples.T
        self.store.put(first, samples)
        self._cursor = first + len(samples)
