"""Moving sound against the picture: a constant offset, drift and jumps."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

_BLOCK_S = Fraction(1, 10)


@dataclass(frozen=True, kw_only=True)
class OffsetTrack:
    """How early the sound is, in ms, at each time; negative is late."""

    offset_ms: float = 0.0
    """Offset at time 0."""
    drift_ms_per_min: float = 0.0
    """Added for each minute."""
    jumps: tuple[tuple[float, float], ...] = ()
    """From a time in seconds on, another offset in ms in place of `offset_ms`."""

    def at(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the offset in ms at each time."""
        offsets_ms = np.full_like(times_s, self.offset_ms)
        for time_s, offset_ms in sorted(self.jumps):
            offsets_ms[times_s >= time_s] = offset_ms
        return offsets_ms + self.drift_ms_per_min * times_s / 60


def retime(
    blocks: Iterator[NDArray[np.float32]],
    track: OffsetTrack,
    *,
    rate_hz: int,
    lead_s: int,
    duration: Fraction,
) -> Iterator[NDArray[np.float32]]:
    """Give the sound of a movie whose offset is as in `track`.

    What belongs to time t is heard at t less its offset. Whole samples are copied,
    others interpolated with a cubic through four.

    Parameters
    ----------
    blocks
        The scene's sound ``[shape=(samples,)]``; its first sample is at ``-lead_s``.
    duration
        The sound given runs from 0 to here.

    Raises
    ------
    ValueError
        If the sound is asked for before its first sample.
    """
    num_samples = int(duration * rate_hz)
    step = int(_BLOCK_S * rate_hz)
    held, first_held = np.zeros(0, np.float32), 0
    for start in range(0, num_samples, step):
        times_s = np.arange(start, min(start + step, num_samples)) / rate_hz
        places = (times_s + track.at(times_s) / 1000 + lead_s) * rate_hz
        if places.min() < 2:
            msg = f"sound can be at most {lead_s} s late, got {track}"
            raise ValueError(msg)
        while first_held + len(held) < places.max() + 4:
            held = np.concatenate([held, next(blocks)])
        yield _sample(held, places - first_held)
        # Jumps back reach no further than the lead.
        spare = int(places.min()) - 2 * lead_s * rate_hz - first_held
        if spare > 0:
            held, first_held = held[spare:], first_held + spare


def _sample(
    samples: NDArray[np.float32], places: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Read samples between samples, with a Catmull-Rom cubic."""
    # A thousandth of a sample is rounding, not a place.
    places = np.round(places, 3)
    whole = np.floor(places).astype(np.int64)
    t = (places - whole).astype(np.float32)
    a, b, c, d = (samples[whole + shift] for shift in (-1, 0, 1, 2))
    cubic = 3 * (b - c) + d - a
    square = 2 * a - 5 * b + 4 * c - d
    return np.asarray(b + 0.5 * t * (c - a + t * (square + t * cubic)), np.float32)
