"""Tests of ``avts experiment curriculum``: the table beside the paper's, the JSON."""

import json
from pathlib import Path

import pytest

from avts_core.assets import recipe_path
from avts_core.cli.experiment import as_data, words
from avts_core.cli.main import main
from avts_core.config import load_config
from avts_core.data.manifest import Manifest
from avts_core.evaluation.pair_metrics import KindFigures
from avts_core.training.curriculum_summary import find_order, summarise_rows
from avts_core.training.experiment_job import Experiment, RunResult
from avts_core.training.pair_recipe import AvtsRecipe


def figures_of(accuracy):
    return KindFigures(
        accuracy=accuracy,
        accuracy_low=0.0,
        accuracy_high=1.0,
        auc=accuracy + 0.05,
        threshold=0.5,
        num_positives=9,
        num_negatives=9,
    )


@pytest.fixture
def told():
    """Return what the words and the JSON are made of: two rows, two seeds."""
    results = [
        RunResult(
            row=row,
            seed=seed,
            kinds={
                "easy": figures_of(accuracy + 0.1 * seed),
                "hard": figures_of(0.5),
                "super_hard": None,
            },
            left_out={"torn.mp4": "It is torn."},
        )
        for row, accuracy in (("easy", 0.6), ("mixed", 0.5))
        for seed in (0, 1)
    ]
    experiment = Experiment(
        recipe=load_config(AvtsRecipe, recipe_path("curriculum-small")),
        manifest=Manifest(root=Path(), movies=(), left_out=()),
        folder=Path("out"),
        num_seeds=2,
    )
    summaries = summarise_rows(results)
    return experiment, results, summaries, find_order(summaries)


def test_the_table_stands_beside_the_papers(told):
    """Mean, spread, the paper's figure and its trust, and the order in words."""
    lines = words(*told).splitlines()
    assert "Paper: on Kinetics, easy negatives; recalled, unconfirmed." in lines
    easy, mixed = (
        next(line.split() for line in lines if line.startswith(name))
        for name in ("easy", "mixed")
    )
    assert easy[2:] == ["69.0", "65.0", "±", "7.1", "50.0", "±", "0.0", "-"]
    assert mixed[7:11] == ["58.9", "55.0", "±", "7.1"]
    assert any("from the start is worse than easy only, as in" in x for x in lines)
    assert lines[-1] == "  torn.mp4: It is torn."


def test_json_has_every_run(told):
    """With means, findings and the paper's figures; all of it plain."""
    data = json.loads(json.dumps(as_data(*told), allow_nan=False))
    assert [row["paper_percent"] for row in data["rows"]] == [69.0, 58.9]
    assert data["rows"][0]["kinds"]["super_hard"] is None
    assert [run["seed"] for run in data["runs"]] == [0, 1, 0, 1]
    assert data["findings"][0]["is_as_in_paper"] is True
    assert data["paper_trust"] == "recalled, unconfirmed"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--rows", "best"], "There is no row 'best'"),
        (["--recipe", "none"], "There is no recipe 'none'"),
        ([], "has no movies in the split 'val'"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(options, message, tmp_path, capsys):
    """Wrong rows, recipes and manifests end with code 2 before any training."""
    manifest = tmp_path / "m.jsonl"
    manifest.write_text('{"kind": "avts manifest", "format": 1, "root": "."}\n')
    command = ["experiment", "curriculum", "--data", str(manifest)]
    assert main([*command, "--out", str(tmp_path / "out"), *options]) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.glob("out/**/*.ckpt"))
