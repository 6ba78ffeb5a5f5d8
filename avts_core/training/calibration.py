"""Calibrate a trained model: its zero, and what its peaks are worth.

On people not trained on, excerpts of several lengths are measured with their own
sound and with the sound of somebody else, by the estimator that ships. A logistic
model of "the answer is right within 60 ms" is fitted to both together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.data.footage import FootageClip
from avts_core.features.bands import HOP_S
from avts_core.models.calibration import Calibration, ConfidenceModel
from avts_core.models.lip import LipNet
from avts_core.sync.estimate import Estimate, estimate
from avts_core.sync.evidence import Blocks, blocks_of
from avts_core.sync.scores import lags_ms
from avts_core.training.alignment import (
    ClipEstimate,
    estimate_clips,
    is_clear,
    known_zero,
    similarity_of_run,
)
from avts_core.training.recipe import AlignmentConfig

MAX_LAG_MS = 1500.0
"""As far as the analysis looks; z depends on it."""
EXCERPTS_S = (2, 3, 4, 6, 9, 12)
"""Lengths of the excerpts, in seconds of embedded pictures."""
RIGHT_MS = 60.0
FOREIGN_A_CLIP = 2
"""Other people's sounds tried on each clip."""
MIN_TRUTH_Z = 3.2
MIN_TRUTH_LEAD = 0.3
"""A clip whose whole evidence is less clear has no truth to hold excerpts against."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One measured excerpt."""

    z: float
    lead: float
    seconds: float
    is_right: bool
    is_foreign: bool


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
        Footage trained on: it shares in setting the zero, nothing else.
    held_out
        Footage of people not trained on.
    config
        What counts as a clear clip.
    """
    clips = [*held_out, *learnt]
    found = estimate_clips(model, clips, first=0, step=1)
    zero = known_zero(clips, found, config)
    unseen = [e for e in found if e.clip < len(held_out)]
    trials = [t for i in range(len(held_out)) for t in _trials(model, held_out, i)]
    calibration = Calibration(
        zero_ms=round(zero, 2),
        spread_ms=_spread_ms(clips, unseen, zero, config),
        window_scale=_window_scale(model),
        confidence=fit_confidence(trials),
    )
    return calibration, trials


def _window_scale(model: LipNet) -> float:
    """Return the inverse temperature that training found for a second of pictures."""
    return round(float(model.log_scales[-1].exp().detach()), 2)


def _trials(model: LipNet, clips: Sequence[FootageClip], number: int) -> list[Trial]:
    """Measure excerpts of a clip with its own sound and with others'."""
    clip = clips[number]
    rng = np.random.default_rng(number)
    lags = lags_ms(MAX_LAG_MS)
    own = _blocks(model, clip, clip)
    if own is None:
        return []
    everything = estimate(own, np.ones(len(own.index), bool), lags, Calibration())
    is_clear = (
        everything.peak.z >= MIN_TRUTH_Z and everything.peak.lead >= MIN_TRUTH_LEAD
    )
    trials = []
    if is_clear:
        for found in _excerpts(own, lags, rng):
            error = abs(found.peak.offset_ms - everything.peak.offset_ms)
            trials.append(_trial(found, is_right=error <= RIGHT_MS, is_foreign=False))
    others = [c for c in clips if c.source.person != clip.source.person]
    for other in rng.choice(len(others), min(FOREIGN_A_CLIP, len(others)), False):
        foreign = _blocks(model, clip, others[int(other)])
        if foreign is not None:
            trials += [
                _trial(found, is_right=False, is_foreign=True)
                for found in _excerpts(foreign, lags, rng)
            ]
    return trials


def _trial(found: Estimate, *, is_right: bool, is_foreign: bool) -> Trial:
    return Trial(
        z=found.peak.z,
        lead=found.peak.lead,
        seconds=found.seconds,
        is_right=is_right,
        is_foreign=is_foreign,
    )


def _blocks(model: LipNet, seen: FootageClip, heard: FootageClip) -> Blocks | None:
    """Return the evidence of one clip's longest face against a clip's sound."""
    run = max(seen.runs, key=lambda r: len(r.times_s))
    mixed = FootageClip(
        source=seen.source,
        runs=[run],
        bands=heard.bands,
        first_band=round(run.times_s[0] / HOP_S)
        if heard is not seen
        else seen.first_band,
    )
    found = similarity_of_run(model, mixed, run, MAX_LAG_MS)
    if found is None:
        return None
    blocks = blocks_of(found[0])
    return blocks if len(blocks.index) >= EXCERPTS_S[0] else None


def _excerpts(
    blocks: Blocks, lags: NDArray[np.float64], rng: np.random.Generator
) -> list[Estimate]:
    """Measure one excerpt of each length that fits."""
    found = []
    for length in EXCERPTS_S:
        if length > len(blocks.index):
            break
        start = int(rng.integers(len(blocks.index) - length + 1))
        chosen = np.zeros(len(blocks.index), bool)
        chosen[start : start + length] = True
        found.append(estimate(blocks, chosen, lags, Calibration()))
    return found


def fit_confidence(trials: Sequence[Trial]) -> ConfidenceModel:
    """Fit the logistic model by Newton's method, own and foreign sound weighing alike.

    A small ridge keeps the weights finite where the trials part without an error;
    weights are kept from going below 0, since no evidence speaks against an answer.
    """
    if not any(t.is_right for t in trials) or all(t.is_right for t in trials):
        return ConfidenceModel()
    features = np.array(
        [
            (
                1.0,
                min(t.z, 8.0),
                min(max(t.lead, 0.0), 1.0),
                float(np.log(np.clip(t.seconds, 0.2, 30.0))),
            )
            for t in trials
        ]
    )
    target = np.array([t.is_right for t in trials], float)
    foreign = np.array([t.is_foreign for t in trials])
    share = max(foreign.mean(), 1e-6)
    weight = np.where(foreign, 0.5 / share, 0.5 / max(1 - share, 1e-6))
    ridge = np.diag([1e-3, 1.0, 1.0, 1.0]) * 0.5
    coefficients = np.zeros(4)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-features @ coefficients))
        gradient = features.T @ (weight * (target - chance)) - ridge @ coefficients
        bend = (features * (weight * chance * (1 - chance))[:, None]).T @ features
        coefficients += np.linalg.solve(bend + ridge, gradient)
    bias, z, lead, log_seconds = (round(float(c), 4) for c in coefficients)
    return ConfidenceModel(
        bias=bias, z=max(z, 0.0), lead=max(lead, 0.0), log_seconds=max(log_seconds, 0.0)
    )


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
