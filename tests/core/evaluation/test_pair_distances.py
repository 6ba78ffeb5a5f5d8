"""Tests of networks asked about pairs: the parts and the whole, kinds, what is told."""

import pytest
import torch

from avts_core.data.pairs import Negative
from avts_core.evaluation.pair_distances import PairJudge
from avts_core.evaluation.pair_metrics import auc_of
from avts_core.models.avts import AvtsConfig, AvtsNet
from avts_core.models.input_statistics import InputStatistics
from avts_core.models.l3 import L3Config, L3Net
from tests.core.evaluation.pair_stubs import (
    ReadingJudge,
    StubCache,
    make_movie,
    make_pairs,
)

STATISTICS = InputStatistics(
    picture_means=(100.0, 100.0, 100.0),
    picture_deviations=(50.0, 50.0, 50.0),
    band_means=(-6.0,) * 40,
    band_deviations=(3.0,) * 40,
)


@pytest.mark.parametrize(
    "model",
    [
        AvtsNet(AvtsConfig(backbone="mc2", width=4, embedding=8, side_px=16)),
        L3Net(L3Config(backbone="frame", width=4, side_px=16)),
    ],
)
def test_parts_give_what_the_whole_gives(model):
    """Seen and heard apart, then compared: the distances; logits count backwards."""
    judge = PairJudge(model, STATISTICS).eval()
    generator = torch.Generator().manual_seed(0)
    clips = torch.randint(0, 256, (3, 3, 25, 16, 16), generator=generator)
    bands = torch.randn(3, 40, 99, generator=generator)
    with torch.no_grad():
        (values,) = judge(clips.byte(), bands)
        parts = judge.apart(judge.see(clips.byte()), judge.hear(bands))
    sign = -1 if isinstance(model, L3Net) else 1
    torch.testing.assert_close(parts, sign * values)
    torch.testing.assert_close(judge.distances(clips.byte(), bands), parts)
    assert not judge.distances(clips.byte(), bands).requires_grad


@pytest.mark.parametrize("kind", list(Negative))
def test_a_judge_that_reads_tells_each_kind(kind):
    """As many negatives as positives, with their videos, and far apart."""
    movies = [make_movie(name) for name in "abcd"]
    pairs = make_pairs(movies, StubCache())
    found = pairs.distances(ReadingJudge(), kind, 20, side_px=8)
    assert (len(found.positive), len(found.negative)) == (20, 20)
    assert set(found.positive_videos) == {0, 1, 2, 3}
    assert len(found.negative_videos) == 20
    assert auc_of(found.positive, found.negative) > 0.95


def test_what_movies_do_not_give_is_none():
    """One video has no easy negatives, a short one no hard ones."""
    one = make_pairs([make_movie("a", seconds=2.0)], StubCache())
    for kind in (Negative.EASY, Negative.HARD):
        assert one.distances(ReadingJudge(), kind, 4, side_px=8) is None
    assert one.distances(ReadingJudge(), Negative.SUPER_HARD, 4, side_px=8) is not None


def test_torn_files_are_named():
    """Pairs come from the others; the reason comes along."""
    pairs = make_pairs([make_movie(name) for name in "abc"], StubCache(torn="b"))
    found = pairs.distances(ReadingJudge(), Negative.EASY, 12, side_px=8)
    assert found.left_out == {"b.mp4": "b is torn."}
    assert 1 not in {*found.positive_videos, *found.negative_videos}
