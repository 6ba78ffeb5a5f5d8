"""What was chosen for each movie: kept, and never in the way."""

import sqlite3
import subprocess
import sys
import time

import pytest

from avts_desktop.settings import memory as memory_module
from avts_desktop.settings.memory import NOTHING, FileMemory, Remembered


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "movies.sqlite"


@pytest.fixture
def memory(path):
    memory = FileMemory(path)
    yield memory
    memory.close()


def test_an_unknown_movie_has_nothing(memory):
    """Nothing was chosen for it, and that is no problem."""
    assert memory.recall("unknown") == NOTHING
    assert memory.problem is None


def test_what_was_chosen_is_there_next_time(memory, path):
    """Another process finds all fields."""
    memory.remember("a", delay_ms=-40.5, track=2, profile="+20/-40")
    memory.close()
    again = FileMemory(path)
    assert again.recall("a") == Remembered(delay_ms=-40.5, track=2, profile="+20/-40")
    again.close()


def test_one_choice_leaves_the_others(memory):
    """Choosing a track does not forget the delay."""
    memory.remember("a", delay_ms=80.0)
    memory.remember("a", track=1)
    assert memory.recall("a") == Remembered(delay_ms=80.0, track=1)


def test_the_later_choice_counts(memory):
    """The same field again replaces what was there; None takes it back."""
    memory.remember("a", delay_ms=80.0)
    memory.remember("a", delay_ms=0.0)
    assert memory.recall("a").delay_ms == 0
    memory.remember("a", delay_ms=None)
    assert memory.recall("a").delay_ms is None


def test_a_database_of_an_older_version_opens(path):
    """It has a column more, that nobody uses any longer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path)
    database.execute(
        "CREATE TABLE movies (identity TEXT PRIMARY KEY, delay_ms REAL, "
        "track INTEGER, position_s REAL, profile TEXT, used_s REAL NOT NULL)"
    )
    database.execute("INSERT INTO movies VALUES ('a', 80.0, 1, 12.5, '+20/-40', 5.0)")
    database.commit()
    database.close()
    memory = FileMemory(path)
    assert memory.problem is None
    assert memory.recall("a") == Remembered(delay_ms=80.0, track=1, profile="+20/-40")
    memory.remember("a", delay_ms=40.0)
    memory.remember("b", delay_ms=40.0)
    assert memory.recall("a").delay_ms == 40
    assert memory.recall("b").delay_ms == 40
    memory.close()


def test_movies_are_apart(memory):
    """One movie's delay is not another's."""
    memory.remember("a", delay_ms=80.0)
    assert memory.recall("b") == NOTHING


def test_only_known_fields_can_be_chosen(memory):
    """A slip of the programmer is found at once."""
    with pytest.raises(ValueError, match="colour"):
        memory.remember("a", colour="blue")


def test_an_identity_is_only_a_text(memory):
    """Quotes in it do no harm."""
    memory.remember("'; DROP TABLE movies; --", track=1)
    assert memory.recall("'; DROP TABLE movies; --").track == 1


def test_movies_can_be_counted_and_forgotten(memory):
    """All at once, for those who do not want a trace."""
    memory.remember("a", track=1)
    memory.remember("b", track=1)
    memory.remember("b", delay_ms=4.0)
    assert memory.count() == 2
    memory.clear()
    assert memory.count() == 0
    assert memory.recall("a") == NOTHING


def test_a_closed_memory_cannot_be_counted_or_cleared(memory):
    """It says so in words instead of failing."""
    told = []
    memory.failed.connect(told.append)
    memory.close()
    assert memory.count() == 0
    assert "cannot be read" in memory.problem
    assert told == [memory.problem]
    memory.clear()
    assert "cannot be forgotten" in memory.problem


@pytest.mark.parametrize("rubbish", [b"not a database" * 100, b"\x00" * 5000])
def test_a_damaged_database_is_set_aside(path, rubbish):
    """A new one begins, and people are told where the old one is."""
    path.parent.mkdir()
    path.write_bytes(rubbish)
    memory = FileMemory(path)
    assert "damaged" in memory.problem
    memory.remember("a", delay_ms=1.0)
    assert memory.recall("a").delay_ms == 1
    memory.close()
    assert path.with_name("movies.sqlite.damaged").read_bytes() == rubbish


def test_a_database_of_another_kind_is_not_touched(path):
    """With other columns it is left alone, and nothing old is recalled."""
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE movies (title TEXT)")
    other.close()
    memory = FileMemory(path)
    assert memory.problem is not None
    memory.remember("a", delay_ms=1.0)
    assert memory.recall("a").delay_ms == 1
    memory.close()
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM movies").fetchone() == (0,)
    other.close()


def test_values_of_a_wrong_type_count_as_none(memory, path):
    """SQLite keeps any value in any column; the window must not trip over it."""
    memory.remember("a", delay_ms=5.0)
    with sqlite3.connect(path) as other:
        other.execute("UPDATE movies SET track = 'second', profile = x'00ff'")
    other.close()
    assert memory.recall("a") == Remembered(delay_ms=5.0)


def test_a_place_that_cannot_be_made_is_told(tmp_path):
    """With a file in the way, the memory lasts as long as the window."""
    (tmp_path / "data").write_text("a file")
    memory = FileMemory(tmp_path / "data" / "movies.sqlite")
    assert memory.problem is not None
    memory.remember("a", track=1)
    assert memory.recall("a").track == 1
    memory.close()


def test_another_window_that_writes_does_not_hold_us_up(memory, path):
    """A locked database is given up within a blink, in words."""
    with sqlite3.connect(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        began_s = time.monotonic()
        memory.remember("a", delay_ms=1.0)
        assert time.monotonic() - began_s < 1.0
        other.rollback()
    other.close()
    assert "cannot be kept" in memory.problem
    memory.remember("a", delay_ms=2.0)
    assert memory.recall("a").delay_ms == 2


def test_after_closing_nothing_fails(memory):
    """A late save during the end of the window is only a problem in words."""
    memory.close()
    memory.remember("a", delay_ms=1.0)
    assert memory.recall("a") == NOTHING
    assert "cannot be read" in memory.problem


def test_only_some_thousand_movies_are_remembered(path, monkeypatch):
    """The ones used longest ago are forgotten at the end."""
    monkeypatch.setattr(memory_module, "_MAX_MOVIES", 2)
    now = iter(range(100))
    memory = FileMemory(path, clock=lambda: float(next(now)))
    for name in ("old", "kept", "newest"):
        memory.remember(name, track=1)
    memory.close()
    again = FileMemory(path)
    assert again.recall("old") == NOTHING
    assert again.recall("kept").track == 1
    assert again.recall("newest").track == 1
    again.close()


def test_without_a_place_it_forgets_at_the_end():
    """For trying the window out, and for tests."""
    memory = FileMemory(None)
    memory.remember("a", track=1)
    assert memory.recall("a").track == 1
    memory.close()


@pytest.mark.slow
def test_a_killed_process_loses_nothing_it_remembered(path):
    """What was chosen before a crash is there after it."""
    code = (
        "import sys; from pathlib import Path\n"
        "from avts_desktop.settings.memory import FileMemory\n"
        "memory = FileMemory(Path(sys.argv[1]))\n"
        "memory.remember('a', delay_ms=120.0); print('done', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline().strip() == b"done"
        process.kill()
    memory = FileMemory(path)
    assert memory.recall("a").delay_ms == 120
    memory.close()
