"""The video network of AVTS with a classifier in the place of its last layer.

Dimensions: B batch, C channels, T time, H height, W width, Y classes.
"""

import torch
from torch import Tensor, nn

from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.backbones import make_backbone
from avts_core.models.input_statistics import InputStatistics


class ActionNet(nn.Module):
    """Names what is done in a clip.

    Parameters
    ----------
    config
        Its video network's shape; what it says of sound and embeddings has no meaning
        here.
    num_classes
        How many actions there are.
    dropout
        Share of the features hidden from the classifier in training.

    Attributes
    ----------
    video : nn.Module
        The video network; keys of its weights are those of `AvtsNet.video`.
    classifier : nn.Linear
        The last layer.
    """

    def __init__(
        self, config: AvtsConfig, num_classes: int, *, dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.video = make_backbone(
            config.backbone, width=config.width, has_stem_pool=config.has_stem_pool
        )
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(self.video.num_channels, num_classes)
        nn.init.normal_(self.classifier.weight, std=0.01)
        nn.init.zeros_(self.classifier.bias)
        self.video.to(memory_format=torch.channels_last_3d)  # type: ignore[call-overload]

    def forward(self, clips_BCTHW: Tensor) -> Tensor:
        """Return the logits of normalised clips [shape=(B, Y), float32]."""
        pooled = self.video(clips_BCTHW).mean((2, 3, 4))
        logits: Tensor = self.classifier(self.dropout(pooled))
        return logits.float()

    def start_from(self, model: AvtsNet) -> None:
        """Take over a trained video network of the same shape."""
        self.video.load_state_dict(model.video.state_dict())


class NormalisedActionNet(nn.Module):
    """The same for clips as they are stored.

    Parameters
    ----------
    model
        The network.
    statistics
        What its input is normalised with.
    """

    def __init__(self, model: ActionNet, statistics: InputStatistics) -> None:
        super().__init__()
        self.model, self.statistics = model, statistics

    def forward(self, clips_B3THW: Tensor) -> tuple[Tensor, ...]:
        """Return (logits,) [shape=(B, Y)] of pictures from 0 to 255."""
        return (self.model(self.statistics.normalised_clips(clips_B3THW)),)
