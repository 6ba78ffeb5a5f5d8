"""A fine-tuning run from a data set of actions to its figures."""

import json
import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch.distributed as dist

from avts_core.config import load_config
from avts_core.data.action_clips import ReadableActions, look_through
from avts_core.data.action_lists import ActionSet
from avts_core.data.action_statistics import measure_pictures
from avts_core.errors import CheckpointError, WriteError
from avts_core.evaluation.published import published_json
from avts_core.jobs import NEVER, CancelToken, ReportProgress, ignore_progress
from avts_core.models.avts import AvtsNet
from avts_core.models.bundle import Bundle, load_bundle
from avts_core.models.input_statistics import InputStatistics
from avts_core.training.checkpoint import load_checkpoint, save_checkpoint
from avts_core.training.finetune_recipe import FinetuneRecipe
from avts_core.training.finetune_task import FinetuneTask
from avts_core.training.processes import (
    Place,
    event_writer,
    is_torchrun,
    run_processes,
)
from avts_core.training.run_folder import (
    EVENTS_NAME,
    check_folder,
    make_folder,
    start_trainer,
)

RESULTS_NAME = "results.json"
START_NAME = "start.ckpt"


@dataclass(frozen=True, kw_only=True)
class FinetuneRun:
    """What to train, on what, and where."""

    recipe: FinetuneRecipe
    actions: ActionSet
    folder: Path
    """Where the run's files go."""
    base: Path | None = None
    """A bundle to start from; from scratch if None. Unused when resumed."""
    num_processes: int = 1
    is_resumed: bool = False


@dataclass(frozen=True, kw_only=True)
class _Prepared:
    """What each process needs besides the run."""

    actions: ReadableActions
    statistics: InputStatistics
    pretraining: str | None
    """Name of the bundle that the run started from."""


def load_finetune_recipe(path: Path) -> FinetuneRecipe:
    """Read a recipe.

    Raises
    ------
    ConfigError
        If it cannot be read or does not make sense.
    """
    return load_config(FinetuneRecipe, path)


def load_video_base(folder: Path) -> Bundle[AvtsNet]:
    """Read a model whose video network a run can start from.

    Raises
    ------
    CheckpointError
        If it cannot be read, is not of kind "avts", or lacks the statistics of its
        input.
    """
    bundle = load_bundle(folder, AvtsNet)
    if bundle.statistics is None:
        msg = f"{folder} lacks the statistics that its input is normalised with."
        raise CheckpointError(msg)
    return bundle


def finetune(run: FinetuneRun, *, report: ReportProgress = ignore_progress) -> Path:
    """Train to the end, name the test videos, and return the file of results.

    Events are appended to ``events.jsonl`` and printed, one JSON object a line. SIGINT
    ends the run after the step it is in, with a checkpoint.

    Parameters
    ----------
    run
        What to do.
    report
        Told while videos are opened.

    Raises
    ------
    ConfigError
        If the folder holds another run, or nothing to resume.
    CheckpointError
        If the model to start from cannot be read, or the run not be resumed.
    TrainingError
        If there is nothing to learn from, or a process failed.
    WriteError
        If the results cannot be written.
    """
    prepared = None if is_torchrun() else _prepare(run, report=report)
    work = partial(_work, run, prepared)
    run_processes(work, run.num_processes, on_gpu=True)
    return run.folder / RESULTS_NAME


def _prepare(
    run: FinetuneRun,
    *,
    report: ReportProgress = ignore_progress,
    cancel: CancelToken = NEVER,
) -> _Prepared:
    """Make the run's folder, open each video and measure or take the statistics.

    Raises
    ------
    ConfigError
        If the folder holds another run, or nothing to resume.
    """
    check_folder(run.folder, is_resumed=run.is_resumed)
    base = None
    if run.base is not None and not run.is_resumed:
        base = load_video_base(run.base)
    actions = look_through(run.actions, report=report, cancel=cancel)
    if run.is_resumed:
        start = load_checkpoint(run.folder / START_NAME)
        return _Prepared(
            actions=actions,
            statistics=InputStatistics(**start["statistics"]),
            pretraining=start["pretraining"],
        )
    statistics = None if base is None else base.statistics
    if statistics is None:
        statistics = measure_pictures(
            actions.learn,
            config=run.recipe.clip_config,
            seed=run.recipe.seed,
            cancel=cancel,
        )
    pretraining = None if base is None else base.name
    make_folder(run.folder, run.recipe)
    save_checkpoint(
        run.folder / START_NAME,
        {"statistics": vars(statistics), "pretraining": pretraining},
    )
    return _Prepared(actions=actions, statistics=statistics, pretraining=pretraining)


def _work(run: FinetuneRun, prepared: _Prepared | None, place: Place) -> None:
    """Train as one process of the run; the first one also writes the results."""
    if prepared is None:
        prepared = _shared(run, place)
    task = FinetuneTask(run.recipe, prepared.actions, statistics=prepared.statistics)
    if run.base is not None and not run.is_resumed:
        task.model.start_from(load_video_base(run.base).model)
    emit = event_writer(run.folder / EVENTS_NAME)
    trainer = start_trainer(
        task,
        run.folder,
        place=place,
        emit=emit,
        is_resumed=run.is_resumed,
        footage=_describe(prepared.actions),
    )
    trainer.run(cancel=place.cancel)
    if task.figures is None:  # resumed at the very end
        task.measure(trainer.averaged_state())
    broken = task.broken_files()
    if place.rank == 0:
        results = _results(run, prepared, task, broken)
        _write_json(run.folder / RESULTS_NAME, results)
        emit({"event": "finished", "results": str(run.folder / RESULTS_NAME)})


def _shared(run: FinetuneRun, place: Place) -> _Prepared:
    """Prepare in the first of the processes that torchrun started, for all."""
    box = [_prepare(run) if place.rank == 0 else None]
    if place.world > 1:
        dist.broadcast_object_list(box)
    assert box[0] is not None
    return box[0]


def _describe(actions: ReadableActions) -> dict[str, Any]:
    return {
        "data_set": actions.actions.name,
        "split": actions.actions.split,
        "classes": len(actions.actions.classes),
        "learn": len(actions.learn),
        "test": len(actions.test),
        "left_out": len(actions.left_out),
        "without_file": len(actions.actions.without_file),
    }


def _results(
    run: FinetuneRun, prepared: _Prepared, task: FinetuneTask, broken: dict[str, str]
) -> dict[str, Any]:
    """Return what was measured, and what was published beside it."""
    figures, actions = task.figures, prepared.actions
    assert figures is not None
    left_out = {left.file: left.reason for left in actions.left_out}
    return {
        "data_set": actions.actions.name,
        "split": actions.actions.split,
        "backbone": run.recipe.model.backbone,
        "started_from": prepared.pretraining,
        "epochs": run.recipe.epochs,
        "clip_accuracy": figures.clip_accuracy,
        "video_accuracy": figures.video_accuracy,
        "chance": 1 / len(actions.actions.classes),
        "num_classes": len(actions.actions.classes),
        "num_learn_videos": len(actions.learn),
        "num_test_videos": figures.num_videos,
        "num_test_clips": figures.num_clips,
        "left_out": {**left_out, **broken, **figures.broken},
        "without_file": list(actions.actions.without_file),
        "published": published_json(actions.actions.name),
    }


def _write_json(path: Path, data: dict[str, Any]) -> None:
    """Write results whole or not at all.

    Raises
    ------
    WriteError
        If the system refuses.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror or error}."
        raise WriteError(msg) from error
    finally:
        temporary.unlink(missing_ok=True)
