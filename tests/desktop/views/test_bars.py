"""Status bar, message bar and log."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from avts_desktop.state.analysis import Stage
from avts_desktop.state.log import MAX_LINES, LogState
from avts_desktop.state.session import Message, Severity
from avts_desktop.views.log_view import LogView
from avts_desktop.views.message_bar import MessageBar
from avts_desktop.views.status_bar import StatusBar


@pytest.fixture
def status(workspace, look, qtbot) -> StatusBar:
    """A status bar."""
    bar = StatusBar(workspace.player, workspace.analysis, look)
    qtbot.addWidget(bar)
    bar.show()
    return bar


@pytest.fixture
def messages(workspace, look, qtbot) -> MessageBar:
    """A message bar."""
    bar = MessageBar(workspace.session, look)
    qtbot.addWidget(bar)
    return bar


def _shown(status: StatusBar) -> str:
    labels = status.findChildren(QLabel)
    return "  ".join(label.text() for label in labels if label.isVisible())


def test_progress_in_words(workspace, status) -> None:
    """Share, speed and time left are told, as far as they are known."""
    analysis = workspace.analysis
    analysis.stage = Stage.RUNNING
    analysis.fraction = 0.43
    assert "analysing 43 %" in _shown(status)
    assert "left" not in _shown(status)
    analysis.speed, analysis.seconds_left = 12.3, 31.0
    assert "analysing 43 %   12x real time   0:31 left" in _shown(status)
    assert status._bar.isVisible()
    assert status._bar.value() == 430


def test_nothing_runs_nothing_is_shown(workspace, status) -> None:
    """Without an analysis there is neither progress nor a button to stop it."""
    workspace.analysis.stage = Stage.RUNNING
    workspace.analysis.stage = Stage.DONE
    assert not status._cancel.isVisible()
    assert "analysing" not in _shown(status)


def test_cancel(workspace, status, qtbot) -> None:
    """The button wishes for the analysis to stop."""
    workspace.analysis.stage = Stage.RUNNING
    with qtbot.waitSignal(status.cancel_wished):
        qtbot.mouseClick(status._cancel, Qt.MouseButton.LeftButton)


def test_device_and_model(workspace, status) -> None:
    """Device and model are told once they are known."""
    assert "model" not in _shown(status)
    workspace.analysis.device, workspace.analysis.model = "CPU", "lip-2"
    assert "CPU  model lip-2" in _shown(status)


def test_player_notices(workspace, status) -> None:
    """A missing sound device and dropped pictures are told."""
    assert "No sound device" not in _shown(status)
    workspace.player.has_device = False
    workspace.player.num_dropped = 3
    assert "dropped pictures: 3" in _shown(status)
    assert "No sound device" in _shown(status)


def test_a_long_device_does_not_widen_the_window(workspace, status) -> None:
    """The bar never needs more than the narrowest window."""
    workspace.analysis.device = "CUDA:0 " + "very long name of a card " * 5
    workspace.analysis.stage = Stage.RUNNING
    workspace.player.has_device = False
    assert status.minimumSizeHint().width() <= 960


@pytest.mark.parametrize("severity", list(Severity))
def test_message_with_shape_and_words(workspace, messages, severity) -> None:
    """A message is shown with a shape that has a name, until there is none."""
    assert not messages.isVisible()
    workspace.session.message = Message(severity=severity, text="The disk is full.")
    assert messages.isVisible()
    assert messages._text.text() == "The disk is full."
    assert not messages._shape.pixmap().isNull()
    assert messages._shape.accessibleName()
    workspace.session.message = None
    assert not messages.isVisible()


def test_message_can_be_dismissed(workspace, messages, qtbot) -> None:
    """Button and Escape wish for the message to go."""
    workspace.session.message = Message(severity=Severity.INFO, text="Well.")
    with qtbot.waitSignal(messages.dismiss_wished):
        qtbot.mouseClick(messages._dismiss, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(messages.dismiss_wished):
        qtbot.keyClick(messages, Qt.Key.Key_Escape)


def test_log_is_appended(look, qtbot) -> None:
    """New lines are appended to those that are there, equal ones too."""
    log = LogState()
    log.add("one")
    view = LogView(log, look)
    qtbot.addWidget(view)
    log.add("two")
    log.add("two")
    assert view._text.toPlainText() == "one\ntwo\ntwo"


def test_log_forgets_the_oldest(look, qtbot) -> None:
    """The view holds as many lines as the log does."""
    log = LogState(lines=tuple(map(str, range(MAX_LINES))))
    view = LogView(log, look)
    qtbot.addWidget(view)
    log.add("last")
    lines = view._text.toPlainText().split("\n")
    assert (lines[0], lines[-1], len(lines)) == ("1", "last", MAX_LINES)


def test_log_begins_anew(look, qtbot) -> None:
    """A log that was replaced is shown anew."""
    log = LogState(lines=("a", "b"))
    view = LogView(log, look)
    qtbot.addWidget(view)
    log.lines = ("c",)
    assert view._text.toPlainText() == "c"
    log.lines = ()
    assert view._text.toPlainText() == ""


def test_log_can_be_copied(look, qtbot) -> None:
    """All lines go to the clipboard."""
    view = LogView(LogState(lines=("a", "b")), look)
    qtbot.addWidget(view)
    qtbot.mouseClick(view._copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "a\nb"
