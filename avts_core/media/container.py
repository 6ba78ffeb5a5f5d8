"""Open a movie and walk its packets without ever letting PyAV's errors out."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import av.container
import av.stream

from avts_core.errors import UnreadableError
from avts_core.media.access import check_is_file_with_content, check_is_readable

MAX_CONSECUTIVE_FAILURES = 250
"""Packets in a row that may fail before the rest of a stream is given up: ten
seconds of pictures, so that one bad stretch of a tape does not end the film, and
garbage does not keep us busy for hours."""

_MOVIE_FORMATS = (
    "3gp asf asf_o avi dv dvd f4v flv gxf ivf live_flv m4a m4v matroska mj2 mov mp4 "
    "mpeg mpegts mpegtsraw mpegvideo mxf mxf_opatom nut ogg rm swf vob webm wtv "
    "yuv4mpegpipe lxf h264 hevc vvc av1 obu vc1 vc1test mjpeg dirac cavsvideo"
)
_SOUND_FORMATS = (
    "aac ac3 aiff amr ape au caf dts dtshd eac3 flac loas mp3 oma rf64 spdif tak "
    "truehd tta w64 wav wv"
)
_PICTURE_FORMATS = (
    "bmp_pipe dpx_pipe exr_pipe gif image2 jpeg_pipe jpegxl_pipe png_pipe tiff_pipe "
    "webp_pipe"
)
_ALLOWED_FORMATS = ",".join((_MOVIE_FORMATS, _SOUND_FORMATS, _PICTURE_FORMATS)).replace(
    " ", ","
)
"""Demuxers that read one file and nothing else. Playlists (HLS, DASH, concat scripts)
are not among them: a text file must not make us open files that nobody named."""

_WITHOUT_PICTURE_TIMES = ("avi",)
"""Containers that number their packets in the order of decoding. What FFmpeg makes of
that is a picture or two late and out of order; here the pictures, in the order they
come out, take these numbers in rising order."""
_MAX_WAITING = 64
"""Packets that a decoder may hold: some for reordering, one a thread."""


_PROTOCOL = "file:"


@contextmanager
def open_movie(path: Path) -> Iterator[av.container.InputContainer]:
    """Open a movie for reading and close it at the end.

    Raises
    ------
    UnreadableError
        If the path is missing, a folder, empty, not a movie, not permitted, or on a
        drive that fails.
    """
    check_is_file_with_content(path)
    try:
        container = av.open(
            # The prefix keeps a name like "concat:a.mp4" a name.
            f"{_PROTOCOL}{path}",
            metadata_errors="replace",
            options={
                "protocol_whitelist": "file",
                "format_whitelist": _ALLOWED_FORMATS,
            },
        )
    except (av.FFmpegError, OSError, ValueError, MemoryError) as error:
        check_is_readable(path, error)
        msg = f"{path.name} is not a movie that can be read, or it is damaged."
        raise UnreadableError(msg) from error
    try:
        if container.format.name in _PICTURE_FORMATS.split():
            msg = f"{path.name} is a still picture, not a movie."
            raise UnreadableError(msg)
        yield container
    finally:
        container.close()


class FrameWalker:
    """Decode the frames of one stream in order, skipping and counting damage.

    Parameters
    ----------
    container, stream
        An open movie and the stream to decode; the other streams are not read.

    Attributes
    ----------
    num_damaged : int
        Packets that could not be demuxed or decoded so far.
    is_cut_short : bool
        Whether damage ended the stream last time, and there may be more behind it.
    """

    def __init__(
        self, container: av.container.InputContainer, stream: av.stream.Stream
    ) -> None:
        self._container = container
        self._path = Path(container.name.removeprefix(_PROTOCOL))
        self._stream = stream
        self.num_damaged = 0
        self.is_cut_short = False
        for other in container.streams:
            if other.index != stream.index:
                other.discard = av.stream.Discard.all
        has_times = container.format.name not in _WITHOUT_PICTURE_TIMES
        self._is_timed = has_times or stream.type != "video"
        self._waiting_dts: deque[int] = deque(maxlen=_MAX_WAITING)
        self._read_to = 0
        """Byte behind the packet read last, where the container tells."""

    def __iter__(self) -> Iterator[av.frame.Frame]:
        """Yield decoded frames until the stream ends or is given up.

        Raises
        ------
        UnreadableError
            If the drive fails.
        """
        failures = 0
        for packet in self.packets():
            frames = self.decode(packet)
            if frames is None:
                failures += 1
                if failures >= MAX_CONSECUTIVE_FAILURES:
                    self.is_cut_short = True
                    return
                continue
            failures = 0
            yield from frames

    def decode(
        self, packet: "av.Packet[av.stream.Stream]"
    ) -> list[av.frame.Frame] | None:
        """Return the frames that a packet completes, or None if it is damaged."""
        try:
            frames = packet.decode()
        except EOFError:  # a subclass of FFmpegError: the decoder is drained
            return []
        except (av.FFmpegError, ValueError):
            self.num_damaged += 1
            return None
        if not self._is_timed and packet.dts is not None:
            self._waiting_dts.append(packet.dts)
        found = cast("list[av.frame.Frame]", frames)
        for frame in found[: len(self._waiting_dts)]:
            frame.pts = self._waiting_dts.popleft()
        return found

    def seek(self, time: Fraction) -> bool:
        """Go to a place to decode from, about `time` on the container's clock.

        Returns
        -------
        False if the container cannot; where it then stands is not known.
        """
        if not self._is_timed and self._reorders():
            return False
        self._waiting_dts.clear()
        assert self._stream.time_base, "only streams with times are sought in"
        try:
            self._container.seek(
                int(time / self._stream.time_base), stream=self._stream, backward=True
            )
        except (av.FFmpegError, ValueError, OverflowError):
            return False
        return True

    def _reorders(self) -> bool:
        """Tell whether pictures come in another order than their packets.

        If so, those before the first whole one count too, and nobody knows how many
        there are; if not, a picture has the number of its packet, wherever it begins.
        """
        context = self._stream.codec_context
        return not isinstance(context, av.VideoCodecContext) or context.has_b_frames

    def packets(self) -> Iterator["av.Packet[av.stream.Stream]"]:
        """Yield packets; a damaged container ends the stream, counted.

        Raises
        ------
        UnreadableError
            If the drive fails: part of a movie must not pass for all of it.
        """
        packets = self._container.demux(self._stream)
        self.is_cut_short = False
        num_lost = 0
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except IndexError:
                # PyAV stumbles over a stream that turns up in the middle, as damaged
                # TS seems to have; reading goes on behind it.
                self.num_damaged += 1
                num_lost += 1
                if num_lost >= MAX_CONSECUTIVE_FAILURES:
                    self.is_cut_short = True
                    return
                packets = self._container.demux(self._stream)
                continue
            except (av.FFmpegError, ValueError, OSError) as error:
                check_is_readable(self._path, error, position=self._read_to)
                self.num_damaged += 1
                self.is_cut_short = True
                # The decoder may still hold frames that arrived whole.
                yield self._flush()
                return
            if packet.pos is not None:
                self._read_to = packet.pos + packet.size
            # An empty packet would be taken for the end; AVI has them for repeats.
            if packet.size or packet.dts is None:
                yield packet

    def _flush(self) -> "av.Packet[av.stream.Stream]":
        """Return the packet that asks a decoder for what it still holds."""
        flush: av.Packet[av.stream.Stream] = av.Packet()
        flush.stream = self._stream
        return flush


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
