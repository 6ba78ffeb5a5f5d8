"""Distances read off the digest."""

import numpy as np
import pytest

from avts_desktop.state.measured import Measured
from avts_desktop.views.lanes.digest import Digest
from avts_desktop.views.lanes.fit import as_distance, best_distances, distances_at

ALL = slice(None)


@pytest.fixture
def digest(measured: Measured) -> Digest:
    """The film, digested."""
    digest = Digest(measured, duration_s=120)
    while digest.work():
        pass
    return digest


def test_ends_of_the_distance():
    """255 fits perfectly, 1 not at all, 0 is unknown."""
    distance = as_distance(np.array([255, 1, 0], np.uint8))
    assert distance[:2].tolist() == [0, 1]
    assert np.isnan(distance[2])


def test_distance_is_small_on_the_ridge(digest: Digest):
    """At the true lag lips and sound fit better than beside it."""
    on_ridge = distances_at(digest, 120.0, slice(1600, 2900))
    beside = distances_at(digest, -300.0, slice(1600, 2900))
    assert on_ridge.max() < beside.min()
    assert np.isnan(distances_at(digest, 120.0, slice(1300, 1400))).all()


def test_distance_between_two_lags(digest: Digest):
    """A delay between two lags gives a distance between theirs."""
    low, high = (distances_at(digest, ms, ALL) for ms in (100.0, 110.0))
    middle = distances_at(digest, 105.0, ALL)
    np.testing.assert_allclose(middle, (low + high) / 2, rtol=1e-5)


def test_no_distance_beyond_the_lags(digest: Digest):
    """A delay that was not tried has no distance, the last one tried has."""
    assert np.isnan(distances_at(digest, 1600.0, ALL)).all()
    assert np.isfinite(distances_at(digest, 1500.0, slice(0, 100))).all()


def test_no_lag_beats_the_best(digest: Digest):
    """The smallest distance is that, and the true lag has it."""
    best = best_distances(digest, slice(1600, 2900))
    assert np.all(best <= distances_at(digest, 60.0, slice(1600, 2900)) + 1e-6)
    assert np.median(distances_at(digest, 120.0, slice(1600, 2900)) - best) < 0.02
