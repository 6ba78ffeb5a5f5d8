"""Tests of the best path: exact, along lines of any slope."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from avts_core.errors import JobCancelledError
from avts_core.jobs import CancelToken
from avts_core.sync.jumps import best_path

PRICE = 5.0


def value(
    gain: NDArray[np.float32], starts: tuple[int, ...], shift: list[int]
) -> float:
    """Return what a path is worth; lags beyond the range are worth 0."""
    total = 0.0
    for block, start in enumerate(starts):
        lag = start + shift[block]
        total += float(gain[block, lag]) if 0 <= lag < gain.shape[1] else 0.0
    return total - PRICE * sum(a != b for a, b in itertools.pairwise(starts))


GAINS = st.tuples(st.integers(1, 4), st.integers(2, 4)).flatmap(
    lambda shape: arrays(
        np.float32, shape, elements=st.floats(-15, 15, allow_nan=False, width=32)
    )
)


@settings(max_examples=60)
@given(gain=GAINS, slope=st.integers(-1, 1))
def test_the_path_is_the_best_of_all(gain: NDArray[np.float32], slope: int) -> None:
    """No path of all possible ones is worth more than the one found."""
    num_blocks, num_lags = gain.shape
    shift = [slope * block for block in range(num_blocks)]
    starts = range(-max(shift), num_lags - min(shift))
    best = max(
        value(gain, path, shift)
        for path in itertools.product(starts, repeat=num_blocks)
    )
    found = best_path(gain, np.array(shift), jump_price=PRICE)
    assert found.score == pytest.approx(best, abs=1e-4)
    assert value(gain, tuple(found.start), shift) == pytest.approx(best, abs=1e-4)


def test_a_line_may_leave_the_range() -> None:
    """A line whose start lies outside is followed where it is inside."""
    gain = np.zeros((30, 5), np.float32)
    shift = np.arange(30)
    for block in range(20, 25):
        gain[block, block - 20] = 3.0
    path = best_path(gain, shift, jump_price=PRICE)
    assert list(path.start) == [-20] * 30
    assert list(path.lag[20:25]) == [0, 1, 2, 3, 4]
    assert path.score == pytest.approx(15.0)


def test_it_can_be_cancelled() -> None:
    """The wish to stop is heard."""
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(JobCancelledError):
        best_path(
            np.zeros((5, 3), np.float32), np.zeros(5, int), jump_price=1, cancel=cancel
        )
