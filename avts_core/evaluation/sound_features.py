"""What a frozen sound network makes of sounds: its conv_5, for probes.

Dimensions: N windows, C channels, K bands, F frames of sound.
"""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from avts_core.errors import CheckpointError, NoSoundError
from avts_core.features.bands import RATE_HZ
from avts_core.features.filterbank import NUM_FILTERS, STEP_S, WINDOW_S, filterbank
from avts_core.media.audio import AudioReader
from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.bundle import load_bundle
from avts_core.models.input_statistics import InputStatistics
from avts_core.models.l3 import L3Config, L3Net
from avts_core.models.registry import build_network

GRID = (4, 3)
"""conv_5 is reduced to so many places in frequency and time, each the maximum of its
part: the grid that L3-Net's authors used for theirs (Arandjelovic & Zisserman 2017).
AVTS's map of 20 x 49 places would give a quarter of a million numbers a second."""
_MIDDLE = -4.6
"""Half way from the filterbank's floor (ln 1e-6 = -13.8) to a loud voice, 80 dB up."""


class SoundProbe:
    """A frozen sound network that turns windows of samples into features.

    Parameters
    ----------
    model
        The network; put into evaluation mode.
    statistics
        What its input is normalised with.
    name
        What results call it.

    Attributes
    ----------
    name : str
    model : AvtsNet | L3Net
    statistics : InputStatistics
        As they were given.
    """

    def __init__(
        self, model: AvtsNet | L3Net, statistics: InputStatistics, *, name: str
    ) -> None:
        self.name = name
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model: AvtsNet | L3Net = model.eval().to(self._device)
        self.statistics = statistics
        self._window_samples = round(
            ((model.config.num_frames - 1) * STEP_S + WINDOW_S) * RATE_HZ
        )

    @torch.inference_mode()
    def features(self, path: Path, num_windows: int) -> NDArray[np.float32]:
        """Return the features of a sound's windows, spread evenly over it.

        A sound shorter than a window is heard again and again.

        Returns
        -------
        [shape=(num_windows, channels * places), float32] not negative.

        Raises
        ------
        MediaError
            If it cannot be read.
        """
        samples = read_samples(path)
        if samples.size < self._window_samples:
            samples = np.resize(samples, self._window_samples)
        starts = np.linspace(0, samples.size - self._window_samples, num_windows)
        windows = [
            filterbank(samples[start : start + self._window_samples])
            for start in np.rint(starts).astype(int)
        ]
        bands = torch.from_numpy(np.stack(windows)).to(self._device)
        maps = self.model.sound_features(self.statistics.normalised_bands(bands))
        pooled: Tensor = functional.adaptive_max_pool2d(maps, GRID).flatten(1)
        return np.asarray(pooled.float().cpu().numpy(), np.float32)


def read_samples(path: Path) -> NDArray[np.float32]:
    """Return a whole sound, mixed to mono at 16 kHz [shape=(samples,), float32].

    Raises
    ------
    MediaError
        If it cannot be read.
    NoSoundError
        If there is nothing in it.
    """
    with AudioReader(path, rate_hz=RATE_HZ) as sound:
        parts = [clip.samples[0] for clip in sound]
    if not parts:
        msg = f"{path.name} has no sound."
        raise NoSoundError(msg)
    return np.concatenate(parts)


def load_probe(folder: Path) -> SoundProbe:
    """Return the frozen sound network of a bundle.

    Raises
    ------
    CheckpointError
        If it is no bundle, is of a kind without such a network (the lip models), or
        lacks the statistics of its input.
    """
    bundle = load_bundle(folder)
    model = bundle.model
    if not isinstance(model, AvtsNet | L3Net):
        msg = (
            f"{folder} holds a lip model, which hears speech only; a probe needs a "
            "bundle of kind 'avts' or 'l3'."
        )
        raise CheckpointError(msg)
    if bundle.statistics is None:
        msg = f"{folder} lacks the statistics that its input is normalised with."
        raise CheckpointError(msg)
    return SoundProbe(model, bundle.statistics, name=bundle.name)


def random_probe(like: SoundProbe | None, *, seed: int) -> SoundProbe:
    """Return a network that has learnt nothing, to compare with.

    Parameters
    ----------
    like
        Of the same shape, with the same statistics; None takes the default shape, and
        bands that lie between -2 and 2.
    seed
        Decides about its weights.
    """
    config: AvtsConfig | L3Config = AvtsConfig()
    statistics = InputStatistics(
        picture_means=(127.5,) * 3,
        picture_deviations=(63.75,) * 3,
        band_means=(_MIDDLE,) * NUM_FILTERS,
        band_deviations=(-_MIDDLE,) * NUM_FILTERS,
    )
    if like is not None:
        config, statistics = like.model.config, like.statistics
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = build_network(config)
    assert isinstance(model, AvtsNet | L3Net)
    return SoundProbe(model, statistics, name="random weights")
