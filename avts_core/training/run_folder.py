"""The folder of a run: its files, and a trainer that starts or goes on in it."""

from pathlib import Path
from typing import Any

from avts_core import __version__
from avts_core.config import save_config
from avts_core.errors import ConfigError
from avts_core.training.processes import Place
from avts_core.training.task import Task
from avts_core.training.trainer import CHECKPOINT_NAME, Emit, Trainer

RECIPE_NAME = "recipe.toml"
EVENTS_NAME = "events.jsonl"
BUNDLE_NAME = "bundle"


def check_folder(folder: Path, *, is_resumed: bool) -> None:
    """Make sure that a run may start in a folder, or go on there.

    Raises
    ------
    ConfigError
        If the folder holds another run, or nothing to resume.
    """
    has_checkpoint = (folder / CHECKPOINT_NAME).exists()
    if has_checkpoint and not is_resumed:
        msg = f"{folder} holds a run already; resume it or name another folder."
        raise ConfigError(msg)
    if is_resumed and not has_checkpoint:
        msg = f"{folder} holds no checkpoint to resume from."
        raise ConfigError(msg)


def make_folder(folder: Path, recipe: object) -> None:
    """Make a run's folder, with its recipe and the program's version.

    Raises
    ------
    ConfigError
        If the recipe cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    save_config(recipe, folder / RECIPE_NAME)
    (folder / "version.txt").write_text(f"{__version__}\n", encoding="utf-8")


def start_trainer(
    task: Task,
    folder: Path,
    *,
    place: Place,
    emit: Emit,
    is_resumed: bool,
    footage: dict[str, Any],
) -> Trainer:
    """Return a trainer at the beginning or at the last checkpoint, and tell so.

    Parameters
    ----------
    task
        What is trained.
    folder
        The run's.
    place
        Which process of the run this is.
    emit
        Receives the event "started", from the first process.
    is_resumed
        Whether the folder's checkpoint is gone on from.
    footage
        What the event says of the footage.

    Raises
    ------
    CheckpointError
        If the checkpoint cannot be read or belongs to another run.
    ConfigError
        If the processes cannot share the parts of a step evenly.
    """
    trainer = Trainer(
        task,
        folder=folder,
        emit=emit,
        rank=place.rank,
        world=place.world,
        device=place.device,
    )
    if is_resumed:
        trainer.resume()
    if place.rank == 0:
        emit({"event": "started", "step": trainer.step, **footage})
    return trainer
