"""What a movie file holds, as the window needs it."""

from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from avts_core.media.probe import MediaInfo, VideoStream
from avts_core.timebase import is_drop_frame_rate, parse_timecode, round_half_up
from avts_desktop.state.movie import Movie, SoundTrack

_DEFAULT_FPS = Fraction(25)

_UNDETERMINED = "und"
"""What MP4 writes where nobody named a language (ISO 639-2)."""


def movie_of(info: MediaInfo, *, path: Path, identity: str = "") -> Movie:
    """Return the movie that a file holds.

    Parameters
    ----------
    info
        As probed.
    path
        As opened.
    identity
        Name of the content; empty while it is not known.
    """
    video = info.video
    fps = video.rate if video is not None else _DEFAULT_FPS
    width_px, height_px = (0, 0) if video is None else shown_size(video)
    first_frame, is_drop_frame = _first_frame(info.timecode, fps)
    return Movie(
        path=path,
        identity=identity,
        duration=_duration(info),
        fps=fps,
        width_px=width_px,
        height_px=height_px,
        first_frame=first_frame,
        is_drop_frame=is_drop_frame,
        is_variable_rate=video is not None and video.is_variable_rate,
        is_interlaced=video is not None and video.is_interlaced,
        video_codec=None if video is None else video.codec,
        tracks=tuple(
            SoundTrack(
                number=stream.number,
                language=None if stream.language == _UNDETERMINED else stream.language,
                title=stream.title,
                codec=stream.codec,
                num_channels=stream.num_channels,
            )
            for stream in info.audio
        ),
        picture_start=Fraction(0) if video is None else video.start,
    )


def shown_size(video: VideoStream) -> tuple[int, int]:
    """Return width and height of the upright picture with square pixels.

    No side gets smaller than it is stored.
    """
    aspect = video.pixel_aspect
    if video.rotation_deg % 180:
        aspect = 1 / aspect
    width_px, height_px = video.width_px, video.height_px
    if aspect >= 1:
        return round_half_up(width_px * aspect), height_px
    return width_px, round_half_up(height_px / aspect)


def describe(movie: Movie) -> str:
    """Return a line about a movie for the log."""
    parts = [movie.path.name]
    if movie.has_picture:
        size = f"{movie.width_px}x{movie.height_px}"
        parts.append(f"{movie.video_codec} {size}, {float(movie.fps):.6g} fps")
    words = QCoreApplication.translate(
        "MediaController", "sound {number}: {codec}, {num_channels} ch"
    )
    parts += [
        words.format(number=t.number, codec=t.codec, num_channels=t.num_channels)
        for t in movie.tracks
    ]
    parts.append(f"{float(movie.duration):.3f} s")
    return "; ".join(parts)


def _first_frame(timecode: str | None, fps: Fraction) -> tuple[int, bool]:
    """Return the number of the first picture, and whether numbers are dropped.

    A file that says nothing begins at 0, and drops numbers where that is usual.
    """
    if timecode is not None:
        try:
            return parse_timecode(timecode, fps)
        except ValueError:
            pass
    return 0, is_drop_frame_rate(fps)


def _duration(info: MediaInfo) -> Fraction:
    """Return the length, from the streams where the container does not say."""
    if info.duration is not None:
        return info.duration
    streams = (*info.audio, *(() if info.video is None else (info.video,)))
    ends = (s.start + s.duration for s in streams if s.duration is not None)
    return max(ends, default=Fraction(0))
