"""The log file."""

import faulthandler
import logging
import sys

import pytest

from avts_desktop.early.log import start_log


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
    log = start_log(tmp_path / "logs")
    logging.getLogger("here").info("hello")
    assert log.read_text().rstrip().endswith("INFO here: hello")
    assert (tmp_path / "logs" / "crash.log").read_text().startswith("-- started ")
    assert faulthandler.is_enabled()


def test_no_place_for_a_log_is_no_reason_to_stop(tmp_path, root_log, expect_log):
    """A full or read-only disk leaves the terminal."""
    expect_log("no log file")
    (tmp_path / "file").touch()
    assert start_log(tmp_path / "file" / "logs") is None
