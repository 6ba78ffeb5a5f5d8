"""Threads that are still busy when the window closes."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from avts_desktop.playback import ending
from avts_desktop.playback.transport import Transport

CLOSE_EARLY = """
import sys, time
from PySide6.QtCore import QCoreApplication
from avts_desktop.playback import ending
from avts_desktop.playback.transport import Transport

def look_for_device():
    time.sleep(float(sys.argv[1]))

def play():
    transport = Transport(make_speaker=look_for_device)
    transport.prepare()
    time.sleep(0.1)
    transport.shutdown()

ending._LAST_WAIT_S = 1.0
app = QCoreApplication([])
play()
print("closed", flush=True)
"""


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Return what holds up the search for a device; it opens with the test's end."""
    gate = threading.Event()
    yield gate
    gate.set()


def test_a_slow_device_does_not_hold_up_closing(
    qtbot, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing takes a second at most; the thread is kept alive until it ends."""
    registered: list[object] = []
    monkeypatch.setattr("atexit.register", registered.append)
    transport = Transport(make_speaker=lambda: gate.wait(10) and None)
    thread, output = transport._outlet._thread, transport._outlet._output
    transport.prepare()
    begun_s = time.monotonic()
    transport.shutdown()
    assert time.monotonic() - begun_s < 1.2
    assert thread.isRunning()
    assert (thread, output) in ending._left
    assert registered == [ending._wait_at_exit]
    gate.set()
    ending._wait_at_exit()
    assert not thread.isRunning()


def test_a_thread_that_ended_is_not_kept(qapp: object) -> None:
    """What ends in time, or never began, is let go of."""
    for is_used in (False, True):
        transport = Transport(make_speaker=lambda: None)
        if is_used:
            transport.prepare()
        transport.shutdown()
        assert not transport._outlet._thread.isRunning()
        assert transport._outlet._thread not in [thread for thread, _ in ending._left]


@pytest.mark.slow
@pytest.mark.parametrize("busy_s", [1.5, 30.0])
def test_the_program_ends_well_while_a_thread_is_busy(busy_s: float) -> None:
    """Qt does not abort: neither over a slow sound server nor over one that hangs."""
    begun_s = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", CLOSE_EARLY, str(busy_s)],
        check=False,
        capture_output=True,
        text=True,
        timeout=25,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    assert (done.returncode, done.stdout) == (0, "closed\n"), done.stderr
    assert time.monotonic() - begun_s < 15
