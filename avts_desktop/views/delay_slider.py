"""The slider that moves the sound: zero in its middle, early and late either side."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from avts_desktop.state.delay import MAX_DELAY_MS
from avts_desktop.views.buttons import KeyKeeper
from avts_desktop.views.look import Look

TICKS_A_MS = 10
"""The slider counts tenths of a millisecond."""
COARSE_MS = 10.0
FINE_MS = 1.0

_RANGES_MS = (1000.0, 2000.0, 5000.0, MAX_DELAY_MS)
_DETENT_PX = 5.0
_HANDLE_PX = 14.0
_MARGIN_PX = 8.0
_STEPS = {
    Qt.Key.Key_Left: -1.0,
    Qt.Key.Key_Down: -1.0,
    Qt.Key.Key_Right: 1.0,
    Qt.Key.Key_Up: 1.0,
}
_PAGES = {Qt.Key.Key_PageDown: -1.0, Qt.Key.Key_PageUp: 1.0}


class DelaySlider(QSlider):
    """Wishes for a delay, by mouse, wheel and keys; shows the delay and the offset.

    Arrows move by 10 ms, with Shift by 1 ms, Page keys by one picture. Dragging with
    Shift moves ten times finer. The value is caught at zero and at the measured
    offset. A double click resets.

    Attributes
    ----------
    delay_wished : Signal(float)
        The delay in ms that somebody chose.
    nudge_wished, frames_wished : Signal(float)
        How far to move it, in ms and in pictures.
    reset_wished : Signal()
    """

    delay_wished = Signal(float)
    nudge_wished = Signal(float)
    frames_wished = Signal(float)
    reset_wished = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self._delay_ms = 0.0
        self._measured_ms: float | None = None
        self._grabbed: tuple[float, float] | None = None
        self._is_fine = False
        self.setRange(*(round(s * _RANGES_MS[0] * TICKS_A_MS) for s in (-1, 1)))
        self.setSingleStep(round(COARSE_MS * TICKS_A_MS))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        KeyKeeper(self, *_STEPS, *_PAGES)
        look.changed.connect(self.update)

    @property
    def reach_ms(self) -> float:
        """How far the slider goes either way."""
        return self.maximum() / TICKS_A_MS

    def show_delay(self, delay_ms: float, measured_ms: float | None) -> None:
        """Show the delay and, as a mark, the offset that was measured.

        The range widens for values beyond it, and shrinks again without them, but
        not while somebody drags.
        """
        self._delay_ms, self._measured_ms = delay_ms, measured_ms
        if self._grabbed is None:
            farthest = max(abs(delay_ms), abs(measured_ms or 0.0))
            reach_ms = next((r for r in _RANGES_MS if farthest <= r), MAX_DELAY_MS)
            self.setRange(*(round(s * reach_ms * TICKS_A_MS) for s in (-1, 1)))
        self.setValue(round(delay_ms * TICKS_A_MS))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for groove, handle and marks."""
        return QSize(224, 36)

    def minimumSizeHint(self) -> QSize:
        """Stay usable on the narrowest panel."""
        return QSize(160, 36)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle, or bring it here first."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        if abs(x - self._x_of(self._delay_ms)) > _HANDLE_PX / 2:
            self._wish(self._ms_of(x), is_caught=True)
        self._grab(x, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the handle."""
        if self._grabbed is None:
            return
        x = event.position().x()
        is_fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if is_fine != self._is_fine:
            self._grab(x, event)
        from_x, from_ms = self._grabbed
        moved_ms = (x - from_x) * self._ms_a_px * (0.1 if is_fine else 1.0)
        self._wish(from_ms + moved_ms, is_caught=not is_fine)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let the handle go."""
        self._grabbed = None
        self.show_delay(self._delay_ms, self._measured_ms)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Reset."""
        self._grabbed = None
        event.accept()
        self.reset_wished.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move by 10 ms, with Shift by 1 ms, once somebody chose the slider."""
        if not self.hasFocus():
            event.ignore()  # else scrolling the panel would move the sound
            return
        is_fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        # With Shift or Alt some systems turn the wheel sideways.
        turn = event.angleDelta().y() or event.angleDelta().x()
        self.nudge_wished.emit(turn / 120 * (FINE_MS if is_fine else COARSE_MS))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by the keys of `DelaySlider`; leave others to the window."""
        is_fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.nudge_wished.emit(_STEPS[key] * (FINE_MS if is_fine else COARSE_MS))
        elif key in _PAGES:
            self.frames_wished.emit(_PAGES[key])
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw groove, zero, the way from zero, the measured offset and the handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = 14.0
        self._draw_groove(painter, middle)
        self._draw_marks(painter, middle)
        self._draw_handle(painter, middle)

    def _draw_groove(self, painter: QPainter, y: float) -> None:
        zero, here = self._x_of(0.0), self._x_of(self._delay_ms)
        ends = (self._x_of(-self.reach_ms), self._x_of(self.reach_ms))
        is_on = self.isEnabled()
        for x, token in ((ends[0], "late"), (ends[1], "early")):
            painter.setBrush(self._look.colour(token, 0.35 if is_on else 0.12))
            painter.drawRoundedRect(_between(x, zero, y - 2, 4.0), 2, 2)
        if is_on:
            painter.setBrush(self._look.colour("early" if here > zero else "late"))
            painter.drawRoundedRect(_between(zero, here, y - 2, 4.0), 2, 2)

    def _draw_marks(self, painter: QPainter, y: float) -> None:
        zero = self._x_of(0.0)
        painter.setBrush(self._look.colour("muted"))
        painter.drawRect(QRectF(zero - 0.5, y - 8, 1, 16))
        if self._measured_ms is None:
            return
        x = self._x_of(self._measured_ms)
        painter.setPen(QPen(self._look.colour("text"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline([QPointF(x - 4, 30), QPointF(x, 25), QPointF(x + 4, 30)])
        painter.setPen(Qt.PenStyle.NoPen)

    def _draw_handle(self, painter: QPainter, y: float) -> None:
        x = self._x_of(self._delay_ms)
        half = _HANDLE_PX / 2
        if self.hasFocus():
            painter.setBrush(self._look.colour("accent", 0.35))
            painter.drawEllipse(QPointF(x, y), half + 4, half + 4)
        painter.setBrush(self._look.colour("accent" if self.isEnabled() else "unknown"))
        painter.drawEllipse(QPointF(x, y), half, half)
        painter.setBrush(self._look.colour("panel"))
        painter.drawEllipse(QPointF(x, y), 2.5, 2.5)

    @property
    def _ms_a_px(self) -> float:
        return 2 * self.reach_ms / max(1.0, self.width() - 2 * _MARGIN_PX)

    def _x_of(self, delay_ms: float) -> float:
        return self.width() / 2 + delay_ms / self._ms_a_px

    def _ms_of(self, x: float) -> float:
        return (x - self.width() / 2) * self._ms_a_px

    def _grab(self, x: float, event: QMouseEvent) -> None:
        self._is_fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._grabbed = (x, self._delay_ms)

    def _wish(self, delay_ms: float, *, is_caught: bool) -> None:
        reach_ms = self.reach_ms
        delay_ms = min(max(delay_ms, -reach_ms), reach_ms)
        if is_caught:
            for mark_ms in (0.0, self._measured_ms):
                if mark_ms is not None and (
                    abs(delay_ms - mark_ms) < _DETENT_PX * self._ms_a_px / 2
                ):
                    delay_ms = mark_ms
                    break
            else:
                delay_ms = float(round(delay_ms))
        self.delay_wished.emit(round(delay_ms, 1))


def _between(x: float, other_x: float, y: float, height: float) -> QRectF:
    return QRectF(min(x, other_x), y, abs(other_x - x), height)
