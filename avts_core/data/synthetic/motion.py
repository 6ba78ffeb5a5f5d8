"""Where a head is at any time: sway, nods, blinks and glances."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BLINK_EVERY_S = 3.5
_BLINK_S = 0.16
_GLANCE_EVERY_S = 1.7


@dataclass(frozen=True, kw_only=True)
class Placement:
    """A head in the picture, in units of half the face's width at rest."""

    shift_x: float
    shift_y: float
    scale: float
    roll_rad: float
    yaw: float
    """-1 turned far to the left of the picture to 1."""
    pitch: float


class HeadMotion:
    """Slow movement made of a few waves; any time can be asked for."""

    def __init__(self, rng: np.random.Generator, *, liveliness: float = 1.0) -> None:
        self._seed = int(rng.integers(2**31))
        self._hz = rng.uniform(0.05, 0.45, (6, 4))
        self._phase = rng.uniform(0, 2 * np.pi, (6, 4))
        # Slow waves are wide, quick ones small.
        weights = rng.uniform(0.4, 1, (6, 4)) / (1 + (self._hz / 0.15) ** 2)
        spans = np.array([0.16, 0.10, 0.035, 0.09, 0.22, 0.12]) * liveliness
        self._weights = spans[:, None] * weights / weights.sum(1, keepdims=True)
        self._rest = np.array([0, 0, 0, rng.normal(0, 0.03), rng.normal(0, 0.1), 0])

    def placement(self, time_s: float) -> Placement:
        """Give the head's place at a time."""
        waves = self._weights * np.sin(2 * np.pi * self._hz * time_s + self._phase)
        x, y, size, roll, yaw, pitch = (self._rest + waves.sum(1)).tolist()
        return Placement(
            shift_x=x, shift_y=y, scale=1 + size, roll_rad=roll, yaw=yaw, pitch=pitch
        )

    def blink(self, time_s: float) -> float:
        """Give how far the lids are shut: 0 open to 1 shut."""
        shut = 0.0
        for cell in (int(time_s // _BLINK_EVERY_S) - 1, int(time_s // _BLINK_EVERY_S)):
            place = self._draw(cell, 1)[0]
            centre_s = (cell + 0.2 + 0.75 * place) * _BLINK_EVERY_S
            phase = abs(time_s - centre_s) / _BLINK_S
            shut = max(shut, float(np.clip(1.25 * (1 - phase), 0, 1)))
        return shut

    def gaze(self, time_s: float) -> tuple[float, float]:
        """Give where the eyes look, right and down, each -1 to 1."""
        cell = int(time_s // _GLANCE_EVERY_S)
        right, down = 0.7 * (2 * self._draw(cell, 2) - 1)
        return float(right), float(0.5 * down)

    def _draw(self, cell: int, count: int) -> NDArray[np.float64]:
        """Draw numbers that belong to a stretch of time, whenever it is asked for."""
        seed = np.random.SeedSequence([self._seed, cell + 1_000_000, count])
        return np.random.default_rng(seed).random(count)
