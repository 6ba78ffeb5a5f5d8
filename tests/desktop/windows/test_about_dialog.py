"""Versions, device and model: complete, and quick to copy."""

import subprocess
import sys
from importlib.metadata import PackageNotFoundError

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from avts_desktop.windows import about_dialog
from avts_desktop.windows.about_dialog import AboutDialog, Judge, versions

JUDGE = Judge(device="two lamps", model="lip-9", sha256="0123456789abcdef" * 4)


@pytest.fixture
def dialog(qtbot):
    dialog = AboutDialog(JUDGE)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def labels(dialog):
    return [label.text() for label in dialog.findChildren(QLabel)]


def test_all_versions_are_told():
    """Of what is installed here, none is unknown."""
    found = versions()
    assert {"AVTS", "Python", "Qt", "PySide6", "PyAV", "PyTorch"} < found.keys()
    assert "-" not in found.values()


def test_a_package_that_is_not_there_is_told_as_such(monkeypatch):
    """A report of a fault should show it."""

    def lose(_name):
        raise PackageNotFoundError

    monkeypatch.setattr(about_dialog, "version", lose)
    assert versions()["PyTorch"] == "-"


def test_asking_for_versions_loads_nothing_heavy():
    """Importing torch would hold the window for a second."""
    code = (
        "import sys; from avts_desktop.windows.about_dialog import versions; "
        "versions(); print({'torch', 'av', 'cv2'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_it_tells_what_measures(dialog):
    """The hash short on the screen, whole for who points at it."""
    shown = labels(dialog)
    assert {"two lamps", "lip-9", "0123456789abcdef..."} < set(shown)
    tips = [label.toolTip() for label in dialog.findChildren(QLabel)]
    assert JUDGE.sha256 in tips


def test_before_a_measurement_it_says_so(qtbot):
    """An empty line would look like a fault."""
    dialog = AboutDialog(Judge())
    qtbot.addWidget(dialog)
    assert labels(dialog).count("known after the first measurement") == 2


def test_everything_is_copied_as_text(dialog, qtbot):
    """A line a fact, the hash whole."""
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert f"Model's SHA-256: {JUDGE.sha256}" in text.splitlines()
    assert "Copied." in labels(dialog)


def test_no_words_are_cut(dialog):
    """It is as high as its words need."""
    for label in dialog.findChildren(QLabel):
        assert label.heightForWidth(label.width()) <= label.height()


def test_a_change_of_language_writes_it_anew(dialog):
    """Each fact stays once."""
    before = len(dialog.text.splitlines())
    QApplication.sendEvent(dialog, QEvent(QEvent.Type.LanguageChange))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert labels(dialog).count("lip-9") == 1
    assert len(dialog.text.splitlines()) == before
