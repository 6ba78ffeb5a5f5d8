"""Tests of the convolution of the video networks."""

import pytest
import torch

from avts_core.models.convolution import ClipConv3d


def gradient(layer: ClipConv3d, clip: torch.Tensor) -> torch.Tensor:
    layer.weight.grad = None
    torch.autograd.backward(layer(clip).float().square().sum())
    found = layer.weight.grad
    assert found is not None
    return found


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("num_pictures", [1, 2, 3, 4, 9])
def test_gradients_in_bfloat16_are_those_in_float64(
    num_pictures: int, stride: int
) -> None:
    """Also of clips as short as the kernel, and to bfloat16's precision."""
    torch.manual_seed(0)
    layer = ClipConv3d(4, 8, (3, 3, 3), (stride, 1, 1))
    layer.to(memory_format=torch.channels_last_3d)  # type: ignore[call-overload]
    clip = torch.randn(2, 4, num_pictures, 8, 8)
    for _ in range(4):  # what is wrong is left over in memory, so not always so
        with torch.autocast("cpu", torch.bfloat16):
            found = gradient(layer, clip)
    exact = gradient(layer.double(), clip.double())
    assert (found.double() - exact).norm() < 0.02 * exact.norm()


def test_it_keeps_times_and_sides_but_for_its_stride() -> None:
    """Odd sizes are rounded up, as the maps of the paper are."""
    layer = ClipConv3d(2, 3, (1, 3, 7), (1, 2, 2))
    assert layer(torch.zeros(1, 2, 5, 9, 11)).shape == (1, 3, 5, 5, 6)
    assert layer.bias is None
