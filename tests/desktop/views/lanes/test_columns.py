"""Rows of measurements put onto columns of pixels."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from avts_desktop.views.lanes.columns import covered, extremes, means, pooled, runs


def test_dense_rows_show_their_largest():
    """A column of several rows shows the largest value of each place."""
    rows = np.arange(16, dtype=np.uint8).reshape(8, 2)
    columns = pooled(rows, np.array([0.0, 4.0, 8.0]))
    assert columns.tolist() == [[6, 7], [14, 15]]


def test_wide_rows_are_blended():
    """Between the middles of two rows the columns go from one to the other."""
    rows = np.array([[100], [200]], np.uint8)
    columns = pooled(rows, np.linspace(0, 2, 9))[:, 0]
    assert columns[0] == 100
    assert columns[-1] == 200
    assert np.all(np.diff(columns.astype(int)) >= 0)
    assert 140 < columns[4] < 170


def test_wide_rows_beside_nothing_stay_sharp():
    """A known row is not faded by an unknown neighbour."""
    rows = np.array([[200], [0]], np.uint8)
    assert set(pooled(rows, np.linspace(0, 2, 9))[:, 0].tolist()) == {200, 0}


def test_columns_outside_are_empty():
    """Before and after the rows there is nothing."""
    rows = np.full((4, 1), 9, np.uint8)
    assert pooled(rows, np.arange(-2.0, 8.0))[:, 0].tolist() == [
        0,
        0,
        *[9] * 4,
        0,
        0,
        0,
    ]
    assert pooled(rows[:0], np.arange(4.0))[:, 0].tolist() == [0, 0, 0]


@settings(max_examples=40)
@given(st.integers(1, 400), st.integers(1, 40), st.floats(-50, 50), st.floats(1.01, 9))
def test_pooling_loses_no_peak(num_rows, num_columns, start, rows_a_column):
    """The largest value in view is seen, wherever the columns lie."""
    rows = np.random.default_rng(num_rows).integers(1, 255, (num_rows, 1), np.uint8)
    edges = start + rows_a_column * np.arange(num_columns + 1)
    whole = np.clip(np.floor(edges), 0, num_rows).astype(int)
    seen = rows[whole[0] : whole[-1]]
    if len(seen):
        assert pooled(rows, edges).max() == seen.max()


def test_extremes_and_means_pass_over_gaps():
    """NaN does not hide its neighbours, and a column of NaN alone is NaN."""
    values = np.array([1, np.nan, 3, np.nan, np.nan, 5], np.float32)
    edges = np.array([0.0, 3.0, 5.0, 6.0])
    low, high = extremes(values, edges)
    np.testing.assert_equal(low, [1, np.nan, 5])
    np.testing.assert_equal(high, [3, np.nan, 5])
    np.testing.assert_equal(means(values, edges), [2, np.nan, 5])


def test_extremes_of_wide_rows_are_steps():
    """Where a row spans columns each of them has its value."""
    low, high = extremes(np.array([1, 2], np.float32), np.linspace(-1, 3, 9))
    np.testing.assert_equal(low, [np.nan, np.nan, 1, 1, 2, 2, np.nan, np.nan])
    np.testing.assert_equal(low, high)


def test_runs_are_half_open():
    """A run ends after its last column, also at the edges."""
    assert runs(np.array([True, False, True, True])) == [(0, 1), (2, 4)]
    assert runs(np.zeros(3, bool)) == []


def test_bars_cover_at_least_a_column():
    """A bar thinner than a pixel is still seen; one out of view is not."""
    starts, stops = np.array([2.2, 5.0, -9.0, 30.0]), np.array([2.3, 7.5, -3.0, 31.0])
    assert np.flatnonzero(covered(starts, stops, 10)).tolist() == [2, 5, 6, 7]
