"""Tests of offsets by pairs: the sign, what cannot be asked, the sums."""

import numpy as np
import pytest
import torch

from avts_core.errors import AnalysisError
from avts_core.evaluation.pair_offsets import (
    LAGS_MS,
    MovieOffset,
    measure_offsets,
    offset_figures,
)
from tests.core.evaluation.pair_stubs import (
    ReadingJudge,
    StubCache,
    make_movie,
    make_pairs,
)


def measure(movies, cache, judge=None, **named):
    pairs = make_pairs(movies, cache)
    return measure_offsets(judge or ReadingJudge(), pairs, side_px=8, **named)


@pytest.mark.parametrize("late_ticks", [0, 4, -11])
def test_offsets_are_found_with_their_sign(late_ticks):
    """Sound that is late has a negative offset, as everywhere in the project."""
    found = measure([make_movie("a"), make_movie("b")], StubCache(late_ticks))
    assert [m.offset_ms for m in found.movies] == [-40.0 * late_ticks] * 2
    assert found.median_error_ms == 40 * abs(late_ticks)
    assert found.within_40_ms == (late_ticks == 0)


def test_the_grid_is_that_of_published_results():
    """31 lags of 40 ms; guessing is right for 3 of them."""
    found = offset_figures([MovieOffset(file="a", offset_ms=0.0)], {})
    assert (len(LAGS_MS), LAGS_MS[0], LAGS_MS[-1]) == (31, -600, 600)
    assert found.chance_within_40_ms == 3 / 31
    assert found.chance_median_error_ms == 320


def test_a_network_that_says_nothing_is_not_praised():
    """Of equal distances none is taken for right."""

    class Dull(ReadingJudge):
        def apart(self, seen, heard):
            return torch.ones(len(seen))

    assert measure([make_movie()], StubCache(), Dull()).within_40_ms == 0


def test_what_cannot_be_asked_is_named():
    """Short, silent and torn movies are left out with the reason."""
    movies = [make_movie(name) for name in "abc"] + [make_movie("d", seconds=2.0)]
    found = measure(movies, StubCache(silent="b", torn="c"))
    assert found.num_movies == 1
    assert found.left_out == {
        "b.mp4": "It is silent.",
        "c.mp4": "c is torn.",
        "d.mp4": "It has 2.00 s with picture and sound, 2.20 s are needed.",
    }
    with pytest.raises(AnalysisError, match="It is silent"):
        measure([make_movie("b")], StubCache(silent="b"))


def test_of_a_long_movie_the_middle_is_looked_at():
    """Memory does not grow with its length, and the answer is the same."""
    seen = []

    class Counting(ReadingJudge):
        def see(self, clips):
            seen.append(len(clips))
            return super().see(clips)

    found = measure([make_movie("a", seconds=90.0)], StubCache(3), Counting())
    assert found.movies[0].offset_ms == -120
    assert sum(seen) == len(range(15, 30 * 25 - 25 - 15 + 1, 5))


def test_errors_are_summed_up():
    """Median of the sizes, share within 40 ms, and the interval of so many movies."""
    offsets = [-40.0, 0.0, 40.0, 80.0, -600.0]
    found = offset_figures(
        [MovieOffset(file=str(k), offset_ms=ms) for k, ms in enumerate(offsets)], {}
    )
    assert (found.median_error_ms, found.within_40_ms) == (40, 0.6)
    assert found.within_40_ms_low < 0.6 < found.within_40_ms_high
    assert np.isclose(found.within_40_ms_low, 0.2307, atol=1e-3)
