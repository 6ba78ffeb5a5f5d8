"""Lanes as images of codes."""

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPixmap

from avts_desktop.resources.palette import DARK, LIGHT
from avts_desktop.views.lanes.images import (
    colour_table,
    draw_coded,
    hatched,
    heat_table,
    set_curve,
    set_dashes,
    set_spans,
)


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_heat_goes_from_panel_to_brightest(palette):
    """What is dull is the panel, what is most is the last stop."""
    table = heat_table(palette.heat, dull=50, bright=200)
    assert QColor(int(table[0])).name() == palette.panel
    assert QColor(int(table[50])).name() == palette.panel
    assert QColor(int(table[200])).name() == palette.heat[-1]
    assert QColor(int(table[255])).name() == palette.heat[-1]


def test_curve_joins_its_columns():
    """A curve that jumps has no hole, and none where it is unknown."""
    codes = np.zeros((8, 4), np.uint8)
    level = np.array([1, 5, np.nan, 2])
    set_curve(codes, level, level, 9, thick=1)
    assert np.flatnonzero(codes[:, 0]).tolist() == [1]
    assert np.flatnonzero(codes[:, 1]).tolist() == [1, 2, 3, 4, 5]
    assert not codes[:, 2].any()
    assert np.flatnonzero(codes[:, 3]).tolist() == [2]


def test_spans_are_cut_at_the_edges():
    """What lies beyond the image is left out."""
    codes = np.zeros((4, 3), np.uint8)
    set_spans(codes, np.array([-5, 2, 9.0]), np.array([1, 99, 12.0]), 1)
    assert codes.tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 0], [0, 1, 0]]


def test_hatching_is_a_slant():
    """Lines rise to the right, at the same distance at any density of pixels."""
    lines = hatched(16, np.arange(16), 1.0)
    assert lines.mean() == pytest.approx(1 / 8)
    np.testing.assert_array_equal(lines[1:, :-1], lines[:-1, 1:])
    assert hatched(32, np.arange(32), 2.0).mean() == pytest.approx(1 / 8)


def test_dashes_leave_gaps():
    """A dashed line is half there; outside the image it is not."""
    codes = np.zeros((5, 80), np.uint8)
    set_dashes(codes, 2.2, 3, ratio=1.0)
    set_dashes(codes, 12, 3, ratio=1.0)
    assert (codes[2] == 3).sum() == 40
    assert (codes == 3).sum() == 40


def test_codes_become_pixels(qapp):
    """A device pixel has the colour of its code, on dense screens too."""
    pixmap = QPixmap(8, 8)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(QColor(0, 0, 0))
    codes = np.zeros((4, 6), np.uint8)
    codes[3, 5] = 1
    table = colour_table([QColor(10, 20, 30), QColor(200, 100, 0)])
    painter = QPainter(pixmap)
    draw_coded(painter, QRect(1, 2, 3, 2), codes, table)
    painter.end()
    image = pixmap.toImage()
    assert image.pixelColor(2, 4) == QColor(10, 20, 30)
    assert image.pixelColor(7, 7) == QColor(200, 100, 0)
    assert image.pixelColor(1, 4) == QColor(0, 0, 0)
