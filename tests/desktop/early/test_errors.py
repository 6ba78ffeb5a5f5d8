"""The net under everything."""

import sys
import threading

import pytest
from PySide6.QtCore import qWarning

from avts_desktop.early import errors


@pytest.fixture
def watch(qapp):
    """A watch over errors, and what it told people."""
    told = []
    watch = errors.ErrorWatch(told.append)
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
    watch = errors.ErrorWatch(lambda _text: places.append(threading.current_thread()))
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
    assert len(log_watch.messages) == errors._MAX_REPEATS


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
    errors.ErrorWatch(print).stop()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
