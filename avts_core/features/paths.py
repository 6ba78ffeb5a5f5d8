"""Where faces were: the tracker's sightings, kept small for those who draw them."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NUMBERS = 5
"""Kept of a sighting: its time and box, 20 bytes."""


@dataclass(frozen=True, kw_only=True)
class FacePath:
    """Where a face was, some eight times a second; it stands still in between."""

    track: int
    """Number of the face; one number is one face in one shot."""
    times_s: NDArray[np.float32]
    """[shape=(n,), float32] times on the movie's clock, rising."""
    boxes: NDArray[np.float32]
    """[shape=(n, 4), float32] left, top, right, bottom as shares of the upright
    picture with square pixels; a face at the edge may reach beyond 0 and 1."""


class PathRecorder:
    """Collects sightings, and hands out those that are new."""

    def __init__(self) -> None:
        self._sightings: dict[int, array[float]] = {}
        self._num_taken: dict[int, int] = {}

    def add(
        self,
        track: int,
        time_s: float,
        box: Sequence[float],
        *,
        height_px: int,
        width_px: int,
    ) -> None:
        """Note a face's box in a picture of this size; times of a face must rise."""
        sightings = self._sightings.setdefault(track, array("f"))
        left, top, right, bottom = box
        sightings.extend(
            (
                time_s,
                left / width_px,
                top / height_px,
                right / width_px,
                bottom / height_px,
            )
        )

    def take(self) -> tuple[FacePath, ...]:
        """Return what was added since the last call, a part of a path a face."""
        parts = []
        for track, sightings in self._sightings.items():
            first = self._num_taken.get(track, 0)
            if len(sightings) > first:
                parts.append(_path(track, sightings[first:]))
                self._num_taken[track] = len(sightings)
        return tuple(parts)

    def whole(self) -> tuple[FacePath, ...]:
        """Return all paths from their beginnings, in the order faces came."""
        return tuple(_path(track, rows) for track, rows in self._sightings.items())


def _path(track: int, sightings: "array[float]") -> FacePath:
    rows = np.array(sightings, np.float32).reshape(-1, _NUMBERS)
    return FacePath(track=track, times_s=rows[:, 0].copy(), boxes=rows[:, 1:].copy())
