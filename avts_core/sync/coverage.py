"""What share of a film was speech on screen, and which stretches spoke for the answer.

All of it is looked up at times each 40 ms, of a film or of what was watched so far.

Dimensions: T times each 40 ms.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.features.grid import BANDS_A_PICTURE
from avts_core.sync.scores import TIME_STEP_S
from avts_core.sync.speech import speech_frames

AGREEMENT_MS = 80.0
"""A moment whose rolling offset is this near to its span's counts as measured."""
SHORT_GAP_S = 2.0
"""Stretches nearer to each other than this are one: the rolling offset of a moment
comes from so much film around it."""


@dataclass(frozen=True, kw_only=True)
class Moments:
    """What was heard and seen moment by moment."""

    rolling_ms: NDArray[np.float32]
    """[shape=(T,)] uncalibrated offset of the two seconds around; NaN if unclear. Of
    the usual range of lags, around the answer."""
    is_compared: NDArray[np.bool_]
    """[shape=(T,)] whether a face was in view whose lips could be compared."""
    loudness: NDArray[np.float32]
    """[shape=(frames,)] `speech_loudness`, each 10 ms."""
    first_band: int
    """Mel frame, counted from time 0 of the rolling view, of the first of them."""
    origin_s: float
    """When time 0 is on the movie's clock."""
    far_ms: NDArray[np.float32] | None = None
    """[shape=(T,)] where a wider range was tried: the offset of the two seconds around
    if it lies beyond the lags of `rolling_ms`; else NaN."""


@dataclass(frozen=True, kw_only=True)
class SpeechShares:
    """How much of a film is speech; None where nothing was watched yet."""

    speech: float | None
    """Share of the times at which the sound is as loud as speech, 0 to 1."""
    on_screen: float | None
    """Share of the times at which it is, and a face's lips could be compared."""


def speech_shares(*moments: Moments) -> SpeechShares:
    """Return how much of a film, or of samples of it, is speech."""
    num_times = sum(len(some.rolling_ms) for some in moments)
    if not num_times:
        return SpeechShares(speech=None, on_screen=None)
    spoken = [spoken_times(some) for some in moments]
    seen = [s & some.is_compared for s, some in zip(spoken, moments, strict=True)]
    return SpeechShares(
        speech=sum(int(s.sum()) for s in spoken) / num_times,
        on_screen=sum(int(s.sum()) for s in seen) / num_times,
    )


def coverage(offsets_ms: Sequence[float], *moments: Moments) -> float:
    """Return the share of the moments of speech whose own offset agrees with any.

    Parameters
    ----------
    offsets_ms
        The answer's, uncalibrated, one a span.
    *moments
        Of a film, or of samples of it.
    """
    num_spoken = num_agreeing = 0
    for some in moments:
        spoken = spoken_times(some)
        num_spoken += int(spoken.sum())
        num_agreeing += int((agreeing_times(offsets_ms, some) & spoken).sum())
    return num_agreeing / num_spoken if num_spoken else 0.0


def used_stretches(
    offsets_ms: Sequence[float], moments: Moments
) -> tuple[tuple[float, float], ...]:
    """Return the stretches of speech that agree with an answer.

    Parameters
    ----------
    offsets_ms
        The answer's, uncalibrated, one a span.
    moments
        Of a film.

    Returns
    -------
    Begin and end of each in seconds on the movie's clock, in order; gaps of less than
    `SHORT_GAP_S` are closed.
    """
    used = agreeing_times(offsets_ms, moments) & spoken_times(moments)
    times = np.flatnonzero(used)
    if not len(times):
        return ()
    gaps_s = (np.diff(times) - 1) * TIME_STEP_S
    parts = np.split(times, np.flatnonzero(gaps_s >= SHORT_GAP_S) + 1)
    return tuple(
        (
            moments.origin_s + float(part[0]) * TIME_STEP_S,
            moments.origin_s + float(part[-1] + 1) * TIME_STEP_S,
        )
        for part in parts
    )


def spoken_times(moments: Moments) -> NDArray[np.bool_]:
    """Return at which times the sound is loud as speech is [shape=(T,)]."""
    speech = speech_frames(moments.loudness)
    num_times = len(moments.rolling_ms)
    frames = np.arange(num_times) * BANDS_A_PICTURE - moments.first_band
    inside = (frames >= 0) & (frames < len(speech))
    spoken = np.zeros(num_times, bool)
    spoken[inside] = speech[frames[inside]]
    return spoken


def agreeing_times(offsets_ms: Sequence[float], moments: Moments) -> NDArray[np.bool_]:
    """Return around which times the offset is any of these [shape=(T,)]."""
    agrees = np.zeros(len(moments.rolling_ms), bool)
    far_ms = [] if moments.far_ms is None else [moments.far_ms]
    for found_ms in (moments.rolling_ms, *far_ms):
        for offset_ms in offsets_ms:
            apart = np.abs(found_ms - offset_ms)
            agrees |= np.nan_to_num(apart, nan=np.inf) <= AGREEMENT_MS
    return agrees


def beyond(
    rolling_ms: NDArray[np.float32], lags_ms: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return the rolling offsets that lie beyond some lags, NaN in place of others.

    Parameters
    ----------
    rolling_ms
        [shape=(T,)] of a range that holds those lags.
    lags_ms
        [shape=(L,)] rising.
    """
    is_inside = (rolling_ms >= lags_ms[0]) & (rolling_ms <= lags_ms[-1])
    return np.where(is_inside, np.float32(np.nan), rolling_ms)
