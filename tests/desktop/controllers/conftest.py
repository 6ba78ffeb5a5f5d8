"""Controllers around a stand-in player and a stand-in analyst."""

import pytest

from avts_desktop.controllers.analysis import AnalysisController
from avts_desktop.controllers.delay import DelayController
from avts_desktop.controllers.preferences import PreferencesController
from avts_desktop.settings.memory import FileMemory


@pytest.fixture
def memory():
    """Return a memory of movies that lasts for the test."""
    memory = FileMemory(None)
    yield memory
    memory.close()


@pytest.fixture
def preferences(qapp, workspace):
    """Return preferences that are saved nowhere."""
    return PreferencesController(workspace)


@pytest.fixture
def delay(workspace, transport, memory):
    return DelayController(workspace, transport, memory=memory)


class Clock:
    """Time that a test lets pass."""

    def __init__(self):
        self.now_s = 100.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def analysis(workspace, analyst, memory, preferences, clock):
    return AnalysisController(
        workspace, analyst, memory=memory, preferences=preferences, clock=clock
    )
