"""The offset map: how well picture and sound fit at each time and lag."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QWheelEvent
from PySide6.QtWidgets import QWidget

from avts_desktop.state.measured import TIME_STEP_S
from avts_desktop.views.lanes.canvas import Canvas
from avts_desktop.views.lanes.columns import pooled
from avts_desktop.views.lanes.context import TEXT_PX, LaneContext
from avts_desktop.views.lanes.fit import distances_at
from avts_desktop.views.lanes.images import (
    HATCH_SHARE,
    fill_coded,
    heat_table,
    packed,
    set_curve,
    set_dashes,
    set_hatching,
)
from avts_desktop.views.lanes.offset_lane import OffsetLane
from avts_desktop.views.lanes.scales import (
    REACHES_MS,
    TimeScale,
    ValueScale,
    reach_ms,
)
from avts_desktop.views.lanes.strokes import dashed, hairline
from avts_desktop.views.words import number

DULL_DISTANCE, BRIGHT_DISTANCE = 0.70, 0.38
"""Distances at the two ends of the colours: unrelated, and as good as it gets."""
GRIP_PX = 5
"""How near to the slider's line a press takes hold of it."""
TAG_HEIGHT_PX = 18


class OffsetMapLane(OffsetLane):
    """Time by lag, bright where they match, with the ridge and the slider's line.

    Attributes
    ----------
    delay_wished : Signal(float)
        The slider's line was dragged to this delay, in ms.
    """

    delay_wished = Signal(float)

    def __init__(self, context: LaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._grabbed_ms: float | None = None
        self._chosen_reach_ms: float | None = None
        self._axis_ms: float | None = None

    def title(self) -> str:
        """Return the lane's name."""
        return self.tr("Offset map")

    def hint(self) -> str:
        """Return what the lane will show."""
        return self.tr("How well lips and sound fit at each lag: the bright ridge wins")

    def has_content(self) -> bool:
        """Tell whether there is anything to show yet."""
        digest = self.context.digest
        return digest is not None and len(digest.fit) > 0

    def value_scale(self) -> ValueScale:
        """Return the axis of lags."""
        reach = self._reach_ms()
        return ValueScale(reach, -reach, 0, self.height())

    def _reach_ms(self) -> float:
        profile = self.context.workspace.analysis.profile
        if self._chosen_reach_ms is not None:
            return self._chosen_reach_ms
        if self._grabbed_ms is not None and self._axis_ms is not None:
            # An axis that moves under the hand would run away with the line.
            return self._axis_ms
        delay_ms = self.context.workspace.delay.delay_ms
        wished = reach_ms(
            200.0,
            *self.digest().usual_ms,
            delay_ms,
            profile.early_limit_ms,
            profile.late_limit_ms,
        )
        return min(wished, self.digest().largest_lag_ms)

    # Painting

    def paint_content(self, canvas: Canvas, plot: QRect) -> None:
        """Paint the map, the limits and the ridge."""
        pixels, ratio, values = canvas.part(plot), canvas.ratio, self.value_scale()
        self._fill_heat(pixels, canvas)
        p, profile = self.context.look.palette, self.context.workspace.analysis.profile
        limit_px, zero_px = packed(p.in_sync), packed(p.panel, p.text, 0.7)
        for limit_ms in (profile.early_limit_ms, profile.late_limit_ms):
            set_dashes(pixels, values.y(limit_ms) * ratio, limit_px, ratio=ratio)
        set_dashes(pixels, values.y(0) * ratio, zero_px, ratio=ratio)
        self._set_ridge(pixels, values, ratio)

    def paint_over(self, painter: QPainter, plot: QRect) -> None:
        """Paint the slider's line and the readout."""
        if not self.has_content():
            return
        delay = self.context.workspace.delay
        y = self._slider_y()
        colour = self.context.look.colour("accent")
        if plot.top() <= y <= plot.bottom():
            # Rimmed, since the accent is faint on the glow of the ridge.
            rim = QRectF(plot.left(), y - 1, plot.width(), 3)
            painter.fillRect(rim, self.context.look.colour("window", 0.6))
            if delay.is_bypassed:
                dashed(painter, plot, y, colour)
            else:
                painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), colour)
        self._paint_tag(painter, plot, y)
        self.paint_readout(painter, plot)

    def _fill_heat(self, pixels: NDArray[np.uint32], canvas: Canvas) -> None:
        """Fill the plot with the map and the hatching of its gaps."""
        block_px = canvas.block_px
        scale = self.fine_scale().coarser(block_px)
        codes = self._heat(scale, len(pixels), block_px)
        p = self.context.look.palette
        table = heat_table(
            p.heat, dull=_as_fit(DULL_DISTANCE), bright=_as_fit(BRIGHT_DISTANCE)
        )
        fill_coded(pixels, codes, table)
        gaps = np.flatnonzero(self._is_gap(scale).repeat(block_px)[: pixels.shape[1]])
        hatch_px = packed(p.panel, p.unknown, HATCH_SHARE)
        set_hatching(pixels, gaps, hatch_px, ratio=canvas.ratio)

    def _heat(self, scale: TimeScale, height: int, block_px: int) -> NDArray[np.uint8]:
        """Return the map in blocks, from the top; `height` is in device pixels."""
        digest = self.digest()
        rows, factor = digest.fit.level_for(scale.seconds_a_px / TIME_STEP_S)
        edges = scale.row_edges(digest.measured.start_s, TIME_STEP_S * factor)
        lags_ms, values = digest.measured.lag_ms, self.value_scale()
        step_ms = float(lags_ms[1] - lags_ms[0])
        block_ms = block_px * (values.top - values.bottom) / height
        edges_px = np.arange(-(-height // block_px), -1, -1, dtype=np.float64)
        edges_ms = values.top - block_ms * edges_px
        # Lag i lies in the middle of its row, from i to i + 1.
        places = (edges_ms - float(lags_ms[0])) / step_ms + 0.5
        low = int(np.clip(np.floor(places[0]) - 1, 0, len(lags_ms)))
        high = int(np.clip(np.ceil(places[-1]) + 1, low, len(lags_ms)))
        columns = pooled(rows[:, low:high], edges)
        return pooled(np.ascontiguousarray(columns.T), places - low)[::-1]

    def _is_gap(self, scale: TimeScale) -> NDArray[np.bool_]:
        """Tell of each column whether nothing is known at any lag."""
        digest = self.digest()
        rows, factor = digest.best.level_for(scale.seconds_a_px / TIME_STEP_S)
        edges = scale.row_edges(digest.measured.start_s, TIME_STEP_S * factor)
        is_inside = (edges[1:] > 0) & (edges[:-1] < len(rows))
        return (pooled(rows, edges)[:, 0] == 0) & is_inside

    def _set_ridge(
        self, pixels: NDArray[np.uint32], values: ValueScale, ratio: float
    ) -> None:
        """Draw the rolling offset, with a rim that keeps it apart from the glow."""
        low, high = self.digest().rolling_extremes(self.fine_scale())
        p = self.context.look.palette
        tops, bottoms = values.ys(high) * ratio, values.ys(low) * ratio
        thick = max(1, round(ratio))
        rim_px = packed(p.window, p.panel, 0.3)
        set_curve(pixels, tops - thick, bottoms - thick, rim_px, thick=3 * thick)
        set_curve(pixels, tops, bottoms, packed(p.text), thick=thick)

    def _paint_tag(self, painter: QPainter, plot: QRect, y: float) -> None:
        """Write the delay beside its line, at the edge if that lies outside."""
        look = self.context.look
        delay = self.context.workspace.delay
        half = TAG_HEIGHT_PX / 2
        middle = min(max(y + 0.5, half + 1), plot.bottom() - half)
        left, right = plot.right() + 1.0, float(self.width() - 4)
        shape = QPainterPath()
        shape.moveTo(left, min(max(y + 0.5, middle - half), middle + half))
        shape.lineTo(left + 6, middle - half)
        shape.lineTo(right, middle - half)
        shape.lineTo(right, middle + half)
        shape.lineTo(left + 6, middle + half)
        shape.closeSubpath()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(hairline(look.colour("accent")))
        painter.setBrush(look.colour("panel" if delay.is_bypassed else "accent"))
        painter.drawPath(shape)
        painter.restore()
        painter.setFont(look.font(TEXT_PX))
        painter.setPen(look.colour("accent" if delay.is_bypassed else "on_accent"))
        room = QRectF(left + 6, middle - half, right - left - 8, TAG_HEIGHT_PX)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, _signed(delay.delay_ms))

    def readout(self, x: float, y: float) -> str:
        """Return what is under the cursor, in words."""
        time_s = self.time_at(x)
        row = self.row_at(time_s)
        if row is None:
            return ""
        lag_ms = self.value_scale().value(y)
        digest = self.digest()
        distance = float(distances_at(digest, lag_ms, slice(row, row + 1))[0])
        parts = [self.context.clock.text(time_s), self.offset_words(lag_ms)]
        if np.isnan(distance):
            parts.append(self.tr("not measurable"))
        else:
            parts.append(self.tr("distance {value}").format(value=number(distance, 2)))
        return "   ".join(parts)

    # The slider's line

    def move_slider(self) -> None:
        """Follow the delay; only the axis needs more than a line when it changes."""
        if self._axis_ms != (self._reach_ms() if self.has_content() else None):
            self.redraw()
        else:
            self.update()

    def redraw(self) -> None:
        """Paint anew before long: view, data or colours have changed."""
        self._axis_ms = self._reach_ms() if self.has_content() else None
        super().redraw()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the slider's line, if it is there."""
        if event.button() is Qt.MouseButton.LeftButton and self._is_on_slider(event):
            delay_ms = self.context.workspace.delay.delay_ms
            under_ms = self.value_scale().value(event.position().y())
            self._grabbed_ms = delay_ms - under_ms
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the slider's line, or show that it can be."""
        if self._grabbed_ms is not None:
            values = self.value_scale()
            wished_ms = values.value(event.position().y()) + self._grabbed_ms
            wished_ms = min(max(wished_ms, values.bottom), values.top)
            self.delay_wished.emit(float(round(wished_ms)))
            return
        if not event.buttons():
            if self._is_on_slider(event):
                self.setCursor(Qt.CursorShape.SplitVCursor)
            else:
                self.unsetCursor()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the slider's line go."""
        if self._grabbed_ms is not None:
            self._grabbed_ms = None
            self.redraw()
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Reset the delay on its line, the axis on itself; else show all."""
        if self._is_on_slider(event):
            self.delay_wished.emit(0.0)
        elif event.position().x() < self.plot().left():
            self._chosen_reach_ms = None
            self.redraw()
        else:
            super().mouseDoubleClickEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom the axis of lags while over it."""
        is_over_axis = event.position().x() < self.plot().left()
        if not (is_over_axis and self.has_content() and event.angleDelta().y()):
            super().wheelEvent(event)
            return
        largest_ms = self.digest().largest_lag_ms
        choices = [r for r in REACHES_MS if r < largest_ms] + [largest_ms]
        now = int(np.searchsorted(choices, self._reach_ms()))
        wished = now + (-1 if event.angleDelta().y() > 0 else 1)
        self._chosen_reach_ms = choices[min(max(wished, 0), len(choices) - 1)]
        self.redraw()
        event.accept()

    def _slider_y(self) -> float:
        """Return where the slider's line is, on a whole pixel."""
        y = self.value_scale().y(self.context.workspace.delay.delay_ms)
        return float(round(y))

    def _is_on_slider(self, event: QMouseEvent) -> bool:
        if not (self.context.has_movie and self.has_content()):
            return False
        at = event.position()
        is_near = abs(at.y() - self._slider_y() - 0.5) <= GRIP_PX
        return is_near and at.x() >= self.plot().left()


def _as_fit(distance: float) -> float:
    return 1 + 254 * (1 - distance)


def _signed(value_ms: float) -> str:
    sign = "+" if round(value_ms) > 0 else ""
    return f"{sign}{number(value_ms)}"
