"""Tests of where faces were: as shares of the picture, in parts and whole."""

import numpy as np
import pytest

from avts_core.features.paths import PathRecorder

SIZE = {"height_px": 200, "width_px": 400}


def test_boxes_are_shares_of_the_picture() -> None:
    """Pixels become shares of width and height; beyond the edge they stay beyond."""
    recorder = PathRecorder()
    recorder.add(4, 1.5, (-40, 50, 100, 250), **SIZE)
    (path,) = recorder.take()
    assert path.track == 4
    assert list(path.times_s) == [1.5]
    np.testing.assert_allclose(path.boxes, [[-0.1, 0.25, 0.25, 1.25]])
    assert path.boxes.dtype == path.times_s.dtype == np.float32


def test_parts_join_to_the_whole() -> None:
    """Each sighting is taken once; the whole has all of them, by track."""
    recorder = PathRecorder()
    parts = []
    for number in range(30):
        recorder.add(0, 0.1 * number, (number, 0, 40, 20), **SIZE)
        if number > 10:
            recorder.add(7, 0.1 * number, (0, number, 40, 20), **SIZE)
        if number % 7 == 0:
            parts += recorder.take()
    parts += recorder.take()
    whole = recorder.whole()
    assert [path.track for path in whole] == [0, 7]
    for path in whole:
        own = [part for part in parts if part.track == path.track]
        np.testing.assert_array_equal(
            np.concatenate([p.times_s for p in own]), path.times_s
        )
        np.testing.assert_array_equal(
            np.concatenate([p.boxes for p in own]), path.boxes
        )
    assert [len(path.times_s) for path in whole] == [30, 19]
    assert recorder.take() == ()


def test_times_keep_half_a_millisecond_after_two_hours() -> None:
    """Stored small, times of a long film are still good to place a box."""
    recorder = PathRecorder()
    recorder.add(0, 7199.96, (0, 0, 1, 1), **SIZE)
    assert recorder.whole()[0].times_s[0] == pytest.approx(7199.96, abs=5e-4)
