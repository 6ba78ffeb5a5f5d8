"""Tests of the table of models."""

import pytest

from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.l3 import L3Config, L3Net
from avts_core.models.lip import LipConfig, LipNet
from avts_core.models.registry import KINDS, Network, build_network, find_kind

SMALL = {
    "lip": LipConfig(picture_widths=(4, 4, 8, 8), hidden=16, embedding=8),
    "avts": AvtsConfig(width=4),
    "l3": L3Config(width=4),
}


def test_every_kind_is_found_and_built() -> None:
    """By its name and by its class, and its configuration makes its network."""
    assert [kind.name for kind in KINDS] == ["lip", "avts", "l3"]
    for kind in KINDS:
        assert find_kind(kind.name) is find_kind(kind.net) is kind
        config = SMALL[kind.name]
        assert isinstance(config, kind.config)
        model: Network = build_network(config)
        assert type(model) is kind.net
        assert model.config == config


def test_unknown_kinds_are_not_found() -> None:
    """Neither a name nor a class that is not in the table."""
    with pytest.raises(KeyError, match="face"):
        find_kind("face")
    with pytest.raises(KeyError):
        find_kind(int)  # type: ignore[arg-type]


def test_backbones_are_those_of_the_configuration() -> None:
    """Each backbone of the table is accepted by the kind's configuration."""
    for kind in KINDS:
        for backbone in kind.backbones:
            assert kind.config(backbone=backbone).backbone == backbone  # type: ignore[call-arg,arg-type,union-attr]
    assert find_kind(AvtsNet).backbones == find_kind(L3Net).backbones[1:]
    assert find_kind(LipNet).backbones == ()
