"""Tests of the rolling view."""

import numpy as np

from avts_core.sync.rolling import MIN_Z, rolling_offsets
from avts_core.sync.scores import lags_ms

LAGS_MS = lags_ms(400)


def talking(num_times: int, offset_ms: float, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    hill = 0.4 * np.exp(-0.5 * ((LAGS_MS - offset_ms) / 40) ** 2)
    noise = rng.normal(0, 0.15, (num_times, len(LAGS_MS)))
    return (hill + noise).astype(np.float32)


def test_each_moment_has_its_own_offset() -> None:
    """Where the offset changes the view follows within a second or so."""
    values = np.concatenate([talking(200, -60), talking(200, 140)])
    view = rolling_offsets(values, LAGS_MS)
    np.testing.assert_allclose(view.offset_ms[:170], -60, atol=10)
    np.testing.assert_allclose(view.offset_ms[230:], 140, atol=20)
    assert (view.z[:170] > MIN_Z).all()


def test_no_face_is_nan() -> None:
    """Times at which nothing was measured have no offset and no height."""
    values = talking(300, 40)
    values[100:140] = np.nan
    view = rolling_offsets(values, LAGS_MS)
    assert np.isnan(view.offset_ms[100:140]).all()
    assert np.isnan(view.z[100:140]).all()
    assert np.isfinite(view.offset_ms[:100]).all()


def test_unclear_is_nan() -> None:
    """A window of noise whose peak does not stand out gives no offset."""
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 1, (400, len(LAGS_MS) + 20))
    noise = np.stack([noise[:, k : k + len(LAGS_MS)] for k in range(20)]).sum(0)
    view = rolling_offsets(noise.astype(np.float32), LAGS_MS)
    assert np.isnan(view.offset_ms).mean() > 0.9
    assert np.isfinite(view.z).all()
    assert np.isnan(view.offset_ms[view.z < MIN_Z]).all()


def test_few_lags_give_no_view() -> None:
    """Near the end of the sound, with less than half of the lags, there is none."""
    values = talking(200, 0)
    values[:, :45] = np.nan
    view = rolling_offsets(values, LAGS_MS)
    assert np.isnan(view.z).all()


def test_nothing_gives_nothing() -> None:
    """A movie of no times gives empty arrays."""
    view = rolling_offsets(np.empty((0, len(LAGS_MS)), np.float32), LAGS_MS)
    assert view.offset_ms.shape == (0,)


def test_two_lags_that_tie_are_unclear() -> None:
    """A moment that fits equally well at two lags says nothing."""
    rng = np.random.default_rng(8)
    lags = np.arange(-40, 41) * 10.0
    values = rng.normal(0, 0.05, (300, 81)).astype(np.float32)
    values[:, 20] += 0.3
    values[100:200, 60] += 0.29
    view = rolling_offsets(values, lags)
    assert np.isnan(view.offset_ms[130:170]).all()
    assert (view.offset_ms[:70] == lags[20]).all()
