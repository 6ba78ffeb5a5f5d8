"""Tests of the video network with a classifier."""

import torch

from avts_core.models.action import ActionNet, NormalisedActionNet
from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.input_statistics import InputStatistics

CONFIG = AvtsConfig(backbone="mc3", width=4, num_pictures=4, side_px=16)


def test_it_starts_from_the_video_network_of_avts() -> None:
    """After that its features are the other's."""
    torch.manual_seed(0)
    avts, net = AvtsNet(CONFIG).eval(), ActionNet(CONFIG, 5).eval()
    clips = torch.randn(2, 3, 4, 16, 16)
    assert not torch.allclose(net.video(clips), avts.video_features(clips))
    net.start_from(avts)
    assert torch.equal(net.video(clips), avts.video_features(clips))
    assert net(clips).shape == (2, 5)


def test_all_of_it_learns() -> None:
    """Every weight has a gradient: nothing is frozen."""
    net = ActionNet(CONFIG, 3, dropout=0.5)
    net(torch.randn(2, 3, 4, 16, 16)).square().sum().backward()
    assert all(weight.grad is not None for weight in net.parameters())


def test_stored_clips_are_normalised() -> None:
    """Whole numbers from 0 to 255 go in."""
    statistics = InputStatistics(
        picture_means=(100.0, 110.0, 120.0),
        picture_deviations=(50.0, 50.0, 50.0),
        band_means=(0.0,) * 40,
        band_deviations=(1.0,) * 40,
    )
    net = ActionNet(CONFIG, 3).eval()
    stored = torch.randint(0, 256, (2, 3, 4, 16, 16), dtype=torch.uint8)
    means = torch.tensor([100.0, 110.0, 120.0]).view(3, 1, 1, 1)
    (logits,) = NormalisedActionNet(net, statistics)(stored)
    assert torch.allclose(logits, net((stored.float() - means) / 50))
