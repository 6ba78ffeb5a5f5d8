"""Shares of speech, and the stretches that spoke for an answer."""

from dataclasses import replace

import numpy as np
import pytest

from avts_core.sync.coverage import (
    Moments,
    SpeechShares,
    agreeing_times,
    coverage,
    speech_shares,
    spoken_times,
    used_stretches,
)


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
