"""The sign of an offset, and how one is read off a curve over lags.

**The sign.** ``offset_ms > 0`` means the audio is EARLY: it comes before the picture
it belongs to. The same number applied as an audio delay repairs it. This is the sign
of ITU-R BT.1359 for the error and of mpv, mkvmerge and ffmpeg for the delay.

**A lag** says where in the sound a picture's sound is looked for: lag l compares the
picture at time t with the sound at ``t - l``. So the lag at which picture and sound
fit best IS the offset, with the same sign.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LAG_STEP_MS = 10.0
"""Step of all curves over lags; peaks are interpolated finer."""
RIVAL_DISTANCE_MS = 120.0
"""A second peak counts as a rival if it is at least this far from the first."""


@dataclass(frozen=True, kw_only=True)
class Peak:
    """The best lag of a curve and how it stands out."""

    offset_ms: float
    """Where the curve is highest, to a fraction of a step."""
    height: float
    """Peak above the curve's median."""
    z: float
    """Height in standard deviations of the curve."""
    lead: float
    """How far the best rival stays below the peak, as a share of the height; 0 is a
    tie, 1 a rival no higher than the median."""
    is_at_edge: bool
    """The best lag is the first or last one: the true one may lie beyond."""


def find_peak(lags_ms: NDArray[np.float64], curve: NDArray[np.float64]) -> Peak:
    """Return the peak of a curve of similarity over lags.

    Parameters
    ----------
    lags_ms
        [shape=(lags,)] evenly spaced, rising.
    curve
        [shape=(lags,)] the higher, the better picture and sound fit.

    Raises
    ------
    ValueError
        If there are fewer than three lags or a value is not finite.
    """
    if len(curve) < 3 or not np.all(np.isfinite(curve)):
        msg = f"a curve needs at least 3 finite values, got {len(curve)}"
        raise ValueError(msg)
    best = int(np.argmax(curve))
    step = float(lags_ms[1] - lags_ms[0])
    median = float(np.median(curve))
    height = float(curve[best]) - median
    is_far = np.abs(lags_ms - lags_ms[best]) >= RIVAL_DISTANCE_MS - 1e-6
    rival = float(curve[is_far].max()) if is_far.any() else median
    scale = max(height, 1e-12)
    return Peak(
        offset_ms=float(lags_ms[best]) + step * _subpeak(curve, best),
        height=height,
        z=height / max(float(np.std(curve)), 1e-12),
        lead=(float(curve[best]) - rival) / scale,
        is_at_edge=best in {0, len(curve) - 1},
    )


def _subpeak(curve: NDArray[np.float64], best: int) -> float:
    """Return where a parabola through the peak and points 20 ms off has its top.

    Two steps to each side rather than one: the tip of the curve is flat, and noise
    would move the top of a narrow parabola.
    """
    reach = min(2, best, len(curve) - 1 - best)
    if reach == 0:
        return 0.0
    left, middle, right = curve[best - reach], curve[best], curve[best + reach]
    bend = left - 2 * middle + right
    if bend >= 0:
        return 0.0
    shift = 0.5 * reach * float((left - right) / bend)
    return float(np.clip(shift, -reach, reach))
