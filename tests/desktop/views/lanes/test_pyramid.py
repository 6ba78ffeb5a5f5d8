"""Coarser copies of long measurements."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avts_desktop.views.lanes.pyramid import FACTOR, Pyramid


def folded(rows: np.ndarray, factor: int) -> np.ndarray:
    """Return the largest of each `factor` rows, the long way."""
    groups = range(0, len(rows), factor)
    return np.array([rows[start : start + factor].max(axis=0) for start in groups])


@settings(max_examples=40)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=6), st.integers(0, 3000))
def test_levels_follow_the_rows(lengths, capacity):
    """However rows come, each level has the largest of its rows, all of them."""
    rng = np.random.default_rng(sum(lengths))
    rows = rng.integers(0, 255, (sum(lengths), 3), np.uint8)
    pyramid = Pyramid(3, np.uint8, capacity=capacity)
    at = 0
    for length in lengths:
        pyramid.write(at, rows[at : at + length])
        at += length
    for rows_a_px in (1, 4, 16, 300):
        level, factor = pyramid.level_for(rows_a_px)
        assert factor <= rows_a_px
        np.testing.assert_array_equal(level, folded(rows, factor))


def test_later_rows_count():
    """Rows written again replace those that were there, in all levels."""
    pyramid = Pyramid(1, np.uint8, capacity=8000)
    pyramid.write(0, np.full((8000, 1), 200, np.uint8))
    pyramid.write(500, np.full((1000, 1), 7, np.uint8))
    level, factor = pyramid.level_for(16)
    assert factor == 16
    assert level[500 // 16 + 1] == 7
    assert level[0] == 200


@pytest.mark.parametrize(
    ("rows_a_px", "factor"), [(0.1, 1), (3.9, 1), (4, 4), (70, 64)]
)
def test_level_has_at_least_a_row_a_pixel(rows_a_px, factor):
    """A level is coarse enough to be quick, and fine enough to fill the pixels."""
    pyramid = Pyramid(1, np.uint8, capacity=100_000)
    pyramid.write(0, np.zeros((100_000, 1), np.uint8))
    assert pyramid.level_for(rows_a_px)[1] == factor


def test_coarsest_level_is_small():
    """However far one zooms out, few rows have to be looked at."""
    pyramid = Pyramid(1, np.uint8, capacity=270_000)
    pyramid.write(0, np.zeros((270_000, 1), np.uint8))
    assert len(pyramid.level_for(np.inf)[0]) <= 256 * FACTOR


def test_empty_pyramid_has_no_rows():
    """Before anything is written there is nothing, at any resolution."""
    pyramid = Pyramid(2, np.int8, capacity=5000)
    assert len(pyramid) == 0
    assert pyramid.level_for(1000)[0].shape == (0, 2)
