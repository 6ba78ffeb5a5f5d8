"""Exact time: seconds as fractions, rounding, and timecode.

Time inside the core is a `fractions.Fraction` of seconds or integer ticks of a
stated time base. Floats are for display and numpy only.
"""

import math
import re
from dataclasses import dataclass
from fractions import Fraction


def round_half_up(value: Fraction | float) -> int:
    """Round to the nearest integer; ties go up, so that origins do not matter.

    Examples
    --------
    >>> round_half_up(Fraction(1, 2)), round_half_up(Fraction(-1, 2))
    (1, 0)
    """
    return math.floor(value + Fraction(1, 2))


@dataclass(frozen=True)
class Span:
    """A half-open stretch of time ``[start, stop)`` in exact seconds."""

    start: Fraction
    stop: Fraction

    def __post_init__(self) -> None:
        """Check the order.

        Raises
        ------
        ValueError
            If the span ends before it starts.
        """
        if self.stop < self.start:
            msg = (
                f"a span must not end before it starts, got {self.start} to {self.stop}"
            )
            raise ValueError(msg)

    @property
    def duration(self) -> Fraction:
        """Length in seconds."""
        return self.stop - self.start

    def __contains__(self, time: Fraction) -> bool:
        return self.start <= time < self.stop


def is_drop_frame_rate(rate: Fraction) -> bool:
    """Tell whether drop-frame timecode is defined for this rate (29.97, 59.94)."""
    return rate in {Fraction(30000, 1001), Fraction(60000, 1001)}


def timecode(frame: int, rate: Fraction, *, drop_frame: bool = False) -> str:
    """Format a frame number as ``HH:MM:SS:FF`` (``HH:MM:SS;FF`` when dropping).

    Parameters
    ----------
    frame
        Frames since midnight, not negative.
    rate
        Frames a second; the nominal rate is this rounded to a whole number.
    drop_frame
        Skip the first 2 (at 59.94: 4) numbers of every minute but each tenth,
        as SMPTE ST 12-1 has it, so that the code follows the clock.

    Raises
    ------
    ValueError
        If `frame` is negative, or `drop_frame` is asked for another rate.

    Examples
    --------
    >>> timecode(1800, Fraction(30000, 1001), drop_frame=True)
    '00:01:00;02'
    """
    if frame < 0:
        msg = f"a frame number must not be negative, got {frame}"
        raise ValueError(msg)
    nominal = round_half_up(rate)
    if drop_frame:
        if not is_drop_frame_rate(rate):
            msg = (
                "drop-frame timecode needs 29.97 or 59.94 frames/s, got "
                f"{float(rate):.3f}"
            )
            raise ValueError(msg)
        frame += _dropped_numbers(frame, nominal)
    seconds, frames = divmod(frame, nominal)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    separator = ";" if drop_frame else ":"
    return f"{hour:02d}:{minute:02d}:{second:02d}{separator}{frames:02d}"


_TIMECODE = re.compile(
    r"(?P<hours>\d\d):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)"
    r"(?P<separator>[:;.])(?P<frames>\d\d\d?)"
)


def parse_timecode(text: str, rate: Fraction) -> tuple[int, bool]:
    """Return the frame number of a timecode and whether it drops numbers.

    Parameters
    ----------
    text
        ``HH:MM:SS:FF``; a semicolon or full stop before the frames means dropping.
    rate
        Frames a second.

    Raises
    ------
    ValueError
        If it is no timecode at this rate.

    Examples
    --------
    >>> parse_timecode("00:01:00;02", Fraction(30000, 1001))
    (1800, True)
    """
    match = _TIMECODE.fullmatch(text.strip())
    nominal = round_half_up(rate)
    if match is None or int(match["frames"]) >= nominal:
        msg = f"{text!r} is not a timecode of {nominal} frames a second"
        raise ValueError(msg)
    minutes = 60 * int(match["hours"]) + int(match["minutes"])
    number = (60 * minutes + int(match["seconds"])) * nominal + int(match["frames"])
    is_dropping = match["separator"] != ":" and is_drop_frame_rate(rate)
    if is_dropping:
        number -= nominal // 15 * (minutes - minutes // 10)
    return number, is_dropping


def _dropped_numbers(frame: int, nominal: int) -> int:
    """Count the timecode numbers skipped before this frame."""
    per_minute = nominal // 15
    frames_a_minute = nominal * 60 - per_minute
    frames_ten_minutes = nominal * 600 - per_minute * 9
    tens, rest = divmod(frame, frames_ten_minutes)
    # The first minute of ten keeps its numbers and is longer by per_minute.
    minutes = max(0, (rest - per_minute) // frames_a_minute)
    return per_minute * (9 * tens + minutes)
