"""A picture that Qt and numpy write alike."""

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from avts_desktop.views.lanes.canvas import Canvas, pixels_of, whole

RED, BLUE = QColor(255, 0, 0), QColor(0, 0, 255)


def test_painter_and_numpy_share_pixels(qapp):
    """What either writes the picture has, while the painter is at work."""
    image = QImage(5, 4, QImage.Format.Format_RGB32)
    image.fill(QColor(0, 0, 0))
    pixels = pixels_of(image)
    assert pixels.shape == (4, 5)
    painter = QPainter(image)
    pixels[1, 2] = RED.rgb()
    painter.fillRect(3, 1, 1, 1, BLUE)
    assert pixels[1, 3] == BLUE.rgb()
    painter.end()
    assert image.pixelColor(2, 1) == RED
    assert image.pixelColor(3, 1) == BLUE


@pytest.mark.parametrize(("ratio", "block_px"), [(1, 1), (1.5, 1), (2, 2), (3, 3)])
def test_parts_meet(qapp, ratio, block_px):
    """Parts one above the other share no row and leave none out, at any density."""
    image = QImage(whole(9 * ratio), whole(7 * ratio), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    canvas = Canvas(painter, pixels_of(image), ratio)
    canvas.pixels[:] = 0
    for rect in (QRect(4, 0, 5, 3), QRect(4, 3, 5, 4)):
        canvas.part(rect)[:] += np.uint32(1)
    painter.end()
    left = whole(4 * ratio)
    assert (canvas.pixels[:, left : left + whole(5 * ratio)] == 1).all()
    assert not canvas.pixels[:, :left].any()
    assert canvas.block_px == block_px


def test_whole_rounds_as_qt():
    """Halves go up, also where Python would go to the even number."""
    assert [whole(px) for px in (0.5, 1.5, 2.5, 2.4)] == [1, 2, 3, 2]
