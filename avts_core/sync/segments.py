"""Spans of constant offset: the best path through the lags with a price on jumps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.jobs import NEVER, CancelToken
from avts_core.sync.evidence import BLOCK_TIMES, Blocks
from avts_core.sync.offset import LAG_STEP_MS

JUMP_PRICE = 14.0
"""What a jump costs in units of log-likelihood: an offset change about once in a
thousand seconds (7), to any of some 300 lags (6)."""
STEP_PRICE = 5.0
"""What moving on by one step of 10 ms costs: slow drift."""
MIN_JUMP_MS = 30.0
"""Smaller changes between neighbouring spans are one span."""
MIN_SPAN_BLOCKS = 3
"""Shorter spans are not believed."""


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A stretch of blocks with one offset."""

    chosen: NDArray[np.bool_]
    """[shape=(N,)] the blocks that belong to it."""
    first_block: int
    last_block: int
    """First and last second of the movie that belong to it."""


def find_segments(
    blocks: Blocks, window_scale: float, *, cancel: CancelToken = NEVER
) -> list[Segment]:
    """Split a movie where its offset jumps.

    The lag of each second is a state; staying is free, a step of 10 ms and a jump have
    their prices. The path of the highest total is found exactly (Viterbi).

    Parameters
    ----------
    blocks
        Evidence by seconds.
    window_scale
        What turns a mean similarity over a second into a log-likelihood.
    cancel
        Looked at in each minute.

    Returns
    -------
    At least one segment if there is any block; blocks of too short spans belong to
    none.

    Raises
    ------
    JobCancelledError
        If cancelled.
    """
    if not len(blocks.index):
        return []
    gain = blocks.total / BLOCK_TIMES * window_scale
    path = best_path(gain, cancel=cancel)
    edges = np.nonzero(np.abs(np.diff(path)) * LAG_STEP_MS >= MIN_JUMP_MS)[0] + 1
    parts = np.split(np.arange(len(path)), edges)
    long = [p for p in parts if len(p) >= MIN_SPAN_BLOCKS] or [max(parts, key=len)]
    return [_segment(blocks, part) for part in _merged(long, path)]


def _merged(
    parts: list[NDArray[np.intp]], path: NDArray[np.intp]
) -> list[NDArray[np.intp]]:
    """Join neighbours that a dropped short span had parted."""
    merged = parts[:1]
    for part in parts[1:]:
        before = merged[-1]
        if abs(path[before[-1]] - path[part[0]]) * LAG_STEP_MS < MIN_JUMP_MS:
            merged[-1] = np.concatenate([before, part])
        else:
            merged.append(part)
    return merged


def _segment(blocks: Blocks, part: NDArray[np.intp]) -> Segment:
    chosen = np.zeros(len(blocks.index), bool)
    chosen[part] = True
    return Segment(
        chosen=chosen,
        first_block=int(blocks.index[part[0]]),
        last_block=int(blocks.index[part[-1]]),
    )


def best_path(
    gain: NDArray[np.float64], *, cancel: CancelToken = NEVER
) -> NDArray[np.intp]:
    """Return the path of the highest gain less the prices of its moves.

    Parameters
    ----------
    gain
        [shape=(N, L)] log-likelihood of each lag in each block.
    cancel
        Looked at in each minute.

    Returns
    -------
    [shape=(N,)] the lag's index in each block.

    Raises
    ------
    JobCancelledError
        If cancelled.
    """
    num_blocks, num_lags = gain.shape
    came_from = np.empty((num_blocks, num_lags), np.int32)
    stay = np.arange(num_lags)
    total = gain[0].copy()
    for block in range(1, num_blocks):
        if block % 60 == 0:
            cancel.check()
        best = int(np.argmax(total))
        options = np.stack(
            [
                total,
                np.concatenate([[-np.inf], total[:-1]]) - STEP_PRICE,
                np.concatenate([total[1:], [-np.inf]]) - STEP_PRICE,
                np.full(num_lags, total[best] - JUMP_PRICE),
            ]
        )
        choice = options.argmax(axis=0)
        sources = np.stack([stay, stay - 1, stay + 1, np.full(num_lags, best)])
        came_from[block] = sources[choice, stay]
        total = options[choice, stay] + gain[block]
    path = np.empty(num_blocks, np.intp)
    path[-1] = int(np.argmax(total))
    for block in range(num_blocks - 1, 0, -1):
        path[block - 1] = came_from[block, path[block]]
    return path
