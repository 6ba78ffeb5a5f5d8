"""The one table of the models there are: their shapes, networks and backbones."""

from dataclasses import dataclass

from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.backbones import BACKBONES
from avts_core.models.l3 import L3_BACKBONES, L3Config, L3Net
from avts_core.models.lip import LipConfig, LipNet

NetworkConfig = LipConfig | AvtsConfig | L3Config
Network = LipNet | AvtsNet | L3Net


@dataclass(frozen=True, kw_only=True)
class ModelKind:
    """A kind of model, as bundles and recipes name it."""

    name: str
    config: type[LipConfig] | type[AvtsConfig] | type[L3Config]
    net: type[LipNet] | type[AvtsNet] | type[L3Net]
    """Takes an object of `config`."""
    backbones: tuple[str, ...] = ()
    """Values of ``config.backbone``; none if the network is of one piece."""


KINDS = (
    ModelKind(name="lip", config=LipConfig, net=LipNet),
    ModelKind(name="avts", config=AvtsConfig, net=AvtsNet, backbones=BACKBONES),
    ModelKind(name="l3", config=L3Config, net=L3Net, backbones=L3_BACKBONES),
)


def find_kind(key: str | type[Network]) -> ModelKind:
    """Return a kind of model by its name or its class of network.

    Raises
    ------
    KeyError
        If there is no such kind.
    """
    for kind in KINDS:
        if key in (kind.name, kind.net):
            return kind
    raise KeyError(key)


def build_network(config: NetworkConfig) -> Network:
    """Return a new network of this shape.

    Raises
    ------
    ValueError
        If the shape makes no network.
    """
    if isinstance(config, LipConfig):
        return LipNet(config)
    return AvtsNet(config) if isinstance(config, AvtsConfig) else L3Net(config)
