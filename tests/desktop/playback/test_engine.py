"""Knowing whether Qt's connection to the sound server stands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from avts_desktop.playback import engine
from avts_desktop.playback.engine import PulseEngine


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a list of threads without Qt's, of a process that never had it."""
    monkeypatch.setattr(PulseEngine, "_num_usual", 0)
    monkeypatch.setattr(engine, "_LOOK_S", 0.0)
    begin(tmp_path, "1", "python")
    return tmp_path


def begin(tasks: Path, number: str, name: str = "QPulseAudioEngi") -> None:
    """Put a thread on the list, as Linux writes it."""
    (tasks / number).mkdir()
    (tasks / number / "comm").write_text(name + "\n")


def end(tasks: Path, number: str) -> None:
    """Take a thread off the list."""
    (tasks / number / "comm").unlink()
    (tasks / number).rmdir()


def test_without_pulseaudio_it_always_stands(tasks: Path, tmp_path: Path) -> None:
    """Other systems and other servers are not held up."""
    for folder in (tasks, tmp_path / "none"):
        other = PulseEngine(folder)
        assert other.stands()
        assert not other.is_renewed()


def test_a_lost_connection_is_known(tasks: Path) -> None:
    """With Qt's thread the connection is gone, also for what is made later."""
    begin(tasks, "2")
    before = PulseEngine(tasks)
    assert before.stands()
    end(tasks, "2")
    assert not before.stands()
    assert not before.is_renewed()
    assert not PulseEngine(tasks).stands()


def test_a_new_connection_is_for_what_is_made_later(tasks: Path) -> None:
    """What was made for the old one is not used with it, but told."""
    begin(tasks, "2")
    before = PulseEngine(tasks)
    end(tasks, "2")
    begin(tasks, "3")
    assert not before.stands()
    assert before.is_renewed()
    after = PulseEngine(tasks)
    assert after.stands()
    assert not after.is_renewed()


def test_a_connection_that_is_added_takes_nothing_away(tasks: Path) -> None:
    """The first start of a sink makes another: the sink goes on."""
    begin(tasks, "2")
    made = PulseEngine(tasks)
    begin(tasks, "3")
    made.note()
    assert made.stands()
    assert not made.is_renewed()


@pytest.mark.parametrize("left", ["2", "3"])
def test_one_of_two_is_not_enough(tasks: Path, left: str) -> None:
    """Which of them is lost is not known; what is made meanwhile does not stand."""
    begin(tasks, "2")
    before = PulseEngine(tasks)
    begin(tasks, "3")
    before.note()
    end(tasks, {"2": "3", "3": "2"}[left])
    between = PulseEngine(tasks)
    assert not before.stands()
    assert not between.stands()
    assert not between.is_renewed()
    begin(tasks, "4")
    assert not between.stands()
    assert between.is_renewed()
    assert PulseEngine(tasks).stands()


def test_it_looks_now_and_then(
    tasks: Path, monkeypatch: pytest.MonkeyPatch, set_clock: Callable[[float], None]
) -> None:
    """Asked with every bite of sound, it looks a few times a second."""
    monkeypatch.setattr(engine, "_LOOK_S", 0.4)
    begin(tasks, "2")
    before = PulseEngine(tasks)
    end(tasks, "2")
    begin(tasks, "3")
    assert not before.is_renewed()
    set_clock(0.5)
    assert before.is_renewed()


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return a function that sets the clock, which stands at 0."""
    monkeypatch.setattr(engine.time, "monotonic", lambda: 0.0)

    def set_to(now_s: float) -> None:
        monkeypatch.setattr(engine.time, "monotonic", lambda: now_s)

    return set_to
