"""Tests of the closer look: the rows it makes are those that a narrow range has."""

import tracemalloc
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.errors import JobCancelledError
from avts_core.jobs import CancelToken
from avts_core.sync.closeup import ChosenPictures, centre_ms, look_closely
from avts_core.sync.comparing import Comparer
from avts_core.sync.contest import NOBODY, Decided
from avts_core.sync.scores import as_distance, lags_ms
from avts_core.sync.tally import Tally

LAGS_MS = lags_ms(50)
SIZE = 4


class EchoComparer:
    """Gives rows that hold the picture's first number at each lag."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, int]] = []

    def compare(self, pictures: NDArray[np.float16], first: int) -> NDArray[np.float32]:
        self.calls.append((first, len(pictures)))
        return np.repeat(pictures[:, :1].astype(np.float32), len(LAGS_MS), axis=1)


def pictures_of(track: int, first: int, stop: int) -> NDArray[np.float16]:
    """Return pictures that tell their face and time."""
    numbers = (100 * track + np.arange(first, stop)) / 1000
    return np.repeat(numbers[:, None], SIZE, axis=1).astype(np.float16)


def decided(first: int, speaker: list[int]) -> Decided:
    values = np.zeros((len(speaker), 1), np.float32)
    return Decided(first=first, values=values, speaker=np.array(speaker, np.int32))


def looked(chosen: ChosenPictures, speaker: NDArray[np.int32]) -> Tally:
    tally = Tally(LAGS_MS)
    look_closely(chosen, speaker, cast("Comparer", EchoComparer()), tally)
    return tally


@pytest.mark.parametrize(
    ("offset_ms", "max_lag_ms", "centre"),
    [
        (None, 6000.0, 0.0),
        (120.0, 6000.0, 0.0),
        (-1490.0, 6000.0, 0.0),
        (1510.0, 6000.0, 1500.0),
        (4812.0, 10_000.0, 5000.0),
        (-3902.0, 10_000.0, -4000.0),
        (5900.0, 6000.0, 4500.0),
        (-1700.0, 2000.0, -500.0),
    ],
)
def test_the_axis_lies_around_the_answer(
    offset_ms: float | None, max_lag_ms: float, centre: float
) -> None:
    """To half a second, within what was looked for; the usual axis where it will do."""
    assert centre_ms(offset_ms, max_lag_ms, 1500) == centre


def test_pictures_of_whom_was_chosen_are_kept() -> None:
    """Two faces share the time; nobody's pictures are kept where nobody talks."""
    chosen = ChosenPictures()
    chosen.add(1, 0, pictures_of(1, 0, 6))
    chosen.add(2, 2, pictures_of(2, 2, 5))
    chosen.settle(decided(0, [1, 1, 2]))
    chosen.settle(decided(3, [NOBODY, 2]))
    chosen.add(2, 5, pictures_of(2, 5, 8))
    chosen.settle(decided(5, [1, 2, 2]))
    assert chosen.times.tolist() == [0, 1, 2, 4, 5, 6, 7]
    wanted = [0.100, 0.101, 0.202, 0.204, 0.105, 0.206, 0.207]
    np.testing.assert_allclose(chosen.pictures[:, 0], wanted, atol=1e-3)
    assert chosen._waiting == []


def test_rows_are_made_at_the_times_of_the_pictures() -> None:
    """Over hundreds of times with gaps, each row is that of its own picture."""
    chosen = ChosenPictures()
    speaker = np.full(700, NOBODY, np.int32)
    speaker[20:430] = speaker[450:640] = 0
    chosen.add(0, 20, pictures_of(0, 20, 660))
    chosen.settle(decided(0, speaker.tolist()))
    tally = looked(chosen, speaker)
    assert tally.num_whole == 700
    np.testing.assert_array_equal(tally.speaker, speaker)
    known = np.isfinite(tally.distance).all(axis=1)
    np.testing.assert_array_equal(known, speaker == 0)
    told = np.flatnonzero(known).astype(np.float16)[:, None] / 1000
    wanted = as_distance(np.repeat(told.astype(np.float32), len(LAGS_MS), axis=1))
    np.testing.assert_allclose(tally.distance[known], wanted, atol=1e-3)


def test_a_film_without_a_face_has_rows_of_nothing() -> None:
    """Where nobody was compared nothing is known, and nothing fails."""
    tally = looked(ChosenPictures(), np.full(60, NOBODY, np.int32))
    assert tally.num_whole == 60
    assert np.isnan(tally.distance).all()
    assert looked(ChosenPictures(), np.empty(0, np.int32)).num_whole == 0


def test_it_can_be_cancelled() -> None:
    """A long film is not looked at to its end."""
    cancel = CancelToken()
    cancel.cancel()
    speaker = np.full(60, NOBODY, np.int32)
    comparer = cast("Comparer", EchoComparer())
    with pytest.raises(JobCancelledError):
        look_closely(ChosenPictures(), speaker, comparer, Tally(LAGS_MS), cancel=cancel)


@pytest.mark.slow
def test_a_wide_range_needs_little_memory() -> None:
    """Half a minute at ten seconds either way needs far less than its distances."""
    lags, rng = lags_ms(10_000), np.random.default_rng(0)
    num_times, piece = 750, 125
    speaker = np.zeros(piece, np.int32)
    pictures = np.zeros((piece, 256), np.float16)

    def take(tally: Tally, chosen: ChosenPictures, first: int) -> None:
        values = rng.normal(0, 0.1, (piece, len(lags))).astype(np.float32)
        some = Decided(first=first, values=values, speaker=speaker)
        chosen.add(0, first, pictures)
        chosen.settle(some)
        tally.add(some)

    tally, chosen = Tally(lags, keeps_distance=False), ChosenPictures()
    take(tally, chosen, 0)
    tracemalloc.start()
    try:
        for first in range(piece, num_times + piece, piece):
            take(tally, chosen, first)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert tally.num_whole > num_times
    # 32 kB of evidence and 13 kB of pictures a second, with the room to grow, against
    # 200 kB of distances.
    assert held < 30 * 100_000
