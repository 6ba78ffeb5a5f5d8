"""What reading pictures and reading sound share: opening, seeking, sane times."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Generic, Self, TypeVar, cast

import av
import av.container

from avts_core.errors import MediaError
from avts_core.media.container import FrameWalker, clock_origin, open_movie
from avts_core.timebase import Span

FrameT = TypeVar("FrameT", av.VideoFrame, av.AudioFrame)

RUN_UPS_S = (Fraction(1), Fraction(5), Fraction(30))
"""How far before a span decoding begins; the next if the one before came too late."""
MAX_LEAP = Fraction(2)
"""A frame further ahead than this of the one before must be followed by another such;
otherwise its timestamp is damaged, in seconds."""


class StreamReader(ABC, Generic[FrameT]):
    """Reads one stream of a movie; a context manager for one thread.

    Parameters
    ----------
    path
        The movie.
    span
        Stretch of the movie's clock to read; all of it if None.
    """

    _MARGIN: ClassVar[Fraction]
    """So long before a span the first frame must lie, for the codec to settle."""

    def __init__(self, path: Path, *, span: Span | None = None) -> None:
        self._path = Path(path)
        self._span = span
        self._stack = ExitStack()
        self._origin = Fraction(0)
        self._walker: FrameWalker | None = None

    def __enter__(self) -> Self:
        self._open()
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
        """Packets and pictures skipped so far because they are damaged."""
        return self._walker.num_damaged if self._walker is not None else 0

    @property
    def is_cut_short(self) -> bool:
        """Whether damage ended the reading, and there may be more behind it."""
        return self._walker is not None and self._walker.is_cut_short

    def _open(self) -> None:
        """Open the movie, afresh if it is open already."""
        self._walker = None
        self._stack.close()
        with ExitStack() as stack:
            container = stack.enter_context(open_movie(self._path))
            stream = self._choose(container)
            self._origin = clock_origin(container)
            self._walker = FrameWalker(container, stream)
            self._stack = stack.pop_all()

    def _timed_frames(self) -> Iterator[tuple[Fraction, FrameT]]:
        """Yield frames with their times from the span's start or a little earlier.

        Raises
        ------
        MediaError
            At the end, if not a single frame could be decoded.
        """
        num_frames = 0
        for timed in self._from_span():
            num_frames += 1
            yield timed
        if not num_frames:
            raise self._nothing_decoded()

    def _from_span(self) -> Iterator[tuple[Fraction, FrameT]]:
        """Decode from before the span, near it if the container can seek."""
        start = self._span.start if self._span is not None else Fraction(0)
        if start > RUN_UPS_S[0]:
            for run_up in RUN_UPS_S:
                if not self._reader.seek(self._origin + start - run_up):
                    break
                timed = self._without_strays()
                first = self._first_whole(timed, start)
                if first is not None:
                    # What failed on the way is the seeking's fault, not the film's.
                    self._reader.num_damaged = 0
                    yield first
                    yield from timed
                    return
            self._open()
        yield from self._without_strays()

    def _first_whole(
        self, timed: Iterator[tuple[Fraction, FrameT]], start: Fraction
    ) -> tuple[Fraction, FrameT] | None:
        """Return the first frame that is whole, if it comes early enough."""
        for time, frame in timed:
            if time > start - self._MARGIN:
                return None
            if self._can_begin_with(frame):
                return time, frame
        return None

    def _without_strays(self) -> Iterator[tuple[Fraction, FrameT]]:
        """Drop single frames whose times leap ahead and back."""
        last: Fraction | None = None
        held: tuple[Fraction, FrameT] | None = None
        for time, frame in self._timed():
            if held is not None and time < held[0]:
                self._reader.num_damaged += 1
            elif held is not None:
                yield held
                last = held[0]
            held = None
            if last is not None and time > last + MAX_LEAP:
                held = (time, frame)
            else:
                yield time, frame
                last = time
        if held is not None:
            yield held

    def _timed(self) -> Iterator[tuple[Fraction, FrameT]]:
        """Yield frames with their times; those without a timestamp count on."""
        due = Fraction(0)
        for walked in self._reader:
            frame = cast("FrameT", walked)
            time = due
            if frame.pts is not None and frame.time_base:
                time = frame.pts * frame.time_base - self._origin
            due = time + self._length_of(frame)
            yield time, frame

    @property
    def _reader(self) -> FrameWalker:
        assert self._walker is not None, "use the reader in a with statement"
        return self._walker

    @abstractmethod
    def _choose(
        self, container: av.container.InputContainer
    ) -> av.VideoStream | av.AudioStream:
        """Return the stream to read."""

    @abstractmethod
    def _length_of(self, frame: FrameT) -> Fraction:
        """Return how long a frame lasts, in seconds."""

    @abstractmethod
    def _can_begin_with(self, frame: FrameT) -> bool:
        """Tell whether a frame right after seeking is whole."""

    @abstractmethod
    def _nothing_decoded(self) -> MediaError:
        """Return the error that says so."""
