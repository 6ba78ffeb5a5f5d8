"""The picture that is handed to the window."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ShownPicture:
    """A picture ready to be painted."""

    time: Fraction
    """When it begins to be shown, on the movie's clock."""
    bgra: NDArray[np.uint8]
    """[shape=(height, width, 4), uint8] upright, with square pixels, no larger than
    the view; smaller pictures are not enlarged."""


@dataclass(frozen=True)
class Still:
    """A picture with its place among the others."""

    time: Fraction
    stop: Fraction | None
    """When the next picture begins; None for the last."""
    shown: ShownPicture | None
    """None if nobody would have seen it."""

    def covers(self, time: Fraction) -> bool:
        """Tell whether this is what is shown at a time."""
        return self.time <= time and (self.stop is None or time < self.stop)
