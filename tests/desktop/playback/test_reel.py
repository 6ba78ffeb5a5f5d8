"""Pictures to and fro: the right ones, kept within bounds."""

from collections.abc import Iterator
from fractions import Fraction

import pytest

from avts_core.errors import JobCancelledError
from avts_core.jobs import CancelToken
from avts_core.media.viewing import ViewReader
from avts_desktop.playback.frames import Still
from avts_desktop.playback.reel import Reel
from avts_desktop.state.movie import Movie
from tests.desktop.playback.conftest import PAL, number_of


@pytest.fixture
def reel(film: Movie) -> Iterator[Reel]:
    """Return a reel of the numbered film."""
    with ViewReader(film.path) as reader:
        reel = Reel(reader)
        reel.room = (96, 64)
        yield reel


def check(still: Still | None, index: int) -> Still:
    """See that a picture is the one of this number."""
    assert still is not None
    assert still.time == index / PAL
    assert still.shown is not None
    assert number_of(still.shown) == index
    return still


def test_it_lands_on_what_is_shown(reel: Reel) -> None:
    """Between two pictures the earlier one is shown; out of range, the outermost."""
    check(reel.at(Fraction(101, 100)), 25)
    check(reel.at(Fraction(-1)), 0)
    last = check(reel.at(Fraction(99)), 49)
    assert last.stop is None


def test_forwards_and_back(reel: Reel) -> None:
    """Each next picture is the next, each before the one before, to both ends."""
    still = check(reel.at(Fraction(1)), 25)
    for index in range(26, 50):
        still = check(reel.after(still), index)
    assert reel.after(still) is None
    for index in range(48, -1, -1):
        still = check(reel.before(still), index)
    assert reel.before(still) is None


def test_backwards_from_a_leap(reel: Reel) -> None:
    """Right after a leap the one before is found, across pictures that stand alone."""
    for index in (1, 12, 13, 24, 25, 49):
        still = check(reel.at(index / PAL), index)
        check(reel.before(still), index - 1)


def test_another_size_makes_pictures_anew(reel: Reel) -> None:
    """After a change of the view, what was seen comes in the new size."""
    still = reel.at(Fraction(1))
    reel.room = (48, 64)
    again = reel.at(still.time)
    following = reel.after(again)
    assert following is not None
    for found, time in ((again, Fraction(1)), (following, 26 / PAL)):
        assert found.shown is not None
        assert found.shown.time == time
        assert found.shown.bgra.shape == (32, 48, 4)


def test_what_nobody_sees_is_not_made_ready(reel: Reel) -> None:
    """A picture that is passed over has its time, and can be seen later."""
    still = reel.at(Fraction(1))
    passed = reel.after(still, is_seen=False)
    assert passed is not None
    assert (passed.time, passed.shown) == (26 / PAL, None)
    check(reel.after(passed), 27)
    check(reel.at(passed.time), 26)


def test_it_keeps_no_more_than_it_may(reel: Reel) -> None:
    """Large pictures are forgotten soon."""
    reel.room = (8000, 8000)
    still: Still | None = reel.at(Fraction(0))
    while still is not None:
        still = reel.after(still)
    assert reel.num_kept == len(reel._kept) == 4


def test_a_search_can_be_given_up(reel: Reel) -> None:
    """A cancelled search ends with the error that says so, and the next one works."""
    reel.cancel = CancelToken()
    reel.cancel.cancel()
    with pytest.raises(JobCancelledError):
        reel.at(Fraction(1))
    reel.cancel = CancelToken()
    check(reel.at(Fraction(1)), 25)
