"""Tests of the fused baseline."""

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch.nn import functional

from avts_core.models.l3 import L3_BACKBONES, L3Backbone, L3Config, L3Net

TINY = L3Config(width=4, hidden=8, num_pictures=9, side_px=16)


def new_net(config: L3Config = TINY) -> L3Net:
    torch.manual_seed(0)
    return L3Net(config).eval()


@pytest.mark.parametrize("backbone", L3_BACKBONES)
def test_every_backbone_gives_a_logit_a_pair_and_learns(backbone: L3Backbone) -> None:
    """One number a pair, which depends on both streams."""
    net = new_net(replace(TINY, backbone=backbone)).train()
    clips, bands = torch.randn(3, 3, 9, 16, 16), torch.randn(3, 40, 99)
    with torch.autocast("cpu", torch.bfloat16):
        logits = net(clips, bands)
    assert logits.shape == (3,)
    assert logits.dtype == torch.float32
    wanted = torch.tensor([1.0, 0.0, 1.0])
    loss = functional.binary_cross_entropy_with_logits(logits, wanted)
    torch.autograd.backward(loss)
    for stream in (net.video, net.sound):
        gradients = [p.grad for p in stream.parameters() if p.grad is not None]
        assert any(g.any() for g in gradients)


@torch.no_grad()
def test_the_published_one_sees_the_middle_picture_only() -> None:
    """Other pictures change nothing with "frame", and something with MC3."""
    clip, bands = torch.randn(1, 3, 9, 16, 16), torch.randn(1, 40, 99)
    others = clip.clone()
    others[:, :, [0, 1, 2, 3, 5, 6, 7, 8]] += 1
    frame, mc3 = new_net(), new_net(replace(TINY, backbone="mc3"))
    assert torch.equal(frame(clip, bands), frame(others, bands))
    assert not torch.allclose(mc3(clip, bands), mc3(others, bands))
    middle = clip.clone()
    middle[:, :, 4] += 1
    assert not torch.allclose(frame(clip, bands), frame(middle, bands))


@torch.no_grad()
def test_taps_have_the_last_maps() -> None:
    """Probes get the last map of both streams."""
    clips, bands = torch.randn(2, 3, 9, 16, 16), torch.randn(2, 40, 99)
    mc2 = replace(TINY, backbone="mc2")
    for config, length, sound in ((TINY, 1, (32, 5, 12)), (mc2, 9, (16, 20, 49))):
        net = new_net(config)
        assert net.video_features(clips).shape[:3] == (2, 32, length)
        assert net.sound_features(bands).shape == (2, *sound)


@torch.no_grad()
def test_noise_gives_chance() -> None:
    """Pictures and sound that share nothing are judged no better in their own pair."""
    clips, bands = torch.randn(150, 3, 9, 16, 16), torch.randn(150, 40, 99)
    net = new_net()
    own, foreign = net(clips, bands), net(clips, bands.roll(1, 0))
    auc = (own[:, None] > foreign).float().mean().item()
    assert auc == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"backbone": "vgg"}, "backbone"),
        ({"width": 0}, "positive"),
        ({"hidden": 0}, "positive"),
        ({"num_pictures": 0}, "positive"),
        ({"side_px": 7}, "8 or more"),
        ({"num_bands": 7}, "8 or more"),
        ({"num_frames": 7}, "8 or more"),
        ({"num_pictures": 7, "backbone": "i3d_rgb"}, "8 pictures or more"),
        ({"dropout": 1.0}, "dropout"),
    ],
)
def test_shapes_without_sense_are_refused(
    changes: dict[str, Any], message: str
) -> None:
    """Each wrong number is named."""
    with pytest.raises(ValueError, match=message):
        replace(TINY, **changes)
