"""A bundle: a model as users get it — weights, shape, calibration, card.

A folder with

- ``weights.safetensors``: the averaged weights, stored as float16 (nothing pickled);
- ``bundle.json``: format, name, kind, configuration of the network, calibration and,
  if the network needs it, statistics of its input;
- ``README.md``: the model card, for people.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from avts_core.config import from_dict, to_dict
from avts_core.errors import CheckpointError, ConfigError
from avts_core.models.calibration import Calibration
from avts_core.models.input_statistics import InputStatistics
from avts_core.models.registry import (
    KINDS,
    Network,
    NetworkConfig,
    build_network,
    find_kind,
)

FORMAT = 1
WEIGHTS_NAME = "weights.safetensors"
DESCRIPTION_NAME = "bundle.json"

Net = TypeVar("Net", bound=Network)


@dataclass(frozen=True, kw_only=True)
class Bundle(Generic[Net]):
    """A loaded model."""

    name: str
    sha256: str
    """Of the file of weights, in lower-case hex."""
    model: Net
    calibration: Calibration
    statistics: InputStatistics | None = None
    """What the input is normalised with; None if the network needs none."""


@dataclass(frozen=True, kw_only=True)
class _Description:
    """What ``bundle.json`` holds besides the network's shape, whose type is by kind."""

    format: int
    name: str
    kind: str
    calibration: Calibration
    statistics: InputStatistics | None = None

    def __post_init__(self) -> None:
        if self.format != FORMAT or self.kind not in [kind.name for kind in KINDS]:
            readable = ", ".join(repr(kind.name) for kind in KINDS)
            msg = (
                f"it is of kind {self.kind!r} and format {self.format}; this version "
                f"reads the kinds {readable} of format {FORMAT}"
            )
            raise ValueError(msg)


def save_bundle(
    folder: Path,
    model: Network,
    *,
    name: str,
    calibration: Calibration,
    statistics: InputStatistics | None = None,
) -> None:
    """Write a model as a bundle; the card is the caller's.

    Raises
    ------
    CheckpointError
        If it cannot be written, or a weight does not fit into float16.
    """
    weights = {
        key: value.half().contiguous() if value.is_floating_point() else value
        for key, value in model.state_dict().items()
    }
    if not all(w.isfinite().all() for w in weights.values()):
        msg = f"The model {name!r} has weights that are not finite as float16."
        raise CheckpointError(msg)
    description = _Description(
        format=FORMAT,
        name=name,
        kind=find_kind(type(model)).name,
        calibration=calibration,
        statistics=statistics,
    )
    data = {**to_dict(description), "network": to_dict(model.config)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save_file(weights, folder / f"{WEIGHTS_NAME}.tmp")
        (folder / f"{WEIGHTS_NAME}.tmp").replace(folder / WEIGHTS_NAME)
        text = json.dumps(data, indent=2) + "\n"
        (folder / f"{DESCRIPTION_NAME}.tmp").write_text(text, encoding="utf-8")
        (folder / f"{DESCRIPTION_NAME}.tmp").replace(folder / DESCRIPTION_NAME)
    except (OSError, SafetensorError) as error:
        msg = f"The model cannot be written to {folder} ({error})."
        raise CheckpointError(msg) from error


@overload
def load_bundle(folder: Path) -> Bundle[Network]: ...
@overload
def load_bundle(folder: Path, net: type[Net]) -> Bundle[Net]: ...
def load_bundle(folder: Path, net: type[Any] | None = None) -> Bundle[Any]:
    """Read a bundle; the model is in evaluation mode, in float32.

    Parameters
    ----------
    folder
        The bundle.
    net
        The class of network that the caller can use; None takes any.

    Raises
    ------
    CheckpointError
        If the folder is not a bundle, is damaged, of a newer format or of another kind
        than the caller's.
    """
    description, config = _read_description(folder)
    if net is not None and description.kind != (wanted := find_kind(net).name):
        msg = (
            f"{folder} holds a model of kind {description.kind!r}; this needs one of "
            f"kind {wanted!r}."
        )
        raise CheckpointError(msg)
    path = folder / WEIGHTS_NAME
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        weights = load_file(path)
        model = build_network(config)
        model.load_state_dict({k: _widened(v) for k, v in weights.items()})
    except (OSError, SafetensorError, RuntimeError, ValueError) as error:
        msg = f"The weights in {folder} are missing, damaged or of another network."
        raise CheckpointError(msg) from error
    return Bundle(
        name=description.name,
        sha256=digest,
        model=model.eval(),
        calibration=description.calibration,
        statistics=description.statistics,
    )


def _widened(value: torch.Tensor) -> torch.Tensor:
    return value.float() if value.is_floating_point() else value


def _read_description(folder: Path) -> tuple[_Description, NetworkConfig]:
    path = folder / DESCRIPTION_NAME
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        network: Any = data.pop("network", None) if isinstance(data, dict) else None
        description = from_dict(_Description, data, where=str(path))
        kind = find_kind(description.kind)
        config = from_dict(kind.config, network, where=f"{path}: network")
        _check_bands(description.statistics, config)
    except (OSError, json.JSONDecodeError, UnicodeDecodeError, ConfigError) as error:
        msg = f"{folder} is not a model bundle ({error})."
        raise CheckpointError(msg) from error
    return description, config


def _check_bands(statistics: InputStatistics | None, config: NetworkConfig) -> None:
    if statistics is not None and len(statistics.band_means) != config.num_bands:
        msg = (
            f"statistics of {len(statistics.band_means)} bands for a network of "
            f"{config.num_bands}"
        )
        raise ConfigError(msg)
