"""One training of an experiment: its files, what it goes on from, what it reached."""

import json
import os
import shutil
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from avts_core.data.decode_cache import DecodeCache
from avts_core.data.manifest import Manifest
from avts_core.errors import CheckpointError
from avts_core.evaluation.pair_distances import PairJudge
from avts_core.evaluation.pair_metrics import KindFigures
from avts_core.evaluation.pair_report import KindReport, PairTest, measure_kinds
from avts_core.jobs import CancelToken
from avts_core.training.curriculum import EASY, ROWS, Row, first_epochs, recipe_of
from avts_core.training.pair_recipe import AvtsRecipe
from avts_core.training.pair_run import (
    DEFAULT_CACHE_BYTES,
    PairRun,
    finish_run,
    load_statistics,
    prepare_pairs,
    start_run,
)
from avts_core.training.processes import Place, event_writer, run_processes
from avts_core.training.run_folder import EVENTS_NAME
from avts_core.training.trainer import CHECKPOINT_NAME

RESULT_NAME = "result.json"
FIRST_STAGE_NAME = "first-stage.ckpt"
"""Where the row with easy negatives was when the curricula go another way."""


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """What to train how often, on what, and where."""

    recipe: AvtsRecipe
    """Gives the size; see `recipe_of`."""
    manifest: Manifest
    """Trained on its split train, thresholds from val, measured on test."""
    folder: Path
    rows: tuple[Row, ...] = ROWS
    num_seeds: int = 3
    """Seeds from the recipe's on."""
    num_pairs: int = 500
    """Positives, and as many negatives, of each kind, in a measurement."""
    cache: Path | None = None
    """Where decoded movies are kept; None decodes each time."""
    num_processes: int = 1
    """Trainings at a time, of one thread each."""

    @property
    def seeds(self) -> range:
        """The trainings' seeds."""
        return range(self.recipe.seed, self.recipe.seed + self.num_seeds)

    @property
    def test(self) -> PairTest:
        """What all trainings are measured on: the same pairs.

        Raises
        ------
        ConfigError
            If a split is empty.
        """
        cache = None
        if self.cache is not None:
            cache = DecodeCache(self.cache, max_bytes=DEFAULT_CACHE_BYTES)
        return PairTest(manifest=self.manifest, num_pairs=self.num_pairs, cache=cache)

    def folder_of(self, row: Row, seed: int) -> Path:
        """Return where a training's files go."""
        return self.folder / row.key / f"seed-{seed}"


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """What one training reached."""

    row: str
    """Its key."""
    seed: int
    kinds: dict[str, KindFigures | None]
    """By the names of `Negative`; None where the movies give no such pairs."""
    left_out: dict[str, str]
    """Files that failed in the measurement, and why."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """A training, or the part of it that others go on from."""

    row: Row
    seed: int
    is_first_stage: bool = False
    """Whether it ends where the curricula go another way."""

    def num_epochs(self, recipe: AvtsRecipe) -> int:
        """Return how many epochs it trains in an experiment with this recipe."""
        first = first_epochs(recipe)
        if self.is_first_stage:
            return first
        return recipe.epochs - first * _shares_first_stage(self.row)


def jobs_of(experiment: Experiment) -> dict[Job, Job | None]:
    """Return what is to be done, each with what it goes on from."""
    jobs: dict[Job, Job | None] = {}
    for seed in experiment.seeds:
        first = Job(row=EASY, seed=seed, is_first_stage=True)
        # The row with easy negatives, too, goes by way of its first stage, so that
        # curricula can be asked for later.
        if any(_shares_first_stage(row) for row in experiment.rows):
            jobs[first] = None
        for row in experiment.rows:
            jobs[Job(row=row, seed=seed)] = first if _shares_first_stage(row) else None
    return jobs


def _shares_first_stage(row: Row) -> bool:
    return row.is_curriculum or row == EASY


def do_job(experiment: Experiment, job: Job) -> None:
    """Do a job in this process, in one thread."""
    run_processes(partial(_work, experiment, job), 1, on_gpu=True)


def _work(experiment: Experiment, job: Job, place: Place) -> None:
    """Train from where the job's folder is, then keep the checkpoint or measure."""
    folder = experiment.folder_of(job.row, job.seed)
    if (folder / (FIRST_STAGE_NAME if job.is_first_stage else RESULT_NAME)).exists():
        return
    run = _prepared(experiment, job, place.cancel)
    emit = event_writer(folder / EVENTS_NAME, is_printed=False)
    task, trainer = start_run(run, place, emit)
    if job.is_first_stage:
        num_movies = len(run.manifest.of_split("train"))
        steps = first_epochs(run.recipe) * run.recipe.steps_an_epoch(num_movies)
        trainer.run(stop_at=steps, cancel=place.cancel)
        _copy(folder / CHECKPOINT_NAME, folder / FIRST_STAGE_NAME)
        return
    trainer.run(cancel=place.cancel)
    network = task.network(trainer.averaged_state())
    finish_run(run, network, emit)
    judge = PairJudge(network, load_statistics(folder)).to(place.device).eval()
    found = measure_kinds(judge, experiment.test, run.pair_config, cancel=place.cancel)
    _save_result(folder / RESULT_NAME, job, found)


def _prepared(experiment: Experiment, job: Job, cancel: CancelToken) -> PairRun:
    """Return a job's run, ready to start or to go on."""
    folder = experiment.folder_of(job.row, job.seed)
    run = PairRun(
        recipe=recipe_of(job.row, experiment.recipe, seed=job.seed),
        manifest=experiment.manifest,
        folder=folder,
        cache=experiment.cache,
        is_resumed=(folder / CHECKPOINT_NAME).exists(),
    )
    prepare_pairs(run, cancel=cancel)
    if not job.row.is_curriculum or run.is_resumed:
        return run
    # Statistics are the same, too: they come from the first stage's first epoch.
    easy = experiment.folder_of(EASY, job.seed)
    _copy(easy / FIRST_STAGE_NAME, folder / CHECKPOINT_NAME)
    return replace(run, is_resumed=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a checkpoint whole or not at all.

    Raises
    ------
    CheckpointError
        If that fails.
    """
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        shutil.copyfile(source, temporary)
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        msg = f"The checkpoint {source} cannot be copied to {target} ({error})."
        raise CheckpointError(msg) from error


def _save_result(path: Path, job: Job, found: KindReport) -> None:
    """Write what a training reached.

    Raises
    ------
    CheckpointError
        If it cannot be written.
    """
    result = RunResult(row=job.row.key, seed=job.seed, **vars(found))
    try:
        write_json(path, asdict(result))
    except OSError as error:
        msg = f"{path} cannot be written ({error})."
        raise CheckpointError(msg) from error


def load_result(path: Path) -> RunResult:
    """Read what a training reached.

    Raises
    ------
    CheckpointError
        If it is no longer there or was changed.
    """
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        kinds = {
            kind: None if figures is None else KindFigures(**figures)
            for kind, figures in data.pop("kinds").items()
        }
        return RunResult(kinds=kinds, **data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        msg = f"{path} is damaged ({error}); remove it and run the experiment again."
        raise CheckpointError(msg) from error


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Write a file whole or not at all; the system's refusal is the caller's."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(json.dumps(data, indent=2) + "\n", encoding="ascii")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
