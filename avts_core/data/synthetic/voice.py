"""A formant synthesiser: phrases to samples.

Voice and breath pass through a filter of resonances that changes every 5 ms, hiss
and bursts through one of their own. Each frame is filtered by the exact response
of the cascade in the frequency domain and added up again, which needs no loop over
samples.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avts_core.data.synthetic.phones import CONSONANTS
from avts_core.data.synthetic.utterance import Phrase, Segment, Speaker

_HOP_S = 0.005
_BURST_S = 0.012
_ASPIRATION_S = 0.03
_LEVEL = 0.1
"""RMS of a stressed vowel, about 20 dB under full scale."""

_Track = NDArray[Any]
_LevelOf = Callable[[Segment], float]


def synthesise(
    phrase: Phrase, speaker: Speaker, rng: np.random.Generator, *, rate_hz: int
) -> NDArray[np.float32]:
    """Speak a phrase.

    Returns
    -------
    samples
        [shape=(samples,), float32] the first at ``phrase.start_s`` rounded to a
        sample, the last just before ``phrase.end_s``; full scale is -1 to 1.
    """
    first = round(phrase.start_s * rate_hz)
    times_s = np.arange(first, round(phrase.end_s * rate_hz)) / rate_hz
    voice = _glottal_pulses(phrase, speaker, rng, times_s) * _voicing(phrase, times_s)
    breath = rng.standard_normal(len(times_s)) * _aspiration(phrase, speaker, times_s)
    hiss = rng.standard_normal(len(times_s)) * _frication(phrase, times_s)
    grid_s = np.arange(times_s[0], times_s[-1] + _HOP_S, _HOP_S)
    bins_hz = np.fft.rfftfreq(_fft_size(rate_hz), 1 / rate_hz)
    tract = _tract_response(phrase, speaker, grid_s, bins_hz)
    mouth = _hiss_response(phrase, grid_s, bins_hz)
    sound = _filter(voice + breath, tract, rate_hz) + _filter(hiss, mouth, rate_hz)
    return (_LEVEL * sound).astype(np.float32)


def _glottal_pulses(
    phrase: Phrase, speaker: Speaker, rng: np.random.Generator, times_s: _Track
) -> _Track:
    """Make the flow's derivative of a Rosenberg pulse train, of unit RMS."""
    pitch_hz = np.interp(times_s, phrase.pitch_times_s, phrase.pitch_hz)
    # Slow wander of about 25 Hz bandwidth: jitter that does not click.
    knots = rng.standard_normal(int(len(times_s) * 25 / _rate(times_s)) + 4)
    wander = np.interp(np.linspace(0, 1, len(times_s)), _unit(len(knots)), knots)
    phase = np.cumsum(pitch_hz * (1 + speaker.jitter * wander)) / _rate(times_s)
    part = phase % 1.0
    opening = np.sin(np.pi * part / 0.4) * (part < 0.4)
    closing = (
        -2.2 * np.sin(np.pi / 2 * (part - 0.4) / 0.16) * ((part >= 0.4) & (part < 0.56))
    )
    pulses = opening + closing
    return np.asarray((pulses - pulses.mean()) / (pulses.std() + 1e-9))


def _rate(times_s: _Track) -> float:
    """Give the samples a second of a grid."""
    return float(1 / (times_s[1] - times_s[0]))


def _unit(count: int) -> _Track:
    """Give a grid from 0 to 1."""
    return np.linspace(0, 1, count)


def _voicing(phrase: Phrase, times_s: _Track) -> _Track:
    """Trace the loudness of the voice."""
    return _envelope(phrase, times_s, lambda s: s.phone.voicing * _loudness(s), 0.018)


def _loudness(segment: Segment) -> float:
    """Give the loudness that stress lends to a sound."""
    return 0.6 + 0.5 * segment.stress


def _envelope(
    phrase: Phrase,
    times_s: _Track,
    level_of: _LevelOf,
    ramp_s: float,
) -> _Track:
    """Hold each sound's level, with ramps centred on the borders between sounds."""
    knots, levels = [phrase.start_s - 1], [0.0]
    for segment in phrase.segments:
        half = min(ramp_s, segment.end_s - segment.start_s) / 2
        level = level_of(segment)
        knots += [segment.start_s + half, segment.end_s - half]
        levels += [level, level]
    return np.interp(times_s, knots, levels)


def _aspiration(phrase: Phrase, speaker: Speaker, times_s: _Track) -> _Track:
    """Trace the breath: in the voice, and after unvoiced plosives."""
    trace = speaker.breathiness * _voicing(phrase, times_s)
    for segment in phrase.segments:
        if segment.phone.kind == "plosive" and segment.phone.voicing == 0:
            since = (times_s - segment.end_s) / _ASPIRATION_S
            trace += 0.12 * np.where((since >= 0) & (since < 1), 1 - since, 0)
    return trace


def _frication(phrase: Phrase, times_s: _Track) -> _Track:
    """Trace hiss and bursts; a burst begins at the end of its closure."""
    trace = _envelope(
        phrase,
        times_s,
        lambda s: 0.0 if s.phone.kind == "plosive" else s.phone.noise,
        0.02,
    )
    for segment in phrase.segments:
        if segment.phone.kind == "plosive":
            since = (times_s - segment.end_s) / _BURST_S
            burst = np.exp(-2 * np.clip(since, 0, 3)) * ((since >= 0) & (since < 3))
            trace += 1.4 * segment.phone.noise * _loudness(segment) * burst
    return trace


def _tract_response(
    phrase: Phrase, speaker: Speaker, grid_s: _Track, bins_hz: _Track
) -> _Track:
    """Give the tract's response [shape=(frames, bins)] at each time of a grid."""
    formants = _formant_tracks(phrase, grid_s) * speaker.tract_scale
    # A tube has a resonance about every 1000 Hz without end; leaving the high ones
    # out would lose 12 dB an octave for each.
    higher_hz = np.arange(3500.0, 14000.0, 1000.0) * speaker.tract_scale
    nasality = _envelope(phrase, grid_s, lambda s: float(s.phone.kind == "nasal"), 0.03)
    response = np.ones((len(grid_s), len(bins_hz)), complex)
    for index in range(3):
        # Nasals damp the mouth's resonances strongly.
        width_hz = (60 + 35 * index) * (1 + 3 * nasality * (index > 0))
        response *= _resonance(formants[:, index], width_hz, bins_hz)
    for hz in higher_hz:
        response *= _resonance(np.full(1, hz), np.full(1, 0.07 * hz), bins_hz)
    tilt = 1 / (1 + 1j * bins_hz / speaker.tilt_hz)
    response = response * tilt
    gain = np.sqrt(np.mean(np.abs(response) ** 2, axis=1, keepdims=True))
    return np.asarray(0.6 * response / np.sqrt(gain))


def _formant_tracks(phrase: Phrase, grid_s: _Track) -> _Track:
    """Trace the resonances [shape=(frames, 3)] gliding from sound to sound."""
    knots, values = [], []
    for segment in phrase.segments:
        if segment.phone.kind == "pause" or segment.phone is CONSONANTS["h"]:
            continue  # these take the resonances of their neighbours
        length_s = segment.end_s - segment.start_s
        knots += [segment.start_s + 0.3 * length_s, segment.end_s - 0.3 * length_s]
        values += [segment.phone.formants_hz] * 2
    table = np.array(values, float)
    return np.stack([np.interp(grid_s, knots, column) for column in table.T], axis=1)


def _resonance(centre_hz: _Track, width_hz: _Track, bins_hz: _Track) -> _Track:
    """Give the response of resonances [shape=(frames, bins)], 1 at 0 Hz."""
    centre = centre_hz[:, None]
    width = np.broadcast_to(width_hz, centre_hz.shape)[:, None]
    pole = centre**2 + (width / 2) ** 2
    return np.asarray(pole / (pole - bins_hz**2 + 1j * bins_hz * width))


def _hiss_response(phrase: Phrase, grid_s: _Track, bins_hz: _Track) -> _Track:
    """Give the response to hiss: one wide band that each sound places."""
    centre = np.empty_like(grid_s)
    width = np.empty_like(grid_s)
    centre[:], width[:] = 4000, 2000
    for segment in phrase.segments:
        if segment.phone.noise > 0:
            tail_s = 0.04 if segment.phone.kind == "plosive" else 0.0
            rows = (grid_s >= segment.start_s) & (grid_s < segment.end_s + tail_s)
            centre[rows] = segment.phone.noise_hz
            width[rows] = segment.phone.noise_width_hz
    shape = np.exp(-0.5 * ((bins_hz - centre[:, None]) / width[:, None]) ** 2)
    gain = np.sqrt(np.mean(shape**2, axis=1, keepdims=True))
    return np.asarray((shape / (gain + 1e-9)).astype(complex))


def _fft_size(rate_hz: int) -> int:
    """Give a power of two that holds a frame and the ringing after it."""
    return 1 << int(np.ceil(np.log2(rate_hz * _HOP_S * 4 + rate_hz * 0.02)))


def _filter(source: _Track, responses: _Track, rate_hz: int) -> _Track:
    """Pass a source through a filter that changes from frame to frame.

    Overlapping Hann windows of two hops add up to 1, so the output's time is the
    input's; frame k is centred on step k of the grid of `responses`.
    """
    hop = round(_HOP_S * rate_hz)
    size = 2 * (responses.shape[1] - 1)
    window = np.hanning(2 * hop + 1)[:-1]
    num_frames = len(source) // hop + 2
    padded = np.zeros((num_frames + 1) * hop)
    padded[hop : hop + len(source)] = source
    starts = hop * np.arange(num_frames)
    frames = padded[starts[:, None] + np.arange(2 * hop)] * window
    rows = np.minimum(np.arange(num_frames), len(responses) - 1)
    rung = np.fft.irfft(np.fft.rfft(frames, size) * responses[rows], size)
    output = np.zeros(num_frames * hop + size)
    for start, frame in zip(starts, rung, strict=True):
        output[start : start + size] += frame
    return output[hop : hop + len(source)]
