"""``avts train`` on pairs, from a folder of movies to a bundle."""

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from avts_core.cli.main import main
from avts_core.data.synthetic.events import BouncingBall
from avts_core.data.synthetic.movie import MovieSettings, make_movie
from avts_core.models.avts import AvtsNet
from avts_core.models.bundle import load_bundle

RECIPE = """
kind = "avts"
name = "tiny"
pairs_an_epoch = 8
pairs_a_pass = 4
passes_a_step = 2
precision = "float32"
num_validation_pairs = 4
short_side_px = 24
[model]
backbone = "mc2"
width = 2
embedding = 8
side_px = 16
[[stages]]
name = "easy"
epochs = 2
[[stages]]
name = "hard"
epochs = 1
easy = 0.5
hard = 0.5
"""


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a recipe, a few movies and a manifest of them."""
    folder = tmp_path_factory.mktemp("pairs")
    (folder / "movies").mkdir()
    for seed in range(8):
        make_movie(
            folder / "movies" / f"ball-{seed}.mp4",
            BouncingBall(seed, width_px=64, height_px=64),
            settings=MovieSettings(duration=Fraction(5)),
        )
    (folder / "movies" / "broken.mp4").write_text("no movie")
    (folder / "tiny.toml").write_text(RECIPE)
    shares = ("--shares", "0.5", "0.4", "0.1", "--seed", "1")
    manifest = str(folder / "manifest.jsonl")
    code = main(["data", "scan", str(folder / "movies"), "--out", manifest, *shares])
    assert code == 0
    return folder


def train(folder: Path, out: str, *more: str) -> int:
    recipe = ("--recipe", str(folder / "tiny.toml"), "--cache", str(folder / "cache"))
    data = str(folder / "manifest.jsonl")
    return main(["train", data, *recipe, "--out", str(folder / out), *more])


@pytest.mark.slow
def test_movies_become_a_bundle(
    footage: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Events are printed and kept; the bundle loads and can be the next start."""
    assert train(footage, "a") == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [e["event"] for e in printed][:2] == ["started", "epoch"]
    assert printed[-1]["event"] == "finished"
    bundle = load_bundle(footage / "a" / "bundle", AvtsNet)
    assert bundle.name == "tiny"
    assert bundle.statistics is not None
    assert train(footage, "b", "--from", str(footage / "a" / "bundle")) == 0
    assert train(footage, "a") == 2
    assert "holds a run already" in capsys.readouterr().err
    assert train(footage, "a", "--resume") == 0  # at its end there is nothing to do


@pytest.mark.slow
def test_torchrun_starts_the_processes(footage: Path) -> None:
    """Two of them share the steps, and one writes the bundle."""
    environment = dict(os.environ, OMP_NUM_THREADS="1")
    words = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    words += ["--standalone", "-m", "avts_core.cli.main", "train"]
    words += [str(footage / "manifest.jsonl"), "--recipe", str(footage / "tiny.toml")]
    words += ["--out", str(footage / "c"), "--cache", str(footage / "cache")]
    done = subprocess.run(
        words, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    load_bundle(footage / "c" / "bundle", AvtsNet)
    lines = (footage / "c" / "events.jsonl").read_text().splitlines()
    assert sum('"finished"' in line for line in lines) == 1


def test_wrong_usage_is_told(footage: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each in one sentence, before anything is written."""
    assert train(footage, "d", "--steps", "5") == 2
    assert "count epochs" in capsys.readouterr().err
    assert train(footage, "d", "--resume") == 2
    capsys.readouterr()
    two = [str(footage / "manifest.jsonl"), str(footage / "movies")]
    recipe = ["--recipe", str(footage / "tiny.toml"), "--out", str(footage / "d")]
    assert main(["train", *two, *recipe]) == 2
    assert "one manifest" in capsys.readouterr().err
    assert main(["train", str(footage / "tiny.toml"), *recipe]) == 2
    assert "is not JSON" in capsys.readouterr().err
    assert train(footage, "d", "--from", str(footage)) == 5
    assert "not a model bundle" in capsys.readouterr().err
    assert train(footage, "d", "--processes", "3") == 2
    assert "evenly" in capsys.readouterr().err
