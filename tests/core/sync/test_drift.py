"""Tests of drift: slopes recovered within their own errors."""

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.sync.drift import Drift, measure_drift
from avts_core.sync.evidence import Blocks
from avts_core.sync.scores import lags_ms
from tests.core.sync.talk import evidence_at

LAGS_MS = lags_ms(400)


def evidence(
    offsets_ms: NDArray[np.float64], *, height: float = 0.3, seed: int = 0
) -> Blocks:
    return evidence_at(offsets_ms, LAGS_MS, height=height, seed=seed)


def drifting(
    slope_ms_per_min: float, seconds: int, *, start_ms: float = 20.0
) -> NDArray[np.float64]:
    return start_ms + slope_ms_per_min * np.arange(seconds) / 60


def measure(blocks: Blocks, offset_ms: float) -> Drift | None:
    everything = [np.arange(len(blocks.index))]
    line_ms = np.full(len(blocks.index), offset_ms)
    return measure_drift(blocks, everything, line_ms, LAGS_MS)


@pytest.mark.parametrize(
    ("slope", "seconds"), [(5.0, 600), (-5.0, 600), (60.0, 120), (-60.0, 120)]
)
def test_slopes_are_recovered_within_their_errors(slope: float, seconds: int) -> None:
    """5 and 60 ms a minute come back within four standard errors, and count."""
    offsets_ms = drifting(slope, seconds)
    for seed in range(4):
        found = measure(evidence(offsets_ms, seed=seed), float(offsets_ms.mean()))
        assert found is not None
        error = found.error_ms_per_min
        assert abs(found.slope_ms_per_min - slope) < 4 * error
        assert error < abs(slope) / 5
        assert found.is_significant


def test_the_sign_is_that_of_the_offset() -> None:
    """Sound that comes earlier and earlier has a positive slope."""
    found = measure(evidence(drifting(30.0, 120)), 50.0)
    assert found is not None
    assert found.slope_ms_per_min > 20


@pytest.mark.parametrize("seconds", [50, 120, 400])
@pytest.mark.parametrize("height", [0.3, 0.15])
def test_no_drift_is_not_significant(seconds: int, height: float) -> None:
    """Of films without drift hardly any is said to drift, even short, unclear ones."""
    found = [
        measure(evidence(drifting(0.0, seconds), height=height, seed=seed), 20.0)
        for seed in range(12)
    ]
    drifts = [drift for drift in found if drift is not None]
    assert len(drifts) == 12
    assert sum(drift.is_significant for drift in drifts) <= 1


def test_errors_are_honest() -> None:
    """Slopes of films without drift scatter by about their standard errors."""
    scores = []
    for seed in range(30):
        drift = measure(evidence(drifting(0.0, 150), seed=seed), 20.0)
        assert drift is not None
        scores.append(drift.slope_ms_per_min / drift.error_ms_per_min)
    assert 0.5 < np.sqrt(np.mean(np.square(scores))) < 1.5


def test_outliers_hardly_pull() -> None:
    """Ten seconds that say 90 ms otherwise at the film's end do not tilt the line."""
    offsets_ms = drifting(0.0, 300)
    offsets_ms[-10:] += 90
    blocks = evidence(offsets_ms)
    found = measure(blocks, 20.0)
    assert found is not None
    groups = offsets_ms.reshape(-1, 10).mean(1)
    plain = np.polyfit(np.arange(len(groups)) / 6, groups, 1)[0]
    assert plain > 3
    assert abs(found.slope_ms_per_min) < plain / 2


def test_only_the_chosen_blocks_count() -> None:
    """Another span with its own offset does not tilt the line of the first."""
    offsets_ms = np.concatenate([drifting(0.0, 120), np.full(120, 80.0)])
    blocks = evidence(offsets_ms)
    chosen = np.nonzero(blocks.index < 120)[0]
    found = measure_drift(blocks, [chosen], np.full(240, 20.0), LAGS_MS)
    everything = measure(blocks, 20.0)
    assert found is not None
    assert everything is not None
    assert not found.is_significant
    assert everything.slope_ms_per_min > 10


@pytest.mark.parametrize("seconds", [5, 20, 40])
def test_short_films_have_no_drift(seconds: int) -> None:
    """Too few points for a line give none, rather than a wild one."""
    assert measure(evidence(drifting(0.0, seconds)), 20.0) is None


def test_no_lags_around_the_offset_give_no_drift() -> None:
    """An offset beyond the range leaves nothing to fit."""
    assert measure(evidence(drifting(0.0, 120)), 5000.0) is None


@pytest.mark.parametrize(
    ("slope", "error", "expected"),
    [
        (5.0, 1.0, True),
        (-5.0, 1.0, True),
        (5.0, 2.0, False),
        (0.2, 0.01, False),
        (0.0, 0.0, False),
    ],
)
def test_significance(slope: float, error: float, expected: bool) -> None:
    """More than chance does, and 15 ms over the film, are needed."""
    drift = Drift(slope_ms_per_min=slope, error_ms_per_min=error)
    assert drift.is_significant is expected
