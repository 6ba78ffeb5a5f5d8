"""Arrays that grow at their end."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Rows:
    """Rows of one shape, added at the end; room is made by doubling.

    Parameters
    ----------
    shape
        Of one row.
    dtype
        Of all.
    num_expected
        Room for so many is taken at once: memory that is not written to costs
        nothing, copying a long film's rows would for a moment need them twice.
    """

    def __init__(
        self, shape: tuple[int, ...], dtype: DTypeLike, *, num_expected: int = 0
    ) -> None:
        self._room = np.empty((num_expected, *shape), dtype)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def values(self) -> NDArray[Any]:
        """[shape=(rows, *shape)] a view of all rows so far."""
        return self._room[: self._count]

    def append(self, rows: NDArray[Any]) -> None:
        """Add rows [shape=(n, *shape)] at the end."""
        stop = self._count + len(rows)
        if stop > len(self._room):
            room = np.empty(
                (max(stop, 2 * len(self._room)), *self._room.shape[1:]),
                self._room.dtype,
            )
            room[: self._count] = self.values
            self._room = room
        self._room[self._count : stop] = rows
        self._count = stop
