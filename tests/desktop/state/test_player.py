"""The transport as people see it."""

from fractions import Fraction

import pytest

from avts_desktop.state.player import SPEEDS, PlayerState


@pytest.fixture
def player():
    return PlayerState()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("is_playing", True),
        ("position", Fraction(1001, 30000)),
        ("speed", -2.0),
        ("volume", 0.5),
        ("is_muted", True),
        ("is_looping", True),
        ("track", 1),
        ("has_device", False),
        ("num_dropped", 3),
    ],
)
def test_each_field_tells_its_new_value(player, name, value):
    """Once, and not again for the same value."""
    told = []
    getattr(player.events, name).connect(told.append)
    setattr(player, name, value)
    setattr(player, name, value)
    assert told == [value]


def test_an_equal_time_written_otherwise_is_no_news(player):
    """40/1000 and 1/25 are one moment."""
    told = []
    player.position = Fraction(1, 25)
    player.events.position.connect(told.append)
    player.position = Fraction(40, 1000)
    assert told == []


def test_speeds_rise_and_hold_the_usual_one():
    """From half to double, with normal speed among them."""
    assert list(SPEEDS) == sorted(SPEEDS)
    assert (SPEEDS[0], SPEEDS[-1]) == (0.5, 2.0)
    assert PlayerState().speed in SPEEDS
