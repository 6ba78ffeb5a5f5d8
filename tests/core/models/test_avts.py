"""Tests of AVTS: embeddings, distances, maps of where a sound is, configuration."""

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor

from avts_core.config import from_dict, to_dict
from avts_core.errors import ConfigError
from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.backbones import BACKBONES, Backbone

TINY = AvtsConfig(backbone="mc3", width=4, embedding=8, num_pictures=9, side_px=16)


def new_net(config: AvtsConfig = TINY) -> AvtsNet:
    torch.manual_seed(0)
    return AvtsNet(config).eval()


def noise(count: int, config: AvtsConfig = TINY) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    side = config.side_px
    clips = torch.randn(count, 3, config.num_pictures, side, side, generator=generator)
    bands = torch.randn(count, config.num_bands, config.num_frames, generator=generator)
    return clips, bands


@pytest.mark.parametrize("backbone", BACKBONES)
@torch.no_grad()
def test_embeddings_of_every_backbone(backbone: Backbone) -> None:
    """Both streams give vectors of the same size, and of half a unit's length."""
    config = replace(TINY, backbone=backbone)
    seen, heard = new_net(config)(*noise(2))
    for embedded in (seen, heard):
        assert embedded.shape == (2, 8)
        assert embedded.dtype == torch.float32
        torch.testing.assert_close(embedded.norm(dim=-1), torch.full((2,), 0.5))
    assert not torch.allclose(seen[0], seen[1])


@torch.no_grad()
def test_distances_lie_between_0_and_1() -> None:
    """Equal embeddings are 0 apart, opposite ones 1, all others between."""
    net = new_net()
    seen, heard = net(*noise(8))
    distances = net.distance(seen, heard)
    assert distances.shape == (8,)
    assert (distances >= 0).all()
    assert (distances <= 1).all()
    assert net.distance(seen, seen).max() == 0
    torch.testing.assert_close(net.distance(seen, -seen), torch.ones(8))


@torch.no_grad()
def test_raw_embeddings_are_the_last_layers_output() -> None:
    """Without normalisation lengths differ, and only they do."""
    raw_net = new_net(replace(TINY, is_normalised=False))
    net = new_net()
    net.load_state_dict(raw_net.state_dict())
    raw, _ = raw_net(*noise(3))
    seen, _ = net(*noise(3))
    assert raw.norm(dim=-1).std() > 0
    torch.testing.assert_close(seen, 0.5 * raw / raw.norm(dim=-1, keepdim=True))


@torch.no_grad()
def test_taps_have_the_last_maps() -> None:
    """Probes get conv5 of both streams, not negative."""
    net = new_net()
    clips, bands = noise(2)
    seen, heard = net.video_features(clips), net.sound_features(bands)
    assert seen.shape == (2, 32, 9, 1, 1)
    assert heard.shape == (2, 16, 20, 49)
    assert min(seen.min().item(), heard.min().item()) >= 0


@torch.no_grad()
def test_the_sound_map_is_small_where_the_sound_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of all places, the one with features that embed as the sound does is nearest."""
    net = new_net()
    clips, bands = noise(2)
    features = torch.rand(2, 32, 5, 4, 6)
    wanted = net.embed_sound(bands) - net.video_last.bias
    planted = torch.linalg.lstsq(net.video_last.weight, wanted.T).solution.T
    places = ((3, 1, 5), (0, 2, 0))
    for index, (t, y, x) in enumerate(places):
        features[index, :, t, y, x] = planted[index]
    monkeypatch.setattr(net, "video_features", lambda _: features)
    sound_map = net.sound_map(clips, bands)
    assert sound_map.shape == (2, 5, 4, 6)
    for index, place in enumerate(places):
        assert sound_map[index][place] < 1e-4
        rest = sound_map[index].flatten().sort().values[1:]
        assert rest.min() > 0.01


@torch.no_grad()
def test_the_sound_map_of_one_place_is_the_distance() -> None:
    """Where the last map has a single place, the map says what the embeddings say."""
    config = replace(TINY, num_pictures=1)
    net = new_net(config)
    clips, bands = noise(3, config)
    distances = net.distance(*net(clips, bands))
    torch.testing.assert_close(net.sound_map(clips, bands)[:, 0, 0, 0], distances)


@torch.no_grad()
def test_noise_gives_chance() -> None:
    """Pictures and sound that share nothing are no nearer in their own pair."""
    seen, heard = new_net()(*noise(150))
    net = new_net()
    own = net.distance(seen, heard)
    foreign = net.distance(seen, heard.roll(1, 0))
    auc = (own[:, None] < foreign).float().mean().item()
    # The standard deviation of the area is about 0.03 with so many pairs.
    assert auc == pytest.approx(0.5, abs=0.1)


@torch.no_grad()
def test_clips_do_not_see_each_other() -> None:
    """In evaluation an embedding depends on its own clip only."""
    net = new_net()
    clips, bands = noise(4)
    together, alone = net(clips, bands), net(clips[:1], bands[:1])
    for all_of_them, one in zip(together, alone, strict=True):
        torch.testing.assert_close(all_of_them[:1], one)


@pytest.mark.parametrize("backbone", ["mc3", "i3d_rgb"])
def test_a_step_under_bfloat16(backbone: Backbone) -> None:
    """Autocast changes embeddings little, and every weight gets a finite gradient."""
    config = replace(TINY, backbone=backbone, side_px=32, dropout=0.1)
    net = new_net(config)
    clips, bands = noise(4, config)
    clips = clips.contiguous(memory_format=torch.channels_last_3d)
    with torch.no_grad():
        exact, _ = net(clips, bands)
    with torch.autocast("cpu", torch.bfloat16):
        seen, _ = net(clips, bands)
        net.train()
        distances = net.distance(*net(clips, bands))
    assert seen.dtype == distances.dtype == torch.float32
    assert 0 < net.distance(exact, seen).max() < 0.1
    torch.autograd.backward(distances.square().mean())
    for parameter in net.parameters():
        assert parameter.grad is not None
        assert parameter.grad.isfinite().all()


@torch.no_grad()
def test_the_video_network_is_channels_last() -> None:
    """Maps come in the format that matrix units want, whatever the clips have."""
    features = new_net().video_features(noise(2)[0].expand(2, 3, 9, 16, 16))
    assert features.is_contiguous(memory_format=torch.channels_last_3d)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"backbone": "vgg"}, "backbone"),
        ({"backbone": "i3d_rgb", "has_stem_pool": True}, "a pool of its own"),
        ({"width": 0}, "positive"),
        ({"embedding": -1}, "positive"),
        ({"scale": 0.0}, "positive"),
        ({"num_pictures": 0}, "positive"),
        ({"side_px": 0}, "positive"),
        ({"num_bands": 7}, "8 or more"),
        ({"num_frames": 7}, "8 or more"),
        ({"num_pictures": 7, "backbone": "i3d_rgb"}, "8 pictures or more"),
        ({"dropout": 1.0}, "dropout"),
        ({"dropout": -0.1}, "dropout"),
    ],
)
def test_shapes_without_sense_are_refused(
    changes: dict[str, Any], message: str
) -> None:
    """Each wrong number is named, from code and from a recipe."""
    with pytest.raises(ValueError, match=message):
        replace(TINY, **changes)
    with pytest.raises(ConfigError, match=message):
        from_dict(AvtsConfig, {**to_dict(TINY), **changes})


def test_a_shape_survives_a_recipe() -> None:
    """What is written into a recipe or a bundle is read as the same shape."""
    assert from_dict(AvtsConfig, to_dict(TINY)) == TINY


def test_cells_of_time_tell_when() -> None:
    """The mean over all time forgets when something was seen; cells do not."""
    torch.manual_seed(0)
    clip = torch.randn(1, 3, 12, 16, 16)
    moved = clip.roll(4, dims=2)
    gaps = []
    for cells in (1, 4):
        config = AvtsConfig(backbone="mc2", width=4, time_cells=cells, side_px=16)
        net = AvtsNet(config).eval()
        one, other = net.embed_pictures(clip), net.embed_pictures(moved)
        gaps.append(float(net.distance(one, other).detach()))
        bands = torch.zeros(1, config.num_bands, config.num_frames)
        assert net.sound_map(clip, bands).shape[:2] == (1, 12 if cells == 1 else 1)
    assert gaps[1] > 2 * gaps[0]
