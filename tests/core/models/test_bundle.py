"""Tests of bundles: what is written comes back, what is damaged is refused."""

import hashlib
import json
from pathlib import Path

import pytest
import torch

from avts_core.errors import CheckpointError
from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.bundle import (
    DESCRIPTION_NAME,
    WEIGHTS_NAME,
    load_bundle,
    save_bundle,
)
from avts_core.models.calibration import Calibration, ConfidenceModel
from avts_core.models.input_statistics import InputStatistics
from avts_core.models.l3 import L3Config, L3Net
from avts_core.models.lip import LipConfig, LipNet
from avts_core.models.registry import Network

TINY = LipConfig(
    picture_widths=(4, 4, 8, 8), sound_widths=(4, 4, 4), hidden=16, embedding=8
)
CALIBRATION = Calibration(
    zero_ms=-7.25,
    spread_ms=9.0,
    window_scale=22.5,
    confidence=ConfidenceModel(bias=-5.0, clarity=0.5, agreement=0.3, log_range=1.0),
)
STATISTICS = InputStatistics(
    picture_means=(110.0, 100.0, 90.0),
    picture_deviations=(60.0, 61.0, 62.0),
    band_means=tuple(-band / 4 for band in range(40)),
    band_deviations=(3.0,) * 40,
)


@pytest.fixture
def model() -> LipNet:
    torch.manual_seed(0)
    return LipNet(TINY)


@pytest.fixture
def folder(tmp_path: Path, model: LipNet) -> Path:
    save_bundle(tmp_path / "lip", model, name="tiny", calibration=CALIBRATION)
    return tmp_path / "lip"


def test_a_bundle_comes_back(folder: Path, model: LipNet) -> None:
    """Name, shape, calibration and weights (to float16) survive."""
    bundle = load_bundle(folder)
    assert bundle.name == "tiny"
    assert bundle.calibration == CALIBRATION
    assert bundle.model.config == TINY
    assert not bundle.model.training
    loaded = bundle.model.state_dict()
    assert loaded.keys() == model.state_dict().keys()
    for key, value in model.state_dict().items():
        assert loaded[key].dtype == value.dtype
        torch.testing.assert_close(loaded[key], value, rtol=1e-3, atol=1e-6)


@torch.no_grad()
def test_it_embeds_as_before(folder: Path, model: LipNet) -> None:
    """Embeddings of the loaded model differ by no more than float16 does."""
    model.eval()
    bands = torch.randn((1, 80, 80))
    clip = torch.randn((1, 20, 64, 64))
    loaded = load_bundle(folder).model
    for name, data in (("embed_sound", bands), ("embed_pictures", clip)):
        before, after = getattr(model, name)(data), getattr(loaded, name)(data)
        assert ((before * after).sum(-1) > 0.9999).all()


@pytest.mark.parametrize(
    "general",
    [
        AvtsNet(AvtsConfig(width=2, embedding=8, num_pictures=3, side_px=16)),
        AvtsNet(AvtsConfig(backbone="i3d_rgb", width=2, is_normalised=False)),
        L3Net(L3Config(width=2)),
        L3Net(L3Config(backbone="mc2", width=2)),
    ],
    ids=lambda net: f"{type(net).__name__}-{net.config.backbone}",
)
@torch.no_grad()
def test_general_models_come_back(tmp_path: Path, general: AvtsNet | L3Net) -> None:
    """The other kinds too, with the statistics that their input needs."""
    save_bundle(
        tmp_path, general, name="g", calibration=CALIBRATION, statistics=STATISTICS
    )
    bundle = load_bundle(tmp_path, type(general))
    assert type(bundle.model) is type(general)
    assert bundle.model.config == general.config
    assert bundle.statistics == STATISTICS
    assert bundle.calibration == CALIBRATION
    clips, bands = torch.randn(2, 3, 9, 16, 16), torch.randn(2, 40, 99)
    before, after = general.eval()(clips, bands), bundle.model(clips, bands)
    torch.testing.assert_close(after, before, rtol=0.02, atol=0.02)


def test_a_lip_bundle_has_no_statistics(folder: Path) -> None:
    """Its description stays as it was, and is read without."""
    assert "statistics" not in json.loads((folder / DESCRIPTION_NAME).read_text())
    assert load_bundle(folder).statistics is None


@pytest.mark.parametrize(
    ("net", "found", "wanted"),
    [
        (AvtsNet(AvtsConfig(width=1)), "avts", LipNet),
        (L3Net(L3Config(width=1)), "l3", AvtsNet),
        (LipNet(TINY), "lip", AvtsNet),
    ],
    ids=["avts", "l3", "lip"],
)
def test_another_kind_than_needed_is_refused(
    tmp_path: Path, net: Network, found: str, wanted: type[LipNet] | type[AvtsNet]
) -> None:
    """Who needs one kind is told which kind there is; who takes any gets it."""
    save_bundle(tmp_path, net, name="g", calibration=CALIBRATION)
    kind = "lip" if wanted is LipNet else "avts"
    with pytest.raises(CheckpointError) as caught:
        load_bundle(tmp_path, wanted)
    assert str(caught.value) == (
        f"{tmp_path} holds a model of kind '{found}'; this needs one of kind '{kind}'."
    )
    assert type(load_bundle(tmp_path).model) is type(net)


def test_statistics_must_fit_the_network(tmp_path: Path) -> None:
    """Forty bands for a network of twenty are a damaged bundle."""
    net = AvtsNet(AvtsConfig(width=1, num_bands=20))
    save_bundle(tmp_path, net, name="g", calibration=CALIBRATION, statistics=STATISTICS)
    with pytest.raises(CheckpointError, match="40 bands for a network of 20"):
        load_bundle(tmp_path)


def test_the_sum_is_of_the_weights_file(folder: Path) -> None:
    """The model's identity is the SHA-256 of its file of weights."""
    content = (folder / WEIGHTS_NAME).read_bytes()
    assert load_bundle(folder).sha256 == hashlib.sha256(content).hexdigest()


def test_only_the_two_files_are_written(folder: Path) -> None:
    """No temporary files stay, and nothing is pickled."""
    assert {p.name for p in folder.iterdir()} == {WEIGHTS_NAME, DESCRIPTION_NAME}
    content = (folder / WEIGHTS_NAME).read_bytes()
    header_bytes = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + header_bytes])
    assert {tensor["dtype"] for tensor in header.values()} <= {"F16", "I64"}
    assert json.loads((folder / DESCRIPTION_NAME).read_text())["format"] == 1


def test_saving_again_replaces(folder: Path) -> None:
    """A bundle written over another is the new one."""
    save_bundle(folder, LipNet(TINY), name="other", calibration=Calibration())
    assert load_bundle(folder).name == "other"


def test_a_pickled_file_is_not_executed(folder: Path, tmp_path: Path) -> None:
    """A pickle in the place of the weights is refused, not run."""
    trace = tmp_path / "executed"

    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (trace,))

    torch.save(Trap(), folder / WEIGHTS_NAME)
    with pytest.raises(CheckpointError):
        load_bundle(folder)
    assert not trace.exists()


def edit(folder: Path, **changes: object) -> None:
    path = folder / DESCRIPTION_NAME
    data = json.loads(path.read_text())
    data.update(changes)
    path.write_text(json.dumps(data))


def test_missing_things_are_named(folder: Path, tmp_path: Path) -> None:
    """No folder, no description, no weights: one clear error each."""
    with pytest.raises(CheckpointError, match="nowhere is not a model bundle"):
        load_bundle(tmp_path / "nowhere")
    (folder / WEIGHTS_NAME).unlink()
    with pytest.raises(CheckpointError, match=r"weights in .* missing"):
        load_bundle(folder)
    (folder / DESCRIPTION_NAME).unlink()
    with pytest.raises(CheckpointError, match="not a model bundle"):
        load_bundle(folder)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999])
def test_truncated_weights_are_refused(folder: Path, share: float) -> None:
    """A file cut anywhere is an error, not another model."""
    path = folder / WEIGHTS_NAME
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(CheckpointError, match="damaged"):
        load_bundle(folder)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"lip"', '{"format": 1}', "\x00\x01"]
)
def test_damaged_descriptions_are_refused(folder: Path, text: str) -> None:
    """Text that is not a description is an error."""
    (folder / DESCRIPTION_NAME).write_text(text)
    with pytest.raises(CheckpointError, match="not a model bundle"):
        load_bundle(folder)


def test_bytes_that_are_no_text_are_refused(folder: Path) -> None:
    """A description that is not UTF-8 is an error."""
    (folder / DESCRIPTION_NAME).write_bytes(b"\xff\xfe\x80")
    with pytest.raises(CheckpointError, match="not a model bundle"):
        load_bundle(folder)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 2}, "format 2"),
        ({"kind": "face"}, "kind 'face'"),
        ({"kind": "l3"}, "unknown key 'picture_widths'"),
        ({"network": None}, "network: expected a table"),
        ({"statistics": {"band_means": []}}, "picture_means"),
        ({"colour": "red"}, "colour"),
        ({"network": {"hidden": 0}}, "positive"),
        ({"network": {"hidden": 24}}, "of another network"),
        ({"network": {"sound_dilations": [8, 8, 8, 8]}}, "of another network"),
    ],
)
def test_other_models_are_refused(
    folder: Path, changes: dict[str, object], message: str
) -> None:
    """A newer format, another kind or another shape of network is named."""
    edit(folder, **changes)
    with pytest.raises(CheckpointError, match=message):
        load_bundle(folder)


def test_weights_beyond_float16_are_not_shipped(tmp_path: Path, model: LipNet) -> None:
    """A weight that would become infinite is an error when saving, not at a user's."""
    with torch.no_grad():
        variance = model.pictures.stem_norm.running_var
        assert variance is not None
        variance[0] = 1e6
    with pytest.raises(CheckpointError, match="not finite"):
        save_bundle(tmp_path / "lip", model, name="bad", calibration=Calibration())
    assert not (tmp_path / "lip").exists()


def test_an_unwritable_place_is_named(tmp_path: Path, model: LipNet) -> None:
    """A file where the folder should be is one clear error."""
    (tmp_path / "lip").write_text("in the way")
    with pytest.raises(CheckpointError, match="cannot be written"):
        save_bundle(tmp_path / "lip", model, name="x", calibration=Calibration())
