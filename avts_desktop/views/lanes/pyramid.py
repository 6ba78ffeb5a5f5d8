"""Coarser and coarser copies of a long measurement, each row the largest of four.

A three-hour film has 180 rows a pixel when all of it is in view; the level with one to
four rows a pixel is drawn instead. Levels follow the rows as they are written.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

FACTOR = 4
"""Rows of one level in a row of the next: a third more memory in all."""
MIN_ROWS = 256
"""No coarser level is made of fewer rows: less than any lane's width."""


class Pyramid:
    """Rows of small integers in several resolutions.

    Parameters
    ----------
    num_values
        Values in a row.
    dtype
        Of the values.
    capacity
        Rows that are expected; more may come, which costs a copy.
    """

    def __init__(
        self, num_values: int, dtype: type[np.integer], *, capacity: int = 0
    ) -> None:
        self._num_values = num_values
        self._dtype = dtype
        # Zeroed memory is only taken once it is written, so reserving costs nothing,
        # while growing a film's worth would stall the window.
        self._levels: list[NDArray[Any]] = []
        self._counts: list[int] = []
        self._reserve(max(capacity, 1))

    def __len__(self) -> int:
        return self._counts[0]

    @property
    def rows(self) -> NDArray[Any]:
        """[shape=(rows, num_values)] as written."""
        return self._level(0)

    def write(self, first: int, rows: NDArray[Any]) -> None:
        """Write rows, and what follows from them above.

        Parameters
        ----------
        first
            Number of the first of them.
        rows
            [shape=(rows, num_values)]
        """
        if not len(rows):
            return
        stop = first + len(rows)
        self._reserve(stop)
        self._levels[0][first:stop] = rows
        self._counts[0] = max(self._counts[0], stop)
        for number in range(1, len(self._levels)):
            first, stop = first // FACTOR, -(-stop // FACTOR)
            self._pool(number, first, stop)

    def level_for(self, rows_a_px: float) -> tuple[NDArray[Any], int]:
        """Return the coarsest level with at least a row a pixel, and its factor."""
        number = 0
        while (
            number + 1 < len(self._levels)
            and FACTOR ** (number + 1) <= rows_a_px
            and self._counts[number + 1]
        ):
            number += 1
        return self._level(number), FACTOR**number

    def _level(self, number: int) -> NDArray[Any]:
        return self._levels[number][: self._counts[number]]

    def _pool(self, number: int, first: int, stop: int) -> None:
        # The last group may lack rows; beyond the count there are zeros.
        below = self._levels[number - 1][FACTOR * first : FACTOR * stop]
        grouped = below.reshape(stop - first, FACTOR, self._num_values)
        self._levels[number][first:stop] = grouped.max(axis=1)
        self._counts[number] = max(self._counts[number], stop)

    def _reserve(self, num_rows: int) -> None:
        if self._levels and num_rows <= len(self._levels[0]):
            return
        size = max(num_rows, 2 * len(self._levels[0]) if self._levels else 0)
        number = 0
        while number == 0 or size > MIN_ROWS:
            # Whole groups of four, so that they can be folded.
            padded = -(-size // FACTOR) * FACTOR
            self._grow(number, padded)
            size = padded // FACTOR
            number += 1

    def _grow(self, number: int, num_rows: int) -> None:
        grown = np.zeros((num_rows, self._num_values), self._dtype)
        if number < len(self._levels):
            count = self._counts[number]
            grown[:count] = self._levels[number][:count]
            self._levels[number] = grown
            return
        self._levels.append(grown)
        self._counts.append(0)
        if number and self._counts[number - 1]:
            self._pool(number, 0, -(-self._counts[number - 1] // FACTOR))
