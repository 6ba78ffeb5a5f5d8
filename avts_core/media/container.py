"""Open a movie and walk its packets without ever letting PyAV's errors out."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import av.container
import av.stream

from avts_core.errors import UnreadableError

MAX_CONSECUTIVE_FAILURES = 250
"""Packets in a row that may fail before the rest of a stream is given up: ten
seconds of pictures, so that one bad stretch of a tape does not end the film, and
garbage does not keep us busy for hours."""


@contextmanager
def open_movie(path: Path) -> Iterator[av.container.InputContainer]:
    """Open a movie for reading and close it at the end.

    Raises
    ------
    UnreadableError
        If the path is missing, a folder, empty, not a movie, or not permitted.
    """
    _check_is_file_with_content(path)
    try:
        # strict: never follow references to other files or the network.
        container = av.open(str(path), options={"protocol_whitelist": "file"})
    except (av.FFmpegError, OSError, ValueError, MemoryError) as error:
        msg = f"{path.name} is not a movie that can be read, or it is damaged."
        raise UnreadableError(msg) from error
    try:
        yield container
    finally:
        container.close()


def _check_is_file_with_content(path: Path) -> None:
    """Raise the sentence that fits best before FFmpeg gives a vaguer one."""
    try:
        if not path.exists():
            msg = f"{path} does not exist."
            raise UnreadableError(msg)
        if path.is_dir():
            msg = f"{path} is a folder; name a movie inside it."
            raise UnreadableError(msg)
        if not path.is_file():
            msg = f"{path} is not a file."
            raise UnreadableError(msg)
        if path.stat().st_size == 0:
            msg = f"{path.name} is empty."
            raise UnreadableError(msg)
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        msg = f"{path} cannot be opened ({error})."
        raise UnreadableError(msg) from error


class FrameWalker:
    """Decode the frames of one stream in order, skipping and counting damage.

    Parameters
    ----------
    container, stream
        An open movie and the stream to decode.

    Attributes
    ----------
    num_damaged : int
        Packets that could not be demuxed or decoded so far.
    """

    def __init__(
        self, container: av.container.InputContainer, stream: av.stream.Stream
    ) -> None:
        self._container = container
        self._stream = stream
        self.num_damaged = 0

    def __iter__(self) -> Iterator[av.frame.Frame]:
        """Yield decoded frames until the stream ends or is given up."""
        failures = 0
        for packet in self._packets():
            try:
                frames = packet.decode()
            except EOFError:  # a subclass of FFmpegError: the decoder is drained
                return
            except (av.FFmpegError, ValueError):
                self.num_damaged += 1
                failures += 1
                if failures >= MAX_CONSECUTIVE_FAILURES:
                    return
                continue
            failures = 0
            yield from frames

    def _packets(self) -> Iterator[av.packet.Packet]:
        """Yield packets; a damaged container ends the stream, counted."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.FFmpegError, ValueError, OSError):
                self.num_damaged += 1
                # The decoder may still hold frames that arrived whole.
                yield from self._flush()
                return
            yield packet

    def _flush(self) -> Iterator[av.packet.Packet]:
        """Yield the packet that asks a decoder for what it still holds."""
        flush = av.Packet()
        flush.stream = self._stream
        yield flush


def clock_origin(container: av.container.InputContainer) -> Fraction:
    """Return the time that counts as 0 s: the earliest start of picture or sound.

    Exact ticks are used rather than the container's own start, which FFmpeg rounds
    to microseconds.
    """
    starts = [
        stream.start_time * stream.time_base
        for stream in (*container.streams.video, *container.streams.audio)
        if stream.start_time is not None and stream.time_base
    ]
    return min(starts, default=Fraction(0))
