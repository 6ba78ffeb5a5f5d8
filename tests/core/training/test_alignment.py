"""Tests of self-alignment: clips are measured and moved where they are clear."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from avts_core.data.footage import FootageClip, MouthRun, Source
from avts_core.models.lip import LipNet
from avts_core.sync.offset import Peak
from avts_core.training.alignment import (
    MIN_KNOWN,
    MIN_PICTURES,
    ClipEstimate,
    align,
    estimate_clip,
    estimate_clips,
    is_clear,
    known_zero,
    similarity_of_run,
)
from avts_core.training.recipe import AlignmentConfig

CONFIG = AlignmentConfig()


@pytest.mark.parametrize("early_ms", [-333.0, -40.0, 0.0, 7.0, 120.0, 460.0])
@pytest.mark.parametrize("start_s", [0.5, 0.5137, 0.4961])
def test_a_clips_own_offset_is_measured(
    early_ms: float, start_s: float, net: LipNet, make_clip: Callable[..., FootageClip]
) -> None:
    """Early sound is positive, to 2 ms, also where pictures start off the mel grid."""
    found = estimate_clip(net, make_clip(early_ms=early_ms, start_s=start_s))
    assert found is not None
    peak, num_pictures = found
    assert peak.offset_ms == pytest.approx(early_ms, abs=2)
    assert peak.z > CONFIG.min_z
    assert num_pictures >= MIN_PICTURES


def test_runs_are_added(
    net: LipNet,
    make_clip: Callable[..., FootageClip],
    make_run: Callable[..., MouthRun],
) -> None:
    """Two appearances of a face make one estimate of all their pictures."""
    clip = make_clip(early_ms=80, seconds=11)
    one = make_run(0, start_s=0.5037, seconds=4)
    two = make_run(0, start_s=6.01, seconds=5)
    clip.runs = [one, two]
    found = estimate_clip(net, clip)
    assert found is not None
    assert found[0].offset_ms == pytest.approx(80, abs=3)
    assert found[1] > 150


def test_the_belief_does_not_change_the_measurement(
    net: LipNet, make_clip: Callable[..., FootageClip]
) -> None:
    """What is measured is the clip, not the clip as it is read just now."""
    clip, moved = make_clip(early_ms=80), make_clip(early_ms=80)
    moved.early_ms = 80
    assert estimate_clip(net, clip) == estimate_clip(net, moved)


def test_too_little_footage_has_no_estimate(
    net: LipNet, make_clip: Callable[..., FootageClip]
) -> None:
    """A run shorter than a few embeddings, or sound too short, gives none."""
    assert estimate_clip(net, make_clip(seconds=0.6)) is None
    silent = make_clip()
    silent.bands = silent.bands[:30]
    assert estimate_clip(net, silent) is None
    assert similarity_of_run(net, silent, silent.runs[0], 500) is None


def test_processes_share_the_clips(
    net: LipNet, make_clip: Callable[..., FootageClip]
) -> None:
    """Each of two processes measures every second clip; together they have all."""
    clips = [make_clip(seed, seconds=4) for seed in range(5)]
    clips[3] = make_clip(3, seconds=0.5)
    first = estimate_clips(net, clips, first=0, step=2)
    second = estimate_clips(net, clips, first=1, step=2)
    assert [e.clip for e in first] == [0, 2, 4]
    assert [e.clip for e in second] == [1]


def guess(
    clip: int,
    offset_ms: float,
    *,
    z: float = 5.0,
    lead: float = 0.6,
    num_pictures: int = 200,
    is_at_edge: bool = False,
) -> ClipEstimate:
    peak = Peak(offset_ms=offset_ms, height=0.3, z=z, lead=lead, is_at_edge=is_at_edge)
    return ClipEstimate(clip=clip, peak=peak, num_pictures=num_pictures)


def bare_clips(count: int, num_anchors: int = 0) -> list[FootageClip]:
    return [
        FootageClip(
            source=Source(path=Path(f"{n}.mp4"), person="x", is_anchor=n < num_anchors),
            runs=[],
            bands=np.empty((0, 80), np.float16),
            first_band=0,
        )
        for n in range(count)
    ]


def test_a_shifted_clip_is_moved(
    net: LipNet, make_clip: Callable[..., FootageClip]
) -> None:
    """A clip of known shift is read at its true place after one alignment."""
    clips = [make_clip(0, early_ms=120), make_clip(1, early_ms=-200)]
    estimates = estimate_clips(net, clips, first=0, step=1)
    outcome, trust = align(clips, estimates, CONFIG, unclear_weight=0.4)
    assert clips[0].early_ms == pytest.approx(120, abs=2)
    assert clips[1].early_ms == pytest.approx(-200, abs=2)
    assert outcome.num_moved == 2
    assert outcome.zero_ms == 0
    assert list(trust) == [1.0, 1.0]
    again, _ = align(clips, estimates, CONFIG, unclear_weight=0.4)
    assert again.num_moved == 0


@pytest.mark.parametrize(
    "doubt",
    [
        {"z": 2.7},
        {"lead": 0.2},
        {"num_pictures": MIN_PICTURES - 1},
        {"is_at_edge": True},
    ],
)
def test_an_unclear_clip_stays(doubt: dict[str, float]) -> None:
    """A flat or double peak, few pictures or the edge move nothing, and are doubted."""
    clips = bare_clips(1)
    clips[0].early_ms = 30.0
    estimate = guess(0, 400, **doubt)
    assert not is_clear(estimate, CONFIG)
    outcome, trust = align(clips, [estimate], CONFIG, unclear_weight=0.4)
    assert clips[0].early_ms == 30.0
    assert list(trust) == [0.4]
    assert (outcome.num_moved, outcome.num_doubted) == (0, 1)
    # An unclear answer near to what is believed is no reason for doubt.
    _, trust = align(clips, [guess(0, 100, **doubt)], CONFIG, unclear_weight=0.4)
    assert list(trust) == [1.0]


def test_a_huge_offset_is_not_believed() -> None:
    """Clear or not, beyond the limit a clip stays and counts less."""
    clips = bare_clips(2)
    estimates = [guess(0, 501), guess(1, -499)]
    _, trust = align(clips, estimates, CONFIG, unclear_weight=0.3)
    assert [c.early_ms for c in clips] == [0.0, -499]
    assert list(trust) == [0.3, 1.0]


def test_the_zero_is_the_studios() -> None:
    """The clear studio clips' median is taken off every clip."""
    clips = bare_clips(9, num_anchors=6)
    offsets = [-16.0, -12.0, -8.0, -8.0, 0.0, 30.0, 52.0, -8.0, 92.0]
    estimates = [guess(n, offset) for n, offset in enumerate(offsets)]
    assert known_zero(clips, estimates, CONFIG) == -8
    outcome, _ = align(clips, estimates, CONFIG, unclear_weight=0.4)
    assert outcome.zero_ms == -8
    assert [c.early_ms for c in clips[6:]] == [60, 0, 100]


def test_few_or_unclear_studio_clips_set_no_zero() -> None:
    """Unclear anchors and those far off do not count; under five give 0."""
    clips = bare_clips(8, num_anchors=8)
    few = [guess(n, -20) for n in range(MIN_KNOWN - 1)]
    assert known_zero(clips, few, CONFIG) == 0
    unclear = [*few, guess(5, -20, z=1.0), guess(6, 160)]
    assert known_zero(clips, unclear, CONFIG) == 0
    assert known_zero(clips, [*few, guess(7, -30)], CONFIG) == -20


def test_known_offsets_set_the_zero_before_studio_clips() -> None:
    """Each person counts once, however many clips there are of one."""
    clips = bare_clips(12, num_anchors=12)
    for number, clip in enumerate(clips):
        name = "crowd" if number < 8 else str(number)
        clip.source = replace(clip.source, person=name)
        clip.known_ms = 100.0
    estimates = [guess(n, 130) for n in range(8)]
    estimates += [guess(n, 100 + n - 8) for n in range(8, 12)]
    assert known_zero(clips, estimates, CONFIG) == 2
    for clip in clips[4:]:
        clip.known_ms = None
    # Too few are known now, so the studio clips decide.
    assert known_zero(clips, estimates, CONFIG) == 101
