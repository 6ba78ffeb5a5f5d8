"""Say what a movie holds, without decoding more than its head."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path
from typing import cast

import av
import av.container
import av.frame
import av.stream

from avts_core.errors import NoSoundError
from avts_core.media.container import FrameWalker, clock_origin, open_movie

_HEAD_PACKETS, _MAX_HEAD_PACKETS = 60, 300
"""Pictures looked at to see whether they are evenly spaced; a stream that is cut out
of a broadcast may begin with as many that cannot be decoded as the larger number."""
_MAX_REORDERED = 16
_MAX_STEP_DIFFERENCE_S = 0.0045
"""Matroska rounds to 1 ms, so that steps differ by up to 2 ms."""
_MAX_RATE_DIFFERENCE = 0.005
_MAX_RATE_HZ = 1000
"""TS gives the rate of its clock when it cannot tell."""
_MAX_ASPECT = 4
"""No camera or disc has pixels longer than twice their height; files lie, though."""


@dataclass(frozen=True, kw_only=True)
class VideoStream:
    """The picture track that is shown."""

    index: int
    """Index of the stream in the container."""
    codec: str
    width_px: int
    height_px: int
    rate: Fraction
    """Frames a second on average."""
    start: Fraction
    """First presentation time on the movie's clock, in seconds."""
    duration: Fraction | None
    """Seconds, if the container says so."""
    rotation_deg: int
    """Anticlockwise turn that brings the pictures upright."""
    pixel_aspect: Fraction
    """Width of a pixel over its height."""
    is_interlaced: bool
    is_variable_rate: bool
    bit_depth: int
    """Bits of a brightness value."""
    pixel_format: str


@dataclass(frozen=True, kw_only=True)
class AudioStream:
    """A sound track."""

    index: int
    """Index of the stream in the container."""
    number: int
    """Place among the sound tracks, from 0: what people choose by."""
    codec: str
    rate_hz: int
    num_channels: int
    layout: str
    language: str | None
    title: str | None
    start: Fraction
    """First presentation time on the movie's clock, in seconds."""
    duration: Fraction | None
    """Seconds, if the container says so."""


@dataclass(frozen=True, kw_only=True)
class MediaInfo:
    """What a movie holds."""

    path: Path
    container: str
    origin: Fraction
    """Container time that the movie's clock calls 0 s."""
    duration: Fraction | None
    """Seconds from the earliest start to the end, if known."""
    video: VideoStream | None
    audio: tuple[AudioStream, ...]
    timecode: str | None = None
    """What the file calls its first picture: ``01:00:00;00``; None if nothing."""

    def choose_audio(self, track: str | int | None = None) -> AudioStream:
        """Return the sound track with this number or language, else the first.

        Raises
        ------
        NoSoundError
            If there is no sound, or no such track.
        """
        return choose_audio(self.audio, track, name=self.path.name)


def choose_audio(
    audio: Sequence[AudioStream], track: str | int | None = None, *, name: str
) -> AudioStream:
    """Return the sound track with this number or language, else the first.

    Parameters
    ----------
    audio
        What there is to choose from.
    track
        Number (from 0) or language.
    name
        What to call the movie in an error.

    Raises
    ------
    NoSoundError
        If there is no sound, or no such track.
    """
    if not audio:
        msg = f"{name} has no sound."
        raise NoSoundError(msg)
    if track is None:
        return audio[0]
    wanted = str(track).strip().lower()
    for stream in audio:
        if wanted in {str(stream.number), (stream.language or "").lower()} - {""}:
            return stream
    offered = ", ".join(f"{s.number} ({s.language or 'no language'})" for s in audio)
    msg = f"{name} has no sound track {track}; it has {offered}."
    raise NoSoundError(msg)


def probe(path: Path) -> MediaInfo:
    """Return what a movie holds.

    Raises
    ------
    UnreadableError
        If the file cannot be opened as a movie.
    """
    path = Path(path)
    with open_movie(path) as container:
        origin = clock_origin(container)
        audio = tuple(audio_streams(container, origin))
        return MediaInfo(
            path=path,
            container=container.format.name,
            origin=origin,
            duration=_duration(container),
            video=_video(container, origin),
            audio=audio,
            timecode=_timecode(container),
        )


def playable_video(container: av.container.InputContainer) -> av.VideoStream | None:
    """Return the video stream to show: decodable, and not a cover picture.

    Decoding a stream without a codec context ends the process (PyAV issue 2344),
    so such streams are passed over here, once for all.
    """
    for stream in container.streams.video:
        is_cover = bool(stream.disposition & av.stream.Disposition.attached_pic)
        if _has_decoder(stream) and not is_cover and stream.width and stream.height:
            return stream
    return None


def playable_audio(container: av.container.InputContainer) -> list[av.AudioStream]:
    """Return the sound streams that can be decoded."""
    return [
        s
        for s in container.streams.audio
        if _has_decoder(s) and s.rate and s.codec_context.channels
    ]


def audio_streams(
    container: av.container.InputContainer, origin: Fraction
) -> list[AudioStream]:
    """Describe the sound streams that can be decoded.

    Parameters
    ----------
    container
        An open movie.
    origin
        What its clock calls 0 s; see `clock_origin`.
    """
    return [
        AudioStream(
            index=stream.index,
            number=number,
            codec=stream.codec_context.name,
            rate_hz=stream.rate,
            num_channels=stream.codec_context.channels,
            layout=stream.layout.name,
            language=stream.metadata.get("language"),
            title=stream.metadata.get("title"),
            start=_start(stream, origin),
            duration=_length(stream),
        )
        for number, stream in enumerate(playable_audio(container))
    ]


def picture_rate(stream: av.VideoStream) -> Fraction:
    """Return pictures a second on average as the container has it, else 25."""
    for rate in (stream.average_rate, stream.guessed_rate):
        if rate and rate <= _MAX_RATE_HZ:
            return Fraction(rate)
    return Fraction(25)


def pixel_aspect(stream: av.VideoStream) -> Fraction:
    """Return the width of a pixel over its height; nonsense counts as square."""
    aspect = Fraction(stream.sample_aspect_ratio or 1)
    return aspect if 1 / _MAX_ASPECT <= aspect <= _MAX_ASPECT else Fraction(1)


def _has_decoder(stream: av.VideoStream | av.AudioStream) -> bool:
    # The stubs deny that it can be None.
    return cast("object", stream.codec_context) is not None


def _duration(container: av.container.InputContainer) -> Fraction | None:
    """Return the length in seconds, from the container or its longest stream."""
    if container.duration and container.duration > 0:
        return Fraction(container.duration, av.time_base)
    streams = (*container.streams.video, *container.streams.audio)
    lengths = [length for s in streams if (length := _length(s)) is not None]
    return max(lengths, default=None)


def _timecode(container: av.container.InputContainer) -> str | None:
    """Return the first timecode that the picture, a timecode track or the file names.

    MOV and MP4 have it with both streams, MXF with the file, Matroska (in capitals)
    with the picture or the file.
    """
    streams = (*container.streams.video, *container.streams.data)
    for metadata in (*(s.metadata for s in streams), container.metadata):
        for key, value in metadata.items():
            if key.lower() == "timecode" and value.strip():
                return value.strip()
    return None


def _video(
    container: av.container.InputContainer, origin: Fraction
) -> VideoStream | None:
    stream = playable_video(container)
    if stream is None:
        return None
    context, pixels = stream.codec_context, stream.codec_context.format
    frame, times = _head(container, stream)
    rotation = int(frame.rotation) if frame is not None else 0
    is_upright = rotation % 180 == 0
    rate, is_variable = _rate(stream, times)
    return VideoStream(
        index=stream.index,
        codec=context.name,
        width_px=context.width if is_upright else context.height,
        height_px=context.height if is_upright else context.width,
        rate=rate,
        start=_start(stream, origin),
        duration=_length(stream),
        rotation_deg=rotation,
        pixel_aspect=pixel_aspect(stream),
        is_interlaced=frame is not None and frame.interlaced_frame,
        is_variable_rate=is_variable,
        bit_depth=pixels.components[0].bits if pixels is not None else 8,
        pixel_format=context.pix_fmt or "unknown",
    )


def _head(
    container: av.container.InputContainer, stream: av.VideoStream
) -> tuple[av.VideoFrame | None, list[Fraction]]:
    """Return the first picture and the times of the first few.

    Rotation and field order are known only from a picture.
    """
    walker = FrameWalker(container, stream)
    frames: list[av.frame.Frame] = []
    times: list[Fraction] = []
    for packet in islice(walker.packets(), _MAX_HEAD_PACKETS):
        if packet.pts is not None and stream.time_base:
            times.append(packet.pts * stream.time_base)
        if not frames:
            frames = walker.decode(packet) or []
        elif len(times) >= _HEAD_PACKETS:
            break
    frame = frames[0] if frames else None
    assert frame is None or isinstance(frame, av.VideoFrame)
    return frame, sorted(times)


def _rate(stream: av.VideoStream, times: list[Fraction]) -> tuple[Fraction, bool]:
    """Return the average rate, and whether pictures are spaced unevenly."""
    rate = picture_rate(stream)
    # The last few may await others that are shown before them.
    times = times[:-_MAX_REORDERED]
    steps = [float(b - a) for a, b in pairwise(times) if b > a]
    is_uneven = bool(steps) and max(steps) - min(steps) > _MAX_STEP_DIFFERENCE_S
    if is_uneven and not 0 < (stream.average_rate or 0) <= _MAX_RATE_HZ:
        rate = (len(steps) / (times[-1] - times[0])).limit_denominator(1001)
    # Later in the film; fields may be counted as pictures.
    ratio = float(Fraction(stream.base_rate or rate) / rate)
    is_mixed = min(abs(ratio - 1), abs(ratio - 2)) > _MAX_RATE_DIFFERENCE
    return rate, is_uneven or is_mixed


def _start(stream: av.stream.Stream, origin: Fraction) -> Fraction:
    if stream.start_time is None or not stream.time_base:
        return Fraction(0)
    return stream.start_time * stream.time_base - origin


def _length(stream: av.stream.Stream) -> Fraction | None:
    if not stream.duration or stream.duration < 0 or not stream.time_base:
        return None
    return stream.duration * stream.time_base
