"""Times of a movie as timecode and frame number, and back from what people type."""

import re
from fractions import Fraction

from avts_core.timebase import (
    is_drop_frame_rate,
    parse_timecode,
    round_half_up,
    timecode,
)
from avts_desktop.state.movie import Movie

_CODE = re.compile(r"(\d+)[:;](\d+)[:;](\d+)[:;](\d+)")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:[.,]\d*)?)")
_SECONDS = re.compile(r"(\d+[.,]\d*|\d+(?=\s*s))\s*s?")
_FRAME = re.compile(r"#?\s*(\d+)")


def frame_at(time: Fraction | float, movie: Movie) -> int:
    """Return the number of the picture nearest to a time, from 0."""
    return max(0, _pictures_before(time, movie))


def code_at(time: Fraction | float, movie: Movie) -> str:
    """Return the timecode of a time, counted as the movie's own timecode track."""
    # Sound before the first picture counts back from it, but not below 0.
    frame = max(0, movie.first_frame + _pictures_before(time, movie))
    return timecode(frame, movie.fps, drop_frame=_is_dropping(movie))


def parse_time(text: str, movie: Movie) -> Fraction | None:
    """Return the time that somebody typed, None if it is none.

    It may be a timecode (``01:02:03:04``, counted as the movie's own), a time
    (``1:02:03.5`` or ``2:03``), seconds (``12.5`` or ``12 s``) or the number of a
    frame (``1234`` or ``#1234``). The result is within the movie.
    """
    text = text.strip()
    time: Fraction | None = None
    if match := _CODE.fullmatch(text):
        time = _time_of_code(tuple(map(int, match.groups())), movie)
    elif match := _CLOCK.fullmatch(text):
        hours, minutes, seconds = match.groups()
        time = int(hours or 0) * 3600 + int(minutes) * 60 + _decimal(seconds)
    elif match := _SECONDS.fullmatch(text):
        time = _decimal(match[1])
    elif match := _FRAME.fullmatch(text):
        time = _time_of(int(match[1]), movie)
    if time is None:
        return None
    return min(max(time, Fraction(0)), movie.duration)


def clock(seconds: float) -> str:
    """Return a length of time as ``M:SS`` or ``H:MM:SS``.

    Examples
    --------
    >>> clock(31.2), clock(3723)
    ('0:31', '1:02:03')
    """
    minutes, second = divmod(max(0, round(seconds)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"


def _pictures_before(time: Fraction | float, movie: Movie) -> int:
    """Return how many pictures the one nearest to a time comes after the first."""
    return round_half_up((Fraction(time) - movie.picture_start) * movie.fps)


def _time_of(frame: int, movie: Movie) -> Fraction:
    """Return when the picture with a number is shown, the first one's being 0."""
    return movie.picture_start + frame / movie.fps


def _time_of_code(parts: tuple[int, ...], movie: Movie) -> Fraction | None:
    """Return the time of a timecode, None if there is none like it."""
    # People need not type what tells a timecode that drops numbers from another.
    mark = ";" if _is_dropping(movie) else ":"
    hours, minutes, seconds, frames = (f"{part:02d}" for part in parts)
    text = f"{hours}:{minutes}:{seconds}{mark}{frames}"
    try:
        number, _ = parse_timecode(text, movie.fps)
    except ValueError:
        return None
    return _time_of(number - movie.first_frame, movie)


def _is_dropping(movie: Movie) -> bool:
    return movie.is_drop_frame and is_drop_frame_rate(movie.fps)


def _decimal(text: str) -> Fraction:
    return Fraction(text.replace(",", ".").removesuffix("."))
