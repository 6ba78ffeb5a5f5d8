"""Ticks of the axes."""

from fractions import Fraction
from itertools import pairwise

import pytest

from avts_core.timebase import timecode
from avts_desktop.views.lanes.ticks import Clock, time_ticks, value_step

NTSC = Fraction(30000, 1001)


def labels(clock: Clock, start_s: float, stop_s: float, min_step_s: float) -> list[str]:
    """Return the labels in view."""
    ticks = time_ticks(clock, start_s, stop_s, min_step_s=min_step_s)
    return [t.label for t in ticks if t.label and start_s <= t.time_s <= stop_s]


@pytest.mark.parametrize(
    ("span_s", "min_step_s", "expected"),
    [
        (0.5, 0.1, ["00:00:00:00", "00:00:00:05", "00:00:00:10"]),
        (3.5, 0.9, ["00:00:00:00", "00:00:01:00", "00:00:02:00", "00:00:03:00"]),
        (70, 20, ["00:00:00:00", "00:00:30:00", "00:01:00:00"]),
        (1300, 400, ["00:00:00:00", "00:10:00:00", "00:20:00:00"]),
        (10_800, 3000, ["00:00:00:00", "01:00:00:00", "02:00:00:00", "03:00:00:00"]),
    ],
)
def test_steps_are_round(span_s, min_step_s, expected):
    """Frames, seconds, minutes or hours apart, as there is room."""
    assert labels(Clock(), 0, span_s, min_step_s) == expected


def test_labels_count_from_the_timecode_track():
    """A movie that begins at ten hours says so."""
    clock = Clock(first_frame=10 * 3600 * 25)
    assert labels(clock, 0, 25, 9) == ["10:00:00:00", "10:00:10:00", "10:00:20:00"]


def test_labels_count_from_a_late_first_picture():
    """Where sound begins first, ticks are where the pictures are."""
    clock = Clock(first_frame=25, start_s=0.4)
    ticks = time_ticks(clock, 0, 3, min_step_s=0.9)
    assert {t.label: t.time_s for t in ticks if t.label and t.time_s >= 0} == {
        "00:00:01:00": 0.4,
        "00:00:02:00": 1.4,
        "00:00:03:00": 2.4,
    }
    assert clock.text(0.4) == "00:00:01:00"
    assert labels(clock, 0.3, 0.5, 0.04) == [
        "00:00:00:23",
        "00:00:00:24",
        "00:00:01:00",
        "00:00:01:01",
        "00:00:01:02",
    ]


@pytest.mark.parametrize("start_s", [0, 55, 3590, 35_990])
@pytest.mark.parametrize("is_drop_frame", [True, False])
@pytest.mark.parametrize("min_step_s", [0.08, 0.7, 8, 50, 500])
def test_a_tick_is_where_its_picture_is(start_s, is_drop_frame, min_step_s):
    """At 29.97, dropping numbers or not, a label names the picture at its place."""
    clock = Clock(fps=NTSC, first_frame=107_892, is_drop_frame=is_drop_frame)
    ticks = time_ticks(
        clock, start_s, start_s + 10 * min_step_s + 1, min_step_s=min_step_s
    )
    labelled = [tick for tick in ticks if tick.label]
    assert labelled
    for tick in labelled:
        frame = 107_892 + round(tick.time_s * NTSC)
        assert tick.label == timecode(frame, NTSC, drop_frame=is_drop_frame)
        assert clock.text(tick.time_s) == tick.label


def test_dropped_numbers_are_passed_over():
    """The first second of most minutes begins with number two."""
    clock = Clock(fps=NTSC, is_drop_frame=True)
    assert labels(clock, 59.5, 60.9, 0.9) == ["00:01:00;02"]
    assert labels(clock, 599.5, 600.5, 0.9) == ["00:10:00;00"]


@pytest.mark.parametrize("span_s", [0.5, 2, 9, 100, 1000, 12_000])
def test_labels_do_not_crowd(span_s):
    """Labels keep their distance, and there are neither none nor a thousand ticks."""
    ticks = time_ticks(Clock(), 0, span_s, min_step_s=span_s / 8)
    times_s = [tick.time_s for tick in ticks if tick.label]
    assert min(b - a for a, b in pairwise(times_s)) >= span_s / 8
    assert 2 <= len(times_s) <= 12
    assert len(ticks) < 150


@pytest.mark.parametrize(
    ("span", "height_px", "step"), [(400, 100, 100), (400, 300, 50), (120, 60, 50)]
)
def test_value_steps_are_round(span, height_px, step):
    """Values are labelled at round numbers with room between."""
    assert value_step(span, height_px=height_px, min_px=20) == step
