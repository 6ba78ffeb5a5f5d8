"""Tests of the tally: summed up in pieces as if all were there at once."""

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.sync.contest import Decided
from avts_core.sync.evidence import blocks_of
from avts_core.sync.rolling import rolling_offsets
from avts_core.sync.scores import as_distance, lags_ms
from avts_core.sync.tally import Tally

LAGS_MS = lags_ms(300)


def similarities_of_talk(num_times: int) -> NDArray[np.float32]:
    """Return lips that fit at 50 ms, with gaps where no face is."""
    rng = np.random.default_rng(2)
    hill = 0.4 * np.exp(-0.5 * ((LAGS_MS - 50) / 40) ** 2)
    values = (rng.normal(0, 0.15, (num_times, len(LAGS_MS))) + hill).astype(np.float32)
    values[num_times // 3 : num_times // 2] = np.nan
    return values


def decided(values: NDArray[np.float32], first: int, stop: int) -> Decided:
    speaker = np.arange(first, stop, dtype=np.int32)
    return Decided(first=first, values=values[first:stop], speaker=speaker)


def tally_of(values: NDArray[np.float32], piece: int) -> Tally:
    tally = Tally(LAGS_MS)
    for start in range(0, len(values), piece):
        stop = min(start + piece, len(values))
        tally.add(decided(values, start, stop))
    return tally


@pytest.mark.parametrize("piece", [1, 25, 33, 400])
@pytest.mark.parametrize("num_times", [3, 25, 333])
def test_pieces_sum_up_to_the_whole(num_times: int, piece: int) -> None:
    """Distances, rolling view, speakers and blocks are those of all rows at once."""
    values = similarities_of_talk(num_times)
    tally = tally_of(values, piece)
    tally.finish()
    assert tally.num_whole == num_times
    np.testing.assert_array_equal(tally.distance, as_distance(values))
    np.testing.assert_array_equal(tally.speaker, np.arange(num_times))
    rolling = rolling_offsets(values, LAGS_MS)
    np.testing.assert_array_equal(tally.rolling_ms, rolling.offset_ms)
    blocks = blocks_of(values)
    np.testing.assert_array_equal(tally.blocks.index, blocks.index)
    np.testing.assert_allclose(tally.blocks.total, blocks.total, rtol=1e-6)
    np.testing.assert_array_equal(tally.blocks.count, blocks.count)


def test_rows_are_whole_half_a_window_later() -> None:
    """Before the end, what is shown is final: the last second waits."""
    values = similarities_of_talk(333)
    tally = tally_of(values[:300], 50)
    assert tally.num_whole == 275
    early = tally.rolling_ms.copy()
    assert len(tally.distance) == len(tally.speaker) == 275
    assert list(tally.blocks.index)[-1] == 11
    tally.add(decided(values, 300, 333))
    tally.finish()
    np.testing.assert_array_equal(tally.rolling_ms[:275], early)


def test_little_is_held_beside_the_distances() -> None:
    """Similarities of a long film are forgotten when they are summed up."""
    tally = tally_of(similarities_of_talk(2000), 40)
    assert len(tally._recent) < 120


def test_seconds_are_kept_in_half_the_memory() -> None:
    """Evidence of a wide range fits beside the rest: four bytes a number."""
    blocks = tally_of(similarities_of_talk(100), 40).blocks
    assert blocks.total.itemsize == blocks.count.itemsize == 4


def test_distances_may_be_left_out() -> None:
    """All the rest is the same, however many rows come at once."""
    values = similarities_of_talk(1000)
    lean = Tally(LAGS_MS, keeps_distance=False)
    lean.add(decided(values, 0, 1000))
    lean.finish()
    full = tally_of(values, 40)
    full.finish()
    assert len(lean.distance) == 0
    for name in ("speaker", "is_compared", "rolling_ms"):
        np.testing.assert_array_equal(getattr(lean, name), getattr(full, name))
    np.testing.assert_array_equal(lean.blocks.total, full.blocks.total)
    np.testing.assert_array_equal(lean.is_compared, np.isfinite(values).any(axis=1))


def test_nothing_sums_up_to_nothing() -> None:
    """A film without a picture has no rows and no blocks."""
    tally = Tally(LAGS_MS, num_expected=10)
    empty = np.empty((0, len(LAGS_MS)), np.float32)
    tally.add(Decided(first=0, values=empty, speaker=np.empty(0, np.int32)))
    tally.finish()
    assert tally.num_whole == 0
    assert tally.blocks.total.shape == (0, len(LAGS_MS))


def test_a_gap_is_a_mistake() -> None:
    """Times must follow each other."""
    tally = Tally(LAGS_MS)
    with pytest.raises(AssertionError):
        tally.add(decided(similarities_of_talk(50), 10, 20))
