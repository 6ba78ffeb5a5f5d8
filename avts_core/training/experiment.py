"""The trainings of a curriculum table: run side by side, measured, and kept on disk.

Each has a folder of its own, ``<row>/seed-<n>``, with a run's usual files and in the
end ``result.json``. An experiment that was killed goes on: finished ones are read,
others resume at their checkpoint.

A curriculum's first stage is that of the row with easy negatives only: pairs, crops and
weights depend on the seed, epoch and index alone. It is trained once, and the others
go on from its checkpoint.
"""

import hashlib
import json
from dataclasses import asdict
from functools import partial

from avts_core.config import to_dict
from avts_core.errors import ConfigError
from avts_core.jobs import Progress, ReportProgress, ignore_progress
from avts_core.training.curriculum import first_epochs
from avts_core.training.experiment_job import (
    RESULT_NAME,
    Experiment,
    RunResult,
    do_job,
    jobs_of,
    load_result,
    write_json,
)
from avts_core.training.pool import work_off

SETTINGS_NAME = "experiment.json"


def run_experiment(
    experiment: Experiment, *, report: ReportProgress = ignore_progress
) -> list[RunResult]:
    """Train and measure whatever is not finished; return all results.

    SIGINT ends the trainings after the step they are in, each with a checkpoint.

    Raises
    ------
    ConfigError
        If the folder holds another experiment, a split is empty, or the recipe has
        one epoch only.
    TrainingError
        If there is nothing to learn from, or a training failed.
    CheckpointError
        If a training cannot be resumed, or a file not be written.
    WriteError
        If the cache cannot be written.
    JobCancelledError
        If interrupted.
    """
    _claim_folder(experiment)
    jobs = jobs_of(experiment)
    total = sum(job.num_epochs(experiment.recipe) for job in jobs)
    done = 0
    work = partial(do_job, experiment)
    for job in work_off(work, jobs, num_processes=experiment.num_processes):
        done += job.num_epochs(experiment.recipe)
        stage = f"{done} of {total} epochs"
        report(Progress(fraction=done / total, stage=stage))
    return [
        load_result(experiment.folder_of(row, seed) / RESULT_NAME)
        for row in experiment.rows
        for seed in experiment.seeds
    ]


def _claim_folder(experiment: Experiment) -> None:
    """Make sure that the folder holds this experiment or none.

    Raises
    ------
    ConfigError
        If it holds another one or cannot be made.
    """
    _ = experiment.test
    first_epochs(experiment.recipe)
    movies = [asdict(movie) for movie in experiment.manifest.movies]
    digest = hashlib.sha256(json.dumps(movies).encode()).hexdigest()
    settings = {
        "recipe": to_dict(experiment.recipe),
        "movies_sha256": digest,
        "num_pairs": experiment.num_pairs,
    }
    path = experiment.folder / SETTINGS_NAME
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_json(path, settings)
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"{path} cannot be used ({error})."
        raise ConfigError(msg) from error
    if held != json.loads(json.dumps(settings)):
        msg = (
            f"{experiment.folder} holds another experiment, with another recipe, other "
            "movies or another number of pairs; name another folder."
        )
        raise ConfigError(msg)
