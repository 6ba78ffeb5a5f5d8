"""Tests of the lip network: what an embedding sees, and that it sees no position."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from avts_core.assets import asset_path
from avts_core.clips import AudioClip
from avts_core.errors import AvtsError
from avts_core.features.bands import RATE_HZ
from avts_core.features.logmel import levelled, log_mel
from avts_core.models.bundle import load_bundle
from avts_core.models.lip import (
    LipConfig,
    LipNet,
    fused,
    grown,
    normalised_pictures,
)
from avts_core.training.losses import NUM_FOREIGN, lag_loss, lag_similarity

TINY = LipConfig(
    picture_widths=(8, 8, 8, 16),
    sound_widths=(4, 8, 8),
    hidden=32,
    embedding=16,
    dropout=0.0,
)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def tiny_net(config: LipConfig = TINY, seed: int = 1) -> LipNet:
    torch.manual_seed(seed)
    model = LipNet(config)
    # Biases and means away from zero, or else a fault in them would not be seen.
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            nn.init.normal_(module.bias, 0.3, 0.1)
            nn.init.normal_(module.running_mean, 0.0, 0.1)
    return model.eval()


def mouths(count: int, time: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn((count, time, 64, 64), generator=generator)


def sounds(count: int, frames: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn((count, frames, 80), generator=generator)


def is_moved(before: Tensor, after: Tensor) -> list[bool]:
    return [bool(b) for b in (before - after).abs().amax(-1)[0] > 1e-5]


@torch.no_grad()
def test_picture_embeddings_see_their_span_and_no_more() -> None:
    """A changed picture changes the embeddings that hold it, all of them, no other."""
    model = tiny_net()
    span = model.picture_span
    clip = mouths(1, span + 7)
    before = model.embed_pictures(clip)
    assert before.shape == (1, 8, 16)
    for changed in range(clip.shape[1]):
        other = clip.clone()
        other[:, changed] = mouths(1, 1, seed=changed + 1)[:, 0]
        after = model.embed_pictures(other)
        assert is_moved(before, after) == [i <= changed < i + span for i in range(8)]


@torch.no_grad()
def test_sound_embeddings_see_their_span_and_no_more() -> None:
    """A changed mel frame changes the embeddings that hold it, all of them alone."""
    model = tiny_net()
    span = model.sound_span
    bands = sounds(1, span + 8)
    before = model.embed_sound(bands)
    assert before.shape == (1, 5, 16)
    for changed in range(bands.shape[1]):
        other = bands.clone()
        other[:, changed] += 5
        after = model.embed_sound(other)
        expected = [2 * j <= changed < 2 * j + span for j in range(5)]
        assert is_moved(before, after) == expected


@torch.no_grad()
def test_embeddings_do_not_know_where_the_clip_ends() -> None:
    """Cut at either side, what is left is embedded as it was in the whole clip."""
    model = tiny_net()
    clip, bands = mouths(1, 30), sounds(1, 90)
    seen, heard = model.embed_pictures(clip), model.embed_sound(bands)
    later, earlier = (
        model.embed_pictures(clip[:, 5:]),
        model.embed_pictures(clip[:, :-5]),
    )
    torch.testing.assert_close(later, seen[:, 5:], atol=1e-5, rtol=0)
    torch.testing.assert_close(earlier, seen[:, :-5], atol=1e-5, rtol=0)
    later, earlier = model.embed_sound(bands[:, 6:]), model.embed_sound(bands[:, :-6])
    torch.testing.assert_close(later, heard[:, 3:], atol=1e-5, rtol=0)
    torch.testing.assert_close(earlier, heard[:, :-3], atol=1e-5, rtol=0)


def test_nothing_is_padded_in_time() -> None:
    """No convolution over time pads."""
    model = LipNet(TINY)
    along_time = [m for m in model.modules() if isinstance(m, nn.Conv1d)]
    assert len(along_time) > 5
    assert all(layer.padding == (0,) for layer in along_time)
    over_sound = [m for m in model.sound.modules() if isinstance(m, nn.Conv2d)]
    assert len(over_sound) == 3
    assert all(layer.padding[0] == 0 for layer in over_sound)


@torch.no_grad()
@pytest.mark.parametrize("extra", [0, 1, 2, 3, 10, 11])
def test_dense_sound_is_the_strided_one_on_both_phases(extra: int) -> None:
    """Each mel frame's embedding is what the tower says of its span alone."""
    model = tiny_net()
    span = model.sound_span
    bands = sounds(2, span + extra)
    dense = model.embed_sound_densely(bands)
    assert dense.shape == (2, extra + 1, 16)
    torch.testing.assert_close(dense[:, 0::2], model.embed_sound(bands), atol=0, rtol=0)
    if extra:
        odd = model.embed_sound(bands[:, 1:])
        # The early layers are shared, so sums run in another order.
        torch.testing.assert_close(dense[:, 1::2], odd, atol=1e-5, rtol=0)
    for frame in range(extra + 1):
        alone = model.embed_sound(bands[:, frame : frame + span])
        torch.testing.assert_close(
            dense[:, frame : frame + 1], alone, atol=1e-5, rtol=0
        )


def test_folding_the_norms_changes_nothing_but_rounding() -> None:
    """The network that runs is the network that was trained."""
    model = tiny_net()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            module.running_mean.uniform_(-0.5, 0.5)
            module.running_var.uniform_(0.5, 2.0)
    mouths = torch.rand(1, model.picture_span + 6, 64, 64)
    bands = sounds(1, model.sound_span + 9)
    quick = fused(model)
    assert not any(
        isinstance(m, nn.BatchNorm1d | nn.BatchNorm2d) for m in quick.modules()
    )
    for embed in ("embed_pictures", "embed_sound_densely"):
        given = mouths if embed == "embed_pictures" else bands
        want, got = getattr(model, embed)(given), getattr(quick, embed)(given)
        torch.testing.assert_close(got, want, atol=1e-4, rtol=0)


@pytest.mark.parametrize(
    "config",
    [
        LipConfig(),
        TINY,
        LipConfig(picture_dilations=(1, 2, 2), sound_dilations=(2, 2, 2, 4)),
    ],
)
def test_aligned_centres_meet(config: LipConfig) -> None:
    """The sound that belongs to a picture embedding is centred on the same moment."""
    model = LipNet(config)
    for number in (0, 1, 7):
        picture = number + model.picture_span // 2
        place = 2 * number + model.aligned_sound_index
        # The sound given begins one mel frame before the first picture.
        heard_at = 2 * place + model.sound_span // 2 - 1
        assert heard_at == config.bands_a_picture * picture


def test_spans_of_the_default_network() -> None:
    """The product's constants: 13 pictures and 47 mel frames an embedding."""
    model = LipNet()
    assert (model.picture_span, model.sound_span) == (13, 47)
    assert model.aligned_sound_index == 1
    assert 1e6 < sum(p.numel() for p in model.parameters()) < 6.5e6


LONGER = replace(
    TINY,
    picture_dilations=(1, 1, 2, 2, 2),
    sound_dilations=(1, 2, 2, 4, 4, 4),
)


@torch.no_grad()
def test_a_grown_network_begins_as_the_one_it_grew_from() -> None:
    """More layers change nothing but where embeddings begin and end."""
    small = tiny_net()
    large = grown(small, LONGER).eval()
    assert (large.picture_span, large.sound_span) == (21, 79)
    clip, bands = mouths(1, 30), sounds(1, 120)
    for embed, given, cut in (
        ("embed_pictures", clip, 4),
        ("embed_sound", bands, 8),
        ("embed_sound_densely", bands, 16),
    ):
        before = getattr(small, embed)(given)[:, cut:-cut]
        after = getattr(large, embed)(given)
        torch.testing.assert_close(after, before, atol=1e-5, rtol=0)


def test_a_network_does_not_grow_into_another() -> None:
    """Other widths, or fewer layers, are refused."""
    with pytest.raises(ValueError, match="grows by"):
        grown(tiny_net(), replace(LONGER, hidden=48))
    with pytest.raises(ValueError, match="grows by"):
        grown(tiny_net(LONGER), TINY)


def test_towers_that_never_meet_are_refused() -> None:
    """A sound span of the wrong length, or longer than the pictures', is an error."""
    with pytest.raises(ValueError, match="do not meet"):
        LipNet(
            LipConfig(
                bands_a_picture=3, picture_dilations=(1, 1, 1), sound_dilations=(1, 1)
            )
        )
    with pytest.raises(ValueError, match="do not meet"):
        LipNet(LipConfig(sound_dilations=(8, 8, 8, 8)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"hidden": 0},
        {"picture_widths": (8, 0, 8, 8)},
        {"sound_dilations": (1, -1)},
        {"dropout": 1.0},
        {"dropout": -0.1},
        {"num_bands": 81},
        {"num_bands": 0},
        {"bands_a_picture": 0},
    ],
)
def test_impossible_shapes_are_refused(wrong: dict[str, object]) -> None:
    """Widths, steps and bands that cannot be built are an error at once."""
    with pytest.raises(ValueError, match=r"positive|dropout|multiple"):
        LipConfig(**wrong)


@torch.no_grad()
def test_embeddings_have_length_1() -> None:
    """Both towers give unit vectors, in float32 also under autocast."""
    model = tiny_net()
    with torch.autocast("cpu", torch.bfloat16):
        seen = model.embed_pictures(mouths(2, 15))
        heard = model.embed_sound_densely(sounds(2, 60))
    for embeddings in (seen, heard):
        assert embeddings.dtype == torch.float32
        lengths = embeddings.norm(dim=-1)
        torch.testing.assert_close(lengths, torch.ones_like(lengths))


def test_motion_kernels_ignore_what_stands_still() -> None:
    """Three quarters of the stem's kernels give nothing for a still picture."""
    model = LipNet(TINY)
    still = mouths(1, 1).expand(1, 5, 64, 64)
    response = model.pictures.stem(still).abs().amax((0, 2, 3))
    assert (response[:6] < 1e-4).all()
    assert (response[6:] > 0.1).all()


def test_pictures_are_normalised_over_the_stretch() -> None:
    """Brightness and contrast go, the flicker within a stretch stays."""
    rng = np.random.default_rng(0)
    crops = torch.from_numpy(rng.integers(60, 120, (2, 10, 80, 80)).astype(np.uint8))
    crops[0, 5] += 60
    result = normalised_pictures(crops)
    assert result.shape == (2, 10, 64, 64)
    assert result.mean((1, 2, 3)).abs().max() < 1e-4
    assert 0.7 < result.std((1, 2, 3)).min() <= result.std((1, 2, 3)).max() < 1
    assert result[0, 5].mean() > result[0, 4].mean() + 1
    brighter = normalised_pictures(crops + 20)
    torch.testing.assert_close(brighter, result, atol=1e-4, rtol=0)


def test_the_middle_of_the_crop_is_used() -> None:
    """The stored margin around the middle 64 pixels is not looked at."""
    crops = torch.zeros((1, 3, 80, 80), dtype=torch.uint8)
    crops[:, :, 8:72, 8:72] = torch.randint(0, 255, (64, 64), dtype=torch.uint8)
    marked = crops.clone()
    marked[:, :, :8], marked[:, :, 72:] = 200, 200
    marked[:, :, :, :8], marked[:, :, :, 72:] = 200, 200
    torch.testing.assert_close(normalised_pictures(marked), normalised_pictures(crops))


def test_a_black_stretch_stays_quiet() -> None:
    """A picture of nothing is not blown up to noise."""
    crops = torch.randint(0, 2, (1, 6, 80, 80), dtype=torch.uint8)
    assert normalised_pictures(crops).abs().max() < 0.5


LAG_REACH = 16
"""Lags of 320 ms either way, in steps of 20 ms."""
CHANCE = 5 / (2 * LAG_REACH + 1)
"""Share of the lags within 40 ms of any one."""
NUM_PICTURES = 64
MARGIN_PICTURES = 15
NUM_STEPS = 30
"""A leak is learnt to 100 % in fifteen steps."""


def noise_clips(
    count: int, seed: int, *, has_margins: bool = False
) -> tuple[Tensor, Tensor]:
    """Return unrelated noise through the product's own features, cut at common ends.

    With margins both ends of both streams are zero, as padding in time would make them.
    """
    rng = np.random.default_rng(seed)
    shape = (count, NUM_PICTURES, 64, 64)
    crops = torch.from_numpy(rng.integers(0, 256, shape, dtype=np.uint8))
    num_frames = 4 * NUM_PICTURES + 1
    bands = torch.from_numpy(
        np.stack([noise_bands(rng, num_frames) for _ in range(count)])
    )
    pictures = normalised_pictures(crops)
    if has_margins:
        pictures[:, :MARGIN_PICTURES], pictures[:, -MARGIN_PICTURES:] = 0, 0
        bands[:, : 4 * MARGIN_PICTURES], bands[:, -4 * MARGIN_PICTURES :] = 0, 0
    return pictures, bands


def noise_bands(rng: np.random.Generator, num_frames: int) -> NDArray[np.float32]:
    samples = 0.1 * rng.standard_normal((1, 160 * (num_frames + 4)), np.float32)
    clip = AudioClip(samples=samples, rate_hz=RATE_HZ, start=Fraction(0))
    _, bands = log_mel([clip], origin=Fraction(0))
    assert len(bands) >= num_frames
    return levelled(bands)[:num_frames].astype(np.float32)


@torch.no_grad()
def found_lags(
    model: LipNet, num_clips: int, *, has_margins: bool = False
) -> NDArray[np.int64]:
    """Return the best lag, in steps of 20 ms, of each of so many clips of noise."""
    pictures, bands = noise_clips(num_clips, 1, has_margins=has_margins)
    model.eval()
    similarity = lag_similarity(
        torch.cat([model.embed_pictures(part) for part in pictures.split(8)]),
        torch.cat([model.embed_sound(part) for part in bands.split(8)]),
        model.aligned_sound_index,
        LAG_REACH,
    )
    is_whole = similarity.is_known_TL.all(1)
    assert is_whole.sum() >= 20
    curve = similarity.values_BTL[:, is_whole].mean(1)
    return curve.argmax(1).numpy() - LAG_REACH


def most_by_chance(trials: int, share: float) -> int:
    """Return how many hits luck exceeds less than once in ten thousand times."""
    beyond = 1.0
    for hits in range(trials + 1):
        beyond -= math.comb(trials, hits) * share**hits * (1 - share) ** (trials - hits)
        if beyond < 1e-4:
            return hits
    return trials


def num_aligned(lags: NDArray[np.int64]) -> int:
    """Count the lags within 40 ms of none."""
    return int((np.abs(lags) <= 2).sum())


def train_on_noise(model: LipNet, *, steps: int, has_margins: bool) -> None:
    """Teach a network to align noise: all it can learn is where the clip ends."""
    pictures, bands = noise_clips(30, 100, has_margins=has_margins)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    generator = torch.Generator().manual_seed(0)
    model.train()
    for _ in range(steps):
        # Always other pairs, so that no pair can be learnt by heart.
        seen, heard = torch.randint(30, (2, 4), generator=generator)
        sound = model.embed_sound(bands[heard])
        loss, _ = lag_loss(
            model.embed_pictures(pictures[seen]),
            sound,
            model.log_scales,
            torch.randint(sound.shape[1], (4, NUM_FOREIGN), generator=generator),
            model.aligned_sound_index,
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


def shipped_net() -> LipNet | None:
    """Return the model that ships, where this checkout has one."""
    try:
        folder = asset_path("models/lip-2")
    except AvtsError:
        return None
    return load_bundle(folder).model


@pytest.mark.slow
def test_random_weights_score_chance_on_noise() -> None:
    """An untrained network aligns unrelated noise no more often than luck does."""
    trials = 96
    lags = found_lags(tiny_net(), trials)
    assert num_aligned(lags) <= most_by_chance(trials, CHANCE)
    # Nor is there any other place in the clip that all answers point to.
    for centre in range(-LAG_REACH + 2, LAG_REACH - 1, 5):
        near = int((np.abs(lags - centre) <= 2).sum())
        assert near <= most_by_chance(trials, 1.5 * CHANCE)


@pytest.mark.slow
def test_a_trained_network_scores_chance_on_noise() -> None:
    """The model that ships, or one trained a little, aligns noise by luck only."""
    model = shipped_net()
    if model is None:  # a checkout before its first model: train a small one instead
        model = tiny_net(seed=2)
        train_on_noise(model, steps=NUM_STEPS, has_margins=False)
    lags = found_lags(model, 40)
    assert num_aligned(lags) <= most_by_chance(40, CHANCE)


@pytest.mark.slow
def test_position_cannot_be_learnt() -> None:
    """Trained on unrelated noise cut at common ends, the network finds nothing.

    The same training on clips whose ends are zero, as padding in time would make
    them, aligns nearly all: so this test does catch a leak.
    """
    model = tiny_net(seed=3)
    train_on_noise(model, steps=NUM_STEPS, has_margins=False)
    assert num_aligned(found_lags(model, 40)) <= most_by_chance(40, CHANCE)
    leaky = tiny_net(seed=3)
    train_on_noise(leaky, steps=NUM_STEPS, has_margins=True)
    assert num_aligned(found_lags(leaky, 40, has_margins=True)) > 30
