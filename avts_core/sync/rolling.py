"""The rolling view: offset and fit around each moment of a movie."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.sync.evidence import smoothed_blocks
from avts_core.sync.offset import RIVAL_DISTANCE_MS

WINDOW_TIMES = 51
"""Times averaged around each moment: two seconds."""
MIN_Z = 2.8
"""A window whose peak stands out less says nothing."""
MIN_LEAD = 0.2
"""Nor does one with a rival almost as high elsewhere: in a pause any lag may win."""
MIN_LAG_SHARE = 0.5
"""Near the ends of the sound some lags are missing; with fewer there is no view."""


@dataclass(frozen=True, kw_only=True)
class Rolling:
    """Offset around each time."""

    offset_ms: NDArray[np.float32]
    """[shape=(T,)] uncalibrated; NaN where unclear."""
    z: NDArray[np.float32]
    """[shape=(T,)] how far the peak stands out, in deviations; NaN where unknown."""


def rolling_offsets(
    values: NDArray[np.float32], lags_ms: NDArray[np.float64]
) -> Rolling:
    """Return the best lag of the two seconds around each time.

    Parameters
    ----------
    values
        [shape=(T, L)] similarities; NaN where unknown.
    lags_ms
        [shape=(L,)]
    """
    offsets = np.full(len(values), np.nan, np.float32)
    z = np.full(len(values), np.nan, np.float32)
    for rows, curves in smoothed_blocks(values, WINDOW_TIMES):
        is_seen = np.isfinite(values[rows]).any(axis=1)
        is_seen &= np.isfinite(curves).mean(axis=1) >= MIN_LAG_SHARE
        known = curves[is_seen]
        if not len(known):
            continue
        numbers = np.nonzero(is_seen)[0] + rows.start
        height = np.nanmax(known, axis=1) - np.nanmedian(known, axis=1)
        z[numbers] = height / np.maximum(np.nanstd(known, axis=1), 1e-9)
        best_ms = lags_ms[np.nanargmax(known, axis=1)]
        is_led = _lead(known, lags_ms, best_ms) >= MIN_LEAD * height
        offsets[numbers] = np.where(is_led, best_ms, np.nan)
    offsets[~(z >= MIN_Z)] = np.nan
    return Rolling(offset_ms=offsets, z=z)


def _lead(
    curves: NDArray[np.float32],
    lags_ms: NDArray[np.float64],
    best_ms: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Return how far each curve's best rival stays below its peak."""
    is_far = np.abs(lags_ms - best_ms[:, None]) >= RIVAL_DISTANCE_MS - 1e-6
    rivals = np.where(is_far & np.isfinite(curves), curves, -np.inf)
    return np.nanmax(curves, axis=1) - rivals.max(axis=1)
