"""What the two lanes over offsets share: an axis in ms with words for its two sides."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from avts_desktop.state.measured import TIME_STEP_S
from avts_desktop.views.lanes.context import TEXT_PX, LaneContext
from avts_desktop.views.lanes.digest import Digest
from avts_desktop.views.lanes.lane import Lane
from avts_desktop.views.lanes.scales import ValueScale
from avts_desktop.views.lanes.strokes import MARK_PX, triangles
from avts_desktop.views.lanes.ticks import value_step

MIN_TICK_PX = 20


class OffsetLane(Lane):
    """A lane whose left axis is an offset: early above zero, late below."""

    def __init__(self, context: LaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._cursor_at: QPointF | None = None
        self.setMouseTracking(True)

    def value_scale(self) -> ValueScale:
        """Return the left axis."""
        raise NotImplementedError

    def readout(self, x: float, y: float) -> str:
        """Return what is under a place of the widget, in words; empty if nothing."""
        raise NotImplementedError

    def digest(self) -> Digest:
        """Return what is drawn; only for lanes with content."""
        digest = self.context.digest
        assert digest is not None
        return digest

    def paint_axes(self, painter: QPainter, plot: QRect) -> None:
        """Label the axis in ms and name its sides."""
        del plot
        values = self.value_scale()
        painter.setPen(self.context.look.colour("muted"))
        for value in self.tick_values():
            # The unit once, where both sides begin.
            text = f"{abs(value):g}" if value else self.tr("{value} ms").format(value=0)
            self.paint_label(painter, values.y(value), text)
        self._paint_side(painter, values, is_early=True)
        self._paint_side(painter, values, is_early=False)

    def tick_values(self) -> list[float]:
        """Return the values that are labelled."""
        values = self.value_scale()
        step = value_step(
            values.top - values.bottom, height_px=values.height_px, min_px=MIN_TICK_PX
        )
        first, last = np.ceil(values.bottom / step), np.floor(values.top / step)
        return [float(n * step) for n in np.arange(first, last + 1)]

    def rows_in_view(self) -> tuple[int, int]:
        """Return the rows that are in view, with one more on either side."""
        scale = self.scale()
        start_s = self.digest().measured.start_s
        count = len(self.digest().measured.rolling_ms)
        first = int((scale.start_s - start_s) / TIME_STEP_S) - 1
        stop = int((scale.stop_s - start_s) / TIME_STEP_S) + 2
        return min(max(first, 0), count), min(max(stop, 0), count)

    def row_at(self, time_s: float) -> int | None:
        """Return the row of a time, None where none is digested."""
        row = int((time_s - self.digest().measured.start_s) / TIME_STEP_S)
        return row if 0 <= row < len(self.digest().fit) else None

    def offset_words(self, offset_ms: float) -> str:
        """Return an offset in words."""
        if round(offset_ms) == 0:
            return self.tr("neither early nor late")
        template = (
            self.tr("{ms} ms early") if offset_ms > 0 else self.tr("{ms} ms late")
        )
        return template.format(ms=f"{abs(offset_ms):.0f}")

    def paint_readout(self, painter: QPainter, plot: QRect) -> None:
        """Write what is under the cursor into a corner, out of its way."""
        at = self._cursor_at
        if at is None or not plot.contains(at.toPoint()):
            return
        text = self.readout(at.x(), at.y())
        if not text:
            return
        look = self.context.look
        painter.fillRect(
            QRectF(round(at.x()), plot.top(), 1, plot.height()),
            look.colour("text", 0.35),
        )
        painter.setFont(look.font(TEXT_PX))
        width = QFontMetrics(painter.font()).horizontalAdvance(text) + 16
        box = QRect(plot.right() - width - 4, plot.top() + 4, width, 20)
        if box.adjusted(-24, 0, 24, 24).contains(at.toPoint()):
            box.moveLeft(plot.left() + 5)
        painter.fillRect(box, look.colour("panel", 0.88))
        painter.setPen(look.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the readout follow."""
        self._cursor_at = event.position()
        self.update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the readout away."""
        self._cursor_at = None
        self.update()
        super().leaveEvent(event)

    def _paint_side(
        self, painter: QPainter, values: ValueScale, *, is_early: bool
    ) -> None:
        top, zero = values.top_px, values.y(0)
        bottom = values.top_px + values.height_px
        # The title stands above.
        middle = max((top + zero) / 2, 30) if is_early else (zero + bottom) / 2
        if is_early and middle > zero - 6:
            return
        colour = self.context.look.colour("early" if is_early else "late")
        tip_y = middle - 0.75 * MARK_PX if is_early else middle + 0.75 * MARK_PX
        triangles(painter, [QPointF(8 + MARK_PX, tip_y)], colour, is_up=is_early)
        painter.setPen(colour)
        text = self.tr("early") if is_early else self.tr("late")
        painter.drawText(
            QRect(20, round(middle) - 7, self.context.left_px - 60, 14),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            text,
        )
