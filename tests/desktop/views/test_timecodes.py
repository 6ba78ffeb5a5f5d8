"""Timecodes of a movie, and what people type."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avts_desktop.views.timecodes import clock, code_at, frame_at, parse_time

_NTSC = Fraction(30000, 1001)


def test_code_counts_from_the_timecode_track(movie) -> None:
    """The first picture has the number that the movie's track gives it."""
    movie = replace(movie, first_frame=25 * 3600)
    assert code_at(Fraction(0), movie) == "01:00:00:00"
    assert code_at(Fraction(83, 25), movie) == "01:00:03:08"


def test_frame_is_the_nearest(movie) -> None:
    """A float that misses the picture's time by a hair still has its number."""
    assert frame_at(3.3199999, movie) == 83
    assert frame_at(-1.0, movie) == 0


def test_drop_frame(movie) -> None:
    """A dropping movie skips numbers; one of another rate cannot."""
    dropping = replace(movie, fps=_NTSC, is_drop_frame=True)
    assert code_at(1800 / _NTSC, dropping) == "00:01:00;02"
    assert code_at(1, replace(movie, is_drop_frame=True)) == "00:00:01:00"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("00:00:03:08", Fraction(83, 25)),
        ("0:1:2.5", Fraction(125, 2)),
        ("1:02,5", Fraction(125, 2)),
        ("12.5", Fraction(25, 2)),
        ("12 s", Fraction(12)),
        ("50", Fraction(2)),
        ("#50", Fraction(2)),
        (" 50 ", Fraction(2)),
        ("9:00:00", Fraction(120)),
    ],
)
def test_what_people_type(movie, text: str, time: Fraction) -> None:
    """Timecodes, times, seconds and frame numbers are read; the end is the limit."""
    assert parse_time(text, movie) == time


def test_numbers_count_from_the_first_picture(movie) -> None:
    """Where sound begins first, the first picture still has the first number."""
    late = replace(movie, first_frame=900_000, picture_start=Fraction(2, 5))
    assert code_at(Fraction(2, 5), late) == "10:00:00:00"
    assert frame_at(Fraction(2, 5), late) == 0
    assert parse_time("10:00:00:00", late) == Fraction(2, 5)
    assert parse_time("#25", late) == Fraction(7, 5)


def test_sound_before_the_first_picture_counts_back(movie) -> None:
    """Its timecode is below the first picture's, but no frame is below 0."""
    late = replace(movie, picture_start=Fraction(2, 5))
    assert code_at(0, replace(late, first_frame=900_000)) == "09:59:59:15"
    assert code_at(0, late) == "00:00:00:00"
    assert frame_at(0, late) == 0


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1:2:3:4:5", "-5", "1:", "::", "00:00:03:25", "00:99:00:00"],
)
def test_what_cannot_be_read(movie, text: str) -> None:
    """Anything else is no time."""
    assert parse_time(text, movie) is None


@given(
    frame=st.integers(0, 200_000),
    first=st.sampled_from([0, 107_892]),
    start=st.sampled_from([Fraction(0), Fraction(2, 5), Fraction(1001, 30000)]),
    rate=st.sampled_from([Fraction(25), _NTSC, 2 * _NTSC, Fraction(24000, 1001)]),
    is_dropping=st.booleans(),
)
def test_codes_are_read_back(frame, first, start, rate, is_dropping) -> None:
    """Typing a timecode that was shown goes to its very picture."""
    from avts_desktop.state.movie import Movie  # noqa: PLC0415

    fields = dict.fromkeys(Movie.__dataclass_fields__)
    movie = Movie(
        **{
            **fields,
            "duration": Fraction(10_000_000),
            "fps": rate,
            "first_frame": first,
            "is_drop_frame": is_dropping,
            "picture_start": start,
        }
    )
    time = start + frame / rate
    assert parse_time(code_at(time, movie), movie) == time


def test_clock() -> None:
    """Lengths of time have hours only where they need them."""
    assert clock(31.4) == "0:31"
    assert clock(3600) == "1:00:00"
    assert clock(-1) == "0:00"
