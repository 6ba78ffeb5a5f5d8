"""Measurements that grow from left to right."""

import time

import numpy as np
import pytest

from avts_core.features.paths import FacePath
from avts_desktop.state.measured import Measured, Piece

LAGS = np.linspace(-100, 100, 21, dtype=np.float32)


@pytest.fixture
def measured():
    return Measured(start_s=1.0, sound_start_s=0.5, lag_ms=LAGS)


def rows(count, value=7):
    return np.full((count, len(LAGS)), value, np.uint8)


def bands(count, value=9):
    return np.full((count, 80), value, np.uint8)


def face(track=3, *times_s):
    times = np.array(times_s, np.float32)
    return FacePath(track=track, times_s=times, boxes=np.zeros((len(times), 4)))


def told(measured):
    """Return the list that will hold what is told."""
    stretches = []
    measured.changed.connect(lambda a, b: stretches.append((a, b)))
    return stretches


def test_nothing_is_there_at_first(measured):
    """All arrays are empty but have their columns."""
    assert measured.fit.shape == (0, len(LAGS))
    assert measured.rolling_ms.shape == (0,)
    assert measured.speaker.shape == (0,)
    assert measured.mel.shape == (0, 80)
    assert measured.peaks.shape == (0, 2)
    assert measured.faces == ()
    assert measured.cuts_s == ()
    assert measured.stop_s == 1.0


def test_pieces_are_joined(measured):
    """Two pieces in a row make one array."""
    measured.add(Piece(fit=rows(3, 1)))
    measured.add(Piece(first_time=3, fit=rows(2, 2)))
    assert measured.fit[:, 0].tolist() == [1, 1, 1, 2, 2]
    assert measured.stop_s == pytest.approx(1.2)


def test_the_later_piece_counts_where_they_overlap(measured):
    """Rows that come again replace what was there."""
    measured.add(Piece(fit=rows(4, 1)))
    measured.add(Piece(first_time=2, fit=rows(1, 5)))
    assert measured.fit[:, 0].tolist() == [1, 1, 5, 1]


def test_gaps_are_unknown(measured):
    """Where nothing was written yet, each array says so in its way."""
    measured.add(
        Piece(
            first_time=2,
            fit=rows(1),
            rolling_ms=np.ones(1, np.float32),
            speaker=np.array([4], np.int32),
            first_frame=2,
            mel=bands(1),
            peaks=np.ones((1, 2), np.int8),
        )
    )
    assert measured.fit[:2].max() == 0
    assert np.isnan(measured.rolling_ms[:2]).all()
    assert measured.speaker.tolist() == [-1, -1, 4]
    assert measured.mel[:2].max() == 0
    assert measured.peaks[:2].tolist() == [[0, 0], [0, 0]]


def test_many_pieces_make_room_by_themselves(measured):
    """What was written survives the making of room."""
    for number in range(100):
        measured.add(
            Piece(first_time=10 * number, fit=rows(10, number), mel=bands(0, 0))
        )
    assert len(measured.fit) == 1000
    assert measured.fit[::10, 0].tolist() == list(range(100))


def test_the_new_stretch_is_told(measured):
    """Rows and frames together span one stretch of time."""
    stretches = told(measured)
    measured.add(Piece(first_time=25, fit=rows(25), first_frame=100, mel=bands(50)))
    assert stretches == [(pytest.approx(1.5), pytest.approx(3.0))]


def test_sound_alone_is_told(measured):
    """A piece without rows tells the time of its sound."""
    stretches = told(measured)
    measured.add(Piece(mel=bands(100)))
    assert stretches == [(pytest.approx(0.5), pytest.approx(1.5))]


def test_faces_and_cuts_are_told(measured):
    """They have times of their own, on the movie's clock."""
    stretches = told(measured)
    measured.add(Piece(faces=(face(3, 4.0, 6.0),), cuts_s=(7.0,)))
    assert stretches == [(4.0, 7.0)]


def test_an_empty_piece_tells_nothing(measured):
    """Nothing new is no news."""
    stretches = told(measured)
    measured.add(Piece())
    assert stretches == []


def test_faces_and_cuts_add_up(measured):
    """Parts of paths are kept in the order they came."""
    measured.add(Piece(faces=(face(1, 0.0),), cuts_s=(0.5,)))
    measured.add(Piece(faces=(face(1, 1.0), face(2, 1.0)), cuts_s=(1.5,)))
    assert [f.track for f in measured.faces] == [1, 1, 2]
    assert measured.cuts_s == (0.5, 1.5)


def test_with_room_nothing_moves():
    """A movie whose length is known is written into one place."""
    measured = Measured(start_s=0, sound_start_s=0, lag_ms=LAGS, room_s=100)
    measured.add(Piece(fit=rows(1), mel=bands(1)))
    before = measured.fit.base, measured.mel.base
    measured.add(Piece(first_time=2499, fit=rows(1), first_frame=9999, mel=bands(1)))
    assert measured.fit.base is before[0]
    assert measured.mel.base is before[1]
    assert len(measured.fit) == 2500
    assert len(measured.mel) == 10000


def test_a_movie_longer_than_announced_has_room():
    """The length of the container is a hint, not a limit."""
    measured = Measured(start_s=0, sound_start_s=0, lag_ms=LAGS, room_s=1)
    measured.add(Piece(first_time=100, fit=rows(5)))
    assert len(measured.fit) == 105


@pytest.mark.slow
def test_three_hours_come_in_without_holding_up_the_ui():
    """Two minutes of a film of three hours are written in under 10 ms, typically."""
    lags = np.zeros(301, np.float32)
    measured = Measured(start_s=0, sound_start_s=0, lag_ms=lags, room_s=10800)
    fit = np.ones((3000, 301), np.uint8)
    mel = np.ones((12000, 80), np.uint8)
    took_s = []
    for number in range(90):
        began_s = time.thread_time()
        measured.add(
            Piece(
                first_time=number * 3000,
                fit=fit,
                first_frame=number * 12000,
                mel=mel,
            )
        )
        took_s.append(time.thread_time() - began_s)
    assert np.median(took_s) < 0.010
