"""The two-second mean of the fit."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from avts_desktop.views.lanes.smoothing import HALF_WINDOW, smoothed


def slowly(fit: np.ndarray, row: int) -> np.ndarray:
    """Return the mean around a row, the long way."""
    window = fit[max(0, row - HALF_WINDOW) : row + HALF_WINDOW + 1].astype(float)
    known = window > 0
    mean = (window * known).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.where(fit[row] > 0, np.floor(mean + 0.5), 0)


@given(st.integers(0, 1000), st.booleans())
def test_mean_is_of_what_is_known(seed, has_holes):
    """Unknown rows and lags do not count, and stay unknown."""
    rng = np.random.default_rng(seed)
    fit = rng.integers(1, 255, (140, 5), np.uint8)
    fit[30:60] = 0
    if has_holes:
        fit[100:, 0] = 0
    result = smoothed(fit, 0, 140)
    for row in (0, 29, 45, 60, 99, 139):
        assert np.abs(result[row] - slowly(fit, row)).max() <= 1
        assert np.array_equal(result[row] == 0, fit[row] == 0)


def test_slices_fit_together():
    """Slice by slice comes out as all at once."""
    fit = np.random.default_rng(0).integers(0, 255, (300, 4), np.uint8)
    parts = [smoothed(fit, start, start + 100) for start in (0, 100, 200)]
    np.testing.assert_array_equal(np.concatenate(parts), smoothed(fit, 0, 300))
