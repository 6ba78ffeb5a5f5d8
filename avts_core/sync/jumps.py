"""The best path of lags through a film: constant or on parallel lines, with jumps.

Dimensions: N blocks, L lags, S starts: lags a line may have where its shift is 0.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.jobs import NEVER, CancelToken
from avts_core.sync.seconds import Gain


@dataclass(frozen=True, kw_only=True)
class Path:
    """The lines that explain a film best, each from one jump to the next."""

    start: NDArray[np.intp]
    """[shape=(N,)] the line that each block lies on: its lag's index where the shift
    is 0. May lie outside of the lags where a line only crosses them elsewhere."""
    shift: NDArray[np.intp]
    """[shape=(N,)] by how many lags the line has moved at each block."""
    score: float
    """Gain of all blocks on the path, less the price of its jumps."""

    @property
    def lag(self) -> NDArray[np.intp]:
        """[shape=(N,)] index of the lag of each block; may lie outside of the range."""
        return self.start + self.shift


def best_path(
    gain: Gain,
    shift: NDArray[np.intp],
    *,
    jump_price: float,
    cancel: CancelToken = NEVER,
) -> Path:
    """Return the path of the highest gain less the price of its jumps.

    The optimal partition into pieces with a penalty for each, found exactly: a piece
    either goes on, or begins anew after the best end of all.

    Parameters
    ----------
    gain
        [shape=(N, L)] log-likelihood of each lag in each block; 0 is that of a lag of
        which nothing is known.
    shift
        [shape=(N,)] by how many lags all lines have moved at each block.
    jump_price
        What a jump costs, whatever its size.
    cancel
        Looked at every 256 blocks.

    Raises
    ------
    JobCancelledError
        If cancelled.
    """
    num_blocks, num_lags = gain.shape
    # A line that crosses the range somewhere starts between these.
    first = -int(shift.max(initial=0))
    num_starts = num_lags - int(shift.min(initial=0)) - first
    total = np.zeros(num_starts)
    is_new = np.zeros((num_blocks, num_starts), bool)
    came_from = np.zeros(num_blocks, np.intp)
    for block in range(num_blocks):
        if block % 256 == 0:
            cancel.check()
        best = int(total.argmax())
        floor = total[best] - jump_price
        came_from[block] = best
        if block:
            np.less(total, floor, out=is_new[block])
        np.maximum(total, floor, out=total)
        low = -int(shift[block]) - first
        total[low : low + num_lags] += gain[block]
    start = np.empty(num_blocks, np.intp)
    at = int(total.argmax())
    for block in range(num_blocks - 1, -1, -1):
        start[block] = at
        if is_new[block, at]:
            at = int(came_from[block])
    return Path(start=start + first, shift=shift, score=float(total.max()))
