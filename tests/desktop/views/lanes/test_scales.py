"""Seconds and milliseconds to pixels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avts_desktop.views.lanes.scales import (
    TimeScale,
    ValueScale,
    held,
    reach_ms,
    zoomed,
)


def test_time_there_and_back():
    """A time's pixel has that time."""
    scale = TimeScale(10.0, 30.0, 800)
    assert scale.x(15.0) == 200
    assert scale.time_s(200) == 15.0


def test_row_edges_count_rows_from_their_beginning():
    """The edges of the pixels lie where rows begin."""
    edges = TimeScale(1.0, 2.0, 5).row_edges(0.6, 0.04)
    assert edges == pytest.approx([10, 15, 20, 25, 30, 35])


@pytest.mark.parametrize("width_px", [1, 8, 9, 800])
def test_blocks_cover_all_pixels(width_px):
    """Blocks begin with the pixels and are as many times as long; none is left over."""
    fine = TimeScale(10.0, 30.0, width_px)
    coarse = fine.coarser(2)
    assert coarse.start_s == 10
    assert coarse.width_px == -(-width_px // 2)
    assert coarse.seconds_a_px == pytest.approx(2 * fine.seconds_a_px)
    assert fine.coarser(1) == fine


def test_larger_values_are_higher():
    """The top has the largest value, and what lies beyond stays at the edge."""
    scale = ValueScale(100, -100, 10, 80)
    assert scale.y(100) == 10
    assert scale.y(0) == 50
    assert scale.value(scale.y(-30)) == pytest.approx(-30)
    ys = scale.ys(np.array([500, np.nan, -500], np.float32))
    assert ys[0] == 10
    assert np.isnan(ys[1])
    assert ys[2] == 90


@pytest.mark.parametrize(
    ("values_ms", "reach"),
    [
        ((), 60),
        ((40, -60), 100),
        ((120, -60), 200),
        ((-480,), 1000),
        ((10_000,), 12_000),
    ],
)
def test_reach_leaves_a_margin(values_ms, reach):
    """An axis ends at a round value with room beyond the largest."""
    assert reach_ms(*values_ms) == reach


def test_zoom_keeps_the_place():
    """What is under the cursor stays there."""
    start_s, stop_s = zoomed((0, 100), 2, around_s=25, bounds=(0.5, 100))
    assert (start_s, stop_s) == (12.5, 62.5)


@given(
    st.floats(0, 90),
    st.floats(0.5, 100),
    st.floats(0.01, 100),
    st.floats(0, 1),
)
def test_zoomed_view_stays_within_the_film(start_s, length_s, factor, share):
    """However one zooms, the view is neither too short nor beyond the film."""
    view = held((start_s, start_s + length_s), 100)
    around_s = view[0] + share * (view[1] - view[0])
    start_s, stop_s = zoomed(view, factor, around_s=around_s, bounds=(0.5, 100))
    assert start_s >= 0
    assert stop_s <= 100 + 1e-6
    assert stop_s - start_s >= 0.5 - 1e-6


def test_short_film_begins_at_zero():
    """A film shorter than the shortest view is shown from its beginning."""
    assert zoomed((0, 0.5), 2, around_s=0.2, bounds=(0.5, 0.3)) == (0.0, 0.5)
