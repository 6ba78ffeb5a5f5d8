"""Tests of moving sound in time."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.data.synthetic.retime import OffsetTrack, retime

RATE_HZ = 8000
LEAD_S = 2


def clicks(period: int = 1000) -> Iterator[NDArray[np.float32]]:
    """Blocks of odd lengths with a click every 1000 samples of the whole."""
    rng = np.random.default_rng(0)
    position = 0
    while True:
        length = int(rng.integers(1, 3000))
        places = np.arange(position, position + length)
        yield (places % period == 0).astype(np.float32)
        position += length


def hear(track: OffsetTrack, duration_s: int = 10) -> NDArray[np.float32]:
    blocks = retime(
        clicks(),
        track,
        rate_hz=RATE_HZ,
        lead_s=LEAD_S,
        duration=Fraction(duration_s),
    )
    return np.concatenate(list(blocks))


def test_without_offset_nothing_changes() -> None:
    """The sound from time 0 on is copied, sample by sample."""
    heard = hear(OffsetTrack())
    assert heard.shape == (80000,)
    assert np.array_equal(np.flatnonzero(heard), np.arange(0, 80000, 1000))


@pytest.mark.parametrize("offset_ms", [120.0, -50.0, 1500.0, -1500.0])
def test_positive_offset_is_audio_early(offset_ms: float) -> None:
    """What belongs to time t is heard offset_ms before t."""
    heard = np.flatnonzero(hear(OffsetTrack(offset_ms=offset_ms)) > 0.5)
    shift = round(offset_ms * RATE_HZ / 1000)
    assert np.array_equal((heard + shift) % 1000, np.zeros(len(heard)))
    assert len(heard) >= 79


def test_drift_grows_with_time() -> None:
    """After a minute of drift the sound is early by just that much."""
    track = OffsetTrack(drift_ms_per_min=600)
    heard = np.flatnonzero(hear(track, 61) > 0.4)
    near_minute = heard[np.argmin(np.abs(heard - 60 * RATE_HZ))]
    early = 1000 - near_minute % 1000
    expected = 0.6 * near_minute / 60
    assert early == pytest.approx(expected % 1000, abs=1.5)


def test_jump_holds_from_its_time_on() -> None:
    """Before a jump the first offset holds, after it the other one."""
    heard = np.flatnonzero(hear(OffsetTrack(jumps=((5.0, -25.0),))) > 0.5)
    before, after = heard[heard < 40000], heard[heard >= 40000]
    assert set(before % 1000) == {0}
    assert set(after % 1000) == {200}


def test_parts_of_a_sample_are_interpolated() -> None:
    """A slow sine moved by a quarter of a sample stays that sine."""
    whole = np.sin(2 * np.pi * 300 * np.arange(10 * RATE_HZ) / RATE_HZ)
    offset_ms = 0.25 * 1000 / RATE_HZ
    heard = np.concatenate(
        list(
            retime(
                iter([whole.astype(np.float32)]),
                OffsetTrack(offset_ms=offset_ms),
                rate_hz=RATE_HZ,
                lead_s=LEAD_S,
                duration=Fraction(1),
            )
        )
    )
    times_s = np.arange(RATE_HZ) / RATE_HZ + offset_ms / 1000 + LEAD_S
    assert np.abs(heard - np.sin(2 * np.pi * 300 * times_s)).max() < 2e-3


def test_too_late_is_refused() -> None:
    """Sound from before the scene's beginning does not exist."""
    with pytest.raises(ValueError, match="at most 2 s late"):
        hear(OffsetTrack(offset_ms=-2100))
