"""Tests of the one answer: its width and its confidence."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.models.calibration import Calibration, ConfidenceModel
from avts_core.sync.estimate import Estimate, confidence_of, estimate
from avts_core.sync.evidence import Blocks, blocks_of
from avts_core.sync.offset import Peak
from avts_core.sync.scores import lags_ms

LAGS_MS = lags_ms(400)
CALIBRATION = Calibration(zero_ms=0.0, spread_ms=0.0)
PEAK = Peak(offset_ms=20.0, height=0.2, z=4.0, lead=0.5, is_at_edge=False)
MODEL = ConfidenceModel()


def evidence(seconds: int, *, offset_ms: float = 43.0, seed: int = 0) -> Blocks:
    rng = np.random.default_rng(seed)
    shape = (25 * seconds, len(LAGS_MS) + 8)
    noise = rng.normal(0, 1, shape)
    noise = np.stack([noise[:, k : k + len(LAGS_MS)] for k in range(8)]).mean(0)
    hill = 0.3 * np.exp(-0.5 * ((LAGS_MS - offset_ms) / 50) ** 2)
    return blocks_of((0.5 * noise + hill).astype(np.float32))


def whole(blocks: Blocks, calibration: Calibration = CALIBRATION) -> Estimate:
    return estimate(blocks, np.ones(len(blocks.index), bool), LAGS_MS, calibration)


def test_the_offset_is_found() -> None:
    """Half a minute of clear lips gives the offset to some ms."""
    found = whole(evidence(30))
    assert found.offset_ms == pytest.approx(43, abs=6)
    assert found.seconds == pytest.approx(30)


def test_the_zero_is_taken_off() -> None:
    """What the model says of footage in sync is no offset; the peak stays raw."""
    blocks = evidence(30)
    raw, shifted = whole(blocks), whole(blocks, replace(CALIBRATION, zero_ms=15.0))
    assert shifted.offset_ms == pytest.approx(raw.offset_ms - 15)
    assert shifted.peak == raw.peak


def test_more_seconds_narrow_the_answer() -> None:
    """Sixteen times the seconds give a quarter of the width, give or take."""

    def mean_width_ms(seconds: int) -> float:
        widths = [whole(evidence(seconds, seed=s)).uncertainty_ms for s in range(6)]
        return float(np.mean(widths))

    short, middle, long = (mean_width_ms(seconds) for seconds in (8, 32, 128))
    assert short > middle > long
    assert 2.0 < short / long < 8.0


def test_the_width_covers_the_error() -> None:
    """Two deviations of the bootstrap hold the truth in most of twenty films."""
    estimates = [whole(evidence(20, seed=seed)) for seed in range(20)]
    inside = [abs(e.offset_ms - 43) <= e.uncertainty_ms for e in estimates]
    assert np.mean(inside) > 0.75


def test_the_models_own_spread_never_goes_away() -> None:
    """However long the film, the model's error of a person remains."""
    found = whole(evidence(128), replace(CALIBRATION, spread_ms=12.0))
    assert found.uncertainty_ms >= 24


def test_one_second_claims_no_precision() -> None:
    """A single block cannot be drawn anew: its width is a stated 40 ms."""
    assert whole(evidence(1)).uncertainty_ms == pytest.approx(40)


def test_only_the_chosen_blocks_count() -> None:
    """The estimate of a span does not see other spans."""
    both = evidence(20, offset_ms=-100)
    other = evidence(20, offset_ms=200, seed=1)
    joined = Blocks(
        index=np.concatenate([both.index, other.index + 20]),
        total=np.concatenate([both.total, other.total]),
        count=np.concatenate([both.count, other.count]),
    )
    chosen = joined.index >= 20
    found = estimate(joined, chosen, LAGS_MS, CALIBRATION)
    assert found.offset_ms == pytest.approx(200, abs=10)
    assert found.seconds == pytest.approx(20)


def test_the_same_film_gives_the_same_answer() -> None:
    """The bootstrap draws the same each time."""
    blocks = evidence(10)
    assert whole(blocks) == whole(blocks)


def test_there_is_no_confidence_at_the_edge() -> None:
    """A peak at the end of the range may be the foot of one beyond."""
    at_edge = replace(PEAK, is_at_edge=True, z=9.0, lead=1.0)
    assert confidence_of(at_edge, 1000.0, MODEL) == 0
    assert whole(evidence(30, offset_ms=430)).confidence == 0


@pytest.mark.parametrize("name", ["z", "lead", "seconds"])
def test_confidence_rises_with_each_sign(name: str) -> None:
    """A higher peak, a lower rival and more seconds each make the answer surer."""
    values: dict[str, NDArray[np.float64]] = {
        "z": np.linspace(0, 12, 25),
        "lead": np.linspace(-0.2, 1.2, 15),
        "seconds": np.geomspace(0.05, 100, 25),
    }
    chances = []
    for value in values[name]:
        peak = PEAK if name == "seconds" else replace(PEAK, **{name: float(value)})
        seconds = float(value) if name == "seconds" else 5.0
        chances.append(confidence_of(peak, seconds, MODEL))
    assert (np.diff(chances) >= 0).all()
    assert chances[-1] > chances[0]
    assert min(chances) > 0
    assert max(chances) < 1


def test_no_sign_counts_beyond_its_cap() -> None:
    """Peaks beyond eight deviations and films over 30 s gain nothing more."""
    capped = confidence_of(replace(PEAK, z=8.0, lead=1.0), 30.0, MODEL)
    beyond = confidence_of(replace(PEAK, z=20.0, lead=3.0), 300.0, MODEL)
    assert beyond == pytest.approx(capped)


def test_noise_is_less_sure_than_lips() -> None:
    """Lips that fit are believed, noise is not."""
    rng = np.random.default_rng(0)
    noise = blocks_of(rng.normal(0, 0.2, (500, len(LAGS_MS))).astype(np.float32))
    assert whole(evidence(20)).confidence > 0.9
    assert whole(noise).confidence < 0.5
