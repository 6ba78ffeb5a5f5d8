"""Tests of similarities over time and lag."""

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.sync.scores import as_distance, lags_ms, similarities

REACH = 20
MAX_LAG_MS = 10.0 * REACH


def units(count: int, seed: int, size: int = 8) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(count, size))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def plain_similarities(
    pictures: NDArray[np.float32],
    first_band: int,
    sound: NDArray[np.float32],
    first_sound: int,
) -> NDArray[np.float32]:
    """Look up each pair by its time in mel frames: what the fast code should do."""
    rows = []
    for number, picture in enumerate(pictures):
        row = []
        for lag_ms in lags_ms(MAX_LAG_MS):
            heard_at = first_band + 4 * number - round(lag_ms / 10)
            place = heard_at - first_sound
            is_there = 0 <= place < len(sound)
            row.append(picture @ sound[place] if is_there else np.nan)
        rows.append(row)
    return np.array(rows, np.float32).reshape(len(pictures), -1)


def test_lags_are_even_and_symmetric() -> None:
    """Lags go each 10 ms from one end of the range to the other, 0 in the middle."""
    assert list(lags_ms(30)) == [-30, -20, -10, 0, 10, 20, 30]


@pytest.mark.parametrize("num_pictures", [1, 63, 64, 65, 150])
@pytest.mark.parametrize("first_band", [0, 37, -50, 400])
@pytest.mark.parametrize("num_sound", [0, 1, 90, 500])
def test_each_pair_is_looked_up_where_it_lies(
    num_pictures: int, first_band: int, num_sound: int
) -> None:
    """Every value equals the plain lookup, also across blocks and beyond the sound."""
    pictures, sound = units(num_pictures, 1), units(num_sound, 2)
    values = similarities(pictures, first_band, sound, 13, max_lag_ms=MAX_LAG_MS)
    expected = plain_similarities(pictures, first_band, sound, 13)
    assert values.dtype == np.float32
    np.testing.assert_allclose(values, expected, atol=1e-6)


def test_missing_sound_is_nan_and_nothing_else_is() -> None:
    """Where there is no sound the value is NaN, at the right end of the lags."""
    values = similarities(units(30, 1), 0, units(200, 2), 0, max_lag_ms=MAX_LAG_MS)
    is_missing = np.isnan(values)
    # Before the first sound lie the large lags (early sound) of the first pictures.
    assert is_missing[0, REACH + 1 :].all()
    assert not is_missing[0, : REACH + 1].any()
    assert not is_missing[REACH // 4 :].any()


def test_no_pictures_give_no_rows() -> None:
    """An empty stretch gives an empty map of the right width."""
    values = similarities(units(0, 1), 0, units(50, 2), 0, max_lag_ms=MAX_LAG_MS)
    assert values.shape == (0, 2 * REACH + 1)


def test_distances_lie_between_0_and_1() -> None:
    """Alike is 0, unrelated 0.707, opposite 1; rounding beyond is cut; NaN stays."""
    cosines = np.array([1.0, 1.0000002, 0.0, -1.0, -1.0000002, np.nan], np.float32)
    distances = as_distance(cosines)
    assert distances.dtype == np.float32
    np.testing.assert_allclose(distances, [0, 0, np.sqrt(0.5), 1, 1, np.nan], rtol=1e-6)


def test_distance_is_half_the_euclidean_one() -> None:
    """The distance of two unit vectors is half the length of their difference."""
    first, second = units(50, 3), units(50, 4)
    expected = np.linalg.norm(first - second, axis=1) / 2
    cosines = np.einsum("nd,nd->n", first, second)
    np.testing.assert_allclose(as_distance(cosines), expected, atol=1e-5)
