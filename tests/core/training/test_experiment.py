"""Tests of a whole table: shared first stages, going on, folders of others."""

import json
import shutil
from dataclasses import replace

import pytest
import torch

from avts_core.cli.main import main
from avts_core.data.manifest import load_manifest
from avts_core.errors import CheckpointError, ConfigError
from avts_core.training import experiment_job
from avts_core.training.checkpoint import load_checkpoint
from avts_core.training.curriculum import find_rows, recipe_of
from avts_core.training.experiment import run_experiment
from avts_core.training.experiment_job import Experiment
from avts_core.training.pair_recipe import PairStage
from avts_core.training.pair_run import PairRun, train_pairs
from tests.core.training import noise_pairs

RECIPE = replace(
    noise_pairs.RECIPE,
    pairs_an_epoch=8,
    pairs_a_pass=8,
    passes_a_step=1,
    validate_every_epochs=100,
    num_validation_pairs=4,
    short_side_px=16,
    stages=(PairStage(name="x", epochs=4),),
)


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    """Return six movies of claps, two a split."""
    folder = tmp_path_factory.mktemp("claps")
    options = ["--kind", "clap", "--size", "64x64", "--duration", "4"]
    assert main(["generate", str(folder), "--count", "6", *options]) == 0
    out = folder / "m.jsonl"
    assert main(["data", "scan", str(folder), "--out", str(out)]) == 0
    found = load_manifest(out)
    splits = ("train", "train", "val", "val", "test", "test")
    movies = tuple(
        replace(m, split=s) for m, s in zip(found.movies, splits, strict=True)
    )
    return replace(found, movies=movies)


@pytest.fixture
def experiment(manifest, tmp_path):
    return Experiment(
        recipe=RECIPE,
        manifest=manifest,
        folder=tmp_path / "out",
        rows=find_rows("easy,then-hard"),
        num_seeds=1,
        num_pairs=6,
        cache=tmp_path / "cache",
    )


def weights_of(folder):
    return load_checkpoint(folder / "last.ckpt")["model"]


@pytest.mark.slow
def test_a_shared_first_stage_changes_nothing(experiment, tmp_path, capsys):
    """A curriculum, and the easy row, have the weights of runs of their own."""
    capsys.readouterr()
    results = run_experiment(experiment)
    # Events of several trainings would only mix on the terminal.
    assert capsys.readouterr().out == ""
    assert [r.row for r in results] == ["easy", "then-hard"]
    for row in experiment.rows:
        alone = tmp_path / row.key
        run = PairRun(
            recipe=recipe_of(row, RECIPE, seed=RECIPE.seed),
            manifest=experiment.manifest,
            folder=alone,
            cache=experiment.cache,
        )
        train_pairs(run)
        shared = weights_of(experiment.folder_of(row, RECIPE.seed))
        for key, value in weights_of(alone).items():
            assert torch.equal(value, shared[key]), key


@pytest.mark.slow
def test_finished_trainings_are_read(experiment, monkeypatch):
    """The same command trains nothing again; more rows train what is missing."""
    first = run_experiment(experiment)
    started = []
    whole = experiment_job.start_run

    def watched(run, *rest):
        started.append(run.recipe.name)
        return whole(run, *rest)

    monkeypatch.setattr(experiment_job, "start_run", watched)
    assert run_experiment(experiment) == first
    assert started == []
    more = replace(experiment, rows=find_rows("easy,then-mixed,then-hard"))
    results = run_experiment(more)
    assert started == ["tiny-then-mixed"]
    assert [results[0], results[2]] == first


@pytest.mark.slow
def test_a_killed_training_goes_on_where_it_was(experiment):
    """Without its result, and at an earlier checkpoint, it comes to the same."""
    first = run_experiment(experiment)
    folder = experiment.folder_of(experiment.rows[0], RECIPE.seed)
    (folder / "result.json").unlink()
    shutil.copy(folder / "first-stage.ckpt", folder / "last.ckpt")
    assert run_experiment(experiment) == first


def test_a_folder_of_another_experiment_is_refused(experiment, tmp_path):
    """Results of another recipe would be taken for this one's."""
    experiment.folder.mkdir()
    (experiment.folder / "experiment.json").write_text(json.dumps({"recipe": {}}))
    with pytest.raises(ConfigError, match="holds another experiment"):
        run_experiment(experiment)


def test_every_split_is_needed(experiment):
    """Thresholds need val, figures need test: said before anything is trained."""
    for missing in ("val", "test"):
        left = [m for m in experiment.manifest.movies if m.split != missing]
        manifest = replace(experiment.manifest, movies=tuple(left))
        with pytest.raises(ConfigError, match=f"no movies in the split '{missing}'"):
            run_experiment(replace(experiment, manifest=manifest))
    assert not experiment.folder.exists()


def test_a_damaged_result_is_named(tmp_path):
    """With what to do about it."""
    (tmp_path / "result.json").write_text("{}")
    with pytest.raises(CheckpointError, match=r"damaged .*remove it"):
        experiment_job.load_result(tmp_path / "result.json")
