"""Tests of spans of constant offset."""

import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.errors import JobCancelledError
from avts_core.jobs import CancelToken
from avts_core.sync.evidence import Blocks, blocks_of
from avts_core.sync.scores import lags_ms
from avts_core.sync.segments import (
    MIN_SPAN_BLOCKS,
    Segment,
    find_segments,
)
from tests.core.sync.talk import evidence_at

LAGS_MS = lags_ms(400)


def evidence(
    offsets_ms: NDArray[np.float64], *, height: float = 0.3, seed: int = 0
) -> Blocks:
    return evidence_at(offsets_ms, LAGS_MS, height=height, seed=seed)


def offset_of(blocks: Blocks, segment: Segment) -> float:
    return float(LAGS_MS[np.argmax(blocks.curve(segment.chosen))])


def steady(seconds: int, offset_ms: float) -> NDArray[np.float64]:
    return np.full(seconds, offset_ms)


def test_a_constant_offset_is_one_span() -> None:
    """Nothing jumps: one span over all blocks."""
    blocks = evidence(steady(60, 80.0))
    (segment,) = find_segments(blocks)
    assert segment.chosen.all()
    assert (segment.first_block, segment.last_block) == (0, 59)


@pytest.mark.parametrize("jump_ms", [-80.0, 80.0, 240.0])
def test_a_jump_splits(jump_ms: float) -> None:
    """One jump gives two spans, parted to the second or two, with their offsets."""
    blocks = evidence(np.concatenate([steady(30, 20.0), steady(40, 20.0 + jump_ms)]))
    first, second = find_segments(blocks)
    assert first.first_block == 0
    assert second.last_block == 69
    assert abs(first.last_block - 29) <= 2
    assert second.first_block == first.last_block + 1
    assert offset_of(blocks, first) == pytest.approx(20, abs=10)
    assert offset_of(blocks, second) == pytest.approx(20 + jump_ms, abs=10)


def test_a_jump_there_and_back_gives_three_spans() -> None:
    """A reel with another offset stands between two alike."""
    parts = [steady(30, 0.0), steady(20, 120.0), steady(30, 0.0)]
    blocks = evidence(np.concatenate(parts))
    spans = find_segments(blocks)
    offsets = [offset_of(blocks, span) for span in spans]
    assert offsets == pytest.approx([0, 120, 0], abs=10)


def test_noise_hardly_splits() -> None:
    """Faces whose lips fit nowhere jump at most now and then, in spans too unclear."""
    num_spans = [
        len(find_segments(evidence(steady(120, 0.0), height=0.0, seed=s)))
        for s in range(8)
    ]
    assert min(num_spans) == 1
    assert max(num_spans) <= 4
    assert np.mean(num_spans) <= 2


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("seconds", [120, 600])
def test_slow_drift_does_not_split(seed: int, seconds: int) -> None:
    """An offset that creeps by 60 ms over the film stays one span."""
    blocks = evidence(np.linspace(0, 60, seconds), seed=seed)
    (segment,) = find_segments(blocks)
    assert segment.chosen.all()


def test_a_short_excursion_is_ignored() -> None:
    """Two seconds that say otherwise do not part a span, however clear."""
    offsets_ms = steady(60, 40.0)
    offsets_ms[30:32] = 300.0
    blocks = evidence(offsets_ms, height=0.8)
    (segment,) = find_segments(blocks)
    assert (segment.first_block, segment.last_block) == (0, 59)
    assert offset_of(blocks, segment) == 40


def test_seconds_without_a_face_do_not_split() -> None:
    """A gap in the evidence keeps the movie's numbering and makes no jump."""
    rng = np.random.default_rng(1)
    hill = 0.3 * np.exp(-0.5 * ((LAGS_MS - 40) / 50) ** 2)
    values = (hill + rng.normal(0, 0.2, (50 * 25, len(LAGS_MS)))).astype(np.float32)
    values[20 * 25 : 30 * 25] = np.nan
    blocks = blocks_of(values)
    (segment,) = find_segments(blocks)
    assert segment.chosen.sum() == 40
    assert (segment.first_block, segment.last_block) == (0, 49)


def test_no_blocks_give_no_segments() -> None:
    """Nothing to split is no error."""
    blocks = blocks_of(np.full((100, len(LAGS_MS)), np.nan, np.float32))
    assert find_segments(blocks) == []


@pytest.mark.parametrize("seconds", [1, MIN_SPAN_BLOCKS - 1])
def test_a_short_film_is_one_span(seconds: int) -> None:
    """With fewer blocks than a span needs there is still one answer."""
    blocks = evidence(steady(seconds, 0.0))
    (segment,) = find_segments(blocks)
    assert segment.chosen.all()


@pytest.mark.parametrize(("slope", "seconds"), [(5.0, 900), (60.0, 300), (-60.0, 120)])
def test_drift_is_one_span(slope: float, seconds: int) -> None:
    """An offset that grows steadily is one span, at its offset at the middle."""
    minutes = (np.arange(seconds) + 0.5 - seconds / 2) / 60
    blocks = evidence(40 + slope * minutes)
    (segment,) = find_segments(blocks)
    assert segment.slope_ms_per_min == pytest.approx(slope, rel=0.1)
    assert offset_of(segment.straightened(blocks), segment) == pytest.approx(40, abs=10)
    ends_ms = segment.moved_ms(np.array([0.0, float(seconds)]))
    assert ends_ms[1] - ends_ms[0] == pytest.approx(slope * seconds / 60, rel=0.1)


@pytest.mark.parametrize(
    ("slope", "seconds", "height", "seed"),
    [(3.0, 600, 0.3, 0), (3.0, 600, 0.3, 3), (2.0, 900, 0.4, 4)],
)
def test_a_small_drift_is_not_pulled_to_nothing(
    slope: float, seconds: int, height: float, seed: int
) -> None:
    """A drift first measured along steps of constant offset is measured once more."""
    minutes = (np.arange(seconds) + 0.5 - seconds / 2) / 60
    (segment,) = find_segments(evidence(slope * minutes, height=height, seed=seed))
    assert segment.slope_ms_per_min == pytest.approx(slope, abs=0.15)


def test_a_late_jump_is_no_drift() -> None:
    """80 ms more after minute 12 of 15: two spans, neither drifting."""
    first, second = find_segments(
        evidence(np.concatenate([steady(720, 0.0), steady(180, 80.0)]))
    )
    assert abs(second.first_block - 720) <= 2
    assert first.slope_ms_per_min == second.slope_ms_per_min == 0


def test_jump_and_drift_are_both_found() -> None:
    """A film that drifts and jumps has two spans of one slope."""
    offsets_ms = np.linspace(-40, 35, 900) + np.where(np.arange(900) < 400, 0, 100)
    first, second = find_segments(evidence(offsets_ms))
    assert abs(second.first_block - 400) <= 3
    assert first.slope_ms_per_min == pytest.approx(5, abs=1)
    assert second.drift is first.drift


def test_drift_is_followed_out_of_the_range() -> None:
    """The span of a film whose offset leaves the lags has all that is among them."""
    blocks = evidence(np.linspace(-200, 800, 900))
    spans = find_segments(blocks)
    assert spans[0].slope_ms_per_min == pytest.approx(1000 / 15, rel=0.1)
    assert spans[0].last_block >= 500


def test_a_constant_span_is_left_as_it_is() -> None:
    """Without drift nothing is moved."""
    blocks = evidence(steady(60, 80.0))
    (segment,) = find_segments(blocks)
    assert segment.straightened(blocks) is blocks
    assert not segment.moved_ms(np.array([0.0, 60.0])).any()


def test_it_can_be_cancelled() -> None:
    """The wish to stop is heard."""
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(JobCancelledError):
        find_segments(evidence(steady(60, 80.0)), cancel=cancel)


class Seen(CancelToken):
    """Notes in which function it is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.places: set[str] = set()

    def check(self) -> None:
        frame = sys._getframe(1)
        while frame.f_back and "sync" in frame.f_back.f_code.co_filename:
            self.places.add(frame.f_code.co_name)
            frame = frame.f_back


def test_each_long_part_looks_whether_to_stop() -> None:
    """None of the steps of the search goes on for long without a look."""
    cancel = Seen()
    find_segments(evidence(steady(120, 80.0)), cancel=cancel)
    steps = {"first_scale", "log_odds", "likely_slopes", "best_path", "measure_drift"}
    assert cancel.places >= steps | {"chance_telling", "scale_at"}
