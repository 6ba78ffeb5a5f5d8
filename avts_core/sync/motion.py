"""Whether mouths move at all: a photograph does not."""

import numpy as np
from numpy.typing import NDArray

MOTION_PICTURES = 3
"""Pictures compared are so far apart, 120 ms: about half a syllable."""
BLOCK_PX = 8
"""Pictures are compared as means over blocks of this side, which hide noise."""
MARGIN_PX = 8
STILL_MOTION = 0.6
"""Mouths that move less, in grey levels, are still pictures. Of 137 stretches of 69
people talking the least moving one has 1.0 (median 4); their single pictures, repeated
with noise of 2 grey levels, have 0.3."""


class MotionMeter:
    """Measures how much crops of mouths change in time, as they come."""

    def __init__(self) -> None:
        self._total = 0.0
        self._num = 0

    def push(self, crops: NDArray[np.uint8]) -> None:
        """Take pictures that follow each other.

        Parameters
        ----------
        crops
            [shape=(pictures, side, side), uint8] on the grid of 25 a second; of sides
            under 24 px nothing is told.
        """
        num, height, width = crops.shape
        height, width = (
            (side - 2 * MARGIN_PX) // BLOCK_PX * BLOCK_PX for side in (height, width)
        )
        if num <= MOTION_PICTURES or min(height, width) < BLOCK_PX:
            return
        inner = crops[:, MARGIN_PX : MARGIN_PX + height, MARGIN_PX : MARGIN_PX + width]
        blocks = inner.reshape(
            num, height // BLOCK_PX, BLOCK_PX, width // BLOCK_PX, BLOCK_PX
        ).mean(axis=(2, 4), dtype=np.float32)
        change = np.abs(blocks[MOTION_PICTURES:] - blocks[:-MOTION_PICTURES])
        self._total += float(change.mean(axis=(1, 2)).sum())
        self._num += len(change)

    @property
    def motion(self) -> float | None:
        """Mean change in grey levels; None before there is any."""
        return self._total / self._num if self._num else None
