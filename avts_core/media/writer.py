"""Writing movies from pictures and samples, with exact timestamps.

Pictures come one by one with their time, samples block by block, so memory does
not grow with the length. The file is written beside its final name and renamed
when it is whole.
"""

import struct
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Protocol, TypeAlias, cast

import av
import numpy as np
from numpy.typing import NDArray

from avts_core.errors import WriteError
from avts_core.jobs import NEVER, CancelToken
from avts_core.timebase import round_half_up

_ENCODERS = {
    "h264": "libx264",
    "hevc": "libx265",
    "vp9": "libvpx-vp9",
    "av1": "libsvtav1",
    "prores": "prores_ks",
    "mp3": "libmp3lame",
    "opus": "libopus",
}
_PIXEL_FORMATS = {
    "mpeg2video": "yuv420p",
    "prores": "yuv422p10le",
    "mjpeg": "yuvj420p",
}
# Quick presets: a generated movie must be right, not small.
_VIDEO_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "h264": {"preset": "veryfast", "crf": "20"},
    "hevc": {"preset": "ultrafast", "crf": "26", "x265-params": "log-level=none"},
    "vp9": {"deadline": "realtime", "cpu-used": "8", "crf": "34", "b": "0"},
    "av1": {"preset": "10", "crf": "38"},
    "mpeg2video": {"b": "6000000"},
    "mjpeg": {"q": "4"},
}
_INTERLACED_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "h264": {"x264-params": "tff=1"},
    "mpeg2video": {"flags": "+ilme+ildct"},
    "prores": {"flags": "+ildct"},
}
_FORMATS = {
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mov",
    ".mkv": "matroska",
    ".webm": "webm",
    ".ts": "mpegts",
    ".avi": "avi",
    ".mxf": "mxf",
}
# Edit lists are in the movie's timescale; the default of 1000 costs up to 1 ms.
_FORMAT_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "mp4": {"movie_timescale": "48000"},
    "mov": {"movie_timescale": "48000"},
}
_WITHOUT_START_TIMES = frozenset({"avi", "mxf"})
"""These hold no start time of a stream: everything begins with the movie."""
_WITHOUT_FINE_TICKS = frozenset({"mpeg2video", "mpeg4"})
"""These encoders take ticks of the picture rate only."""
_GRID_TOLERANCE = Fraction(1, 100)
"""How far from the grid of a constant rate a picture may lie, in periods."""


@dataclass(frozen=True, kw_only=True)
class VideoEncoding:
    """How pictures are packed."""

    codec: str = "h264"
    """h264, hevc, mpeg2video, vp9, av1, prores, mjpeg, ffv1, or an encoder's name."""
    pixel_format: str | None = None
    """FFmpeg's name, as ``yuv420p10le``; None takes the codec's usual one."""
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """FFmpeg's options of the encoder, over the quick defaults."""
    rotation_deg: int = 0
    """Turn asked of the player, clockwise: 0, 90, 180, 270; MP4 and MOV only."""
    is_interlaced: bool = False
    """Code as interlaced, upper field first."""

    def __post_init__(self) -> None:
        """Check the rotation.

        Raises
        ------
        ValueError
            If it is not a quarter turn.
        """
        if self.rotation_deg not in {0, 90, 180, 270}:
            msg = f"rotation_deg must be 0, 90, 180 or 270, got {self.rotation_deg}"
            raise ValueError(msg)


@dataclass(frozen=True, kw_only=True)
class AudioEncoding:
    """How samples are packed."""

    codec: str = "aac"
    """aac, ac3, mp3, opus, pcm_s16le, pcm_s24le, flac, or an encoder's name."""
    rate_hz: int | None = None
    """Rate in the file; None keeps the samples' own."""
    layout: str | None = None
    """FFmpeg's name, as ``5.1``; None takes the usual one of the samples' channels."""
    bit_rate_bps: int | None = None
    """Aim of lossy codecs; None leaves it to the encoder."""
    language: str | None = None
    """ISO 639-2 code, as ``fra``."""
    title: str | None = None


@dataclass(frozen=True, kw_only=True)
class AudioTrack:
    """The sound of one stream."""

    samples: NDArray[np.float32] | Iterable[NDArray[np.float32]]
    """[shape=(channels, samples), float32] all at once, or blocks that follow on."""
    rate_hz: int
    start: Fraction = Fraction(0)
    """Time of the first sample on the movie's clock, in seconds."""
    encoding: AudioEncoding = field(default_factory=AudioEncoding)


def write_movie(
    path: Path,
    *,
    rate: Fraction,
    pictures: Iterable[tuple[Fraction, NDArray[np.uint8]]] | None = None,
    video: VideoEncoding | None = None,
    sounds: Sequence[AudioTrack] = (),
    cancel: CancelToken = NEVER,
) -> None:
    """Write a movie; its container follows from the suffix of the name.

    Times are kept to a tick of 1/90000 s or finer, and exactly on the grid of
    `rate`, where the container allows: Matroska and WebM round to 1 ms, AVI and
    MXF hold a constant rate only. The sound of an AVI whose codec delays it is cut
    by that delay at its head, as AVI cannot tell the reader of it. FFmpeg reads
    H.264 in AVI one picture late, whoever wrote it: prefer mpeg4 or mjpeg there.

    Parameters
    ----------
    path
        An existing file of this name is replaced, once the new one is whole.
    rate
        Nominal pictures a second; the times of the pictures may differ from it.
    pictures
        Each time in seconds, rising, and picture ``[shape=(height, width, 3) or
        (height, width), uint8]``, RGB or grey; all of one size. None makes a movie
        of sound only.
    video
        None takes H.264.

    Raises
    ------
    WriteError
        If the encoder or the container refuses, or the disk does.
    JobCancelledError
        After `cancel` was called.

    Examples
    --------
    >>> write_movie(
    ...     Path("noise.mp4"),
    ...     rate=Fraction(25),
    ...     pictures=((Fraction(i, 25), noise[i]) for i in range(50)),
    ...     sounds=[AudioTrack(samples=hiss, rate_hz=48000)],
    ... )  # doctest: +SKIP
    """
    partial = path.with_name(f".{path.stem}.{uuid.uuid4().hex[:8]}.part{path.suffix}")
    video = video or VideoEncoding()
    try:
        _write(partial, _Plan(path, rate, pictures, video, tuple(sounds)), cancel)
        if pictures is not None and video.rotation_deg:
            _turn(partial, video.rotation_deg)
        partial.replace(path)
    except (av.FFmpegError, OSError, ValueError, struct.error) as error:
        msg = f"Cannot write {path.name}: {_reason(error)}."
        raise WriteError(msg) from error
    finally:
        partial.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    """Say what went wrong in one clause."""
    text = (getattr(error, "strerror", None) or str(error)).strip().rstrip(".")
    return text or type(error).__name__


@dataclass(frozen=True)
class _Plan:
    """What to write, gathered."""

    path: Path
    rate: Fraction
    pictures: Iterable[tuple[Fraction, NDArray[np.uint8]]] | None
    video: VideoEncoding
    sounds: tuple[AudioTrack, ...]

    @property
    def format(self) -> str:
        """FFmpeg's name of the container.

        Raises
        ------
        ValueError
            If the suffix is unknown.
        """
        suffix = self.path.suffix.lower()
        if suffix not in _FORMATS:
            known = ", ".join(sorted(_FORMATS))
            msg = f"the name must end in one of {known}, got {suffix or 'no suffix'!r}"
            raise ValueError(msg)
        return _FORMATS[suffix]


_Packet: TypeAlias = "av.Packet[av.stream.Stream]"


class _Feed(Protocol):
    """One stream being encoded: how far it is, and its next packets."""

    next_time: Fraction | None
    """When its next input begins; None after the last."""

    def step(self) -> list[_Packet]: ...


def _write(partial: Path, plan: _Plan, cancel: CancelToken) -> None:
    """Encode all streams side by side, the one furthest behind first.

    Raises
    ------
    ValueError
        If there is none.
    """
    options = dict(_FORMAT_OPTIONS.get(plan.format, {}))
    with av.open(str(partial), "w", format=plan.format, options=options) as container:
        feeds: list[_Feed] = []
        if plan.pictures is not None:
            feeds.append(_PictureFeed(container, plan, iter(plan.pictures)))
        feeds += [_SoundFeed(container, plan, track) for track in plan.sounds]
        if not feeds:
            msg = "there is neither picture nor sound"
            raise ValueError(msg)
        while waiting := [feed for feed in feeds if feed.next_time is not None]:
            cancel.check()
            behind = min(waiting, key=attrgetter("next_time"))
            for packet in behind.step():
                container.mux(packet)


class _PictureFeed:
    """Encodes pictures one by one."""

    def __init__(
        self,
        container: av.container.OutputContainer,
        plan: _Plan,
        pictures: Iterator[tuple[Fraction, NDArray[np.uint8]]],
    ) -> None:
        self._pictures = pictures
        self._next = next(pictures, None)
        if self._next is None:
            msg = "there is no picture"
            raise ValueError(msg)
        if plan.format in _WITHOUT_START_TIMES:
            _check_start(plan, self._next[0])
        self.next_time: Fraction | None = self._next[0]
        self._stream = _add_video(container, plan, self._next[1])
        self._is_interlaced = plan.video.is_interlaced
        self._time_base = _video_time_base(plan)
        self._period = 1 / plan.rate
        self._last_pts: int | None = None

    def step(self) -> list[_Packet]:
        """Encode the next picture; after the last, what the encoder still holds."""
        if self._next is None:
            self.next_time = None
            return list(self._stream.encode(None))
        time, picture = self._next
        packets = list(self._stream.encode(self._frame(time, picture)))
        self._next = next(self._pictures, None)
        self.next_time = time if self._next is None else self._next[0]
        return packets

    def _frame(self, time: Fraction, picture: NDArray[np.uint8]) -> av.VideoFrame:
        """Wrap a picture with its time.

        Raises
        ------
        ValueError
            If the picture or its time does not fit.
        """
        size = (self._stream.height, self._stream.width)
        if picture.dtype != np.uint8 or picture.shape[:2] != size:
            msg = (
                f"pictures must be uint8 of one size {size}, "
                f"got {picture.dtype} {picture.shape}"
            )
            raise ValueError(msg)
        ticks = time / self._time_base
        pts = round_half_up(ticks)
        if self._time_base == self._period and abs(ticks - pts) > _GRID_TOLERANCE:
            msg = (
                f"this container or codec holds a constant rate only, and {time} s "
                "is off its grid"
            )
            raise ValueError(msg)
        if self._last_pts is not None and pts <= self._last_pts:
            msg = f"picture times must rise, got {float(time):.6f} s after another"
            raise ValueError(msg)
        self._last_pts = pts
        frame = av.VideoFrame.from_ndarray(
            np.ascontiguousarray(picture), format=_array_format(picture)
        )
        frame.pts = pts
        frame.time_base = self._time_base
        return frame


def _array_format(picture: NDArray[np.uint8]) -> str:
    """Name the pixel format of an array."""
    return "gray" if picture.ndim == 2 else "rgb24"


def _video_time_base(plan: _Plan) -> Fraction:
    """Choose ticks that hold the grid of the rate, and 90 kHz, exactly."""
    if plan.format in _WITHOUT_START_TIMES or plan.video.codec in _WITHOUT_FINE_TICKS:
        return 1 / plan.rate
    return Fraction(1, lcm(plan.rate.numerator, 90000))


def _add_video(
    container: av.container.OutputContainer, plan: _Plan, picture: NDArray[np.uint8]
) -> av.VideoStream:
    """Add the video stream."""
    encoding = plan.video
    options = dict(_VIDEO_OPTIONS.get(encoding.codec, {}))
    if encoding.is_interlaced:
        options |= _INTERLACED_OPTIONS.get(encoding.codec, {})
    if plan.format == "avi" and encoding.codec in {"h264", "hevc"}:
        # AVI has no presentation times: reordered pictures would come out late.
        # FFmpeg's reader puts these codecs one picture late in AVI even so.
        options["bf"] = "0"
    options |= encoding.options
    encoder = _ENCODERS.get(encoding.codec, encoding.codec)
    stream = cast(
        "av.VideoStream",
        container.add_stream(encoder, rate=plan.rate, options=options),
    )
    stream.height, stream.width = picture.shape[:2]
    stream.pix_fmt = encoding.pixel_format or _PIXEL_FORMATS.get(
        encoding.codec, "yuv420p"
    )
    stream.codec_context.time_base = _video_time_base(plan)
    return stream


class _SoundFeed:
    """Encodes samples block by block."""

    def __init__(
        self, container: av.container.OutputContainer, plan: _Plan, track: AudioTrack
    ) -> None:
        self._track = track
        num_skipped = 0
        if plan.format in _WITHOUT_START_TIMES:
            _check_start(plan, track.start)
        if plan.format == "avi":
            num_skipped = _count_priming_samples(track)
        self._blocks = _blocks(track.samples, num_skipped)
        self._block = next(self._blocks, None)
        if self._block is None:
            msg = "there is no sample in a sound"
            raise ValueError(msg)
        self._stream = _add_audio(container, track, self._block.shape[0])
        # Counting on from the samples left out, the first packet begins at 0.
        self._position = num_skipped + round_half_up(track.start * track.rate_hz)
        self.next_time: Fraction | None = Fraction(self._position, track.rate_hz)

    def step(self) -> list[_Packet]:
        """Encode the next block; after the last, what the encoder still holds."""
        if self._block is None:
            self.next_time = None
            return list(self._stream.encode(None))
        frame = _audio_frame(self._block, self._track.rate_hz)
        frame.pts = self._position
        packets = list(self._stream.encode(frame))
        self._position += self._block.shape[1]
        self.next_time = Fraction(self._position, self._track.rate_hz)
        self._block = next(self._blocks, None)
        return packets


def _check_start(plan: _Plan, start: Fraction) -> None:
    """Refuse a start time that the container would lose.

    Raises
    ------
    ValueError
        If the start is not 0.
    """
    if start != 0:
        msg = (
            f"{plan.format.upper()} cannot hold a start time, got "
            f"{float(start):.3f} s; shift the samples, or choose MP4 or MKV"
        )
        raise ValueError(msg)


def _blocks(
    samples: NDArray[np.float32] | Iterable[NDArray[np.float32]], num_skipped: int
) -> Iterator[NDArray[np.float32]]:
    """Cut samples into short blocks, leaving out the first few.

    Raises
    ------
    ValueError
        If a block is no float32 array of two dimensions.
    """
    given = [samples] if isinstance(samples, np.ndarray) else samples
    for block in given:
        if block.dtype != np.float32 or block.ndim != 2:
            msg = (
                "samples must be float32 (channels, samples), got "
                f"{block.dtype} {block.shape}"
            )
            raise ValueError(msg)
        kept = block[:, num_skipped:]
        num_skipped = max(0, num_skipped - block.shape[1])
        for first in range(0, kept.shape[1], 4096):
            yield kept[:, first : first + 4096]


def _audio_frame(block: NDArray[np.float32], rate_hz: int) -> av.AudioFrame:
    """Wrap samples, clipped to full scale."""
    layout = {1: "mono", 2: "stereo", 6: "5.1"}.get(
        block.shape[0], f"{block.shape[0]} channels"
    )
    clipped = np.ascontiguousarray(np.clip(block, -1, 1))
    frame = av.AudioFrame.from_ndarray(clipped, format="fltp", layout=layout)
    frame.sample_rate = rate_hz
    frame.time_base = Fraction(1, rate_hz)
    return frame


def _add_audio(
    container: av.container.OutputContainer, track: AudioTrack, num_channels: int
) -> av.AudioStream:
    """Add an audio stream."""
    encoding = track.encoding
    encoder = _ENCODERS.get(encoding.codec, encoding.codec)
    stream = cast(
        "av.AudioStream",
        container.add_stream(encoder, rate=encoding.rate_hz or track.rate_hz),
    )
    stream.codec_context.layout = encoding.layout or {2: "stereo", 6: "5.1"}.get(
        num_channels, "mono"
    )
    if encoding.bit_rate_bps is not None:
        stream.bit_rate = encoding.bit_rate_bps
    if encoding.language is not None:
        stream.metadata["language"] = encoding.language
    if encoding.title is not None:
        stream.metadata["title"] = encoding.title
    return stream


def _count_priming_samples(track: AudioTrack) -> int:
    """Count the samples that the encoder puts before the first, by trying it."""
    rate_hz = track.encoding.rate_hz or track.rate_hz
    encoder = _ENCODERS.get(track.encoding.codec, track.encoding.codec)
    context = cast("av.AudioCodecContext", av.CodecContext.create(encoder, "w"))
    context.sample_rate = rate_hz
    context.layout = track.encoding.layout or "mono"
    context.time_base = Fraction(1, rate_hz)
    context.format = (context.codec.audio_formats or [av.AudioFormat("fltp")])[0]
    frame = _audio_frame(np.zeros((1, 8192), np.float32), rate_hz)
    frame.pts = 0
    packets = [*context.encode(frame), *context.encode(None)]
    first_pts = min((p.pts for p in packets if p.pts is not None), default=0)
    return round_half_up(Fraction(-first_pts * track.rate_hz, rate_hz))


# ISO/IEC 14496-12, 6.2.2: a, b, u, c, d, v, x, y, w as 16.16 and 2.30 fixed point.
# x and y stay 0 as FFmpeg and players use the turn alone.
_MATRICES = {
    90: (0, 1, 0, -1, 0, 0, 0, 0, 1),
    180: (-1, 0, 0, 0, -1, 0, 0, 0, 1),
    270: (0, -1, 0, 1, 0, 0, 0, 0, 1),
}


def _turn(path: Path, rotation_deg: int) -> None:
    """Write the turn into the header of the first track of an MP4 or MOV.

    PyAV 18 gives no way to hand a display matrix to the muxer.

    Raises
    ------
    ValueError
        If the file is of another kind.
    """
    if path.suffix.lower() not in {".mp4", ".m4v", ".mov"}:
        msg = f"rotation_deg needs MP4 or MOV, got {path.suffix!r}"
        raise ValueError(msg)
    cells = _MATRICES[rotation_deg]
    scale = [1 << 30 if i % 3 == 2 else 1 << 16 for i in range(9)]
    matrix = struct.pack(">9i", *(c * s for c, s in zip(cells, scale, strict=True)))
    with path.open("r+b") as file:
        start, size = 0, path.stat().st_size
        for name in (b"moov", b"trak", b"tkhd"):
            start, size = _find_box(file, start, start + size, name)
        version = file.read(1)[0]
        file.seek(start + (40 if version == 0 else 52))
        file.write(matrix)


def _find_box(file: BinaryIO, start: int, stop: int, name: bytes) -> tuple[int, int]:
    """Find a box between two places; give where its content starts, and its size.

    Raises
    ------
    ValueError
        If it is not there.
    """
    while start + 8 <= stop:
        file.seek(start)
        size, found = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            size, header = struct.unpack(">Q", file.read(8))[0], 16
        if found == name:
            return start + header, size - header
        start += max(size, header)
    msg = f"the file has no {name.decode()} box"
    raise ValueError(msg)
