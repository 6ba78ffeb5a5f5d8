"""Tests of bringing pictures onto a time grid."""

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.features.grid import MAX_SLIP_S, pictures_at


def ramp(levels: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Give a flat picture of each level."""
    flat = np.asarray(levels, np.uint8)[:, None, None]
    return np.broadcast_to(flat, (len(levels), 4, 6)).copy()


def test_pictures_on_the_grid_stay_as_they_are() -> None:
    """At the grid's own times nothing is computed."""
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (10, 4, 6)).astype(np.uint8)
    times_s = np.arange(10) / 25
    np.testing.assert_array_equal(pictures_at(times_s, pictures, times_s), pictures)


@pytest.mark.parametrize("slip_s", [-0.9 * MAX_SLIP_S, 0.9 * MAX_SLIP_S])
def test_near_pictures_are_taken_whole(slip_s: float) -> None:
    """A few milliseconds off, a picture is not blurred."""
    times_s = np.arange(10) / 25
    pictures = ramp(np.arange(10) * 20)
    wanted_s = times_s[1:-1] + slip_s
    np.testing.assert_array_equal(
        pictures_at(times_s, pictures, wanted_s), pictures[1:-1]
    )


@pytest.mark.parametrize(("share", "level"), [(0.5, 100), (0.25, 50), (0.7, 140)])
def test_between_two_pictures_they_are_blended(share: float, level: int) -> None:
    """The mixture follows the time."""
    result = pictures_at(np.array([0, 0.04]), ramp([0, 200]), np.array([0.04 * share]))
    assert np.unique(result).tolist() == [level]


def test_uneven_times_are_followed() -> None:
    """Brightness that grows with time is right at any time between uneven pictures."""
    rng = np.random.default_rng(1)
    times_s = np.cumsum(rng.uniform(0.01, 0.07, 60))
    times_s *= 2.5 / times_s[-1]
    wanted_s = np.arange(np.ceil(times_s[0] * 25), 62) / 25
    result = pictures_at(times_s, ramp(100 * times_s), wanted_s)
    error = result[:, 0, 0] - 100 * wanted_s
    assert np.abs(error).max() < 100 * MAX_SLIP_S + 1.5


def test_beyond_the_ends_the_last_picture_stands() -> None:
    """There is nothing to blend with outside."""
    result = pictures_at(np.array([0, 0.04]), ramp([10, 200]), np.array([-1.0, 9.0]))
    assert result[:, 0, 0].tolist() == [10, 200]


def test_sixty_pictures_a_second_are_mostly_taken_whole() -> None:
    """At 60 frames/s no grid time is further than 8.3 ms from a picture."""
    times_s = np.arange(61) / 60
    pictures = ramp(np.where(np.arange(61) % 2, 255, 0))
    result = pictures_at(times_s, pictures, np.arange(25) / 25)
    assert np.mean(np.isin(result, (0, 255))) > 0.75
