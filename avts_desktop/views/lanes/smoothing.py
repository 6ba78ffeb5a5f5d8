"""The two-second mean of how well picture and sound fit."""

import numpy as np
from numpy.typing import NDArray

from avts_desktop.state.measured import UNKNOWN

HALF_WINDOW = 25
"""Rows on either side that count: with the row itself 2 s."""


def smoothed(fit: NDArray[np.uint8], first: int, stop: int) -> NDArray[np.uint8]:
    """Return the mean of what is known around each row.

    Parameters
    ----------
    fit
        [shape=(T, L)] as `Measured.fit` has it.
    first, stop
        The rows wanted; those around are looked at too.

    Returns
    -------
    [shape=(stop - first, L), uint8] unknown where the row itself is.
    """
    low, high = max(0, first - HALF_WINDOW), min(len(fit), stop + HALF_WINDOW)
    part = fit[low:high]
    known = part != UNKNOWN
    numbers = np.arange(first, stop)
    begin = np.maximum(numbers - HALF_WINDOW, low) - low
    end = np.minimum(numbers + HALF_WINDOW + 1, high) - low
    totals = _window_sums(part, begin, end)
    if (known.any(axis=1) == known.all(axis=1)).all():
        counts = _window_sums(known[:, :1], begin, end)
    else:
        counts = _window_sums(known, begin, end)
    share = np.reciprocal(np.maximum(counts, 1), dtype=np.float32)
    result = (totals * share + np.float32(0.5)).astype(np.uint8)
    result *= known[first - low : stop - low]
    return result


def _window_sums(
    values: NDArray[np.generic], begin: NDArray[np.intp], end: NDArray[np.intp]
) -> NDArray[np.int32]:
    running = np.zeros((len(values) + 1, values.shape[1]), np.int32)
    np.cumsum(values, axis=0, dtype=np.int32, out=running[1:])
    return _taken(running, end) - _taken(running, begin)


def _taken(rows: NDArray[np.int32], places: NDArray[np.intp]) -> NDArray[np.int32]:
    """Return rising rows, without a copy where none is passed over or repeated."""
    if len(places) and places[-1] - places[0] == len(places) - 1:
        return rows[places[0] : places[-1] + 1]
    return rows[places]
