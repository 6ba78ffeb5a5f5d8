"""Frames of the device and the movie's time."""

import pytest

from avts_desktop.playback.route import Leg, Route


def test_frames_and_times_belong_together() -> None:
    """At twice the speed a second of the device is two of the movie, and back."""
    route = Route(48000, (Leg(0, 10.0, 2.0),))
    assert route.time_s(48000) == 12.0
    assert route.frame(12.0) == 48000


def test_a_change_of_speed_leaves_what_was_before() -> None:
    """Times before the change stay, those after it go at the new speed."""
    route = Route(48000, (Leg(0, 10.0, 1.0),)).at_speed(48000, 0.5)
    assert [route.time_s(f) for f in (24000, 48000, 96000)] == [10.5, 11.0, 11.5]
    assert route.frame(10.5) == 24000
    assert route.frame(11.5) == 96000


def test_backwards_runs_down() -> None:
    """With a negative speed later frames are earlier times."""
    route = Route(48000, (Leg(0, 10.0, -1.0),))
    assert route.time_s(24000) == 9.5
    assert route.frame(9.0) == 48000


def test_many_changes_do_not_pile_up() -> None:
    """However often the speed changes, time goes on without a leap."""
    route = Route(48000, (Leg(0, 0.0, 1.0),))
    for k in range(1, 200):
        before = route.time_s(k * 100)
        route = route.at_speed(k * 100, 0.5 + k % 3 / 2)
        assert route.time_s(k * 100) == pytest.approx(before)
    assert len(route.legs) < 10
