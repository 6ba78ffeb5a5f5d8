"""Inception-I3D, the third video network of AVTS (Carreira & Zisserman 2017).

"Quo Vadis, Action Recognition?": Inception-v1 with every kernel inflated to time. Where
its description pads more after than before, this one pads alike on both sides, so the
sizes of all maps are the same: at 25 pictures of 224 x 224 the last is 4 x 7 x 7.

Dimensions: B batch, C channels, T time, H height, W width.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from avts_core.models.convolution import ClipConv3d

_MIXTURES = (
    ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)),
    (
        (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128),
    ),
    ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)),
)
"""Channels of the mixtures 3b-3c, 4b-4f and 5b-5c, with 64 in the first convolution:
the 1 x 1 branch, each 3 x 3 branch with its reduction before it, and the pooled one."""

SHORTEST_CLIP = 8
"""Pictures at least: the first kernel sees 7, and with no more than those oneDNN's
gradient of its weights is wrong or writes outside its memory (torch 2.11)."""


class InceptionI3d(nn.Module):
    """Inception-v1 over space and time, without its last layer.

    Parameters
    ----------
    width
        Channels of the first convolution, 64 as published; all others follow in
        proportion, rounded.

    Attributes
    ----------
    num_channels : int
        Of the map it returns, 1024 as published.
    """

    def __init__(self, width: int) -> None:
        super().__init__()

        def scaled(channels: int) -> int:
            return max(1, round(channels * width / 64))

        first, second = scaled(64), scaled(192)
        pool = nn.MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1))
        self.stem = nn.Sequential(
            _Unit(3, first, 7, stride=2),
            pool,
            _Unit(first, first, 1),
            _Unit(first, second, 3),
            pool,
        )
        self.mixtures = nn.Sequential()
        before = second
        for index, stage in enumerate(_MIXTURES):
            for channels in stage:
                mixture = _Mixture(before, tuple(scaled(c) for c in channels))
                before = mixture.num_channels
                self.mixtures.append(mixture)
            if index == 0:
                self.mixtures.append(nn.MaxPool3d(3, 2, 1))
            elif index == 1:
                self.mixtures.append(nn.MaxPool3d(2, 2, ceil_mode=True))
        self.num_channels = before

    def forward(self, clips_BCTHW: Tensor) -> Tensor:
        """Return the map of mixture 5c, [shape=(B, num_channels, T', H', W')]."""
        features: Tensor = self.mixtures(self.stem(clips_BCTHW))
        return features


class _Unit(nn.Module):
    """Convolution, batch norm, ReLU."""

    def __init__(self, before: int, after: int, size: int, *, stride: int = 1) -> None:
        super().__init__()
        self.conv = ClipConv3d(before, after, (size,) * 3, (stride,) * 3)
        self.norm = nn.BatchNorm3d(after, eps=1e-3)
        nn.init.kaiming_normal_(self.conv.weight, nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(self.norm(self.conv(x)), inplace=True)


class _Mixture(nn.Module):
    """Four branches side by side, their channels one after another."""

    def __init__(self, before: int, channels: tuple[int, ...]) -> None:
        super().__init__()
        point, reduced_a, a, reduced_b, b, pooled = channels
        self.num_channels = point + a + b + pooled
        self.branches = nn.ModuleList(
            (
                _Unit(before, point, 1),
                nn.Sequential(_Unit(before, reduced_a, 1), _Unit(reduced_a, a, 3)),
                nn.Sequential(_Unit(before, reduced_b, 1), _Unit(reduced_b, b, 3)),
                nn.Sequential(nn.MaxPool3d(3, 1, 1), _Unit(before, pooled, 1)),
            )
        )

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([branch(x) for branch in self.branches], 1)
