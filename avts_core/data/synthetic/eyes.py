"""Eyes that look about and blink."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from avts_core.data.synthetic.look import Look
from avts_core.data.synthetic.portrait import Grid

Plane = NDArray[Any]
"""Numbers of pixels; numpy's types lose the float32 on the way."""


class EyePainter:
    """Paints both eyes into a portrait."""

    def __init__(self, look: Look, grid: Grid) -> None:
        self._look = look
        self._grid = grid
        x, y = grid.axes()
        rows = np.flatnonzero(np.abs(y[:, 0]) < 0.2)[[0, -1]]
        self._windows = []
        for side in (-1, 1):
            near = np.abs(x[0] - side * look.eye_x) < 0.26
            columns = np.flatnonzero(near)[[0, -1]]
            window = (slice(*rows), slice(*columns))
            local = (side * x[:, window[1]] - look.eye_x, y[window[0]], side)
            self._windows.append((window, local))

    def paint(
        self, portrait: NDArray[np.uint8], *, blink: float, gaze: tuple[float, float]
    ) -> None:
        """Paint eyes in place, `blink` 0 open to 1 shut, `gaze` right and down."""
        for window, (x, y, side) in self._windows:
            patch = portrait[window]
            skin = patch[..., :3].astype(np.float32) / 255
            eye = self._paint_eye(skin, x, y, blink, (side * gaze[0], gaze[1]))
            patch[..., :3] = np.clip(eye * 255 + 0.5, 0, 255)

    def _paint_eye(
        self,
        skin: Plane,
        x: Plane,
        y: Plane,
        blink: float,
        gaze: tuple[float, float],
    ) -> Plane:
        """Paint one eye; x grows outwards."""
        look, size = self._look, self._look.eye_size
        u = x / (0.165 * size)
        arch = np.clip(1 - u * u, 0, 1)
        tilt = -0.012 * u
        low = 0.042 * size * arch + tilt
        open_top = -0.085 * size * arch**0.75 + tilt
        top = open_top + blink * 0.95 * (low - open_top)
        lid_tone = np.array(look.skin) * [0.84, 0.77, 0.75]
        lid = self._between(y, open_top - 0.02, low, 2) * (arch > 0)
        paint = skin + (0.75 * lid)[..., None] * (lid_tone.astype(np.float32) - skin)
        ball = self._between(y, top, low, 1.3) * (arch > 0)
        paint = paint + ball[..., None] * (self._ball(x, y, top, gaze) - paint)
        return paint * self._lines(y, u, top, low, open_top)[..., None]

    def _between(self, y: Plane, top: Plane, low: Plane, softness_px: float) -> Plane:
        """Give the cover of what lies between two curves."""
        scale = self._grid.px_per_unit / softness_px
        return np.asarray(np.clip(np.minimum(y - top, low - y) * scale + 0.5, 0, 1))

    def _ball(self, x: Plane, y: Plane, top: Plane, gaze: tuple[float, float]) -> Plane:
        """Paint the white, the iris, the pupil and the lamp's reflection."""
        size, scale = self._look.eye_size, self._grid.px_per_unit
        centre_x, centre_y = 0.03 * gaze[0], -0.02 + 0.02 * gaze[1]
        distance = np.sqrt((x - centre_x) ** 2 + (y - centre_y) ** 2)
        white = np.clip(0.86 - 1.4 * (x / (0.3 * size)) ** 2, 0.45, 1)
        ball = white[..., None] * np.array([1.0, 0.96, 0.94])
        ball = np.broadcast_to(ball, (y.shape[0], x.shape[1], 3)).astype(np.float32)
        radius = 0.078 * size
        iris = np.clip((radius - distance) * scale / 1.5 + 0.5, 0, 1)
        rim = 1.15 - 0.7 * np.clip(distance / radius, 0, 1) ** 4
        colour = np.array(self._look.iris) * rim[..., None]
        ball = ball + iris[..., None] * (colour - ball)
        pupil = np.clip((0.034 * size - distance) * scale / 1.5 + 0.5, 0, 1)
        ball = ball * (1 - 0.93 * pupil[..., None])
        spot = np.sqrt((x - centre_x + 0.025) ** 2 + (y - centre_y + 0.03) ** 2)
        glint = np.clip((0.016 - spot) * scale / 1.5 + 0.5, 0, 1)
        ball = ball + 0.8 * glint[..., None] * (1 - ball)
        shadow = 1 - 0.45 * np.exp(-np.maximum(y - top, 0) / 0.03)
        return np.asarray(ball * shadow[..., None], np.float32)

    @staticmethod
    def _lines(y: Plane, u: Plane, top: Plane, low: Plane, open_top: Plane) -> Plane:
        """Darken lashes, the lower rim and the fold of the lid."""
        within = np.clip((1.06 - np.abs(u)) / 0.1, 0, 1)
        lashes = 0.8 * np.exp(-0.5 * ((y - top) / 0.014) ** 2)
        rim = 0.3 * np.exp(-0.5 * ((y - low) / 0.012) ** 2)
        fold = 0.3 * np.exp(-0.5 * ((y - open_top + 0.04) / 0.013) ** 2)
        return 1 - within * np.clip(lashes + rim + fold, 0, 0.88)
