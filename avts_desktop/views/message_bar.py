"""What went wrong, in words, in the window: never a dialog that stops everything."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from avts_desktop.state.session import SessionState, Severity
from avts_desktop.views.buttons import IconButton, name_button
from avts_desktop.views.follow import follow
from avts_desktop.views.layouts import row, words
from avts_desktop.views.look import Look

_SHAPES = {
    Severity.INFO: ("info", "accent"),
    Severity.WARNING: ("triangle", "warn"),
    Severity.ERROR: ("cross", "out"),
}
_ICON_PX = 20


class MessageBar(QWidget):
    """The session's message; hidden while there is none.

    Attributes
    ----------
    dismiss_wished : Signal()
        Somebody has read it.
    """

    dismiss_wished = Signal()

    def __init__(
        self, session: SessionState, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._look = session, look
        self.setProperty("role", "message")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shape = QLabel()
        self._text = words(is_wrapping=True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._dismiss = IconButton(look, "close")
        layout = row(gap=2, margin=(3, 1))
        layout.addWidget(self._shape)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        self._dismiss.clicked.connect(self.dismiss_wished)
        look.changed.connect(self._redraw)
        follow(self, session.events.message, self._redraw)
        follow(self, session.events.message, self._announce)
        self._put_words()
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Dismiss by Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss_wished.emit()
        else:
            super().keyPressEvent(event)

    def _put_words(self) -> None:
        name_button(self._dismiss, self.tr("Dismiss"))
        self._names = {
            Severity.INFO: self.tr("Note"),
            Severity.WARNING: self.tr("Warning"),
            Severity.ERROR: self.tr("Error"),
        }

    def _redraw(self) -> None:
        message = self._session.message
        self.setVisible(message is not None)
        if message is None:
            return
        icon, token = _SHAPES[message.severity]
        ratio = self.devicePixelRatioF()
        self._shape.setPixmap(self._look.pixmap(icon, token, _ICON_PX, ratio))
        self._shape.setAccessibleName(self._names[message.severity])
        self._text.setText(message.text)

    def _announce(self) -> None:
        """Have a screen reader say it, once it has finished what it says."""
        message = self._session.message
        if message is not None:
            text = f"{self._names[message.severity]}: {message.text}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
