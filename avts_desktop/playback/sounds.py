"""Decoded sound around the place that is played, ready to be read anywhere."""

import numpy as np
from numpy.typing import NDArray

BLOCK_S = 0.5
BEHIND_S, AHEAD_S = 12.0, 14.0
"""So far around the place that is played sound is kept: the delay may be moved by
10 s either way, and nothing has to be decoded for it."""


class SoundStore:
    """Samples by their number on the movie's clock; silence where there are none.

    One thread puts, another reads; neither waits.

    Parameters
    ----------
    rate_hz
        Sample rate.

    Attributes
    ----------
    block_size : int
        Samples of a block: whole blocks are read ahead.
    """

    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self.block_size = round(rate_hz * BLOCK_S)
        self._blocks: dict[int, NDArray[np.float32]] = {}
        self._filled: dict[int, int] = {}
        self.end: int | None = None
        """Number after the last sample; None until it is found."""

    def put(self, first: int, samples: NDArray[np.float32]) -> None:
        """Write samples [shape=(samples, 2)] that follow those of their block."""
        start, stop = max(0, first), first + len(samples)
        while start < stop:
            block, offset = divmod(start, self.block_size)
            num = min(self.block_size - offset, stop - start)
            if block not in self._blocks:
                self._blocks[block] = np.zeros((self.block_size, 2), np.float32)
            place = start - first
            self._blocks[block][offset : offset + num] = samples[place : place + num]
            self._filled[block] = max(self._filled.get(block, 0), offset + num)
            start += num

    def finish(self, end: int) -> None:
        """Tell that there is nothing from a number on."""
        self.end = end if self.end is None else min(self.end, end)

    def reopen(self) -> None:
        """Forget the end: there may be something behind it after all."""
        self.end = None

    def read(self, first: int, num: int) -> NDArray[np.float32]:
        """Return samples [shape=(num, 2)], silence where nothing is known yet."""
        out = np.zeros((num, 2), np.float32)
        for block in range(
            first // self.block_size, (first + num - 1) // self.block_size + 1
        ):
            samples = self._blocks.get(block)
            if samples is None:
                continue
            begin = block * self.block_size
            start, stop = max(first, begin), min(first + num, begin + self.block_size)
            out[start - first : stop - first] = samples[start - begin : stop - begin]
        return out

    def is_ready(self, first: int, num: int) -> bool:
        """Tell whether all that there is of a stretch is here."""
        last = first + num - 1
        for block in range(
            max(0, first) // self.block_size, last // self.block_size + 1
        ):
            needed = min(self.block_size, last + 1 - block * self.block_size)
            if not self._has(block, needed):
                return False
        return True

    def next_missing(self, focus: int, *, is_all: bool = True) -> int | None:
        """Return the sample to read on from: first what is played, then around it.

        Parameters
        ----------
        focus
            Number of the sample that is played.
        is_all
            Also what is further away than two seconds.
        """
        middle = focus // self.block_size
        ahead = round((AHEAD_S if is_all else 2.0) / BLOCK_S)
        behind = round((BEHIND_S if is_all else 0.0) / BLOCK_S)
        wanted = (*range(middle, middle + ahead), *range(middle - behind, middle))
        for block in wanted:
            if block >= 0 and not self._has(block, self.block_size):
                return block * self.block_size
        return None

    def forget(self, focus: int) -> None:
        """Drop what is far from the sample that is played."""
        middle = focus // self.block_size
        first = middle - round(BEHIND_S / BLOCK_S) - 4
        last = middle + round(AHEAD_S / BLOCK_S) + 4
        for block in [b for b in self._blocks if not first <= b <= last]:
            del self._blocks[block]
            del self._filled[block]

    def _has(self, block: int, num: int) -> bool:
        begin = block * self.block_size
        if self.end is not None:
            num = min(num, self.end - begin)
        return self._filled.get(block, 0) >= num
