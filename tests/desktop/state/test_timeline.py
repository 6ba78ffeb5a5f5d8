"""The stretch of time that the lanes show."""

import pytest

from avts_desktop.state.timeline import MIN_VIEW_S, Marker, TimelineState


@pytest.fixture
def timeline():
    return TimelineState()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("view", (10.0, 20.0)),
        ("duration_s", 100.0),
        ("is_following", False),
        ("markers", (Marker(time_s=3.0, text="here"),)),
    ],
)
def test_each_field_tells_its_new_value(timeline, name, value):
    """Once, and not again for the same value."""
    told = []
    getattr(timeline.events, name).connect(told.append)
    setattr(timeline, name, value)
    setattr(timeline, name, value)
    assert told == [value]


def test_the_empty_lanes_show_something(timeline):
    """A view has a length, or nothing could be drawn."""
    a_s, b_s = timeline.view
    assert b_s - a_s >= MIN_VIEW_S


def test_markers_are_compared_by_moment_and_text():
    """A marker renamed is another one."""
    assert Marker(time_s=1.0) == Marker(time_s=1.0, text="")
    assert Marker(time_s=1.0) != Marker(time_s=1.0, text="x")
