"""Tests of ``avts probe``: words and JSON, and one sentence for what is wrong."""

import importlib.util
import json
from pathlib import Path

import pytest

from avts_core.cli.main import main
from tests.core.evaluation.sounds import make_bundle, make_dcase2014


@pytest.mark.slow
def test_it_prints_and_writes_what_it_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The model, random weights beside it, chance, and what was published."""
    data = make_dcase2014(tmp_path / "data")
    (data / "scenes_stereo/tube05.wav").write_bytes(b"broken")
    model, out = make_bundle(tmp_path / "bundle"), tmp_path / "out.json"
    options = ["--data", str(data), "--model", str(model), "--json", str(out)]
    assert main(["probe", "dcase2014", *options]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "dcase2014: 21 clips of 3 kinds"
    assert printed[1].startswith("tiny: ")
    assert "(chance 33.3 %)" in printed[1]
    assert any(line.startswith("random weights: ") for line in printed)
    assert "Left out: 1" in printed
    assert any("94.0 %  paper, recalled" in line for line in printed)
    data = json.loads(out.read_text())
    assert [row["model"] for row in data["results"]] == ["tiny", "random weights"]
    assert data["results"][0]["folds"][0]["num_learn"] == 14
    assert data["windows_a_clip"] == 60
    assert list(data["left_out"]) == ["scenes_stereo/tube05.wav"]
    assert data["published"][0]["trust"] == "recalled"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["esc50", "--data", "none"], "There is no folder none"),
        (["esc50", "--data", "."], "is not ESC-50"),
        (["dcase2014", "--data", "."], "is not DCASE2014"),
        (["esc50", "--data", ".", "--json", "none/x.json"], "there is no folder"),
    ],
)
def test_wrong_usage_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    """Code 2 and a sentence, before anything is heard."""
    monkeypatch.chdir(tmp_path)
    assert main(["probe", *arguments]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert len(error.splitlines()) == 1


def test_missing_scikit_learn_and_no_bundle_are_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Both are told before the sounds are read."""
    data = str(make_dcase2014(tmp_path / "data"))
    arguments = ["probe", "dcase2014", "--data", data, "--model", str(tmp_path)]
    assert main(arguments) == 5
    assert "is not a model bundle" in capsys.readouterr().err
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main(arguments) == 2
    assert 'pip install "avts[research]"' in capsys.readouterr().err
