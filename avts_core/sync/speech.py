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
CHANGE_FRAMES = 10
"""A tenth of a second: about the length of a speech sound."""
MIN_SHAPE_CHANGE = 1.5
"""`shape_change` of less than this is no speech. Of 186 clips of people talking, with
all the noise and music of the web, 98 % have more (median 2.1, least 1.4); white and
pink noise 1.1, drums 1.0, hum 0.2; of 31 clips of events (tools, animals, instruments)
60 % have less. Babies, dogs and melodies may have as much as speech."""
MAX_CHANGES = 4000
"""Frames looked at, spread over the sound."""


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


MIN_CHANGES = 300
"""Of shorter sounds too little is there to tell by: of voices, one in ten of 1.5 s was
taken for noise, one in seventeen of 3 s."""


def shape_change(levelled_bands: NDArray[np.float16]) -> float:
    """Return how much the spectrum changes its shape within a tenth of a second.

    Speech goes from vowel to consonant all the time; noise keeps its shape, music
    changes from note to note only. Loudness does not count.

    Parameters
    ----------
    levelled_bands
        [shape=(frames, 80), float16]

    Returns
    -------
    Log-power: the median over the louder half of the frames; infinite where there are
    too few frames to tell.
    """
    num = len(levelled_bands) - CHANGE_FRAMES
    if num < MIN_CHANGES:
        return float("inf")
    at = np.arange(0, num, max(1, num // MAX_CHANGES))
    before, after = (
        levelled_bands[at + k, SPEECH_BANDS].astype(np.float32) * SPREAD
        for k in (0, CHANGE_FRAMES)
    )
    loudness = after.mean(axis=1, keepdims=True)
    change = (after - loudness) - (before - before.mean(axis=1, keepdims=True))
    is_loud = loudness[:, 0] >= np.median(loudness)
    return float(np.median(np.sqrt(np.square(change[is_loud]).mean(axis=1))))
