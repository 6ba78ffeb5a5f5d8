"""The sync distance read off the digest: at one lag, or the smallest of all."""

import numpy as np
from numpy.typing import NDArray

from avts_desktop.state.measured import UNKNOWN
from avts_desktop.views.lanes.digest import Digest


def as_distance(fit: NDArray[np.number]) -> NDArray[np.float32]:
    """Turn fits, 255 = perfect, into distances from 0 to 1; NaN where unknown."""
    distance = (1 - (fit.astype(np.float32) - 1) / 254).astype(np.float32)
    distance[fit == UNKNOWN] = np.nan
    return distance


def distances_at(digest: Digest, lag_ms: float, rows: slice) -> NDArray[np.float32]:
    """Return the two-second mean distance at a lag, between two columns if need be.

    NaN where nothing is known, which is everywhere beyond the lags of the map.
    """
    lags_ms = digest.measured.lag_ms
    step_ms = float(lags_ms[1] - lags_ms[0])
    place = (lag_ms - float(lags_ms[0])) / step_ms
    values = digest.fit.rows[rows]
    if not 0 <= place <= len(lags_ms) - 1:
        return np.full(len(values), np.nan, np.float32)
    column = min(int(place), len(lags_ms) - 2)
    share = np.float32(place - column)
    left = as_distance(values[:, column])
    right = as_distance(values[:, column + 1])
    return left * (1 - share) + right * share


def best_distances(digest: Digest, rows: slice) -> NDArray[np.float32]:
    """Return the smallest mean distance over all lags."""
    return as_distance(digest.best.rows[rows, 0])
