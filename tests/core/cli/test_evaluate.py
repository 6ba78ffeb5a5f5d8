"""Tests of ``avts evaluate``: the table, the JSON, what cannot be measured."""

import json
from dataclasses import replace

import pytest

from avts_core.cli.main import main
from avts_core.data.manifest import load_manifest, save_manifest
from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.bundle import save_bundle
from avts_core.models.calibration import Calibration
from avts_core.models.input_statistics import InputStatistics
from avts_core.models.l3 import L3Config, L3Net
from avts_core.models.lip import LipNet

STATISTICS = InputStatistics(
    picture_means=(100.0, 100.0, 100.0),
    picture_deviations=(50.0, 50.0, 50.0),
    band_means=(-6.0,) * 40,
    band_deviations=(3.0,) * 40,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with a manifest of movies, two in val and test, and bundles."""
    folder = tmp_path_factory.mktemp("claps")
    options = ["--kind", "clap", "--size", "64x64", "--duration", "4"]
    assert main(["generate", str(folder), "--count", "4", *options]) == 0
    assert main(["data", "scan", str(folder), "--out", str(folder / "m.jsonl")]) == 0
    found = load_manifest(folder / "m.jsonl")
    splits = ("val", "val", "test", "test")
    movies = [replace(m, split=s) for m, s in zip(found.movies, splits, strict=True)]
    save_manifest(replace(found, movies=tuple(movies)), folder / "m.jsonl")
    nets = {
        "avts": AvtsNet(AvtsConfig(backbone="mc2", width=4, embedding=8, side_px=16)),
        "l3": L3Net(L3Config(width=4, side_px=16)),
        "lip": LipNet(),
    }
    for name, net in nets.items():
        statistics = None if name == "lip" else STATISTICS
        save_bundle(
            folder / name,
            net,
            name=f"my-{name}",
            calibration=Calibration(),
            statistics=statistics,
        )
    return folder


def evaluate(folder, *rest, names=("avts",)):
    bundles = [str(folder / name) for name in names]
    data = ["--data", str(folder / "m.jsonl")]
    return main(["evaluate", *bundles, *data, *rest])


@pytest.mark.slow
def test_models_stand_beside_each_other(folder, tmp_path, capsys):
    """Each kind of negative of each model in a row; JSON has the same and more."""
    out = tmp_path / "f.json"
    options = ["--pairs", "6", "--json", str(out), "--cache", str(tmp_path / "cache")]
    assert evaluate(folder, *options, names=("avts", "l3")) == 0
    printed = capsys.readouterr().out
    assert "Split test: 2 movies of 2 videos." in printed
    assert "Chance is 50 %" in printed
    data = json.loads(out.read_text())
    assert [m["kind"] for m in data["models"]] == ["avts", "l3"]
    for model in data["models"]:
        assert f"{model['name']}: median error" in printed
        assert set(model["kinds"]) == {"easy", "hard", "super_hard"}
        assert model["offsets"]["num_movies"] == 2
        for kind, figures in model["kinds"].items():
            assert figures["num_positives"] == figures["num_negatives"] == 6
            row = [
                line.split()
                for line in printed.splitlines()
                if line.startswith(f"{model['name']} ({model['kind']})")
                and kind.replace("_", "-") in line.split()
            ]
            assert row[0][3] == f"{100 * figures['accuracy']:.1f}"


@pytest.mark.parametrize(
    ("options", "names", "code", "message"),
    [
        ([], ("lip",), 5, "holds a lip model"),
        ([], ("none",), 5, "is not a model bundle"),
        (["--split", "val"], ("avts",), 2, "Thresholds are chosen on the split 'val'"),
        (["--split", "train"], ("avts",), 2, "no movies in the split 'train'"),
        (["--split", "dev"], ("avts",), 2, "There is no split 'dev'"),
        (["--json", "/none/x.json"], ("avts",), 2, "there is no folder"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(
    folder, options, names, code, message, capsys
):
    """Before anything is measured."""
    assert evaluate(folder, *options, names=names) == code
    told = capsys.readouterr().err
    assert told.startswith("Error: ")
    assert message in told
    assert told.count("\n") == 1
