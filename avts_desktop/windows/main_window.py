"""The window: where its parts lie, what may be dropped on it, what it remembers."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QLineEdit,
    QMainWindow,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from avts_desktop.state.workspace import Workspace
from avts_desktop.views.drops import dropped_path
from avts_desktop.views.follow import follow
from avts_desktop.views.lanes.lanes import LanesView
from avts_desktop.views.log_view import LogView
from avts_desktop.views.look import Look
from avts_desktop.views.message_bar import MessageBar
from avts_desktop.views.spans_table import SpansTable
from avts_desktop.views.status_bar import StatusBar
from avts_desktop.views.sync_panel import SyncPanel
from avts_desktop.views.transport import TransportBar
from avts_desktop.views.video import VideoView

DEFAULT_SIZE_PX = (1440, 900)
_SCREEN_SHARE = 0.92
"""The first window leaves this much of a small screen to the desktop's own bars."""


class MainWindow(QMainWindow):
    """Picture, answer and lanes.

    Its parts say how small it may be, in whatever language, so that nothing is cut; a
    least size set here would count instead of theirs.

    Parameters
    ----------
    workspace
        What it shows.
    look
        Colours and icons.

    Attributes
    ----------
    video, transport, sync_panel, lanes, spans, log, status, messages : QWidget
        Its parts; `windows.wiring` connects their wishes.
    dropped : Signal(Path)
        A file was dropped on it.
    shown, closing : Signal()
        It is on the screen for the first time; it is about to close.
    """

    dropped = Signal(object)
    shown = Signal()
    closing = Signal()

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self._session = workspace.session
        self._was_shown = False
        self.video = VideoView(workspace.session, workspace.analysis, look)
        self.transport = TransportBar(workspace.session, workspace.player, look)
        self.sync_panel = SyncPanel(
            workspace.session, workspace.delay, workspace.analysis, look
        )
        self.lanes = LanesView(workspace, look)
        self.spans = SpansTable(workspace.session, workspace.analysis, look)
        self.log = LogView(workspace.log, look)
        self.status = StatusBar(workspace.player, workspace.analysis, look)
        self.messages = MessageBar(workspace.session, look)
        self.tabs = self._tabs()
        self._content = QWidget()
        self._splitters = self._lay_out()
        self._put_words()
        self.setAcceptDrops(True)
        self._take_default_size()
        self._name()
        follow(self, workspace.session.events.movie, self._name)
        follow(self, workspace.session.events.movie, self._give_keys_to_player)

    def saved_geometry(self) -> str:
        """Return place and size as text for the preferences."""
        return _as_text(self.saveGeometry())

    def saved_layout(self) -> str:
        """Return where the splitters stand as text for the preferences."""
        parts = [_as_text(splitter.saveState()) for splitter in self._splitters]
        return " ".join(parts)

    def restore(self, geometry: str, layout: str) -> None:
        """Take back what was saved; rubbish is passed over."""
        if geometry:
            self.restoreGeometry(_from_text(geometry))
        parts = layout.split()
        if len(parts) == len(self._splitters):
            for splitter, part in zip(self._splitters, parts, strict=True):
                splitter.restoreState(_from_text(part))

    def show_tab(self, tab: QWidget) -> None:
        """Bring a tab forward and give it the keys."""
        self.tabs.setCurrentWidget(tab)
        tab.setFocus()

    def set_full_screen(self, is_full: bool) -> None:
        """Fill the screen, or be a window again."""
        state = self.windowState()
        full = Qt.WindowState.WindowFullScreen
        self.setWindowState(state | full if is_full else state & ~full)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell when it is seen for the first time."""
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            self.shown.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the application end its work."""
        self.closing.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if dropped_path(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file."""
        path = dropped_path(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def _tabs(self) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(self.spans, "")
        tabs.addTab(self.log, "")
        return tabs

    def _put_words(self) -> None:
        self._content.setAccessibleName(self.tr("Player"))
        self.tabs.setAccessibleName(self.tr("Details"))
        self.tabs.setTabText(0, self.tr("Spans"))
        self.tabs.setTabText(1, self.tr("Log"))

    def _lay_out(self) -> tuple[QSplitter, ...]:
        player = QWidget()
        stack = QVBoxLayout(player)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        stack.addWidget(self.video, 1)
        stack.addWidget(self.transport)
        # The panel has the full height: on a low screen the delay's buttons would be
        # under its edge if the tabs went below it too.
        parts = (player, self.lanes, self.tabs)
        left = _splitter(Qt.Orientation.Vertical, parts, (5, 5, 0))
        whole = _splitter(Qt.Orientation.Horizontal, (left, self.sync_panel), (1, 0))
        content = self._content
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(whole, 1)
        column.addWidget(self.status)
        # A click beside a field gives the keys back to the player.
        content.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCentralWidget(content)
        return left, whole

    def _take_default_size(self) -> None:
        screen = QGuiApplication.primaryScreen().availableGeometry()
        width = min(DEFAULT_SIZE_PX[0], round(screen.width() * _SCREEN_SHARE))
        height = min(DEFAULT_SIZE_PX[1], round(screen.height() * _SCREEN_SHARE))
        self.resize(width, height)
        left, whole = self._splitters
        whole.setSizes([width - 320, 320])
        left.setSizes([round(height * 0.42), round(height * 0.42), 132])

    def _give_keys_to_player(self) -> None:
        """Have Space play, whatever button opened the movie or went away with that."""
        if not isinstance(self.focusWidget(), QLineEdit | QAbstractSpinBox):
            self._content.setFocus()

    def _name(self) -> None:
        movie = self._session.movie
        self.setWindowTitle("AVTS" if movie is None else f"{movie.path.name} - AVTS")
        self.setWindowFilePath("" if movie is None else str(movie.path))


def _splitter(
    orientation: Qt.Orientation, parts: tuple[QWidget, ...], stretch: tuple[int, ...]
) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(4)
    for index, (part, share) in enumerate(zip(parts, stretch, strict=True)):
        splitter.addWidget(part)
        splitter.setStretchFactor(index, share)
    return splitter


def _as_text(data: QByteArray) -> str:
    return b64encode(data.data()).decode("ascii")


def _from_text(text: str) -> QByteArray:
    try:
        return QByteArray(b64decode(text, validate=True))
    except (Base64Error, ValueError):
        return QByteArray()
