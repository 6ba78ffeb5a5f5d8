"""What a face finder gives, whichever finder it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Face:
    """A face in a picture, in pixels of that picture."""

    box: tuple[float, float, float, float]
    """Left, top, right, bottom."""
    points: NDArray[np.float32]
    """[shape=(5, 2), float32] x, y of the left and right eye, the nose's tip, and the
    left and right corner of the mouth, as seen by the viewer."""
    score: float
    """How sure the finder is, 0 to 1."""


class FaceFinder(Protocol):
    """Finds faces in a picture, and finds known ones again more cheaply."""

    def find(self, picture: NDArray[np.uint8], *, min_face_px: float) -> list[Face]:
        """Return all faces at least this high in a picture, grey or RGB."""
        ...

    def refind(
        self,
        picture: NDArray[np.uint8],
        boxes: Sequence[tuple[float, float, float, float]],
    ) -> list[Face]:
        """Return, a face a box, what is near the boxes; judge it by its score."""
        ...


@dataclass(frozen=True, kw_only=True)
class MouthPlace:
    """Where a mouth is, how large and how tilted its face."""

    x_px: float
    y_px: float
    scale_px: float
    """About the distance from the eye line to the mouth."""
    roll_rad: float
    """Angle of the eye line; positive = clockwise as seen."""

    @classmethod
    def of(cls, face: Face) -> "MouthPlace":
        """Return the mouth's place in a face.

        The scale is the larger of two lengths that agree on a frontal face, so that a
        turned head (eyes close together) keeps its size. 1.1 times the distance of
        the pupils is about the distance from the eye line to the mouth in people.
        """
        left_eye, right_eye, _, left_corner, right_corner = face.points
        mouth = (left_corner + right_corner) / 2
        eyes = (left_eye + right_eye) / 2
        across = right_eye - left_eye
        scale = max(1.1 * float(np.hypot(*across)), float(np.hypot(*(eyes - mouth))))
        return cls(
            x_px=float(mouth[0]),
            y_px=float(mouth[1]),
            scale_px=max(scale, 1.0),
            roll_rad=float(np.arctan2(across[1], across[0])),
        )

    def distance(self, other: "MouthPlace") -> float:
        """Return how unlike two places are: steps in face scales plus growth."""
        step = np.hypot(self.x_px - other.x_px, self.y_px - other.y_px)
        smaller = min(self.scale_px, other.scale_px)
        growth = abs(np.log(self.scale_px / other.scale_px))
        return float(step / smaller + growth)
