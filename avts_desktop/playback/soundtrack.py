"""The thread that decodes sound around the place that is played."""

import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from avts_core.clips import AudioClip
from avts_core.errors import MediaError, NoSoundError
from avts_core.media.viewing import HearReader
from avts_core.timebase import round_half_up
from avts_desktop.playback.sounds import SoundStore
from avts_desktop.playback.worker import Failed, Post, Worker

_CALM_S = 0.25
"""Only when the place has not leapt for so long is sound further away decoded."""
_LEAP_S = 1.0
_IDLE_S = 0.1
_RETRY_S = 1.0
"""So long after a failure reading is tried again; earlier after a leap."""
_BREATH_S = 0.0005
"""Left to other threads after each clip that is not urgent."""


class Soundtrack(Worker):
    """Keeps a store of sound filled around a place; has its own thread and file.

    Parameters
    ----------
    path
        The movie.
    track
        Number of the sound track.
    rate_hz
        Sample rate of the device.
    post
        Called from the thread with itself and `Failed`.
    is_alone
        Whether nobody else looks whether the file is still there.

    Attributes
    ----------
    store : SoundStore
        What has been decoded.
    """

    def __init__(
        self,
        path: Path,
        *,
        track: int,
        rate_hz: int,
        post: Post,
        is_alone: bool = False,
    ) -> None:
        super().__init__(path, post, name="sound")
        self.store = SoundStore(rate_hz)
        self._track, self._is_alone = track, is_alone
        self._focus, self._leapt_s = 0, 0.0
        self._has_leapt = self._is_end_doubtful = False
        self._clips: Iterator[AudioClip] = iter(())
        self._held: AudioClip | None = None
        self._cursor: int | None = None
        """Sample that the next clip begins with; None where there is no next."""
        self._has_read, self._told = False, ""
        self._failed: int | None = None
        """Block in which reading failed last."""
        self._thread.start()

    def aim(self, focus: int) -> None:
        """Say which sample is played now."""
        leap = abs(focus - self._focus) > _LEAP_S * self.store.rate_hz
        self._focus = focus
        if leap:
            self._leapt_s = time.monotonic()
            with self._wake:
                self._has_leapt, self._told = True, ""
                self._wake.notify()

    def _read(self) -> None:
        """Decode around the place until told to stop.

        Raises
        ------
        NoSoundError
            If there is no such track.
        MediaError
            If there is no sound to be had.
        """
        while not self._is_stopping:
            try:
                self._read_while_it_goes()
            except NoSoundError:
                self.store.finish(0)
                raise
            except MediaError as error:
                if not self._has_read:
                    raise
                self._tell_once(self._words_for(error))
                self._get_over()

    def _read_while_it_goes(self) -> None:
        """Open the movie and decode.

        Raises
        ------
        MediaError
            If it cannot be opened or read on.
        """
        self._cursor = None
        rate_hz = self.store.rate_hz
        with HearReader(self._path, track=self._track, rate_hz=rate_hz) as reader:
            while not self._is_stopping:
                self._work(reader)

    def _get_over(self) -> None:
        """Wait for a share to come back; pass over what could not be read twice."""
        size, cursor = self.store.block_size, self._cursor
        place = None if cursor is None else cursor // size
        if cursor is None or place != self._failed:
            self._failed = place
            self._wait(_RETRY_S)
            return
        # A bad sector: silence, and on behind it.
        self.store.put(cursor, np.zeros((size - cursor % size, 2), np.float32))

    def _tell_once(self, words: str) -> None:
        if words != self._told:
            self._told = words
            self._tell(Failed(words))

    def _wait(self, seconds: float) -> None:
        with self._wake:
            if not self._is_stopping:
                self._wake.wait(seconds)

    def _work(self, reader: HearReader) -> None:
        """Decode one clip, or wait until the place has moved.

        Raises
        ------
        MediaError
            If the movie cannot be read on.
        """
        if self._is_alone:
            self._look_after_file()
        if self._has_leapt and self._is_end_doubtful:
            self.store.reopen()
            self._is_end_doubtful = False
        self._has_leapt = False
        is_calm = time.monotonic() - self._leapt_s > _CALM_S
        wanted = self.store.next_missing(self._focus, is_all=is_calm)
        if wanted is None:
            self.store.forget(self._focus)
            self._wait(_IDLE_S)
            return
        self._read_on(reader, wanted)
        if wanted > self._focus + 2 * self.store.rate_hz or wanted < self._focus:
            time.sleep(_BREATH_S)

    def _read_on(self, reader: HearReader, wanted: int) -> None:
        """Decode the next clip of the stretch that begins at a sample.

        Raises
        ------
        MediaError
            If the movie cannot be read on.
        """
        size = self.store.block_size
        if self._cursor is None or not wanted <= self._cursor < wanted + size:
            self._clips = reader.clips_from(Fraction(wanted, self.store.rate_hz))
            self._cursor, self._held = wanted, None
        clip = self._held or next(self._clips, None)
        self._held = None
        if clip is None:
            self.store.finish(self._cursor)
            # Behind damage there may be more, for whoever goes there.
            self._is_end_doubtful = reader.is_cut_short
            self._cursor = None
            return
        self._has_read = True
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
