"""Mean and spread of the pictures and the sound of a training set."""

import numpy as np
from numpy.typing import NDArray

from avts_core.data.pair_footage import PairFootage
from avts_core.data.pair_inputs import centre_crop
from avts_core.features.filterbank import filterbank
from avts_core.jobs import NEVER, CancelToken
from avts_core.models.input_statistics import InputStatistics

SHARE = 0.2
"""Share of the training set that is looked at (the paper's)."""
LEAST_CLIPS = 16
MIN_DEVIATION = 1e-3
"""A band or channel that never changes is not blown up."""


def measure_statistics(
    footage: PairFootage, *, side_px: int, cancel: CancelToken = NEVER
) -> InputStatistics:
    """Return the statistics over the first clips of an epoch, a random choice.

    Parameters
    ----------
    footage
        An epoch of as many pairs as there are movies, or more.
    side_px
        Pictures are looked at in this size.
    cancel
        Looked at before each clip.

    Raises
    ------
    TrainingError
        If no usable clip comes up.
    """
    num = min(len(footage), max(round(SHARE * len(footage)), LEAST_CLIPS))
    pictures, bands = Moments(), Moments()
    for index in range(num):
        cancel.check()
        item = footage[index]
        pixels = centre_crop(item.pictures, side_px).reshape(-1, 3)
        pictures.add(pixels.astype(np.float64))
        bands.add(filterbank(item.samples).T.astype(np.float64))
    red, green, blue = rounded(pictures.means())
    spreads = rounded(pictures.deviations())
    return InputStatistics(
        picture_means=(red, green, blue),
        picture_deviations=(spreads[0], spreads[1], spreads[2]),
        band_means=rounded(bands.means()),
        band_deviations=rounded(bands.deviations()),
    )


def rounded(values: list[float]) -> tuple[float, ...]:
    """Return figures as a bundle keeps them."""
    return tuple(round(value, 4) for value in values)


class Moments:
    """Sums of rows and of their squares, by column."""

    def __init__(self) -> None:
        self._num = 0
        self._sum: NDArray[np.float64] | float = 0.0
        self._square: NDArray[np.float64] | float = 0.0

    def add(self, rows: NDArray[np.float64]) -> None:
        """Take in more rows."""
        self._num += len(rows)
        self._sum = self._sum + rows.sum(axis=0)
        self._square = self._square + np.square(rows).sum(axis=0)

    def means(self) -> list[float]:
        """Return the mean of each column."""
        return [float(v) for v in np.atleast_1d(self._sum) / self._num]

    def deviations(self) -> list[float]:
        """Return the standard deviation of each column, at least `MIN_DEVIATION`."""
        mean = np.atleast_1d(self._sum) / self._num
        variance = np.atleast_1d(self._square) / self._num - np.square(mean)
        spread = np.sqrt(np.maximum(variance, 0))
        return [float(v) for v in np.maximum(spread, MIN_DEVIATION)]
