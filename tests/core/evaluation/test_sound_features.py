"""Tests of frozen sound features."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn import functional

from avts_core.errors import CheckpointError, MediaError
from avts_core.evaluation.sound_features import (
    GRID,
    SoundProbe,
    load_probe,
    random_probe,
    read_samples,
)
from avts_core.features.filterbank import filterbank
from avts_core.models.avts import AvtsNet
from avts_core.models.bundle import DESCRIPTION_NAME, save_bundle
from avts_core.models.calibration import Calibration
from avts_core.models.l3 import L3Config, L3Net
from avts_core.models.lip import LipConfig, LipNet
from tests.core.evaluation.sounds import STATISTICS, TINY, make_bundle, write_sound


@pytest.fixture
def probe() -> SoundProbe:
    """Give a tiny network."""
    torch.manual_seed(0)
    return SoundProbe(AvtsNet(TINY), STATISTICS, name="tiny")


def pooled_conv_5(
    probe: SoundProbe, samples: NDArray[np.float32]
) -> NDArray[np.float32]:
    bands = torch.from_numpy(filterbank(samples))[None]
    with torch.no_grad():
        conv_5 = probe.model.sound_features(STATISTICS.normalised_bands(bands))
    assert conv_5.shape == (1, 16, 20, 49)
    return functional.adaptive_max_pool2d(conv_5, GRID).flatten().numpy()


def test_features_are_the_maxima_of_conv_5(tmp_path: Path, probe: SoundProbe) -> None:
    """Windows of a second lie from the sound's beginning to its end."""
    path = tmp_path / "a.wav"
    write_sound(path, "noise", 1, seconds=2)
    found = probe.features(path, 3)
    assert found.shape == (3, 16 * GRID[0] * GRID[1])
    last = pooled_conv_5(probe, read_samples(path)[16000:])
    assert np.allclose(found[2], last, atol=1e-5)


def test_a_short_sound_is_heard_again(tmp_path: Path, probe: SoundProbe) -> None:
    """Half a second fills its window twice."""
    write_sound(tmp_path / "a.wav", "noise", 1, seconds=0.5)
    (found,) = probe.features(tmp_path / "a.wav", 1)
    twice = np.tile(read_samples(tmp_path / "a.wav"), 2)
    assert np.allclose(found, pooled_conv_5(probe, twice), atol=1e-5)


def test_what_is_no_sound_is_told(tmp_path: Path, probe: SoundProbe) -> None:
    """As every file that cannot be read."""
    (tmp_path / "a.wav").write_bytes(b"no sound")
    with pytest.raises(MediaError, match=r"a\.wav"):
        probe.features(tmp_path / "a.wav", 1)


def test_bundles_of_both_kinds_are_probed(tmp_path: Path) -> None:
    """The network's weights and statistics are the bundle's."""
    assert load_probe(make_bundle(tmp_path / "avts")).name == "tiny"
    l3 = L3Net(L3Config(width=4, num_pictures=4, side_px=16))
    save_bundle(
        tmp_path / "l3",
        l3,
        name="small l3",
        calibration=Calibration(),
        statistics=STATISTICS,
    )
    write_sound(tmp_path / "a.wav", "low", 1)
    probe = load_probe(tmp_path / "l3")
    assert probe.features(tmp_path / "a.wav", 2).shape == (2, 32 * 12)


def test_other_bundles_are_told(tmp_path: Path) -> None:
    """A lip model hears speech only; without statistics nothing can be normalised."""
    lip = LipNet(
        LipConfig(
            picture_widths=(4, 4, 4, 8), sound_widths=(4, 4, 4), hidden=8, embedding=8
        )
    )
    save_bundle(tmp_path / "lip", lip, name="lip", calibration=Calibration())
    with pytest.raises(CheckpointError, match=r"lip model.*'avts' or 'l3'"):
        load_probe(tmp_path / "lip")
    path = make_bundle(tmp_path / "avts") / DESCRIPTION_NAME
    data = json.loads(path.read_text())
    del data["statistics"]
    path.write_text(json.dumps(data))
    with pytest.raises(CheckpointError, match="lacks the statistics"):
        load_probe(tmp_path / "avts")


def test_random_weights_have_the_shape_and_follow_the_seed(probe: SoundProbe) -> None:
    """The same seed gives the same network, and the caller's chance is not touched."""
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    one, same, other = (random_probe(probe, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(torch.rand(1), expected)
    assert one.statistics is probe.statistics
    assert one.model.config == TINY
    key = "sound.convolutions.0.weight"
    assert torch.equal(one.model.state_dict()[key], same.model.state_dict()[key])
    assert not torch.equal(one.model.state_dict()[key], other.model.state_dict()[key])


def test_without_a_model_loud_and_silent_bands_are_near_two() -> None:
    """There is no training set to take statistics from."""
    statistics = random_probe(None, seed=1).statistics
    bands = torch.tensor([-13.8, 4.6]).expand(1, 40, 2)
    ends = statistics.normalised_bands(bands)[0, 0].tolist()
    assert ends == pytest.approx([-2, 2], abs=0.01)
