"""Tests of Inception-I3D."""

import torch

from avts_core.models.i3d import InceptionI3d


@torch.no_grad()
def test_maps_have_the_published_channels() -> None:
    """The mixtures give 256, 480, 512 (four times, then 528), 832, 832 and 1024."""
    with torch.device("meta"):
        net = InceptionI3d(64)
        x = net.stem(torch.empty(1, 3, 64, 224, 224))
        shapes = [tuple(x.shape[1:4])]
        for layer in net.mixtures:
            x = layer(x)
            shapes.append(tuple(x.shape[1:4]))
    assert shapes == [
        (192, 32, 28),
        (256, 32, 28),
        (480, 32, 28),
        (480, 16, 14),
        (512, 16, 14),
        (512, 16, 14),
        (512, 16, 14),
        (528, 16, 14),
        (832, 16, 14),
        (832, 8, 7),
        (832, 8, 7),
        (1024, 8, 7),
    ]


def test_it_learns() -> None:
    """A gradient reaches every weight, the narrowest branches included."""
    torch.manual_seed(0)
    net = InceptionI3d(8)
    net(torch.randn(2, 3, 9, 32, 32)).square().sum().backward()
    assert all(p.grad is not None and p.grad.any() for p in net.parameters())
