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
"""Cells of the log-mel below this log-power are silent; the floor is -11.5."""
LOUD_SHARE = 0.01
"""A film with no more than this share of louder cells is silent."""


class SilenceMeter:
    """Tells whether a log-mel (not levelled) holds nothing but silence, as it comes."""

    def __init__(self) -> None:
        self._num_loud = 0
        self._num_cells = 0

    def push(self, bands: NDArray[np.float16]) -> None:
        """Take more bands [shape=(frames, 80)]."""
        some = bands[::2, ::4]
        self._num_loud += int((some >= SILENCE_LOG_POWER).sum())
        self._num_cells += some.size

    @property
    def is_silent(self) -> bool:
        """Whether fewer cells than `LOUD_SHARE` have been loud; so is no sound."""
        return self._num_loud <= LOUD_SHARE * self._num_cells


def speech_loudness(levelled_bands: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return how loud each mel frame is in the bands of speech, against the level.

    Parameters
    ----------
    levelled_bands
        [shape=(frames, 80), float16]

    Returns
    -------
    [shape=(frames,), float32] log-power.
    """
    bands = levelled_bands[:, SPEECH_BANDS].astype(np.float32)
    return (bands.mean(axis=1) * SPREAD).astype(np.float32)


def speech_frames(loudness: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which mel frames are loud as speech is.

    A measure of loudness, not of voices: music counts too. It is the yardstick of
    coverage only.

    Parameters
    ----------
    loudness
        [shape=(frames,), float32] as `speech_loudness` gives it.

    Returns
    -------
    [shape=(frames,), bool]
    """
    loud = (loudness > LOUD_BELOW_LEVEL).astype(np.float32)
    kernel = np.ones(2 * HANGOVER_FRAMES + 1, np.float32)
    if len(loud) < len(kernel):
        return loud > 0
    return np.convolve(loud, kernel, mode="same") > 0.5
