"""Rubbish is collected on the UI thread only."""

import gc
import threading
import weakref

import pytest

from avts_desktop.jobs.collector import Collector


class Circle:
    """Refers to itself, so that only the collector can end it."""

    def __init__(self):
        self.me = self


@pytest.fixture
def collector(qapp):
    collector = Collector()
    yield collector
    collector.close()
    # As the tests around have it.
    gc.freeze()
    gc.disable()


@pytest.fixture
def ended():
    """Return the list of threads on which circles end."""
    return []


def a_circle(ended):
    circle = Circle()
    weakref.finalize(circle, lambda: ended.append(threading.current_thread()))


def make_rubbish(count=20_000):
    """Make more than any generation takes."""
    return [[] for _ in range(count)]


def test_rubbish_is_collected_on_the_ui_thread(collector, ended, qtbot):
    """By itself, soon after there is enough of it."""
    a_circle(ended)
    kept = make_rubbish()
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [threading.current_thread()]
    assert len(kept) == 20_000


def test_other_threads_collect_nothing(collector, ended):
    """However much they make."""
    a_circle(ended)
    worker = threading.Thread(target=make_rubbish)
    worker.start()
    worker.join()
    assert ended == []


def test_older_generations_have_their_turn(collector, ended):
    """What outlived a look or two is collected in the end."""
    circle = Circle()
    weakref.finalize(circle, lambda: ended.append(1))
    gc.collect(0)
    gc.collect(1)
    del circle
    kept = []
    for _ in range(200):
        kept += make_rubbish(1_000)
        collector.look()
    assert ended == [1]


def test_without_rubbish_there_is_nothing_to_do(collector, ended, monkeypatch):
    """A window at rest costs nothing."""
    gc.collect()
    asked = []
    monkeypatch.setattr(gc, "collect", asked.append)
    collector.look()
    assert asked == []


def test_afterwards_python_collects_by_itself(qapp):
    """As before."""
    collector = Collector()
    assert not gc.isenabled()
    collector.close()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    gc.freeze()
    gc.disable()
