"""A training run on pairs, from a manifest of movies to a bundle."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch.distributed as dist

from avts_core.data.decode_cache import DecodeCache
from avts_core.data.manifest import Manifest, Movie, load_manifest, save_manifest
from avts_core.data.pair_footage import PairConfig
from avts_core.data.pair_statistics import measure_statistics
from avts_core.errors import ConfigError, TrainingError
from avts_core.evaluation.pair_distances import PairNet, PairSet
from avts_core.jobs import NEVER, CancelToken
from avts_core.models.bundle import load_bundle, save_bundle
from avts_core.models.calibration import Calibration
from avts_core.models.input_statistics import InputStatistics
from avts_core.training.checkpoint import load_checkpoint, save_checkpoint
from avts_core.training.pair_recipe import AvtsRecipe, L3Recipe
from avts_core.training.pair_task import PairTask
from avts_core.training.processes import (
    Place,
    event_writer,
    is_torchrun,
    run_processes,
)
from avts_core.training.run_folder import (
    BUNDLE_NAME,
    EVENTS_NAME,
    check_folder,
    make_folder,
    start_trainer,
)
from avts_core.training.trainer import Emit, Trainer

MANIFEST_NAME = "manifest.jsonl"
STATISTICS_NAME = "statistics.ckpt"
DEFAULT_CACHE_BYTES = 20 * 2**30


@dataclass(frozen=True, kw_only=True)
class PairRun:
    """What to train, on what, and where."""

    recipe: AvtsRecipe | L3Recipe
    manifest: Manifest
    folder: Path
    """Where the run's files go."""
    cache: Path | None = None
    """Where decoded movies are kept; None decodes each time."""
    cache_bytes: int = DEFAULT_CACHE_BYTES
    num_processes: int = 1
    is_resumed: bool = False
    base: Path | None = None
    """A bundle to start from; from nothing if None."""

    @property
    def pair_config(self) -> PairConfig:
        """What an item of this run holds."""
        return PairConfig(
            num_pictures=self.recipe.model.num_pictures,
            short_side_px=self.recipe.short_side_px,
        )

    def pairs(self, movies: Sequence[Movie]) -> PairSet:
        """Return the pairs of some of the manifest's movies."""
        cache = None
        if self.cache is not None:
            cache = DecodeCache(self.cache, max_bytes=self.cache_bytes)
        return PairSet(
            self.manifest.root,
            movies,
            config=self.pair_config,
            seed=self.recipe.seed,
            cache=cache,
        )


def prepare_pairs(run: PairRun, *, cancel: CancelToken = NEVER) -> None:
    """Make the run's folder and measure the input's statistics.

    Raises
    ------
    ConfigError
        If the folder holds another run, or nothing to resume.
    CheckpointError
        If the model to start from cannot be read.
    TrainingError
        If there is nothing to learn from.
    """
    check_folder(run.folder, is_resumed=run.is_resumed)
    if run.is_resumed:
        return
    num_passes = run.recipe.passes_a_step
    if not is_torchrun() and num_passes % run.num_processes:
        msg = (
            f"{run.num_processes} processes cannot share a step of {num_passes} passes "
            "evenly (passes_a_step in the recipe)."
        )
        raise ConfigError(msg)
    if run.base is not None:
        load_bundle(run.base)  # a wrong one is told before anything is decoded
    learn = run.manifest.of_split("train")
    if not learn:
        msg = "The manifest holds no movie to train on."
        raise TrainingError(msg)
    make_folder(run.folder, run.recipe)
    save_manifest(run.manifest, run.folder / MANIFEST_NAME)
    footage = run.pairs(learn).footage(
        run.recipe.stages[0].shares, epoch=0, num_pairs=len(learn)
    )
    found = measure_statistics(footage, side_px=run.recipe.model.side_px, cancel=cancel)
    save_checkpoint(run.folder / STATISTICS_NAME, {"statistics": vars(found)})


def train_pairs(run: PairRun) -> Path:
    """Train to the end and return the folder of the bundle.

    Events are appended to ``events.jsonl`` and printed, one JSON object a line. SIGINT
    ends the run after the step it is in, with a checkpoint.

    Raises
    ------
    ConfigError
        If the folder holds another run, or nothing to resume.
    TrainingError
        If a process failed or there is too little footage.
    CheckpointError
        If the run cannot be resumed, or a checkpoint not be written.
    """
    if not is_torchrun():
        prepare_pairs(run)
    run_processes(partial(_work, run), run.num_processes, on_gpu=True)
    return run.folder / BUNDLE_NAME


def load_run_manifest(folder: Path) -> Manifest:
    """Return the movies of a run that is resumed.

    Raises
    ------
    ConfigError
        If it cannot be read.
    """
    return load_manifest(folder / MANIFEST_NAME)


def _work(run: PairRun, place: Place) -> None:
    """Train as one process of the run; the first one also writes the bundle."""
    if is_torchrun():
        if place.rank == 0:
            prepare_pairs(run)
        dist.barrier()
    emit = event_writer(run.folder / EVENTS_NAME)
    task, trainer = start_run(run, place, emit)
    trainer.run(cancel=place.cancel)
    if place.rank == 0:
        finish_run(run, task.network(trainer.averaged_state()), emit)


def start_run(run: PairRun, place: Place, emit: Emit) -> tuple[PairTask, Trainer]:
    """Return what trains as one process of a prepared run, at its last checkpoint.

    Raises
    ------
    CheckpointError
        If the run's files cannot be read or belong to another run.
    TrainingError
        If there is too little footage.
    """
    learn = run.manifest.of_split("train")
    held_out = run.manifest.of_split("val")
    task = PairTask(
        run.recipe,
        run.pairs(learn),
        run.pairs(held_out) if held_out else None,
        statistics=load_statistics(run.folder),
        footage=[movie.file for movie in learn],
    )
    if run.base is not None and not run.is_resumed:
        task.start_from(load_bundle(run.base, type(task.model)).model)
    trainer = start_trainer(
        task,
        run.folder,
        place=place,
        emit=emit,
        is_resumed=run.is_resumed,
        footage={"learn": _describe(learn), "held_out": _describe(held_out)},
    )
    return task, trainer


def finish_run(run: PairRun, network: PairNet, emit: Emit) -> None:
    """Write a trained network as the run's bundle.

    Raises
    ------
    CheckpointError
        If it cannot be written.
    """
    bundle = run.folder / BUNDLE_NAME
    save_bundle(
        bundle,
        network,
        name=run.recipe.name,
        calibration=Calibration(),
        statistics=load_statistics(run.folder),
    )
    emit({"event": "finished", "bundle": str(bundle)})


def load_statistics(folder: Path) -> InputStatistics:
    """Return what `prepare_pairs` measured.

    Raises
    ------
    CheckpointError
        If it cannot be read.
    """
    return InputStatistics(**load_checkpoint(folder / STATISTICS_NAME)["statistics"])


def _describe(movies: Sequence[Movie]) -> dict[str, float]:
    seconds = sum(movie.end_s - movie.begin_s for movie in movies)
    return {
        "movies": len(movies),
        "videos": len({movie.video for movie in movies}),
        "minutes": round(seconds / 60, 1),
    }
