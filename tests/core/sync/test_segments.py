"""Tests of spans of constant offset."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from avts_core.sync.evidence import Blocks, blocks_of
from avts_core.sync.scores import lags_ms
from avts_core.sync.segments import (
    JUMP_PRICE,
    MIN_SPAN_BLOCKS,
    STEP_PRICE,
    Segment,
    best_path,
    find_segments,
)

LAGS_MS = lags_ms(400)
WINDOW_SCALE = 30.0


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
    (segment,) = find_segments(blocks, WINDOW_SCALE)
    assert segment.chosen.all()
    assert (segment.first_block, segment.last_block) == (0, 59)


@pytest.mark.parametrize("jump_ms", [-80.0, 80.0, 240.0])
def test_a_jump_splits(jump_ms: float) -> None:
    """One jump gives two spans, parted to the second or two, with their offsets."""
    blocks = evidence(np.concatenate([steady(30, 20.0), steady(40, 20.0 + jump_ms)]))
    first, second = find_segments(blocks, WINDOW_SCALE)
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
    spans = find_segments(blocks, WINDOW_SCALE)
    offsets = [offset_of(blocks, span) for span in spans]
    assert offsets == pytest.approx([0, 120, 0], abs=10)


def test_noise_hardly_splits() -> None:
    """Faces whose lips fit nowhere jump at most now and then, in spans too unclear."""
    num_spans = [
        len(find_segments(evidence(steady(120, 0.0), height=0.0, seed=s), WINDOW_SCALE))
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
    (segment,) = find_segments(blocks, WINDOW_SCALE)
    assert segment.chosen.all()


def test_a_short_excursion_is_ignored() -> None:
    """Two seconds that say otherwise belong to no span, and do not part one."""
    offsets_ms = steady(60, 40.0)
    offsets_ms[30:32] = 300.0
    blocks = evidence(offsets_ms, height=0.8)
    (segment,) = find_segments(blocks, WINDOW_SCALE)
    assert (segment.first_block, segment.last_block) == (0, 59)
    assert not segment.chosen[30:32].any()
    assert segment.chosen.sum() == 58


def test_seconds_without_a_face_do_not_split() -> None:
    """A gap in the evidence keeps the movie's numbering and makes no jump."""
    rng = np.random.default_rng(1)
    hill = 0.3 * np.exp(-0.5 * ((LAGS_MS - 40) / 50) ** 2)
    values = (hill + rng.normal(0, 0.2, (50 * 25, len(LAGS_MS)))).astype(np.float32)
    values[20 * 25 : 30 * 25] = np.nan
    blocks = blocks_of(values)
    (segment,) = find_segments(blocks, WINDOW_SCALE)
    assert segment.chosen.sum() == 40
    assert (segment.first_block, segment.last_block) == (0, 49)


def test_no_blocks_give_no_segments() -> None:
    """Nothing to split is no error."""
    blocks = blocks_of(np.full((100, len(LAGS_MS)), np.nan, np.float32))
    assert find_segments(blocks, WINDOW_SCALE) == []


@pytest.mark.parametrize("seconds", [1, MIN_SPAN_BLOCKS - 1])
def test_a_short_film_is_one_span(seconds: int) -> None:
    """With fewer blocks than a span needs there is still one answer."""
    blocks = evidence(steady(seconds, 0.0))
    (segment,) = find_segments(blocks, WINDOW_SCALE)
    assert segment.chosen.all()


def path_value(gain: NDArray[np.float64], path: tuple[int, ...]) -> float:
    value = sum(gain[block, lag] for block, lag in enumerate(path))
    for before, after in itertools.pairwise(path):
        apart = abs(after - before)
        value -= {0: 0.0, 1: STEP_PRICE}.get(apart, JUMP_PRICE)
    return value


@settings(max_examples=60)
@given(
    gain=st.tuples(st.integers(1, 5), st.integers(2, 5)).flatmap(
        lambda shape: arrays(
            np.float64, shape, elements=st.floats(-30, 30, allow_nan=False)
        )
    )
)
def test_the_path_is_the_best_of_all(gain: NDArray[np.float64]) -> None:
    """No path of all possible ones is worth more than the one found."""
    paths = itertools.product(range(gain.shape[1]), repeat=len(gain))
    best = max(path_value(gain, path) for path in paths)
    found = path_value(gain, tuple(int(lag) for lag in best_path(gain)))
    assert found == pytest.approx(best, abs=1e-9)
