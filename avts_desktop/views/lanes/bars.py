"""Faces as bars: from when to when each is in view, and in which row it is drawn."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from avts_core.features.paths import FacePath

MAX_ROWS = 3
"""More faces at once share the last row."""


class FaceBars:
    """The stretches in which faces are in view; one bar a track."""

    def __init__(self) -> None:
        self._starts_s: list[float] = []
        self._stops_s: list[float] = []
        self._rows: list[int] = []
        self._bar_of: dict[int, int] = {}
        self._row_stops_s = [-np.inf] * MAX_ROWS
        self._arrays: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def num_rows(self) -> int:
        """Rows that are needed, at least one."""
        return max(self._rows, default=0) + 1

    def add(self, paths: Iterable[FacePath]) -> None:
        """Take in faces, or more of their paths."""
        self._arrays = []
        for path in paths:
            if len(path.times_s):
                self._add(path.track, float(path.times_s[0]), float(path.times_s[-1]))

    def in_row(self, row: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return when the bars of a row begin and end."""
        if not self._arrays:
            rows = np.array(self._rows, np.intp)
            starts_s, stops_s = np.array(self._starts_s), np.array(self._stops_s)
            self._arrays = [
                (starts_s[rows == r], stops_s[rows == r]) for r in range(MAX_ROWS)
            ]
        return self._arrays[row]

    def rows_of(self, tracks: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the row of each track; the first where it is not known yet."""
        unique, inverse = np.unique(tracks, return_inverse=True)
        bars = [self._bar_of.get(track) for track in unique.tolist()]
        rows = [0 if bar is None else self._rows[bar] for bar in bars]
        return np.array(rows, np.intp)[inverse]

    def _add(self, track: int, start_s: float, stop_s: float) -> None:
        bar = self._bar_of.get(track)
        if bar is None:
            free = [r for r in range(MAX_ROWS) if self._row_stops_s[r] <= start_s]
            row = free[0] if free else MAX_ROWS - 1
            self._bar_of[track] = len(self._rows)
            self._starts_s.append(start_s)
            self._stops_s.append(stop_s)
            self._rows.append(row)
        else:
            self._starts_s[bar] = min(self._starts_s[bar], start_s)
            self._stops_s[bar] = max(self._stops_s[bar], stop_s)
            row = self._rows[bar]
        self._row_stops_s[row] = max(self._row_stops_s[row], stop_s)
