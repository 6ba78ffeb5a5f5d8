"""Where there is something to hear that could be speech."""

import numpy as np
from numpy.typing import NDArray

from avts_core.features.bands import SPREAD

SPEECH_BANDS = slice(5, 60)
"""Mel bands from about 200 to 4000 Hz."""
LOUD_BELOW_LEVEL = -3.5
"""Mean log-power of those bands, against the 95th percentile of all cells, from which
on a moment is loud enough to be speech: about 15 dB below the loudest sounds."""
HANGOVER_FRAMES = 15
"""Pauses of up to 0.3 s within words and phrases count as speech."""
SILENCE_LOG_POWER = -9.0
"""A film whose loudest cells stay below this log-power is silent; the floor is
-11.5."""


def is_silent(bands: NDArray[np.float16]) -> bool:
    """Tell whether a log-mel (not levelled) holds nothing but silence."""
    if not len(bands):
        return True
    return bool(
        np.percentile(bands[::2, ::4].astype(np.float32), 99) < SILENCE_LOG_POWER
    )


def speech_frames(levelled_bands: NDArray[np.float16]) -> NDArray[np.bool_]:
    """Return which mel frames are loud as speech is.

    A measure of loudness, not of voices: music counts too. It is the yardstick of
    coverage only.

    Parameters
    ----------
    levelled_bands
        [shape=(frames, 80), float16]

    Returns
    -------
    [shape=(frames,), bool]
    """
    energy = levelled_bands[:, SPEECH_BANDS].astype(np.float32).mean(axis=1) * SPREAD
    loud = (energy > LOUD_BELOW_LEVEL).astype(np.float32)
    kernel = np.ones(2 * HANGOVER_FRAMES + 1, np.float32)
    if len(loud) < len(kernel):
        return loud > 0
    return np.convolve(loud, kernel, mode="same") > 0.5
