"""What excerpts of known and foreign sound make of a model's peaks."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from avts_core.data.footage import FootageClip
from avts_core.models.calibration import Calibration, ConfidenceModel
from avts_core.models.lip import LipNet
from avts_core.sync.estimate import Signs, confidence_of
from avts_core.training import calibration
from avts_core.training.calibration import (
    KIND_WEIGHTS,
    calibrate,
    fit_confidence,
    fit_second_ms,
    trial_weights,
)
from avts_core.training.recipe import AlignmentConfig
from avts_core.training.trials import Kind, NoiseTrial, Trial


def trials(count: int = 600) -> list[Trial]:
    """Return trials in which true sound has clearer peaks than foreign sound."""
    rng = np.random.default_rng(2)
    made = []
    for number in range(count):
        is_foreign = number % 3 > 0
        made.append(
            Trial(
                person=str(number % 7),
                kind=Kind.OTHER if is_foreign else Kind.OWN,
                signs=Signs(
                    z=float(rng.normal(3.0 if is_foreign else 4.0, 0.4)),
                    log_odds=float(rng.normal(1.0 if is_foreign else 9.0, 3.0)),
                    support=float(rng.uniform(0, 0.6) + (not is_foreign) * 0.4),
                    num_lags=301,
                ),
                seconds=float(rng.uniform(3, 12)),
                is_right=not is_foreign and bool(rng.random() < 0.97),
            )
        )
    return made


def chance(trial: Trial, model: ConfidenceModel) -> float:
    return confidence_of(trial.signs, model, seconds=trial.seconds)


def test_confidence_is_a_chance() -> None:
    """With each kind's and person's share, mean confidence is the share right."""
    made = trials()
    model = fit_confidence(made)
    weights = trial_weights(made)
    said = np.array([chance(t, model) for t in made])
    right = np.array([t.is_right for t in made])
    for low, high in ((0.0, 0.5), (0.5, 1.01)):
        chosen = (low <= said) & (said < high)
        expected = np.average(right[chosen], weights=weights[chosen])
        found = np.average(said[chosen], weights=weights[chosen])
        assert found == pytest.approx(expected, abs=0.06)


def test_people_weigh_alike_whatever_they_gave() -> None:
    """A person of a hundred trials counts as one of ten does, kinds by their share."""
    one = trials(3)[0]
    made = [replace(one, person="many")] * 100 + [replace(one, person="few")] * 10
    made += [replace(one, kind=Kind.OTHER)] * 5
    weights = trial_weights(made)
    assert weights[:100].sum() == pytest.approx(weights[100:110].sum())
    shares = weights[:110].sum() / weights[110:].sum()
    assert shares == pytest.approx(KIND_WEIGHTS[Kind.OWN] / KIND_WEIGHTS[Kind.OTHER])


def test_evidence_never_speaks_against_an_answer() -> None:
    """Weights of clarity stay at 0 or above, whatever chance put into the trials."""
    odd = [replace(t, signs=replace(t.signs, z=7 - t.signs.z)) for t in trials()]
    odd = [
        replace(t, signs=replace(t.signs, log_odds=10 - t.signs.log_odds)) for t in odd
    ]
    model = fit_confidence(odd)
    assert min(model.clarity, model.agreement) >= 0


def test_peaks_at_the_edge_do_not_teach() -> None:
    """They never get an answer, so they are no trials of it."""
    made = trials()
    edge = [replace(t, is_at_edge=True, is_right=not t.is_right) for t in made]
    assert fit_confidence([*made, *edge]) == fit_confidence(made)


@pytest.mark.parametrize("is_right", [True, False])
def test_one_sided_trials_keep_the_default(*, is_right: bool) -> None:
    """Nothing can be fitted to trials that all end alike."""
    alike = [replace(t, is_right=is_right) for t in trials(10)]
    assert fit_confidence(alike) == ConfidenceModel()


def test_the_noise_of_a_second_is_found() -> None:
    """From excerpts against the rest of their clips, to cover 95 of 100 of them."""
    rng = np.random.default_rng(4)
    made = []
    for number in range(600):
        length = int(rng.choice([2, 3, 6]))
        noise = 14 * np.sqrt(1 / length + 1 / 20)
        made.append(
            NoiseTrial(
                person=str(number % 9),
                error_ms=float(rng.normal(0, noise)),
                excerpt=(14 / np.sqrt(length), length, float(length)),
                rest=(14 / np.sqrt(20), 20, 20.0),
            )
        )
    assert fit_second_ms(made) == pytest.approx(14, abs=2.5)
    assert fit_second_ms(made[:5]) == Calibration().second_ms


@pytest.mark.slow
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
    own = [t for t in made if t.kind is Kind.OWN]
    assert own
    assert all(t.is_right for t in own)
    foreign = [t for t in made if t.kind not in {Kind.OWN, Kind.MIXED}]
    assert {Kind.OTHER, Kind.REVERSED} <= {t.kind for t in foreign}
    assert not any(t.is_right for t in foreign)
    said = {
        k: [chance(t, found.confidence) for t in p] for k, p in ((1, own), (0, foreign))
    }
    assert np.mean(said[1]) > 0.8
    assert np.mean(said[0]) < 0.3
