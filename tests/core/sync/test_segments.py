"""Tests of spans of constant offset."""

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.sync.evidence import Blocks, blocks_of
from avts_core.sync.scores import lags_ms
from avts_core.sync.segments import (
    MIN_SPAN_BLOCKS,
    Segment,
    find_segments,
)

LAGS_MS = lags_ms(400)


def evidence(
    offsets_ms: NDArray[np.float64], *, height: float = 0.3, seed: int = 0
) -> Blocks:
    """Return evidence of lips that fit at these offsets, one a second; NaN: nothing."""
    rng = np.random.default_rng(seed)
    each_ms = np.repeat(offsets_ms, 25)[:, None]
    noise = rng.normal(0, 1, (len(each_ms), len(LAGS_MS) + 8))
    # Neighbouring lags are alike, as in real maps.
    noise = np.stack([noise[:, k : k + len(LAGS_MS)] for k in range(8)]).mean(0)
    hill = height * np.exp(-0.5 * ((LAGS_MS - each_ms) / 50) ** 2)
    return blocks_of((0.5 * noise + np.nan_to_num(hill)).astype(np.float32))


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
