"""Shares of speech, and the stretches that spoke for an answer."""

from dataclasses import replace

import numpy as np
import pytest

from avts_core.sync.coverage import (
    Moments,
    SpeechShares,
    agreeing_times,
    beyond,
    coverage,
    speech_shares,
    spoken_times,
    used_stretches,
)
from avts_core.sync.rolling import rolling_offsets
from avts_core.sync.scores import USUAL_LAG_MS, lags_ms
from tests.core.sync.talk import similarities_at

WIDE_MS, LAGS_MS = lags_ms(5000), lags_ms(USUAL_LAG_MS)


def moments(
    rolling_ms: list[float], *, is_compared: bool = True, origin_s: float = 0.0
) -> Moments:
    """Return seconds of speech, each with one rolling offset."""
    num_times = 25 * len(rolling_ms)
    return Moments(
        rolling_ms=np.repeat(np.array(rolling_ms, np.float32), 25),
        is_compared=np.full(num_times, is_compared),
        loudness=np.zeros(4 * num_times, np.float32),
        first_band=0,
        origin_s=origin_s,
    )


def silenced(some: Moments, start_s: int) -> Moments:
    """Return the same with silence from some second on."""
    loudness = some.loudness.copy()
    loudness[100 * start_s :] = -8
    return replace(some, loudness=loudness)


def test_coverage_counts_spoken_times_that_agree() -> None:
    """Half of the time without an offset covers half; silence does not count."""
    some = moments([0.0] * 10 + [np.nan] * 10)
    assert coverage([20.0], some) == pytest.approx(0.5)
    assert coverage([20.0], silenced(some, 10)) > 0.95
    assert coverage([20.0], silenced(some, 0)) == 0
    assert coverage([200.0], some) == 0


def test_coverage_of_samples_is_that_of_them_joined() -> None:
    """A longer sample counts for more."""
    good, bad = moments([0.0] * 3), moments([np.nan] * 9)
    assert coverage([0.0], good, bad) == pytest.approx(0.25)


def test_speech_is_looked_up_on_the_movies_clock() -> None:
    """Sound that begins a second after the pictures counts from there."""
    some = replace(moments([0.0] * 4), loudness=np.zeros(150, np.float32))
    spoken = spoken_times(replace(some, first_band=100))
    assert not spoken[:25].any()
    assert spoken[26:61].all()
    assert not spoken[63:].any()


def test_any_of_the_offsets_may_agree() -> None:
    """Each span of a film has its own offset; what is unclear agrees with none."""
    agrees = agreeing_times([0.0, 400.0], moments([70.0, 320.0, 200.0, np.nan]))
    assert agrees.reshape(4, 25).all(axis=1).tolist() == [True, True, False, False]
    assert not agrees[50:].any()


def test_speech_on_screen_is_speech_beside_a_face() -> None:
    """A voice over a landscape is speech, not on screen."""
    seen, unseen = moments([0.0] * 4), moments([np.nan] * 4, is_compared=False)
    shares = speech_shares(silenced(seen, 2), unseen)
    assert shares.speech == pytest.approx(0.75, abs=0.03)
    assert shares.on_screen == pytest.approx(0.25, abs=0.03)


def test_nothing_watched_has_no_shares() -> None:
    """Before the first rows, a share would be a guess."""
    unknown = SpeechShares(speech=None, on_screen=None)
    assert speech_shares() == unknown
    assert speech_shares(moments([])) == unknown


def test_stretches_are_told_on_the_movies_clock() -> None:
    """A long gap parts them; one under two seconds is closed."""
    nan = np.nan
    some = moments([0.0, nan, 0.0, nan, nan, 0.0, 0.0], origin_s=3.5)
    stretches = used_stretches([0.0], some)
    assert np.array(stretches) == pytest.approx(np.array([[3.5, 6.5], [8.5, 10.5]]))


def test_what_is_silent_or_disagrees_was_not_used() -> None:
    """Neither pauses nor moments of another offset speak for an answer."""
    assert used_stretches([0.0], silenced(moments([0.0] * 3), 0)) == ()
    assert used_stretches([0.0], moments([500.0, np.nan])) == ()
    assert used_stretches([], moments([0.0])) == ()


def in_both_ranges(offset_ms: float, height: float) -> tuple[Moments, Moments]:
    """Return what 40 s of noisy lips give in the usual range and in a wide one."""
    values = similarities_at(np.full(1000, offset_ms), WIDE_MS, height=height, seed=4)
    usual = values[:, np.abs(WIDE_MS) <= USUAL_LAG_MS]
    some = moments([np.nan] * 40)
    narrow_ms = rolling_offsets(usual, LAGS_MS).offset_ms
    wide_ms = rolling_offsets(values, WIDE_MS).offset_ms
    # Chance fits further off: else the test would say nothing.
    assert (np.nan_to_num(wide_ms) != np.nan_to_num(narrow_ms)).any()
    narrow = replace(some, rolling_ms=narrow_ms)
    return narrow, replace(narrow, far_ms=beyond(wide_ms, LAGS_MS))


def test_coverage_is_the_same_whatever_range_was_tried() -> None:
    """So are the stretches that were used, and the shares of speech."""
    narrow, wide = in_both_ranges(120.0, 0.14)
    assert 0.1 < coverage([120.0], narrow) < 0.9
    assert coverage([120.0], wide) == coverage([120.0], narrow)
    assert used_stretches([120.0], wide) == used_stretches([120.0], narrow)
    assert speech_shares(wide) == speech_shares(narrow)


def test_a_span_beyond_the_usual_range_counts() -> None:
    """A film may jump further than what is shown around its answer."""
    narrow, wide = in_both_ranges(3000.0, 0.5)
    assert coverage([3000.0], narrow) == 0
    assert coverage([3000.0], wide) > 0.9
