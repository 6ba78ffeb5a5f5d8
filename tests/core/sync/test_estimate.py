"""Tests of the one answer: its width and its confidence."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.models.calibration import Calibration, ConfidenceModel
from avts_core.sync.estimate import (
    NUM_RESAMPLES,
    PRIOR_SECONDS,
    SHORT_CONFIDENCE,
    Estimate,
    Signs,
    confidence_of,
    estimate,
    footage_noise_ms,
)
from avts_core.sync.evidence import Blocks, blocks_of
from avts_core.sync.offset import find_peak
from avts_core.sync.report import HIGH_CONFIDENCE
from avts_core.sync.scores import lags_ms

LAGS_MS = lags_ms(400)
CALIBRATION = Calibration(zero_ms=0.0, spread_ms=0.0)
SIGNS = Signs(z=4.0, log_odds=6.0, support=0.5, num_lags=301)
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
    assert shifted.signs == raw.signs


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
    """A single block cannot be drawn anew: its width is that of a usual second."""
    found = whole(evidence(1), replace(CALIBRATION, second_ms=15.0))
    assert found.uncertainty_ms == pytest.approx(30)


def test_few_seconds_do_not_tell_their_own_noise() -> None:
    """Two seconds that agree by chance are not taken for precise; a hundred are."""
    usual = 12.0
    assert footage_noise_ms(0.0, 2, 2.0, usual) > 0.9 * usual / np.sqrt(2)
    many = footage_noise_ms(0.5, 100, 100.0, usual)
    assert many < 0.6 * usual / np.sqrt(100)


def test_noisy_footage_is_told_by_its_own_seconds() -> None:
    """The film's own noise counts the more, the more seconds there are."""
    widths = [
        footage_noise_ms(40 / np.sqrt(num), num, float(num), 10.0) * np.sqrt(num)
        for num in (2, round(PRIOR_SECONDS) + 1, 400)
    ]
    assert widths[0] < widths[1] < widths[2]
    assert widths[2] == pytest.approx(40, rel=0.05)


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


def test_all_draws_at_once_are_as_one_by_one() -> None:
    """The spread is that of peaks of seconds drawn anew, curve by curve."""
    blocks = evidence(12)
    near = np.abs(LAGS_MS - whole(blocks).peak.offset_ms) <= 100
    rng = np.random.default_rng(0)
    tops = []
    for draw in rng.multinomial(12, np.full(12, 1 / 12), NUM_RESAMPLES):
        drawn = np.repeat(np.arange(12), draw)
        curve = blocks.total[drawn][:, near].sum(axis=0)
        tops.append(find_peak(LAGS_MS[near], curve).offset_ms)
    assert whole(blocks).bootstrap_ms == pytest.approx(np.std(tops), rel=1e-6)


def test_single_precision_is_enough() -> None:
    """Evidence kept as float32 gives the same answer, of a long film too."""
    few = evidence(20)
    rows = np.random.default_rng(0).integers(20, size=4000)
    blocks = Blocks(index=np.arange(4000), total=few.total[rows], count=few.count[rows])
    single = Blocks(
        index=blocks.index,
        total=blocks.total.astype(np.float32),
        count=blocks.count.astype(np.float32),
    )
    found, expected = whole(single), whole(blocks)
    for name in ("offset_ms", "uncertainty_ms", "confidence", "seconds"):
        value = getattr(expected, name)
        assert getattr(found, name) == pytest.approx(value, rel=1e-5)


def test_there_is_no_confidence_at_the_edge() -> None:
    """A peak at the end of the range may be the foot of one beyond."""
    assert whole(evidence(30, offset_ms=430)).confidence == 0


def test_two_seconds_are_never_sure() -> None:
    """However clear: another take of the same sentence can look so."""
    clear = replace(SIGNS, z=6.0, log_odds=200.0, support=1.0)
    assert confidence_of(clear, MODEL, seconds=2.4) == SHORT_CONFIDENCE
    assert confidence_of(clear, MODEL, seconds=2.6) > HIGH_CONFIDENCE
    vague = replace(SIGNS, z=2.0)
    assert confidence_of(vague, MODEL, seconds=2.4) == confidence_of(
        vague, MODEL, seconds=9.0
    )


@pytest.mark.parametrize("name", ["z", "log_odds", "support"])
def test_confidence_rises_with_each_sign(name: str) -> None:
    """A peak higher, likelier, or agreed on by more seconds makes the answer surer."""
    values: dict[str, NDArray[np.float64]] = {
        "z": np.linspace(0, 12, 25),
        "log_odds": np.linspace(-10, 300, 40),
        "support": np.linspace(0, 1, 15),
    }
    chances = [
        confidence_of(replace(SIGNS, **{name: float(v)}), MODEL, seconds=9.0)
        for v in values[name]
    ]
    assert (np.diff(chances) >= 0).all()
    assert chances[-1] > chances[0]
    assert min(chances) > 0
    assert max(chances) < 1


def test_no_sign_counts_beyond_its_cap() -> None:
    """Peaks clearer than any in the trials gain nothing more."""
    capped = replace(SIGNS, z=6.0, log_odds=200.0)
    beyond = replace(SIGNS, z=20.0, log_odds=9000.0)
    assert beyond.clarity == capped.clarity


def test_the_signs_tell_lips_from_noise() -> None:
    """Seconds of lips agree with their sum, seconds of noise do so by chance."""
    rng = np.random.default_rng(0)
    noise = blocks_of(rng.normal(0, 0.2, (500, len(LAGS_MS))).astype(np.float32))
    lips = whole(evidence(20)).signs
    chance = whole(noise).signs
    assert lips.support > 0.8
    assert chance.support < 0.5
    assert lips.clarity > 3 * chance.clarity


def test_signs_hardly_depend_on_the_range() -> None:
    """Three times the lags of the same evidence change z and support by little."""
    wide_ms = lags_ms(4500)
    rng = np.random.default_rng(3)
    noise = rng.normal(0, 1, (500, len(wide_ms) + 8))
    noise = np.stack([noise[:, k : k + len(wide_ms)] for k in range(8)]).mean(0)
    values = 0.5 * noise + 0.3 * np.exp(-0.5 * ((wide_ms - 43) / 50) ** 2)
    usual = np.abs(wide_ms) <= 1500
    found = []
    for part, lags in ((values, wide_ms), (values[:, usual], wide_ms[usual])):
        blocks = blocks_of(part.astype(np.float32))
        chosen = np.ones(len(blocks.index), bool)
        found.append(estimate(blocks, chosen, lags, CALIBRATION))
    wide, narrow = found
    assert wide.signs.z == pytest.approx(narrow.signs.z, abs=0.3)
    assert wide.signs.support == pytest.approx(narrow.signs.support, abs=0.05)
    assert wide.signs.num_lags == 3 * narrow.signs.num_lags - 2
    assert wide.offset_ms == pytest.approx(narrow.offset_ms, abs=1)


def test_noise_is_less_sure_than_lips() -> None:
    """Lips that fit are believed, noise is not."""
    rng = np.random.default_rng(0)
    noise = blocks_of(rng.normal(0, 0.2, (500, len(LAGS_MS))).astype(np.float32))
    assert whole(evidence(20)).confidence > 0.9
    assert whole(noise).confidence < 0.5
