"""Tests of self-alignment: clips are measured and moved where they are clear."""

from pathlib import Path
from typing import cast

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from avts_core.data.footage import FootageClip, MouthRun, Source
from avts_core.models.lip import LipNet
from avts_core.sync.offset import Peak
from avts_core.training.alignment import (
    MIN_ANCHORS,
    MIN_PICTURES,
    ClipEstimate,
    align,
    anchor_zero,
    estimate_clip,
    estimate_clips,
    is_clear,
    similarity_of_run,
)
from avts_core.training.recipe import AlignmentConfig
from avts_core.training.validate import CHANCE, Validation, validate

SIZE = 32
CONFIG = AlignmentConfig()


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


class ReadingNet:
    """Reads what `make_clip` wrote into pictures and sound; spans as the real net's."""

    picture_span = 13
    sound_span = 47

    def embed_pictures(self, mouths: Tensor) -> Tensor:
        inner = mouths[:, 6:-6, 0, :SIZE]
        return functional.normalize(inner - mouths[:, 6:-6, 1:2, 0], dim=-1)

    def embed_sound_densely(self, bands: Tensor) -> Tensor:
        return functional.normalize(bands[:, 23:-23, :SIZE], dim=-1)


NET = cast("LipNet", ReadingNet())


def message(times_s: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Return what is said at each time: a slow random path [shape=(times, 32)]."""
    rng = np.random.default_rng(seed)
    rate_hz = rng.uniform(0.3, 3, (6, SIZE))
    phase = rng.uniform(0, 2 * np.pi, (6, SIZE))
    return np.sin(2 * np.pi * rate_hz * times_s[:, None, None] + phase).sum(1)


def make_run(seed: int, *, start_s: float, seconds: float) -> MouthRun:
    times_s = start_s + np.arange(round(25 * seconds)) / 25
    crops = np.full((len(times_s), 80, 80), 128, np.uint8)
    crops[:, 8, 8 : 8 + SIZE] = np.rint(128 + 20 * message(times_s, seed))
    return MouthRun(crops=crops, times_s=times_s)


def make_clip(
    seed: int = 0,
    *,
    early_ms: float = 0.0,
    start_s: float = 0.5,
    seconds: float = 8.0,
    sound_seed: int | None = None,
) -> FootageClip:
    """Return a clip whose sound comes so early."""
    run = make_run(seed, start_s=start_s, seconds=seconds)
    num = round(100 * (start_s + seconds + 1))
    first_band = -3
    heard_s = 0.01 * (first_band + np.arange(num)) + early_ms / 1000
    bands = np.zeros((num, 80), np.float16)
    bands[:, :SIZE] = message(heard_s, seed if sound_seed is None else sound_seed)
    return FootageClip(
        source=Source(path=Path(f"{seed}.mp4"), person=str(seed)),
        runs=[run],
        bands=bands,
        first_band=first_band,
    )


@pytest.mark.parametrize("early_ms", [-333.0, -40.0, 0.0, 7.0, 120.0, 460.0])
@pytest.mark.parametrize("start_s", [0.5, 0.5137, 0.4961])
def test_a_clips_own_offset_is_measured(early_ms: float, start_s: float) -> None:
    """Early sound is positive, to 2 ms, also where pictures start off the mel grid."""
    found = estimate_clip(NET, make_clip(early_ms=early_ms, start_s=start_s))
    assert found is not None
    peak, num_pictures = found
    assert peak.offset_ms == pytest.approx(early_ms, abs=2)
    assert peak.z > CONFIG.min_z
    assert num_pictures >= MIN_PICTURES


def test_runs_are_added() -> None:
    """Two appearances of a face make one estimate of all their pictures."""
    clip = make_clip(early_ms=80, seconds=11)
    one = make_run(0, start_s=0.5037, seconds=4)
    two = make_run(0, start_s=6.01, seconds=5)
    clip.runs = [one, two]
    found = estimate_clip(NET, clip)
    assert found is not None
    assert found[0].offset_ms == pytest.approx(80, abs=3)
    assert found[1] > 150


def test_the_belief_does_not_change_the_measurement() -> None:
    """What is measured is the clip, not the clip as it is read just now."""
    clip, moved = make_clip(early_ms=80), make_clip(early_ms=80)
    moved.early_ms = 80
    assert estimate_clip(NET, clip) == estimate_clip(NET, moved)


def test_too_little_footage_has_no_estimate() -> None:
    """A run shorter than a few embeddings, or sound too short, gives none."""
    assert estimate_clip(NET, make_clip(seconds=0.6)) is None
    silent = make_clip()
    silent.bands = silent.bands[:30]
    assert estimate_clip(NET, silent) is None
    assert similarity_of_run(NET, silent, silent.runs[0], 500) is None


def test_processes_share_the_clips() -> None:
    """Each of two processes measures every second clip; together they have all."""
    clips = [make_clip(seed, seconds=4) for seed in range(5)]
    clips[3] = make_clip(3, seconds=0.5)
    first = estimate_clips(NET, clips, first=0, step=2)
    second = estimate_clips(NET, clips, first=1, step=2)
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
    clip = make_clip(seconds=1)
    return [
        FootageClip(
            source=Source(path=Path(f"{n}.mp4"), person="x", is_anchor=n < num_anchors),
            runs=clip.runs,
            bands=clip.bands,
            first_band=0,
        )
        for n in range(count)
    ]


def test_a_shifted_clip_is_moved() -> None:
    """A clip of known shift is read at its true place after one alignment."""
    clips = [make_clip(0, early_ms=120), make_clip(1, early_ms=-200)]
    estimates = estimate_clips(NET, clips, first=0, step=1)
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
    assert anchor_zero(clips, estimates, CONFIG) == -8
    outcome, _ = align(clips, estimates, CONFIG, unclear_weight=0.4)
    assert outcome.zero_ms == -8
    assert [c.early_ms for c in clips[6:]] == [60, 0, 100]


def test_few_or_unclear_studio_clips_set_no_zero() -> None:
    """Unclear anchors and those far off do not count; under five give 0."""
    clips = bare_clips(8, num_anchors=8)
    few = [guess(n, -20) for n in range(MIN_ANCHORS - 1)]
    assert anchor_zero(clips, few, CONFIG) == 0
    unclear = [*few, guess(5, -20, z=1.0), guess(6, 160)]
    assert anchor_zero(clips, unclear, CONFIG) == 0
    assert anchor_zero(clips, [*few, guess(7, -30)], CONFIG) == -20


def test_validation_holds_halves_against_each_other() -> None:
    """A net that reads perfectly is right in all windows at any offset."""
    clips = [make_clip(n, early_ms=80 * n - 80, seconds=11) for n in range(3)]
    figures = validate(NET, clips, CONFIG).merged([validate(NET, clips, CONFIG)])
    assert figures["num_clips"] == 3
    assert figures["accuracy_5"] > 0.95
    assert figures["accuracy_25"] == figures["accuracy_100"] == 1
    assert figures["halves_median_ms"] < 5
    assert figures["chance"] == pytest.approx(CHANCE, abs=1e-4)


def test_validation_of_foreign_sound_has_no_truth() -> None:
    """Halves without a clear peak judge no window; no clips give no figures."""
    strict = AlignmentConfig(min_z=50.0)
    result = validate(NET, [make_clip(0, sound_seed=5)], strict)
    assert sum(result.trials.values()) == 0
    assert result.merged([result])["accuracy_5"] is None
    nothing = Validation().merged([])
    assert nothing["halves_median_ms"] is None
    assert nothing["num_clips"] == 0


def test_shares_of_processes_are_added() -> None:
    """Hits and trials of all processes count together."""
    one, two = Validation(), Validation()
    one.hits[5], one.trials[5] = 1, 4
    two.hits[5], two.trials[5] = 5, 6
    assert Validation().merged([one, two])["accuracy_5"] == 0.6
