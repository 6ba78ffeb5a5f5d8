"""What is settled before Qt starts."""

import os
import subprocess
import sys

import pytest

from avts_desktop.early.qt import _settle_sound, forget_opencv_qt, prepare_qt


def test_the_paths_that_opencv_sets_are_removed(monkeypatch):
    """Only those: somebody's own folder of plug-ins stays."""
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/x/site-packages/cv2/qt/plugins")
    monkeypatch.setenv("QT_QPA_FONTDIR", "/usr/share/fonts")
    forget_opencv_qt()
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    assert os.environ["QT_QPA_FONTDIR"] == "/usr/share/fonts"


@pytest.fixture
def sound(monkeypatch, tmp_path):
    """Return where a sound server's socket would lie; the environment is put back."""
    for name in ("PULSE_LATENCY_MSEC", "QT_AUDIO_BACKEND"):
        # Set first, so that what the test leaves is removed.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    return tmp_path / "pulse" / "native"


def test_the_sound_server_that_is_measured_is_chosen(sound, monkeypatch):
    """PulseAudio where it answers; else Qt chooses."""
    _settle_sound()
    assert os.environ["PULSE_LATENCY_MSEC"] == "43"
    assert "QT_AUDIO_BACKEND" not in os.environ
    sound.parent.mkdir()
    sound.touch()
    _settle_sound()
    assert os.environ["QT_AUDIO_BACKEND"] == "pulseaudio"


@pytest.mark.parametrize("name", ["PULSE_SERVER", "PULSE_RUNTIME_PATH"])
def test_a_sound_server_elsewhere_is_found(sound, monkeypatch, tmp_path, name):
    """Its own variables say where it is."""
    (tmp_path / "native").touch()
    monkeypatch.setenv(name, str(tmp_path))
    _settle_sound()
    assert os.environ["QT_AUDIO_BACKEND"] == "pulseaudio"


def test_what_people_chose_for_sound_stays(sound, monkeypatch):
    """Variables that are set already are left alone."""
    monkeypatch.setenv("PULSE_SERVER", "far.away")
    monkeypatch.setenv("PULSE_LATENCY_MSEC", "200")
    monkeypatch.setenv("QT_AUDIO_BACKEND", "pipewire")
    _settle_sound()
    assert os.environ["PULSE_LATENCY_MSEC"] == "200"
    assert os.environ["QT_AUDIO_BACKEND"] == "pipewire"


def test_elsewhere_nothing_is_settled_for_sound(sound, monkeypatch):
    """Windows and macOS have no such server."""
    monkeypatch.setattr("sys.platform", "darwin")
    _settle_sound()
    assert "PULSE_LATENCY_MSEC" not in os.environ


def test_qt_is_told_the_names_of_the_program(monkeypatch, qapp):
    """Desktops and settings find the program by its name; scales stay fractional."""
    monkeypatch.delenv("QT_SCALE_FACTOR_ROUNDING_POLICY", raising=False)
    monkeypatch.setattr("avts_desktop.early.qt._settle_sound", lambda: None)
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
