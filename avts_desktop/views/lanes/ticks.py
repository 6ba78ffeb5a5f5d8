"""Where axes have ticks and what stands beside them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from avts_core.timebase import round_half_up, timecode

_SECOND_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18_000)
_MINOR_PARTS = {1: 4, 2: 2, 5: 5, 10: 5, 15: 3, 30: 3}
MAX_MINOR = 10
"""Ticks without label between two with one, when those are pictures apart."""
_VALUE_STEPS = (5.0, 10.0, 20.0, 25.0, 50.0, 100.0, 200.0, 250.0, 500.0, 1000.0, 5000.0)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How a movie counts its pictures."""

    fps: Fraction = Fraction(25)
    first_frame: int = 0
    """Number of the first picture."""
    is_drop_frame: bool = False
    start_s: float = 0.0
    """When the first picture is shown."""

    @cached_property
    def nominal_fps(self) -> int:
        """Numbers in a second of timecode."""
        return max(1, round_half_up(self.fps))

    def text(self, time_s: float) -> str:
        """Return the timecode of the picture that is shown at a time."""
        return self.label(self.number_at(time_s))

    def number_at(self, time_s: float) -> int:
        """Return the number of the picture that is shown at a time."""
        pictures = (time_s - self.start_s) * self.fps
        return self.first_frame + math.floor(pictures + 1e-6)

    def label(self, frame: int) -> str:
        """Return the timecode of a picture by its number."""
        # Timecode knows no negative numbers, and starts anew after a day.
        return timecode(max(frame, 0), self.fps, drop_frame=self.is_drop_frame)

    def time_s(self, frame: int) -> float:
        """Return when the picture of a number is shown."""
        ticks = (frame - self.first_frame) * self.fps.denominator
        return self.start_s + ticks / self.fps.numerator

    def frame_at(self, second: int) -> int:
        """Return the number of the first picture of a second of timecode."""
        frame = second * self.nominal_fps
        if not self.is_drop_frame:
            return frame
        minute = second // 60
        dropped = self.nominal_fps // 15
        frame -= dropped * (minute - minute // 10)
        # The first numbers of most minutes do not exist; the next one stands here.
        return frame + dropped if second % 60 == 0 and minute % 10 else frame


@dataclass(frozen=True)
class TimeTick:
    """A tick of the time axis."""

    time_s: float
    label: str
    """Empty at a minor tick."""


def time_ticks(
    clock: Clock, start_s: float, stop_s: float, *, min_step_s: float
) -> list[TimeTick]:
    """Return the ticks of a stretch of time.

    Parameters
    ----------
    clock
        The movie's.
    start_s, stop_s
        The stretch.
    min_step_s
        Labels are at least this far apart.
    """
    frames = _frame_step(clock, min_step_s)
    if frames is None:
        return list(_second_ticks(clock, start_s, stop_s, min_step_s))
    return list(_frame_ticks(clock, start_s, stop_s, frames))


def _frame_step(clock: Clock, min_step_s: float) -> int | None:
    """Return how many pictures apart labels are; None if seconds apart."""
    least = min_step_s * float(clock.fps)
    return next((n for n in _parts_of(clock.nominal_fps)[:-1] if n >= least), None)


def _frame_ticks(
    clock: Clock, start_s: float, stop_s: float, step: int
) -> Iterator[TimeTick]:
    minor = next(n for n in _parts_of(step) if n * MAX_MINOR >= step)
    first, last = clock.number_at(start_s), clock.number_at(stop_s) + 1
    for frame in range(max(first, 0), last + 1):
        label = clock.label(frame)
        # Counted within the second of timecode, so that each second begins with one.
        number = int(label[9:])
        if number % minor == 0:
            yield TimeTick(clock.time_s(frame), "" if number % step else label)


def _parts_of(number: int) -> list[int]:
    return [n for n in range(1, number + 1) if number % n == 0]


def _second_ticks(
    clock: Clock, start_s: float, stop_s: float, min_step_s: float
) -> Iterator[TimeTick]:
    step = next((s for s in _SECOND_STEPS if s >= min_step_s), _SECOND_STEPS[-1])
    minor = _minor_step(step)
    first_s = clock.first_frame / clock.nominal_fps - clock.start_s
    # Timecode at a rate just below its nominal one falls behind by 0.1 %.
    slack_s = 2 + abs(start_s) * 0.002
    second = max(0, math.floor((first_s + start_s - slack_s) / minor)) * minor
    while True:
        frame = clock.frame_at(second)
        time_s = clock.time_s(frame)
        if time_s > stop_s:
            return
        if time_s >= start_s - step:
            yield TimeTick(time_s, "" if second % step else clock.label(frame))
        second += minor


def _minor_step(step: int) -> int:
    """Return a step between ticks without labels that divides `step` evenly."""
    unit = next(u for u in (3600, 60, 1) if step % u == 0)
    parts = _MINOR_PARTS.get(step // unit, 1)
    return step // parts if step % parts == 0 else step


def value_step(span: float, *, height_px: float, min_px: float) -> float:
    """Return a round step of a value axis with labels at least `min_px` apart."""
    least = span * min_px / max(height_px, 1.0)
    return next((s for s in _VALUE_STEPS if s >= least), _VALUE_STEPS[-1])
