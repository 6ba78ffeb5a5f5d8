"""Recipes of the networks that learn from pairs: AVTS and its fused baselines."""

from dataclasses import dataclass, field
from typing import Literal

from avts_core.data.pair_inputs import CropConfig
from avts_core.data.pairs import NegativeShares
from avts_core.models.avts import AvtsConfig
from avts_core.models.l3 import L3Config

MARGIN = 0.99
"""The paper's margin of the contrastive loss (Korbar et al. 2018)."""


@dataclass(frozen=True, kw_only=True)
class PairStage:
    """Some epochs with their own mixture of negatives; the shares sum to 1."""

    name: str
    epochs: int
    easy: float = 1.0
    """Share of negatives with the sound of another video."""
    hard: float = 0.0
    """Share with sound of the same video, half a second away or more."""
    super_hard: float = 0.0
    """Share with sound of the same video that overlaps but is out of sync."""

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises
        ------
        ValueError
            If there is no epoch.
        ConfigError
            If the shares do not sum to 1.
        """
        if self.epochs < 1:
            msg = f"a stage needs an epoch at least, {self.name!r} has {self.epochs}"
            raise ValueError(msg)
        _ = self.shares

    @property
    def shares(self) -> NegativeShares:
        """The mixture of negatives."""
        return NegativeShares(
            easy=self.easy, hard=self.hard, super_hard=self.super_hard
        )


@dataclass(frozen=True, kw_only=True)
class SgdConfig:
    """How weights move: SGD with momentum, slower when the loss stops falling.

    The paper gives neither rate nor momentum nor decay; the rest is its (section 4).
    """

    learning_rate: float = 0.01
    momentum: float = 0.9
    weight_decay: float = 1e-4
    patience_epochs: int = 5
    """The rate falls when the training loss has not fallen for more epochs than so."""
    factor: float = 0.1
    """What the rate is multiplied by then."""
    clip_norm: float | None = None
    """Gradients longer than this are shortened to it."""
    average_decay: float = 0.0
    """Of the running average of the weights, which is what is used; 0 is none."""


@dataclass(frozen=True, kw_only=True)
class PairRecipe:
    """How to train a network on pairs."""

    kind: str
    name: str
    seed: int = 1
    pairs_an_epoch: int | None = None
    """None takes as many as there are movies."""
    pairs_a_pass: int = 16
    """Pairs of one forward pass, on one GPU: batch norm sees so many."""
    passes_a_step: int = 4
    """Passes whose gradients make one step; processes share them."""
    precision: Literal["bfloat16", "float32"] = "bfloat16"
    is_compiled: bool = False
    """Whether torch compiles the forward pass."""
    num_workers: int = 0
    """Processes that decode beside each training process; 0 decodes in it."""
    validate_every_epochs: int = 1
    num_validation_pairs: int = 256
    """Positives in a validation, and as many negatives of each kind."""
    short_side_px: int = 256
    """Pictures are decoded with this short side."""
    stages: tuple[PairStage, ...]
    crop: CropConfig = field(default_factory=CropConfig)
    optimiser: SgdConfig = field(default_factory=SgdConfig)

    def __post_init__(self) -> None:
        """Check what the types cannot.

        Raises
        ------
        ValueError
            If a number makes no sense.
        """
        if self.pairs_a_pass < 2 or self.pairs_a_pass % 2:
            msg = f"pairs_a_pass must be even and at least 2, got {self.pairs_a_pass}"
            raise ValueError(msg)
        counts = (self.passes_a_step, self.validate_every_epochs, self.short_side_px)
        if min(*counts, self.num_validation_pairs, len(self.stages)) < 1:
            msg = "a recipe needs a stage, and passes and pairs of at least 1"
            raise ValueError(msg)

    @property
    def epochs(self) -> int:
        """Epochs of all stages."""
        return sum(stage.epochs for stage in self.stages)

    def stage_at(self, epoch: int) -> PairStage:
        """Return the stage of an epoch, counted from 0."""
        for stage in self.stages:
            if epoch < stage.epochs:
                return stage
            epoch -= stage.epochs
        return self.stages[-1]

    def steps_an_epoch(self, num_movies: int) -> int:
        """Return the steps of an epoch over so many movies; at least 1."""
        wanted = self.pairs_an_epoch or num_movies
        return max(1, wanted // (self.pairs_a_pass * self.passes_a_step))


@dataclass(frozen=True, kw_only=True)
class AvtsRecipe(PairRecipe):
    """How to train AVTS: two networks and the contrastive loss."""

    kind: Literal["avts"] = "avts"
    margin: float = MARGIN
    model: AvtsConfig = field(default_factory=AvtsConfig)


@dataclass(frozen=True, kw_only=True)
class L3Recipe(PairRecipe):
    """How to train a fused network with binary cross-entropy."""

    kind: Literal["l3"] = "l3"
    model: L3Config = field(default_factory=L3Config)
