"""Which picture is shown and which is looked for."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from avts_desktop.playback.projector import Landed
from avts_desktop.playback.screen import Screen
from avts_desktop.playback.worker import Retired, Worker
from avts_desktop.state.movie import Movie
from tests.desktop.playback.conftest import PAL


@dataclass
class Hall:
    """A screen and what its threads have told."""

    retired: Retired = field(default_factory=Retired)
    told: list[tuple[Worker, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.screen = Screen(
            post=lambda *told: self.told.append(told), retired=self.retired
        )

    def landed(self) -> Landed | None:
        """Return the last picture that was found, if it is of the latest wish."""
        found = [message for _, message in self.told if isinstance(message, Landed)]
        is_latest = bool(found) and found[-1].wish is self.screen.wish
        return found[-1] if is_latest else None


@pytest.fixture
def hall(qtbot: object, film: Movie) -> Iterator[Hall]:
    """Return a screen on which the numbered film is open."""
    hall = Hall()
    hall.screen.open(film)
    yield hall
    hall.screen.close()
    hall.retired.wait(time.monotonic() + 1)


def settle(hall: Hall, qtbot) -> Landed:
    """Wait for the picture that is looked for, and take it."""
    qtbot.waitUntil(lambda: hall.landed() is not None)
    landed = hall.landed()
    assert landed is not None
    assert hall.screen.land(landed.wish, landed.still)
    return landed


def test_it_waits_until_the_picture_is_there(hall: Hall, qtbot) -> None:
    """Before the first picture, and while one is looked for, nothing can play."""
    assert hall.screen.is_waiting
    hall.screen.aim(Fraction(1))
    assert hall.screen.is_waiting
    assert settle(hall, qtbot).still is hall.screen.still
    assert not hall.screen.is_waiting


def test_an_older_picture_is_not_the_one(hall: Hall, qtbot) -> None:
    """What was found for an earlier wish leaves the latest open."""
    hall.screen.aim(Fraction(1))
    landed = settle(hall, qtbot)
    hall.screen.aim(Fraction(0))
    assert not hall.screen.land(landed.wish, landed.still)
    assert hall.screen.is_waiting


def test_steps_begin_where_one_is_going(hall: Hall, qtbot) -> None:
    """A step goes on from the picture that is looked for, else from the one shown."""
    hall.screen.aim(Fraction(1))
    hall.screen.step(2)
    assert settle(hall, qtbot).still.time == 27 / PAL
    hall.screen.step(-1)
    assert settle(hall, qtbot).still.time == 26 / PAL


def test_it_fits_once(hall: Hall, qtbot) -> None:
    """Another size has the picture made again; the same size does not."""
    hall.screen.aim(Fraction(1))
    settle(hall, qtbot)
    hall.screen.fit()
    assert hall.screen.wish is None
    hall.screen.set_room(48, 0)
    hall.screen.fit()
    landed = settle(hall, qtbot)
    assert landed.wish.is_again
    assert landed.still.shown is not None
    assert landed.still.shown.bgra.shape[1] < 48


def test_only_the_thread_at_work_is_its_own(hall: Hall, film: Movie) -> None:
    """After closing, what the thread still says is nobody's."""
    worker = hall.screen._projector
    assert worker is not None
    assert hall.screen.owns(worker)
    hall.screen.close()
    assert not hall.screen.owns(worker)
    assert not hall.screen.is_used
    assert hall.screen.is_at_end
    assert hall.screen.take(9.0) == (None, 0)
