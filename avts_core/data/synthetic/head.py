"""A head in a room, drawn at any time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from avts_core.data.synthetic.backdrop import paint_room, paint_torso
from avts_core.data.synthetic.eyes import EyePainter
from avts_core.data.synthetic.look import Look
from avts_core.data.synthetic.motion import HeadMotion, Placement
from avts_core.data.synthetic.mouth import MouthPainter
from avts_core.data.synthetic.phones import MouthPose
from avts_core.data.synthetic.portrait import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    Grid,
    paint_portrait,
)

Plane = NDArray[Any]
"""Numbers of pixels; numpy's types lose the float32 on the way."""

_PIVOT_Y = 0.9
"""Heads turn about a point near the mouth's height, where the neck is."""
_YAW_REACH = 0.32


@dataclass(frozen=True, kw_only=True)
class Framing:
    """Where the head sits in the picture."""

    width_px: int
    height_px: int
    face_share: float = 0.5
    """Height of the face as a share of the picture's."""
    centre_x: float = 0.5
    """Middle of the face as a share of the width."""
    centre_y: float = 0.47
    """Middle of the face as a share of the height."""


class TalkingHead:
    """Draws one head; the pose of its mouth is asked for by time."""

    def __init__(
        self,
        look: Look,
        motion: HeadMotion,
        framing: Framing,
        *,
        pose_at: Callable[[float], MouthPose],
    ) -> None:
        self._look = look
        self._motion = motion
        self._framing = framing
        self._pose_at = pose_at
        # From the brows' top to the chin a detector's box is about 2.3 units high.
        self._px_per_unit = framing.face_share * framing.height_px / 2.5
        grid = Grid(float(np.clip(1.15 * self._px_per_unit, 24, 160)))
        self._grid = grid
        self._portrait = paint_portrait(look, grid)
        self._mouth = MouthPainter(look, grid)
        self._eyes = EyePainter(look, grid)
        self._room = paint_room(look, (framing.height_px, framing.width_px))
        self._torso = self._paint_torso()

    @property
    def face_height_px(self) -> float:
        """Height of the face from forehead to chin."""
        return self._px_per_unit * 2.5

    def draw(self, time_s: float) -> NDArray[np.uint8]:
        """Draw the picture of an instant [shape=(height, width, 3), uint8], RGB."""
        portrait = self._mouth.paint(self._portrait, self._pose_at(time_s))
        blink, gaze = self._motion.blink(time_s), self._motion.gaze(time_s)
        self._eyes.paint(portrait, blink=blink, gaze=gaze)
        placement = self._motion.placement(time_s)
        top, low, left, right = self._bounds(placement)
        layer = self._place(portrait, placement, (top, low, left, right))
        picture = self._room.copy()
        part = picture[top:low, left:right]
        _lay_over(part, layer[..., :3], layer[..., 3])
        first, torso, cover = self._torso
        _lay_over(picture[first:], torso, cover)
        return picture

    def mouth_corners_px(self, time_s: float) -> NDArray[np.float64]:
        """Give the mouth's corners [shape=(2, 2)] as x, y in the picture."""
        corners = self._mouth.corners(self._pose_at(time_s))
        placement = self._motion.placement(time_s)
        seen = corners.copy()
        for _ in range(8):
            turned = _turn(
                seen[:, 0].astype(np.float32), seen[:, 1].astype(np.float32), placement
            )
            seen += corners - np.stack(turned, axis=1)
        to_picture = self._matrix(placement)
        return seen @ to_picture[:, :2].T + to_picture[:, 2]

    def _matrix(self, placement: Placement) -> NDArray[np.float64]:
        """Give the map [shape=(2, 3)] from units to the picture's pixels."""
        framing = self._framing
        scale = self._px_per_unit * placement.scale
        cos, sin = np.cos(placement.roll_rad), np.sin(placement.roll_rad)
        rotation = scale * np.array([[cos, -sin], [sin, cos]])
        middle = (
            framing.centre_x * framing.width_px,
            framing.centre_y * framing.height_px,
        )
        shift = np.array([placement.shift_x, placement.shift_y]) * self._px_per_unit
        # The middle of a face is 0.3 units under its eyes.
        pivot_px = np.array(middle) + shift + [0, (_PIVOT_Y - 0.3) * self._px_per_unit]
        offset = pivot_px - rotation @ [0, _PIVOT_Y]
        return np.column_stack([rotation, offset])

    def _bounds(self, placement: Placement) -> tuple[int, int, int, int]:
        """Give the rows and columns that the head may cover."""
        corners = np.array([[x, y] for x in (LEFT, RIGHT) for y in (TOP, BOTTOM)])
        matrix = self._matrix(placement)
        placed = corners @ matrix[:, :2].T + matrix[:, 2]
        size = (self._framing.width_px, self._framing.height_px)
        left, top = np.clip(np.floor(placed.min(0)).astype(int), 0, size)
        right, low = np.clip(np.ceil(placed.max(0)).astype(int), 0, size)
        return int(top), int(low), int(left), int(right)

    def _place(
        self,
        portrait: NDArray[np.uint8],
        placement: Placement,
        bounds: tuple[int, int, int, int],
    ) -> NDArray[np.uint8]:
        """Bring the portrait to its place, turned."""
        top, low, left, right = bounds
        inverse = cv2.invertAffineTransform(self._matrix(placement)).astype(np.float32)
        columns = np.arange(left, right, dtype=np.float32)[None, :] + 0.5
        rows = np.arange(top, low, dtype=np.float32)[:, None] + 0.5
        x = inverse[0, 0] * columns + inverse[0, 1] * rows + inverse[0, 2]
        y = inverse[1, 0] * columns + inverse[1, 1] * rows + inverse[1, 2]
        x, y = _turn(x, y, placement)
        scale = np.float32(self._grid.px_per_unit)
        placed = cv2.remap(
            portrait,
            (x - np.float32(LEFT)) * scale - np.float32(0.5),
            (y - np.float32(TOP)) * scale - np.float32(0.5),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
        )
        return np.asarray(placed, np.uint8)

    def _paint_torso(self) -> tuple[int, NDArray[np.uint8], NDArray[np.uint8]]:
        """Paint the shoulders once: first row, colours, cover."""
        at_rest = Placement(shift_x=0, shift_y=0, scale=1, roll_rad=0, yaw=0, pitch=0)
        inverse = cv2.invertAffineTransform(self._matrix(at_rest)).astype(np.float32)
        height, width = self._framing.height_px, self._framing.width_px
        x = inverse[0, 0] * (np.arange(width, dtype=np.float32)[None] + 0.5)
        y = inverse[1, 1] * (np.arange(height, dtype=np.float32)[:, None] + 0.5)
        y = y + inverse[1, 2]
        torso = paint_torso(self._look, x + inverse[0, 2], y, 1.5 / self._px_per_unit)
        covered = np.flatnonzero(torso[..., 3].any(axis=1))
        first = int(covered[0]) if len(covered) else height
        as_bytes = np.asarray(torso[first:] * 255 + 0.5, np.uint8)
        return first, as_bytes[..., :3].copy(), as_bytes[..., 3].copy()


def _turn(x: Plane, y: Plane, placement: Placement) -> tuple[Plane, Plane]:
    """Map seen places to places on the head at rest, for a slight turn.

    Near parts move further than far ones: depth falls off towards the outline, and
    below the chin.
    """
    inside = np.clip(1 - (x * x) / 1.3 - ((y - 0.1) ** 2) / 2.6, 0, 1)
    depth = np.sqrt(inside) + 0.25 * np.exp(-30 * x * x - 12 * (y - 0.45) ** 2)
    return (
        x - np.float32(_YAW_REACH * placement.yaw) * depth,
        y - np.float32(0.25 * placement.pitch) * depth,
    )


def _lay_over(
    picture: NDArray[np.uint8], layer: NDArray[np.uint8], cover: NDArray[np.uint8]
) -> None:
    """Blend a layer into a picture in place."""
    if not cover.size:
        return
    weight = cv2.merge([cover, cover, cover])
    front = cv2.multiply(layer, weight, scale=1 / 255)
    back = cv2.multiply(picture, cv2.bitwise_not(weight), scale=1 / 255)
    cv2.add(front, back, dst=picture)
