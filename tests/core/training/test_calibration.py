"""What excerpts of known and foreign sound make of a model's peaks."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from avts_core.data.footage import FootageClip
from avts_core.models.calibration import ConfidenceModel
from avts_core.models.lip import LipNet
from avts_core.sync.estimate import confidence_of
from avts_core.sync.offset import Peak
from avts_core.training import calibration
from avts_core.training.calibration import Trial, calibrate, fit_confidence
from avts_core.training.recipe import AlignmentConfig


def trials(count: int = 300) -> list[Trial]:
    """Return trials in which true sound has higher peaks than foreign sound."""
    rng = np.random.default_rng(2)
    made = []
    for number in range(count):
        is_foreign = number % 3 > 0
        made.append(
            Trial(
                z=float(rng.normal(2.4 if is_foreign else 4.0, 0.5)),
                lead=float(np.clip(rng.normal(0.1 if is_foreign else 0.6, 0.2), 0, 1)),
                seconds=float(rng.uniform(2, 12)),
                is_right=not is_foreign and bool(rng.random() < 0.97),
                is_foreign=is_foreign,
            )
        )
    return made


def chance(trial: Trial, model: ConfidenceModel) -> float:
    peak = Peak(offset_ms=0.0, height=0.1, z=trial.z, lead=trial.lead, is_at_edge=False)
    return confidence_of(peak, trial.seconds, model)


def test_confidence_is_a_chance() -> None:
    """Own and foreign sound weighing alike, the mean confidence is the share right."""
    made = trials()
    model = fit_confidence(made)
    for low, high in ((0.0, 0.5), (0.5, 1.01)):
        chosen = [t for t in made if low <= chance(t, model) < high]
        weight = np.array([0.75 if t.is_foreign else 1.5 for t in chosen])
        said = np.average([chance(t, model) for t in chosen], weights=weight)
        right = np.average([t.is_right for t in chosen], weights=weight)
        assert said == pytest.approx(right, abs=0.1)


def test_evidence_never_speaks_against_an_answer() -> None:
    """Weights stay at 0 or above, whatever chance put into the trials."""
    odd = [replace(t, seconds=12.0 if t.is_foreign else 2.0) for t in trials()]
    model = fit_confidence(odd)
    assert model.log_seconds == 0
    assert model.z > 0


@pytest.mark.parametrize("is_right", [True, False])
def test_one_sided_trials_keep_the_default(*, is_right: bool) -> None:
    """Nothing can be fitted to trials that all end alike."""
    alike = [replace(t, is_right=is_right) for t in trials(10)]
    assert fit_confidence(alike) == ConfidenceModel()


def test_a_reading_network_is_calibrated(
    net: LipNet,
    make_clip: Callable[..., FootageClip],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The zero is found, own sound is right and foreign sound wrong."""
    monkeypatch.setattr(calibration, "_window_scale", lambda model: 20.0)
    clips = [make_clip(n, early_ms=40.0, seconds=9.0) for n in range(12)]
    for clip in clips:
        clip.known_ms = 0.0
    found, made = calibrate(net, clips[6:], clips[:6], AlignmentConfig())
    assert found.zero_ms == pytest.approx(40, abs=2)
    own = [t for t in made if not t.is_foreign]
    assert own
    assert all(t.is_right for t in own)
    assert not any(t.is_right for t in made if t.is_foreign)
