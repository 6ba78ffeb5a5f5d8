"""Compare embedded faces with the sound around them."""

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from avts_core.features.bands import HOP_S
from avts_core.features.grid import BANDS_A_PICTURE
from avts_core.sync.hearing import Hearing
from avts_core.sync.offset import LAG_STEP_MS
from avts_core.sync.scores import lags_ms, similarities

if TYPE_CHECKING:
    from avts_core.sync.judge import Judge


class Comparer:
    """Compares embedded faces with the sound around them.

    The sound is embedded in blocks on a grid of its own, once for all faces, and the
    last blocks are kept.

    Parameters
    ----------
    judge
        The model.
    hearing
        The sound; read on as far as needed.
    max_lag_ms
        How far to look either way.
    centre_ms
        The lag from which that is counted.
    """

    BLOCK_FRAMES = 500
    """Frames embedded at a time: five seconds."""
    NUM_BLOCKS = 16
    """Blocks kept: the sound of all faces that are being embedded in parallel."""

    def __init__(
        self,
        judge: "Judge",
        hearing: Hearing,
        max_lag_ms: float,
        *,
        centre_ms: float = 0.0,
    ) -> None:
        self._judge = judge
        self._hearing = hearing
        self._max_lag_ms = max_lag_ms
        self._shift = round(centre_ms / LAG_STEP_MS)
        self._num_lags = len(lags_ms(max_lag_ms))
        self._blocks: OrderedDict[int, NDArray[np.float32]] = OrderedDict()

    def compare(self, pictures: NDArray[np.float16], first: int) -> NDArray[np.float32]:
        """Return the similarities of a face with the sound.

        Parameters
        ----------
        pictures
            [shape=(t, embedding), float16] one each 40 ms.
        first
            Grid number of the first of them.

        Returns
        -------
        [shape=(t, L), float32] NaN where there is no sound. The lags rise from
        ``centre_ms - max_lag_ms``.

        Raises
        ------
        UnreadableError, NoSoundError
            If the sound cannot be read.
        JobCancelledError
            If cancelled.
        """
        if not len(pictures):
            return np.empty((0, self._num_lags), np.float32)
        reach = round(self._max_lag_ms / 1000 / HOP_S)
        # A positive lag compares with earlier sound.
        centre = BANDS_A_PICTURE * first - self._shift
        low = centre - reach
        high = centre + BANDS_A_PICTURE * (len(pictures) - 1) + reach + 1
        # The sound's first frame is known only once some was heard.
        self._hearing.hear_until(0)
        begin = self._hearing.first_band
        at, sound = self._embedded(low - begin, high - begin)
        return similarities(
            pictures.astype(np.float32),
            centre,
            sound,
            begin + at,
            max_lag_ms=self._max_lag_ms,
        )

    def _embedded(self, low: int, high: int) -> tuple[int, NDArray[np.float32]]:
        """Return the embeddings of frames, as far as there is sound for them.

        Returns
        -------
        first : int
            Frame of the first embedding.
        embeddings : [shape=(frames, embedding), float32]
        """
        numbers = range(max(low, 0) // self.BLOCK_FRAMES, -(-high // self.BLOCK_FRAMES))
        parts = [self._block(number) for number in numbers]
        # Blocks follow each other without a gap: only the first and last are cut.
        found = [part for part in parts if len(part)]
        half = self._judge.sound_span // 2
        if not found:
            return 0, np.empty((0, 1), np.float32)
        return max(numbers[0] * self.BLOCK_FRAMES, half), np.concatenate(found)

    def _block(self, number: int) -> NDArray[np.float32]:
        """Return the embeddings of one block of frames, fewer at the sound's ends."""
        if number in self._blocks:
            self._blocks.move_to_end(number)
            return self._blocks[number]
        half = self._judge.sound_span // 2
        start = number * self.BLOCK_FRAMES
        self._hearing.hear_until(start + self.BLOCK_FRAMES + half - 1)
        near = self._hearing.bands[
            max(0, start - half) : start + self.BLOCK_FRAMES + half
        ]
        embedded = np.empty((0, 1), np.float32)
        if len(near) >= self._judge.sound_span:
            embedded = self._judge.embed_sound(near)
        self._blocks[number] = embedded
        if len(self._blocks) > self.NUM_BLOCKS:
            self._blocks.popitem(last=False)
        return embedded
