"""Tests of the sign and of reading an offset off a curve."""

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.sync.offset import RIVAL_DISTANCE_MS, find_peak
from avts_core.sync.scores import lags_ms, similarities

LAGS_MS = lags_ms(600)


def hill(
    centre_ms: float, *, width_ms: float = 60, lags: NDArray[np.float64] = LAGS_MS
) -> NDArray[np.float64]:
    return np.exp(-0.5 * ((lags - centre_ms) / width_ms) ** 2)


def test_sound_before_its_picture_is_positive() -> None:
    """A picture event at t and its sound at t - 0.12 s give +120 ms, audio early."""
    # One event in time: its picture is grid number 30 (1.2 s), its sound band 108.
    unlike, event = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    pictures = np.tile(np.float32(unlike), (60, 1))
    sound = np.tile(-np.float32(unlike), (240, 1))
    pictures[30], sound[120 - 12] = event, event
    values = similarities(pictures, 0, sound, 0, max_lag_ms=600)
    curve = np.nanmean(values[30:31], axis=0).astype(np.float64)
    assert find_peak(LAGS_MS, curve).offset_ms == pytest.approx(120, abs=1e-6)


@pytest.mark.parametrize("width_ms", [40, 60, 100])
@pytest.mark.parametrize("centre_ms", [-237.3, -4.9, 0.0, 2.5, 118.6, 301.2])
def test_peak_lies_between_lags(centre_ms: float, width_ms: float) -> None:
    """A smooth curve's top is found to half a millisecond wherever it lies."""
    peak = find_peak(LAGS_MS, hill(centre_ms, width_ms=width_ms))
    assert peak.offset_ms == pytest.approx(centre_ms, abs=0.5)
    assert not peak.is_at_edge


def test_a_noisy_tip_hardly_moves_the_peak() -> None:
    """Half a per cent of noise moves the top by less than a millisecond."""
    rng = np.random.default_rng(0)
    errors_ms = [
        find_peak(LAGS_MS, hill(33.3) + rng.normal(0, 0.005, len(LAGS_MS))).offset_ms
        - 33.3
        for _ in range(300)
    ]
    assert np.sqrt(np.mean(np.square(errors_ms))) < 0.95


def test_lead_is_the_share_of_the_height_above_the_rival() -> None:
    """A second hill half as high leaves a lead of one half; one as high leaves none."""
    half = find_peak(LAGS_MS, hill(-100) + 0.5 * hill(300))
    tie = find_peak(LAGS_MS, hill(-100) + hill(300))
    alone = find_peak(LAGS_MS, hill(-100))
    assert half.lead == pytest.approx(0.5, abs=0.05)
    assert tie.lead == pytest.approx(0.0, abs=0.01)
    assert alone.lead > 0.8


def test_a_rival_is_at_least_120_ms_away() -> None:
    """The slope of the peak itself is no rival, what lies 120 ms off is."""
    curve = np.zeros(len(LAGS_MS))
    curve[60], curve[60 + 11] = 1.0, 0.9
    assert find_peak(LAGS_MS, curve).lead == pytest.approx(1.0)
    curve[60 + 12] = 0.9
    assert RIVAL_DISTANCE_MS == 120
    assert find_peak(LAGS_MS, curve).lead == pytest.approx(0.1)


def test_z_is_the_height_in_deviations() -> None:
    """Height counts from the median, z in deviations; neither changes with a floor."""
    rng = np.random.default_rng(1)
    curve = 3.0 + rng.normal(0, 0.1, len(LAGS_MS))
    curve[40] = 5.0
    peak = find_peak(LAGS_MS, curve)
    assert peak.height == pytest.approx(5.0 - np.median(curve))
    assert peak.z == pytest.approx(peak.height / np.std(curve))
    moved = find_peak(LAGS_MS, 10 * curve - 7)
    assert moved.z == pytest.approx(peak.z)
    assert moved.lead == pytest.approx(peak.lead)


@pytest.mark.parametrize("centre_ms", [-700, 700])
def test_a_peak_at_the_end_is_at_the_edge(centre_ms: float) -> None:
    """A curve that still rises at the end of the range says so."""
    peak = find_peak(LAGS_MS, hill(centre_ms, width_ms=100))
    assert peak.is_at_edge
    assert peak.offset_ms == pytest.approx(np.sign(centre_ms) * 600)


@pytest.mark.parametrize("centre_ms", [-588, 588])
def test_a_peak_beside_the_end_is_still_interpolated(centre_ms: float) -> None:
    """One step from the end the parabola is narrower, but no edge is claimed."""
    peak = find_peak(LAGS_MS, hill(centre_ms))
    assert not peak.is_at_edge
    assert peak.offset_ms == pytest.approx(centre_ms, abs=1)


def test_a_flat_curve_has_no_height() -> None:
    """A constant curve gives a peak of no height, not a division by zero."""
    peak = find_peak(LAGS_MS, np.full(len(LAGS_MS), 0.3))
    assert peak.height == 0
    assert peak.z == 0
    assert peak.lead == 0


@pytest.mark.parametrize(
    "curve", [[1.0, 2.0], [], [0.0, np.nan, 1.0], [0.0, np.inf, 1.0, 2.0]]
)
def test_unusable_curves_are_refused(curve: list[float]) -> None:
    """Too few or not finite values are an error of the caller."""
    with pytest.raises(ValueError, match="at least 3 finite"):
        find_peak(np.arange(len(curve)) * 10.0, np.array(curve))
