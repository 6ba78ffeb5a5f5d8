"""How pictures and samples are packed into a movie."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

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


def encoder_name(codec: str) -> str:
    """Give FFmpeg's name of the encoder for a codec."""
    return _ENCODERS.get(codec, codec)


def pixel_format(encoding: VideoEncoding) -> str:
    """Give FFmpeg's name of the pixel format."""
    return encoding.pixel_format or _PIXEL_FORMATS.get(encoding.codec, "yuv420p")


def video_options(encoding: VideoEncoding) -> dict[str, str]:
    """Give the encoder's options: quick defaults, and over them those asked for."""
    options = dict(_VIDEO_OPTIONS.get(encoding.codec, {}))
    if encoding.is_interlaced:
        options |= _INTERLACED_OPTIONS.get(encoding.codec, {})
    return options | dict(encoding.options)
