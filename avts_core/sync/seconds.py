"""What each second says about the lag: log-odds that neither noise nor luck run away.

Dimensions: N blocks of a second, L lags.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from avts_core.jobs import NEVER, CancelToken
from avts_core.sync.evidence import Blocks, Summed
from avts_core.sync.offset import LAG_STEP_MS

Gain: TypeAlias = NDArray[np.float32]

NOISE_SHARE = 0.05
"""Chance that a second says nothing: a listener, a cutaway, a pause. On people not
trained on, 0.02 to 0.05 fit best; films have more of it than clips of one speaker."""
INDEPENDENT_SHARE = 0.6
"""Evidence of successive seconds is alike. Over 5 s what parts lags 20 ms away varies
1.2 to 1.6 times as much, 40 ms away 1.6 to 2.1 times, as if seconds were independent
(people not trained on): so much of their sum counts."""
FIRST_CLARITY = 2.0
"""How far lips stand out of a second's noise, in deviations, before it is known."""
NEAR_MS = 150.0
"""Lags nearer to the true one are no noise."""


def first_scale(blocks: Blocks, *, cancel: CancelToken = NEVER) -> float:
    """Return a scale for `log_odds` before any lag is known."""
    square = 0.0
    for part in blocks.parts(cancel):
        square += float(np.square(blocks.total[part]).sum(dtype=np.float64))
    noise = float(np.sqrt(square / max(blocks.total.size, 1)))
    return FIRST_CLARITY / max(noise, 1e-9)


def scale_at(
    blocks: Blocks,
    path: NDArray[np.intp],
    telling: NDArray[np.float64],
    *,
    cancel: CancelToken = NEVER,
) -> float:
    """Return the scale for `log_odds` that a film's own noise calls for.

    Lips that fit raise a second's evidence by a at the true lag; elsewhere there is
    noise of variance s^2 whose shape over lags is that of the peak. Then the
    log-likelihood of a lag is ``a / s^2`` times its evidence. On people not trained on,
    softmax of just this was the most likely of all multiples of it.

    Parameters
    ----------
    blocks
        Evidence by seconds.
    path
        [shape=(N,)] index of the lag in each block; outside the range where unknown.
    telling
        [shape=(N,)] the chance that a block says anything.
    cancel
        Looked at with each of the blocks' `parts`.

    Raises
    ------
    JobCancelledError
        If cancelled.
    """
    num_blocks, num_lags = blocks.total.shape
    inside = (path >= 0) & (path < num_lags)
    weight = telling * inside
    if weight.sum() < 1e-6:
        return first_scale(blocks, cancel=cancel)
    rows = np.arange(num_blocks)
    height = blocks.total[rows, np.clip(path, 0, num_lags - 1)]
    reach = round(NEAR_MS / LAG_STEP_MS)
    square = cells = 0.0
    lags = np.arange(num_lags)
    for part in blocks.parts(cancel):
        is_far = np.abs(lags - path[part, None]) > reach
        values = np.where(is_far, blocks.total[part], 0.0)
        square += float(
            (weight[part] * np.square(values).sum(axis=1, dtype=np.float64)).sum()
        )
        cells += float((weight[part] * is_far.sum(axis=1)).sum())
    noise = square / cells if cells else 0.0
    mean_height = float((weight * height).sum() / weight.sum())
    return max(mean_height, 0.0) / max(noise, 1e-9)


def log_odds(blocks: Blocks, scale: float, *, cancel: CancelToken = NEVER) -> Gain:
    """Return how much likelier each lag makes each second.

    A second either tells its lag, by a softmax over its evidence, or nothing, any lag
    being as likely. So a second, however odd, cannot say more than the logarithm of the
    number of lags for one, nor more than that of `NOISE_SHARE` against it.

    Parameters
    ----------
    blocks
        Evidence by seconds.
    scale
        What turns evidence into log-likelihood.
    cancel
        Looked at with each of the blocks' `parts`.

    Returns
    -------
    [shape=(N, L), float32] each second's mean over lags is 0: what a lag that nothing
    is known of gets.

    Raises
    ------
    JobCancelledError
        If cancelled.
    """
    num_blocks, num_lags = blocks.total.shape
    gain = np.empty((num_blocks, num_lags), np.float32)
    for part in blocks.parts(cancel):
        chance = _likelihood(blocks.total[part], scale)
        odds = np.log(NOISE_SHARE + (1 - NOISE_SHARE) * chance)
        odds -= odds.mean(axis=1, keepdims=True)
        gain[part] = INDEPENDENT_SHARE * odds
    return gain


def chance_telling(
    blocks: Blocks,
    scale: float,
    path: NDArray[np.intp],
    *,
    cancel: CancelToken = NEVER,
) -> NDArray[np.float64]:
    """Return the chance that each block tells its lag, given that lag [shape=(N,)].

    `cancel` is looked at with each of the blocks' `parts`.

    Raises
    ------
    JobCancelledError
        If cancelled.
    """
    num_blocks, num_lags = blocks.total.shape
    result = np.empty(num_blocks)
    index = np.clip(path, 0, num_lags - 1)
    for part in blocks.parts(cancel):
        chance = _likelihood(blocks.total[part], scale)
        tells = (1 - NOISE_SHARE) * chance[np.arange(len(chance)), index[part]]
        result[part] = tells / (tells + NOISE_SHARE)
    return np.where(path == index, result, 0.0)


def _likelihood(total: Summed, scale: float) -> NDArray[np.float32]:
    """Return how likely each lag is, as a multiple of any lag's chance."""
    power = (scale * total).astype(np.float32)
    power -= power.max(axis=1, keepdims=True)
    np.exp(power, out=power)
    power *= total.shape[1] / power.sum(axis=1, keepdims=True)
    return power
