"""Tests of random talk."""

import itertools

import numpy as np
import pytest

from avts_core.data.synthetic.utterance import Phrase, draw_speaker, phrases


def talk(seed: int, count: int = 12) -> list[Phrase]:
    rng = np.random.default_rng(seed)
    speaker = draw_speaker(rng)
    return list(itertools.islice(phrases(speaker, rng, start_s=-2.0), count))


@pytest.mark.parametrize("seed", range(4))
def test_phrases_follow_on_without_gap_or_overlap(seed: int) -> None:
    """Each sound begins where the one before ends, across phrases too."""
    said = talk(seed)
    segments = [segment for phrase in said for segment in phrase.segments]
    assert said[0].start_s == segments[0].start_s == -2.0
    for before, after in itertools.pairwise(segments):
        assert after.start_s == pytest.approx(before.end_s, abs=1e-9)
        assert after.end_s > after.start_s


@pytest.mark.parametrize("seed", range(4))
def test_phrases_begin_and_end_in_silence(seed: int) -> None:
    """There is a pause around every phrase, so that its filters can die away."""
    for phrase in talk(seed):
        assert phrase.segments[0].phone.kind == "pause"
        assert phrase.segments[-1].phone.kind == "pause"


def test_pace_is_that_of_speech() -> None:
    """Within phrases people say about 2.5 to 7 syllables a second."""
    for seed in range(8):
        voiced = [
            segment
            for phrase in talk(seed)
            for segment in phrase.segments
            if segment.phone.kind != "pause"
        ]
        talking_s = sum(s.end_s - s.start_s for s in voiced)
        num_syllables = sum(s.phone.kind == "vowel" for s in voiced)
        assert 2.5 < num_syllables / talking_s < 7


def test_seed_decides() -> None:
    """The same seed says the same, another says something else."""
    assert talk(1) == talk(1)
    assert talk(1) != talk(2)
