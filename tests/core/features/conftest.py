"""A finder that knows where the faces are, and pictures that show them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.features.faces import Face

HEIGHT_PX, WIDTH_PX = 240, 320
# Eyes, nose and corners of the mouth about its centre, in face scales.
OUTLINE = np.array([[-0.45, -1], [0.45, -1], [0, -0.45], [-0.3, 0], [0.3, 0]])


def _stamp(picture: NDArray[np.uint8], time_s: float) -> None:
    """Write the time into a picture's corner, in 25ths of a second."""
    picture[0, 0], picture[0, 1] = divmod(round(25 * time_s), 200)


def _stamped_time_s(picture: NDArray[np.uint8]) -> float:
    high, low = (int(np.max(picture[0, x])) for x in (0, 1))
    return (200 * high + low) / 25


@dataclass(frozen=True, kw_only=True)
class Puppet:
    """A face on a path: where its mouth is at a time, or None when it is hidden."""

    path: Callable[[float], tuple[float, float] | None]
    scale_px: float = 30.0
    roll_rad: float = 0.0

    def face(self, time_s: float) -> Face | None:
        place = self.path(time_s)
        if place is None:
            return None
        cos, sin = np.cos(self.roll_rad), np.sin(self.roll_rad)
        turned = OUTLINE @ np.array([[cos, sin], [-sin, cos]])
        points = (np.array(place) + turned * self.scale_px).astype(np.float32)
        left, top = points.min(axis=0) - 0.3 * self.scale_px
        right, bottom = points.max(axis=0) + 0.5 * self.scale_px
        box = (float(left), float(top), float(right), float(bottom))
        return Face(box=box, points=points, score=0.99)


@dataclass(kw_only=True)
class Stage:
    """Puppets over time; at once a `FaceFinder` that sees them, with a little shake.

    Pictures bear their time, so that an older one shows what it showed.
    """

    puppets: Sequence[Puppet]
    shake_px: float = 0.0
    time_s: float = 0.0
    num_searches: int = 0
    _rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(4))

    def find(self, picture: NDArray[np.uint8], *, min_face_px: float) -> list[Face]:
        """See every puppet, in the pixels of the picture given."""
        self.num_searches += 1
        self.time_s = _stamped_time_s(picture)
        shrunk = picture.shape[1] / WIDTH_PX
        return [
            Face(
                box=tuple(v * shrunk for v in face.box),
                points=face.points * np.float32(shrunk),
                score=face.score,
            )
            for face in self._faces()
        ]

    def refind(
        self, picture: NDArray[np.uint8], boxes: Sequence[tuple[float, ...]]
    ) -> list[Face]:
        """See the puppet whose middle is in the box, or something doubtful."""
        self.time_s = _stamped_time_s(picture)
        return [self._inside(box) for box in boxes]

    def luma(self, time_s: float) -> NDArray[np.uint8]:
        """Draw the picture of a time: each mouth a white spot on grey."""
        self.time_s = time_s
        picture = np.full((HEIGHT_PX, WIDTH_PX), 90, np.uint8)
        for puppet in self.puppets:
            place = puppet.path(time_s)
            if place is not None:
                fixed = (round(place[0] * 16), round(place[1] * 16))
                cv2.circle(picture, fixed, 4 * 16, 255, -1, cv2.LINE_AA, 4)
        _stamp(picture, time_s)
        return picture

    def rgb(self, max_side_px: int) -> NDArray[np.uint8]:
        """Give the picture seen last in colours; only its size and time matter."""
        scale = min(1.0, max_side_px / WIDTH_PX)
        size = (round(HEIGHT_PX * scale), round(WIDTH_PX * scale), 3)
        picture = np.zeros(size, np.uint8)
        _stamp(picture, self.time_s)
        return picture

    def _faces(self) -> list[Face]:
        seen = [face for p in self.puppets if (face := p.face(self.time_s)) is not None]
        return [self._shaken(face) for face in seen]

    def _shaken(self, face: Face) -> Face:
        step = self._rng.normal(0, 1, (5, 2)) * self.shake_px
        points = (face.points + step).astype(np.float32)
        return Face(box=face.box, points=points, score=face.score)

    def _inside(self, box: tuple[float, ...]) -> Face:
        for face in self._faces():
            x, y = face.points.mean(axis=0)
            if box[0] < x < box[2] and box[1] < y < box[3]:
                return face
        points = np.zeros((5, 2), np.float32)
        return Face(box=(box[0], box[1], box[2], box[3]), points=points, score=0.1)


@pytest.fixture
def puppet() -> type[Puppet]:
    """Give the maker of a face on a path."""
    return Puppet


@pytest.fixture
def stage() -> type[Stage]:
    """Give the maker of a finder that knows the puppets."""
    return Stage
