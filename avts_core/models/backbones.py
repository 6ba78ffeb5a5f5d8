"""Video networks of AVTS: mixed convolutions (MC2 to MC5), R3D-18, and I3D-RGB.

MCx and R3D are those of "A Closer Look at Spatiotemporal Convolutions for Action
Recognition" (Tran et al. 2018): 18 layers, the first groups with kernels in space and
time, the rest in space only.

Dimensions: B batch, C channels, T time, H height, W width.
"""

from typing import Literal, get_args

from torch import Tensor, nn
from torch.nn import functional

from avts_core.models.convolution import ClipConv3d
from avts_core.models.i3d import InceptionI3d

Backbone = Literal["mc2", "mc3", "mc4", "mc5", "r3d_18", "i3d_rgb"]
BACKBONES: tuple[Backbone, ...] = get_args(Backbone)

_NUM_3D_GROUPS = {"mc2": 1, "mc3": 2, "mc4": 3, "mc5": 4, "r3d_18": 5}
"""Of the five groups (conv1, conv2_x to conv5_x), the first so many are 3D."""
_NORM_EPSILON = 1e-3
"""Caffe2's, with which the authors trained."""


class MixedConvolutionNet(nn.Module):
    """18 layers of residual blocks, whose first groups see time.

    MC2 and MC3 keep every picture; in deeper mixtures a group that sees time also
    halves it where it halves the picture.

    Parameters
    ----------
    num_3d_groups
        How many of the five groups see time: 1 is MC2, 5 is R3D.
    width
        Channels of the first convolution; 64 in the paper.
    has_stem_pool
        Whether a maximum over 3 x 3 halves the picture after the first convolution.

    Attributes
    ----------
    num_channels : int
        Of the map it returns, ``8 * width``.
    """

    def __init__(self, num_3d_groups: int, *, width: int, has_stem_pool: bool) -> None:
        super().__init__()
        self.num_channels = 8 * width
        self.conv1 = ClipConv3d(3, width, (3, 7, 7), (1, 2, 2))
        self.conv1_norm = nn.BatchNorm3d(width, eps=_NORM_EPSILON)
        self.pool1: nn.Module = nn.Identity()
        if has_stem_pool:
            self.pool1 = nn.MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1))
        before = width
        self.groups = nn.Sequential()
        for number in range(2, 6):
            after = width * 2 ** (number - 2)
            blocks = nn.Sequential()
            for stride in (1 if number == 2 else 2, 1):
                blocks.append(
                    _Residual(
                        before, after, stride=stride, is_3d=number <= num_3d_groups
                    )
                )
                before = after
            self.groups.append(blocks)
        self.apply(_initialise)

    def forward(self, clips_BCTHW: Tensor) -> Tensor:
        """Return the map of conv5, [shape=(B, num_channels, T', H', W')]."""
        x = functional.relu(self.conv1_norm(self.conv1(clips_BCTHW)), inplace=True)
        features: Tensor = self.groups(self.pool1(x))
        return features


def make_backbone(
    name: Backbone, *, width: int, has_stem_pool: bool = False
) -> MixedConvolutionNet | InceptionI3d:
    """Return a new video network without its last layer.

    Parameters
    ----------
    name
        Which; I3D always pools after its first convolution.
    width
        Channels of the first convolution; the others follow in proportion.
    has_stem_pool
        See `MixedConvolutionNet`.
    """
    if name == "i3d_rgb":
        return InceptionI3d(width)
    return MixedConvolutionNet(
        _NUM_3D_GROUPS[name], width=width, has_stem_pool=has_stem_pool
    )


class _Residual(nn.Module):
    """Two convolutions over a way around them, a projection where the shape changes."""

    def __init__(self, before: int, after: int, *, stride: int, is_3d: bool) -> None:
        super().__init__()
        kernel = (3 if is_3d else 1, 3, 3)
        step = (stride if is_3d else 1, stride, stride)
        self.first = ClipConv3d(before, after, kernel, step)
        self.first_norm = nn.BatchNorm3d(after, eps=_NORM_EPSILON)
        self.second = ClipConv3d(after, after, kernel)
        self.second_norm = nn.BatchNorm3d(after, eps=_NORM_EPSILON)
        self.around: nn.Module = nn.Identity()
        if before != after or stride != 1:
            self.around = nn.Sequential(
                ClipConv3d(before, after, (1, 1, 1), step),
                nn.BatchNorm3d(after, eps=_NORM_EPSILON),
            )

    def forward(self, x: Tensor) -> Tensor:
        y = functional.relu(self.first_norm(self.first(x)), inplace=True)
        y = self.second_norm(self.second(y))
        return functional.relu(y + self.around(x), inplace=True)


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv3d):
        # Caffe2's MSRAFill counts what leaves a unit, not what enters.
        nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
