"""Sound of a movie as one gapless stretch of samples on the movie's clock."""

from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from numpy.typing import NDArray

from avts_core.clips import AudioClip
from avts_core.errors import NoSoundError
from avts_core.media.container import FrameWalker, clock_origin, open_movie
from avts_core.media.probe import playable_audio, probe
from avts_core.timebase import Span, round_half_up

MAX_JITTER = Fraction(5, 1000)
"""Timestamps may stray this far from the sample count (Matroska rounds to 1 ms,
TS to a packet's worth) before a gap is filled or an overlap cut, in seconds."""
MAX_GAP = Fraction(3600)
"""A longer jump forward is a broken timestamp, not an hour of silence."""


class AudioReader:
    """Read a sound track as mono samples, in order of time.

    A context manager and an iterator over `AudioClip` blocks that follow each other
    without gap: a hole in the timestamps comes as silence, an overlap is cut.

    Parameters
    ----------
    path
        The movie.
    track
        Number (from 0) or language of the track; the first by default.
    rate_hz
        Sample rate to deliver.
    span
        Stretch of the movie's clock to read; all of it by default.

    Raises
    ------
    UnreadableError
        On entering, if the file is not a movie.
    NoSoundError
        On entering, if it has no sound or no such track.
    """

    def __init__(
        self,
        path: Path,
        *,
        track: str | int | None = None,
        rate_hz: int = 16000,
        span: Span | None = None,
    ) -> None:
        self._path = Path(path)
        self._track = track
        self._rate_hz = rate_hz
        self._span = span
        self._stack = ExitStack()
        self._walker: FrameWalker | None = None

    def __enter__(self) -> Self:
        chosen = probe(self._path).choose_audio(self._track)
        container = self._stack.enter_context(open_movie(self._path))
        stream = next(
            (s for s in playable_audio(container) if s.index == chosen.index), None
        )
        if stream is None:
            self._stack.close()
            msg = f"{self._path.name} has no sound that can be decoded."
            raise NoSoundError(msg)
        self._origin = clock_origin(container)
        self._walker = FrameWalker(container, stream)
        if self._span is not None and self._span.start > 1:
            # A second early: codecs need a run-up, and seeking is coarse.
            ticks = int((self._span.start - 1 + self._origin) / stream.time_base)
            container.seek(ticks, stream=stream, backward=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._walker = None
        self._stack.close()

    @property
    def num_damaged(self) -> int:
        """Packets skipped so far."""
        return self._walker.num_damaged if self._walker is not None else 0

    def __iter__(self) -> Iterator[AudioClip]:
        """Yield blocks of mono samples [shape=(1, samples), float32]."""
        cursor = _Cursor(self._rate_hz)
        for time, samples in self._resampled():
            for clip in cursor.place(time, samples):
                cut = self._cut(clip)
                if cut is not None:
                    yield cut
            if self._span is not None and cursor.time >= self._span.stop:
                return

    def _resampled(self) -> Iterator[tuple[Fraction, NDArray[np.float32]]]:
        """Yield mono samples at the wanted rate with the time of the first one."""
        assert self._walker is not None, "use the reader in a with statement"
        resampler = av.AudioResampler("fltp", "mono", self._rate_hz)
        end: Fraction | None = None
        shape: tuple[int, str] | None = None
        pending: Fraction | None = None
        for frame in self._walker:
            time = self._time_of(frame, end)
            if shape is not None and shape != (frame.rate, frame.layout.name):
                # The track changed its rate or layout: a new resampler from here on.
                resampler = av.AudioResampler("fltp", "mono", self._rate_hz)
                pending = None
            shape = (frame.rate, frame.layout.name)
            is_broken = end is not None and abs(time - end) > MAX_JITTER
            if pending is None or is_broken:
                pending = time
            end = time + Fraction(frame.samples, frame.rate)
            frame.pts = None  # the times are kept here, the resampler needs none
            for out in resampler.resample(frame):
                samples = out.to_ndarray()[0]
                yield pending, samples
                pending += Fraction(samples.size, self._rate_hz)
        if pending is not None:
            for out in resampler.resample(None):
                samples = out.to_ndarray()[0]
                yield pending, samples
                pending += Fraction(samples.size, self._rate_hz)

    def _time_of(self, frame: av.AudioFrame, end: Fraction | None) -> Fraction:
        if frame.pts is None or not frame.time_base:
            return Fraction(0) if end is None else end
        return frame.pts * frame.time_base - self._origin

    def _cut(self, clip: AudioClip) -> AudioClip | None:
        """Return the part of a block inside the span, if any."""
        if self._span is None:
            return clip
        rate = clip.rate_hz
        first = max(0, round_half_up((self._span.start - clip.start) * rate))
        stop = round_half_up((self._span.stop - clip.start) * rate)
        samples = clip.samples[:, first : max(first, stop)]
        if samples.shape[1] == 0:
            return None
        start = clip.start + Fraction(first, rate)
        return AudioClip(samples=samples, rate_hz=rate, start=start)


class _Cursor:
    """Lays blocks end to end: fills holes with silence, cuts overlaps."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._start: Fraction | None = None
        self._num_samples = 0

    @property
    def time(self) -> Fraction:
        """Time at which the next sample is due."""
        start = self._start if self._start is not None else Fraction(0)
        return start + Fraction(self._num_samples, self._rate_hz)

    def place(
        self, time: Fraction, samples: NDArray[np.float32]
    ) -> Iterator[AudioClip]:
        if self._start is None:
            self._start = time
        late = time - self.time
        if MAX_JITTER < late <= MAX_GAP:
            yield from self._silence(round_half_up(late * self._rate_hz))
        elif late < -MAX_JITTER:
            samples = samples[round_half_up(-late * self._rate_hz) :]
        if samples.size:
            yield self._take(samples)

    def _silence(self, num_samples: int) -> Iterator[AudioClip]:
        """Yield silence in blocks of at most ten seconds."""
        while num_samples > 0:
            block = min(num_samples, 10 * self._rate_hz)
            yield self._take(np.zeros(block, np.float32))
            num_samples -= block

    def _take(self, samples: NDArray[np.float32]) -> AudioClip:
        clip = AudioClip(
            samples=np.ascontiguousarray(samples[None]),
            rate_hz=self._rate_hz,
            start=self.time,
        )
        self._num_samples += samples.size
        return clip
