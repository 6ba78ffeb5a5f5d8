"""What tests of the window share: no display, small movies, and stand-ins."""

import gc
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

# Read when the application object is made, hence up here.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QLocale
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication

from avts_core.data.synthetic.events import FlashAndBeep
from avts_core.data.synthetic.movie import MovieSettings, make_movie
from avts_desktop.state.workspace import Workspace
from avts_desktop.windows.translator import load_translator
from tests.desktop.fakes import FakeAnalyst, FakeTransport


@pytest.fixture(scope="session", autouse=True)
def all_that_is_imported_stays() -> Iterator[None]:
    """Keep the collector of rubbish away from modules, so that it is quick."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def rubbish_is_collected_here(all_that_is_imported_stays: None) -> Iterator[None]:
    """Collect rubbish between tests, on this thread.

    Python collects on whichever thread happens to run. A QObject in a circle of
    references would be destroyed there, and Qt crashes over its timers.
    """
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def the_look_goes_with_the_test() -> Iterator[None]:
    """Undress the application: the sheet names icons that are gone with its `Look`."""
    yield
    application = QApplication.instance()
    if isinstance(application, QApplication) and application.styleSheet():
        application.setStyleSheet("")
        application.setPalette(QPalette())
        application.setFont(QFont())


@pytest.fixture(autouse=True)
def the_language_goes_with_the_test() -> Iterator[None]:
    """Speak English again, and write numbers as before."""
    before = QLocale()
    yield
    application = QApplication.instance()
    if application is not None:
        load_translator(application, "en")
    QLocale.setDefault(before)


@pytest.fixture
def workspace() -> Workspace:
    """Return the state of a window in which nothing is open."""
    return Workspace()


@pytest.fixture
def transport(qapp: object) -> FakeTransport:
    """Return a player that notes what it is told."""
    return FakeTransport()


@pytest.fixture
def analyst(qapp: object) -> FakeAnalyst:
    """Return an analyst that notes what it is asked."""
    return FakeAnalyst()


@pytest.fixture(scope="session")
def flash_movie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a movie of two seconds, 160x120 at 25 fps: flashes and beeps in sync."""
    path = tmp_path_factory.mktemp("movies") / "flash.mp4"
    rate = Fraction(25)
    scene = FlashAndBeep(1, width_px=160, height_px=120, rate=rate)
    make_movie(path, scene, settings=MovieSettings(duration=Fraction(2), rate=rate))
    return path


@pytest.fixture(scope="session")
def other_movie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return another movie, of one second at 29.97 fps."""
    path = tmp_path_factory.mktemp("movies") / "other.mp4"
    rate = Fraction(30000, 1001)
    scene = FlashAndBeep(2, width_px=160, height_px=120, rate=rate)
    make_movie(path, scene, settings=MovieSettings(duration=Fraction(1), rate=rate))
    return path
