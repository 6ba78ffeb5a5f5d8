"""Tests of loudness: silence is told, bursts are found."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from avts_core.clips import AudioClip
from avts_core.features.bands import RATE_HZ
from avts_core.features.logmel import levelled, log_mel
from avts_core.sync.speech import (
    HANGOVER_FRAMES,
    MIN_SHAPE_CHANGE,
    SilenceMeter,
    shape_change,
    speech_frames,
    speech_loudness,
)


def bands_of(samples: NDArray[np.float64]) -> NDArray[np.float16]:
    clip = AudioClip(
        samples=samples.astype(np.float32)[None], rate_hz=RATE_HZ, start=Fraction(0)
    )
    return log_mel([clip], origin=Fraction(0))[1]


def is_silent(bands: NDArray[np.float16]) -> bool:
    meter = SilenceMeter()
    for start in range(0, len(bands), 73):
        meter.push(bands[start : start + 73])
    return meter.is_silent


def noise(seconds: float, level_db: float) -> NDArray[np.float64]:
    rng = np.random.default_rng(0)
    return 10 ** (level_db / 20) * rng.normal(size=round(seconds * RATE_HZ))


def test_digital_silence_is_silent() -> None:
    """Zeros, and no sound at all, are silence."""
    assert is_silent(bands_of(np.zeros(5 * RATE_HZ)))
    assert is_silent(np.empty((0, 80), np.float16))


def test_dither_is_silent_and_speech_level_is_not() -> None:
    """Noise of the last bit of 16 is silence; quiet noise at -50 dB is not."""
    assert is_silent(bands_of(noise(5, -98)))
    assert not is_silent(bands_of(noise(5, -50)))


def test_a_short_loud_moment_is_not_silence() -> None:
    """A film silent but for a few per cent of its length is not silent."""
    samples = np.zeros(20 * RATE_HZ)
    samples[: RATE_HZ // 2] = noise(0.5, -20)
    assert not is_silent(bands_of(samples))


def test_loud_moments_are_found() -> None:
    """Bursts are speech, the long pause between them is not, short pauses are."""
    samples = noise(12, -70)
    for start_s, stop_s in [(1, 3), (3.2, 5), (9, 11)]:
        part = slice(round(start_s * RATE_HZ), round(stop_s * RATE_HZ))
        samples[part] = noise(stop_s - start_s, -20)[: len(samples[part])]
    speech = speech_frames(speech_loudness(levelled(bands_of(samples))))
    hangover_s = HANGOVER_FRAMES / 100
    time_s = np.arange(len(speech)) / 100 + 0.02
    assert speech[(time_s > 1.05) & (time_s < 4.95)].all()
    assert speech[(time_s > 9.05) & (time_s < 10.95)].all()
    assert not speech[(time_s > 5.1 + hangover_s) & (time_s < 8.9 - hangover_s)].any()


def test_loudness_counts_not_level() -> None:
    """The same sound 20 dB softer has the same moments of speech."""
    samples = noise(6, -70)
    samples[2 * RATE_HZ : 4 * RATE_HZ] = noise(2, -20)
    loud = speech_frames(speech_loudness(levelled(bands_of(samples))))
    soft = speech_frames(speech_loudness(levelled(bands_of(0.1 * samples))))
    assert loud.any()
    assert np.mean(loud == soft) > 0.98


def test_sound_shorter_than_the_hangover() -> None:
    """A few frames are judged without spreading."""
    bands = np.full((5, 80), -3.0, np.float16)
    bands[2] = 0.5
    assert list(speech_frames(speech_loudness(bands))) == [
        False,
        False,
        True,
        False,
        False,
    ]


def babble(seconds: float) -> NDArray[np.float64]:
    """Return noise that changes its formants every 80 ms, as sounds of speech do."""
    rng = np.random.default_rng(1)
    time_s = np.arange(round(0.08 * RATE_HZ)) / RATE_HZ
    pieces = []
    for _ in range(round(seconds / 0.08)):
        tones = rng.choice(np.geomspace(250, 3800, 12), 3, replace=False)
        pieces.append(sum(np.sin(2 * np.pi * f * time_s + f) for f in tones))
    voiced = 0.1 * np.concatenate(pieces)
    return voiced + noise(seconds + 1, -60)[: len(voiced)]


def test_speech_changes_its_spectrum_and_noise_does_not() -> None:
    """Changing formants count as speech; steady noise and a hum do not."""
    time_s = np.arange(5 * RATE_HZ) / RATE_HZ
    hum = 0.2 * np.sin(2 * np.pi * 120 * time_s) + noise(5, -60)
    assert shape_change(levelled(bands_of(babble(5)))) > MIN_SHAPE_CHANGE
    assert shape_change(levelled(bands_of(noise(5, -20)))) < MIN_SHAPE_CHANGE
    assert shape_change(levelled(bands_of(hum))) < MIN_SHAPE_CHANGE


def test_loudness_alone_is_no_change_of_shape() -> None:
    """Noise that swells and fades at the pace of syllables stays noise."""
    time_s = np.arange(5 * RATE_HZ) / RATE_HZ
    swelling = noise(5, -20) * (1.1 + np.sin(2 * np.pi * 4 * time_s))
    steady = shape_change(levelled(bands_of(noise(5, -20))))
    assert shape_change(levelled(bands_of(swelling))) < 1.15 * steady


def test_too_little_sound_is_not_called_other_than_speech() -> None:
    """Less than a second tells nothing against speech."""
    assert shape_change(levelled(bands_of(noise(0.5, -20)))) == float("inf")
