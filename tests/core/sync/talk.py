"""Made talk: similarities and evidence of lips that fit at offsets that are given."""

import numpy as np
from numpy.typing import NDArray

from avts_core.sync.evidence import Blocks


def similarities_at(
    offsets_ms: NDArray[np.float64],
    lags_ms: NDArray[np.float64],
    *,
    height: float,
    noise: float = 1.0,
    seed: int = 1,
) -> NDArray[np.float32]:
    """Return similarities [shape=(T, L)] that fit at an offset each; NaN: no face."""
    rng = np.random.default_rng(seed)
    hill = height * np.exp(-0.5 * ((lags_ms - offsets_ms[:, None]) / 50) ** 2)
    return (noise * _noise(rng, hill.shape) + hill).astype(np.float32)


def evidence_at(
    offsets_ms: NDArray[np.float64],
    lags_ms: NDArray[np.float64],
    *,
    height: float = 0.3,
    seed: int = 0,
) -> Blocks:
    """Return evidence of seconds that fit at an offset each; NaN: at none."""
    rng = np.random.default_rng(seed)
    hill = height * np.exp(-0.5 * ((lags_ms - offsets_ms[:, None]) / 50) ** 2)
    # A second is the sum of 25 times, whose noise is not independent.
    total = 2.5 * _noise(rng, hill.shape) + 25 * np.nan_to_num(hill)
    return Blocks(
        index=np.arange(len(offsets_ms)),
        total=total - total.mean(axis=1, keepdims=True),
        count=np.full(total.shape, 25.0),
    )


def _noise(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return noise whose neighbouring lags are alike, as in real maps."""
    num_times, num_lags = shape
    wide = rng.normal(0, 1, (num_times, num_lags + 8))
    mean: NDArray[np.float64] = np.stack(
        [wide[:, k : k + num_lags] for k in range(8)]
    ).mean(0)
    return mean
