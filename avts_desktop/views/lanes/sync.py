"""The lane of sync: the offset that is left with the delay being heard, and the fit."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from avts_core.sync.report import Status
from avts_desktop.resources.palette import mixed
from avts_desktop.state.measured import TIME_STEP_S
from avts_desktop.state.spans import SpanRow, span_rows
from avts_desktop.views.follow import follow
from avts_desktop.views.lanes.canvas import Canvas
from avts_desktop.views.lanes.columns import covered, means, runs
from avts_desktop.views.lanes.context import LaneContext
from avts_desktop.views.lanes.fit import best_distances, distances_at
from avts_desktop.views.lanes.images import (
    HATCH_SHARE,
    packed,
    set_curve,
    set_dashes,
    set_hatching,
    set_spans,
)
from avts_desktop.views.lanes.offset_lane import OffsetLane
from avts_desktop.views.lanes.scales import ValueScale, reach_ms
from avts_desktop.views.lanes.strokes import triangles
from avts_desktop.views.words import number

SMALLEST_DISTANCE, LARGEST_DISTANCE = 0.3, 0.8
"""Ends of the axis: two-second means lie between, 0.707 being unrelated."""
DISTANCE_TICKS = (0.4, 0.7)
UNRELATED = 0.5**0.5
STRIP_SHARE = 0.36
"""Part of the height that the curve of distances takes."""
MARK_GAP_PX = 14
"""Marks of flagged stretches are at least so far apart."""
BAR_PX = 3


class SyncLane(OffsetLane):
    """Rolling offset, less the delay being heard, against the profile's limits.

    Below it the sync distance at the slider's lag, and faintly the smallest over all
    lags: what lies between shows how much better another lag would fit. It has a strip
    of its own, since over the offset neither curve could be read.
    """

    def __init__(self, context: LaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._heard: tuple[tuple[SpanRow, ...], float, tuple[SpanRow, ...]] | None
        self._heard = None
        """Rows of the state, the delay heard, and what is flagged of them then."""
        follow(self, context.workspace.analysis.events.rows, self.redraw)

    def title(self) -> str:
        """Return the lane's name."""
        return self.tr("Sync")

    def hint(self) -> str:
        """Return what the lane will show."""
        return self.tr("How early or late the sound is along the movie, and the limits")

    def has_content(self) -> bool:
        """Tell whether there is anything to show yet."""
        digest = self.context.digest
        return digest is not None and len(digest.measured.rolling_ms) > 0

    @property
    def has_verdict(self) -> bool:
        """Whether stretches are judged; not while the answer is unknown."""
        report = self.context.workspace.analysis.report
        return report is None or report.status is Status.OK

    def value_scale(self) -> ValueScale:
        """Return the axis of the offset that is left."""
        delay = self.context.workspace.delay
        profile = self.context.workspace.analysis.profile
        low_ms, high_ms = self.digest().usual_ms
        # With and without the delay, so that A/B does not move the axis.
        reach = reach_ms(
            low_ms,
            high_ms,
            low_ms - delay.delay_ms,
            high_ms - delay.delay_ms,
            profile.early_limit_ms,
            profile.late_limit_ms,
        )
        return ValueScale(reach, -reach, 8, self.offset_rect().height() - 16)

    def offset_rect(self) -> QRect:
        """Return the part of the plot that shows the offset."""
        plot = self.plot()
        return plot.adjusted(0, 0, 0, -self._strip_height())

    def strip_rect(self) -> QRect:
        """Return the part of the plot that shows the distance."""
        plot = self.plot()
        return plot.adjusted(0, plot.height() - self._strip_height(), 0, 0)

    def paint_content(self, canvas: Canvas, plot: QRect) -> None:
        """Paint limits, gaps, the curve, and the distance."""
        del plot
        rect = self.offset_rect()
        low, high = self._columns()
        flagged = self._flagged(len(low))
        pixels, ratio, p = canvas.part(rect), canvas.ratio, self.context.look.palette
        self._fill_ground(pixels, low, flagged, ratio)
        values = self.value_scale()
        set_curve(
            pixels,
            values.ys(high) * ratio,
            values.ys(low) * ratio,
            packed(p.text if self.has_verdict else p.muted),
            thick=max(1, round(ratio)),
        )
        for is_up, columns in zip((True, False), flagged, strict=True):
            self._mark(canvas, rect, columns, is_up=is_up)
        if self.context.shows_distance:
            self._fill_distance(canvas, self.strip_rect())

    def paint_axes(self, painter: QPainter, plot: QRect) -> None:
        """Label the offset on the left and the distance on the right."""
        super().paint_axes(painter, plot)
        if not self.context.shows_distance:
            return
        strip = self.strip_rect()
        values = _strip_scale(strip)
        left = plot.right() + 2
        painter.setPen(self.context.look.colour("muted"))
        for value in DISTANCE_TICKS:
            y = round(values.y(value))
            painter.drawLine(left, y, left + 3, y)
            painter.drawText(
                QRect(left + 6, y - 7, 40, 14),
                Qt.AlignmentFlag.AlignVCenter,
                number(value, 1),
            )
        painter.drawText(
            QRect(12, strip.top(), self.context.left_px - 20, strip.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            self.tr("distance"),
        )

    def _strip_height(self) -> int:
        return round(self.height() * STRIP_SHARE) if self.context.shows_distance else 0

    def _columns(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the extremes of what is left in each column of device pixels."""
        low, high = self.digest().rolling_extremes(self.fine_scale())
        heard_ms = np.float32(self.context.workspace.delay.heard_ms)
        return low - heard_ms, high - heard_ms

    def _flagged(self, num_columns: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return the columns of flagged stretches, early and late."""
        rows = self._flagged_rows() if self.has_verdict else ()
        scale = self.fine_scale()
        heard_ms = self.context.workspace.delay.heard_ms
        starts, stops, offsets_ms = (
            np.array(
                [(row.start_s, row.end_s, row.offset_ms) for row in rows], np.float64
            )
            .reshape(-1, 3)
            .T
        )
        is_early = offsets_ms > heard_ms
        first = (starts - scale.start_s) / scale.seconds_a_px
        last = (stops - scale.start_s) / scale.seconds_a_px
        early, late = (
            covered(first[side], last[side], num_columns)
            for side in (is_early, ~is_early)
        )
        return early, late

    def _flagged_rows(self) -> tuple[SpanRow, ...]:
        """Return what table and keys call flagged, less what the delay repairs."""
        workspace = self.context.workspace
        rows, heard_ms = workspace.analysis.rows, workspace.delay.heard_ms
        if (
            self._heard is None
            or self._heard[0] is not rows
            or (self._heard[1] != heard_ms)
        ):
            measured = workspace.analysis.measured
            if heard_ms and workspace.analysis.report is not None:
                found = span_rows(
                    workspace.analysis.report, measured, heard_ms=heard_ms
                )
            else:
                found = rows
            flagged = tuple(row for row in found if row.is_flagged)
            self._heard = rows, heard_ms, flagged
        return self._heard[2]

    def _fill_ground(
        self,
        pixels: NDArray[np.uint32],
        low: NDArray[np.float32],
        flagged: tuple[NDArray[np.bool_], NDArray[np.bool_]],
        ratio: float,
    ) -> None:
        """Fill the band of the limits, flagged stretches and gaps."""
        values, p = self.value_scale(), self.context.look.palette
        profile = self.context.workspace.analysis.profile
        limits = [
            values.y(limit_ms) * ratio
            for limit_ms in (profile.early_limit_ms, profile.late_limit_ms)
        ]
        band = mixed(p.panel, p.in_sync, 0.10) if self.has_verdict else p.panel
        is_outside = flagged[0] | flagged[1]
        tops = [0, *(round(limit) for limit in limits), len(pixels)]
        for ground, (top, bottom) in zip(
            (p.panel, band, p.panel), pairwise(tops), strict=True
        ):
            flagged_px = np.uint32(packed(ground, p.out, 0.14))
            line = np.where(is_outside, flagged_px, np.uint32(packed(ground)))
            pixels[max(top, 0) : max(bottom, 0)] = line
        bar = round(BAR_PX * ratio)
        for rows, columns in zip((pixels[:bar], pixels[-bar:]), flagged, strict=True):
            rows[:, columns] = packed(p.out)
        hatch_px = packed(p.panel, p.unknown, HATCH_SHARE)
        set_hatching(pixels, self._gaps(low), hatch_px, ratio=ratio)
        zero = round(values.y(0) * ratio)
        zero_px = packed(p.panel, p.muted, 0.6)
        pixels[zero : zero + max(1, round(ratio))] = zero_px
        limit_px = packed(p.panel, p.in_sync, 0.8)
        for row in limits:
            set_dashes(pixels, row, limit_px, ratio=ratio)

    def _gaps(self, low: NDArray[np.float32]) -> NDArray[np.intp]:
        """Return the columns that were looked at without an answer."""
        measured, scale = self.digest().measured, self.fine_scale()
        begin, end = scale.x(measured.start_s), scale.x(measured.stop_s)
        numbers = np.arange(len(low))
        return np.flatnonzero(np.isnan(low) & (numbers >= begin) & (numbers < end))

    def _mark(
        self, canvas: Canvas, rect: QRect, columns: NDArray[np.bool_], *, is_up: bool
    ) -> None:
        """Point to the side on which stretches lie outside."""
        last_px = -np.inf
        reach = BAR_PX + 2
        y = rect.top() + reach if is_up else rect.bottom() + 1 - reach
        tips = []
        for start, stop in runs(columns):
            x = rect.left() + (start + stop) / 2 / canvas.ratio
            if x - last_px >= MARK_GAP_PX:
                last_px = x
                tips.append(QPointF(x, y))
        triangles(canvas.painter, tips, self.context.look.colour("out"), is_up=is_up)

    def _fill_distance(self, canvas: Canvas, strip: QRect) -> None:
        pixels, ratio, p = canvas.part(strip), canvas.ratio, self.context.look.palette
        thick = max(1, round(ratio))
        pixels[:] = packed(p.panel)
        values = _strip_scale(strip.translated(0, -strip.top()))
        set_dashes(pixels, values.y(UNRELATED) * ratio, packed(p.line), ratio=ratio)
        here, best = (values.ys(curve) * ratio for curve in self._distances())
        set_spans(pixels, here, best, packed(p.panel, p.warn, 0.25))
        best_px = packed(p.panel, p.muted, 0.6)
        set_curve(pixels, best, best, best_px, thick=thick)
        set_curve(pixels, here, here, packed(p.panel, p.text, 0.9), thick=thick)
        pixels[:thick] = packed(p.line)

    def _distances(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the distance at the slider's lag and the smallest, for each column."""
        first, stop = self.rows_in_view()
        digest, scale = self.digest(), self.fine_scale()
        # A two-second mean loses nothing when it is read twice a second.
        step = max(1, min(12, round(scale.seconds_a_px / TIME_STEP_S / 4)))
        rows = slice(first, stop, step)
        heard_ms = self.context.workspace.delay.heard_ms
        start_s = digest.measured.start_s + first * TIME_STEP_S
        edges = scale.row_edges(start_s, TIME_STEP_S * step)
        here = means(distances_at(digest, heard_ms, rows), edges)
        return here, means(best_distances(digest, rows), edges)

    def paint_over(self, painter: QPainter, plot: QRect) -> None:
        """Paint the readout."""
        if self.has_content():
            self.paint_readout(painter, plot)

    def readout(self, x: float, y: float) -> str:
        """Return what is under the cursor, in words."""
        del y
        time_s = self.time_at(x)
        row = self.row_at(time_s)
        if row is None:
            return ""
        rolling_ms = self.digest().measured.rolling_ms
        parts = [self.context.clock.text(time_s)]
        offset_ms = float(rolling_ms[row]) if row < len(rolling_ms) else np.nan
        if np.isnan(offset_ms):
            parts.append(self.tr("not measurable"))
        else:
            left_ms = self.context.workspace.delay.residual_ms(offset_ms)
            parts.append(self.offset_words(left_ms))
        heard_ms = self.context.workspace.delay.heard_ms
        here = float(distances_at(self.digest(), heard_ms, slice(row, row + 1))[0])
        best = float(best_distances(self.digest(), slice(row, row + 1))[0])
        if np.isfinite(here) and np.isfinite(best):
            template = self.tr("distance {here}, at the best lag {best}")
            parts.append(template.format(here=number(here, 2), best=number(best, 2)))
        return "   ".join(parts)


def _strip_scale(strip: QRect) -> ValueScale:
    return ValueScale(
        LARGEST_DISTANCE, SMALLEST_DISTANCE, strip.top() + 4, strip.height() - 8
    )
