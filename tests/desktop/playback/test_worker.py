"""A thread that reads: it never ends without a word."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from avts_core.errors import UnreadableError
from avts_desktop.playback import worker
from avts_desktop.playback.worker import Failed, Worker


class Reading(Worker):
    """Does what a test wants while it reads."""

    def __init__(self, path: Path, work: Callable[["Reading"], None]) -> None:
        self.told: list[object] = []
        super().__init__(path, lambda _, message: self.told.append(message), name="it")
        self._work = work
        self._thread.start()

    def _read(self) -> None:
        self._work(self)

    def wait(self) -> None:
        with self._wake:
            self._wake.wait_for(lambda: self._is_stopping, 5)


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Callable[..., Reading]]:
    """Begin reading a file; the threads end with the test."""
    path = tmp_path / "film.mov"
    path.touch()
    made: list[Reading] = []

    def make(work: Callable[[Reading], None]) -> Reading:
        made.append(Reading(path, work))
        return made[-1]

    yield make
    for reading in made:
        reading.stop()
        assert reading.join(1.0)


def fail(error: Exception) -> Callable[[Reading], None]:
    """Return work that fails."""

    def work(_: Reading) -> None:
        raise error

    return work


def test_what_is_wrong_with_the_movie_is_told(read) -> None:
    """An error of the core is told in its words, and the thread has given up."""
    reading = read(fail(UnreadableError("film.mov is damaged.")))
    assert reading.join(1.0)
    assert reading.told == [Failed("film.mov is damaged.")]
    assert reading.has_failed


@pytest.mark.parametrize("error", [StopIteration(), ValueError("x"), MemoryError()])
def test_what_nobody_expected_is_told_and_logged(read, expect_log, error) -> None:
    """Whatever it dies of: a sentence for people, the traceback for the log."""
    expect_log("Reading .*film.mov for playing failed")
    reading = read(fail(error))
    assert reading.join(1.0)
    (message,) = reading.told
    assert message.words.startswith("film.mov cannot be played on: something")
    assert reading.has_failed


def test_a_file_that_is_gone_is_told_in_one_way(read, tmp_path: Path) -> None:
    """Whether it is noticed by looking or by an error, the words are the same."""
    (tmp_path / "film.mov").touch()

    def work(reading: Reading) -> None:
        (tmp_path / "film.mov").unlink()
        reading._looked_s -= worker.LOOK_S
        reading._look_after_file()
        reading._looked_s -= worker.LOOK_S
        reading._look_after_file()
        raise UnreadableError("film.mov can no longer be read.")

    reading = read(work)
    assert reading.join(1.0)
    assert reading.told == [Failed("film.mov is no longer there.")] * 2


def test_who_is_stopped_says_nothing(read) -> None:
    """What fails after it was told to end concerns nobody."""

    def work(reading: Reading) -> None:
        reading.wait()
        raise UnreadableError("too late.")

    reading = read(work)
    assert not reading.has_failed
    reading.stop()
    assert reading.join(1.0)
    assert reading.told == []
