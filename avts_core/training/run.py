"""A training run from folders of movies to a bundle, in one or several processes."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from avts_core.config import load_config
from avts_core.data.footage import (
    FootageClip,
    Source,
    cache_footage,
    list_sources,
    load_footage,
)
from avts_core.errors import CheckpointError
from avts_core.jobs import ReportProgress, ignore_progress
from avts_core.models.bundle import load_bundle, save_bundle
from avts_core.models.lip import LipNet
from avts_core.training.calibration import calibrate
from avts_core.training.checkpoint import load_checkpoint
from avts_core.training.lip_task import LipTask
from avts_core.training.processes import Place, event_writer, run_processes
from avts_core.training.recipe import Recipe
from avts_core.training.run_folder import (
    BUNDLE_NAME,
    EVENTS_NAME,
    RECIPE_NAME,
    check_folder,
    make_folder,
    start_trainer,
)
from avts_core.training.trainer import CHECKPOINT_NAME


@dataclass(frozen=True, kw_only=True)
class Run:
    """What to train, on what, and where."""

    recipe: Recipe
    data: tuple[Path, ...]
    """Folders of movies."""
    folder: Path
    """Where the run's files go."""
    cache: Path
    """Where movies turned into arrays are kept."""
    num_processes: int = 1
    is_resumed: bool = False
    base: Path | None = None
    """A bundle or an earlier run's folder to start from; from nothing if None."""


def prepare(run: Run, *, report: ReportProgress = ignore_progress) -> dict[str, str]:
    """Make the run's folder and cache its footage; return what could not be used.

    Raises
    ------
    ConfigError
        If the folder holds another run, or nothing to resume.
    CheckpointError
        If the model to start from cannot be read.
    MediaError
        If a data folder holds no movies.
    """
    check_folder(run.folder, is_resumed=run.is_resumed)
    if run.base is not None:
        load_base(run.base)  # a wrong one is told before the footage is read
    make_folder(run.folder, run.recipe)
    outcome = cache_footage(
        _sources(run), run.cache, num_workers=run.num_processes, report=report
    )
    return outcome.failures


def train(run: Run) -> Path:
    """Train to the end and return the folder of the bundle.

    Events are appended to ``events.jsonl`` and printed, one JSON object a line. SIGINT
    ends the run after the step it is in, with a checkpoint.

    Raises
    ------
    TrainingError
        If a process failed or there is too little footage.
    """
    run_processes(partial(_work, run), run.num_processes)
    return run.folder / BUNDLE_NAME


def load_recipe(path: Path) -> Recipe:
    """Read a recipe.

    Raises
    ------
    ConfigError
        If it cannot be read or does not make sense.
    """
    return load_config(Recipe, path)


def load_base(folder: Path) -> LipNet:
    """Read a model to start from: a bundle, or a run's averaged weights so far.

    Raises
    ------
    CheckpointError
        If it cannot be read, or is not of kind "lip".
    """
    if not (folder / CHECKPOINT_NAME).exists():
        return load_bundle(folder, LipNet).model
    state = load_checkpoint(folder / CHECKPOINT_NAME)
    model = LipNet(load_recipe(folder / RECIPE_NAME).model)
    try:
        model.load_state_dict(state["average"])
    except RuntimeError as error:
        msg = f"The run in {folder} holds another network than its recipe's."
        raise CheckpointError(msg) from error
    return model


def split_people(
    clips: Sequence[FootageClip], share: float
) -> tuple[list[FootageClip], list[FootageClip]]:
    """Part clips by people into those to learn from and those held out."""
    learn = [clip for clip in clips if not is_held_out(clip.source, share)]
    return learn, [clip for clip in clips if is_held_out(clip.source, share)]


def is_held_out(source: Source, share: float) -> bool:
    """Tell whether a person is among the share that is not learnt from.

    That depends on the name alone, so it never changes from run to run.
    """
    digest = hashlib.sha256(source.person.encode()).hexdigest()
    return int(digest, 16) % 1000 < share * 1000


def load_clips(sources: Sequence[Source], cache: Path) -> list[FootageClip]:
    """Load cached footage, its hints counted from the studio clips' zero."""
    clips = load_footage(sources, cache)
    hints = [
        c.source.hint_ms
        for c in clips
        if c.source.is_anchor and c.source.hint_ms is not None
    ]
    zero = float(np.median(hints)) if hints else 0.0
    for clip in clips:
        if clip.source.hint_ms is not None:
            clip.known_ms = clip.early_ms = clip.source.hint_ms - zero
    return clips


def _sources(run: Run) -> list[Source]:
    return [source for folder in run.data for source in list_sources(folder)]


def _work(run: Run, place: Place) -> None:
    """Train as one process of the run; the first one also finishes it."""
    learn, held_out = split_people(
        load_clips(_sources(run), run.cache), run.recipe.held_out_share
    )
    emit = event_writer(run.folder / EVENTS_NAME)
    task = LipTask(run.recipe, learn, held_out)
    if run.base is not None and not run.is_resumed:
        task.start_from(load_base(run.base))
    trainer = start_trainer(
        task,
        run.folder,
        place=place,
        emit=emit,
        is_resumed=run.is_resumed,
        footage=_describe(learn, held_out),
    )
    trainer.run(cancel=place.cancel)
    if place.rank == 0:
        model = task.network(trainer.averaged_state())
        _finish(run, model, learn, held_out, emit)


def _finish(
    run: Run,
    model: LipNet,
    learn: Sequence[FootageClip],
    held_out: Sequence[FootageClip],
    emit: Callable[[dict[str, Any]], None],
) -> None:
    """Calibrate the averaged model and write the bundle."""
    calibration, trials = calibrate(model, learn, held_out, run.recipe.alignment)
    folder = run.folder / BUNDLE_NAME
    save_bundle(folder, model, name=run.recipe.name, calibration=calibration)
    emit(
        {
            "event": "finished",
            "bundle": str(folder),
            "zero_ms": calibration.zero_ms,
            "spread_ms": calibration.spread_ms,
            "num_trials": len(trials),
        }
    )


def _describe(
    learn: Sequence[FootageClip], held_out: Sequence[FootageClip]
) -> dict[str, Any]:
    def figures(clips: Sequence[FootageClip]) -> dict[str, Any]:
        return {
            "clips": len(clips),
            "people": len({c.source.person for c in clips}),
            "minutes": round(sum(c.duration_s for c in clips) / 60, 1),
        }

    return {"learn": figures(learn), "held_out": figures(held_out)}
