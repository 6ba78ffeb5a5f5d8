"""Speed and time left."""

import pytest

from avts_desktop.controllers.pace import Pace


def run(pace, speed, seconds, *, start_s=0.0, film_s=1000.0, from_s=0.0):
    """Work at a speed, reporting ten times a second."""
    for tenth in range(1, 10 * seconds + 1):
        now_s = start_s + tenth / 10
        pace.update((from_s + speed * tenth / 10) / film_s, now_s)
    return from_s + speed * seconds


def test_nothing_is_known_at_first():
    """Before there are reports, and while they are too fresh."""
    pace = Pace(1000.0, 0.0)
    assert pace.speed is None
    assert pace.seconds_left is None
    pace.update(0.1, 0.5)
    assert pace.speed is None


def test_a_steady_speed_is_found():
    """Film seconds a second, and what is left at that speed."""
    pace = Pace(1000.0, 0.0)
    run(pace, 20.0, 10)
    assert pace.speed == pytest.approx(20)
    assert pace.seconds_left == pytest.approx(40)


def test_a_change_of_speed_comes_smoothly():
    """Soon after it is on its way, and in the end it is there."""
    pace = Pace(10_000.0, 0.0)
    at_s = run(pace, 20.0, 10, film_s=10_000.0)
    at_s = run(pace, 40.0, 1, start_s=10.0, film_s=10_000.0, from_s=at_s)
    assert 21 < pace.speed < 30
    run(pace, 40.0, 30, start_s=11.0, film_s=10_000.0, from_s=at_s)
    assert pace.speed == pytest.approx(40, rel=0.02)


def test_reports_that_say_nothing_new_change_nothing():
    """Standing still, going back, and twice at one time."""
    pace = Pace(1000.0, 0.0)
    run(pace, 20.0, 10)
    before = pace.speed, pace.seconds_left
    pace.update(0.2, 11.0)
    pace.update(0.1, 12.0)
    pace.update(0.3, 10.0)
    assert (pace.speed, pace.seconds_left) == before


def test_at_the_end_nothing_is_left():
    """All done takes no time."""
    pace = Pace(100.0, 0.0)
    run(pace, 10.0, 10, film_s=100.0)
    assert pace.seconds_left == pytest.approx(0, abs=1e-9)


def test_a_film_without_length_has_no_speed():
    """Nothing is divided by nothing."""
    pace = Pace(0.0, 0.0)
    pace.update(0.5, 2.0)
    assert pace.speed == 0
    assert pace.seconds_left == pytest.approx(2.0)
