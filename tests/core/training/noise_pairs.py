"""Pairs made of noise in memory: a light that blinks as its sound does."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from torch.utils.data import Dataset

from avts_core.data.manifest import LeftOut
from avts_core.data.pair_footage import KIND_CODES, PairItem
from avts_core.data.pairs import NegativeShares, PairSampler
from avts_core.evaluation.pair_distances import PairSet
from avts_core.models.avts import AvtsConfig
from avts_core.models.input_statistics import InputStatistics
from avts_core.training.pair_recipe import AvtsRecipe, L3Recipe, PairStage
from avts_core.training.pair_task import PairTask

SIDE_PX = 16
STATISTICS = InputStatistics(
    picture_means=(100.0, 100.0, 100.0),
    picture_deviations=(50.0, 50.0, 50.0),
    band_means=(-6.0,) * 40,
    band_deviations=(3.0,) * 40,
)
RECIPE = AvtsRecipe(
    name="tiny",
    pairs_an_epoch=16,
    pairs_a_pass=4,
    passes_a_step=2,
    precision="float32",
    num_validation_pairs=8,
    validate_every_epochs=2,
    stages=(
        PairStage(name="easy", epochs=2),
        PairStage(name="mixed", epochs=2, easy=0.5, hard=0.5),
    ),
    model=AvtsConfig(backbone="mc2", width=4, embedding=16, side_px=SIDE_PX),
)


class BlinkingSet(PairSet):
    """Movies of 6 s; each second of each movie has its own pattern of light."""

    def __init__(
        self, num_movies: int = 6, *, seed: int = 0, fits: bool = True
    ) -> None:
        self._num, self._fits = num_movies, fits
        self.sampler = PairSampler(
            [(0.0, 6.0)] * num_movies, [str(k) for k in range(num_movies)], seed=seed
        )

    def footage(self, shares: NegativeShares, *, epoch: int, num_pairs: int) -> Any:
        return _Blinking(self.sampler, shares, epoch, num_pairs, fits=self._fits)


class _Blinking(Dataset[PairItem]):
    def __init__(
        self,
        sampler: PairSampler,
        shares: NegativeShares,
        epoch: int,
        num_pairs: int,
        *,
        fits: bool,
    ) -> None:
        self._sampler, self._shares = sampler, shares
        self._epoch, self._num_pairs, self._fits = epoch, num_pairs, fits

    def __len__(self) -> int:
        return self._num_pairs

    def __getitem__(self, index: int) -> PairItem:
        pair = self._sampler.draw(self._epoch, index, self._shares)
        seen = _light(pair.movie, pair.picture_s)
        heard = _light(pair.sound_movie + 50 * (not self._fits), pair.sound_s)
        level = np.repeat(heard, 16000 // 25)
        noise = np.random.default_rng(index).normal(0, 0.1, 16000)
        pictures = np.empty((25, SIDE_PX, SIDE_PX, 3), np.uint8)
        pictures[:] = (60 + 120 * seen)[:, None, None, None]
        return PairItem(
            pictures=pictures,
            samples=(level * noise + 0.001 * noise).astype(np.float32),
            kind_code=KIND_CODES[pair.kind],
            pair=pair,
            num_attempts=1,
            broken=self._broken(index),
        )

    def _broken(self, index: int) -> Sequence[LeftOut] | Any:
        return (LeftOut(file="torn.mp4", reason="It is torn."),) if index == 3 else ()


def _light(movie: int, start_s: float) -> np.ndarray:
    """Return how bright each of 25 pictures is, 0 or 1."""
    ticks = round(25 * start_s) + np.arange(25)
    rng = np.random.default_rng([movie, 9])
    return (rng.random(6 * 25 + 25) < 0.3)[ticks].astype(float)


def make_task(recipe: AvtsRecipe | L3Recipe = RECIPE) -> PairTask:
    """Return a task on six movies, validated on four others."""
    return PairTask(
        recipe,
        BlinkingSet(),
        BlinkingSet(4, seed=5),
        statistics=STATISTICS,
        footage=[f"{k}.mp4" for k in range(6)],
    )
