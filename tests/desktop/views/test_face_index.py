"""Boxes of faces at a moment."""

import numpy as np
import pytest

from avts_core.features.paths import FacePath
from avts_desktop.state.measured import Measured, Piece
from avts_desktop.views.face_index import FaceIndex


@pytest.fixture
def measured() -> Measured:
    """A minute in which nothing has been seen yet."""
    lags = np.array([-10, 0, 10], np.float32)
    return Measured(start_s=0.0, sound_start_s=0.0, lag_ms=lags)


def _path(track: int, times_s: list[float], lefts: list[float]) -> FacePath:
    boxes = [[left, 0.2, left + 0.1, 0.4] for left in lefts]
    return FacePath(
        track=track,
        times_s=np.array(times_s, np.float32),
        boxes=np.array(boxes, np.float32),
    )


def _lefts(index: FaceIndex, time_s: float) -> list[float]:
    return [round(face.box[0], 3) for face in index.at(time_s)]


def test_between_sightings(measured) -> None:
    """Between two sightings a box goes in a straight line."""
    measured.add(Piece(faces=(_path(1, [1.0, 1.2], [0.1, 0.3]),)))
    index = FaceIndex(measured)
    index.update()
    assert _lefts(index, 1.1) == [0.2]
    assert _lefts(index, 1.2) == [0.3]


def test_parts_of_a_path_are_joined(measured) -> None:
    """A face that came in two pieces does not blink between them."""
    measured.add(Piece(faces=(_path(1, [7.8, 7.9], [0.1, 0.1]),)))
    index = FaceIndex(measured)
    index.update()
    measured.add(Piece(faces=(_path(1, [8.1, 8.2], [0.3, 0.3]),)))
    index.update()
    assert _lefts(index, 8.0) == [0.2]


@pytest.mark.parametrize(
    ("time_s", "num"), [(0.9, 0), (0.97, 1), (1.22, 1), (1.3, 0), (40.0, 0)]
)
def test_outside_its_path_a_face_is_gone(measured, time_s: float, num: int) -> None:
    """Before and after its sightings a box stays for a picture, no longer."""
    measured.add(Piece(faces=(_path(1, [1.0, 1.2], [0.1, 0.1]),)))
    index = FaceIndex(measured)
    index.update()
    assert len(index.at(time_s)) == num


def test_long_gaps_are_not_bridged(measured) -> None:
    """A face that was away for seconds is not drawn meanwhile."""
    measured.add(Piece(faces=(_path(1, [1.0, 5.0], [0.1, 0.1]),)))
    index = FaceIndex(measured)
    index.update()
    assert index.at(3.0) == ()


def test_who_speaks(measured) -> None:
    """The face whose lips are compared is the one that speaks."""
    faces = (_path(1, [0.0, 1.0], [0.1, 0.1]), _path(2, [0.0, 1.0], [0.5, 0.5]))
    speaker = np.array([-1] * 10 + [2] * 15, np.int32)
    measured.add(Piece(fit=np.ones((25, 3), np.uint8), speaker=speaker, faces=faces))
    index = FaceIndex(measured)
    index.update()
    assert [face.is_speaking for face in index.at(0.2)] == [False, False]
    assert [face.is_speaking for face in index.at(0.6)] == [False, True]
    assert [face.is_speaking for face in index.at(1.02)] == [False, False]
