"""Tests of the slopes that a film may have."""

import numpy as np
import pytest

from avts_core.errors import JobCancelledError
from avts_core.jobs import CancelToken
from avts_core.sync.slopes import STEP_MS, likely_slopes, shifts

MINUTES = np.arange(120) / 60


def gain_along(offsets_ms: np.ndarray) -> np.ndarray:
    """Return evidence for one lag a block, of 101 lags around 0."""
    gain = np.random.default_rng(0).normal(0, 0.5, (len(offsets_ms), 101))
    lag = np.rint(offsets_ms / 10).astype(int) + 50
    for width, height in ((0, 2.0), (1, 1.5), (2, 0.7)):
        gain[np.arange(len(lag)), lag - width] = height
        gain[np.arange(len(lag)), lag + width] = height
    return gain.astype(np.float32)


@pytest.mark.parametrize("slope", [10.0, 90.0, -150.0, 400.0])
def test_the_slope_of_a_line_is_among_them(slope: float) -> None:
    """A steady drift is found to 12 ms over the film."""
    found = likely_slopes(gain_along(slope * (MINUTES - 1)), MINUTES)
    assert min(abs(s - slope) for s in found) * 2 <= STEP_MS / 5


def test_a_jump_does_not_hide_a_slope() -> None:
    """Both halves of a film drift by as much, 300 ms apart."""
    offsets_ms = 150 * (MINUTES - 1) + np.where(MINUTES < 1, -150, 150)
    found = likely_slopes(gain_along(offsets_ms), MINUTES)
    assert min(abs(s - 150) for s in found) <= STEP_MS


def test_none_is_always_tried_first() -> None:
    """That there is no drift is always a possibility, even for a single moment."""
    assert likely_slopes(gain_along(np.zeros(120)), MINUTES)[0] == 0.0
    assert likely_slopes(gain_along(np.zeros(1)), MINUTES[:1]) == [0.0]


def test_lines_move_by_whole_lags() -> None:
    """A drift of 60 ms a minute has moved by 3 lags after half a minute."""
    assert list(shifts(np.array([-0.5, 0.0, 0.5]), 60.0)) == [-3, 0, 3]


def test_it_can_be_cancelled() -> None:
    """The wish to stop is heard."""
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(JobCancelledError):
        likely_slopes(gain_along(np.zeros(120)), MINUTES, cancel=cancel)
