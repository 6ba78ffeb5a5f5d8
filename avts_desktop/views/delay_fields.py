"""Fields to type a delay: in milliseconds or in pictures."""

import re

from PySide6.QtCore import QEvent, QLocale, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QWidget

_FRAME_PX = 24
"""Borders, padding and arrows."""
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
_BEGINNING = re.compile(r"[+-]?[.,]?")


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
        self._shown = 0.0
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
        self._shown = self.value()

    def textFromValue(self, value: float) -> str:
        """Write the sign, plus too, and the decimals as the language does."""
        locale = QLocale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        text = locale.toString(abs(value), "f", self.decimals())
        if round(value, 1) == 0:
            return text
        return ("+" if value > 0 else "\N{MINUS SIGN}") + text

    def valueFromText(self, text: str) -> float:
        """Read what `textFromValue` writes, in the manner of any language."""
        plain = _plain(text)
        return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else 0.0

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Take a comma or a full stop for the decimals, and both kinds of minus.

        A thousands separator would be a decimal one elsewhere, so there is none.
        """
        plain = _plain(text)
        state = QValidator.State.Invalid
        if _NUMBER.fullmatch(plain):
            is_within = self.minimum() <= self.valueFromText(text) <= self.maximum()
            state = QValidator.State.Acceptable if is_within else state
        elif _BEGINNING.fullmatch(plain):
            state = QValidator.State.Intermediate
        return state, text, position

    def stepBy(self, steps: int) -> None:
        """Wish for a step: the state decides what comes of it."""
        self.interpretText()
        self.nudged.emit(steps * (self._fine_step if self._is_fine else self._step))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Make steps fine with Shift; leave the field with Return, or undone with Esc.

        The keys then are the player's again.
        """
        if event.key() == Qt.Key.Key_Escape:
            self.show_value(self._shown)
            self.clearFocus()
            return
        self._is_fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().keyPressEvent(event)
        self._is_fine = False
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.clearFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Write the number as the new language does."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_value(self.value())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn with the wheel only what has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _plain(text: str) -> str:
    return text.replace("\N{MINUS SIGN}", "-")
