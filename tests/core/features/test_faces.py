"""Tests of where a mouth is in a face."""

import numpy as np
import pytest

from avts_core.features.faces import Face, MouthPlace

FRONTAL = np.array([[-45, -100], [45, -100], [0, -45], [-30, 0], [30, 0]], np.float32)


def place(points: np.ndarray) -> MouthPlace:
    points = points.astype(np.float32)
    return MouthPlace.of(Face(box=(0, 0, 1, 1), points=points, score=1.0))


def test_mouth_lies_between_its_corners() -> None:
    """The place is the middle of the corners; the scale, from the eyes to it."""
    found = place(FRONTAL + np.array([200, 300]))
    assert (found.x_px, found.y_px) == (200, 300)
    assert found.scale_px == pytest.approx(100)
    assert found.roll_rad == 0


@pytest.mark.parametrize("roll_rad", [-0.6, 0.3, 1.2])
def test_roll_is_clockwise_as_seen(roll_rad: float) -> None:
    """A head leaning to the viewer's right has a positive roll, and keeps its size."""
    cos, sin = np.cos(roll_rad), np.sin(roll_rad)
    found = place(FRONTAL @ np.array([[cos, sin], [-sin, cos]]))
    assert found.roll_rad == pytest.approx(roll_rad)
    assert found.scale_px == pytest.approx(100)


def test_turned_head_keeps_its_size() -> None:
    """Eyes that come close together do not shrink the face."""
    assert place(FRONTAL * [0.4, 1]).scale_px == pytest.approx(100)


def test_nodding_head_keeps_its_size() -> None:
    """A face seen from above is as wide as before."""
    assert place(FRONTAL * [1, 0.7]).scale_px == pytest.approx(99)


def test_face_without_extent_has_a_scale() -> None:
    """Five points in one place do not make a scale of zero."""
    assert place(np.zeros((5, 2))).scale_px == 1


def test_distance_counts_steps_and_growth() -> None:
    """One face scale aside is 1; the order does not matter."""
    first, second = place(FRONTAL), place(FRONTAL + np.array([100, 0]))
    assert first.distance(second) == pytest.approx(1)
    larger = place(FRONTAL * 2)
    assert first.distance(larger) == pytest.approx(np.log(2))
    assert larger.distance(first) == first.distance(larger)
    assert first.distance(first) == 0
