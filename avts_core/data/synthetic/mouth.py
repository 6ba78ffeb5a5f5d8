"""The part of a face that speech moves: jaw, lips, teeth and tongue."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from avts_core.data.synthetic.look import Look
from avts_core.data.synthetic.phones import MouthPose
from avts_core.data.synthetic.portrait import Grid

Plane = NDArray[Any]
"""Numbers of pixels; numpy's types lose the float32 on the way."""

_JAW_TRAVEL = 0.21
_LIP_TRAVEL = 0.27


@dataclass(frozen=True)
class _Shape:
    """Lips of one pose, in a portrait's units."""

    half_width: float
    aperture: float
    corner_y: float
    upper_height: float
    lower_height: float


class MouthPainter:
    """Opens the mouth of a portrait."""

    def __init__(self, look: Look, grid: Grid) -> None:
        self._look = look
        self._grid = grid
        x, y = grid.axes()
        self._first_row = int(np.searchsorted(y[:, 0], look.mouth_y - 0.12))
        self._drop = _jaw_drop(look, x, y[self._first_row :])
        self._columns = np.broadcast_to(
            np.arange(x.shape[1], dtype=np.float32), self._drop.shape
        ).copy()
        self._rows = np.broadcast_to(
            np.arange(self._drop.shape[0], dtype=np.float32)[:, None], self._drop.shape
        ).copy()
        in_x = np.abs(x[0]) < 0.62
        in_y = np.abs(y[:, 0] - look.mouth_y - 0.08) < 0.46
        self._window = (
            slice(*np.flatnonzero(in_y)[[0, -1]]),
            slice(*np.flatnonzero(in_x)[[0, -1]]),
        )
        self._x = x[:, self._window[1]]
        self._y = y[self._window[0]]

    def corners(self, pose: MouthPose) -> NDArray[np.float64]:
        """Give the mouth's corners [shape=(2, 2)] as x, y in units, left first."""
        shape = self._shape(pose)
        return np.array(
            [[-shape.half_width, shape.corner_y], [shape.half_width, shape.corner_y]]
        )

    def paint(self, portrait: NDArray[np.uint8], pose: MouthPose) -> NDArray[np.uint8]:
        """Give a copy of a portrait with the jaw moved and the mouth painted."""
        moved = portrait.copy()
        drop_px = _JAW_TRAVEL * pose.jaw * self._grid.px_per_unit
        moved[self._first_row :] = cv2.remap(
            portrait[self._first_row :],
            self._columns,
            self._rows - np.float32(drop_px) * self._drop,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        patch = moved[self._window]
        painted = self._paint_lips(patch[..., :3].astype(np.float32) / 255, pose)
        patch[..., :3] = np.clip(painted * 255 + 0.5, 0, 255)
        return moved

    def _shape(self, pose: MouthPose) -> _Shape:
        """Work out the lips of a pose."""
        look = self._look
        opening = pose.opening * (1 - pose.press) * (1 - 0.55 * pose.lip_teeth)
        rounding, spread = max(0.0, -pose.width), max(0.0, pose.width)
        half_width = look.mouth_half_width * (
            1 - 0.36 * rounding + 0.14 * spread - 0.06 * opening
        )
        aperture = _LIP_TRAVEL * opening * (1 - 0.15 * rounding)
        fullness = 1 + 0.3 * rounding - 0.12 * spread - 0.35 * pose.press
        return _Shape(
            half_width=half_width,
            aperture=aperture,
            corner_y=look.mouth_y + 0.34 * aperture + 0.03 * pose.jaw - 0.02 * spread,
            upper_height=0.85 * look.lip_height * fullness * (1 - 0.12 * opening),
            lower_height=1.1 * look.lip_height * fullness * (1 - 0.4 * pose.lip_teeth),
        )

    def _paint_lips(self, skin: Plane, pose: MouthPose) -> Plane:
        """Paint lips and what lies between them over skin."""
        shape = self._shape(pose)
        u = self._x / shape.half_width
        inside = np.clip(1 - u * u, 0, 1)
        line = shape.corner_y + 0.012 * np.cos(4 * u) * (1 - pose.press)
        inner_top = line - (0.46 * shape.aperture) * inside**0.7
        inner_low = line + (0.66 * shape.aperture) * np.clip(1 - np.abs(u) ** 2.3, 0, 1)
        bow = 0.25 * np.exp(-0.5 * ((np.abs(u) - 0.27) / 0.16) ** 2)
        bow = bow - 0.22 * np.exp(-0.5 * (u / 0.11) ** 2)
        outer_top = inner_top - shape.upper_height * inside**0.75 * (0.85 + bow)
        outer_low = inner_low + shape.lower_height * inside**0.62
        paint = skin * self._lip_shadow(u, outer_low)[..., None]
        lips = self._lip_colour(u, (outer_top, inner_top, inner_low, outer_low))
        # A soft rim outside, a crisp one inside.
        cover = self._between(outer_top, outer_low, 2.2) * (inside > 0)
        paint = paint + cover[..., None] * (lips - paint)
        hole = self._between(inner_top, inner_low, 1.2) * (inside > 0)
        hole = hole * np.clip(shape.aperture / 0.02, 0, 1)
        within = self._paint_inside(pose, shape, inner_top, inner_low)
        paint = paint + hole[..., None] * (within - paint)
        return np.asarray(paint * self._seam(shape, line, inside)[..., None])

    def _between(self, top: Plane, low: Plane, softness_px: float) -> Plane:
        """Give the cover of what lies between two curves."""
        scale = self._grid.px_per_unit / softness_px
        return np.asarray(
            np.clip(np.minimum(self._y - top, low - self._y) * scale + 0.5, 0, 1)
        )

    def _lip_shadow(self, u: Plane, outer_low: Plane) -> Plane:
        """Darken the skin just under the lower lip."""
        depth = (self._y - outer_low) / 0.06
        return 1 - 0.22 * np.exp(-0.5 * (depth - 0.4) ** 2) * (np.abs(u) < 0.8) * (
            np.clip(0.8 - np.abs(u), 0, 0.3) / 0.3
        )

    def _lip_colour(self, u: Plane, curves: tuple[Plane, Plane, Plane, Plane]) -> Plane:
        """Give the lips' colour everywhere: dark above, shining below."""
        look = self._look
        outer_top, inner_top, inner_low, outer_low = curves
        red = np.array(look.skin) * [0.86, 0.58, 0.58]
        painted = np.array([0.62, 0.16, 0.2])
        amount = look.lip_redness
        base = red + max(0.0, amount - 0.4) * (painted - red)
        down = (self._y - inner_low) / np.maximum(outer_low - inner_low, 0.02)
        up = (inner_top - self._y) / np.maximum(inner_top - outer_top, 0.02)
        upper = 0.80 + 0.16 * np.clip(up, 0, 1)
        lower = 0.82 + 0.34 * np.exp(-0.5 * ((down - 0.42) / 0.24) ** 2)
        middle = 0.5 * (inner_top + inner_low)
        tone = np.where(self._y < middle, upper, lower)
        tone = tone * (1 + 0.12 * look.light_x * u) * (1 - 0.15 * np.abs(u) ** 3)
        shine = 0.10 * np.exp(
            -0.5
            * (((down - 0.38) / 0.13) ** 2 + ((u - 0.2 * look.light_x) / 0.35) ** 2)
        )
        colour = base * tone[..., None] + (shine * (self._y > middle))[..., None]
        return np.asarray(colour.astype(np.float32))

    def _paint_inside(
        self, pose: MouthPose, shape: _Shape, inner_top: Plane, inner_low: Plane
    ) -> Plane:
        """Paint the dark of the mouth, tongue and teeth."""
        x, y = self._x, self._y
        look = self._look
        depth = np.clip((y - inner_top) / 0.1, 0, 1)
        inside = np.empty((*np.broadcast_shapes(x.shape, y.shape), 3), np.float32)
        inside[:] = (0.13, 0.045, 0.045)
        inside *= (1.1 - 0.4 * depth)[..., None]
        floor = shape.corner_y + 0.66 * shape.aperture
        tongue_y = floor + 0.05 - 0.11 * pose.tongue - 0.02 * pose.opening
        tongue = 1 - np.sqrt((x / 0.22) ** 2 + ((y - tongue_y) / 0.1) ** 2)
        cover = np.clip(tongue * 6, 0, 1) * 0.85
        inside += cover[..., None] * (
            np.array([0.55, 0.25, 0.24]) * (0.75 + 0.3 * tongue[..., None]) - inside
        )
        lit = np.clip(0.5 + 0.5 * pose.teeth, 0, 1)
        gaps = 1 - 0.10 * np.exp(-0.5 * (((x / 0.078 + 0.5) % 1 - 0.5) / 0.09) ** 2)
        side = np.clip(1 - (x / 0.31) ** 2, 0, 1)
        ivory = np.array([0.90, 0.87, 0.80]) * lit
        teeth = (ivory * (gaps * (0.3 + 0.7 * side))[..., None]).astype(np.float32)
        edge = look.mouth_y + 0.068 - 0.03 * (x / 0.3) ** 2
        upper = np.clip((edge - y) * self._grid.px_per_unit / 1.5 + 0.5, 0, 1)
        lower_edge = inner_low - 0.045 * pose.teeth + 0.02
        lower = np.clip((y - lower_edge) * self._grid.px_per_unit / 1.5 + 0.5, 0, 1)
        cover = np.maximum(upper, 0.7 * lower * pose.teeth) * (side > 0)
        inside += cover[..., None] * (teeth - inside)
        return inside

    def _seam(self, shape: _Shape, line: Plane, inside: Plane) -> Plane:
        """Darken the line between closed lips, and the corners."""
        near = np.exp(-0.5 * ((self._y - line) / 0.011) ** 2) * (inside > 0)
        shut = np.clip(1 - shape.aperture / 0.03, 0, 1)
        u = self._x / shape.half_width
        corner = np.exp(
            -0.5
            * (
                ((np.abs(u) - 1) / 0.07) ** 2
                + ((self._y - shape.corner_y) / 0.025) ** 2
            )
        )
        return np.asarray((1 - 0.6 * shut * near) * (1 - 0.4 * corner))


def _jaw_drop(look: Look, x: Plane, y: Plane) -> Plane:
    """Give the share of the chin's movement that each place takes part in."""
    below_lips = np.clip((y - look.mouth_y + 0.1) / 0.3, 0, 1)
    ramp = below_lips * below_lips * (3 - 2 * below_lips)
    above_neck = np.clip((look.chin_y + 0.55 - y) / 0.5, 0, 1)
    cheeks = np.exp(-((x / (0.95 - 0.15 * ramp)) ** 4))
    return (ramp * above_neck * cheeks).astype(np.float32)
