"""From seconds and milliseconds to pixels, and back."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class TimeScale:
    """Time along a lane, from left to right."""

    start_s: float
    """Time at the left edge."""
    stop_s: float
    """Time at the right edge, later than `start_s`."""
    width_px: int

    @property
    def seconds_a_px(self) -> float:
        """Time that a pixel covers."""
        return (self.stop_s - self.start_s) / max(self.width_px, 1)

    def x(self, time_s: float) -> float:
        """Return where a time lies."""
        return (time_s - self.start_s) / self.seconds_a_px

    def time_s(self, x: float) -> float:
        """Return which time lies there."""
        return self.start_s + x * self.seconds_a_px

    def row_edges(self, first_s: float, step_s: float) -> NDArray[np.float64]:
        """Return where the edges of the pixels lie among rows of a measurement.

        Parameters
        ----------
        first_s
            Time at which row 0 begins.
        step_s
            How long a row lasts.

        Returns
        -------
        [shape=(width_px + 1,), float64] in rows: 0 is the beginning of row 0.
        """
        times_s = np.linspace(self.start_s, self.stop_s, self.width_px + 1)
        return (times_s - first_s) / step_s

    def finer(self, ratio: float) -> "TimeScale":
        """Return the same stretch of time over `ratio` times as many pixels."""
        width_px = math.floor(self.width_px * ratio + 0.5)
        return TimeScale(self.start_s, self.stop_s, width_px)

    def coarser(self, block_px: int) -> "TimeScale":
        """Return a scale of blocks so wide; the last may reach beyond the end."""
        num_blocks = -(-self.width_px // block_px)
        length_s = num_blocks * block_px * self.seconds_a_px
        return TimeScale(self.start_s, self.start_s + length_s, num_blocks)


@dataclass(frozen=True)
class ValueScale:
    """Values up a lane: the largest at the top."""

    top: float
    """Value at the upper edge, more than `bottom`."""
    bottom: float
    top_px: float
    height_px: float

    def y(self, value: float) -> float:
        """Return where a value lies."""
        share = (self.top - value) / (self.top - self.bottom)
        return self.top_px + share * self.height_px

    def ys(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return where values lie, those outside at the nearer edge; NaN stays."""
        shares = (self.top - values.astype(np.float64)) / (self.top - self.bottom)
        return self.top_px + np.clip(shares, 0, 1) * self.height_px

    def value(self, y: float) -> float:
        """Return which value lies there."""
        return self.top - (y - self.top_px) / self.height_px * (self.top - self.bottom)


REACHES_MS = (60.0, 100.0, 200.0, 300.0, 500.0, 1000.0, 1500.0, 3000.0, 12_000.0)
"""Ends of symmetric axes in ms: steps, so that an axis stays while a slider moves."""


def reach_ms(*values_ms: float) -> float:
    """Return the least of `REACHES_MS` that leaves a margin around all values."""
    largest_ms = max((abs(value) for value in values_ms), default=0.0) * 1.15
    return next((r for r in REACHES_MS if r >= largest_ms), REACHES_MS[-1])


def zoomed(
    view: tuple[float, float],
    factor: float,
    *,
    around_s: float,
    bounds: tuple[float, float],
) -> tuple[float, float]:
    """Return the view made `factor` times as short, with `around_s` where it was.

    Parameters
    ----------
    view
        First and last second in view.
    factor
        Over 1 zooms in.
    around_s
        The time that stays in its place, as far as the ends allow.
    bounds
        Shortest and longest view; the longest also ends the film.
    """
    length_s = view[1] - view[0]
    shortest_s, longest_s = bounds
    new_length_s = min(max(length_s / factor, shortest_s), max(longest_s, shortest_s))
    share = (around_s - view[0]) / length_s if length_s > 0 else 0.5
    start_s = around_s - share * new_length_s
    return held((start_s, start_s + new_length_s), longest_s)


def held(view: tuple[float, float], duration_s: float) -> tuple[float, float]:
    """Return the view moved so that it lies within the film, as far as it can."""
    length_s = view[1] - view[0]
    start_s = max(0.0, min(view[0], duration_s - length_s))
    return start_s, start_s + length_s
