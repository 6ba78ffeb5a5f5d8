"""What is kept on this machine: counted, and thrown away."""

import errno
import shutil

import pytest

from avts_desktop.controllers.keeping import KeepingController
from avts_desktop.jobs.cache import AnalysisCache
from avts_desktop.jobs.runner import JobRunner
from avts_desktop.settings.memory import FileMemory
from avts_desktop.state.session import Severity


@pytest.fixture
def runner(qapp):
    runner = JobRunner()
    yield runner
    runner.close()


@pytest.fixture
def folder(tmp_path):
    """Return a cache with one entry of ten bytes."""
    (tmp_path / "entry").mkdir()
    (tmp_path / "entry" / "fit.npy").write_bytes(bytes(10))
    return tmp_path


@pytest.fixture
def keeping(workspace, memory, runner, folder):
    return KeepingController(
        workspace, cache=AnalysisCache(folder), memory=memory, runner=runner
    )


@pytest.fixture
def told(keeping, memory):
    """Return the lists of bytes and movies that are told."""
    memory.remember("a", track=1)
    told = [], []
    keeping.tell(told[0].append, told[1].append)
    return told


def test_what_is_kept_is_told(keeping, told, qtbot):
    """Bytes of analyses and number of movies."""
    qtbot.waitUntil(lambda: told[0] == [10])
    assert told[1] == [1]


def test_analyses_can_be_thrown_away(keeping, told, qtbot, folder, workspace):
    """And then there are none."""
    keeping.clear_cache()
    qtbot.waitUntil(lambda: told[0][-1:] == [0])
    assert list(folder.iterdir()) == []
    assert "thrown away" in workspace.log.lines[-1]


def test_movies_can_be_forgotten(keeping, told, memory, workspace):
    """And then nothing is remembered."""
    keeping.forget_movies()
    assert told[1] == [1, 0]
    assert memory.count() == 0
    assert "forgotten" in workspace.log.lines[-1]


def test_when_nobody_listens_nothing_is_told(keeping, told, qtbot):
    """The dialog may close while it counts."""
    qtbot.waitUntil(lambda: told[0] == [10])
    keeping.stop_telling()
    keeping.forget_movies()
    keeping.clear_cache()
    assert told == ([10], [1])


def test_what_cannot_be_thrown_away_is_told(keeping, qtbot, workspace, monkeypatch):
    """In a line of the log."""

    def refuse(_path):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(shutil, "rmtree", refuse)
    keeping.clear_cache()
    qtbot.waitUntil(lambda: len(workspace.log.lines) == 1)
    assert "cannot be changed" in workspace.log.lines[0]


def test_without_a_cache_there_is_nothing_to_clear(workspace, memory, runner, qtbot):
    """Zero bytes are told."""
    keeping = KeepingController(workspace, cache=None, memory=memory, runner=runner)
    keeping.clear_cache()
    told = []
    keeping.tell(told.append, lambda _count: None)
    qtbot.waitUntil(lambda: told == [0])


def test_what_cannot_be_remembered_is_told_once(keeping, memory, workspace):
    """Each problem has a line in the log; the first is a message."""
    memory.close()
    for _ in range(3):
        memory.remember("a", track=1)
    assert len(workspace.log.lines) == 1
    assert "cannot be kept" in workspace.log.lines[0]
    message = workspace.session.message
    assert message.severity is Severity.WARNING
    assert "Make room" in message.text
    workspace.session.message = None
    memory.recall("a")
    assert "cannot be read" in workspace.log.lines[-1]
    assert workspace.session.message is None


def test_a_memory_that_was_damaged_is_told(workspace, runner, tmp_path):
    """It was found out before anybody could listen."""
    path = tmp_path / "movies.sqlite"
    path.write_bytes(b"not a database" * 100)
    memory = FileMemory(path)
    KeepingController(workspace, cache=None, memory=memory, runner=runner)
    memory.close()
    assert "damaged" in workspace.session.message.text
    assert "Make room" not in workspace.session.message.text
    assert "damaged" in workspace.log.lines[0]
