"""Tests of the judge: blocks join, devices and models are found or named."""

from pathlib import Path

import numpy as np
import pytest
import torch

from avts_core.errors import CheckpointError, ConfigError
from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.bundle import Bundle, load_bundle, save_bundle
from avts_core.models.calibration import Calibration
from avts_core.models.lip import LipConfig, LipNet, normalised_pictures
from avts_core.sync import judge as judge_module
from avts_core.sync.judge import Judge, choose_device, load_judge

TINY = LipConfig(
    picture_widths=(4, 4, 8, 8), sound_widths=(4, 4, 4), hidden=16, embedding=8
)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    model = LipNet(TINY)
    save_bundle(tmp_path / "tiny", model, name="tiny", calibration=Calibration())
    return tmp_path / "tiny"


@pytest.fixture
def bundle(folder: Path) -> Bundle[LipNet]:
    return load_bundle(folder, LipNet)


@pytest.fixture
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute in float32 wherever the tests run."""
    monkeypatch.setattr(judge_module, "_has_fast_bfloat16", lambda: False)


def bands(num_frames: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.normal(-1, 0.6, (num_frames, 80)).astype(np.float16)


def crops(num_pictures: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (num_pictures, 80, 80)).astype(np.uint8)


@pytest.mark.usefixtures("exact")
@pytest.mark.parametrize("extra", [0, 1, 99, 100, 101, 250])
def test_blocks_of_sound_join(
    bundle: Bundle[LipNet], monkeypatch: pytest.MonkeyPatch, extra: int
) -> None:
    """In blocks of 100 frames or at once: the same embedding at every mel frame."""
    judge = Judge(bundle, "cpu")
    sound = bands(judge.sound_span + extra)
    whole = judge.embed_sound(sound)
    assert whole.shape == (extra + 1, 8)
    monkeypatch.setattr(judge_module, "SOUND_BLOCK", 100)
    np.testing.assert_allclose(judge.embed_sound(sound), whole, atol=1e-5)


@pytest.mark.usefixtures("exact")
def test_pictures_are_normalised_and_embedded(bundle: Bundle[LipNet]) -> None:
    """The judge does to crops what training did, and gives one row an embedding."""
    judge = Judge(bundle, "cpu")
    pictures = crops(judge.picture_span + 4)
    seen = judge.embed_pictures(pictures)
    assert seen.shape == (5, 8)
    assert seen.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(seen, axis=1), 1, atol=1e-5)
    with torch.no_grad():
        mouths = normalised_pictures(torch.from_numpy(pictures)[None])
        expected = bundle.model.embed_pictures(mouths)[0].numpy()
    np.testing.assert_allclose(seen, expected, atol=1e-6)
    brighter = (pictures // 2 + 100).astype(np.uint8)
    assert (judge.embed_pictures(brighter) * seen).sum(1).min() > 0.99


def test_short_numbers_change_little(
    bundle: Bundle[LipNet], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With bfloat16 embeddings point the same way to some per cent."""
    long, short = [], []
    for is_short, results in ((False, long), (True, short)):
        monkeypatch.setattr(judge_module, "_has_fast_bfloat16", lambda s=is_short: s)
        judge = Judge(bundle, "cpu")
        results += [judge.embed_pictures(crops(20)), judge.embed_sound(bands(80))]
    for one, two in zip(long, short, strict=True):
        assert two.dtype == np.float32
        assert (one * two).sum(1).min() > 0.99


def test_a_model_is_loaded_by_its_path(folder: Path) -> None:
    """A folder that is a bundle is one's own model."""
    judge = load_judge(str(folder), "cpu")
    assert judge.bundle.name == "tiny"
    assert (judge.picture_span, judge.sound_span) == (13, 47)


def test_an_unknown_model_is_named(tmp_path: Path) -> None:
    """Neither a shipped name nor a folder, or a folder without a bundle."""
    with pytest.raises(CheckpointError, match="no model 'lip-of-mars'"):
        load_judge("lip-of-mars", "cpu")
    with pytest.raises(CheckpointError, match="not a model bundle"):
        load_judge(str(tmp_path), "cpu")


@pytest.mark.parametrize(("has_cuda", "expected"), [(True, "cuda"), (False, "cpu")])
def test_auto_takes_what_is_there(
    monkeypatch: pytest.MonkeyPatch, has_cuda: bool, expected: str
) -> None:
    """A graphics card is used where there is one, the processor otherwise."""
    monkeypatch.setattr("torch.cuda.is_available", lambda: has_cuda)
    assert choose_device("auto") == expected


@pytest.mark.parametrize("wish", ["cuda", "mps", "tpu", ""])
def test_a_missing_device_is_named(monkeypatch: pytest.MonkeyPatch, wish: str) -> None:
    """A device that is not there is an error, not a silent change to another."""
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    monkeypatch.setattr("torch.backends.mps.is_available", lambda: False)
    with pytest.raises(ConfigError, match=f"'{wish}' is not available"):
        choose_device(wish)
    assert choose_device("cpu") == "cpu"


def test_a_model_of_another_kind_is_named(tmp_path: Path) -> None:
    """A general model is no judge of lips; one sentence says so."""
    model = AvtsNet(AvtsConfig(width=1))
    save_bundle(tmp_path, model, name="general", calibration=Calibration())
    with pytest.raises(CheckpointError, match="kind 'avts'; this needs one of kind"):
        load_judge(str(tmp_path))
