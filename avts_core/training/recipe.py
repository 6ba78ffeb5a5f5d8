"""A recipe: everything that decides how a model is trained, as frozen data."""

from dataclasses import dataclass, field
from typing import Literal

from avts_core.data.augmentation import AugmentationConfig
from avts_core.data.sampler import SamplerConfig
from avts_core.models.lip import LipConfig


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stretch of training with its own mixture of losses and negatives."""

    name: str
    until: float
    """Share of all steps at which the stage ends; the last one ends at 1."""
    hard_share: float = 0.0
    """Share of hard negatives (same clip, other time) in the distance loss; the rest
    are easy ones (other clips)."""
    distance_weight: float = 0.0
    """Weight of AVTS's contrastive distance loss."""
    lag_weight: float = 1.0
    """Weight of the cross-entropy over the lags within a clip."""


@dataclass(frozen=True, kw_only=True)
class OptimiserConfig:
    """How weights move: AdamW, warm-up, cosine."""

    learning_rate: float = 1.5e-3
    """Highest rate, after the warm-up."""
    final_share: float = 0.02
    """Rate at the end as a share of the highest."""
    weight_decay: float = 0.05
    betas: tuple[float, float] = (0.9, 0.98)
    warmup_steps: int = 80
    clip_norm: float = 5.0
    """Gradients longer than this are shortened to it."""
    average_decay: float = 0.998
    """The model that ships is the running average of the weights with this decay."""


@dataclass(frozen=True, kw_only=True)
class AlignmentConfig:
    """How training aligns footage that is itself out of sync."""

    at: tuple[float, ...] = ()
    """Shares of all steps at which every clip's own offset is measured anew."""
    start_from_hints: bool = True
    """Begin with what the catalogue says about the clips."""
    min_z: float = 2.8
    min_lead: float = 0.25
    """A clip is moved only where its peak stands out so far (`sync.offset.Peak`)."""
    max_offset_ms: float = 500.0
    """Larger measured offsets are not believed."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How to train a model."""

    kind: Literal["lip"] = "lip"
    name: str
    seed: int = 1
    steps: int = 2000
    clips_a_step: int = 8
    """Crops in a step of one process."""
    precision: Literal["bfloat16", "float32"] = "bfloat16"
    """Number format of the convolutions; the loss is always float32."""
    held_out_share: float = 0.12
    """Share of the people kept for validation and calibration."""
    validate_every: int = 500
    """Steps from one validation to the next."""
    save_every: int = 100
    """Steps from one checkpoint to the next."""
    model: LipConfig = field(default_factory=LipConfig)
    sampler: SamplerConfig = field(default_factory=SamplerConfig)
    augmentation: AugmentationConfig = field(default_factory=AugmentationConfig)
    optimiser: OptimiserConfig = field(default_factory=OptimiserConfig)
    alignment: AlignmentConfig = field(default_factory=AlignmentConfig)
    stages: tuple[Stage, ...] = (Stage(name="lags", until=1.0),)

    def __post_init__(self) -> None:
        """Check what the types cannot.

        Raises
        ------
        ValueError
            If steps or stages make no sense.
        """
        if self.steps < 1 or self.clips_a_step < 2:
            msg = "a recipe needs at least 1 step of at least 2 clips"
            raise ValueError(msg)
        ends = [stage.until for stage in self.stages]
        if not ends or ends != sorted(ends) or ends[-1] != 1.0:
            msg = f"stages must end in rising order, the last at 1.0, got {ends}"
            raise ValueError(msg)

    def stage_at(self, step: int) -> Stage:
        """Return the stage that a step belongs to."""
        share = step / self.steps
        return next((s for s in self.stages if share < s.until), self.stages[-1])
