"""Say what a movie holds, without decoding more than its head."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import av.container
import av.video.stream

from avts_core.errors import NoSoundError
from avts_core.media.container import clock_origin, open_movie


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

    def choose_audio(self, track: str | int | None = None) -> AudioStream:
        """Return the sound track with this number or language, else the first.

        Raises
        ------
        NoSoundError
            If there is no sound, or no such track.
        """
        if not self.audio:
            msg = f"{self.path.name} has no sound."
            raise NoSoundError(msg)
        if track is None:
            return self.audio[0]
        wanted = str(track).strip().lower()
        for stream in self.audio:
            if wanted == str(stream.number) or wanted == (stream.language or "").lower():
                return stream
        offered = ", ".join(
            f"{s.number} ({s.language or 'no language'})" for s in self.audio
        )
        msg = f"{self.path.name} has no sound track {track}; it has {offered}."
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
        return MediaInfo(
            path=path,
            container=container.format.name,
            origin=origin,
            duration=_duration(container),
            video=_video(container, origin),
            audio=tuple(_audio(container, origin)),
        )


def playable_video(
    container: av.container.InputContainer,
) -> av.video.stream.VideoStream | None:
    """Return the video stream to show: decodable, and not a cover picture.

    Decoding a stream without a codec context ends the process (PyAV issue 2344),
    so such streams are passed over here, once for all.
    """
    for stream in container.streams.video:
        is_cover = bool(stream.disposition & av.stream.Disposition.attached_pic)
        if stream.codec_context is not None and not is_cover and stream.width:
            return stream
    return None


def playable_audio(
    container: av.container.InputContainer,
) -> list[av.audio.stream.AudioStream]:
    """Return the sound streams that can be decoded."""
    return [
        s for s in container.streams.audio if s.codec_context is not None and s.rate
    ]


def _duration(container: av.container.InputContainer) -> Fraction | None:
    """Return the length in seconds, from the container or its longest stream."""
    if container.duration and container.duration > 0:
        return Fraction(container.duration, av.time_base)
    lengths = [
        s.duration * s.time_base
        for s in (*container.streams.video, *container.streams.audio)
        if s.duration and s.time_base
    ]
    return max(lengths, default=None)


def _video(
    container: av.container.InputContainer, origin: Fraction
) -> VideoStream | None:
    stream = playable_video(container)
    if stream is None:
        return None
    context = stream.codec_context
    frame = _first_frame(container, stream)
    rotation = int(getattr(frame, "rotation", 0) or 0)
    is_upright = rotation % 180 == 0
    rate = stream.average_rate or stream.guessed_rate or Fraction(25)
    base = stream.base_rate or rate
    return VideoStream(
        index=stream.index,
        codec=context.name,
        width_px=context.width if is_upright else context.height,
        height_px=context.height if is_upright else context.width,
        rate=Fraction(rate),
        start=_start(stream, origin),
        duration=(stream.duration * stream.time_base) if stream.duration else None,
        rotation_deg=rotation,
        pixel_aspect=Fraction(stream.sample_aspect_ratio or 1) or Fraction(1),
        is_interlaced=bool(frame is not None and frame.interlaced_frame),
        is_variable_rate=abs(float(base) / float(rate) - 1) > 0.005,
        pixel_format=context.pix_fmt or "unknown",
    )


def _first_frame(
    container: av.container.InputContainer, stream: av.video.stream.VideoStream
) -> av.VideoFrame | None:
    """Decode one picture: rotation and field order are known only there."""
    try:
        return next(container.decode(stream), None)
    except (av.FFmpegError, ValueError):
        return None


def _audio(
    container: av.container.InputContainer, origin: Fraction
) -> list[AudioStream]:
    return [
        AudioStream(
            index=stream.index,
            number=number,
            codec=stream.codec_context.name,
            rate_hz=stream.rate,
            num_channels=stream.channels,
            layout=stream.layout.name,
            language=stream.metadata.get("language"),
            title=stream.metadata.get("title"),
            start=_start(stream, origin),
        )
        for number, stream in enumerate(playable_audio(container))
    ]


def _start(stream: av.stream.Stream, origin: Fraction) -> Fraction:
    if stream.start_time is None or not stream.time_base:
        return Fraction(0)
    return stream.start_time * stream.time_base - origin
