"""One offset from evidence: how large, how far it may be off, how sure it is."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from avts_core.jobs import NEVER, CancelToken
from avts_core.models.calibration import Calibration, ConfidenceModel
from avts_core.sync.evidence import BLOCK_TIMES, Blocks, shrunk_mean
from avts_core.sync.offset import LAG_STEP_MS, Peak, find_peak
from avts_core.sync.scores import USUAL_LAG_MS, lags_ms

RIGHT_MS = 60.0
"""An answer this near to the truth is right; confidence is the chance of it."""
NUM_RESAMPLES = 100
"""Bootstrap draws; the standard deviation they give is good to about 7 %."""
PRIOR_SECONDS = 8.0
"""Seconds' worth of weight of the noise that is usual, against the noise of this film.
With 2 to 16 the band held in 96 to 98 % of excerpts of any length of people not trained
on; without it in 74 % of those of 2 s, whose own seconds are too few to tell."""
SHORT_S = 2.5
SHORT_CONFIDENCE = 0.89
"""From fewer seconds of lips no answer is called high. Of excerpts of people not
trained on, another take of the same form of sentence passed for the right one in so
short ones (6 of 240, at 0.9 and more), in longer ones never (0 of 314)."""
MAX_Z = 6.0
MAX_LOG_ODDS = 200.0
"""Beyond these a peak gains no more: so clear were only right ones."""


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What speaks for a peak, whatever the network and the range of lags."""

    z: float
    """Height in standard deviations of the curve within `USUAL_LAG_MS`."""
    log_odds: float
    """Logarithm of how much likelier it is than all lags further off than `RIGHT_MS`
    together, by the temperature that training found."""
    support: float
    """Share of the seconds whose own best lag, among those within `USUAL_LAG_MS`, is
    within `RIGHT_MS` of it; by chance about 4 %."""
    num_lags: int
    """How many lags were tried."""

    @property
    def clarity(self) -> float:
        """How far the peak stands out both among its surroundings and in all."""
        odds = float(np.clip(self.log_odds, 0.0, MAX_LOG_ODDS))
        return min(self.z, MAX_Z) * float(np.log1p(odds))


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """An offset and what speaks for it."""

    peak: Peak
    """Its height, z and lead are those within `USUAL_LAG_MS`."""
    offset_ms: float
    """Calibrated: the model's zero is taken off. Positive = audio early."""
    uncertainty_ms: float
    """Two standard deviations, of the noise of the footage and of the model."""
    confidence: float
    """Chance that the offset is right within `RIGHT_MS`, 0 to 1."""
    seconds: float
    """Lips measured."""
    signs: Signs
    """What the confidence is made from."""
    bootstrap_ms: float
    """Standard deviation when the seconds are drawn anew; 0 of a single one."""


def estimate(
    blocks: Blocks,
    chosen: NDArray[np.bool_],
    lags_ms: NDArray[np.float64],
    calibration: Calibration,
    *,
    cancel: CancelToken = NEVER,
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
        The model's zero, its noise and how its peaks become confidence.
    cancel
        Looked at with each of the blocks' `parts`.

    Raises
    ------
    ValueError
        If there are fewer than three lags or the evidence is not finite.
    JobCancelledError
        If cancelled.
    """
    # Spans lie together: of a film of many, no one else's seconds are gone through.
    inside = slice(*(np.flatnonzero(chosen)[[0, -1]] + (0, 1)))
    blocks, chosen = blocks.within(inside), chosen[inside]
    curve = blocks.curve(chosen, cancel=cancel)
    best = int(np.argmax(curve))
    view = _view(len(lags_ms), best)
    peak = find_peak(lags_ms[view], curve[view])
    peak = replace(peak, is_at_edge=best in {0, len(curve) - 1})
    most = [blocks.count[part].max(axis=1) for part in blocks.parts(cancel)]
    times = float(np.concatenate(most)[chosen].sum(dtype=np.float64))
    seconds = times / BLOCK_TIMES
    apart = _apart(blocks, best, cancel)[chosen]
    signs = Signs(
        z=peak.z,
        log_odds=_log_odds(curve, best, calibration.window_scale * seconds),
        support=float((apart <= round(RIGHT_MS / LAG_STEP_MS)).mean()),
        num_lags=len(lags_ms),
    )
    bootstrap_ms = _bootstrap_spread(blocks, chosen, lags_ms, peak, cancel=cancel)
    noise_ms = footage_noise_ms(
        bootstrap_ms, int(chosen.sum()), seconds, calibration.second_ms
    )
    confidence = confidence_of(signs, calibration.confidence, seconds=seconds)
    return Estimate(
        peak=peak,
        offset_ms=peak.offset_ms - calibration.zero_ms,
        uncertainty_ms=2 * float(np.hypot(noise_ms, calibration.spread_ms)),
        # Beyond the edge there may be a higher one.
        confidence=0.0 if peak.is_at_edge else confidence,
        seconds=seconds,
        signs=signs,
        bootstrap_ms=bootstrap_ms,
    )


def confidence_of(signs: Signs, model: ConfidenceModel, *, seconds: float) -> float:
    """Return the chance that a peak inside the range is right.

    Parameters
    ----------
    signs
        What speaks for it.
    model
        What the signs weigh.
    seconds
        Lips measured; see `SHORT_S`.
    """
    score = float(np.dot(features(signs), weights(model)))
    chance = float(1 / (1 + np.exp(-np.clip(score, -50, 50))))
    return min(chance, SHORT_CONFIDENCE) if seconds < SHORT_S else chance


def features(signs: Signs) -> NDArray[np.float64]:
    """Return what the weights of the confidence weigh, in their order."""
    extra = max(signs.num_lags / len(lags_ms(USUAL_LAG_MS)), 1.0)
    return np.array(
        [1.0, signs.clarity, signs.clarity * signs.support, float(np.log(extra))]
    )


def weights(model: ConfidenceModel) -> NDArray[np.float64]:
    """Return a model's weights in the order of `features`."""
    return np.array([model.bias, model.clarity, model.agreement, model.log_range])


def footage_noise_ms(
    bootstrap_ms: float, num_blocks: int, seconds: float, second_ms: float
) -> float:
    """Return the standard deviation of an offset for want of footage.

    The variance of one second is estimated from this film's seconds and from what is
    usual, weighted as so many seconds each (an inverse-gamma prior); few seconds cannot
    tell their own noise.

    Parameters
    ----------
    bootstrap_ms
        Standard deviation when the film's seconds are drawn anew.
    num_blocks
        How many there are; of one only the usual noise is known.
    seconds
        Lips measured in them.
    second_ms
        The usual noise of one second.
    """
    variance = second_ms**2
    if num_blocks > 1:
        own = num_blocks * bootstrap_ms**2 * num_blocks / (num_blocks - 1)
        freedom = num_blocks - 1
        variance = (freedom * own + PRIOR_SECONDS * variance) / (
            freedom + PRIOR_SECONDS
        )
    return float(np.sqrt(variance / max(seconds, 0.2)))


def _view(num_lags: int, best: int) -> slice:
    """Return the lags within `USUAL_LAG_MS` of one."""
    reach = round(USUAL_LAG_MS / LAG_STEP_MS)
    return slice(max(0, best - reach), min(num_lags, best + reach + 1))


def _log_odds(curve: NDArray[np.float64], best: int, scale: float) -> float:
    """Return how much likelier a lag is than all that are not near it together."""
    gain = curve * scale
    is_far = np.abs(np.arange(len(curve)) - best) > round(RIGHT_MS / LAG_STEP_MS)
    rivals = gain[is_far]
    return float(gain[best] - np.logaddexp.reduce(rivals)) if len(rivals) else 0.0


def _apart(blocks: Blocks, best: int, cancel: CancelToken) -> NDArray[np.intp]:
    """Return how many lags each second's own best one is from a lag [shape=(N,)]."""
    view = _view(blocks.total.shape[1], best)
    found = []
    for part in blocks.parts(cancel):
        count = np.maximum(blocks.count[part, view], 1.0)
        found.append((blocks.total[part, view] / np.sqrt(count)).argmax(axis=1))
    return np.abs(np.concatenate(found) + view.start - best)


def _bootstrap_spread(
    blocks: Blocks,
    chosen: NDArray[np.bool_],
    lags_ms: NDArray[np.float64],
    peak: Peak,
    *,
    cancel: CancelToken,
) -> float:
    """Return the standard deviation of the peak when seconds are drawn anew."""
    near = np.abs(lags_ms - peak.offset_ms) <= 100
    total, count = blocks.total[:, near][chosen], blocks.count[:, near][chosen]
    if len(total) < 2 or near.sum() < 5:
        return 0.0
    rng = np.random.default_rng(0)
    chances = np.full(len(total), 1 / len(total))
    draws = np.empty((NUM_RESAMPLES, len(total)))
    for draw in draws:
        cancel.check()
        draw[:] = rng.multinomial(len(total), chances)
    totals, counts = draws @ total, draws @ count
    pairs = zip(totals, counts, strict=True)
    curves = np.array([shrunk_mean(total, count) for total, count in pairs])
    return LAG_STEP_MS * float(np.std(_tops(curves)))


def _tops(curves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where each curve [shape=(curves, lags)] is highest, in steps.

    By the parabola of `find_peak`, for all at once.
    """
    reach = 2
    best = np.clip(curves.argmax(axis=1), reach, curves.shape[1] - 1 - reach)
    rows = np.arange(len(curves))
    left, middle, right = (curves[rows, best + k] for k in (-reach, 0, reach))
    bend = np.minimum(left - 2 * middle + right, -1e-12)
    return best + np.clip(0.5 * reach * (left - right) / bend, -reach, reach)
