"""How a video network learns to name actions."""

from dataclasses import dataclass, field
from typing import Literal

from avts_core.data.action_clips import ClipConfig
from avts_core.data.pair_inputs import CropConfig
from avts_core.models.avts import AvtsConfig


@dataclass(frozen=True, kw_only=True)
class FinetuneRecipe:
    """How to train a video network with a classifier, from scratch or from a model.

    The AVTS paper does not say how it fine-tuned; these are usual choices.
    """

    kind: Literal["finetune"] = "finetune"
    seed: int = 1
    epochs: int = 60
    """Each shows one clip of every video, at a random time."""
    clips_a_pass: int = 16
    """Clips of one forward pass, on one GPU: batch norm sees so many."""
    passes_a_step: int = 4
    """Passes whose gradients make one step; processes share them."""
    learning_rate: float = 0.01
    """At its highest: a straight rise, then half a cosine to nothing."""
    warmup_epochs: int = 3
    momentum: float = 0.9
    weight_decay: float = 5e-4
    dropout: float = 0.5
    """Share of the features hidden from the classifier."""
    precision: Literal["bfloat16", "float32"] = "bfloat16"
    is_compiled: bool = False
    """Whether torch compiles the forward pass."""
    num_workers: int = 0
    """Processes that decode beside each training process; 0 decodes in it."""
    short_side_px: int = 256
    """Videos are decoded with this short side."""
    clips_a_video: int = 10
    """Clips of a test video, spread evenly over it; its score is their mean."""
    crop: CropConfig = field(default_factory=CropConfig)
    model: AvtsConfig = field(default_factory=AvtsConfig)

    def __post_init__(self) -> None:
        """Check what the types cannot.

        Raises
        ------
        ValueError
            If a number makes no sense.
        """
        counts = (self.epochs, self.passes_a_step, self.clips_a_video)
        if min(*counts, self.short_side_px) < 1 or self.clips_a_pass < 2:
            msg = "a recipe needs an epoch, a pass of two clips, and clips to measure"
            raise ValueError(msg)
        if not (0 <= self.dropout < 1 and 0 <= self.warmup_epochs <= self.epochs):
            msg = "dropout must be in [0, 1) and warmup_epochs within the epochs"
            raise ValueError(msg)

    @property
    def clip_config(self) -> ClipConfig:
        """What a clip holds."""
        return ClipConfig(
            num_pictures=self.model.num_pictures,
            side_px=self.model.side_px,
            short_side_px=self.short_side_px,
        )

    def steps_an_epoch(self, num_videos: int) -> int:
        """Return the steps of an epoch over so many videos; at least 1."""
        return max(1, num_videos // (self.clips_a_pass * self.passes_a_step))
