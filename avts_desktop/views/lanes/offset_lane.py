"""What the two lanes over offsets share: an axis in ms with words for its two sides."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from avts_desktop.state.measured import TIME_STEP_S
from avts_desktop.views.lanes.context import TEXT_PX, LaneContext
from avts_desktop.views.lanes.digest import Digest
from avts_desktop.views.lanes.lane import LEFT, TITLE_ROW_PX, Lane
from avts_desktop.views.lanes.scales import ValueScale
from avts_desktop.views.lanes.strokes import MARK_PX, triangles
from avts_desktop.views.lanes.ticks import value_step
from avts_desktop.views.words import number

MIN_TICK_PX = 20
SIDE_HALF_PX = 7
"""Half the height of the words for the two sides."""


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
            text = number(abs(value))
            if not value:
                # The unit once, where both sides begin.
                text = self.tr("{value} ms").format(value=text)
            self.paint_label(painter, values.y(value), text)
        self._paint_sides(painter)

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
        return template.format(ms=number(abs(offset_ms)))

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

    def side_rows(self) -> tuple[float, float] | None:
        """Return at which heights early and late are written; None without room."""
        values = self.value_scale()
        zero, bottom = values.y(0), values.top_px + values.height_px
        # The title stands above.
        early = max((values.top_px + zero) / 2, TITLE_ROW_PX + SIDE_HALF_PX - 4)
        late = (zero + bottom) / 2
        has_room = early <= zero and early + 2 * SIDE_HALF_PX <= late
        return (early, late) if has_room else None

    def _paint_sides(self, painter: QPainter) -> None:
        """Name the two sides of zero: both or neither."""
        rows = self.side_rows()
        if rows is None:
            return
        words = (self.tr("early"), self.tr("late"))
        for side, middle, text in zip(("early", "late"), rows, words, strict=True):
            is_early, colour = side == "early", self.context.look.colour(side)
            tip_y = middle + 0.75 * (-MARK_PX if is_early else MARK_PX)
            triangles(painter, [QPointF(8 + MARK_PX, tip_y)], colour, is_up=is_early)
            painter.setPen(colour)
            top, height = round(middle) - SIDE_HALF_PX, 2 * SIDE_HALF_PX
            room = QRect(20, top, self.context.left_px - 60, height)
            painter.drawText(room, LEFT, text)
