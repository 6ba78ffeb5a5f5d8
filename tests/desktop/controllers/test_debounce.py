"""Doing something once after a burst of changes."""

import pytest

from avts_desktop.controllers.debounce import Debounce


@pytest.fixture
def done():
    return []


def test_a_burst_is_one_action(qtbot, done):
    """However often it is asked for in a row."""
    debounce = Debounce(lambda: done.append(1), quiet_ms=10)
    for _ in range(20):
        debounce.ask()
    assert done == []
    qtbot.waitUntil(lambda: done == [1])
    assert not debounce.is_pending


def test_flushing_does_it_now_and_only_once(qapp, done):
    """As when the window closes."""
    debounce = Debounce(lambda: done.append(1), quiet_ms=100_000)
    debounce.ask()
    assert debounce.is_pending
    debounce.flush()
    debounce.flush()
    assert done == [1]


def test_without_being_asked_nothing_is_done(qapp, done):
    """Flushing saves nothing that has not changed."""
    Debounce(lambda: done.append(1)).flush()
    assert done == []


def test_what_was_asked_for_can_be_dropped(qapp, done):
    """Somebody else did it."""
    debounce = Debounce(lambda: done.append(1), quiet_ms=100_000)
    debounce.ask()
    debounce.drop()
    debounce.flush()
    assert done == []


def test_it_can_be_asked_again(qtbot, done):
    """A later change is another action."""
    debounce = Debounce(lambda: done.append(1), quiet_ms=1)
    debounce.ask()
    qtbot.waitUntil(lambda: done == [1])
    debounce.ask()
    qtbot.waitUntil(lambda: done == [1, 1])
