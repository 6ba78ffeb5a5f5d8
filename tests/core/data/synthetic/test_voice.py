"""Tests of the formant synthesiser."""

import numpy as np
import pytest

from avts_core.data.synthetic.phones import CONSONANTS, REST, VOWELS, Phone
from avts_core.data.synthetic.utterance import Phrase, Segment, draw_speaker
from avts_core.data.synthetic.voice import synthesise

RATE_HZ = 16000
SPEAKER = draw_speaker(np.random.default_rng(2))


def say(*sounds: tuple[Phone, float]) -> Phrase:
    segments, time_s = [], 0.0
    for phone, duration_s in ((REST, 0.3), *sounds, (REST, 0.3)):
        end_s = time_s + duration_s
        segments.append(Segment(phone=phone, start_s=time_s, end_s=end_s, stress=0.5))
        time_s = end_s
    return Phrase(
        start_s=0.0,
        end_s=time_s,
        segments=tuple(segments),
        pitch_times_s=(0.0, time_s),
        pitch_hz=(120.0, 110.0),
    )


def speak(phrase: Phrase, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return synthesise(phrase, SPEAKER, rng, rate_hz=RATE_HZ)


def level(samples: np.ndarray, start_s: float, stop_s: float) -> float:
    part = samples[round(start_s * RATE_HZ) : round(stop_s * RATE_HZ)]
    return float(np.sqrt(np.mean(part.astype(float) ** 2)))


@pytest.mark.parametrize("name", ["p", "t", "k"])
def test_burst_comes_at_the_release(name: str) -> None:
    """An unvoiced closure is silent and its burst starts within 3 ms of its end."""
    phrase = say((VOWELS["aa"], 0.2), (CONSONANTS[name], 0.12), (VOWELS["aa"], 0.2))
    release_s = phrase.segments[2].end_s
    samples = speak(phrase)
    silence = level(samples, release_s - 0.06, release_s - 0.02)
    envelope = np.abs(samples)
    first = round((release_s - 0.02) * RATE_HZ)
    threshold = 0.25 * envelope[first : first + round(0.04 * RATE_HZ)].max()
    onset_s = (first + np.argmax(envelope[first:] > threshold)) / RATE_HZ
    assert onset_s == pytest.approx(release_s, abs=0.003)
    assert level(samples, release_s, release_s + 0.02) > 10 * silence


@pytest.mark.parametrize(("name", "other"), [("aa", "iy"), ("iy", "aa"), ("uw", "iy")])
def test_vowel_has_its_own_formants(name: str, other: str) -> None:
    """A vowel has more power near its second formant than another vowel has there."""
    centre_hz = VOWELS[name].formants_hz[1] * SPEAKER.tract_scale
    power = []
    for vowel in (name, other):
        samples = speak(say((VOWELS[vowel], 0.5)))[6000:11000]
        spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
        bins_hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
        near = np.abs(bins_hz - centre_hz) < 200
        power.append(spectrum[near].sum() / spectrum[bins_hz < 4000].sum())
    assert power[0] > 3 * power[1]


def test_hiss_is_high_and_voice_is_low() -> None:
    """*s* has its power over 4 kHz, *aa* under 2 kHz."""
    for phone, is_high in ((CONSONANTS["s"], True), (VOWELS["aa"], False)):
        samples = speak(say((phone, 0.4)))[round(0.35 * RATE_HZ) :][:4000]
        spectrum = np.abs(np.fft.rfft(samples)) ** 2
        bins_hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
        share = spectrum[bins_hz > 3000].sum() / spectrum.sum()
        assert (share > 0.9) if is_high else (share < 0.1)


def test_pauses_are_silent_and_speech_is_not_clipped() -> None:
    """Before and after the sounds there is nothing; the loudest sample is below 1."""
    samples = speak(say((CONSONANTS["m"], 0.1), (VOWELS["ae"], 0.2)))
    assert level(samples, 0, 0.25) < 1e-4
    assert level(samples, 0.42, 0.55) > 0.02
    assert level(samples, 0.75, 0.9) < 1e-3
    assert np.abs(samples).max() < 1


def test_length_fits_the_phrase_at_any_rate() -> None:
    """A phrase has as many samples as it lasts, at 16 and at 48 kHz."""
    phrase = say((VOWELS["aa"], 0.213))
    for rate_hz in (16000, 44100, 48000):
        samples = synthesise(phrase, SPEAKER, np.random.default_rng(0), rate_hz=rate_hz)
        assert samples.shape == (round(phrase.end_s * rate_hz),)
        assert samples.dtype == np.float32
