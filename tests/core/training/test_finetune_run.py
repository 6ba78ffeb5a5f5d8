"""Tests of fine-tuning runs: from a data set to results on disk."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from avts_core.data.action_lists import ActionSet, read_hmdb51
from avts_core.errors import CheckpointError, ConfigError
from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.bundle import save_bundle
from avts_core.models.calibration import Calibration
from avts_core.models.input_statistics import InputStatistics
from avts_core.training.checkpoint import load_checkpoint
from avts_core.training.finetune_recipe import FinetuneRecipe
from avts_core.training.finetune_run import FinetuneRun, finetune, load_video_base
from avts_core.training.trainer import CHECKPOINT_NAME
from tests.core.data.action_videos import make_hmdb51

STATISTICS = InputStatistics(
    picture_means=(120.0,) * 3,
    picture_deviations=(60.0,) * 3,
    band_means=(0.0,) * 40,
    band_deviations=(1.0,) * 40,
)
RECIPE = FinetuneRecipe(
    epochs=2,
    clips_a_pass=2,
    passes_a_step=1,
    warmup_epochs=0,
    precision="float32",
    short_side_px=32,
    clips_a_video=2,
    model=AvtsConfig(backbone="mc2", width=4, num_pictures=8, side_px=16),
)


@pytest.fixture
def actions(tmp_path: Path) -> ActionSet:
    """Give a data set with a broken test video and one that is not there."""
    folder = make_hmdb51(tmp_path / "hmdb51")
    (folder / "Slide/test_Slide.avi").write_bytes(b"no movie")
    (folder / "Slide/learn_Slide.avi").unlink()
    return read_hmdb51(folder, 1)


@pytest.fixture(autouse=True)
def usual_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the handler of Ctrl-C as it was."""
    monkeypatch.setattr("signal.signal", lambda *_: None)


def make_bundle(folder: Path, *, has_statistics: bool = True) -> Path:
    torch.manual_seed(3)
    save_bundle(
        folder,
        AvtsNet(RECIPE.model),
        name="pretrained",
        calibration=Calibration(),
        statistics=STATISTICS if has_statistics else None,
    )
    return folder


def test_results_say_what_was_measured_on_what(
    actions: ActionSet, tmp_path: Path
) -> None:
    """Files that are broken or not there are named; published figures are beside."""
    run = FinetuneRun(recipe=RECIPE, actions=actions, folder=tmp_path / "run")
    results = json.loads(finetune(run).read_text())
    assert (results["data_set"], results["split"]) == ("hmdb51", 1)
    assert results["started_from"] is None
    assert list(results["left_out"]) == ["Slide/test_Slide.avi"]
    assert results["without_file"] == ["Slide/learn_Slide.avi"]
    assert (results["num_learn_videos"], results["num_test_videos"]) == (1, 1)
    assert results["num_test_clips"] == 2
    assert results["chance"] == 0.5
    assert results["video_accuracy"] == 1.0  # one class was learnt, and is measured
    assert any(row["accuracy_percent"] == 61.6 for row in results["published"])
    events = (tmp_path / "run/events.jsonl").read_text().splitlines()
    names = [json.loads(line)["event"] for line in events]
    assert names == ["started", "epoch", "epoch", "validated", "finished"]


def test_it_starts_from_a_bundle(actions: ActionSet, tmp_path: Path) -> None:
    """With its weights and its statistics, and the results name it."""
    bundle = make_bundle(tmp_path / "bundle")
    still = replace(RECIPE, learning_rate=0.0)
    run = FinetuneRun(
        recipe=still, actions=actions, folder=tmp_path / "run", base=bundle
    )
    results = json.loads(finetune(run).read_text())
    assert results["started_from"] == "pretrained"
    weights = load_checkpoint(tmp_path / "run" / CHECKPOINT_NAME)["average"]
    key = "video.conv1.weight"
    assert torch.equal(weights[key], load_video_base(bundle).model.state_dict()[key])
    start = load_checkpoint(tmp_path / "run/start.ckpt")
    assert start["statistics"]["picture_means"] == (120.0,) * 3


def test_a_run_that_ended_is_measured_again(actions: ActionSet, tmp_path: Path) -> None:
    """Resumed at its last step it learns no more; without it the folder is taken."""
    run = FinetuneRun(recipe=RECIPE, actions=actions, folder=tmp_path / "run")
    before = json.loads(finetune(run).read_text())
    with pytest.raises(ConfigError, match="holds a run already"):
        finetune(run)
    (tmp_path / "run/results.json").unlink()
    again = json.loads(finetune(replace(run, is_resumed=True)).read_text())
    assert again == before


def test_nothing_to_resume_is_told(actions: ActionSet, tmp_path: Path) -> None:
    """Before any video is opened."""
    run = FinetuneRun(
        recipe=RECIPE, actions=actions, folder=tmp_path / "none", is_resumed=True
    )
    with pytest.raises(ConfigError, match="no checkpoint to resume"):
        finetune(run)


def test_a_bundle_without_statistics_is_told(tmp_path: Path) -> None:
    """Its network would see other input than it was trained on."""
    bundle = make_bundle(tmp_path, has_statistics=False)
    with pytest.raises(CheckpointError, match="lacks the statistics"):
        load_video_base(bundle)
