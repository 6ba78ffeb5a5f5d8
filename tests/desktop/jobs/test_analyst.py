"""The analyst with real processes that do as they are told; no model is loaded."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from avts_core.assets import asset_path
from avts_desktop.jobs import desk as desk_module
from avts_desktop.jobs.analyst import Analyst
from avts_desktop.jobs.bundle_key import bundle_key
from avts_desktop.jobs.cache import AnalysisCache, CacheKey
from avts_desktop.jobs.measuring import LipMeasurer
from avts_desktop.jobs.messages import AnalysisWish
from avts_desktop.settings.identity import file_version
from avts_desktop.state.analysis import Certainty
from tests.desktop.jobs.measurers import DiesAtOnce, Scripted, SlowToLoad
from tests.desktop.jobs.test_cache import kept

WAIT_MS = 20_000
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX"),
]


class Heard:
    """Notes what an analyst tells, in order."""

    def __init__(self, analyst):
        self.events = []
        self.pieces = []
        self.longest_s = 0.0
        for name in ("ready", "began", "progressed", "failed", "noted"):
            getattr(analyst, name).connect(
                lambda value, name=name: self.events.append((name, value))
            )
        analyst.grew.connect(self.pieces.append)
        analyst.reported.connect(
            lambda report, certainty: self.events.append(
                ("reported", report, certainty)
            )
        )
        analyst.finished.connect(lambda: self.events.append(("finished",)))
        analyst.cancelled.connect(lambda: self.events.append(("cancelled",)))

    @property
    def names(self):
        return [event[0] for event in self.events]

    def last(self, name):
        """Return the value of the latest event of a name."""
        return next(e[1] for e in reversed(self.events) if e[0] == name)

    @property
    def tracks(self):
        """All values in the rows that came."""
        return {int(v) for piece in self.pieces for v in np.unique(piece.fit)}


def wish(name, track=1, **more):
    return AnalysisWish(
        path=Path(f"/films/{name}.mp4"), identity="", track=track, **more
    )


def is_running(pid):
    """Tell whether a process is there and not just waiting to be buried."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    return False


@pytest.fixture
def make(qapp):
    """Return a maker of analysts; all are closed at the end."""
    made = []

    def make_one(measurer=Scripted, **more):
        analyst = Analyst(make_measurer=measurer, **more)
        made.append(analyst)
        return analyst

    yield make_one
    for analyst in made:
        analyst.close()


@pytest.fixture
def analyst(make):
    return make()


@pytest.fixture
def heard(analyst):
    return Heard(analyst)


def pid_of(heard):
    return int(heard.last("ready").model.split()[1])


def wait_for(qtbot, heard, name):
    qtbot.waitUntil(lambda: name in heard.names, timeout=WAIT_MS)


def test_a_movie_is_measured(analyst, heard, qtbot):
    """First where it lies, then pieces, report and ending; once each, in order."""
    analyst.start(wish("quick", 5))
    assert analyst.is_busy
    wait_for(qtbot, heard, "finished")
    assert not analyst.is_busy
    assert heard.names == ["ready", "began", "progressed", "reported", "finished"]
    assert len(heard.pieces) == 3
    assert heard.tracks == {5}
    _, report, certainty = heard.events[-2]
    assert report.offset_ms == 5
    assert certainty is Certainty.FINAL


def test_the_process_is_kept_for_the_next_movie(analyst, heard, qtbot):
    """The model is loaded once."""
    analyst.warm_up()
    for _ in range(2):
        with qtbot.waitSignal(analyst.finished, timeout=WAIT_MS):
            analyst.start(wish("quick"))
    assert heard.names.count("ready") == 1


def test_warming_up_needs_no_movie(analyst, heard, qtbot):
    """The process is there before the first movie is."""
    analyst.warm_up()
    wait_for(qtbot, heard, "ready")
    assert heard.last("ready").device == "TEST"
    assert is_running(pid_of(heard))


def test_the_process_yields_to_the_player(analyst, heard, qtbot):
    """It runs below the window's priority, so that sound does not break up."""
    analyst.warm_up()
    wait_for(qtbot, heard, "ready")
    nice = os.getpriority(os.PRIO_PROCESS, pid_of(heard))
    assert nice == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 5)


def test_cancelling_is_told_at_once(analyst, heard, qtbot):
    """The window does not wait for the process; nothing comes afterwards."""
    analyst.start(wish("endless"))
    qtbot.waitUntil(lambda: len(heard.pieces) > 3, timeout=WAIT_MS)
    analyst.cancel()
    assert heard.names[-1] == "cancelled"
    count = len(heard.pieces)
    with qtbot.waitSignal(analyst.finished, timeout=WAIT_MS):
        analyst.start(wish("quick", 9))
    assert {int(p.fit[0, 0]) for p in heard.pieces[count:]} == {9}
    assert heard.names.count("ready") == 1
    assert heard.names.count("cancelled") == 1


def test_cancelling_nothing_is_nothing(analyst, heard):
    """Without work there is nobody to tell."""
    analyst.cancel()
    assert heard.names == []


def test_another_movie_takes_over(analyst, heard, qtbot):
    """No piece of the first film reaches the second, and the first has no ending."""
    analyst.start(wish("endless", 1))
    qtbot.waitUntil(lambda: len(heard.pieces) > 3, timeout=WAIT_MS)
    for track in (2, 3, 4):
        analyst.start(wish("endless", track))
    heard.pieces.clear()
    analyst.start(wish("quick", 5))
    wait_for(qtbot, heard, "finished")
    assert heard.tracks == {5}
    assert not {"cancelled", "failed"} & set(heard.names)
    assert heard.names.count("ready") == 1


def test_a_process_that_does_not_stop_is_replaced(make, qtbot, monkeypatch):
    """After some patience it is killed, and the next movie gets a new one."""
    monkeypatch.setattr(desk_module, "PATIENCE_S", 0.2)
    analyst = make()
    heard = Heard(analyst)
    analyst.start(wish("deaf"))
    wait_for(qtbot, heard, "progressed")
    first = pid_of(heard)
    analyst.start(wish("quick"))
    wait_for(qtbot, heard, "finished")
    assert pid_of(heard) != first
    assert not is_running(first)
    assert "failed" not in heard.names


def test_patience_ends_whatever_else_happens(make, qtbot, monkeypatch):
    """What wakes the desk meanwhile does not begin the waiting anew."""
    monkeypatch.setattr(desk_module, "PATIENCE_S", 1.0)
    timeouts_s = []
    original = desk_module.wait

    def wait(sources, timeout_s):
        timeouts_s.append(timeout_s)
        return original(sources, timeout_s)

    monkeypatch.setattr(desk_module, "wait", wait)
    analyst = make()
    heard = Heard(analyst)
    analyst.start(wish("deaf"))
    wait_for(qtbot, heard, "progressed")
    analyst.cancel()
    began_s = time.monotonic()

    def nudge():
        analyst.warm_up()
        return time.monotonic() - began_s > 0.5

    qtbot.waitUntil(nudge)
    assert min(t for t in timeouts_s if t is not None) < 0.6
    qtbot.waitUntil(lambda: heard.names.count("ready") == 2, timeout=WAIT_MS)


def test_cancelling_a_process_that_does_not_stop_warms_up_another(
    make, qtbot, monkeypatch
):
    """The next movie need not wait for a process."""
    monkeypatch.setattr(desk_module, "PATIENCE_S", 0.2)
    analyst = make()
    heard = Heard(analyst)
    analyst.start(wish("deaf"))
    wait_for(qtbot, heard, "progressed")
    analyst.cancel()
    qtbot.waitUntil(lambda: heard.names.count("ready") == 2, timeout=WAIT_MS)
    assert heard.names.count("cancelled") == 1


def test_cancelling_while_the_model_loads_keeps_the_process(make, qtbot, monkeypatch):
    """To kill it would only begin the loading anew."""
    monkeypatch.setattr(desk_module, "PATIENCE_S", 0.0)
    analyst = make(SlowToLoad)
    heard = Heard(analyst)
    analyst.start(wish("any"))
    wait_for(qtbot, heard, "began")
    worker = analyst._desk._worker
    analyst.start(wish("any"))
    qtbot.waitUntil(lambda: heard.names.count("began") == 2, timeout=WAIT_MS)
    assert analyst._desk._worker is worker


@pytest.mark.parametrize(("name", "code"), [("killed", "-9"), ("crash", "3")])
def test_a_process_that_dies_is_told_and_replaced(analyst, heard, qtbot, name, code):
    """In words, with what could help; the next movie is measured."""
    analyst.start(wish(name))
    wait_for(qtbot, heard, "failed")
    assert f"code {code}" in heard.last("failed")
    assert "memory" in heard.last("failed")
    assert not analyst.is_busy
    analyst.start(wish("quick"))
    wait_for(qtbot, heard, "finished")
    assert heard.names.count("failed") == 1


def test_a_kill_from_outside_is_told(analyst, heard, qtbot):
    """As the system does when memory runs out."""
    analyst.start(wish("endless"))
    qtbot.waitUntil(lambda: len(heard.pieces) > 3, timeout=WAIT_MS)
    os.kill(pid_of(heard), signal.SIGKILL)
    wait_for(qtbot, heard, "failed")
    assert heard.names.count("failed") == 1


def test_a_kill_while_idle_is_not_noticed(analyst, heard, qtbot):
    """Nobody waits for it; the next movie gets a new process."""
    analyst.warm_up()
    wait_for(qtbot, heard, "ready")
    os.kill(pid_of(heard), signal.SIGKILL)
    qtbot.waitUntil(lambda: analyst._desk._worker is None, timeout=WAIT_MS)
    analyst.start(wish("quick"))
    wait_for(qtbot, heard, "finished")
    assert "failed" not in heard.names


def test_a_process_that_cannot_begin_fails_once(make, qtbot):
    """No endless row of processes: each movie tries once."""
    analyst = make(DiesAtOnce)
    heard = Heard(analyst)
    for count in (1, 2):
        analyst.start(wish("quick"))
        qtbot.waitUntil(lambda c=count: len(heard.names) == c, timeout=WAIT_MS)
    assert heard.names == ["failed", "failed"]


def test_no_process_at_all_is_told(make, qtbot, monkeypatch):
    """The system may refuse."""

    def refuse(*_args):
        raise OSError(12, "Cannot allocate memory")

    analyst = make()
    heard = Heard(analyst)
    monkeypatch.setattr(desk_module, "Worker", refuse)
    analyst.start(wish("quick"))
    wait_for(qtbot, heard, "failed")
    assert "could not be started" in heard.last("failed")
    assert "Cannot allocate memory" in heard.last("noted")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("unreadable", "film.mp4 is not a movie that can be read."),
        ("memory", "not enough memory"),
        ("bug", "ZeroDivisionError: by nothing"),
    ],
)
def test_what_goes_wrong_is_told_in_words(analyst, heard, qtbot, name, words):
    """The process goes on and measures the next movie."""
    analyst.start(wish(name))
    wait_for(qtbot, heard, "failed")
    assert words in heard.last("failed")
    analyst.start(wish("quick"))
    wait_for(qtbot, heard, "finished")
    assert heard.names.count("ready") == 1


def test_lines_for_the_log_arrive(analyst, heard, qtbot):
    """Such as that the cache is full."""
    analyst.start(wish("noting"))
    wait_for(qtbot, heard, "finished")
    assert heard.last("noted") == "a line"


def test_the_ui_thread_is_never_flooded(make, qtbot):
    """While it is busy only a few messages wait for it; all arrive in the end."""
    analyst = make()
    heard = Heard(analyst)
    depth = []
    analyst.grew.connect(lambda _piece: depth.append(analyst._desk._num_waiting))
    analyst.start(wish("flood"))
    wait_for(qtbot, heard, "finished")
    assert len(heard.pieces) == 2000
    assert [p.first_time for p in heard.pieces] == [10 * n for n in range(2000)]
    assert max(depth) <= desk_module.MAX_WAITING + 1


def test_big_pieces_do_not_hold_up_the_ui_thread(make, qtbot):
    """2 MB a message pass through the pipe elsewhere."""
    analyst = make()
    heard = Heard(analyst)
    took_s = []

    def take(job, message, original=analyst._take):
        began_s = time.thread_time()
        original(job, message)
        took_s.append(time.thread_time() - began_s)

    analyst._posted.disconnect(analyst._take)
    analyst._posted.connect(take, Qt.ConnectionType.QueuedConnection)
    analyst.start(wish("big"))
    wait_for(qtbot, heard, "finished")
    assert len(heard.pieces) == 8
    assert np.median(took_s) < 0.010


@pytest.mark.parametrize("name", ["endless", "deaf", "flood"])
def test_closing_while_busy_leaves_nothing(make, qtbot, name):
    """Within a second process and thread are gone, and nothing is told any more."""
    analyst = make()
    heard = Heard(analyst)
    analyst.start(wish(name))
    wait_for(qtbot, heard, "progressed")
    pid = pid_of(heard)
    began_s = time.monotonic()
    analyst.close()
    assert time.monotonic() - began_s < 1.0
    assert not is_running(pid)
    assert not [t for t in threading.enumerate() if t.name == "analyst"]
    count = len(heard.events) + len(heard.pieces)
    qtbot.waitUntil(lambda: True)
    assert len(heard.events) + len(heard.pieces) == count


def test_closing_right_after_the_start_leaves_nothing(make):
    """A window closed as soon as it was opened."""
    analyst = make()
    analyst.warm_up()
    analyst.start(wish("endless"))
    analyst.close()
    assert not [t for t in threading.enumerate() if t.name == "analyst"]


def test_closing_twice_is_closing(make):
    """The window may close by more than one way."""
    analyst = make()
    analyst.close()
    analyst.close()
    analyst.warm_up()
    analyst.cancel()


def test_the_process_ends_when_the_window_is_killed(tmp_path):
    """Nobody is left to tell it, but its pipe closes."""
    code = (
        "import sys, os; from pathlib import Path\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from avts_desktop.jobs.analyst import Analyst, AnalysisWish\n"
        "from tests.desktop.jobs.measurers import Scripted\n"
        "if __name__ == '__main__':\n"
        "    app = QCoreApplication([])\n"
        "    analyst = Analyst(make_measurer=Scripted)\n"
        "    analyst.ready.connect(lambda r: print(r.model.split()[1], flush=True))\n"
        "    analyst.start(AnalysisWish(path=Path('deaf.mp4'), identity=''))\n"
        "    app.exec()\n"
    )
    script = tmp_path / "window.py"
    script.write_text(code)
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as window:
        pid = int(window.stdout.readline())
        assert is_running(pid)
        window.kill()
    for _ in range(500):
        if not is_running(pid):
            break
        threading.Event().wait(0.01)
    assert not is_running(pid)


@pytest.fixture
def film(tmp_path):
    """Return a film that the measurer takes as quick."""
    film = tmp_path / "quick.mp4"
    film.write_bytes(b"film")
    return film


@pytest.fixture
def kept_folder(tmp_path, film):
    """Return a cache that knows the film."""
    folder = tmp_path / "cache"
    key = CacheKey(
        identity="known", version=file_version(film), track=0, model=bundle_key()
    )
    AnalysisCache(folder).store(key, kept())
    return folder


@pytest.fixture
def known_wish(film):
    """Return a wish for the film."""
    return AnalysisWish(path=film, identity="known", track=0)


def test_a_known_film_is_there_at_once(make, qtbot, kept_folder, known_wish, film):
    """Without any process, with all of its rows, under the name it has now."""
    renamed = film.rename(film.with_name("renamed.mp4"))
    analyst = make(DiesAtOnce, cache_folder=kept_folder)
    heard = Heard(analyst)
    analyst.start(replace(known_wish, path=renamed))
    wait_for(qtbot, heard, "finished")
    assert heard.names == ["began", "reported", "finished"]
    (piece,) = heard.pieces
    np.testing.assert_array_equal(piece.fit, kept().piece.fit)
    assert heard.last("reported").file == str(renamed)
    assert analyst._desk._worker is None


def test_a_known_film_takes_over_from_one_being_measured(
    make, qtbot, kept_folder, known_wish
):
    """And its rows are its own."""
    analyst = make(cache_folder=kept_folder)
    heard = Heard(analyst)
    analyst.start(wish("endless", 77))
    qtbot.waitUntil(lambda: len(heard.pieces) > 3, timeout=WAIT_MS)
    heard.pieces.clear()
    analyst.start(known_wish)
    wait_for(qtbot, heard, "finished")
    assert len(heard.pieces) == 1
    assert 77 not in heard.tracks


def test_a_film_that_is_not_known_is_measured(make, qtbot, kept_folder, known_wish):
    """Another track of the same file is another measurement."""
    analyst = make(cache_folder=kept_folder)
    heard = Heard(analyst)
    analyst.start(replace(known_wish, track=1))
    wait_for(qtbot, heard, "finished")
    assert "ready" in heard.names
    assert len(heard.pieces) == 3


def test_a_real_movie_is_measured_and_then_known(make, qtbot, tmp_path):
    """With the shipped model, in its process; opened again it is there at once."""
    analyst = make(LipMeasurer, cache_folder=tmp_path)
    heard = Heard(analyst)
    sample = AnalysisWish(
        path=asset_path("sample.mp4"), identity="sample", duration_s=20.0
    )
    with qtbot.waitSignal(analyst.finished, timeout=120_000):
        analyst.start(sample)
    known = heard.last("reported")
    assert known.offset_ms == pytest.approx(120, abs=25)
    assert len(heard.pieces) > 1
    heard.events.clear()
    heard.pieces.clear()
    with qtbot.waitSignal(analyst.finished, timeout=2_000):
        analyst.start(sample)
    assert heard.names == ["began", "reported", "finished"]
    assert heard.last("reported").offset_ms == pytest.approx(known.offset_ms, abs=0.01)
    assert heard.last("reported").verdict is known.verdict


def test_a_film_written_anew_is_measured(make, qtbot, kept_folder, known_wish, film):
    """Whatever its identity, which looks at parts of a large film."""
    film.write_bytes(b"exported anew")
    analyst = make(cache_folder=kept_folder)
    heard = Heard(analyst)
    analyst.start(known_wish)
    wait_for(qtbot, heard, "finished")
    assert len(heard.pieces) == 3


def test_a_known_film_is_measured_anew_if_wished(
    make, qtbot, kept_folder, known_wish, film
):
    """Whatever was kept; and what the file holds now is told first."""
    analyst = make(cache_folder=kept_folder)
    heard = Heard(analyst)
    told = []
    analyst.identified.connect(told.append)
    analyst.start(replace(known_wish, is_anew=True))
    wait_for(qtbot, heard, "finished")
    assert len(heard.pieces) == 3
    assert told == ["as it is now"]


def test_a_disk_that_does_not_answer_holds_nobody_up(
    make, qtbot, kept_folder, known_wish, monkeypatch
):
    """The process measures, and may be given up; the next film is found again."""
    gate = threading.Event()
    monkeypatch.setattr(desk_module, "_DISK_PATIENCE_S", 0.05)
    monkeypatch.setattr(desk_module, "file_version", lambda path: gate.wait(10))
    analyst = make(cache_folder=kept_folder)
    heard = Heard(analyst)
    analyst.start(known_wish)
    wait_for(qtbot, heard, "finished")
    gate.set()
    assert len(heard.pieces) == 3


def test_garbage_in_the_cache_is_measured_anew(make, qtbot, kept_folder, known_wish):
    """The damaged entry is gone afterwards."""
    (entry,) = kept_folder.iterdir()
    (entry / "fit.npy").write_bytes(b"garbage")
    analyst = make(cache_folder=kept_folder)
    heard = Heard(analyst)
    analyst.start(known_wish)
    wait_for(qtbot, heard, "finished")
    assert len(heard.pieces) == 3
    assert not entry.exists()
