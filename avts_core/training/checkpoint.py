"""Checkpoints: everything a run needs to go on as if it had never stopped."""

import os
from pathlib import Path
from typing import Any

import torch

from avts_core.errors import CheckpointError

FORMAT = 1


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint whole or not at all.

    Parameters
    ----------
    path
        Where; replaced if it exists.
    state
        Tensors, numbers, strings and containers of them.

    Raises
    ------
    CheckpointError
        If it cannot be written.
    """
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as handle:
            torch.save({"format": FORMAT, **state}, handle)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        msg = f"The checkpoint {path} cannot be written ({error})."
        raise CheckpointError(msg) from error


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Read a checkpoint; nothing in it is executed.

    Raises
    ------
    CheckpointError
        If it is missing, damaged, or of another format.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        msg = f"There is no checkpoint {path}."
        raise CheckpointError(msg) from error
    except Exception as error:  # torch raises many kinds for a damaged file
        msg = f"The checkpoint {path} is damaged or not a checkpoint."
        raise CheckpointError(msg) from error
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        msg = f"The checkpoint {path} is of another format than {FORMAT}."
        raise CheckpointError(msg)
    return state
