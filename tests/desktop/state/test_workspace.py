"""The state of a window as a whole."""

import subprocess
import sys

import pytest

from avts_desktop.state.analysis import Stage
from avts_desktop.state.workspace import Workspace


def test_two_windows_share_nothing():
    """Each workspace has parts of its own."""
    one, other = Workspace(), Workspace()
    one.delay.delay_ms = 80.0
    one.log.add("line")
    assert other.delay.delay_ms == 0
    assert other.log.lines == ()


def test_two_windows_tell_different_listeners():
    """A change in one window is not told to the other's views."""
    one, other = Workspace(), Workspace()
    told = []
    other.player.events.volume.connect(told.append)
    one.player.volume = 0.5
    assert told == []
    other.player.volume = 0.25
    assert told == [0.25]


def test_a_new_window_is_at_rest():
    """Nothing is open, plays or is measured; the first profile is the default's."""
    workspace = Workspace()
    assert workspace.session.movie is None
    assert not workspace.player.is_playing
    assert workspace.analysis.stage is Stage.IDLE
    assert workspace.analysis.profile.name == "ebu-r37"


@pytest.mark.slow
def test_the_state_needs_no_window_system():
    """A fresh interpreter with all of the state has neither Qt nor torch."""
    code = (
        "import importlib, pkgutil, sys, avts_desktop.state as state\n"
        "for m in pkgutil.iter_modules(state.__path__, 'avts_desktop.state.'):\n"
        "    importlib.import_module(m.name)\n"
        "print(*({'PySide6', 'torch', 'av', 'pyqtgraph'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
