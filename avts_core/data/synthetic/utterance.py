"""Random talk: phrases of syllables with stress, pauses and melody."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from avts_core.data.synthetic.phones import BREATH, CONSONANTS, REST, VOWELS, Phone

_ONSETS = (*CONSONANTS, *"pbmmbptdswf")
_CODAS = ("n", "t", "s", "l", "m", "k", "d", "z", "r", "p", "f", "ng")
_CLUSTERS = (("p", "l"), ("b", "r"), ("s", "t"), ("s", "p"), ("t", "r"), ("f", "l"))


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """What makes a voice this one's."""

    pitch_hz: float
    pitch_range: float
    """How lively the melody is, as a share of the pitch."""
    tract_scale: float
    """Factor on formants: 1 for a long tract, about 1.2 for a short one."""
    breathiness: float
    jitter: float
    tilt_hz: float
    """Above this the voice falls off faster."""
    syllables_per_s: float
    pause_scale: float
    effort: float
    """How far the mouth goes, 0.7 mumbled to 1.2 clear."""


def draw_speaker(rng: np.random.Generator) -> Speaker:
    """Draw a speaker: half of them with a high voice, half with a low one."""
    is_high = rng.random() < 0.5
    return Speaker(
        pitch_hz=rng.uniform(165, 240) if is_high else rng.uniform(85, 145),
        pitch_range=rng.uniform(0.08, 0.25),
        tract_scale=rng.uniform(1.1, 1.25) if is_high else rng.uniform(0.93, 1.08),
        breathiness=rng.uniform(0.02, 0.1),
        jitter=rng.uniform(0.004, 0.015),
        tilt_hz=rng.uniform(3500, 8000),
        syllables_per_s=rng.uniform(3, 6),
        pause_scale=rng.uniform(0.6, 1.5),
        effort=rng.uniform(0.75, 1.15),
    )


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A phone with its place in time."""

    phone: Phone
    start_s: float
    end_s: float
    stress: float
    """0 unstressed to 1 stressed: longer, louder, higher, wider open."""
    next_is_voiced: bool = True


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """Some syllables in one breath, with silence around them."""

    start_s: float
    """Where the silence before it begins."""
    end_s: float
    """Where the silence after it ends, which is where the next phrase starts."""
    segments: tuple[Segment, ...]
    pitch_times_s: tuple[float, ...]
    pitch_hz: tuple[float, ...]


def phrases(
    speaker: Speaker, rng: np.random.Generator, *, start_s: float
) -> Iterator[Phrase]:
    """Talk for ever, phrase after phrase, from `start_s` on."""
    while True:
        phrase = _draw_phrase(speaker, rng, start_s)
        yield phrase
        start_s = phrase.end_s


def _draw_phrase(speaker: Speaker, rng: np.random.Generator, start_s: float) -> Phrase:
    """Draw one phrase."""
    sounds = [(REST, rng.gamma(2.0, 0.16) * speaker.pause_scale + 0.12, 0.0)]
    if rng.random() < 0.3:
        sounds.append((BREATH, BREATH.duration_s, 0.0))
    for _ in range(int(rng.integers(3, 15))):
        sounds += _draw_syllable(speaker, rng)
    sounds.append((REST, 0.1 + rng.uniform(0, 0.15), 0.0))
    segments, time_s = [], start_s
    for index, (phone, duration_s, stress) in enumerate(sounds):
        follower = sounds[min(index + 1, len(sounds) - 1)][0]
        segments.append(
            Segment(
                phone=phone,
                start_s=time_s,
                end_s=time_s + duration_s,
                stress=stress,
                next_is_voiced=follower.voicing > 0,
            )
        )
        time_s += duration_s
    times_s, pitch_hz = _draw_melody(speaker, rng, segments)
    return Phrase(
        start_s=start_s,
        end_s=time_s,
        segments=tuple(segments),
        pitch_times_s=times_s,
        pitch_hz=pitch_hz,
    )


def _draw_syllable(
    speaker: Speaker, rng: np.random.Generator
) -> list[tuple[Phone, float, float]]:
    """Draw a syllable as phones with durations and stress."""
    names: list[str] = []
    if rng.random() < 0.12:
        names += _CLUSTERS[rng.integers(len(_CLUSTERS))]
    elif rng.random() < 0.92:
        names.append(_ONSETS[rng.integers(len(_ONSETS))])
    names.append(str(rng.choice(list(VOWELS))))
    if rng.random() < 0.35:
        names.append(_CODAS[rng.integers(len(_CODAS))])
    stress = float(rng.random() < 0.4) * rng.uniform(0.6, 1.0)
    sounds = [VOWELS.get(name) or CONSONANTS[name] for name in names]
    lengths = np.array([s.duration_s * rng.uniform(0.8, 1.25) for s in sounds])
    lengths *= np.where([s.kind == "vowel" for s in sounds], 1 + 0.5 * stress, 1.0)
    # A syllable of two sounds of usual length takes 0.21 s.
    pace = (1 / speaker.syllables_per_s / 0.25) * rng.uniform(0.9, 1.1)
    return [
        (sound, max(0.035, float(length * pace)), stress)
        for sound, length in zip(sounds, lengths, strict=True)
    ]


def _draw_melody(
    speaker: Speaker, rng: np.random.Generator, segments: list[Segment]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Draw a pitch that declines through the phrase and rises at stresses."""
    first, last = segments[0].start_s, segments[-1].end_s
    times_s, pitch_hz = [], []
    is_question = rng.random() < 0.15
    for segment in segments:
        place = (segment.start_s - first) / max(last - first, 1e-6)
        level = 1 + speaker.pitch_range * (0.8 - 1.4 * place + 1.2 * segment.stress)
        if place > 0.85:
            level += 0.25 if is_question else -0.08
        times_s.append((segment.start_s + segment.end_s) / 2)
        pitch_hz.append(speaker.pitch_hz * level * rng.uniform(0.97, 1.03))
    return tuple(times_s), tuple(pitch_hz)
