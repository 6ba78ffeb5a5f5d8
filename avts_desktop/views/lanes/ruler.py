"""The time ruler: timecode, markers, and a place to scrub."""

from PySide6.QtCore import QEvent, QLine, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from avts_desktop.views.lanes.canvas import Canvas
from avts_desktop.views.lanes.context import TEXT_PX, LaneContext
from avts_desktop.views.lanes.images import packed
from avts_desktop.views.lanes.lane import LEFT, Lane
from avts_desktop.views.lanes.strokes import hairline
from avts_desktop.views.lanes.ticks import TimeTick, time_ticks

HEIGHT_PX = 28
LABEL_GAP_PX = 28
"""At least so much lies between two labels."""
MARKER_REACH_PX = 6
"""How near to a marker a click means it."""


class TimeRuler(Lane):
    """Ticks with the movie's own timecode; press or drag to scrub."""

    def __init__(self, context: LaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._is_scrubbing = False

    def title(self) -> str:
        """Return the lane's name."""
        return self.tr("Time")

    def hint(self) -> str:
        """Return what the lane will show."""
        return self.tr("Timecode; drag to scrub, turn the wheel to zoom")

    def has_content(self) -> bool:
        """Tell whether there is anything to show yet."""
        return True

    def sizeHint(self) -> QSize:
        """Return the height it always has."""
        return QSize(400, HEIGHT_PX)

    def ticks(self) -> list[TimeTick]:
        """Return the ticks in view."""
        c = self.context
        scale = self.scale()
        metrics = QFontMetrics(c.look.font(TEXT_PX))
        label_px = metrics.horizontalAdvance("00:00:00:00") + LABEL_GAP_PX
        return time_ticks(
            c.clock,
            scale.start_s,
            scale.stop_s,
            min_step_s=label_px * scale.seconds_a_px,
        )

    def paint_content(self, canvas: Canvas, plot: QRect) -> None:
        """Paint ticks, labels and markers."""
        look, painter = self.context.look, canvas.painter
        canvas.part(plot)[:] = packed(look.palette.panel)
        bottom, scale = plot.bottom() + 1, self.scale()
        px_a_second = 1 / scale.seconds_a_px
        lines: dict[bool, list[QLine]] = {True: [], False: []}
        painter.setPen(hairline(look.colour("muted")))
        for tick in self.ticks():
            x = plot.left() + round((tick.time_s - scale.start_s) * px_a_second)
            top = bottom - (8 if tick.label else 4)
            lines[bool(tick.label)].append(QLine(x, top, x, bottom))
            if tick.label:
                painter.drawText(QRect(x + 4, 2, 200, bottom - 8), LEFT, tick.label)
        painter.drawLines(lines[True])
        painter.setPen(hairline(look.colour("line")))
        painter.drawLines(lines[False])

    def paint_markers(self, painter: QPainter, plot: QRect) -> None:
        """Paint a flag for each marker."""
        scale, colour = self.scale(), self.context.look.colour("warn")
        markers = self.context.workspace.timeline.markers
        places = [round(plot.left() + scale.x(marker.time_s)) for marker in markers]
        for x in places:
            painter.fillRect(x, 3, 1, HEIGHT_PX - 3, colour)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for x in places:
            corners = [QPointF(x, 3), QPointF(x + 9, 6.5), QPointF(x, 10)]
            painter.drawConvexPolygon(QPolygonF(corners))
        painter.restore()

    def paint_playhead(self, painter: QPainter, plot: QRect) -> None:
        """Paint the head of the playhead too."""
        super().paint_playhead(painter, plot)
        x = self._playhead_x() + 0.5
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.context.look.colour("accent"))
        top = plot.bottom() - 9
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x - 5, top),
                    QPointF(x + 5, top),
                    QPointF(x + 5, top + 4),
                    QPointF(x, top + 10),
                    QPointF(x - 5, top + 4),
                ]
            )
        )

    def marker_at(self, place: QPoint) -> int | None:
        """Return the number of the marker at a place of the widget."""
        distances = [
            (abs(self.x_of(marker.time_s) - place.x()), number)
            for number, marker in enumerate(self.context.workspace.timeline.markers)
        ]
        near = [found for found in distances if found[0] <= MARKER_REACH_PX]
        return min(near)[1] if near else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek at once, or go to the marker there."""
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        if not self.context.has_movie:
            return
        self._is_scrubbing = True
        marker = self.marker_at(event.position().toPoint())
        if marker is not None:
            time_s = self.context.workspace.timeline.markers[marker].time_s
            self.seek_wished.emit(time_s)
            return
        self.seek_wished.emit(self.time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub."""
        if self._is_scrubbing:
            self.seek_wished.emit(self.time_at(event.position().x()))
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Scrub no longer."""
        if self._is_scrubbing:
            self._is_scrubbing = False
        else:
            super().mouseReleaseEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show what a marker says."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self.marker_at(event.pos())
            markers = self.context.workspace.timeline.markers
            text = "" if number is None else self._words(number)
            if text and markers:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _words(self, number: int) -> str:
        marker = self.context.workspace.timeline.markers[number]
        timecode = self.context.clock.text(marker.time_s)
        return f"{timecode}  {marker.text}".rstrip()

    def _playhead_rect(self, x: float) -> QRect:
        return QRect(int(x) - 7, 0, 16, self.height())
