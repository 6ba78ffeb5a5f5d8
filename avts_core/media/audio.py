"""Sound of a movie as one gapless stretch of samples on the movie's clock."""

from collections.abc import Iterator
from fractions import Fraction
from math import gcd
from pathlib import Path
from typing import Literal, cast

import av
import av.container
import numpy as np
from numpy.typing import NDArray

from avts_core.clips import AudioClip
from avts_core.errors import MediaError, NoSoundError, UnreadableError
from avts_core.media.container import clock_origin
from avts_core.media.probe import audio_streams, choose_audio
from avts_core.media.stream import StreamReader
from avts_core.timebase import Span, round_half_up

Layout = Literal["mono", "stereo"]
"""What the channels of a track are mixed to."""

MAX_JITTER = Fraction(5, 1000)
"""Timestamps may stray this far from the sample count (Matroska rounds to 1 ms,
TS to a packet's worth) before a gap is filled or an overlap cut, in seconds."""
MAX_GAP = Fraction(3600)
"""A longer jump forward is a broken timestamp, not an hour of silence."""


class AudioReader(StreamReader[av.AudioFrame]):
    """Read a sound track as mono or stereo samples, in order of time.

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
    layout
        What all channels are mixed to.

    Attributes
    ----------
    num_damaged : int
        Packets and blocks skipped so far because they are damaged.

    Raises
    ------
    UnreadableError
        On entering, if the file is not a movie; at the end, if damage let no sound be
        decoded.
    NoSoundError
        On entering or at the end, if it has no sound; on entering, if it has no such
        track.
    """

    # Opus wants 80 ms, MP3 up to ten frames of 26 ms.
    _MARGIN = Fraction(3, 10)

    def __init__(
        self,
        path: Path,
        *,
        track: str | int | None = None,
        rate_hz: int = 16000,
        span: Span | None = None,
        layout: Layout = "mono",
    ) -> None:
        super().__init__(path, span=span)
        self._track = track
        self._rate_hz = rate_hz
        self._layout: Layout = layout

    def __iter__(self) -> Iterator[AudioClip]:
        """Yield blocks of samples [shape=(1 or 2, samples), float32]."""
        cursor = _Cursor(self._rate_hz)
        for time, samples in self._resampled():
            if not cursor.can_place(time):
                self._reader.num_damaged += 1
                continue
            for clip in cursor.place(time, samples):
                cut = self._cut(clip)
                if cut is not None:
                    yield cut
            if self._span is not None and cursor.time >= self._span.stop:
                return

    def _resampled(self) -> Iterator[tuple[Fraction, NDArray[np.float32]]]:
        """Yield samples at the wanted rate with the time of the first one."""
        run: _Run | None = None
        grid = self._grid_origin()
        for time, frame in self._timed_frames():
            if run is not None and not run.goes_on_with(frame, time):
                yield from run.push(None)
                run = None
            if run is None:
                run = _Run(frame, time, self._rate_hz, self._layout)
                if grid is not None:
                    yield from run.align(frame, grid)
                    grid = None
            try:
                yield from run.push(frame)
            except (av.FFmpegError, ValueError):
                self._reader.num_damaged += 1
                run = None
        if run is not None:
            yield from run.push(None)

    def _grid_origin(self) -> Fraction | None:
        """Return where samples are counted from when all is read.

        A span's samples are then the same ones, not some in between.
        """
        if self._span is None or self._span.start <= 0:
            return None
        first = next(self._without_strays(), None)
        self._open()
        return None if first is None else first[0]

    def _choose(self, container: av.container.InputContainer) -> av.AudioStream:
        """Return the stream to read.

        Raises
        ------
        NoSoundError
            If there is none, or not the one that is wanted.
        """
        streams = audio_streams(container, clock_origin(container))
        chosen = choose_audio(streams, self._track, name=self._path.name)
        return next(s for s in container.streams.audio if s.index == chosen.index)

    def _length_of(self, frame: av.AudioFrame) -> Fraction:
        return Fraction(frame.samples, frame.sample_rate)

    def _can_begin_with(self, frame: av.AudioFrame) -> bool:
        del frame
        return True

    def _nothing_decoded(self) -> MediaError:
        name = self._path.name
        if self.num_damaged:
            return UnreadableError(f"{name} is damaged: no sound can be decoded.")
        return NoSoundError(f"{name} has a sound track without a sample.")

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


class _Run:
    """Frames that follow each other, being resampled together.

    libswresample keeps the time of what goes in: measured shifts from 8, 22.05, 44.1,
    48, 96 and 192 kHz to 16 kHz are below 0.001 ms.
    """

    def __init__(
        self, frame: av.AudioFrame, start: Fraction, rate_hz: int, layout: Layout
    ) -> None:
        self._kind = _kind(frame)
        self._due = start  # of the next frame
        self._out_time = start  # of the next sample that comes out
        self._rate_hz = rate_hz
        self._resampler = av.AudioResampler("fltp", layout, rate_hz)

    def goes_on_with(self, frame: av.AudioFrame, time: Fraction) -> bool:
        """Tell whether a frame is of the same kind and comes when it is due.

        The time is held against the count of all samples so far, so that a clock that
        runs a little slow does not add up unseen.
        """
        return _kind(frame) == self._kind and abs(time - self._due) <= MAX_JITTER

    def push(
        self, frame: av.AudioFrame | None
    ) -> Iterator[tuple[Fraction, NDArray[np.float32]]]:
        """Yield what comes out for a frame, or at the end for None."""
        if frame is not None:
            self._due += Fraction(frame.samples, frame.sample_rate)
            frame.pts = None  # the times are kept here, the resampler needs none
        for out in self._resampler.resample(frame):
            samples = cast("NDArray[np.float32]", out.to_ndarray())
            yield self._out_time, samples
            self._out_time += Fraction(samples.shape[1], self._rate_hz)

    def align(
        self, frame: av.AudioFrame, origin: Fraction
    ) -> Iterator[tuple[Fraction, NDArray[np.float32]]]:
        """Begin with as much silence as makes the samples fall on those of `origin`.

        Call before the first push, with the frame to come.
        """
        rate, start = frame.sample_rate, self._due

        def slip(num_samples: int) -> Fraction:
            place = (start - Fraction(num_samples, rate) - origin) * self._rate_hz
            return abs(place - round_half_up(place))

        num_samples = min(range(rate // gcd(rate, self._rate_hz)), key=slip)
        begin = start - Fraction(num_samples, rate) - origin
        self._out_time = origin + Fraction(
            round_half_up(begin * self._rate_hz), self._rate_hz
        )
        if num_samples:
            silence = av.AudioFrame(
                format=frame.format.name, layout=frame.layout.name, samples=num_samples
            )
            silence.sample_rate = rate
            silence.time_base = frame.time_base
            for plane in silence.planes:
                plane.update(bytes(plane.buffer_size))
            self._due -= Fraction(num_samples, rate)
            yield from self.push(silence)


def _kind(frame: av.AudioFrame) -> tuple[int, str, str]:
    return frame.sample_rate, frame.format.name, frame.layout.name


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

    def can_place(self, time: Fraction) -> bool:
        """Tell whether a time is no absurd leap."""
        return self._start is None or time - self.time <= MAX_GAP

    def place(
        self, time: Fraction, samples: NDArray[np.float32]
    ) -> Iterator[AudioClip]:
        """Yield a block, after silence if it is late, shortened if it is early."""
        if self._start is None:
            self._start = time
        late = round_half_up((time - self.time) * self._rate_hz)
        if late > 0:
            yield from self._silence(late, samples.shape[0])
        elif late < 0:
            samples = samples[:, -late:]
        if samples.size:
            yield self._take(samples)

    def _silence(self, num_samples: int, num_channels: int) -> Iterator[AudioClip]:
        """Yield silence in blocks of at most ten seconds."""
        while num_samples > 0:
            block = min(num_samples, 10 * self._rate_hz)
            yield self._take(np.zeros((num_channels, block), np.float32))
            num_samples -= block

    def _take(self, samples: NDArray[np.float32]) -> AudioClip:
        clip = AudioClip(
            samples=np.ascontiguousarray(samples),
            rate_hz=self._rate_hz,
            start=self.time,
        )
        self._num_samples += samples.shape[1]
        return clip
