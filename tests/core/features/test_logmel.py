"""Tests of log-mel bands: where they lie in time, and what level does to them."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.clips import AudioClip
from avts_core.features.bands import HOP_S, NUM_BANDS, RATE_HZ
from avts_core.features.logmel import levelled, log_mel


def clip(samples: NDArray[np.floating], *, start: Fraction = Fraction(0)) -> AudioClip:
    return AudioClip(
        samples=np.asarray(samples, np.float32)[None], rate_hz=RATE_HZ, start=start
    )


def noise(duration_s: float, *, seed: int = 0) -> NDArray[np.float64]:
    return 0.1 * np.random.default_rng(seed).standard_normal(
        round(duration_s * RATE_HZ)
    )


@pytest.mark.parametrize("origin", [Fraction(0), Fraction(1, 3), Fraction(-2)])
@pytest.mark.parametrize("start", [Fraction(0), Fraction(5, 7), Fraction(100)])
def test_click_peaks_in_the_band_frame_of_its_time(
    origin: Fraction, start: Fraction
) -> None:
    """Frame k is centred at origin + 10 ms k, wherever the sound begins."""
    samples = np.zeros(RATE_HZ)
    frame = 50 + round((start - origin) * 100)
    place = round((origin + Fraction(frame, 100) - start) * RATE_HZ)
    samples[place] = 1
    first, bands = log_mel([clip(samples, start=start)], origin=origin)
    energy = np.exp(bands.astype(np.float64)).sum(axis=1)
    assert first + int(np.argmax(energy)) == frame
    # A click in the middle of a frame weighs alike on both sides.
    peak = frame - first
    assert energy[peak - 1] == pytest.approx(energy[peak + 1], rel=0.1)


def test_first_frame_is_the_first_that_lies_wholly_in_the_sound() -> None:
    """Nothing is padded at the ends."""
    first, bands = log_mel([clip(noise(1))], origin=Fraction(0))
    assert first == 2  # 256 samples before its centre, 320
    assert bands.shape == (97, NUM_BANDS)
    assert bands.dtype == np.float16


@pytest.mark.parametrize("block", [1, 37, 1024, 160_000])
def test_blocks_give_what_the_whole_gives(block: int) -> None:
    """However the sound is cut, the bands are the same ones."""
    samples = noise(0.5 if block == 1 else 22)
    _, whole = log_mel([clip(samples)], origin=Fraction(1, 100))
    parts = [
        clip(samples[i : i + block], start=Fraction(i, RATE_HZ))
        for i in range(0, len(samples), block)
    ]
    _, pieces = log_mel(parts, origin=Fraction(1, 100))
    assert pieces.shape == whole.shape
    np.testing.assert_allclose(pieces, whole, atol=0.02)


@pytest.mark.parametrize("num_samples", [0, 1, 511])
def test_too_short_sound_has_no_bands(num_samples: int) -> None:
    """Less than a window gives an empty array, not an error."""
    _, bands = log_mel([clip(np.zeros(num_samples))], origin=Fraction(0))
    assert bands.shape == (0, NUM_BANDS)
    assert log_mel([], origin=Fraction(0))[1].shape == (0, NUM_BANDS)
    assert levelled(bands).shape == (0, NUM_BANDS)


@pytest.mark.parametrize("gain", [0.25, 3.0])
def test_levelled_bands_do_not_know_the_gain(gain: float) -> None:
    """A quiet recording looks like a loud one."""
    samples = noise(3) * np.repeat(np.tile([1, 0.2], 15), RATE_HZ // 10)
    _, bands = log_mel([clip(samples)], origin=Fraction(0))
    _, louder = log_mel([clip(samples * gain)], origin=Fraction(0))
    difference = levelled(louder).astype(float) - levelled(bands).astype(float)
    assert np.abs(difference).mean() < 0.01
    assert np.abs(difference).max() < 0.2


def test_levelled_silence_is_finite() -> None:
    """No sound at all gives numbers, all the same."""
    _, bands = log_mel([clip(np.zeros(2 * RATE_HZ))], origin=Fraction(0))
    assert np.isfinite(levelled(bands)).all()


def test_level_follows_the_scene() -> None:
    """A scene ten times as quiet, a minute on, comes out as loud."""
    samples = noise(80)
    samples[40 * RATE_HZ :] *= 0.1
    _, bands = log_mel([clip(samples)], origin=Fraction(0))
    flat = levelled(bands).astype(float)
    early, late = flat[: round(20 / HOP_S)], flat[-round(20 / HOP_S) :]
    assert abs(early.mean() - late.mean()) < 0.1
