"""Tests of the video networks: shapes, what sees time, how they start."""

import pytest
import torch
from torch import nn

from avts_core.models.backbones import BACKBONES, Backbone, make_backbone

# Times of the last map for 25 pictures, from the strides of each group.
LENGTHS = {"mc2": 25, "mc3": 25, "mc4": 13, "mc5": 7, "r3d_18": 4, "i3d_rgb": 4}


@pytest.mark.parametrize("name", BACKBONES)
@torch.no_grad()
def test_the_last_map_has_the_shape_of_the_paper(name: Backbone) -> None:
    """Channels, times and sides follow from the strides that are published."""
    with torch.device("meta"):
        net = make_backbone(name, width=64)
        features = net(torch.empty(2, 3, 25, 224, 224))
    channels, side = (1024, 7) if name == "i3d_rgb" else (512, 14)
    assert features.shape == (2, channels, LENGTHS[name], side, side)
    assert net.num_channels == channels


@pytest.mark.parametrize("name", BACKBONES)
@torch.no_grad()
def test_small_clips_of_a_narrow_network(name: Backbone) -> None:
    """Widths shrink in proportion; small pictures and short clips still pass."""
    torch.manual_seed(0)
    net = make_backbone(name, width=4).eval()
    assert net.num_channels == (64 if name == "i3d_rgb" else 32)
    for pictures, side in ((25, 32), (5, 16), (1, 9)):
        features = net(torch.randn(2, 3, pictures, side, side))
        assert features.shape[:2] == (2, net.num_channels)
        assert features.isfinite().all()
        assert features.std() > 0


@pytest.mark.parametrize(
    ("name", "reach"), [("mc2", 1), ("mc3", 5), ("mc4", 12), ("mc5", 12)]
)
@torch.no_grad()
def test_how_far_in_time_a_network_sees(name: Backbone, reach: int) -> None:
    """Only the groups said to be 3D look at neighbouring pictures."""
    torch.manual_seed(0)
    net = make_backbone(name, width=4).eval()
    clip = torch.randn(1, 3, 25, 16, 16)
    changed = clip.clone()
    changed[:, :, 12] += 1
    difference = (net(clip) - net(changed)).abs().amax((0, 1, 3, 4))
    places = difference.nonzero()[:, 0] * round(25 / len(difference))
    assert (places - 12).abs().max() <= reach
    if name in ("mc2", "mc3"):
        assert len(places) == 2 * reach + 1


@torch.no_grad()
def test_a_stem_pool_halves_the_picture() -> None:
    """With the pool every map is half as high and wide, and as long."""
    with torch.device("meta"):
        net = make_backbone("mc3", width=8, has_stem_pool=True)
        assert net(torch.empty(1, 3, 25, 64, 64)).shape == (1, 64, 25, 2, 2)


@pytest.mark.parametrize("name", BACKBONES)
def test_convolutions_have_no_bias_and_norms_the_epsilon(name: Backbone) -> None:
    """Every convolution is followed by a norm as the authors had it."""
    with torch.device("meta"):
        modules = list(make_backbone(name, width=8).modules())
    convolutions = [m for m in modules if isinstance(m, nn.Conv3d)]
    norms = [m for m in modules if isinstance(m, nn.BatchNorm3d)]
    assert all(c.bias is None for c in convolutions)
    assert {(n.eps, n.momentum) for n in norms} == {(1e-3, 0.1)}
    assert len(norms) == len(convolutions) == (57 if name == "i3d_rgb" else 20)


def test_convolutions_start_with_the_deviation_of_msra() -> None:
    """The spread of new weights is the root of two over what leaves a unit."""
    torch.manual_seed(0)
    net = make_backbone("mc3", width=16)
    weights = [p for p in net.parameters() if p.dim() == 5 and p.shape[-1] == 3]
    for weight in weights:
        leaving = weight.shape[0] * weight[0, 0].numel()
        assert weight.std().item() == pytest.approx((2 / leaving) ** 0.5, rel=0.05)
