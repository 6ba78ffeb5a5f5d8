"""From similarities to evidence: how well lips fit, summed over seconds.

Dimensions: T times each 40 ms, L lags each 10 ms.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from avts_core.jobs import NEVER, CancelToken

Summed: TypeAlias = NDArray[np.float32] | NDArray[np.float64]

CHOICE_WINDOW = 51
"""Pictures, two seconds, over which faces compete for being the speaker."""
SMOOTHING_BLOCK = 2000
"""Times smoothed at once."""
BLOCK_TIMES = 25
"""Times in a block of evidence: one second."""
MIN_BLOCK_TIMES = 5
"""A block with fewer times is left out."""
CELLS_AT_ONCE = 500_000
"""Seconds times lags: some 10 ms of work, however wide the range."""


def fit_of(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how clearly lips fit the sound at some lag around each time.

    The height of the two-second mean curve's peak above its mean; a listener's curve
    is flat.

    Parameters
    ----------
    values
        [shape=(T, L)] similarities; NaN where unknown.

    Returns
    -------
    [shape=(T,), float32]; -1 where nothing is known.
    """
    fit = np.full(len(values), -1.0, np.float32)
    for rows, curves in smoothed_blocks(values, CHOICE_WINDOW):
        known = np.isfinite(curves)
        fit[rows] = np.where(known, curves, -1).max(axis=1)
    return fit


def centred(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Take each time's own mean over its known lags away."""
    known = np.isfinite(values)
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    mean = np.where(known, values, 0).sum(axis=1, keepdims=True) / count
    return values - mean


def smoothed_blocks(
    values: NDArray[np.float32], window: int
) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Yield the centred values averaged over `window` times around each.

    In blocks, since a film's similarities fill memory once but must not thrice.

    Parameters
    ----------
    values
        [shape=(T, L)] similarities; NaN where unknown.
    window
        An odd number of times.

    Yields
    ------
    rows : slice
        The times of a block.
    curves : [shape=(times, L), float32]
        Means of what is known, rare lags pulled towards 0 as `shrunk_mean` does; NaN
        where nothing is.
    """
    half = window // 2
    for start in range(0, len(values), SMOOTHING_BLOCK):
        stop = min(start + SMOOTHING_BLOCK, len(values))
        low, high = max(0, start - half), min(len(values), stop + half)
        part = centred(values[low:high])
        known = np.isfinite(part)
        totals = _window_sums(np.where(known, part, 0), half)
        counts = _window_sums(known, half)
        inner = slice(start - low, stop - low)
        most = np.maximum(counts.max(axis=1, keepdims=True), 1)
        means = totals / np.sqrt(np.maximum(counts, 1) * most)
        means = np.where(counts > 0, means, np.nan)[inner]
        yield slice(start, stop), means.astype(np.float32)


def _window_sums(values: NDArray[np.generic], half: int) -> NDArray[np.float64]:
    """Sum over the times from ``t - half`` to ``t + half``."""
    length = len(values)
    running = np.zeros((length + 1, values.shape[1]), np.float64)
    np.cumsum(values, axis=0, out=running[1:])
    high = np.minimum(np.arange(length) + half + 1, length)
    low = np.maximum(np.arange(length) - half, 0)
    return running[high] - running[low]


@dataclass(frozen=True, kw_only=True)
class Blocks:
    """Evidence summed over seconds; seconds without a face are left out."""

    index: NDArray[np.intp]
    """[shape=(N,)] which second of the movie each block is, from its first time."""
    total: Summed
    """[shape=(N, L)] centred similarities summed over the block's times. float32 where
    a film's are kept; sum those of many blocks as float64."""
    count: Summed
    """[shape=(N, L)] times that have this lag."""

    def within(self, rows: slice) -> "Blocks":
        """Return some of the blocks, not copied."""
        return Blocks(
            index=self.index[rows], total=self.total[rows], count=self.count[rows]
        )

    def parts(self, cancel: CancelToken) -> Iterator[slice]:
        """Yield the blocks to work on at once, one part after the other.

        Raises
        ------
        JobCancelledError
            If cancelled.
        """
        num_blocks, num_lags = self.total.shape
        step = max(CELLS_AT_ONCE // max(num_lags, 1), 1)
        for start in range(0, num_blocks, step):
            cancel.check()
            yield slice(start, start + step)

    def curve(
        self,
        chosen: NDArray[np.bool_] | None = None,
        *,
        cancel: CancelToken = NEVER,
    ) -> NDArray[np.float64]:
        """Return the mean curve of the chosen blocks [shape=(L,)].

        A lag known in fewer times is pulled towards 0 by the root of its share, so
        that the noise of few times makes no peak. `cancel` is looked at with each of
        the `parts`.

        Raises
        ------
        JobCancelledError
            If cancelled.
        """
        total, count = np.zeros((2, self.total.shape[1]))
        for part in self.parts(cancel):
            rows = slice(None) if chosen is None else chosen[part]
            total += self.total[part][rows].sum(axis=0, dtype=np.float64)
            count += self.count[part][rows].sum(axis=0, dtype=np.float64)
        return shrunk_mean(total, count)


def shrunk_mean(
    total: NDArray[np.float64], count: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return means, pulled towards 0 where the count falls short of the largest."""
    most = max(float(count.max(initial=0.0)), 1.0)
    return total / np.sqrt(np.maximum(count, 1.0) * most)


def blocks_of(values: NDArray[np.float32]) -> Blocks:
    """Sum similarities [shape=(T, L)] over seconds of 25 times each."""
    index, totals, counts = [], [], []
    for number, start in enumerate(range(0, len(values), BLOCK_TIMES)):
        part = values[start : start + BLOCK_TIMES]
        known = np.isfinite(part)
        if known.any(axis=1).sum() < MIN_BLOCK_TIMES:
            continue
        index.append(number)
        totals.append(np.where(known, centred(part), 0).sum(axis=0, dtype=np.float64))
        counts.append(known.sum(axis=0, dtype=np.float64))
    num_lags = values.shape[1]
    return Blocks(
        index=np.array(index, np.intp),
        total=np.array(totals, np.float64).reshape(-1, num_lags),
        count=np.array(counts, np.float64).reshape(-1, num_lags),
    )
