"""Tests of log-mel bands: where they lie in time, and what level does to them."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.clips import AudioClip
from avts_core.features.bands import HOP_S, HOP_SAMPLES, NUM_BANDS, RATE_HZ
from avts_core.features.logmel import (
    Leveller,
    LogMel,
    levelled,
    log_mel,
    wave_peaks,
)


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


@pytest.mark.parametrize("step", [17, 250, 1000, 3001])
@pytest.mark.parametrize("num_frames", [0, 30, 99, 100, 1234, 4000])
def test_levelling_in_steps_gives_what_the_whole_gives(
    num_frames: int, step: int
) -> None:
    """However the bands come, they come out the same ones."""
    rng = np.random.default_rng(num_frames)
    bands = rng.normal(-6, 2, (num_frames, NUM_BANDS)).astype(np.float16)
    leveller = Leveller()
    parts = [leveller.push(bands[k : k + step]) for k in range(0, num_frames, step)]
    parts.append(leveller.finish())
    np.testing.assert_array_equal(np.concatenate(parts), levelled(bands))


def test_levelling_lags_by_little_and_holds_little() -> None:
    """Some 12 s after they came bands are certain, and older ones are forgotten."""
    bands = np.full((1000, NUM_BANDS), -5, np.float16)
    leveller = Leveller()
    done = 0
    for number in range(1, 20):
        done += len(leveller.push(bands))
        assert done >= 1000 * number - 1200
        assert len(leveller._recent) <= 3300


def test_frames_are_taken_as_they_come() -> None:
    """What is taken on the way and at the end joins to all, peaks beside bands."""
    samples = noise(33)
    _, whole = log_mel([clip(samples)], origin=Fraction(0))
    stream = LogMel(Fraction(0))
    assert stream.first_frame is None
    assert len(stream.take().bands) == 0
    frames = []
    for start in range(0, len(samples), 5000):
        stream.push(clip(samples[start : start + 5000], start=Fraction(start, RATE_HZ)))
        frames.append(stream.take())
    frames.append(stream.finish())
    np.testing.assert_array_equal(np.concatenate([f.bands for f in frames]), whole)
    peaks = np.concatenate([f.peaks for f in frames])
    middle = samples[2 * HOP_SAMPLES - HOP_SAMPLES // 2 :]
    middle = middle[: len(peaks) * HOP_SAMPLES].astype(np.float32)
    np.testing.assert_array_equal(peaks, wave_peaks(middle))
    assert len(peaks) == len(whole)


def test_peaks_are_the_extremes_of_each_frame() -> None:
    """Smallest and largest sample of each 10 ms; what is over full scale is cut."""
    samples = np.zeros(3 * HOP_SAMPLES, np.float32)
    samples[[5, 170, 171]] = [0.5, -0.25, 3.0]
    assert wave_peaks(samples).tolist() == [[0, 64], [-32, 127], [0, 0]]
    assert wave_peaks(samples[:0]).shape == (0, 2)
