"""The stretches of a report as rows of a table: the words beside the plots."""

from dataclasses import dataclass

from avts_core.sync.report import SyncReport
from avts_core.sync.verdict import Verdict, judge


@dataclass(frozen=True, kw_only=True)
class SpanRow:
    """A stretch of a movie within which the offset is constant."""

    start_s: float
    end_s: float
    offset_ms: float
    """Positive = audio early."""
    confidence: float
    """0 to 1."""
    verdict: Verdict
    """Of this stretch alone."""
    is_flagged: bool
    """Whether people should look at it."""


def span_rows(report: SyncReport | None) -> tuple[SpanRow, ...]:
    """Return a report's stretches in order of time, judged by its profile."""
    if report is None:
        return ()
    return tuple(
        SpanRow(
            start_s=span.start_s,
            end_s=span.end_s,
            offset_ms=span.offset_ms,
            confidence=span.confidence,
            verdict=(verdict := judge(span.offset_ms, report.profile)),
            is_flagged=verdict is Verdict.FAIL,
        )
        for span in sorted(report.spans, key=lambda span: span.start_s)
    )
