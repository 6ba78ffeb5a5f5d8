"""A report's stretches as rows of a table."""

from dataclasses import replace

import numpy as np
import pytest

from avts_core.sync.verdict import Verdict, find_profile
from avts_desktop.state.measured import Measured, Piece
from avts_desktop.state.spans import span_rows
from tests.desktop.fakes import a_report


def test_each_span_is_a_row_judged_alone():
    """A stretch outside the limits is flagged, one inside is not."""
    report = a_report(0.0, spans=((0, 10, 0.0), (10, 30, 200.0)))
    rows = span_rows(report)
    assert [row.verdict for row in rows] == [Verdict.PASS, Verdict.FAIL]
    assert [row.is_flagged for row in rows] == [False, True]


def test_a_span_as_close_to_a_limit_as_the_film_warns_as_it_does():
    """The uncertainty of the film holds for its stretches; a warning is no flag."""
    near = replace(a_report(38.0, spans=((0, 10, 38.0),)), uncertainty_ms=4.0)
    near = near.judged_by(near.profile)
    (row,) = span_rows(near)
    assert row.verdict is near.verdict is Verdict.WARN
    assert not row.is_flagged


def test_the_numbers_are_those_of_the_report():
    """Times, offset and confidence arrive unchanged."""
    (row,) = span_rows(a_report(80.0, spans=((3, 9, 80.0),)))
    assert (row.start_s, row.end_s, row.offset_ms) == (3, 9, 80.0)
    assert row.confidence == 0.9


@pytest.mark.parametrize("report", [None, a_report(None), a_report(20.0)])
def test_nothing_measured_has_no_rows(report):
    """No report, no answer and no spans give an empty table."""
    assert span_rows(report) == ()


def test_limits_themselves_pass_on_both_sides():
    """EBU R37 allows +40 and -60 ms; a hair more is flagged."""
    rows = span_rows(
        a_report(
            0.0,
            spans=((0, 1, 40.0), (1, 2, 40.1), (2, 3, -60.0), (3, 4, -60.1)),
        )
    )
    assert [row.is_flagged for row in rows] == [False, True, False, True]


def test_another_profile_flags_other_spans():
    """The same measurement under wider limits is no longer flagged."""
    report = a_report(0.0, spans=((0, 1, 50.0),))
    assert span_rows(report)[0].is_flagged
    wide = report.judged_by(find_profile("+100/-100"))
    assert not span_rows(wide)[0].is_flagged


def test_rows_come_in_order_of_time():
    """Whatever their order in the report."""
    rows = span_rows(a_report(0.0, spans=((20, 30, 0.0), (0, 10, 0.0))))
    assert [row.start_s for row in rows] == [0, 20]


def measured_of(*parts: tuple[float, float]) -> Measured:
    """Return a rolling offset of parts of so many seconds, NaN where unclear."""
    measured = Measured(start_s=1.0, sound_start_s=1.0, lag_ms=np.zeros(1, np.float32))
    values = [np.full(round(s / 0.04), ms, np.float32) for s, ms in parts]
    measured.add(Piece(rolling_ms=np.concatenate(values)))
    return measured


def test_an_excursion_of_two_seconds_is_flagged():
    """Shorter ones are noise; the offset is the median, as it is in the file."""
    measured = measured_of((4, 0), (1.8, 90), (4, 0), (2, -90), (4, 0), (3, 90))
    rows = span_rows(a_report(0.0), measured)
    assert [(r.start_s, r.end_s) for r in rows] == [
        pytest.approx((10.8, 12.8), abs=0.05),
        pytest.approx((16.8, 19.8), abs=0.05),
    ]
    assert [r.offset_ms for r in rows] == [-90, 90]
    assert all(r.is_flagged and r.verdict is Verdict.FAIL for r in rows)


def test_early_and_late_are_two_stretches():
    """Their median would mean nothing."""
    rows = span_rows(a_report(0.0), measured_of((3, 90), (3, -90)))
    assert [r.offset_ms for r in rows] == [90, -90]


@pytest.mark.parametrize(("gap_s", "num_rows"), [(1, 1), (3, 0)])
def test_moments_without_an_answer_count_for_nothing(gap_s, num_rows):
    """A short gap ends no stretch, a long one does."""
    measured = measured_of((1.2, 90), (gap_s, np.nan), (1.2, 90))
    assert len(span_rows(a_report(0.0), measured)) == num_rows


@pytest.mark.parametrize("report", [None, a_report(None)])
def test_what_is_not_measurable_flags_nothing(report):
    """Whatever the curve shows."""
    assert span_rows(report, measured_of((10, 90))) == ()


def test_a_span_outside_is_not_told_twice():
    """Its curve is outside as well; an excursion to the other side is news."""
    measured = measured_of((10, 90), (3, -90), (7, 90))
    rows = span_rows(a_report(90.0, spans=((1, 21, 90.0),)), measured)
    assert [r.offset_ms for r in rows] == [90, -90]
    assert [r.confidence for r in rows] == [0.9, None]


def test_what_a_delay_repairs_is_not_flagged():
    """The rows tell the offset of the file all the same."""
    measured = measured_of((5, 90), (5, 0))
    report = a_report(90.0, spans=((1, 6, 90.0),))
    rows = span_rows(report, measured, heard_ms=90.0)
    assert [r.offset_ms for r in rows if r.is_flagged] == [0]
    assert len(rows) == 2
