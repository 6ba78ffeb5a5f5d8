"""Drift: an offset that grows steadily, as clocks that run at different rates make."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.sync.evidence import Blocks
from avts_core.sync.offset import find_peak

MIN_DURATION_S = 30.0
"""Over less time no drift that matters can be told from noise."""
GROUP_BLOCKS = 10
"""Seconds whose evidence is added for one point of the line."""
MIN_POINTS = 5
"""A line through fewer finds a false drift in one film of ten (simulated)."""
NEAR_MS = 150.0
"""Points further from the common offset belong to something else."""
HUBER_WIDTHS = 1.5
"""Points beyond so many standard deviations pull with constant force only."""
SMALL_SAMPLE = 1.5
"""Few points judge their own spread badly: their error is enlarged by this over the
degrees of freedom, so that three standard errors stay rare (simulated)."""


@dataclass(frozen=True, kw_only=True)
class Drift:
    """A straight line through the offsets of a span."""

    slope_ms_per_min: float
    """Positive = audio gets earlier and earlier."""
    error_ms_per_min: float
    """Standard error of the slope, enlarged where it comes from few points."""

    @property
    def is_significant(self) -> bool:
        """Whether the slope is three standard errors from none, and 1 ms/min."""
        steep = abs(self.slope_ms_per_min)
        return steep >= 1.0 and steep >= 3 * self.error_ms_per_min


def measure_drift(
    blocks: Blocks,
    chosen: NDArray[np.bool_],
    lags_ms: NDArray[np.float64],
    offset_ms: float,
) -> Drift | None:
    """Fit a robust line to the offsets of groups of seconds.

    Parameters
    ----------
    blocks
        Evidence by seconds.
    chosen
        [shape=(N,)] the blocks of one span.
    lags_ms
        [shape=(L,)] the lags of the evidence.
    offset_ms
        The span's offset on these lags.

    Returns
    -------
    None if the span is too short for it.
    """
    numbers = np.nonzero(chosen)[0]
    near = np.abs(lags_ms - offset_ms) <= NEAR_MS
    if near.sum() < 5:
        return None
    times, offsets = [], []
    for start in range(0, len(numbers), GROUP_BLOCKS):
        group = numbers[start : start + GROUP_BLOCKS]
        if len(group) < GROUP_BLOCKS // 2:
            continue
        mask = np.zeros(len(chosen), bool)
        mask[group] = True
        peak = find_peak(lags_ms[near], blocks.curve(mask)[near])
        if not peak.is_at_edge:
            times.append(float(blocks.index[group].mean()) / 60)
            offsets.append(peak.offset_ms)
    if len(times) < MIN_POINTS or (max(times) - min(times)) * 60 < MIN_DURATION_S / 2:
        return None
    if (blocks.index[numbers[-1]] - blocks.index[numbers[0]]) < MIN_DURATION_S:
        return None
    return _robust_line(np.array(times), np.array(offsets))


def _robust_line(
    minutes: NDArray[np.float64], offsets_ms: NDArray[np.float64]
) -> Drift:
    """Fit by least squares with Huber's weights, five rounds."""
    weight, rest = np.ones(len(minutes)), np.zeros(len(minutes))
    slope = 0.0
    for _ in range(5):
        mean_x = np.average(minutes, weights=weight)
        mean_y = np.average(offsets_ms, weights=weight)
        x, y = minutes - mean_x, offsets_ms - mean_y
        slope = float((weight * x * y).sum() / (weight * x * x).sum())
        rest = y - slope * x
        # 1.48 times the median deviation is the standard deviation of a Gaussian.
        spread = max(1.48 * float(np.median(np.abs(rest))), 1.0)
        scaled = np.abs(rest) / (HUBER_WIDTHS * spread)
        weight = 1 / np.maximum(scaled, 1.0)
    freedom = len(minutes) - 2
    deviation = float(np.sqrt((weight * rest * rest).sum() / freedom))
    deviation = max(deviation * (1 + SMALL_SAMPLE / freedom), 1.0)
    x = minutes - np.average(minutes, weights=weight)
    error = deviation / float(np.sqrt((weight * x * x).sum()))
    return Drift(slope_ms_per_min=slope, error_ms_per_min=error)
