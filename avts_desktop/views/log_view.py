"""The log tab: what happened, line by line."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from avts_desktop.state.log import MAX_LINES, LogState
from avts_desktop.views.buttons import WordButton, name_button
from avts_desktop.views.follow import follow
from avts_desktop.views.layouts import column, row
from avts_desktop.views.look import Look


class LogView(QWidget):
    """The lines of the log; new ones are appended, whatever their number.

    Parameters
    ----------
    log
        What it shows.
    look
        Colours and icons.

    Attributes
    ----------
    folder_wished : Signal()
        Show where the log files are.
    """

    folder_wished = Signal()

    def __init__(
        self, log: LogState, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._log, self._look = log, look
        self._shown: tuple[str, ...] = ()
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setMaximumBlockCount(MAX_LINES)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._copy, self._folder = WordButton(), WordButton()
        buttons = row(margin=(2, 1))
        buttons.addStretch()
        buttons.addWidget(self._copy)
        buttons.addWidget(self._folder)
        layout = column(gap=0)
        layout.addWidget(self._text, 1)
        layout.addLayout(buttons)
        self.setLayout(layout)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._copy.clicked.connect(self._copy_all)
        self._folder.clicked.connect(self.folder_wished)
        follow(self, log.events.lines, self._append)
        self._put_words()
        self._append()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
        super().changeEvent(event)

    def _put_words(self) -> None:
        self._text.setAccessibleName(self.tr("Log"))
        self._text.setPlaceholderText(self.tr("Nothing has happened yet."))
        name_button(self._copy, self.tr("Copy all"))
        name_button(self._folder, self.tr("Show the log files"))

    def _append(self) -> None:
        """Append what is new; begin anew where the rest is not what is shown."""
        old, new = self._shown, self._log.lines
        self._shown = new
        if new[: len(old)] == old:
            fresh = new[len(old) :]
        elif len(new) == len(old) and old[1:] == new[:-1]:
            fresh = new[-1:]
        else:
            self._text.clear()
            fresh = new
        if fresh:
            self._text.appendPlainText("\n".join(fresh))

    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._log.lines))
