"""Similarity and distance of pictures and sound at each time and lag.

Embeddings have length 1. Their distance is half the Euclidean one, so that it lies in
[0, 1] as AVTS's margin wants it: 0 fits perfectly, 0.707 is unrelated.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.features.grid import BANDS_A_PICTURE, PICTURE_RATE_HZ
from avts_core.sync.offset import LAG_STEP_MS

USUAL_LAG_MS = 1500.0
"""How far offsets are looked for either way, unless another range is asked for. Not
less: how far a peak stands out can be told only against lags that do not fit."""
WIDEST_LAG_MS = 10_000.0
"""How far they can be looked for."""
TIME_STEP_S = 1 / PICTURE_RATE_HZ


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Distances of a movie at each time and lag."""

    time_s: NDArray[np.float64]
    """[shape=(T,)] each 40 ms."""
    lag_ms: NDArray[np.float64]
    """[shape=(L,)] each 10 ms; positive = audio early."""
    distance: NDArray[np.float32]
    """[shape=(T, L), float32] 0 to 1, NaN where nothing could be measured."""


def lags_ms(max_lag_ms: float) -> NDArray[np.float64]:
    """Return all lags up to `max_lag_ms` either way."""
    reach = round(max_lag_ms / LAG_STEP_MS)
    return LAG_STEP_MS * np.arange(-reach, reach + 1, dtype=np.float64)


def similarities(
    pictures: NDArray[np.float32],
    first_band: int,
    sound: NDArray[np.float32],
    first_sound: int,
    *,
    max_lag_ms: float,
) -> NDArray[np.float32]:
    """Return the similarity of each picture with the sound at each lag.

    Parameters
    ----------
    pictures
        [shape=(pictures, embedding)] of length 1, each 40 ms.
    first_band
        Mel frame at which the first of them is centred.
    sound
        [shape=(frames, embedding)] of length 1, each 10 ms.
    first_sound
        Mel frame at which the first of them is centred.
    max_lag_ms
        How far to look either way.

    Returns
    -------
    [shape=(pictures, lags), float32] cosines; NaN where the sound is not there. Lag l
    compares a picture at t with the sound at ``t - l``.
    """
    reach = round(max_lag_ms / LAG_STEP_MS)
    result = np.full((len(pictures), 2 * reach + 1), np.nan, np.float32)
    # A block of pictures against the sound around it: one small matrix product, and
    # the diagonals of it are the lags.
    block = 64
    for start in range(0, len(pictures), block):
        rows = pictures[start : start + block]
        band = first_band + BANDS_A_PICTURE * start
        low = band - reach - first_sound
        high = low + 2 * reach + 1 + BANDS_A_PICTURE * (len(rows) - 1)
        part = sound[max(low, 0) : max(high, 0)]
        if not len(part):
            continue
        products = np.full((len(rows), high - low), np.nan, np.float32)
        at = max(0, -low)
        products[:, at : at + len(part)] = rows @ part.T
        for row, values in enumerate(products):
            begin = BANDS_A_PICTURE * row
            # Sound before the picture is a positive lag: earliest sound comes last.
            result[start + row] = values[begin : begin + 2 * reach + 1][::-1]
    return result


def as_distance(similarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn cosines into distances in [0, 1]; a film's fill memory but once."""
    distance = np.subtract(1, similarity, dtype=np.float32)
    distance /= 2
    np.clip(distance, 0, 1, out=distance)
    return np.sqrt(distance, out=distance)
