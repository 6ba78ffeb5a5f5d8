"""Which drifts a film may have: slopes whose lines gather much evidence.

Dimensions: C chunks of a film, L lags.
"""

import numpy as np
from numpy.typing import NDArray

from avts_core.jobs import NEVER, CancelToken
from avts_core.sync.offset import LAG_STEP_MS
from avts_core.sync.seconds import Gain

STEP_MS = 60.0
"""Neighbouring slopes differ by so much over the whole film: a line is then nowhere
further than 15 ms from one that is tried."""
FINER = 6
"""Around the best slopes, so many between two neighbours: else a drift of half a step
would be explained as well by jumps."""
STEEPEST_MS_PER_MIN = 3000.0
"""More than a film of 24 pictures a second has that is played at 25 (2400)."""
LEAVING_MS_PER_MIN = 100.0
"""Up to here lines are tried though they leave the range of lags: 1000/1001, the usual
wrong clock, makes 60."""
NUM_WINDOWS = 8


def likely_slopes(
    gain: Gain, minutes: NDArray[np.float64], *, cancel: CancelToken = NEVER
) -> list[float]:
    """Return slopes that may explain a film, 0 first, then at most four more.

    Each slope gathers the evidence of lines through the whole film, through halves,
    quarters and eighths, each with a line of its own: so that a jump in the film does
    not hide its drift.

    Parameters
    ----------
    gain
        [shape=(C, L)] log-likelihood of each lag in each chunk.
    minutes
        [shape=(C,)] when each chunk is, rising.
    cancel
        Looked at with each slope.

    Returns
    -------
    Slopes in ms a minute.

    Raises
    ------
    JobCancelledError
        If cancelled.
    """
    length_min = float(minutes[-1] - minutes[0]) if len(minutes) else 0.0
    if length_min <= 0:
        return [0.0]
    reach_ms = gain.shape[1] * LAG_STEP_MS
    steepest = min(max(reach_ms / length_min, LEAVING_MS_PER_MIN), STEEPEST_MS_PER_MIN)
    num = int(steepest * length_min / STEP_MS)
    step = STEP_MS / length_min
    slopes = step * np.arange(-num, num + 1, dtype=np.float64)
    best = np.unique(_best(gain, minutes, slopes, cancel))
    finer = step * np.arange(1 - FINER, FINER, dtype=np.float64) / FINER
    near = np.unique(best[:, None] + finer)
    likely = set(_best(gain, minutes, near, cancel).tolist())
    return [0.0, *sorted(likely - {0.0}, key=abs)]


def _best(
    gain: Gain,
    minutes: NDArray[np.float64],
    slopes: NDArray[np.float64],
    cancel: CancelToken,
) -> NDArray[np.float64]:
    """Return the best slope for one line, and for 2, 4 and 8 of them."""
    scores = []
    for slope in slopes:
        cancel.check()
        scores.append(_scores(gain, minutes, float(slope)))
    return slopes[np.argmax(scores, axis=0)]


def shifts(minutes: NDArray[np.float64], slope_ms_per_min: float) -> NDArray[np.intp]:
    """Return by how many lags a line has moved at each time, 0 at minute 0."""
    return np.rint(slope_ms_per_min * minutes / LAG_STEP_MS).astype(np.intp)


def _scores(gain: Gain, minutes: NDArray[np.float64], slope: float) -> list[float]:
    """Return the best evidence of lines of one slope in 8, 4, 2 and 1 parts."""
    shift = shifts(minutes - (minutes[0] + minutes[-1]) / 2, slope)
    num_lags = gain.shape[1]
    top = int(shift.max())
    sums = np.zeros((NUM_WINDOWS, num_lags + top - int(shift.min())), np.float32)
    windows = np.arange(len(gain)) * NUM_WINDOWS // len(gain)
    for window, move, row in zip(windows, shift, gain, strict=True):
        low = top - int(move)
        sums[window, low : low + num_lags] += row
    scores = []
    while len(sums):
        scores.append(float(sums.max(axis=1).sum()))
        if len(sums) == 1:
            break
        sums = sums[0::2] + sums[1::2]
    return scores
