"""Jobs on threads, with endings on the UI thread."""

import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from avts_core.jobs import Progress
from avts_desktop.jobs import runner as runner_module
from avts_desktop.jobs.runner import JobRunner


@pytest.fixture
def runner(qapp):
    runner = JobRunner(max_workers=2)
    yield runner
    runner.close()


class Endings:
    """Notes what is called, and on which thread."""

    def __init__(self):
        self.calls = []
        self.threads = set()

    def note(self, name, *values):
        self.calls.append((name, *values))
        self.threads.add(threading.current_thread())

    def start(self, runner, work):
        return runner.start(
            work,
            on_progress=partial(self.note, "progress"),
            on_success=partial(self.note, "success"),
            on_failure=partial(self.note, "failure"),
            on_cancel=partial(self.note, "cancel"),
        )


@pytest.fixture
def endings():
    return Endings()


def test_a_result_arrives_on_the_ui_thread(runner, endings, qtbot):
    """Work runs elsewhere; its result comes here."""
    worked = []

    def work(report, cancel):
        worked.append(threading.current_thread())
        return 42

    endings.start(runner, work)
    qtbot.waitUntil(lambda: bool(endings.calls))
    assert endings.calls == [("success", 42)]
    assert endings.threads == {threading.current_thread()}
    assert worked[0] is not threading.current_thread()


def test_a_failure_arrives_as_it_was_raised(runner, endings, qtbot):
    """Whatever goes wrong is handed over."""
    error = ValueError("wrong")

    def work(report, cancel):
        raise error

    endings.start(runner, work)
    qtbot.waitUntil(lambda: bool(endings.calls))
    assert endings.calls == [("failure", error)]


def test_cancelled_work_ends_as_cancelled(runner, endings, qtbot):
    """The token stops the work at its next look."""
    has_begun = threading.Event()

    def work(report, cancel):
        has_begun.set()
        while True:
            cancel.check()

    token = endings.start(runner, work)
    assert has_begun.wait(5)
    token.cancel()
    qtbot.waitUntil(lambda: bool(endings.calls))
    assert endings.calls == [("cancel",)]


def test_work_cancelled_before_it_begins_is_not_done(runner, endings, qtbot):
    """What waits behind other work is dropped with an ending."""
    gate = threading.Event()
    others = Endings()
    for _ in range(2):
        others.start(runner, lambda report, cancel: gate.wait(5))
    worked = []
    endings.start(runner, lambda report, cancel: worked.append(1)).cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(endings.calls) and len(others.calls) == 2)
    assert endings.calls == [("cancel",)]
    assert worked == []


def test_progress_is_the_newest_and_comes_before_the_ending(runner, endings, qtbot):
    """Thousands of reports become a few; none comes after the end."""

    def work(report, cancel):
        for number in range(5000):
            report(Progress(fraction=number / 5000, stage="x"))
        return "done"

    endings.start(runner, work)
    qtbot.waitUntil(lambda: ("success", "done") in endings.calls)
    assert endings.calls[-1] == ("success", "done")
    fractions = [call[1].fraction for call in endings.calls[:-1]]
    assert fractions
    assert fractions[-1] == 4999 / 5000
    assert fractions == sorted(fractions)


def test_reports_do_not_pile_up(runner, endings, qtbot):
    """While the UI thread is busy only one report waits."""
    is_done = threading.Event()

    def work(report, cancel):
        for number in range(1000):
            report(Progress(fraction=number / 1000, stage="x"))
        is_done.set()

    endings.start(runner, work)
    assert is_done.wait(5)
    qtbot.waitUntil(lambda: ("success", None) in endings.calls)
    assert len(endings.calls) == 2


def test_two_jobs_run_side_by_side(runner, endings, qtbot):
    """With two workers a slow disk does not hold up the second job."""
    gate = threading.Event()
    endings.start(runner, lambda report, cancel: gate.wait(5))
    endings.start(runner, lambda report, cancel: gate.set())
    qtbot.waitUntil(lambda: len(endings.calls) == 2)
    assert {call[0] for call in endings.calls} == {"success"}


def test_closing_cancels_and_waits(qapp, endings):
    """After closing no thread is left, and nothing is called any more."""
    runner = JobRunner()
    has_begun = threading.Event()

    def work(report, cancel):
        has_begun.set()
        while True:
            cancel.check()

    endings.start(runner, work)
    endings.start(runner, lambda report, cancel: None)
    assert has_begun.wait(5)
    runner.close()
    QCoreApplication.processEvents()
    assert endings.calls == []
    assert not [t for t in threading.enumerate() if t.name.startswith("job")]


def test_work_that_hangs_leaves_its_place_when_cancelled(runner, endings, qtbot):
    """Two opens of a share that is gone do not stop the third."""
    gate = threading.Event()
    stuck = Endings()
    tokens = [
        stuck.start(runner, lambda report, cancel: gate.wait(10)) for _ in range(2)
    ]
    endings.start(runner, lambda report, cancel: "opened")
    for token in tokens:
        token.cancel()
    qtbot.waitUntil(lambda: bool(endings.calls))
    assert endings.calls == [("success", "opened")]
    assert stuck.calls == []
    gate.set()
    qtbot.waitUntil(lambda: len(stuck.calls) == 2)


def test_no_more_jobs_run_than_there_are_workers(runner, qtbot):
    """The disk is not asked for everything at once."""
    lock = threading.Lock()
    counts = [0, 0]
    endings = Endings()

    def work(report, cancel):
        with lock:
            counts[0] += 1
            counts[1] = max(counts)
        for _ in range(1000):
            cancel.check()
        with lock:
            counts[0] -= 1

    for _ in range(50):
        endings.start(runner, work)
    qtbot.waitUntil(lambda: len(endings.calls) == 50)
    assert 1 <= counts[1] <= 2


def test_closing_does_not_wait_for_work_that_hangs(qapp, endings, monkeypatch):
    """Nor is anything called when it ends after all."""
    monkeypatch.setattr(runner_module, "CLOSE_S", 0.05)
    runner = JobRunner()
    gate = threading.Event()
    endings.start(runner, lambda report, cancel: gate.wait(10))
    (thread,) = [t for t in threading.enumerate() if t.name == "job"]
    began_s = time.monotonic()
    runner.close()
    assert time.monotonic() - began_s < 5
    assert thread.is_alive()
    gate.set()
    thread.join(5)
    QCoreApplication.processEvents()
    assert not thread.is_alive()
    assert endings.calls == []


@pytest.mark.slow
def test_the_program_ends_while_work_hangs():
    """Soon, and without a word."""
    code = (
        "import threading\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from avts_desktop.jobs.runner import JobRunner\n"
        "app = QCoreApplication([])\n"
        "runner = JobRunner(max_workers=2)\n"
        "for _ in range(3):\n"
        "    runner.start(lambda report, cancel: threading.Event().wait(),\n"
        "                 on_success=print, on_failure=print)\n"
        "runner.close()\n"
        "del runner, app\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
        cwd=Path(__file__).parents[3],
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
