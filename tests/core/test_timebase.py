"""Exact time, rounding and timecode."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avts_core.timebase import (
    Span,
    is_drop_frame_rate,
    parse_timecode,
    round_half_up,
    timecode,
)

NTSC = Fraction(30000, 1001)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), 0),
        (Fraction(3, 2), 2),
        (Fraction(-3, 2), -1),
        (Fraction(49, 100), 0),
        (0.5, 1),
        (-0.51, -1),
        (7, 7),
    ],
)
def test_ties_go_up(value, rounded):
    """Halves go up on both sides of zero."""
    assert round_half_up(value) == rounded


@given(st.fractions(max_denominator=10_000), st.integers(-(10**6), 10**6))
def test_rounding_does_not_depend_on_the_origin(value, shift):
    """Moving the clock by whole units moves the result by as much."""
    assert round_half_up(value + shift) == round_half_up(value) + shift


@given(st.fractions(max_denominator=10_000))
def test_rounding_is_to_the_nearest(value):
    """The result is never more than a half away."""
    assert abs(round_half_up(value) - value) <= Fraction(1, 2)


def test_a_span_is_half_open():
    """The start belongs to a span, the stop to the next."""
    span = Span(Fraction(1), Fraction(2))
    assert Fraction(1) in span
    assert Fraction(2) not in span
    assert Fraction(999, 1000) not in span
    assert span.duration == 1


def test_an_empty_span_holds_nothing():
    """Start and stop may meet."""
    span = Span(Fraction(1), Fraction(1))
    assert span.duration == 0
    assert Fraction(1) not in span


def test_a_span_must_not_run_backwards():
    """A stop before the start is a mistake of the caller."""
    with pytest.raises(ValueError, match="must not end before"):
        Span(Fraction(2), Fraction(1))


@pytest.mark.parametrize(
    ("rate", "is_drop"),
    [
        (NTSC, True),
        (Fraction(60000, 1001), True),
        (Fraction(24000, 1001), False),
        (Fraction(30), False),
        (Fraction(25), False),
    ],
)
def test_drop_frame_is_for_two_rates(rate, is_drop):
    """Only 29.97 and 59.94 have drop-frame timecode."""
    assert is_drop_frame_rate(rate) is is_drop


@pytest.mark.parametrize(
    ("frame", "rate", "drop", "code"),
    [
        (0, Fraction(25), False, "00:00:00:00"),
        (24, Fraction(25), False, "00:00:00:24"),
        (25, Fraction(25), False, "00:00:01:00"),
        (90_000, Fraction(25), False, "01:00:00:00"),
        (1799, NTSC, True, "00:00:59;29"),
        (1800, NTSC, True, "00:01:00;02"),
        (17_981, NTSC, True, "00:09:59;29"),
        (17_982, NTSC, True, "00:10:00;00"),
        (107_892, NTSC, True, "01:00:00;00"),
        (1800, NTSC, False, "00:01:00:00"),
        (3599, Fraction(60000, 1001), True, "00:00:59;59"),
        (3600, Fraction(60000, 1001), True, "00:01:00;04"),
        (1439, Fraction(24000, 1001), False, "00:00:59:23"),
    ],
)
def test_timecode(frame, rate, drop, code):
    """Frame numbers get the code of SMPTE ST 12-1."""
    assert timecode(frame, rate, drop_frame=drop) == code


@given(st.integers(0, 24 * 107_892 - 1))
def test_drop_frame_timecode_follows_the_clock(frame):
    """Dropped numbers keep the code near the clock all day (it loses 86 ms)."""
    hours, minutes, rest = timecode(frame, NTSC, drop_frame=True).split(":")
    seconds, frames = map(int, rest.split(";"))
    shown_s = (int(hours) * 60 + int(minutes)) * 60 + seconds + Fraction(frames, 30)
    assert math.isclose(shown_s, frame / NTSC, abs_tol=0.2)


@given(st.integers(0, 24 * 107_892 - 2))
def test_drop_frame_timecode_rises(frame):
    """Each frame has a later code than the one before."""
    codes = [timecode(frame + step, NTSC, drop_frame=True) for step in (0, 1)]
    assert codes[0] < codes[1]


def test_timecode_refuses_what_it_cannot_say():
    """Negative frames and drop-frame at other rates are mistakes of the caller."""
    with pytest.raises(ValueError, match="not be negative"):
        timecode(-1, Fraction(25))
    with pytest.raises(ValueError, match=r"29\.97 or 59\.94"):
        timecode(0, Fraction(25), drop_frame=True)


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001), Fraction(60)])
def test_parse_timecode_is_the_inverse(rate):
    """A timecode that was written is read back as the same frame."""
    for frame in (0, 1, 1799, 1800, 17982, 107_892, 2_000_000):
        is_dropping = is_drop_frame_rate(rate)
        text = timecode(frame, rate, drop_frame=is_dropping)
        assert parse_timecode(text, rate) == (frame, is_dropping)


@pytest.mark.parametrize("text", ["", "1:2:3:4", "00:61:00:00", "00:00:00:25", "noon"])
def test_parse_timecode_refuses_rubbish(text):
    """What is no timecode at 25 frames a second is refused."""
    with pytest.raises(ValueError, match="not a timecode"):
        parse_timecode(text, Fraction(25))
