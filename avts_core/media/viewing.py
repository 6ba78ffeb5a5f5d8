"""Reading a movie as a player does: here, there, and back, from one open file."""

from collections.abc import Iterator
from fractions import Fraction
from os import cpu_count
from pathlib import Path

import av
import av.container

from avts_core.clips import AudioClip
from avts_core.errors import UnreadableError
from avts_core.jobs import NEVER, CancelToken
from avts_core.media.audio import AudioReader
from avts_core.media.stream import RUN_UPS_S
from avts_core.media.video import Picture, PictureReader
from avts_core.timebase import Span

_RUN_UPS_HERE_S = (Fraction(0), Fraction(1), Fraction(5), Fraction(30))
"""How far before the wanted picture decoding begins; the next if that came too late."""
_MAX_THREADS = 4
"""Each decodes a picture of its own, which come out later by as many."""
_FAR = Fraction(10**7)


class ViewReader(PictureReader):
    """Reads pictures for showing: any stretch, as often as is wanted.

    A context manager; one thread only. Pictures and their times are those that
    `PictureReader` gives, decoded in full.

    Parameters
    ----------
    path
        The movie.

    Raises
    ------
    UnreadableError
        On entering, if the file is not a movie; while reading, if it cannot be opened
        again, or if damage let no picture be decoded.
    NoPictureError
        On entering or while reading, if it has no picture.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._first: Fraction | None = None
        self._lag = Fraction(0)

    @property
    def spacing(self) -> Fraction:
        """Seconds from a picture to the next, on average."""
        return self._spacing

    def pictures_from(
        self, time: Fraction, *, cancel: CancelToken = NEVER
    ) -> Iterator[tuple[Picture, Fraction | None]]:
        """Yield the picture that is shown at a time, and all that follow.

        The reader goes elsewhere when this is called again: let go of the iterator
        that was before. Before the first picture, that one counts as shown; after
        the end, the last.

        Yields
        ------
        Each picture with the time at which the next one follows; None after the last.
        There is always one.

        Raises
        ------
        NoPictureError
            If there is not one picture.
        UnreadableError
            If no picture can be decoded, or none any more.
        JobCancelledError
            After `cancel` was called; it is looked at before each picture.
        """
        shown: Picture | None = None
        for picture in self._rising(self._timed_from(time)):
            cancel.check()
            if shown is not None and picture.time > time:
                yield shown, picture.time
            shown = picture
        if shown is None:
            name = self._path.name
            msg = f"{name} is damaged or was cut off: no picture can be read any more."
            raise UnreadableError(msg)
        yield shown, None

    def _rising(
        self, timed: Iterator[tuple[Fraction, av.VideoFrame]]
    ) -> Iterator[Picture]:
        """Yield pictures whose times rise."""
        last: Fraction | None = None
        for decoded_time, frame in timed:
            time = decoded_time + self._delay_of(frame)
            if last is None or time > last:
                yield Picture(frame, time, self._aspect)
                last = time

    def _timed_from(self, time: Fraction) -> Iterator[tuple[Fraction, av.VideoFrame]]:
        """Decode from the last picture before a time that stands alone.

        Raises
        ------
        MediaError
            If no picture can be decoded.
        """
        if self._first is None:
            timed = self._without_strays()
            first = self._look_at(next(timed, None))
            if time <= first[0] + self._lag:
                yield first
                yield from timed
                return
        assert self._first is not None
        # Times of the decoder from here on.
        shown = max(self._first, time - self._lag)
        for run_up in _RUN_UPS_HERE_S:
            goal = max(self._first, shown - run_up)
            if not self._reader.seek(self._origin + goal):
                break
            timed = self._without_strays()
            whole = self._first_whole(timed, shown)
            if whole is not None:
                yield whole
                yield from timed
                return
            if goal == self._first:
                break
        self._open()
        yield from self._without_strays()

    def _look_at(
        self, first: tuple[Fraction, av.VideoFrame] | None
    ) -> tuple[Fraction, av.VideoFrame]:
        """Learn from the first picture where the film begins.

        Raises
        ------
        MediaError
            If there is none.
        """
        if first is None:
            raise self._nothing_decoded()
        self._first = first[0]
        self._lag = self._delay_of(first[1])
        return first

    def _choose(self, container: av.container.InputContainer) -> av.VideoStream:
        """Return the stream to show, with all that the decoder can do for the eye.

        Raises
        ------
        NoPictureError
            If there is none.
        """
        stream = super()._choose(container)
        stream.codec_context.options = {}
        stream.codec_context.thread_count = min(_MAX_THREADS, cpu_count() or 1)
        return stream


class HearReader(AudioReader):
    """Reads a sound track in stereo: any stretch, as often as is wanted.

    A context manager; one thread only. The samples are those that `AudioReader`
    gives.

    Parameters
    ----------
    path
        The movie.
    track
        Number (from 0) of the track.
    rate_hz
        Sample rate to deliver.

    Raises
    ------
    UnreadableError
        On entering, if the file is not a movie; while reading, if it cannot be opened
        again, or if damage let no sound be decoded.
    NoSoundError
        On entering or while reading, if it has no such track.
    """

    def __init__(self, path: Path, *, track: int, rate_hz: int) -> None:
        super().__init__(path, track=track, rate_hz=rate_hz, layout="stereo")
        self._grid: Fraction | None = None
        self._is_used = False

    def clips_from(self, time: Fraction) -> Iterator[AudioClip]:
        """Yield stereo samples from a time on, without gap.

        The reader goes elsewhere when this is called again: let go of the iterator
        that was before.
        """
        if self._grid is None:
            first = next(self._without_strays(), None)
            self._grid = Fraction(0) if first is None else first[0]
            self._is_used = True
        if self._is_used and time <= RUN_UPS_S[0]:
            self._open()
        self._is_used = True
        self._span = Span(time, max(_FAR, time))
        yield from self

    def _grid_origin(self) -> Fraction | None:
        """Return where samples are counted from, without opening the movie again."""
        return self._grid
