"""Tests of evidence: how well lips fit, and what the sums over seconds hold."""

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.sync import evidence
from avts_core.sync.evidence import (
    MIN_BLOCK_TIMES,
    blocks_of,
    centred,
    fit_of,
    shrunk_mean,
    smoothed_blocks,
)


def noisy_values(num_times: int, seed: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    values = rng.normal(0.1, 0.3, (num_times, 21)).astype(np.float32)
    values[rng.random(values.shape) < 0.2] = np.nan
    values[rng.random(num_times) < 0.1] = np.nan
    return values


def plain_centred(values: NDArray[np.float32]) -> NDArray[np.float64]:
    result = values.astype(np.float64)
    for time in np.flatnonzero(np.isfinite(result).any(axis=1)):
        result[time] -= np.nanmean(result[time])
    return result


def test_centred_takes_each_times_mean_away() -> None:
    """Each row's known values have mean 0 afterwards; unknown ones stay unknown."""
    values = noisy_values(50, 1)
    np.testing.assert_allclose(centred(values), plain_centred(values), atol=1e-6)


@pytest.mark.parametrize("block", [7, 40, 2000])
@pytest.mark.parametrize("window", [1, 5, 51])
def test_smoothing_is_a_moving_mean(
    monkeypatch: pytest.MonkeyPatch, block: int, window: int
) -> None:
    """The moving mean of what is known equals a plain loop, whatever the blocks."""
    monkeypatch.setattr(evidence, "SMOOTHING_BLOCK", block)
    values = noisy_values(120, 2)
    result = np.full(values.shape, -9.0, np.float32)
    for rows, curves in smoothed_blocks(values, window):
        result[rows] = curves
    middle = plain_centred(values)
    for time in range(len(values)):
        near = middle[max(0, time - window // 2) : time + window // 2 + 1]
        known = np.isfinite(near)
        count = known.sum(0)
        total = np.where(known, near, 0).sum(0)
        shrink = np.sqrt(count / max(count.max(), 1))
        mean = total / np.maximum(count, 1) * shrink
        expected = np.where(count > 0, mean, np.nan)
        np.testing.assert_allclose(result[time], expected, atol=1e-5)


def test_fit_tells_talkers_from_listeners() -> None:
    """A steady peak fits far better than noise; where nothing is known fit is -1."""
    rng = np.random.default_rng(3)
    noise = rng.normal(0, 0.2, (300, 81)).astype(np.float32)
    talking = noise.copy()
    talking[:, 50] += 0.3
    talking[200:] = np.nan
    assert fit_of(talking)[:150].min() > fit_of(noise).max()
    assert (fit_of(talking)[230:] == -1).all()


def test_shrunk_mean_pulls_rare_lags_to_zero() -> None:
    """The mean is multiplied by the root of the lag's share of the times."""
    total = np.array([30.0, 30.0, 3.0, 0.0])
    count = np.array([100.0, 25.0, 4.0, 0.0])
    expected = [0.3 * 1.0, 1.2 * 0.5, 0.75 * 0.2, 0.0]
    np.testing.assert_allclose(shrunk_mean(total, count), expected)


def test_blocks_sum_seconds() -> None:
    """Each block holds the sums and counts of its 25 times, sparse ones left out."""
    values = noisy_values(110, 4)
    values[25 : 50 - MIN_BLOCK_TIMES + 1] = np.nan  # the second second: too little
    blocks = blocks_of(values)
    assert list(blocks.index) == [0, 2, 3, 4]
    middle = plain_centred(values)
    for place, number in enumerate(blocks.index):
        part = middle[25 * number : 25 * number + 25]
        np.testing.assert_allclose(blocks.total[place], np.nansum(part, 0), atol=1e-5)
        np.testing.assert_array_equal(blocks.count[place], np.isfinite(part).sum(0))


def test_the_curve_is_the_mean_over_the_chosen_blocks() -> None:
    """With all lags known everywhere the curve is the plain mean of the times."""
    rng = np.random.default_rng(5)
    values = rng.normal(0, 1, (100, 21)).astype(np.float32)
    blocks = blocks_of(values)
    middle = plain_centred(values)
    np.testing.assert_allclose(blocks.curve(), middle.mean(0), atol=1e-6)
    chosen = np.array([False, True, False, True])
    expected = np.concatenate([middle[25:50], middle[75:]]).mean(0)
    np.testing.assert_allclose(blocks.curve(chosen), expected, atol=1e-6)


def test_no_evidence_makes_no_blocks() -> None:
    """A movie without any known time gives no blocks, of the right width."""
    blocks = blocks_of(np.full((100, 21), np.nan, np.float32))
    assert blocks.total.shape == (0, 21)
    assert len(blocks.index) == 0
