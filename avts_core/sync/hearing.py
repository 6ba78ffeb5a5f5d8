"""Hear a movie in step with its pictures: levelled log-mel and waveform."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from avts_core.clips import AudioClip
from avts_core.features.bands import HOP_S, NUM_BANDS
from avts_core.jobs import CancelToken
from avts_core.media.audio import AudioReader
from avts_core.sync.rows import Rows
from avts_core.sync.speech import SilenceMeter, speech_loudness
from avts_core.timebase import Span

if TYPE_CHECKING:
    from avts_core.features.logmel import Leveller, LogMel

MAX_EXPECTED_S = 4 * 3600
"""Room for sound is taken at once up to here: files lie about their length."""


class Hearing:
    """The sound of a movie as far as it has been read; a context manager.

    Frames are counted from the first one of the sound, number 0.

    Parameters
    ----------
    path
        The movie.
    track
        Number or language of the sound track.
    span
        What to hear; all of it if None.
    origin
        Time of mel frame 0 on the movie's clock.
    duration
        How much sound to expect, in seconds.
    cancel
        Looked at with each block of sound.

    Attributes
    ----------
    is_over : bool
        All has been heard.

    Raises
    ------
    UnreadableError, NoSoundError
        On entering, and when sound is read.
    JobCancelledError
        If cancelled, when sound is read.
    """

    def __init__(
        self,
        path: Path,
        *,
        track: str | int | None,
        span: Span | None,
        origin: Fraction,
        duration: Fraction | None,
        cancel: CancelToken,
    ) -> None:
        self._reader = AudioReader(path, track=track, span=span)
        self._origin = origin
        self._cancel = cancel
        self._clips: Iterator[AudioClip] | None = None
        self._stream: LogMel | None = None
        self._leveller: Leveller | None = None
        self._silence = SilenceMeter()
        num = round(min(float(duration or 0), MAX_EXPECTED_S) / HOP_S) + 1
        self._bands = Rows((NUM_BANDS,), np.float16, num_expected=num)
        self._peaks = Rows((2,), np.int8, num_expected=num)
        self._loudness = Rows((), np.float32, num_expected=num)
        self.is_over = False

    def __enter__(self) -> Self:
        self._clips = iter(self._reader.__enter__())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clips = None
        self._reader.__exit__(kind, error, trace)

    @property
    def first_band(self) -> int:
        """Mel frame, counted from the origin, that is frame number 0."""
        first = self._stream.first_frame if self._stream is not None else None
        return first or 0

    @property
    def num_frames(self) -> int:
        """Frames heard and levelled so far."""
        return len(self._bands)

    @property
    def bands(self) -> NDArray[np.float16]:
        """[shape=(frames, 80), float16] levelled log-mel."""
        return self._bands.values

    @property
    def peaks(self) -> NDArray[np.int8]:
        """[shape=(frames, 2), int8] extremes of the waveform."""
        return self._peaks.values[: self.num_frames]

    @property
    def loudness(self) -> NDArray[np.float32]:
        """[shape=(frames,), float32] `speech_loudness`."""
        return self._loudness.values

    @property
    def is_silent(self) -> bool:
        """Whether all so far is silence, or nothing."""
        return self._silence.is_silent

    def hear_until(self, frame: int) -> None:
        """Read on until a frame, and all before it, is there or the sound ends."""
        while self.num_frames <= frame and not self.is_over:
            self._hear_more()

    def hear_all(self) -> None:
        """Read to the end."""
        while not self.is_over:
            self._hear_more()

    def _hear_more(self) -> None:
        """Read until there are more frames."""
        assert self._clips is not None, "use it in a with statement"
        stream, leveller = self._open()
        for clip in self._clips:
            self._cancel.check()
            stream.push(clip)
            frames = stream.take()
            if len(frames.bands):
                break
        else:
            frames = stream.finish()
            self.is_over = True
        self._silence.push(frames.bands)
        self._peaks.append(frames.peaks)
        self._add(leveller.push(frames.bands))
        if self.is_over:
            self._add(leveller.finish())

    def _add(self, bands: NDArray[np.float16]) -> None:
        self._bands.append(bands)
        self._loudness.append(speech_loudness(bands))

    def _open(self) -> "tuple[LogMel, Leveller]":
        if self._stream is None or self._leveller is None:
            # Loaded here: torch takes seconds, in which pictures can be read.
            from avts_core.features.logmel import Leveller, LogMel  # noqa: PLC0415

            self._stream, self._leveller = LogMel(self._origin), Leveller()
        return self._stream, self._leveller
