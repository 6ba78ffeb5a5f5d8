"""Fields to type a delay: in milliseconds or in pictures."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QWidget

_FRAME_PX = 24
"""Borders, padding and arrows."""


class SignedField(QDoubleSpinBox):
    """A number with its sign; arrows move it by a step, with Shift by a fine one.

    Parameters
    ----------
    step, fine_step
        What the arrows add.

    Attributes
    ----------
    wished : Signal(float)
        A number that was typed.
    nudged : Signal(float)
        What to add: so that steps add up whatever the field rounds.
    """

    wished = Signal(float)
    nudged = Signal(float)

    def __init__(
        self, step: float, fine_step: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._step, self._fine_step = step, fine_step
        self._is_fine = False
        self.setDecimals(1)
        self.setSingleStep(step)
        self.setKeyboardTracking(False)
        self.setAccelerated(False)
        self.setGroupSeparatorShown(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
        # Not by the wheel, which would change it while the panel is scrolled.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(self.wished)

    def minimumSizeHint(self) -> QSize:
        """Ask for a second with its tenths; rarer numbers may take more."""
        hint = super().minimumSizeHint()
        widest = self.fontMetrics().horizontalAdvance("\N{MINUS SIGN}1000.0")
        return QSize(widest + _FRAME_PX, hint.height())

    def sizeHint(self) -> QSize:
        """Be no wider than needed."""
        return self.minimumSizeHint()

    def show_value(self, value: float) -> None:
        """Show a number without wishing for it."""
        with QSignalBlocker(self):
            self.setValue(value)

    def textFromValue(self, value: float) -> str:
        """Write the sign, plus too."""
        text = super().textFromValue(abs(value))
        if round(value, 1) == 0:
            return text
        return ("+" if value > 0 else "\N{MINUS SIGN}") + text

    def valueFromText(self, text: str) -> float:
        """Read what `textFromValue` writes."""
        return super().valueFromText(_plain(text))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Accept both kinds of minus."""
        state, _, position = super().validate(_plain(text), position)
        return state, text, position

    def stepBy(self, steps: int) -> None:
        """Wish for a step: the state decides what comes of it."""
        self.interpretText()
        self.nudged.emit(steps * (self._fine_step if self._is_fine else self._step))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Make steps fine with Shift; give the keyboard back after Return."""
        self._is_fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().keyPressEvent(event)
        self._is_fine = False
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.selectAll()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn with the wheel only what has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _plain(text: str) -> str:
    return text.replace("\N{MINUS SIGN}", "-")
