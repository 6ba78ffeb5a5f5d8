"""How large the models are, and how much a second of pictures costs them.

Counted on torch's meta device: no weight is allocated and nothing is computed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.l3 import L3Config, L3Net
from avts_core.models.lip import INPUT_SIDE_PX, LipNet
from avts_core.models.registry import KINDS, Network, NetworkConfig, build_network

NUM_PICTURES, SIDE_PX = 25, 224
"""The clip of the paper, for which costs are given."""


@dataclass(frozen=True, kw_only=True)
class ModelSize:
    """Size and cost of a model at its published width."""

    name: str
    backbone: str | None
    """None if the network is of one piece."""
    video_parameters_without_last_layer: int
    """Of the video network, without the layer that gives the embedding; L3's has no
    such layer of its own."""
    audio_parameters: int
    """Of the whole sound network."""
    gmac_25x224: float | None
    """Multiply-adds of the video network for 25 pictures of 224 x 224, in 10^9; None if
    it cannot see such pictures."""
    gmac_25_own_size: float | None = None
    """The same for 25 pictures of the only size it sees."""


def count_models() -> Iterator[ModelSize]:
    """Yield the size of every model with every backbone, at its default shape."""
    for kind in KINDS:
        for backbone in kind.backbones or (None,):
            chosen = {} if backbone is None else {"backbone": backbone}
            config: NetworkConfig = kind.config(**chosen)  # type: ignore[arg-type]
            yield _size(kind.name, backbone, config)


def count_parameters(*modules: nn.Module) -> int:
    """Return the number of weights that training moves, those of norms included."""
    return sum(p.numel() for module in modules for p in module.parameters())


def count_video_gmac(model: Network, *, num_pictures: int, side_px: int) -> float:
    """Return the multiply-adds of the video network for one clip, in 10^9.

    Those of convolutions and of matrices; norms and pools are left out.

    Parameters
    ----------
    model
        On the device "meta", in evaluation mode.
    num_pictures, side_px
        Of the clip.
    """
    with torch.device("meta"), FlopCounterMode(display=False) as counter:
        if isinstance(model, LipNet):
            model.embed_pictures(torch.empty(1, num_pictures, side_px, side_px))
        else:
            _see(model, torch.empty(1, 3, num_pictures, side_px, side_px))
    return counter.get_total_flops() / 2e9


def _see(model: AvtsNet | L3Net, clip_BCTHW: Tensor) -> None:
    if isinstance(model, AvtsNet):
        model.embed_pictures(clip_BCTHW)
    else:
        model.video_features(clip_BCTHW)


def _size(name: str, backbone: str | None, config: NetworkConfig) -> ModelSize:
    with torch.device("meta"):
        model = build_network(config).eval()
    video, sound = _parameters(model)
    is_free = isinstance(config, AvtsConfig | L3Config)
    gmac = count_video_gmac(
        model,
        num_pictures=NUM_PICTURES,
        side_px=SIDE_PX if is_free else INPUT_SIDE_PX,
    )
    return ModelSize(
        name=name,
        backbone=backbone,
        video_parameters_without_last_layer=video,
        audio_parameters=sound,
        gmac_25x224=round(gmac, 1) if is_free else None,
        gmac_25_own_size=None if is_free else round(gmac, 3),
    )


def _parameters(model: Network) -> tuple[int, int]:
    """Count those of the video without its last layer, and those of the sound."""
    if isinstance(model, LipNet):
        pictures = model.pictures
        video = count_parameters(pictures) - count_parameters(pictures.temporal.out)
        return video, count_parameters(model.sound)
    if isinstance(model, AvtsNet):
        sound = count_parameters(model.sound, model.sound_last)
        return count_parameters(model.video), sound
    return count_parameters(model.video), count_parameters(model.sound)
