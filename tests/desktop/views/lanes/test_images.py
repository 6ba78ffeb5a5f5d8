"""Lanes as images of pixels."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from avts_desktop.resources.palette import DARK, LIGHT, mixed
from avts_desktop.views.lanes.images import (
    fill_coded,
    heat_table,
    packed,
    repeated,
    set_curve,
    set_dashes,
    set_hatching,
    set_spans,
)


def blank(num_rows: int, num_columns: int) -> NDArray[np.uint32]:
    """Return a part of a larger picture, as lanes have it."""
    return np.zeros((num_rows + 2, num_columns + 3), np.uint32)[1:-1, 2:-1]


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_heat_goes_from_panel_to_brightest(palette):
    """What is dull is the panel, what is most is the last stop."""
    table = heat_table(palette.heat, dull=50, bright=200)
    assert QColor(int(table[0])).name() == palette.panel
    assert QColor(int(table[50])).name() == palette.panel
    assert QColor(int(table[200])).name() == palette.heat[-1]
    assert QColor(int(table[255])).name() == palette.heat[-1]


def test_colours_are_opaque():
    """A colour is packed with all its opacity, blended or not."""
    assert packed("#102030") == 0xFF102030
    assert packed("#000000", "#ffffff", 0.5) == (
        QColor(mixed("#000000", "#ffffff", 0.5)).rgb()
    )


def test_curve_joins_its_columns():
    """A curve that jumps has no hole, and none where it is unknown."""
    pixels = blank(8, 4)
    level = np.array([1, 5, np.nan, 2])
    set_curve(pixels, level, level, 9, thick=1)
    assert np.flatnonzero(pixels[:, 0]).tolist() == [1]
    assert np.flatnonzero(pixels[:, 1]).tolist() == [1, 2, 3, 4, 5]
    assert not pixels[:, 2].any()
    assert np.flatnonzero(pixels[:, 3]).tolist() == [2]


def test_spans_are_cut_at_the_edges():
    """What lies beyond the image is left out."""
    pixels = blank(4, 3)
    set_spans(pixels, np.array([-5, 2, 9.0]), np.array([1, 99, 12.0]), 1)
    assert pixels.tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 0], [0, 1, 0]]


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_hatching_is_a_slant(ratio):
    """Lines rise to the right, at the same distance at any density of pixels."""
    period = round(8 * ratio)
    pixels = blank(3 * period - 1, 2 * period)
    set_hatching(pixels, np.arange(2 * period), 7, ratio=ratio)
    is_line = pixels == 7
    assert is_line[:period].mean() == pytest.approx(round(ratio) / period)
    np.testing.assert_array_equal(is_line[1:, :-1], is_line[:-1, 1:])
    np.testing.assert_array_equal(is_line[period:], is_line[: 2 * period - 1])


def test_hatching_keeps_to_its_columns():
    """Other columns, and what lies beside the image, stay as they were."""
    whole = np.zeros((20, 30), np.uint32)
    set_hatching(whole[3:17, 4:26], np.array([0, 5, 21]), 7, ratio=1.0)
    rows, columns = np.nonzero(whole)
    assert set(columns.tolist()) == {4, 9, 25}
    assert rows.min() >= 3
    assert rows.max() < 17
    set_hatching(whole[:0], np.array([1]), 7, ratio=1.0)


def test_dashes_leave_gaps():
    """A dashed line is half there; outside the image it is not."""
    pixels = blank(5, 80)
    set_dashes(pixels, 2.2, 3, ratio=1.0)
    set_dashes(pixels, 12, 3, ratio=1.0)
    assert (pixels[2] == 3).sum() == 40
    assert (pixels == 3).sum() == 40


def test_codes_become_pixels():
    """A pixel has the colour of its code, and nothing beside the image changes."""
    whole = np.zeros((6, 8), np.uint32)
    codes = np.arange(6, dtype=np.uint8).reshape(2, 3)
    table = np.arange(0xFF000000, 0xFF000100, dtype=np.uint32)
    fill_coded(whole[1:3, 2:5], codes, table)
    assert (whole[1:3, 2:5] & 0xFF).tolist() == codes.tolist()
    assert np.count_nonzero(whole) == 6


@pytest.mark.parametrize("block_px", [1, 2, 3])
def test_codes_become_blocks(block_px):
    """On dense screens a code fills a square, cut at the right and lower edges."""
    codes = np.arange(20, dtype=np.uint8).reshape(4, 5)
    pixels = blank(4 * block_px - (block_px > 1), 5 * block_px - (block_px > 1))
    fill_coded(pixels, codes, np.arange(256, dtype=np.uint32))
    expected = codes.repeat(block_px, axis=0).repeat(block_px, axis=1)
    height, width = pixels.shape
    np.testing.assert_array_equal(pixels & 0xFF, expected[:height, :width])
    np.testing.assert_array_equal(repeated(codes, block_px)[0], expected[0])
