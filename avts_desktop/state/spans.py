"""The stretches of a movie as rows of a table: the words beside the plots.

A stretch is flagged where people should look: where a span of the report is outside
the limits, or where the rolling offset is outside for two seconds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.sync.report import Status, SyncReport
from avts_core.sync.verdict import Profile, Verdict
from avts_desktop.state.measured import TIME_STEP_S, Measured

MIN_FLAGGED_S = 2.0
"""Shorter excursions of the rolling offset are noise."""
_MAX_GAP_S = 2.0
"""Moments without an answer, up to so long, do not end a stretch."""


@dataclass(frozen=True, kw_only=True)
class SpanRow:
    """A stretch of a movie: of constant offset, or flagged."""

    start_s: float
    end_s: float
    offset_ms: float
    """Positive = audio early; the median where it is not constant."""
    confidence: float | None
    """0 to 1; None where it is that of no measurement of its own."""
    verdict: Verdict
    """Of this stretch alone, by the rule of the film's and with its uncertainty."""
    is_flagged: bool
    """Whether people should look at it."""


def span_rows(
    report: SyncReport | None,
    measured: Measured | None = None,
    *,
    heard_ms: float = 0.0,
) -> tuple[SpanRow, ...]:
    """Return the stretches of a movie in order of time, judged by its profile.

    Parameters
    ----------
    report
        Its spans have a row each. Without an answer there are no rows at all.
    measured
        Where its rolling offset is outside the limits there are rows, too, unless a
        span says the same.
    heard_ms
        A delay that is taken into account: what is left of each offset is judged. The
        offsets of the rows stay those of the file.
    """
    if report is None or report.status is not Status.OK:
        return ()
    spans = tuple(
        SpanRow(
            start_s=span.start_s,
            end_s=span.end_s,
            offset_ms=span.offset_ms,
            confidence=span.confidence,
            verdict=(verdict := report.verdict_of(span, delay_ms=heard_ms)),
            is_flagged=verdict is Verdict.FAIL,
        )
        for span in report.spans
    )
    if measured is not None:
        outside = [row for row in spans if row.is_flagged]
        found = flagged_stretches(measured, report.profile, heard_ms=heard_ms)
        spans += tuple(row for row in found if not _is_told(row, outside))
    return tuple(sorted(spans, key=lambda row: (row.start_s, -row.end_s)))


def flagged_stretches(
    measured: Measured, profile: Profile, *, heard_ms: float = 0.0
) -> tuple[SpanRow, ...]:
    """Return where the rolling offset is outside the limits for two seconds."""
    rolling_ms = measured.rolling_ms
    known = np.flatnonzero(np.isfinite(rolling_ms))
    values = rolling_ms[known]
    early = values > profile.early_limit_ms + heard_ms
    sides = early.astype(np.int8) - (values < profile.late_limit_ms + heard_ms)
    starts, stops = _runs(sides, known)
    rows = []
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        middle = (stop - start) // 2
        # Costs a third of numpy's median, which matters with thousands of stretches.
        median_ms = np.partition(values[start:stop], middle)[middle]
        rows.append(
            SpanRow(
                start_s=measured.start_s + float(known[start]) * TIME_STEP_S,
                end_s=measured.start_s + float(known[stop - 1] + 1) * TIME_STEP_S,
                offset_ms=float(median_ms),
                confidence=None,
                verdict=Verdict.FAIL,
                is_flagged=True,
            )
        )
    return tuple(rows)


def _runs(
    sides: NDArray[np.int8], known: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return first and last + 1 of the long runs on one side outside the limits.

    Parameters
    ----------
    sides
        [shape=(K,)] 1 = early, -1 = late, 0 = within the limits.
    known
        [shape=(K,)] rows in time that they belong to.
    """
    if not len(sides):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    is_far = np.diff(known) > round(_MAX_GAP_S / TIME_STEP_S) + 1
    changes = np.flatnonzero((np.diff(sides) != 0) | is_far) + 1
    starts = np.concatenate((np.zeros(1, np.intp), changes))
    stops = np.concatenate((changes, np.full(1, len(sides), np.intp)))
    is_long = stops - starts >= round(MIN_FLAGGED_S / TIME_STEP_S)
    is_flagged = is_long & (sides[starts] != 0)
    return starts[is_flagged], stops[is_flagged]


def _is_told(row: SpanRow, outside: list[SpanRow]) -> bool:
    """Tell whether spans outside the limits cover most of a stretch."""
    covered_s = sum(
        max(0.0, min(row.end_s, span.end_s) - max(row.start_s, span.start_s))
        for span in outside
        if (span.offset_ms > 0) == (row.offset_ms > 0)
    )
    return covered_s > (row.end_s - row.start_s) / 2
