"""Measure a model on people it was not trained on.

A clip's own truth is not known; half of web footage is out of sync. So each window is
held against the clip's OTHER half: what the model says of one half is the truth of the
windows in the other. Chance is 3 lags of 31.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avts_core.data.footage import FootageClip
from avts_core.models.lip import LipNet
from avts_core.sync.offset import find_peak
from avts_core.sync.scores import lags_ms
from avts_core.training.alignment import similarity_of_run
from avts_core.training.recipe import AlignmentConfig

WINDOWS = (5, 25, 100)
MAX_LAG_MS = 600.0
TOLERANCE_MS = 40.5
MIN_HALF_PICTURES = 50
"""A half shorter than two seconds gives no truth."""
CHANCE = 3 / 31


@dataclass(kw_only=True)
class Validation:
    """Hits and trials by window length, and how halves of clips agree."""

    hits: dict[int, int] = field(default_factory=lambda: dict.fromkeys(WINDOWS, 0))
    trials: dict[int, int] = field(default_factory=lambda: dict.fromkeys(WINDOWS, 0))
    half_differences_ms: list[float] = field(default_factory=list)

    def merged(self, others: Sequence["Validation"]) -> dict[str, Any]:
        """Return the figures of several processes' shares together."""
        differences = [d for o in others for d in o.half_differences_ms]
        figures: dict[str, Any] = {"chance": round(CHANCE, 4)}
        for window in WINDOWS:
            trials = sum(o.trials[window] for o in others)
            hits = sum(o.hits[window] for o in others)
            figures[f"accuracy_{window}"] = round(hits / trials, 4) if trials else None
        figures["num_clips"] = len(differences)
        figures["halves_median_ms"] = (
            round(float(np.median(differences)), 2) if differences else None
        )
        return figures


def validate(
    model: LipNet, clips: Sequence[FootageClip], config: AlignmentConfig
) -> Validation:
    """Measure windows of clips against the clips' other halves.

    Parameters
    ----------
    model
        The network, in evaluation mode.
    clips
        Footage of people not trained on.
    config
        What counts as a clear peak; unclear halves give no truth.
    """
    result = Validation()
    for clip in clips:
        run = max(clip.runs, key=lambda r: len(r.times_s))
        found = similarity_of_run(model, clip, run, MAX_LAG_MS)
        if found is None:
            continue
        values = found[0][np.isfinite(found[0]).all(axis=1)]
        half = len(values) // 2
        if half < MIN_HALF_PICTURES:
            continue
        _compare(result, values[:half], values[half:], config)
    return result


def _compare(
    result: Validation,
    first: NDArray[np.float32],
    second: NDArray[np.float32],
    config: AlignmentConfig,
) -> None:
    lags = lags_ms(MAX_LAG_MS)
    curves = [half.mean(0).astype(np.float64) for half in (first, second)]
    peaks = [find_peak(lags, curve) for curve in curves]
    result.half_differences_ms.append(abs(peaks[0].offset_ms - peaks[1].offset_ms))
    for half, truth in ((first, peaks[1]), (second, peaks[0])):
        if truth.z < config.min_z or abs(truth.offset_ms) > MAX_LAG_MS - 100:
            continue
        for window in WINDOWS:
            for start in range(0, len(half) - window + 1, max(1, window // 5)):
                # Lags on the picture grid, as the literature's protocol has it.
                curve = half[start : start + window].mean(0)[::4]
                best = lags[::4][int(np.argmax(curve))]
                result.trials[window] += 1
                result.hits[window] += abs(best - truth.offset_ms) <= TOLERANCE_MS
