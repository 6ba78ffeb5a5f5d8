"""Calibrate a trained model: its zero, its noise, and what its peaks are worth.

A logistic model of "the answer is right within 60 ms" is fitted to excerpts of people
not trained on (`avts_core.training.trials`), each person weighing alike.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from avts_core.data.footage import FootageClip
from avts_core.models.calibration import Calibration, ConfidenceModel
from avts_core.models.lip import LipNet
from avts_core.sync.estimate import features
from avts_core.training.alignment import (
    ClipEstimate,
    estimate_clips,
    is_clear,
    known_zero,
)
from avts_core.training.recipe import AlignmentConfig
from avts_core.training.trials import Kind, NoiseTrial, Trial, TrialMaker

KIND_WEIGHTS = {
    Kind.OWN: 0.45,
    Kind.MIXED: 0.05,
    Kind.OTHER: 0.3,
    Kind.TAKE: 0.13,
    Kind.REVERSED: 0.07,
}
"""Own and foreign sound weigh alike: without knowing, a file is as likely either."""
WIDE_WEIGHT = 0.35
"""Wide ranges are asked for seldom."""
MIN_NOISE_TRIALS = 20
MIN_SECOND_MS, MAX_SECOND_MS = 5.0, 40.0


def calibrate(
    model: LipNet,
    learnt: Sequence[FootageClip],
    held_out: Sequence[FootageClip],
    config: AlignmentConfig,
) -> tuple[Calibration, list[Trial]]:
    """Return a model's calibration and the trials behind it.

    Parameters
    ----------
    model
        The network, in evaluation mode.
    learnt
        Footage trained on: it shares in setting the zero and lends its sounds as
        foreign ones, nothing else.
    held_out
        Footage of people not trained on.
    config
        What counts as a clear clip.
    """
    clips = [*held_out, *learnt]
    found = estimate_clips(model, clips, first=0, step=1)
    zero = known_zero(clips, found, config)
    unseen = [e for e in found if e.clip < len(held_out)]
    bare = Calibration(zero_ms=round(zero, 2), window_scale=_window_scale(model))
    maker = TrialMaker(model, held_out, learnt, bare)
    trials = list(maker.trials())
    calibration = Calibration(
        zero_ms=bare.zero_ms,
        spread_ms=_spread_ms(clips, unseen, zero, config),
        second_ms=fit_second_ms(maker.noise),
        window_scale=bare.window_scale,
        confidence=fit_confidence(trials),
    )
    return calibration, trials


def _window_scale(model: LipNet) -> float:
    """Return the inverse temperature that training found for a second of pictures."""
    return round(float(model.log_scales[-1].exp().detach()), 2)


def fit_confidence(trials: Sequence[Trial]) -> ConfidenceModel:
    """Fit the logistic model by Newton's method.

    Kinds of trials have their shares (`KIND_WEIGHTS`), people share alike in each. A
    small ridge keeps the weights finite where the trials part without an error. Those
    of clarity are kept from going below 0, since no evidence speaks against an answer,
    and that of the range from going above, as more lags only give more chances to err.
    """
    used = [t for t in trials if not t.is_at_edge]
    target = np.array([t.is_right for t in used], float)
    if not target.any() or target.all():
        return ConfidenceModel()
    inputs = np.array([features(t.signs) for t in used])
    weight = trial_weights(used)
    free = np.ones(inputs.shape[1], bool)
    for _ in range(inputs.shape[1]):
        found = _logistic(inputs[:, free], target, weight)
        values = np.zeros(inputs.shape[1])
        values[free] = found
        is_odd = np.array([False, values[1] < 0, values[2] < 0, values[3] > 0])
        if not is_odd.any():
            break
        free &= ~is_odd
    bias, clarity, agreement, log_range = (round(float(v), 4) for v in values)
    return ConfidenceModel(
        bias=bias, clarity=clarity, agreement=agreement, log_range=log_range
    )


def trial_weights(trials: Sequence[Trial]) -> NDArray[np.float64]:
    """Return what each trial counts, 1 on average."""
    num = Counter((t.person, t.kind) for t in trials)
    people = Counter(kind for _, kind in num)
    weight = np.array(
        [
            KIND_WEIGHTS[t.kind]
            / people[t.kind]
            / num[t.person, t.kind]
            * (WIDE_WEIGHT if t.is_wide else 1.0)
            for t in trials
        ]
    )
    return weight / weight.mean()


def _logistic(
    inputs: NDArray[np.float64],
    target: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the weights of the highest likelihood, with a ridge."""
    ridge = np.diag([1e-3] + [0.5] * (inputs.shape[1] - 1))
    found = np.zeros(inputs.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ found, -30, 30)))
        gradient = inputs.T @ (weight * (target - chance)) - ridge @ found
        bend = (inputs * (weight * chance * (1 - chance))[:, None]).T @ inputs
        found = found + np.linalg.solve(bend + ridge, gradient)
    return found


def fit_second_ms(trials: Sequence[NoiseTrial]) -> float:
    """Return the least noise of a second that makes the band hold 95 of 100 excerpts.

    Each person weighs alike. Too few excerpts leave the default.
    """
    if len(trials) < MIN_NOISE_TRIALS:
        return Calibration().second_ms
    num = Counter(t.person for t in trials)
    weight = np.array([1 / num[t.person] for t in trials])
    error = np.abs([t.error_ms for t in trials])
    for second_ms in np.arange(MIN_SECOND_MS, MAX_SECOND_MS, 0.5):
        noise = np.array([t.noise_ms(float(second_ms)) for t in trials])
        if np.average(error <= 2 * noise, weights=weight) >= 0.95:
            return float(second_ms)
    return MAX_SECOND_MS


def _spread_ms(
    clips: Sequence[FootageClip],
    estimates: Sequence[ClipEstimate],
    zero_ms: float,
    config: AlignmentConfig,
) -> float:
    """Return half of what 95 % of people not trained on differ from what is known.

    What is known comes from another network, so the difference holds errors of both:
    a cautious figure. One value a person, the median of that person's clips. Half of
    the 95th percentile, rather than a standard deviation, since a few people are read
    much worse than most and the band is to hold for them too. Where too little is
    known, the default.
    """
    apart: dict[str, list[float]] = {}
    for e in estimates:
        clip = clips[e.clip]
        if clip.known_ms is not None and is_clear(e, config):
            difference = e.peak.offset_ms - zero_ms - clip.known_ms
            apart.setdefault(clip.source.person, []).append(difference)
    if len(apart) < 10:
        return Calibration().spread_ms
    people = np.abs([np.median(values) for values in apart.values()])
    return round(float(np.clip(np.percentile(people, 95) / 2, 5.0, 20.0)), 2)
