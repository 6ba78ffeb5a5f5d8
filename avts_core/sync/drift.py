"""Drift: an offset that grows steadily, as clocks that run at different rates make."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.jobs import NEVER, CancelToken
from avts_core.sync.evidence import Blocks, shrunk_mean
from avts_core.sync.offset import LAG_STEP_MS, find_peak

GROUP_BLOCKS = 10
"""Seconds whose evidence is added for one point of the line."""
MIN_POINTS = 5
"""Fewer points do not tell a line's error."""
NEAR_MS = 100.0
"""Points further from the line belong to something else."""
HUBER_WIDTHS = 1.5
"""Points beyond so many standard deviations pull with constant force only."""
CLUSTER_S = 60.0
"""Errors of points in the same minute may be alike: the same person speaks."""
MIN_CLUSTERS = 10
"""Shorter clusters rather than fewer of them."""
MAX_PULL = 4.0
"""No point weighs more than so many typical ones."""
MIN_CHANGE_MS = 15.0
"""A smaller change over all of a span is none that matters."""
UNDERSTATED = 1.25
"""By so much the jackknife's error falls short: on films of 2 to 15 minutes made of
clips of people not trained on, two of it held the true slope in 88 %, not in 95."""
HOLDING = 1.960
"""Standard errors of a Gaussian within which 95 of 100 lie."""
SIGNIFICANT = 3.291
"""And 999 of 1000: one film of a thousand without drift may exceed them."""


@dataclass(frozen=True, kw_only=True)
class Drift:
    """A straight line through the offsets of a span, or of spans in parallel."""

    slope_ms_per_min: float
    """Positive = audio gets earlier and earlier."""
    error_ms_per_min: float
    """Two of these hold the true slope in 95 of 100 films: its standard error, enlarged
    where it comes from few points."""
    freedom: int = 1000
    """Independent parts of the film that the error comes from, less what was fitted."""
    minutes: float = 60.0
    """From the first to the last point."""

    @property
    def is_significant(self) -> bool:
        """Whether chance makes so steep a slope in one film of a thousand only."""
        steep = abs(self.slope_ms_per_min)
        ratio = quantile(SIGNIFICANT, self.freedom) / quantile(HOLDING, self.freedom)
        is_clear = steep >= HOLDING * ratio * self.error_ms_per_min
        return is_clear and steep * self.minutes >= MIN_CHANGE_MS


@dataclass(frozen=True, kw_only=True)
class _Points:
    """Local offsets, as far as they lie from their line: P points."""

    minute: NDArray[np.float64]
    rest_ms: NDArray[np.float64]
    weight: NDArray[np.float64]
    part: NDArray[np.intp]
    """Which stretch each belongs to."""


def quantile(gaussian: float, freedom: int) -> float:
    """Return Student's quantile for that of a Gaussian (Cornish and Fisher's series).

    Within 2 % for three degrees of freedom and 95 %; 6 % short for 99.9 %.
    """
    z, v = gaussian, float(freedom)
    first = (z**3 + z) / (4 * v)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    return z + first + second + third


def measure_drift(
    blocks: Blocks,
    parts: Sequence[NDArray[np.intp]],
    line_ms: NDArray[np.float64],
    lags_ms: NDArray[np.float64],
    *,
    cancel: CancelToken = NEVER,
) -> Drift | None:
    """Fit one robust slope to the local offsets of stretches, each at its own height.

    Offsets of groups of ten seconds, weighted by how clear each is, Huber's weights
    against outliers. The error is the jackknife's over minutes of the film, so that it
    holds where errors of neighbouring groups are alike.

    Parameters
    ----------
    blocks
        Evidence by seconds.
    parts
        The blocks' numbers of each stretch.
    line_ms
        [shape=(N,)] a line near the offset of each block; the slope found is that of
        this line plus what the offsets say beyond it. Of constant slope.
    lags_ms
        [shape=(L,)] the lags of the evidence.
    cancel
        Looked at with each group of seconds and each minute left out.

    Returns
    -------
    None if there is too little for it.

    Raises
    ------
    JobCancelledError
        If cancelled.
    """
    points = _points(blocks, parts, line_ms, lags_ms, cancel)
    if len(points.minute) < MIN_POINTS + len(np.unique(points.part)) - 1:
        return None
    pulling = _robust_weights(points)
    cluster = _clusters(points.minute)
    num = int(cluster[-1]) + 1
    freedom = num - 1 - len(np.unique(points.part))
    if freedom < 2:
        return None
    rest = _slope(points, pulling)
    without = []
    for left_out in range(num):
        cancel.check()
        without.append(_slope(points, np.where(cluster == left_out, 0.0, pulling)))
    spread = np.square(np.array(without) - np.mean(without)).sum() * (num - 1) / num
    error = UNDERSTATED * float(np.sqrt(spread)) * quantile(HOLDING, freedom) / HOLDING
    return Drift(
        slope_ms_per_min=rest + _slope_of_line(blocks, parts, line_ms),
        error_ms_per_min=error,
        freedom=freedom,
        minutes=float(points.minute[-1] - points.minute[0]),
    )


def _slope_of_line(
    blocks: Blocks, parts: Sequence[NDArray[np.intp]], line_ms: NDArray[np.float64]
) -> float:
    """Return the slope that all stretches of the line share."""
    longest = max(parts, key=len)
    low, high = longest[0], longest[-1]
    minutes = (blocks.index[high] - blocks.index[low]) / 60
    return float((line_ms[high] - line_ms[low]) / minutes) if minutes else 0.0


def _points(
    blocks: Blocks,
    parts: Sequence[NDArray[np.intp]],
    line_ms: NDArray[np.float64],
    lags_ms: NDArray[np.float64],
    cancel: CancelToken,
) -> _Points:
    """Return how far the offsets of groups of seconds lie from the line."""
    found = []
    for number, part in enumerate(parts):
        num_groups = max(round(len(part) / GROUP_BLOCKS), 1)
        for group in np.array_split(part, num_groups):
            cancel.check()
            if len(group) >= GROUP_BLOCKS // 2:
                point = _point(blocks, group, line_ms[group], lags_ms)
                if point is not None:
                    found.append((*point, number))
    minute, rest, weight, part_of = np.array(found, float).reshape(-1, 4).T
    if len(weight):
        weight = np.minimum(weight, MAX_PULL * np.median(weight))
    return _Points(
        minute=minute, rest_ms=rest, weight=weight, part=part_of.astype(np.intp)
    )


def _point(
    blocks: Blocks,
    group: NDArray[np.intp],
    line_ms: NDArray[np.float64],
    lags_ms: NDArray[np.float64],
) -> tuple[float, float, float] | None:
    """Return when a group is, how far its offset lies from the line, and its weight."""
    reach = round(NEAR_MS / LAG_STEP_MS)
    middle = np.rint((line_ms - lags_ms[0]) / LAG_STEP_MS).astype(np.intp)
    is_inside = (middle >= reach) & (middle < len(lags_ms) - reach)
    group, line_ms, middle = group[is_inside], line_ms[is_inside], middle[is_inside]
    if len(group) < GROUP_BLOCKS // 2:
        return None
    columns = middle[:, None] + np.arange(-reach, reach + 1)
    cells = group[:, None], columns
    total = blocks.total[cells].sum(axis=0, dtype=np.float64)
    count = blocks.count[cells].sum(axis=0, dtype=np.float64)
    near_ms = LAG_STEP_MS * np.arange(-reach, reach + 1, dtype=np.float64)
    peak = find_peak(near_ms, shrunk_mean(total, count))
    if peak.is_at_edge:
        return None
    rounded_ms = lags_ms[0] + middle * LAG_STEP_MS
    rest_ms = peak.offset_ms - float((line_ms - rounded_ms).mean())
    minute = float(blocks.index[group].mean()) / 60
    return minute, rest_ms, len(group) * peak.height**2


def _robust_weights(points: _Points) -> NDArray[np.float64]:
    """Return weights that keep outliers from pulling, by five rounds of Huber's."""
    huber = np.ones(len(points.minute))
    for _ in range(5):
        weight = points.weight * huber
        rest = _rests(points, weight)
        # 1.48 times the median deviation is the standard deviation of a Gaussian.
        spread = max(1.48 * float(np.median(np.abs(rest))), 1.0)
        huber = 1 / np.maximum(np.abs(rest) / (HUBER_WIDTHS * spread), 1.0)
    return points.weight * huber


def _rests(points: _Points, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a common slope leaves of the points."""
    x, y = _levelled(points.minute, points, weight), points.rest_ms
    return _levelled(y, points, weight) - _slope(points, weight) * x


def _slope(points: _Points, weight: NDArray[np.float64]) -> float:
    """Return the slope common to all stretches."""
    x = _levelled(points.minute, points, weight)
    y = _levelled(points.rest_ms, points, weight)
    return float((weight * x * y).sum() / max(float((weight * x * x).sum()), 1e-12))


def _levelled(
    values: NDArray[np.float64], points: _Points, weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Take each stretch's own mean away."""
    most = np.maximum(np.bincount(points.part, weight), 1e-12)
    mean = np.bincount(points.part, weight * values) / most
    return values - mean[points.part]


def _clusters(minute: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return which cluster of neighbouring points each belongs to."""
    num_points = len(minute)
    num_minutes = int(60 * (minute[-1] - minute[0]) / CLUSTER_S) + 1
    num = min(max(MIN_CLUSTERS, num_minutes), num_points)
    return np.arange(num_points) * num // num_points
