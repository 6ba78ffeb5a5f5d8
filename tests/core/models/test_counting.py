"""Tests of sizes and costs: the published ones come out."""

import pytest
import torch

from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.counting import (
    ModelSize,
    count_models,
    count_parameters,
    count_video_gmac,
)


@pytest.fixture(scope="module")
def sizes() -> dict[tuple[str, str | None], ModelSize]:
    return {(size.name, size.backbone): size for size in count_models()}


@pytest.mark.parametrize(
    ("backbone", "millions", "digits"),
    [
        ("mc2", 11.20, 2),
        ("mc3", 11.49, 2),
        ("mc4", 12.5, 1),
        ("mc5", 16.7, 1),
        ("r3d_18", 33.2, 1),
        ("i3d_rgb", 12.3, 1),
    ],
)
@pytest.mark.parametrize("name", ["avts", "l3"])
def test_video_networks_are_as_large_as_published(
    sizes: dict[tuple[str, str | None], ModelSize],
    name: str,
    backbone: str,
    millions: float,
    digits: int,
) -> None:
    """Parameters before the last layer, to the digits that are given."""
    count = sizes[name, backbone].video_parameters_without_last_layer
    assert round(count / 1e6, digits) == millions


@pytest.mark.parametrize(("backbone", "gmac"), [("mc2", 178.4), ("mc3", 270.9)])
def test_video_networks_cost_as_published(
    sizes: dict[tuple[str, str | None], ModelSize], backbone: str, gmac: float
) -> None:
    """Multiply-adds for 25 pictures of 224 x 224."""
    assert sizes["avts", backbone].gmac_25x224 == gmac


@pytest.mark.parametrize(
    ("backbone", "num_pictures", "gmac"),
    [("mc2", 16, 28.5), ("mc3", 16, 43.3), ("mc2", 25, 44.6), ("mc3", 25, 67.7)],
)
def test_other_clips_cost_as_published(
    backbone: str, num_pictures: int, gmac: float
) -> None:
    """The same at 112 x 112, where VMZ's own table has it."""
    with torch.device("meta"):
        net = AvtsNet(AvtsConfig(backbone=backbone)).eval()  # type: ignore[arg-type]
    found = count_video_gmac(net, num_pictures=num_pictures, side_px=112)
    assert round(found, 1) == gmac


def test_the_lip_network_has_a_cost_of_its_own(
    sizes: dict[tuple[str, str | None], ModelSize],
) -> None:
    """It cannot see 224 x 224, and says so; what it costs stands apart."""
    lip = sizes["lip", None]
    assert lip.gmac_25x224 is None
    assert lip.gmac_25_own_size is not None
    assert 0.1 < lip.gmac_25_own_size < 10
    assert all(
        size.gmac_25_own_size is None for size in sizes.values() if size.name != "lip"
    )


def test_parameters_are_counted_once_and_all() -> None:
    """The parts that are reported and the last layer are the whole network."""
    with torch.device("meta"):
        net = AvtsNet(AvtsConfig(backbone="mc2"))
    by_hand = sum(p.numel() for p in net.parameters())
    last = 512 * 128 + 128
    assert count_parameters(net) == by_hand
    assert by_hand == count_parameters(net.video, net.sound) + 2 * last
