"""A picture in memory that Qt's painter and numpy write alike."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter


@dataclass(frozen=True)
class Canvas:
    """What a lane paints on.

    Images of curves and heat are written straight into the pixels: handed to the
    painter they would be copied once more, 25 MB on a dense screen.
    """

    painter: QPainter
    """At work on the pixels; what it is told is painted at once."""
    pixels: NDArray[np.uint32]
    """[shape=(rows, columns)] device pixels as Qt packs them."""
    ratio: float
    """Device pixels in a pixel."""

    def part(self, rect: QRect) -> NDArray[np.uint32]:
        """Return the device pixels of a rectangle, to be written in place."""
        top, bottom = (
            whole(y * self.ratio) for y in (rect.top(), rect.top() + rect.height())
        )
        left = whole(rect.left() * self.ratio)
        return self.pixels[top:bottom, left : left + whole(rect.width() * self.ratio)]

    @property
    def block_px(self) -> int:
        """Device pixels in the side of a block of heat, which needs no finer ones."""
        return max(1, int(self.ratio))


def pixels_of(image: QImage) -> NDArray[np.uint32]:
    """Return the pixels of a picture with 32 bits each.

    They are the picture's memory, which is not kept alive: use them while it lives.

    Returns
    -------
    [shape=(rows, columns)] written in place if nobody else has the picture.
    """
    pixels = np.frombuffer(image.bits(), np.uint32)
    return pixels.reshape(image.height(), -1)[:, : image.width()]


def whole(px: float) -> int:
    """Return the nearest whole pixel, as Qt rounds."""
    return math.floor(px + 0.5)
