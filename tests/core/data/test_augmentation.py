"""Tests of augmentation: repeatable, in shape, and blind to position."""

from typing import cast

import numpy as np
import pytest
import torch
from torch import Tensor

from avts_core.data import augmentation
from avts_core.data.augmentation import (
    AugmentationConfig,
    spoil_pictures,
    spoil_sound,
)
from avts_core.features.bands import FLOOR_BELOW_LEVEL, SPREAD

HEAVY = AugmentationConfig(geometry=1.0, share=1.0, identity=1.0, room=1.0)
NONE = AugmentationConfig(geometry=0.0, share=0.0)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def crops(batch: int = 2, time: int = 12) -> Tensor:
    """Return smooth pictures, a little different from one another."""
    generator = torch.Generator().manual_seed(0)
    coarse = torch.rand((batch, time, 10, 10), generator=generator) * 200 + 20
    smooth = torch.nn.functional.interpolate(coarse, (80, 80), mode="bilinear")
    return smooth.to(torch.uint8)


def bands(batch: int = 3, frames: int = 60) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.randn((batch, frames, 80), generator=generator) * 0.6 - 1


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("seed", range(6))
def test_the_seed_decides(seed: int) -> None:
    """One seed spoils the same way twice; the input is left alone."""
    pictures, sound = crops(), bands()
    kept = pictures.clone(), sound.clone()
    one = (
        spoil_pictures(pictures, rng(seed), HEAVY),
        spoil_sound(sound, rng(seed), HEAVY),
    )
    two = (
        spoil_pictures(pictures, rng(seed), HEAVY),
        spoil_sound(sound, rng(seed), HEAVY),
    )
    for first, second in zip(one, two, strict=True):
        assert torch.equal(first, second)
    assert torch.equal(pictures, kept[0])
    assert torch.equal(sound, kept[1])
    assert not torch.equal(one[0], spoil_pictures(pictures, rng(seed + 50), HEAVY))
    assert not torch.equal(one[1], spoil_sound(sound, rng(seed + 50), HEAVY))


@pytest.mark.parametrize("seed", range(20))
def test_shapes_and_values_stay_sound(seed: int) -> None:
    """Whatever happens, sizes are right and all values finite."""
    pictures = spoil_pictures(crops(), rng(seed), HEAVY)
    assert pictures.shape == (2, 12, 64, 64)
    assert pictures.dtype == torch.float32
    assert torch.isfinite(pictures).all()
    sound = spoil_sound(bands(), rng(seed), HEAVY)
    assert sound.shape == (3, 60, 80)
    assert sound.dtype == torch.float32
    assert sound.min() >= (FLOOR_BELOW_LEVEL - 1) / SPREAD - 1e-6
    assert sound.max() <= 4 / SPREAD + 1e-6


def test_without_strength_the_middle_is_left() -> None:
    """With nothing to do but stretch by some per cent, pictures stay recognisable."""
    plain = crops().float()[:, :, 8:72, 8:72]
    pictures = spoil_pictures(crops(), rng(3), NONE)
    same = torch.nn.functional.cosine_similarity
    for clip, before in zip(pictures, plain, strict=True):
        centred = before - before.mean()
        fits = [
            same((way - way.mean()).flatten(), centred.flatten(), dim=0).item()
            for way in (clip, clip.flip(-1))
        ]
        assert max(fits) > 0.6
    sound = spoil_sound(bands(), rng(3), NONE)
    torch.testing.assert_close(sound, bands().clamp(-10.5 / SPREAD, 4 / SPREAD))


def test_half_of_the_crops_are_mirrored() -> None:
    """Left and right are exchanged in about every second crop, in all its pictures."""
    pictures = torch.zeros((100, 2, 80, 80), dtype=torch.uint8)
    pictures[:, :, :, 40:] = 200
    result = spoil_pictures(pictures, rng(), NONE)
    is_right = result[..., 40:].mean((2, 3)) > result[..., :24].mean((2, 3))
    assert torch.equal(is_right[:, 0], is_right[:, 1])
    assert 0.3 < is_right[:, 0].float().mean() < 0.7


def test_pictures_keep_their_order() -> None:
    """Moving and mirroring never exchange pictures in time."""
    time = 30
    pictures = torch.zeros((1, time, 80, 80), dtype=torch.uint8)
    pictures[0] = (torch.arange(time) * 8)[:, None, None].to(torch.uint8)
    for seed in range(60):
        moved = spoil_pictures(pictures, rng(seed), AugmentationConfig(share=0.0))
        level = moved[0].mean((1, 2))
        torch.testing.assert_close(level, torch.arange(time) * 8.0, atol=0.1, rtol=0)


class Script:
    """Stands for a generator whose draws are written down."""

    def __init__(self, chances: list[float], period: int) -> None:
        self._chances = iter(chances)
        self._period = period

    def random(self) -> float:
        return next(self._chances)

    def integers(self, low: int, high: int) -> int:
        assert low <= self._period < high
        return self._period


@pytest.mark.parametrize("period", [2, 3, 5])
def test_a_lower_rate_repeats_older_pictures(period: int) -> None:
    """Every k-th picture gives way to the one before it, never to a later one."""
    crop = torch.arange(20.0)[:, None, None].expand(20, 4, 4).contiguous()
    # Of all the damages only the last one, the rate, is drawn.
    script = Script([1.0] * 6 + [0.0], period)
    augmentation._degrade(crop, cast("np.random.Generator", script))
    expected = [float(n - (n % period == period - 1)) for n in range(20)]
    assert crop[:, 0, 0].tolist() == expected


def mean_change(spoilt: Tensor, plain: Tensor) -> Tensor:
    """Return how much each moment was changed [shape=(time,)]."""
    change = (spoilt - plain).abs()
    return change.mean(tuple(n for n in range(change.ndim) if n != 1))


def test_sound_is_spoilt_alike_at_all_moments() -> None:
    """Over many crops no frame is changed more than the others: no place is marked."""
    sound = torch.full((300, 40, 80), -1.0)
    sound += 0.3 * torch.randn(sound.shape, generator=torch.Generator().manual_seed(1))
    change = mean_change(spoil_sound(sound, rng(), HEAVY), sound)
    assert (change - change.mean()).abs().max() < 0.06 * change.mean()


def test_pictures_are_spoilt_alike_at_all_moments() -> None:
    """Over many crops no picture is degraded more than others, but for repeats."""
    same = crops(1, 1).expand(150, 12, 80, 80).contiguous()
    config = AugmentationConfig(geometry=0.0, share=1.0)
    result = spoil_pictures(same, rng(), config)
    plain = spoil_pictures(same, rng(), NONE)
    # Mirrors differ by crop: compare the spread of grey levels instead of pixels.
    spread = result.std((2, 3)).mean(0) / plain.std((2, 3)).mean()
    assert (spread - spread.mean()).abs().max() < 0.03 * spread.mean()


def test_streams_share_no_choice_of_place() -> None:
    """Where one stream is spoilt in time says nothing about the other."""
    # Pictures all alike but for the damage; sound likewise. Unrelated draws of one
    # generator spoil both, as in training; their traces over time do not correlate.
    generator = rng(7)
    pictures = torch.full((40, 40, 80, 80), 120, dtype=torch.uint8)
    sound = torch.full((40, 160, 80), -1.0)
    seen = spoil_pictures(pictures, generator, HEAVY).mean((2, 3))
    heard = spoil_sound(sound, generator, HEAVY).mean(2).view(40, 40, 4).mean(2)
    seen = seen - seen.mean(1, keepdim=True)
    heard = heard - heard.mean(1, keepdim=True)
    bound = 5 * (seen.square() * heard.square()).sum().sqrt()
    assert (seen * heard).sum().abs() < bound


def test_two_clips_are_needed_to_mix() -> None:
    """Another voice comes from another clip of the batch, never from the same."""
    sound = torch.stack([torch.full((50, 80), -3.0), torch.full((50, 80), 1.0)])
    levels = [
        spoil_sound(sound, rng(seed), HEAVY)[0].median().item() for seed in range(40)
    ]
    assert max(levels) > -2.0
    assert np.mean(np.array(levels) < -2.0) > 0.4


def test_a_bent_face_is_another_but_moves_the_same() -> None:
    """Bending changes places, by the same displacement in every picture."""
    still = crops(time=1).expand(2, 12, 80, 80)
    bent = spoil_pictures(
        still, rng(), AugmentationConfig(geometry=0.0, share=0.0, identity=1.0)
    )
    plain = spoil_pictures(still, rng(), NONE)
    assert torch.equal(bent, bent[:, :1].expand_as(bent))
    assert (bent - plain).abs().mean() > 1


def test_a_warped_voice_keeps_its_time() -> None:
    """A moment's energy moves between bands and never to another moment."""
    sound = bands()
    sound[:, 30] = 0.5
    warp = AugmentationConfig(share=0.0, identity=1.0)
    before, after = sound * 1.0, spoil_sound(sound, rng(), warp)
    changed = (before - after).abs().amax((0, 2)) > 1e-3
    assert changed[29]
    assert not changed[30]


def test_reverberation_only_follows() -> None:
    """A click rings on after itself, and nothing comes before it."""
    sound = torch.full((2, 60, 80), -9.5 / SPREAD)
    sound[:, 20] = 0.0
    after = spoil_sound(sound, rng(), AugmentationConfig(share=0.0, room=1.0))
    loud = after.mean((0, 2)) * SPREAD
    assert (loud[:20] < -7).all()
    assert loud[21] > -8
    assert (loud[21:30].diff() < 0).all()
