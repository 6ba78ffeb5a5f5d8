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
