"""Tests of the paper's filterbank: its numbers, its places, its levels."""

import numpy as np
import pytest

from avts_core.features.filterbank import POWER_FLOOR, filterbank


@pytest.mark.parametrize(
    ("num_samples", "num_frames"), [(16000, 99), (320, 1), (479, 1), (480, 2)]
)
def test_frames_lie_wholly_in_the_samples(num_samples: int, num_frames: int) -> None:
    """One second gives 99 frames of 40 bands; none reaches beyond an end."""
    bands = filterbank(np.ones(num_samples, np.float32))
    assert bands.shape == (40, num_frames)
    assert bands.dtype == np.float32


def test_a_click_is_in_the_frames_that_hold_it() -> None:
    """Frame k covers 20 ms from 10 k ms on; all others hear nothing."""
    samples = np.zeros(16000, np.float32)
    samples[8005] = 1
    bands = filterbank(samples)
    is_loud = bands.max(axis=0) > np.log(POWER_FLOOR) + 1
    assert np.flatnonzero(is_loud).tolist() == [49, 50]


def test_tones_fall_into_rising_bands() -> None:
    """A higher tone is in a higher band, each in but one or two."""
    times_s = np.arange(16000) / 16000
    peaks = []
    for tone_hz in (150, 400, 1000, 2500, 6000):
        wave = 0.3 * np.sin(2 * np.pi * tone_hz * times_s)
        bands = filterbank(wave.astype(np.float32))
        peaks.append(int(bands.mean(axis=1).argmax()))
    assert peaks == sorted(set(peaks))
    assert peaks[0] < 4
    assert peaks[-1] > 33


def test_the_logarithm_is_natural() -> None:
    """Twice the amplitude adds log 4 to loud cells; silence is the floor."""
    noise = np.random.default_rng(0).standard_normal(16000).astype(np.float32)
    np.testing.assert_allclose(
        filterbank(2 * noise) - filterbank(noise), np.log(4), atol=1e-3
    )
    silent = filterbank(np.zeros(16000, np.float32))
    np.testing.assert_allclose(silent, np.log(POWER_FLOOR), atol=1e-5)


def test_another_rate_keeps_the_frames() -> None:
    """Steps and windows are in seconds."""
    samples = np.ones(48000, np.float32)
    assert filterbank(samples, sample_rate_hz=48000).shape == (40, 99)


@pytest.mark.parametrize("shape", [(319,), (1, 16000)])
def test_what_holds_no_frame_is_refused(shape: tuple[int, ...]) -> None:
    """Too few samples, or more than one row, is a mistake of the caller."""
    with pytest.raises(ValueError, match="at least 320"):
        filterbank(np.zeros(shape, np.float32))
