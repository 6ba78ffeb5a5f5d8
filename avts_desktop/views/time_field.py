"""The position as timecode; a click lets one type where to go, or copy it."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from avts_desktop.state.session import SessionState
from avts_desktop.views.timecodes import parse_time

_FRAME_PX = 18


class TimeField(QLineEdit):
    """Shows the timecode until somebody clicks it; then Return goes, Escape leaves.

    Attributes
    ----------
    seek_wished : Signal(object)
        The time that was typed, a `Fraction` within the movie.
    """

    seek_wished = Signal(object)

    def __init__(self, session: SessionState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._code = ""
        self._keys = ""
        self.setProperty("role", "time")
        self.setMaxLength(20)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.returnPressed.connect(self._go)
        self.textEdited.connect(lambda: self._mark(is_wrong=False))
        self._put_words()

    def show_code(self, code: str) -> None:
        """Show where the movie is, unless somebody is typing."""
        self._code = code
        if not self.hasFocus():
            self.setText(code)

    def set_keys(self, keys: str) -> None:
        """Show the shortcut that comes here."""
        self._keys = keys
        self._put_words()

    def sizeHint(self) -> QSize:
        """Ask for the width of a timecode."""
        self.ensurePolished()
        width = self.fontMetrics().horizontalAdvance("00:00:00:00") + _FRAME_PX
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Never cut the timecode."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the first digit again, which less room had scrolled out of view."""
        super().resizeEvent(event)
        if not self.hasFocus():
            self.home(False)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin to type: all is selected, so that Ctrl+C copies it."""
        super().focusInEvent(event)
        self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Select all on the first click, whatever was under the mouse."""
        super().mouseReleaseEvent(event)
        if self.text() == self._code:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the position again."""
        super().focusOutEvent(event)
        self._leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        movie = self._session.movie
        time = None if movie is None else parse_time(self.text(), movie)
        if time is None:
            self._mark(is_wrong=True)
            return
        self.clearFocus()
        self.seek_wished.emit(time)

    def _leave(self) -> None:
        self._mark(is_wrong=False)
        self.deselect()
        self.setText(self._code)

    def _mark(self, *, is_wrong: bool) -> None:
        """Show whether what was typed can be read."""
        if bool(self.property("is_wrong")) != is_wrong:
            self.setProperty("is_wrong", is_wrong)
            self.style().unpolish(self)
            self.style().polish(self)
        self._put_words()

    def _put_words(self) -> None:
        title = self.tr("Position: click to copy it or to type where to go")
        if self._keys:
            title = f"{title} ({self._keys})"
        how = self.tr("A timecode 01:02:03:04, a time 2:03.5 or a frame number 1234.")
        if self.property("is_wrong"):
            title = self.tr("This is no time that can be read.")
        self.setAccessibleName(self.tr("Position"))
        self.setAccessibleDescription(f"{title} {how}")
        self.setToolTip(f"{title}\n{how}")
