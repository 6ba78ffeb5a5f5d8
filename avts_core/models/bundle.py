"""A bundle: a model as users get it — weights, shape, calibration, card.

A folder with

- ``weights.safetensors``: the averaged weights, stored as float16 (nothing pickled);
- ``bundle.json``: format, name, kind, configuration of the network, calibration;
- ``README.md``: the model card, for people.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from avts_core.config import from_dict, to_dict
from avts_core.errors import CheckpointError, ConfigError
from avts_core.models.calibration import Calibration
from avts_core.models.lip import LipConfig, LipNet

FORMAT = 1
WEIGHTS_NAME = "weights.safetensors"
DESCRIPTION_NAME = "bundle.json"


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """A loaded model."""

    name: str
    sha256: str
    """Of the file of weights, in lower-case hex."""
    model: LipNet
    calibration: Calibration


@dataclass(frozen=True, kw_only=True)
class _Description:
    """What ``bundle.json`` holds."""

    format: int
    name: str
    kind: str
    network: LipConfig
    calibration: Calibration


def save_bundle(
    folder: Path, model: LipNet, *, name: str, calibration: Calibration
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
        kind="lip",
        network=model.config,
        calibration=calibration,
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save_file(weights, folder / f"{WEIGHTS_NAME}.tmp")
        (folder / f"{WEIGHTS_NAME}.tmp").replace(folder / WEIGHTS_NAME)
        text = json.dumps(to_dict(description), indent=2) + "\n"
        (folder / f"{DESCRIPTION_NAME}.tmp").write_text(text, encoding="utf-8")
        (folder / f"{DESCRIPTION_NAME}.tmp").replace(folder / DESCRIPTION_NAME)
    except (OSError, SafetensorError) as error:
        msg = f"The model cannot be written to {folder} ({error})."
        raise CheckpointError(msg) from error


def load_bundle(folder: Path) -> Bundle:
    """Read a bundle; the model is in evaluation mode, in float32.

    Raises
    ------
    CheckpointError
        If the folder is not a bundle, is damaged, or of a newer format.
    """
    description = _read_description(folder)
    path = folder / WEIGHTS_NAME
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        weights = load_file(path)
        model = LipNet(description.network)
        model.load_state_dict({k: _widened(v) for k, v in weights.items()})
    except (OSError, SafetensorError, RuntimeError, ValueError) as error:
        msg = f"The weights in {folder} are missing, damaged or of another network."
        raise CheckpointError(msg) from error
    return Bundle(
        name=description.name,
        sha256=digest,
        model=model.eval(),
        calibration=description.calibration,
    )


def _widened(value: torch.Tensor) -> torch.Tensor:
    return value.float() if value.is_floating_point() else value


def _read_description(folder: Path) -> _Description:
    path = folder / DESCRIPTION_NAME
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        description = from_dict(_Description, data, where=str(path))
    except (OSError, json.JSONDecodeError, UnicodeDecodeError, ConfigError) as error:
        msg = f"{folder} is not a model bundle ({error})."
        raise CheckpointError(msg) from error
    if description.format != FORMAT or description.kind != "lip":
        msg = (
            f"{folder} holds a model of kind {description.kind!r} and format "
            f"{description.format}; this version reads kind 'lip', format {FORMAT}."
        )
        raise CheckpointError(msg)
    return description
