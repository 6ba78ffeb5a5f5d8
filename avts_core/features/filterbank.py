"""The log filterbank of the AVTS paper: 40 bands each 10 ms.

The lip networks have a finer one, placed on the movie's clock (`logmel`). This one is
for clips of one second, on their own.
"""

from functools import lru_cache

import numpy as np
import torch
import torchaudio
from numpy.typing import NDArray

from avts_core.features.bands import RATE_HZ

NUM_FILTERS = 40
WINDOW_S = 0.02
STEP_S = 0.01
FFT_SAMPLES = 1024
"""Longer than the window, which is padded with zeros inside each frame: filters at
low frequencies would else fall between the bins."""
POWER_FLOOR = 1e-6
"""Added to the power before the logarithm: some 80 dB below a loud voice."""


def filterbank(
    samples: NDArray[np.float32], *, sample_rate_hz: int = RATE_HZ
) -> NDArray[np.float32]:
    """Return the log-mel bands of a clip.

    Frame k covers the samples of ``[0.01 k, 0.01 k + 0.02)`` seconds. Frames lie
    wholly in the samples, so that nothing tells where a clip ends: one second gives
    99.

    Parameters
    ----------
    samples
        [shape=(samples,), float32] full scale is -1 to 1.
    sample_rate_hz
        At least 100, so that a step is a whole sample or more.

    Returns
    -------
    [shape=(40, frames), float32] natural logarithm of the power.

    Raises
    ------
    ValueError
        If the samples do not hold one frame.
    """
    window_samples = round(WINDOW_S * sample_rate_hz)
    step_samples = round(STEP_S * sample_rate_hz)
    if samples.ndim != 1 or samples.size < window_samples:
        msg = (
            f"samples must be one row of at least {window_samples}, got shape "
            f"{samples.shape}"
        )
        raise ValueError(msg)
    frames = torch.from_numpy(samples).unfold(0, window_samples, step_samples)
    window, weights = _shapes(sample_rate_hz)
    # Not torch.stft: its frames are as long as its FFT.
    spectrum = torch.fft.rfft(frames * window, n=FFT_SAMPLES)
    power = spectrum.real.square() + spectrum.imag.square()
    return torch.log(power @ weights + POWER_FLOOR).T.contiguous().numpy()


@lru_cache(maxsize=4)
def _shapes(sample_rate_hz: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the window and the filters' weights [shape=(bins, 40)]."""
    window = torch.hann_window(round(WINDOW_S * sample_rate_hz))
    weights = torchaudio.functional.melscale_fbanks(
        n_freqs=FFT_SAMPLES // 2 + 1,
        f_min=0.0,
        f_max=sample_rate_hz / 2,
        n_mels=NUM_FILTERS,
        sample_rate=sample_rate_hz,
    )
    return window, weights
