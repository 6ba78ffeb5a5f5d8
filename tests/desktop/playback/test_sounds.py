"""The store of sound: what is put is read, and the rest is silence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from avts_desktop.playback.sounds import AHEAD_S, BEHIND_S, SoundStore

RATE_HZ = 1000


def ramp(first: int, num: int) -> NDArray[np.float32]:
    """Return samples that tell their number."""
    values = np.arange(first, first + num, dtype=np.float32)
    return np.stack([values, -values], axis=1)


@given(st.integers(-900, 4000), st.integers(1, 1500))
def test_what_was_put_is_read(first: int, num: int) -> None:
    """Any stretch comes back, with silence outside of what was put."""
    store = SoundStore(RATE_HZ)
    for start in range(500, 2500, 77):
        store.put(start, ramp(start, min(77, 2500 - start)))
    expected = ramp(first, num)
    numbers = np.arange(first, first + num)
    expected[(numbers < 500) | (numbers >= 2500)] = 0
    assert np.array_equal(store.read(first, num), expected)


def test_ready_means_all_that_there_is() -> None:
    """A stretch is ready when it is filled, or when the sound ends inside of it."""
    store = SoundStore(RATE_HZ)
    store.put(0, ramp(0, 700))
    assert store.is_ready(100, 600)
    assert not store.is_ready(100, 601)
    assert store.is_ready(-500, 800)
    store.finish(700)
    assert store.is_ready(100, 5000)


def test_what_is_played_is_read_first() -> None:
    """First from the place that is played onwards, then what lies behind it."""
    store = SoundStore(RATE_HZ)
    wanted = []
    while (start := store.next_missing(20_250)) is not None:
        wanted.append(start)
        store.put(start, ramp(start, store.block_size))
    assert wanted[0] == 20_000
    ahead = [w for w in wanted if w >= 20_000]
    assert wanted[: len(ahead)] == ahead == sorted(ahead)
    assert max(wanted) == 20_000 + (AHEAD_S - 0.5) * RATE_HZ
    assert min(wanted) == 20_000 - BEHIND_S * RATE_HZ


def test_haste_asks_for_little() -> None:
    """While the place leaps about, only the next two seconds are wanted."""
    store = SoundStore(RATE_HZ)
    for start in range(5000, 7000, 500):
        assert store.next_missing(5000, is_all=False) == start
        store.put(start, ramp(start, 500))
    assert store.next_missing(5000, is_all=False) is None


@pytest.mark.parametrize("focus", [0, 30_000, 90_000])
def test_memory_does_not_grow(focus: int) -> None:
    """What lies far away is dropped, what lies near is kept."""
    store = SoundStore(RATE_HZ)
    store.put(0, ramp(0, 100_000))
    store.forget(focus)
    kept = [k for k in range(0, 100_000, 500) if store.is_ready(k, 500)]
    assert len(kept) <= (AHEAD_S + BEHIND_S) * 2 + 10
    assert store.is_ready(focus, 5000)
