"""A lane: title and axes at the sides, a plot along the time axis, a playhead over it.

Why plain `QPainter` and not pyqtgraph's items: a lane is painted once into an image
when its view or data change, and from then on only copied, so that the playhead, the
slider's line and the readout move without a curve or image being painted again. In a
`QGraphicsScene` each of them repaints whatever lies below.
"""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from avts_desktop.state.timeline import MIN_VIEW_S
from avts_desktop.views.lanes.canvas import Canvas, pixels_of, whole
from avts_desktop.views.lanes.context import TEXT_PX, TITLE_PX, LaneContext
from avts_desktop.views.lanes.scales import TimeScale, held, zoomed
from avts_desktop.views.lanes.strokes import hairline

ZOOM_A_NOTCH = 1.25
PAN_A_NOTCH = 0.1
"""Share of the view that a notch of the wheel moves."""
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_DOTTED = Qt.PenStyle.DotLine
TITLE_ROW_PX = 24
NOTCH = 120
"""What Qt calls a notch: eighths of a degree."""


class Lane(QWidget):
    """One of the stacked lanes; subclasses paint its content.

    Attributes
    ----------
    seek_wished : Signal(float)
        A time, in seconds, was clicked.
    view_wished : Signal(float, float)
        The first and last second that people want in view.
    """

    seek_wished = Signal(float)
    view_wished = Signal(float, float)

    def __init__(self, context: LaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._painted: QImage | None = None
        self._is_stale = True
        self._playhead_px = -1.0
        self._pressed_at: QPoint | None = None
        self._pressed_view: tuple[float, float] | None = None
        self._is_panning = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # What subclasses say and paint

    def title(self) -> str:
        """Return the lane's name."""
        return ""

    def hint(self) -> str:
        """Return what the lane will show, for those who see it empty."""
        return ""

    def has_content(self) -> bool:
        """Tell whether there is anything to show yet."""
        return self.context.digest is not None

    def paint_content(self, canvas: Canvas, plot: QRect) -> None:
        """Paint what changes with view and data only: all of the plot's pixels."""

    def paint_axes(self, painter: QPainter, plot: QRect) -> None:
        """Paint what stands beside the plot."""

    def paint_over(self, painter: QPainter, plot: QRect) -> None:
        """Paint what moves by itself; called at each paint."""

    # Geometry

    def plot(self) -> QRect:
        """Return the part of the lane along the time axis."""
        c = self.context
        width = self.width() - c.left_px - c.right_px
        return QRect(c.left_px, 0, max(width, 1), self.height())

    def scale(self) -> TimeScale:
        """Return the time axis over the plot's pixels."""
        return self.context.scale(self.plot().width())

    def fine_scale(self) -> TimeScale:
        """Return the time axis over the plot's device pixels."""
        return self.scale().finer(self.devicePixelRatioF())

    def x_of(self, time_s: float) -> float:
        """Return where a time lies in the widget."""
        return self.plot().left() + self.scale().x(time_s)

    def time_at(self, x: float) -> float:
        """Return the time at a place in the widget, within the movie."""
        time_s = self.scale().time_s(x - self.plot().left())
        return min(max(time_s, 0.0), self.context.workspace.timeline.duration_s)

    # Painting

    def redraw(self) -> None:
        """Paint anew before long: view, data or colours have changed."""
        self._is_stale = True
        self._playhead_px = self._playhead_x()
        self.update()

    def move_playhead(self) -> None:
        """Follow the player's position; repaints two thin stripes."""
        x = self._playhead_x()
        if x == self._playhead_px:
            return
        for at in (self._playhead_px, x):
            self.update(self._playhead_rect(at))
        self._playhead_px = x

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy what is painted, and paint what moves over it."""
        ratio = self.devicePixelRatioF()
        size = (QSize(self.width(), self.height()).toSizeF() * ratio).toSize()
        if self._painted is None or self._painted.size() != size:
            # Else the old one is painted over: new memory would take a third longer.
            self._painted = QImage(size, QImage.Format.Format_RGB32)
            self._is_stale = True
        if self._is_stale:
            self._painted.setDevicePixelRatio(ratio)
            self._paint(self._painted)
            self._is_stale = False
        rect = event.rect()
        painter = QPainter(self)
        source = QRectF(
            rect.x() * ratio,
            rect.y() * ratio,
            rect.width() * ratio,
            rect.height() * ratio,
        )
        painter.drawImage(QRectF(rect), self._painted, source)
        plot = self.plot()
        if self.context.has_movie:
            self.paint_over(painter, plot)
            painter.setClipRect(plot)
            self.paint_playhead(painter, plot)
        painter.end()

    def paint_playhead(self, painter: QPainter, plot: QRect) -> None:
        """Paint the playhead within the plot."""
        x = self._playhead_x()
        if plot.left() <= x <= plot.right() + 1:
            painter.fillRect(
                QRectF(x, plot.top(), 1, plot.height()),
                self.context.look.colour("accent"),
            )

    def _paint(self, image: QImage) -> None:
        look, plot = self.context.look, self.plot()
        is_empty = not (self.context.has_movie and self.has_content())
        pixels = pixels_of(image)
        painter = QPainter(image)
        canvas = Canvas(painter, pixels, self.devicePixelRatioF())
        _fill_around(canvas, None if is_empty else plot, look.colour("panel"))
        self._paint_title(painter)
        if is_empty:
            self._paint_hint(painter, plot)
        else:
            painter.save()
            painter.setClipRect(plot)
            self.paint_content(canvas, plot)
            self.paint_markers(painter, plot)
            painter.restore()
            self.paint_axes(painter, plot)
        painter.setPen(hairline(look.colour("line")))
        painter.drawLine(plot.left() - 1, 0, plot.left() - 1, self.height())
        painter.drawLine(plot.right() + 1, 0, plot.right() + 1, self.height())
        painter.end()

    def paint_markers(self, painter: QPainter, plot: QRect) -> None:
        """Paint where people set markers."""
        painter.setPen(hairline(self.context.look.colour("warn", 0.8), _DOTTED))
        scale = self.scale()
        for marker in self.context.workspace.timeline.markers:
            x = plot.left() + round(scale.x(marker.time_s))
            painter.drawLine(x, plot.top(), x, plot.bottom())

    def paint_label(self, painter: QPainter, y: float, text: str) -> None:
        """Write a value of the left axis, with its tick, where it fits."""
        right = self.context.left_px - 1
        painter.drawLine(right - 3, round(y), right, round(y))
        top = round(y) - 7
        if top < 0 or top + 14 > self.height():
            return
        if top < TITLE_ROW_PX - 2:
            title_px = QFontMetrics(self.context.look.font(TITLE_PX))
            end = 8 + title_px.horizontalAdvance(self.title()) + 4
            if right - 6 - painter.fontMetrics().horizontalAdvance(text) < end:
                return
        painter.drawText(QRect(right - 46, top, 40, 14), RIGHT, text)

    def _paint_title(self, painter: QPainter) -> None:
        look = self.context.look
        painter.setFont(look.font(TITLE_PX))
        painter.setPen(look.colour("text"))
        # A low lane has its title in the middle, as its content is.
        height = TITLE_ROW_PX if self.height() >= 40 else self.height()
        painter.drawText(
            QRect(8, 0, self.context.left_px - 8, height),
            Qt.AlignmentFlag.AlignVCenter,
            self.title(),
        )
        painter.setFont(look.font(TEXT_PX))

    def _paint_hint(self, painter: QPainter, plot: QRect) -> None:
        painter.setPen(self.context.look.colour("muted"))
        room = plot.adjusted(12, 0, -12, 0)
        text = QFontMetrics(painter.font()).elidedText(
            self.hint(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, LEFT, text)

    def _playhead_x(self) -> float:
        """Return where the playhead is, on a whole device pixel."""
        ratio = self.devicePixelRatioF()
        x = self.x_of(float(self.context.workspace.player.position))
        return int(x * ratio) / ratio

    def _playhead_rect(self, x: float) -> QRect:
        return QRect(int(x) - 1, 0, 4, self.height())

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click or a drag began."""
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
        if event.button() not in buttons or not self.context.has_movie:
            event.ignore()
            return
        self._pressed_at = event.position().toPoint()
        self._pressed_view = self.context.workspace.timeline.view
        self._is_panning = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while a button is held."""
        if self._pressed_at is None or self._pressed_view is None:
            event.ignore()
            return
        moved = event.position().x() - self._pressed_at.x()
        if not self._is_panning:
            if abs(moved) < QApplication.startDragDistance():
                return
            self._is_panning = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._wish_moved(self._pressed_view, -moved * self.scale().seconds_a_px)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Seek if it was a click."""
        was_click = self._pressed_at is not None and not self._is_panning
        self._pressed_at = None
        if self._is_panning:
            self._is_panning = False
            self.unsetCursor()
        elif was_click and event.button() is Qt.MouseButton.LeftButton:
            self.seek_wished.emit(self.time_at(event.position().x()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all of the movie."""
        if event.button() is Qt.MouseButton.LeftButton and self.context.has_movie:
            self._pressed_at = None
            self.view_wished.emit(0.0, self.context.workspace.timeline.duration_s)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the cursor; pan with Shift or a wheel that goes sideways."""
        if not self.context.has_movie:
            event.ignore()
            return
        turn, pixels = event.angleDelta(), event.pixelDelta()
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        # Some platforms turn Shift + wheel sideways by themselves.
        sideways = turn.x() if abs(turn.x()) > abs(turn.y()) else 0
        if is_shifted and not sideways:
            sideways = turn.y()
        view = self.context.workspace.timeline.view
        if sideways and not pixels.isNull() and pixels.x():
            self._wish_moved(view, -pixels.x() * self.scale().seconds_a_px)
        elif sideways:
            shares = -sideways / NOTCH * PAN_A_NOTCH
            self._wish_moved(view, shares * (view[1] - view[0]))
        elif turn.y():
            self._wish_zoom(ZOOM_A_NOTCH ** (turn.y() / NOTCH), event.position())
        event.accept()

    def _wish_moved(self, view: tuple[float, float], by_s: float) -> None:
        duration_s = self.context.workspace.timeline.duration_s
        wished = held((view[0] + by_s, view[1] + by_s), duration_s)
        if wished != self.context.workspace.timeline.view:
            self.view_wished.emit(*wished)

    def _wish_zoom(self, factor: float, place: QPointF) -> None:
        timeline = self.context.workspace.timeline
        wished = zoomed(
            timeline.view,
            factor,
            around_s=self.scale().time_s(place.x() - self.plot().left()),
            bounds=(MIN_VIEW_S, timeline.duration_s),
        )
        if wished != timeline.view:
            self.view_wished.emit(*wished)


def _fill_around(canvas: Canvas, plot: QRect | None, colour: QColor) -> None:
    """Fill all but the plot, which is filled by what it shows."""
    pixels, colour_px = canvas.pixels, colour.rgb()
    if plot is None:
        pixels[:] = colour_px
        return
    left = whole(plot.left() * canvas.ratio)
    pixels[:, :left] = colour_px
    pixels[:, left + whole(plot.width() * canvas.ratio) :] = colour_px
