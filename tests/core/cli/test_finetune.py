"""Tests of ``avts finetune``: events, results, and one sentence for what is wrong."""

import json
from pathlib import Path

import pytest
import torch

from avts_core.cli.main import main
from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.bundle import save_bundle
from avts_core.models.calibration import Calibration
from avts_core.models.input_statistics import InputStatistics
from avts_core.models.lip import LipConfig, LipNet
from tests.core.data.action_videos import make_hmdb51

RECIPE = """
epochs = 3
clips_a_pass = 2
passes_a_step = 1
warmup_epochs = 2
precision = "float32"
short_side_px = 32
clips_a_video = 2
[model]
backbone = "mc3"
width = 2
num_pictures = 4
side_px = 16
"""


@pytest.fixture(autouse=True)
def usual_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the handler of Ctrl-C as it was."""
    monkeypatch.setattr("signal.signal", lambda *_: None)


def make_bundle(folder: Path) -> Path:
    torch.manual_seed(0)
    save_bundle(
        folder,
        AvtsNet(AvtsConfig(backbone="mc2", width=4, num_pictures=6, side_px=16)),
        name="general",
        calibration=Calibration(),
        statistics=InputStatistics(
            picture_means=(120.0,) * 3,
            picture_deviations=(60.0,) * 3,
            band_means=(0.0,) * 40,
            band_deviations=(1.0,) * 40,
        ),
    )
    return folder


def test_it_learns_measures_and_resumes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Events on stdout, words on stderr, results in the folder."""
    data, out = make_hmdb51(tmp_path / "data"), tmp_path / "run"
    (tmp_path / "r.toml").write_text(RECIPE)
    options = ["--data", str(data), "--split", "1", "--out", str(out)]
    chosen = ["--recipe", str(tmp_path / "r.toml"), "--epochs", "1"]
    bundle = ["--from", str(make_bundle(tmp_path / "bundle"))]
    assert main(["finetune", "hmdb51", *options, *chosen, *bundle]) == 0
    printed = capsys.readouterr()
    events = [json.loads(line) for line in printed.out.splitlines()]
    assert [event["event"] for event in events][-1] == "finished"
    assert "hmdb51, split 1: mc2 from general, 1 epochs" in printed.err
    assert "56.9 %  paper, confirmed" in printed.err
    results = json.loads((out / "results.json").read_text())
    assert results["backbone"] == "mc2"  # the bundle's, not the recipe's
    assert main(["finetune", "hmdb51", *options, "--resume"]) == 0
    assert json.loads((out / "results.json").read_text()) == results


def test_a_lip_model_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has no video network of AVTS."""
    config = LipConfig(
        picture_widths=(4, 4, 4, 8), sound_widths=(4, 4, 4), hidden=8, embedding=8
    )
    folder = tmp_path / "lip"
    save_bundle(folder, LipNet(config), name="lip", calibration=Calibration())
    data = make_hmdb51(tmp_path / "data")
    assert main(["finetune", "hmdb51", "--data", str(data), "--from", str(folder)]) == 5
    error = capsys.readouterr().err
    assert "kind 'lip'; this needs one of kind 'avts'" in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ucf101", "--data", "none"], "There is no folder none"),
        (["ucf101", "--data", "."], "no list trainlist01.txt"),
        (["hmdb51", "--data", ".", "--split", "3"], "no list *_test_split3.txt"),
        (["hmdb51", "--data", ".", "--split", "4"], "--split"),
        (["hmdb51", "--data", ".", "--resume", "--epochs", "4"], "its own recipe"),
    ],
)
def test_wrong_usage_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    """Code 2, before torch is loaded."""
    monkeypatch.chdir(tmp_path)
    assert main(["finetune", *arguments]) == 2
    assert words in capsys.readouterr().err
