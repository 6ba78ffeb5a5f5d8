"""Tests of pairs: what each kind is, that draws repeat, and that nothing leaks."""

import pickle
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avts_core.data.pairs import Negative, NegativeShares, Pair, PairSampler
from avts_core.errors import ConfigError, TrainingError

EASY = NegativeShares()
HARD = NegativeShares(easy=0, hard=1)
SUPER_HARD = NegativeShares(easy=0, super_hard=1)
MIXED = NegativeShares(easy=0.5, hard=0.3, super_hard=0.2)
SPANS = ((0.0, 2.6), (0.31, 3.3), (1.0, 5.0), (0.0, 9.5), (7.013, 9.9), (0.0, 1.2))
VIDEOS = ("a", "a", "b", "c", "d", "e")


def draw_all(
    sampler: PairSampler, num: int, shares: NegativeShares, *, epoch: int = 0
) -> list[Pair]:
    return [sampler.draw(epoch, index, shares) for index in range(num)]


def ticks(seconds: float) -> int:
    assert seconds * 25 == pytest.approx(round(seconds * 25), abs=1e-9)
    return round(seconds * 25)


def test_every_second_pair_fits() -> None:
    """Even indices are positives: one moment of one movie. Odd ones are negatives."""
    pairs = draw_all(PairSampler(SPANS, VIDEOS, seed=3), 200, MIXED)
    for pair in pairs[::2]:
        assert pair.kind is None
        assert (pair.movie, pair.picture_s) == (pair.sound_movie, pair.sound_s)
    assert all(pair.kind is not None for pair in pairs[1::2])


def test_each_kind_is_what_it_says() -> None:
    """Other video; same movie, half a second apart; same movie, a little off."""
    pairs = draw_all(PairSampler(SPANS, VIDEOS, seed=4), 2000, MIXED)
    seen = Counter(pair.kind for pair in pairs)
    assert seen[Negative.EASY] == pytest.approx(500, abs=80)
    assert seen[Negative.HARD] == pytest.approx(300, abs=70)
    assert seen[Negative.SUPER_HARD] == pytest.approx(200, abs=60)
    for pair in pairs:
        shift_s = abs(pair.sound_s - pair.picture_s)
        is_same_video = VIDEOS[pair.movie] == VIDEOS[pair.sound_movie]
        assert is_same_video == (pair.kind is not Negative.EASY)
        if pair.kind is Negative.HARD:
            assert pair.movie == pair.sound_movie
            assert shift_s >= 1.5 - 1e-9
        if pair.kind is Negative.SUPER_HARD:
            assert pair.movie == pair.sound_movie
            assert 0.2 - 1e-9 <= shift_s < 1


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.floats(0, 50), st.floats(1.1, 8)), min_size=2, max_size=5),
    st.integers(0, 1000),
)
def test_clips_lie_wholly_in_their_movies(
    stretches: list[tuple[float, float]], seed: int
) -> None:
    """No clip of either stream begins before or ends after what there is."""
    spans = [(begin, begin + length) for begin, length in stretches]
    spans.append((0.0, 3.0))  # one that every kind can be drawn from
    sampler = PairSampler(spans, [str(k) for k in range(len(spans))], seed=seed)
    for pair in draw_all(sampler, 60, MIXED):
        for movie, start_s in (
            (pair.movie, pair.picture_s),
            (pair.sound_movie, pair.sound_s),
        ):
            ticks(start_s)
            assert start_s >= spans[movie][0] - 1e-6
            assert start_s + 1 <= spans[movie][1] + 1e-6


def test_draws_depend_on_their_numbers_alone() -> None:
    """Neither order nor process matter; epoch, index, attempt and seed do."""
    sampler = PairSampler(SPANS, VIDEOS, seed=5)
    forth = {(e, k): sampler.draw(e, k, MIXED) for e in range(3) for k in range(40)}
    other = pickle.loads(pickle.dumps(PairSampler(SPANS, VIDEOS, seed=5)))
    for (epoch, index), pair in reversed(forth.items()):
        assert other.draw(epoch, index, MIXED) == pair
    assert [forth[0, k] for k in range(40)] != [forth[1, k] for k in range(40)]
    again = [sampler.draw(0, k, MIXED, attempt=1) for k in range(40)]
    assert sum(again[k] == forth[0, k] for k in range(40)) < 4
    assert [pair.kind for pair in again] == [forth[0, k].kind for k in range(40)]
    assert draw_all(PairSampler(SPANS, VIDEOS, seed=6), 40, MIXED) != [
        forth[0, k] for k in range(40)
    ]


def test_a_pass_sees_each_video_once() -> None:
    """So many pairs as there are videos: none is left out, none comes twice."""
    videos = [f"v{k}" for k in range(31)]
    sampler = PairSampler([(0.0, 4.0)] * 31, videos, seed=7)
    for first in (0, 31, 62):
        pairs = [sampler.draw(0, first + k, MIXED) for k in range(31)]
        assert sorted(pair.movie for pair in pairs) == list(range(31))


def test_the_sound_of_easy_negatives_begins_anywhere() -> None:
    """Not at the start of its movie: all starts are as frequent."""
    sampler = PairSampler([(0.0, 3.0)] * 2, "ab", seed=8)
    starts = [ticks(p.sound_s) for p in draw_all(sampler, 5100, EASY)[1::2]]
    counts = np.bincount(starts, minlength=51)
    assert len(counts) == 51
    assert ((counts - 50) ** 2 / 50).sum() < 51 + 5 * np.sqrt(102)


def test_hard_sounds_lie_evenly_on_both_sides() -> None:
    """For one picture, every start at least half a second off is as frequent."""
    sampler = PairSampler([(0.0, 6.0)], "a", seed=9)
    rng = np.random.default_rng(0)
    places, is_later = [], []
    for pair in draw_all(sampler, 6000, HARD)[1::2]:
        picture, sound = ticks(pair.picture_s), ticks(pair.sound_s)
        allowed = [k for k in range(126) if abs(k - picture) >= 38]
        places.append((allowed.index(sound) + rng.random()) / len(allowed))
        is_later.append(sound > picture)
    counts, _ = np.histogram(places, bins=20, range=(0, 1))
    assert (((counts - 150) ** 2) / 150).sum() < 20 + 5 * np.sqrt(40)
    assert np.mean(is_later) == pytest.approx(0.5, abs=0.04)


@pytest.mark.parametrize("shares", [EASY, HARD, SUPER_HARD, MIXED], ids=str)
def test_one_stream_tells_nothing(shares: NegativeShares) -> None:
    """Movie and place in it are as frequent in negatives as in positives.

    So it is for pictures and for sounds. Short movies are among them, where hard
    negatives cannot be everywhere.
    """
    pairs = draw_all(PairSampler(SPANS, VIDEOS, seed=10), 8000, shares)
    pictures = [(p.kind, p.movie, p.picture_s) for p in pairs]
    sounds = [(p.kind, p.sound_movie, p.sound_s) for p in pairs]
    for clips in (pictures, sounds):
        counts: tuple[Counter[tuple[int, int]], ...] = (Counter(), Counter())
        for kind, movie, start_s in clips:
            begin_s, end_s = SPANS[movie]
            place = (start_s - begin_s) / (end_s - begin_s - 1)
            counts[kind is not None][movie, int(8 * place)] += 1
        cells = set(counts[0]) | set(counts[1])
        assert len(cells) > 12
        assert unlikeness(*counts) < len(cells) + 4 * np.sqrt(2 * len(cells))


def test_short_movies_are_drawn_for_what_they_can_give() -> None:
    """Where hard negatives are due, movies too short for them give no pair at all."""
    sampler = PairSampler(SPANS, VIDEOS, seed=11)
    hard = draw_all(sampler, 400, HARD)
    assert {pair.movie for pair in hard} == {0, 1, 2, 3, 4}
    assert all(pair.kind is Negative.HARD for pair in hard[1::2])
    assert 5 in {pair.movie for pair in draw_all(sampler, 400, EASY)}


def test_what_cannot_be_drawn_is_said() -> None:
    """No second video, no movie long enough: each has its sentence."""
    short = PairSampler([(0.0, 2.5), (0.0, 2.5)], "aa", seed=0)
    with pytest.raises(TrainingError, match="at least two videos"):
        short.draw(0, 1, EASY)
    with pytest.raises(TrainingError, match=r"hard negatives: 2\.52 s"):
        short.draw(0, 1, HARD)
    assert short.draw(0, 1, SUPER_HARD).kind is Negative.SUPER_HARD
    with pytest.raises(TrainingError, match=r"super-hard negatives: 1\.20 s"):
        PairSampler([(0.0, 1.1)], "a", seed=0).draw(0, 1, SUPER_HARD)
    with pytest.raises(TrainingError, match="as long as a clip"):
        PairSampler([(0.01, 1.03)], "a", seed=0)


@pytest.mark.parametrize("shares", [(0.5, 0.2, 0.2), (1.5, -0.5, 0), (0, 0, 0)])
def test_shares_must_sum_to_one(shares: tuple[float, float, float]) -> None:
    """Anything else is refused."""
    easy, hard, super_hard = shares
    with pytest.raises(ConfigError, match="must sum to 1"):
        NegativeShares(easy=easy, hard=hard, super_hard=super_hard)


def test_kinds_lie_on_a_line() -> None:
    """A kind with no share is never chosen, whatever rounding does."""
    assert MIXED.kind_at(0) is Negative.EASY
    assert MIXED.kind_at(0.5) is Negative.HARD
    assert MIXED.kind_at(0.81) is Negative.SUPER_HARD
    assert NegativeShares(easy=1 - 1e-7).kind_at(1 - 1e-9) is Negative.EASY
    assert NegativeShares(easy=0.3, hard=0.7 - 1e-7).kind_at(1 - 1e-9) is Negative.HARD
    assert SUPER_HARD.kind_at(0) is Negative.SUPER_HARD


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"clip_s": 1.01}, "whole number of ticks"),
        ({"min_shift_s": 1.0}, "min_shift_s"),
        ({"min_shift_s": 0.0}, "min_shift_s"),
        ({"hard_gap_s": -1.0}, "hard_gap_s"),
    ],
)
def test_lengths_must_make_sense(wrong: dict[str, float], words: str) -> None:
    """Mistakes of the caller are found at once."""
    with pytest.raises(ValueError, match=words):
        PairSampler(SPANS, VIDEOS, seed=0, **wrong)
    with pytest.raises(ValueError, match="one video a span"):
        PairSampler(SPANS, VIDEOS[:2], seed=0)


def unlikeness(first: Counter[Any], second: Counter[Any]) -> float:
    """Compare two counts of as many: about the number of cells if they agree."""
    return sum(
        (first[cell] - second[cell]) ** 2 / (first[cell] + second[cell])
        for cell in set(first) | set(second)
    )
