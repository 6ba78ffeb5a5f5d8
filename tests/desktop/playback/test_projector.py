"""The thread that decodes pictures: the latest wish, what follows, what goes wrong."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from avts_desktop.playback.projector import Landed, Projector, Ready, Wish
from avts_desktop.playback.worker import Failed, Worker
from avts_desktop.state.movie import Movie
from tests.desktop.playback.conftest import PAL, number_of


class Booth:
    """A projector and what it has posted."""

    def __init__(self, path: Path) -> None:
        self.posted: list[object] = []
        self.projector = Projector(path, room=(96, 64), post=self._hear)
        self._number = 0

    def _hear(self, worker: Worker, message: object) -> None:
        assert isinstance(worker, Projector)
        self.posted.append(message)

    def go(self, time: Fraction, num_steps: int = 0, direction: int = 1) -> Wish:
        self._number += 1
        wish = Wish(self._number, time, num_steps, direction)
        self.projector.aim(wish)
        return wish

    def landed(self, wish: Wish) -> Landed | None:
        found = [p for p in self.posted if isinstance(p, Landed) and p.wish is wish]
        return found[0] if found else None


@pytest.fixture
def new_booth(qtbot: object) -> Iterator[Callable[[Path], Booth]]:
    """Make projectors; they are ended with the test."""
    booths = []

    def make(path: Path) -> Booth:
        booths.append(Booth(path))
        return booths[-1]

    yield make
    for booth in booths:
        booth.projector.stop()
        assert booth.projector.join(1.0)


@pytest.fixture
def booth(new_booth, film: Movie) -> Booth:
    """Return a projector of the numbered film."""
    return new_booth(film.path)


def index_at(landed: Landed | None) -> int:
    assert landed is not None
    assert landed.still.shown is not None
    assert landed.still.time == number_of(landed.still.shown) / PAL
    return number_of(landed.still.shown)


@pytest.mark.parametrize(
    ("num_steps", "index"), [(0, 25), (1, 26), (-1, 24), (-13, 12), (90, 49), (-90, 0)]
)
def test_it_lands_and_steps(booth: Booth, qtbot, num_steps: int, index: int) -> None:
    """It finds the picture at a time and so many further on, to the ends."""
    wish = booth.go(Fraction(1), num_steps)
    qtbot.waitUntil(lambda: booth.landed(wish) is not None)
    assert index_at(booth.landed(wish)) == index


def test_pictures_to_come_are_made_ready(booth: Booth, qtbot) -> None:
    """After landing the next pictures wait to be taken when they are due."""
    booth.go(Fraction(1))
    qtbot.waitUntil(lambda: booth.projector.next_time() == 26 / PAL)
    assert booth.projector.take(1.0) == (None, 0)
    still, num_passed = booth.projector.take(1.045)
    assert (still.time, num_passed) == (26 / PAL, 0)
    qtbot.waitUntil(lambda: booth.projector.next_time() == 27 / PAL)


def test_passed_pictures_are_counted(booth: Booth, qtbot) -> None:
    """Of several that are due the latest is shown, the others are counted."""
    booth.go(Fraction(1))
    ahead = booth.projector._ahead
    qtbot.waitUntil(lambda: len(ahead) >= 4)
    still, num_passed = booth.projector.take(1.13)
    assert (still.time, num_passed) == (28 / PAL, 2)


def test_it_tells_when_a_missed_picture_comes(booth: Booth, qtbot) -> None:
    """Who found nothing is told when there is something."""
    booth.go(Fraction(1))
    qtbot.waitUntil(lambda: booth.projector.next_time() is not None)
    booth.projector.take(50.0)
    qtbot.waitUntil(lambda: any(isinstance(p, Ready) for p in booth.posted))


def test_it_knows_the_end(booth: Booth, qtbot) -> None:
    """After the last picture is taken nothing more is to come, in both directions."""
    booth.go(Fraction(19, 10))
    qtbot.waitUntil(lambda: booth.projector._is_at_end)
    assert not booth.projector.is_at_end
    booth.projector.take(9.0)
    assert booth.projector.is_at_end
    wish = booth.go(Fraction(1, 10), direction=-1)
    qtbot.waitUntil(lambda: booth.landed(wish) is not None)
    qtbot.waitUntil(lambda: booth.projector._is_at_end)
    still, _ = booth.projector.take(0.0)
    assert still.time == 0
    assert booth.projector.is_at_end


def test_backwards_it_makes_ready_what_was_before(booth: Booth, qtbot) -> None:
    """Running backwards, pictures come in falling order."""
    booth.go(Fraction(1), direction=-1)
    qtbot.waitUntil(lambda: booth.projector.next_time() == 24 / PAL)
    assert booth.projector.take(0.965)[0] is None
    assert booth.projector.take(0.955)[0].time == 24 / PAL
    assert booth.projector.take(0.915)[0].time == 23 / PAL


def test_the_latest_of_many_wishes_is_met(booth: Booth, qtbot) -> None:
    """Scrubbing does not queue: the last place is reached, others may be left out."""
    wishes = [booth.go(Fraction(k, 20)) for k in range(40)]
    qtbot.waitUntil(lambda: booth.landed(wishes[-1]) is not None)
    assert index_at(booth.landed(wishes[-1])) == 48
    numbers = [p.wish.number for p in booth.posted if isinstance(p, Landed)]
    assert numbers == sorted(numbers)


def test_a_late_picture_is_not_made_ready(booth: Booth, qtbot) -> None:
    """When the clock is far ahead, pictures nobody would see cost no time."""
    wish = booth.go(Fraction(0))
    booth.projector.roll(lambda: 99.0)
    qtbot.waitUntil(lambda: booth.landed(wish) is not None)
    seen = 0

    def drain() -> bool:
        nonlocal seen
        still, _ = booth.projector.take(99.0)
        seen += still is not None
        return booth.projector.is_at_end

    qtbot.waitUntil(drain)
    assert seen < 40


def test_another_size_is_taken_for_the_next(booth: Booth, qtbot) -> None:
    """Pictures made after a change of the view fit in it."""
    booth.projector.set_room(48, 64)
    wish = booth.go(Fraction(1))
    qtbot.waitUntil(lambda: booth.landed(wish) is not None)
    assert booth.landed(wish).still.shown.bgra.shape == (32, 48, 4)


def test_what_is_no_movie_is_told(new_booth, qtbot, tmp_path: Path) -> None:
    """A file that cannot be read is told in a sentence."""
    (tmp_path / "no.mp4").write_bytes(b"nothing of the kind")
    booth = new_booth(tmp_path / "no.mp4")
    qtbot.waitUntil(lambda: bool(booth.posted))
    assert isinstance(booth.posted[0], Failed)
    assert booth.posted[0].words.startswith("no.mp4 is not a movie")


def test_a_vanished_file_is_told_once(
    new_booth, qtbot, tmp_path: Path, film: Movie, monkeypatch
) -> None:
    """A drive that is unplugged is noticed while nothing is asked for."""
    monkeypatch.setattr("avts_desktop.playback.worker.LOOK_S", 0.02)
    path = tmp_path / "gone.mov"
    path.write_bytes(film.path.read_bytes())
    booth = new_booth(path)
    wish = booth.go(Fraction(0))
    qtbot.waitUntil(lambda: booth.landed(wish) is not None)
    path.unlink()
    qtbot.waitUntil(lambda: Failed("gone.mov is no longer there.") in booth.posted)
    later = booth.go(Fraction(1))
    qtbot.waitUntil(lambda: booth.landed(later) is not None)
    assert sum(isinstance(p, Failed) for p in booth.posted) == 1
