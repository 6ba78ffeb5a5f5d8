"""Faces as bars."""

import numpy as np

from avts_desktop.views.lanes.bars import MAX_ROWS, FaceBars
from tests.desktop.views.lanes.films import path


def test_faces_one_after_another_share_a_row():
    """A new row is only taken by a face that is there together with others."""
    bars = FaceBars()
    bars.add([path(0, 0, 10), path(1, 10, 20), path(2, 12, 15), path(3, 30, 40)])
    assert bars.num_rows == 2
    assert bars.rows_of(np.array([0, 1, 2, 3])).tolist() == [0, 0, 1, 0]
    starts_s, _ = bars.in_row(0)
    assert starts_s.tolist() == [0, 10, 30]


def test_parts_of_a_path_make_one_bar():
    """A face whose path comes in parts stays one bar, which grows."""
    bars = FaceBars()
    bars.add([path(5, 0, 2)])
    bars.add([path(5, 2, 4), path(5, 4, 6)])
    assert len(bars) == 1
    starts_s, stops_s = bars.in_row(0)
    assert starts_s.tolist() == [0]
    assert 5.7 < stops_s[0] < 6


def test_a_crowd_shares_the_last_row():
    """However many are in view, the lane does not fall apart into rows."""
    bars = FaceBars()
    bars.add([path(track, 0, 10) for track in range(9)])
    assert bars.num_rows == MAX_ROWS
    assert len(bars.in_row(MAX_ROWS - 1)[0]) == 9 - (MAX_ROWS - 1)


def test_unknown_track_is_in_the_first_row():
    """A speaker whose face has not been told yet is drawn all the same."""
    assert FaceBars().rows_of(np.array([7])).tolist() == [0]
    assert FaceBars().num_rows == 1
