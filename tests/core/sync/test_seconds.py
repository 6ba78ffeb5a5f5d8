"""Tests of what a second says: bounded, and on the scale of the film's own noise."""

from collections.abc import Callable

import numpy as np
import pytest

from avts_core.errors import JobCancelledError
from avts_core.jobs import CancelToken
from avts_core.sync.evidence import CELLS_AT_ONCE, Blocks
from avts_core.sync.seconds import (
    INDEPENDENT_SHARE,
    NOISE_SHARE,
    chance_telling,
    first_scale,
    log_odds,
    scale_at,
)

NUM_LAGS = 101


def blocks_at(height: float, *, noise: float = 1.0, num: int = 400) -> Blocks:
    """Return seconds whose evidence at lag 50 is raised by so much."""
    total = np.random.default_rng(0).normal(0, noise, (num, NUM_LAGS))
    total[:, 50] += height
    return Blocks(index=np.arange(num), total=total, count=np.full(total.shape, 25.0))


def middle(blocks: Blocks) -> np.ndarray:
    return np.full(len(blocks.index), 50)


def test_no_second_says_more_than_it_can() -> None:
    """However large its evidence, a second cannot outweigh many others."""
    gain = log_odds(blocks_at(1e6), 1.0)
    assert np.isfinite(gain).all()
    most = INDEPENDENT_SHARE * np.log(NUM_LAGS / NOISE_SHARE)
    assert (gain.max(axis=1) - gain.min(axis=1)).max() <= most + 1e-4


def test_a_second_without_evidence_says_nothing() -> None:
    """No lag is preferred, none is spoken against."""
    gain = log_odds(blocks_at(0.0, noise=0.0, num=3), 1.0)
    assert np.abs(gain).max() < 1e-6


def test_an_unknown_lag_is_worth_nothing() -> None:
    """Gains of a second are 0 on the mean over lags."""
    gain = log_odds(blocks_at(4.0), 2.0)
    assert np.abs(gain.mean(axis=1)).max() < 1e-4


@pytest.mark.parametrize("unit", [0.1, 1.0, 50.0])
def test_the_scale_follows_the_evidence(unit: float) -> None:
    """Evidence in other units, of a network of other temperature, gives the same."""
    blocks = blocks_at(3.0 * unit, noise=unit)
    scale = scale_at(blocks, middle(blocks), np.ones(400))
    assert scale * unit == pytest.approx(3.0, rel=0.1)
    assert first_scale(blocks) * unit == pytest.approx(2.0, rel=0.1)


def test_the_scale_of_noise_is_small() -> None:
    """Where lips fit nowhere, a second's best lag is not worth much."""
    blocks = blocks_at(0.0)
    assert scale_at(blocks, middle(blocks), np.ones(400)) < 0.2


def test_seconds_that_tell_nothing_do_not_count() -> None:
    """A film of which half is listeners has the scale of its speaking half."""
    telling, silent = blocks_at(3.0), blocks_at(0.0)
    both = Blocks(
        index=np.arange(800),
        total=np.concatenate([telling.total, silent.total]),
        count=np.concatenate([telling.count, silent.count]),
    )
    chance = chance_telling(both, 3.0, middle(both))
    assert chance[:400].mean() > 0.8
    assert chance[400:].mean() < 0.4
    assert scale_at(both, middle(both), chance) == pytest.approx(3.0, rel=0.25)


def test_an_unknown_path_leaves_the_first_scale() -> None:
    """A path beyond the lags says nothing of the noise."""
    blocks = blocks_at(3.0)
    beyond = middle(blocks) + 1000
    chance = chance_telling(blocks, 1.0, beyond)
    assert not chance.any()
    assert scale_at(blocks, beyond, chance) == first_scale(blocks)


WORK: dict[str, Callable[[Blocks, CancelToken], object]] = {
    "first scale": lambda blocks, cancel: first_scale(blocks, cancel=cancel),
    "log-odds": lambda blocks, cancel: log_odds(blocks, 1.0, cancel=cancel),
    "telling": lambda blocks, cancel: chance_telling(
        blocks, 1.0, middle(blocks), cancel=cancel
    ),
    "scale": lambda blocks, cancel: scale_at(
        blocks, middle(blocks), np.ones(len(blocks.index)), cancel=cancel
    ),
}


class Counting(CancelToken):
    """Counts how often it is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.num_looks = 0

    def check(self) -> None:
        self.num_looks += 1
        super().check()


@pytest.mark.parametrize("name", WORK)
def test_it_can_be_cancelled(name: str) -> None:
    """The wish to stop is heard."""
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(JobCancelledError):
        WORK[name](blocks_at(1.0), cancel)


@pytest.mark.parametrize("name", WORK)
def test_the_wider_the_range_the_more_often_it_is_looked(name: str) -> None:
    """Between two looks lies a bounded number of cells, not of seconds."""
    total = np.zeros((40, 2 * CELLS_AT_ONCE // 20), np.float32)
    cancel = Counting()
    WORK[name](Blocks(index=np.arange(40), total=total, count=total), cancel)
    assert cancel.num_looks == 4
