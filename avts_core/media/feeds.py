"""Encoding one stream of a movie step by step, with exact timestamps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Protocol, TypeAlias, cast

import av
import numpy as np
from numpy.typing import NDArray

from avts_core.media.encoding import (
    AudioTrack,
    VideoEncoding,
    encoder_name,
    pixel_format,
    video_options,
)
from avts_core.timebase import round_half_up

_WITHOUT_START_TIMES = frozenset({"avi", "mxf"})
"""These hold no start time of a stream: everything begins with the movie."""
_WITHOUT_FINE_TICKS = frozenset({"mpeg2video", "mpeg4"})
"""These encoders take ticks of the picture rate only."""
_GRID_TOLERANCE = Fraction(1, 100)
"""How far from the grid of a constant rate a picture may lie, in periods."""

Packet: TypeAlias = "av.Packet[av.stream.Stream]"


@dataclass(frozen=True)
class Target:
    """Where streams go."""

    container: av.container.OutputContainer
    format: str
    """FFmpeg's name of the container."""
    rate: Fraction
    """Nominal pictures a second."""


class Feed(Protocol):
    """One stream being encoded: how far it is, and its next packets."""

    next_time: Fraction | None
    """When its next input begins; None after the last."""

    def step(self) -> list[Packet]:
        """Encode one input more; after the last, what the encoder still holds."""
        ...


class PictureFeed:
    """Encodes pictures one by one."""

    def __init__(
        self,
        target: Target,
        pictures: Iterator[tuple[Fraction, NDArray[np.uint8]]],
        encoding: VideoEncoding,
    ) -> None:
        self._pictures = pictures
        self._next = next(pictures, None)
        if self._next is None:
            msg = "there is no picture"
            raise ValueError(msg)
        if target.format in _WITHOUT_START_TIMES:
            _check_start(target, self._next[0])
        self.next_time: Fraction | None = self._next[0]
        self._stream = _add_video(target, encoding, self._next[1])
        self._time_base = _video_time_base(target, encoding)
        self._period = 1 / target.rate
        self._last_pts: int | None = None

    def step(self) -> list[Packet]:
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


def _video_time_base(target: Target, encoding: VideoEncoding) -> Fraction:
    """Choose ticks that hold the grid of the rate, and 90 kHz, exactly."""
    if target.format in _WITHOUT_START_TIMES or encoding.codec in _WITHOUT_FINE_TICKS:
        return 1 / target.rate
    return Fraction(1, lcm(target.rate.numerator, 90000))


def _add_video(
    target: Target, encoding: VideoEncoding, picture: NDArray[np.uint8]
) -> av.VideoStream:
    """Add the video stream."""
    options = video_options(encoding)
    if target.format == "avi" and encoding.codec in {"h264", "hevc"}:
        # AVI has no presentation times: reordered pictures would come out late.
        # FFmpeg's reader puts these codecs one picture late in AVI even so.
        options.setdefault("bf", "0")
    encoder = encoder_name(encoding.codec)
    stream = cast(
        "av.VideoStream",
        target.container.add_stream(encoder, rate=target.rate, options=options),
    )
    stream.height, stream.width = picture.shape[:2]
    stream.pix_fmt = pixel_format(encoding)
    stream.codec_context.time_base = _video_time_base(target, encoding)
    return stream


class SoundFeed:
    """Encodes samples block by block."""

    def __init__(self, target: Target, track: AudioTrack) -> None:
        self._track = track
        num_skipped = 0
        if target.format in _WITHOUT_START_TIMES:
            _check_start(target, track.start)
        if target.format == "avi":
            num_skipped = _count_priming_samples(track)
        self._blocks = _blocks(track.samples, num_skipped)
        self._block = next(self._blocks, None)
        if self._block is None:
            msg = "there is no sample in a sound"
            raise ValueError(msg)
        self._stream = _add_audio(target, track, self._block.shape[0])
        # Counting on from the samples left out, the first packet begins at 0.
        self._position = num_skipped + round_half_up(track.start * track.rate_hz)
        self.next_time: Fraction | None = Fraction(self._position, track.rate_hz)

    def step(self) -> list[Packet]:
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


def _check_start(target: Target, start: Fraction) -> None:
    """Refuse a start time that the container would lose.

    Raises
    ------
    ValueError
        If the start is not 0.
    """
    if start != 0:
        msg = (
            f"{target.format.upper()} cannot hold a start time, got "
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


def _add_audio(target: Target, track: AudioTrack, num_channels: int) -> av.AudioStream:
    """Add an audio stream."""
    encoding = track.encoding
    encoder = encoder_name(encoding.codec)
    stream = cast(
        "av.AudioStream",
        target.container.add_stream(encoder, rate=encoding.rate_hz or track.rate_hz),
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
    encoder = encoder_name(track.encoding.codec)
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
