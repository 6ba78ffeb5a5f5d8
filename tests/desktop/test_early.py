"""What is settled before Qt starts, and the net under everything."""

import faulthandler
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning

from avts_desktop import early

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems always have a display"
)


@pytest.fixture
def bare(monkeypatch):
    """No display of any kind."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_importing_it_loads_no_qt():
    """A machine that lacks a library must get as far as the check."""
    code = "import sys, avts_desktop.early; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "avts_desktop.early" in done.stdout
    assert "PySide6" not in done.stdout


def test_the_paths_that_opencv_sets_are_removed(monkeypatch):
    """Only those: somebody's own folder of plug-ins stays."""
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/x/site-packages/cv2/qt/plugins")
    monkeypatch.setenv("QT_QPA_FONTDIR", "/usr/share/fonts")
    early.forget_opencv_qt()
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    assert os.environ["QT_QPA_FONTDIR"] == "/usr/share/fonts"


def test_qt_is_told_the_names_of_the_program(monkeypatch, qapp):
    """Desktops and settings find the program by its name; scales stay fractional."""
    monkeypatch.delenv("QT_SCALE_FACTOR_ROUNDING_POLICY", raising=False)
    before = qapp.applicationName(), qapp.organizationName()
    early.prepare_qt()
    try:
        assert qapp.applicationName() == "AVTS"
        assert os.environ["QT_SCALE_FACTOR_ROUNDING_POLICY"] == "PassThrough"
    finally:
        qapp.setApplicationName(before[0])
        qapp.setOrganizationName(before[1])
        del os.environ["QT_SCALE_FACTOR_ROUNDING_POLICY"]


@linux_only
@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_each_way_to_have_a_display_counts(name, bare):
    """X, Wayland, or a platform that somebody names."""
    assert not early.has_display()
    bare.setenv(name, "x")
    assert early.has_display()


def test_other_systems_have_a_display(bare):
    """Nobody sets DISPLAY on Windows."""
    bare.setattr(early.sys, "platform", "win32")
    assert early.has_display()
    assert early.why_no_window() is None


@linux_only
def test_no_display_is_said(bare):
    """The sentence names what is not set."""
    assert "WAYLAND_DISPLAY" in early.why_no_window()


@linux_only
def test_a_platform_that_loads_gives_no_problem(bare):
    """The offscreen one loads everywhere."""
    bare.setenv("QT_QPA_PLATFORM", "offscreen:enable_fonts")
    assert early.why_no_window() is None


@linux_only
def test_an_unknown_platform_is_named(bare):
    """Qt would abort with a list."""
    bare.setenv("QT_QPA_PLATFORM", "ofscreen")
    assert "'ofscreen'" in early.why_no_window()


@linux_only
def test_a_dead_x_server_is_named(bare):
    """Qt would abort."""
    bare.setattr(early, "_x_server_answers", lambda: False)
    bare.setattr(early.ctypes, "CDLL", lambda _name: None)
    bare.setenv("DISPLAY", ":4321")
    assert "DISPLAY=:4321" in early.why_no_window()


@linux_only
def test_all_missing_libraries_are_named_with_their_packages(bare):
    """The loader names one at a time; the sentence has them all, and the command."""

    def load(name):
        if "platforms" in name or "xcb-cursor" in name or "xcb-icccm" in name:
            raise OSError("libxcb-cursor.so.0: cannot open shared object file")

    bare.setattr(early.ctypes, "CDLL", load)
    bare.setenv("DISPLAY", ":0")
    sentence = early.why_no_window()
    assert "libxcb-cursor.so.0, libxcb-icccm.so.4" in sentence
    assert sentence.endswith("apt-get install libxcb-cursor0 libxcb-icccm4")


@linux_only
def test_an_unknown_reason_is_quoted(bare):
    """Where none of the known libraries is missing, the loader's words are all."""

    def load(name):
        if "platforms" in name:
            raise OSError("wrong ELF class")

    bare.setattr(early.ctypes, "CDLL", load)
    bare.setenv("DISPLAY", ":0")
    assert "wrong ELF class" in early.why_no_window()


@linux_only
def test_one_platform_that_works_is_enough(bare):
    """A session of Wayland without its libraries still opens on X."""

    def load(name):
        if "wayland" in name:
            raise OSError("libwayland-cursor.so.0")

    bare.setattr(early.ctypes, "CDLL", load)
    bare.setattr(early, "_x_server_answers", lambda: True)
    bare.setenv("WAYLAND_DISPLAY", "wayland-0")
    bare.setenv("DISPLAY", ":0")
    assert early.why_no_window() is None
    bare.delenv("DISPLAY")
    assert "libwayland-cursor0" in early.why_no_window()


@linux_only
def test_the_packages_are_those_of_the_set_up():
    """What the set-up script installs for the window is what the check names."""
    script = Path(__file__).parents[2] / "packaging" / "bootstrap.py"
    text = script.read_text()
    for soname, package in early._LIBRARIES.items():
        if soname in text:
            assert f'Part("{soname}", "{package}"' in text


@pytest.fixture
def root_log():
    """The root logger, put back afterwards."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    is_enabled = faulthandler.is_enabled()
    yield root
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    faulthandler.disable()
    if is_enabled:
        faulthandler.enable(sys.__stderr__)


def test_the_log_is_written_and_crashes_beside_it(tmp_path, root_log):
    """One line an event, with its time, level and place."""
    log = early.start_log(tmp_path / "logs")
    logging.getLogger("here").info("hello")
    assert log.read_text().rstrip().endswith("INFO here: hello")
    assert (tmp_path / "logs" / "crash.log").read_text().startswith("-- started ")
    assert faulthandler.is_enabled()


def test_no_place_for_a_log_is_no_reason_to_stop(tmp_path, root_log, expect_log):
    """A full or read-only disk leaves the terminal."""
    expect_log("no log file")
    (tmp_path / "file").touch()
    assert early.start_log(tmp_path / "file" / "logs") is None


@pytest.fixture
def watch(qapp):
    """A watch over errors, and what it told people."""
    told = []
    watch = early.ErrorWatch(told.append)
    watch.told = told
    yield watch
    watch.stop()


def fail():
    raise ValueError("no such thing")


def notice_a_failure():
    try:
        fail()
    except ValueError:
        sys.excepthook(*sys.exc_info())


def test_an_error_is_logged_each_time_and_told_once(watch, qtbot, qapp, expect_log):
    """Sixty a second must not bury the window in messages."""
    expect_log("Unexpected error")
    notice_a_failure()
    notice_a_failure()
    qtbot.waitUntil(lambda: bool(watch.told))
    qapp.processEvents()
    assert len(watch.told) == 1
    assert "ValueError: no such thing" in watch.told[0]


def test_an_error_in_a_thread_is_told_on_the_ui_thread(qapp, qtbot, expect_log):
    """Whoever is told may touch widgets."""
    expect_log("Unexpected error")
    places = []
    watch = early.ErrorWatch(lambda _text: places.append(threading.current_thread()))
    try:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: bool(places))
    finally:
        watch.stop()
    assert places == [threading.main_thread()]


def test_many_errors_do_not_fill_the_disk(watch, expect_log, log_watch):
    """The log takes an error that repeats so often, then no more."""
    expect_log("Unexpected error")
    for _ in range(100):
        notice_a_failure()
    assert len(log_watch.messages) == early._MAX_REPEATS


def test_qt_warnings_go_to_the_log(watch, expect_log):
    """In a window nobody sees what Qt prints."""
    expect_log("the moon is full")
    qWarning("the moon is full")


def test_ctrl_c_closes_the_program(watch, monkeypatch):
    """It is no error."""
    quits = []
    monkeypatch.setattr(watch, "_quit", lambda: quits.append(True))
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert quits
    assert not watch.told


def test_afterwards_all_is_as_before(qapp):
    """A watch that ended leaves nothing behind."""
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    early.ErrorWatch(print).stop()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


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
