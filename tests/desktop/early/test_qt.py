"""What is settled before Qt starts."""

import os
import subprocess
import sys

from avts_desktop.early.qt import forget_opencv_qt, prepare_qt


def test_the_paths_that_opencv_sets_are_removed(monkeypatch):
    """Only those: somebody's own folder of plug-ins stays."""
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/x/site-packages/cv2/qt/plugins")
    monkeypatch.setenv("QT_QPA_FONTDIR", "/usr/share/fonts")
    forget_opencv_qt()
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    assert os.environ["QT_QPA_FONTDIR"] == "/usr/share/fonts"


def test_qt_is_told_the_names_of_the_program(monkeypatch, qapp):
    """Desktops and settings find the program by its name; scales stay fractional."""
    monkeypatch.delenv("QT_SCALE_FACTOR_ROUNDING_POLICY", raising=False)
    before = qapp.applicationName(), qapp.organizationName()
    prepare_qt()
    try:
        assert qapp.applicationName() == "AVTS"
        assert os.environ["QT_SCALE_FACTOR_ROUNDING_POLICY"] == "PassThrough"
    finally:
        qapp.setApplicationName(before[0])
        qapp.setOrganizationName(before[1])
        del os.environ["QT_SCALE_FACTOR_ROUNDING_POLICY"]


def test_signals_use_up_no_constants():
    """PySide does not lose references to None and True, as 6.12.0 does."""
    code = """if True:
        from PySide6.QtCore import QCoreApplication, QObject, Signal

        class Sender(QObject):
            sent = Signal()

        app, sender = QCoreApplication([]), Sender()
        for _ in range(20_000):
            sender.sent.emit()
            app.processEvents()
        print("alive")
    """
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "alive", done.stderr
