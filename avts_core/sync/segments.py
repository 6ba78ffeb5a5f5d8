"""Spans of a film: where its offset jumps, and whether it drifts all along.

A film is explained by lines that share one slope, each from one jump to the next. The
slope is usually none: then the spans are constant. What is found is the explanation
of the highest likelihood less a penalty for each jump and for having a slope, as in
Bayes' information criterion, so that a jump is not taken for drift nor drift for jumps.

Dimensions: N blocks of a second, L lags.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.jobs import NEVER, CancelToken
from avts_core.sync.drift import Drift, measure_drift
from avts_core.sync.evidence import Blocks, Summed
from avts_core.sync.jumps import Path, best_path
from avts_core.sync.offset import LAG_STEP_MS, find_peak
from avts_core.sync.seconds import (
    Gain,
    chance_telling,
    first_scale,
    log_odds,
    scale_at,
)
from avts_core.sync.slopes import likely_slopes, shifts

MIN_JUMP_MS = 30.0
"""Smaller changes between neighbouring spans are one span: two people's lips may be
read so far apart."""
MIN_SPAN_BLOCKS = 3
"""Shorter spans are not believed."""
MARGIN = 2.0
"""Added to the penalty of a jump; see `jump_price`."""
NUM_CHUNKS = 256
"""Parts of a film among which slopes are looked for."""


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A stretch of blocks with one offset, or one steadily growing."""

    chosen: NDArray[np.bool_]
    """[shape=(N,)] the blocks that belong to it."""
    first_block: int
    last_block: int
    """First and last second of the movie that belong to it."""
    drift: Drift | None = None
    """The slope of all spans of the film together; None if there is too little to tell
    it. Not significant: the span is constant."""

    @property
    def slope_ms_per_min(self) -> float:
        """How fast the offset grows; 0 unless the drift is significant."""
        if self.drift is None or not self.drift.is_significant:
            return 0.0
        return self.drift.slope_ms_per_min

    @property
    def middle_s(self) -> float:
        """The time, from the movie's first, at which the span has its offset."""
        return (self.first_block + self.last_block + 1) / 2

    def moved_ms(self, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return by how much the offset is larger at some times than at the middle.

        Parameters
        ----------
        time_s
            Times from the movie's first.
        """
        return self.slope_ms_per_min * (time_s - self.middle_s) / 60

    def straightened(self, blocks: Blocks, *, cancel: CancelToken = NEVER) -> Blocks:
        """Return the evidence as if there were no drift: all at the middle's offset.

        Blocks that are not of the span come along, moved as far as the line says. The
        lags are moved by whole steps; over a span that drifts by more than a step this
        evens out. `cancel` is looked at with each of the blocks' `parts`.

        Raises
        ------
        JobCancelledError
            If cancelled.
        """
        if not self.slope_ms_per_min:
            return blocks
        moved_ms = self.moved_ms(blocks.index.astype(np.float64) + 0.5)
        move = np.rint(moved_ms / LAG_STEP_MS).astype(np.intp)
        total, count = np.empty_like(blocks.total), np.empty_like(blocks.count)
        for part in blocks.parts(cancel):
            _move(blocks.total[part], move[part], total[part])
            _move(blocks.count[part], move[part], count[part])
        return Blocks(index=blocks.index, total=total, count=count)


def _move(values: Summed, move: NDArray[np.intp], result: Summed) -> None:
    """Move each row to lower lags by so many steps; 0 comes in from beyond."""
    num_lags = values.shape[1]
    result[:] = 0
    for row, steps in enumerate(move):
        low, high = max(0, int(steps)), min(num_lags, num_lags + int(steps))
        if low < high:
            result[row, low - steps : high - steps] = values[row, low:high]


def find_segments(blocks: Blocks, *, cancel: CancelToken = NEVER) -> list[Segment]:
    """Split a movie where its offset jumps, and tell whether it drifts.

    Parameters
    ----------
    blocks
        Evidence by seconds.
    cancel
        Looked at many times a second.

    Returns
    -------
    At least one segment if there is any block; blocks of too short spans belong to
    none. All have the same drift.

    Raises
    ------
    JobCancelledError
        If cancelled.
    """
    if not len(blocks.index):
        return []
    explanation = _Explanation(blocks, cancel)
    path, drift = explanation.best()
    return [_segment(blocks, part, drift) for part in _spans(blocks, path, cancel)]


def jump_price(num_blocks: int, num_lags: int) -> float:
    """Return what a jump costs: any second and any lag may be its.

    As in Bayes' information criterion for change-points, the logarithm of the number of
    places and of lags to choose from, and a margin.
    """
    return float(np.log(max(num_blocks, 2)) + np.log(num_lags)) + MARGIN


class _Explanation:
    """The search for what explains a film best."""

    def __init__(self, blocks: Blocks, cancel: CancelToken) -> None:
        self._blocks = blocks
        self._cancel = cancel
        num_blocks, num_lags = blocks.total.shape
        self._price = jump_price(num_blocks, num_lags)
        minutes = (blocks.index + 0.5) / 60
        self._minutes = minutes - (minutes[0] + minutes[-1]) / 2
        self._lags_ms = LAG_STEP_MS * np.arange(num_lags, dtype=np.float64)
        self._first_scale = first_scale(blocks, cancel=cancel)
        gain = log_odds(blocks, self._first_scale, cancel=cancel)
        chunks = self._chunks(gain)
        self._slopes = likely_slopes(*chunks, cancel=cancel)
        self._gain = self._weighed(*chunks)

    def best(self) -> tuple[Path, Drift | None]:
        """Return the best path, and the drift of its pieces."""
        tried = [(self._path(slope), slope) for slope in self._slopes]
        path, slope = max(tried, key=lambda one: self._worth(*one))
        drift = self._drift(path, slope)
        if drift is not None and drift.is_significant:
            # The first path's steps pull a slope towards the one that was tried.
            slope = drift.slope_ms_per_min
            path = self._path(slope)
            drift = self._drift(path, slope)
        if drift is None or not drift.is_significant:
            path = tried[0][0]
        return path, drift

    def _weighed(self, chunks: Gain, minutes: NDArray[np.float64]) -> Gain:
        """Return the log-odds of all seconds, on the scale of the film's own noise."""
        tried = [(self._path_of(chunks, shifts(minutes, s)), s) for s in self._slopes]
        path, slope = max(tried, key=lambda one: self._worth(*one))
        numbers = np.arange(len(self._minutes))
        chunk = np.searchsorted(self._chunk_edges(), numbers, "right") - 1
        lag = path.start[chunk] + shifts(self._minutes, slope)
        telling = chance_telling(
            self._blocks, self._first_scale, lag, cancel=self._cancel
        )
        scale = scale_at(self._blocks, lag, telling, cancel=self._cancel)
        return log_odds(self._blocks, scale, cancel=self._cancel)

    def _path(self, slope: float) -> Path:
        return self._path_of(self._gain, shifts(self._minutes, slope))

    def _path_of(self, gain: Gain, shift: NDArray[np.intp]) -> Path:
        return best_path(gain, shift, jump_price=self._price, cancel=self._cancel)

    def _worth(self, path: Path, slope: float) -> float:
        """Return a path's score less the price of its slope, that of a jump."""
        return path.score - (self._price if slope else 0.0)

    def _drift(self, path: Path, slope: float) -> Drift | None:
        line_ms = path.start.astype(np.float64) * LAG_STEP_MS + slope * self._minutes
        parts = _pieces(path)
        return measure_drift(
            self._blocks, parts, line_ms, self._lags_ms, cancel=self._cancel
        )

    def _chunk_edges(self) -> NDArray[np.intp]:
        """Return the first block of each chunk of film."""
        index = self._blocks.index
        length = int(index[-1] - index[0]) // NUM_CHUNKS + 1
        number = (index - index[0]) // length
        return np.concatenate([[0], np.nonzero(np.diff(number))[0] + 1])

    def _chunks(self, gain: Gain) -> tuple[Gain, NDArray[np.float64]]:
        """Return the gain summed over chunks of film, and when each is."""
        edges = self._chunk_edges()
        sizes = np.diff([*edges, len(gain)])
        minutes = np.add.reduceat(self._minutes, edges) / sizes
        chunks = np.empty((len(edges), gain.shape[1]), gain.dtype)
        for number, (first, size) in enumerate(zip(edges, sizes, strict=True)):
            self._cancel.check()
            gain[first : first + size].sum(axis=0, out=chunks[number])
        return chunks, minutes


def _pieces(path: Path) -> list[NDArray[np.intp]]:
    """Return the blocks' numbers of each piece of a path."""
    edges = np.nonzero(np.diff(path.start))[0] + 1
    return np.split(np.arange(len(path.start)), edges)


def _spans(blocks: Blocks, path: Path, cancel: CancelToken) -> list[NDArray[np.intp]]:
    """Return the pieces that are spans: long enough and apart from their neighbours."""
    pieces = _pieces(path)
    spans: list[NDArray[np.intp]] = []
    for piece in [p for p in pieces if len(p) >= MIN_SPAN_BLOCKS] or [
        max(pieces, key=len)
    ]:
        cancel.check()
        if spans and _apart_ms(blocks, path, spans[-1], piece) < MIN_JUMP_MS:
            spans[-1] = np.concatenate([spans[-1], piece])
        else:
            spans.append(piece)
    return spans


def _apart_ms(
    blocks: Blocks, path: Path, before: NDArray[np.intp], after: NDArray[np.intp]
) -> float:
    """Return by how much the lines of two stretches differ."""
    starts = [_start_ms(blocks, path, part) for part in (before, after)]
    return abs(starts[1] - starts[0])


def _start_ms(blocks: Blocks, path: Path, part: NDArray[np.intp]) -> float:
    """Return the line of a stretch to a fraction of a step, where its shift is 0."""
    start = float(np.median(path.start[part]))
    reach = 10
    columns = (round(start) + path.shift[part])[:, None] + np.arange(-reach, reach + 1)
    is_inside = (columns >= 0) & (columns < blocks.total.shape[1])
    rows = np.broadcast_to(part[:, None], columns.shape)
    values = np.where(is_inside, blocks.total[rows, np.where(is_inside, columns, 0)], 0)
    near_ms = LAG_STEP_MS * np.arange(-reach, reach + 1, dtype=np.float64)
    return (
        round(start) * LAG_STEP_MS
        + find_peak(near_ms, values.sum(axis=0, dtype=np.float64)).offset_ms
    )


def _segment(blocks: Blocks, part: NDArray[np.intp], drift: Drift | None) -> Segment:
    chosen = np.zeros(len(blocks.index), bool)
    chosen[part] = True
    return Segment(
        chosen=chosen,
        first_block=int(blocks.index[part[0]]),
        last_block=int(blocks.index[part[-1]]),
        drift=drift,
    )
