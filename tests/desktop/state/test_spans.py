"""A report's stretches as rows of a table."""

import pytest

from avts_core.sync.verdict import Verdict, find_profile
from avts_desktop.state.spans import span_rows
from tests.desktop.fakes import a_report


def test_each_span_is_a_row_judged_alone():
    """A stretch outside the limits is flagged, one inside is not."""
    report = a_report(0.0, spans=((0, 10, 0.0), (10, 30, 200.0)))
    rows = span_rows(report)
    assert [row.verdict for row in rows] == [Verdict.PASS, Verdict.FAIL]
    assert [row.is_flagged for row in rows] == [False, True]


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
