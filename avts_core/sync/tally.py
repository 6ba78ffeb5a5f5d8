"""Keep what was measured of a movie, and sum it up, as it comes.

Dimensions: T times each 40 ms, L lags each 10 ms.
"""

import numpy as np
from numpy.typing import NDArray

from avts_core.sync.contest import Decided
from avts_core.sync.evidence import BLOCK_TIMES, Blocks, blocks_of
from avts_core.sync.rolling import WINDOW_TIMES, rolling_offsets
from avts_core.sync.rows import Rows
from avts_core.sync.scores import as_distance

_HALF = WINDOW_TIMES // 2
_ADDED_AT_ONCE = 250
"""Times: what the arithmetic needs beside them stays small, however many come."""


class Tally:
    """Distances, rolling view and evidence of the times that are decided.

    Parameters
    ----------
    lags_ms
        [shape=(L,)]
    num_expected
        How many times to expect.
    keeps_distance
        Whether the distances are kept; of a wide range of lags they would be the most
        by far.

    Attributes
    ----------
    lags_ms : [shape=(L,)]
        As given.
    """

    def __init__(
        self,
        lags_ms: NDArray[np.float64],
        *,
        num_expected: int = 0,
        keeps_distance: bool = True,
    ) -> None:
        num_lags = len(lags_ms)
        self.lags_ms = lags_ms
        self._keeps_distance = keeps_distance
        self._distance = Rows((num_lags,), np.float32, num_expected=num_expected)
        self._speaker = Rows((), np.int32, num_expected=num_expected)
        self._is_compared = Rows((), np.bool_, num_expected=num_expected)
        self._rolling_ms = Rows((), np.float32, num_expected=num_expected)
        self._index = Rows((), np.intp)
        # Of a wide range these are the most by far; float32 errs by less than 1e-7.
        self._total = Rows((num_lags,), np.float32)
        self._count = Rows((num_lags,), np.float32)
        self._num_summed = 0
        self._recent = np.empty((0, num_lags), np.float32)

    @property
    def num_whole(self) -> int:
        """Times of which everything is known: T. The rolling view comes last."""
        return len(self._rolling_ms)

    @property
    def distance(self) -> NDArray[np.float32]:
        """[shape=(T, L), float32] distances, if they are kept; NaN where unknown."""
        return self._distance.values[: self.num_whole]

    @property
    def speaker(self) -> NDArray[np.int32]:
        """[shape=(T,), int32] track of the face that was compared."""
        return self._speaker.values[: self.num_whole]

    @property
    def is_compared(self) -> NDArray[np.bool_]:
        """[shape=(T,), bool] whether anything is known of them."""
        return self._is_compared.values[: self.num_whole]

    @property
    def rolling_ms(self) -> NDArray[np.float32]:
        """[shape=(T,), float32] uncalibrated; NaN where unclear."""
        return self._rolling_ms.values

    @property
    def blocks(self) -> Blocks:
        """Evidence by whole seconds."""
        return Blocks(
            index=self._index.values, total=self._total.values, count=self._count.values
        )

    def add(self, decided: Decided) -> None:
        """Take the next times."""
        assert decided.first == len(self._speaker), "a gap between times"
        for start in range(0, len(decided.values), _ADDED_AT_ONCE):
            rows = slice(start, start + _ADDED_AT_ONCE)
            self._add(decided.values[rows], decided.speaker[rows])

    def _add(self, values: NDArray[np.float32], speaker: NDArray[np.int32]) -> None:
        self._recent = np.concatenate([self._recent, values])
        self._speaker.append(speaker)
        self._is_compared.append(np.any(np.isfinite(values), axis=1))
        if self._keeps_distance:
            self._distance.append(as_distance(values))
        num_times = len(self._speaker)
        self._sum_until(num_times - num_times % BLOCK_TIMES)
        self._roll_until(num_times - _HALF)
        self._forget()

    def finish(self) -> None:
        """Sum up what waits for times that will not come; call once, at the end."""
        num_times = len(self._speaker)
        self._sum_until(num_times)
        self._roll_until(num_times)
        self._forget()

    @property
    def _first_recent(self) -> int:
        return len(self._speaker) - len(self._recent)

    def _sum_until(self, stop: int) -> None:
        """Sum the evidence of the times before `stop`."""
        start = self._num_summed
        if stop <= start:
            return
        first = self._first_recent
        blocks = blocks_of(self._recent[start - first : stop - first])
        self._index.append(blocks.index + start // BLOCK_TIMES)
        self._total.append(blocks.total)
        self._count.append(blocks.count)
        self._num_summed = stop

    def _roll_until(self, stop: int) -> None:
        """Look at the two seconds around each time before `stop`."""
        start, first = self.num_whole, self._first_recent
        if stop <= start:
            return
        low = max(0, start - _HALF - first)
        near = self._recent[low : stop + _HALF - first]
        offsets_ms = rolling_offsets(near, self.lags_ms).offset_ms
        at = start - first - low
        self._rolling_ms.append(offsets_ms[at : at + stop - start])

    def _forget(self) -> None:
        needed = min(self._num_summed, self.num_whole - _HALF)
        old = max(0, needed - self._first_recent)
        self._recent = self._recent[old:].copy()
