"""One offset from evidence: how large, how far it may be off, how sure it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.models.calibration import Calibration, ConfidenceModel
from avts_core.sync.evidence import BLOCK_TIMES, Blocks, shrunk_mean
from avts_core.sync.offset import Peak, find_peak

NUM_RESAMPLES = 100
"""Bootstrap draws; the standard deviation they give is good to about 7 %."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """An offset and what speaks for it."""

    peak: Peak
    offset_ms: float
    """Calibrated: the model's zero is taken off. Positive = audio early."""
    uncertainty_ms: float
    """Two standard deviations, of the noise of the footage and of the model."""
    confidence: float
    """Chance that the offset is right within 60 ms, 0 to 1."""
    seconds: float
    """Lips measured."""


def estimate(
    blocks: Blocks,
    chosen: NDArray[np.bool_],
    lags_ms: NDArray[np.float64],
    calibration: Calibration,
) -> Estimate:
    """Return the offset of some blocks of evidence.

    Parameters
    ----------
    blocks
        Evidence by seconds.
    chosen
        [shape=(N,)] the blocks to use; at least one.
    lags_ms
        [shape=(L,)] the lags of the evidence.
    calibration
        The model's zero and how its peaks become confidence.

    Raises
    ------
    ValueError
        If there are fewer than three lags or the evidence is not finite.
    """
    peak = find_peak(lags_ms, blocks.curve(chosen))
    seconds = float(blocks.count[chosen].max(axis=1).sum()) / BLOCK_TIMES
    noise_ms = _bootstrap_spread(blocks, chosen, lags_ms, peak)
    return Estimate(
        peak=peak,
        offset_ms=peak.offset_ms - calibration.zero_ms,
        uncertainty_ms=2 * float(np.hypot(noise_ms, calibration.spread_ms)),
        confidence=confidence_of(peak, seconds, calibration.confidence),
        seconds=seconds,
    )


def confidence_of(peak: Peak, seconds: float, model: ConfidenceModel) -> float:
    """Return the chance that a peak is right, 0 at the edge of the range."""
    if peak.is_at_edge:
        return 0.0
    score = (
        model.bias
        + model.z * min(peak.z, 8.0)
        + model.lead * min(max(peak.lead, 0.0), 1.0)
        + model.log_seconds * float(np.log(np.clip(seconds, 0.2, 30.0)))
    )
    return float(1 / (1 + np.exp(-score)))


def _bootstrap_spread(
    blocks: Blocks,
    chosen: NDArray[np.bool_],
    lags_ms: NDArray[np.float64],
    peak: Peak,
) -> float:
    """Return the standard deviation of the peak when seconds are drawn anew."""
    near = np.abs(lags_ms - peak.offset_ms) <= 100
    total, count = blocks.total[chosen][:, near], blocks.count[chosen][:, near]
    if len(total) < 2 or near.sum() < 5:
        return 20.0  # one second of lips: half a frame, measured on prototypes
    rng = np.random.default_rng(0)
    chances = np.full(len(total), 1 / len(total))
    draws = rng.multinomial(len(total), chances, NUM_RESAMPLES)
    tops = [
        find_peak(lags_ms[near], shrunk_mean(draw @ total, draw @ count)).offset_ms
        for draw in draws
    ]
    return float(np.std(tops))
