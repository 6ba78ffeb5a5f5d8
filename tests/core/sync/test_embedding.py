"""Tests of embedding mouths as they come: nothing lost, doubled or moved."""

import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.features.grid import pictures_at
from avts_core.features.mouths import Mouth
from avts_core.sync.embedding import BLOCK_PICTURES, FaceEmbedder, FacePart
from avts_core.sync.judge import Judge

SPAN = 5
SIDE_PX = 3
PAL, NTSC, FAST = Fraction(25), Fraction(30000, 1001), Fraction(60)


class WindowJudge:
    """Takes all pixels that an embedding may see for the embedding."""

    picture_span = SPAN

    def __init__(self) -> None:
        self.num_calls = 0

    def embed_pictures(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        assert len(crops) >= SPAN
        self.num_calls += 1
        windows = [crops[k : len(crops) - SPAN + 1 + k] for k in range(SPAN)]
        count = len(windows[0])
        return np.stack(windows, 1).reshape(count, -1).astype(np.float32)


@dataclass(frozen=True)
class Stretch:
    """A stretch put together from its parts."""

    track: int
    first: int
    pictures: NDArray[np.float16]

    @property
    def stop(self) -> int:
        return self.first + len(self.pictures)


def joined(parts: list[FacePart]) -> list[Stretch]:
    """Put parts together; stretches without an embedding are left out."""
    by_number: dict[int, list[FacePart]] = {}
    for part in parts:
        by_number.setdefault(part.stretch, []).append(part)
    stretches = []
    for own in by_number.values():
        assert [p.is_last for p in own] == [False] * (len(own) - 1) + [True]
        assert len(own[0].pictures) == 0
        full = [p for p in own if len(p.pictures)]
        for part, after in itertools.pairwise(full):
            assert part.first + len(part.pictures) == after.first
        if full:
            assert own[0].first == full[0].first
            pictures = np.concatenate([p.pictures for p in full])
            stretches.append(Stretch(full[0].track, full[0].first, pictures))
    return stretches


def embedder(origin: Fraction = Fraction(0)) -> FaceEmbedder:
    return FaceEmbedder(cast("Judge", WindowJudge()), origin)


def mouths(times_s: list[float], track: int = 0) -> list[Mouth]:
    rng = np.random.default_rng(track)
    return [
        Mouth(
            track=track,
            time_s=time_s,
            crop=rng.integers(0, 256, (SIDE_PX, SIDE_PX)).astype(np.uint8),
            scale_px=90.0,
        )
        for time_s in times_s
    ]


def steady_times(rate: Fraction, seconds: float, start_s: float = 0.0) -> list[float]:
    count = int(seconds * rate)
    return [start_s + float(k / rate) for k in range(count)]


def uneven_times(seconds: float) -> list[float]:
    rng = np.random.default_rng(5)
    steps = rng.uniform(0.012, 0.09, int(seconds / 0.05))
    return [float(t) for t in np.cumsum(steps)]


def all_at_once(shown: list[Mouth], origin_s: float) -> tuple[int, NDArray[np.float32]]:
    """Bring all mouths onto the grid together and embed them in one go."""
    times = np.array([m.time_s for m in shown])
    first = int(np.ceil((times[0] - origin_s) * 25 - 1e-6))
    last = int(np.floor((times[-1] - origin_s) * 25 + 1e-6))
    wanted = origin_s + np.arange(first, last + 1) / 25
    pictures = pictures_at(times, np.stack([m.crop for m in shown]), wanted)
    return first + SPAN // 2, WindowJudge().embed_pictures(pictures)


def check_whole(stretch: Stretch, shown: list[Mouth], origin_s: float) -> None:
    first, expected = all_at_once(shown, origin_s)
    assert stretch.first == first
    assert stretch.stop == first + len(expected)
    np.testing.assert_array_equal(stretch.pictures, expected.astype(np.float16))


@pytest.mark.parametrize(
    "origin", [Fraction(0), Fraction(1001, 30000), Fraction(-7, 9)]
)
@pytest.mark.parametrize(
    "times_s",
    [
        steady_times(PAL, 25, start_s=0.04),
        steady_times(PAL, 25, start_s=0.313),
        steady_times(NTSC, 25),
        steady_times(FAST, 25),
        steady_times(Fraction(24000, 1001), 25),
        steady_times(NTSC, 25, start_s=7200.0),
        uneven_times(25),
    ],
    ids=["25", "25 off grid", "29.97", "60", "23.976", "29.97 after 2 h", "variable"],
)
def test_blocks_join_to_one_stretch(times_s: list[float], origin: Fraction) -> None:
    """In blocks or at once, at any rate: the same embeddings at the same grid times."""
    shown = mouths(times_s)
    faces = embedder(origin)
    for start in range(0, len(shown), 7):
        faces.push(shown[start : start + 7])
    (stretch,) = joined(faces.finish())
    check_whole(stretch, shown, float(origin))
    assert len(stretch.pictures) > 2 * BLOCK_PICTURES
    assert faces.num_mouths == len(shown)


def test_embeddings_are_centred_on_their_grid_time() -> None:
    """At 25 pictures/s on the grid, number n holds the pictures n - 2 to n + 2."""
    shown = mouths(steady_times(PAL, 12))
    faces = embedder()
    faces.push(shown)
    (stretch,) = joined(faces.finish())
    assert stretch.first == SPAN // 2
    assert stretch.stop == len(shown) - SPAN // 2
    for number in (stretch.first, BLOCK_PICTURES, stretch.stop - 1):
        near = shown[number - SPAN // 2 : number + SPAN // 2 + 1]
        seen = np.stack([m.crop for m in near]).reshape(-1)
        np.testing.assert_array_equal(stretch.pictures[number - stretch.first], seen)


def test_a_gap_splits() -> None:
    """Over a tenth of a second without a picture nothing is made up."""
    before = steady_times(PAL, 2)
    after = steady_times(PAL, 2, start_s=before[-1] + 0.2)
    shown = mouths(before + after)
    faces = embedder()
    faces.push(shown)
    first, second = joined(faces.finish())
    check_whole(first, shown[: len(before)], 0.0)
    check_whole(second, shown[len(before) :], 0.0)


def test_a_short_gap_does_not_split() -> None:
    """One lost picture is bridged."""
    times_s = steady_times(PAL, 2)
    del times_s[20]
    shown = mouths(times_s)
    faces = embedder()
    faces.push(shown)
    (stretch,) = joined(faces.finish())
    check_whole(stretch, shown, 0.0)


def test_a_gap_right_after_a_block_loses_nothing() -> None:
    """A stretch that ends where a block was just embedded is whole all the same."""
    for extra in range(4):
        before = [k / 25 for k in range(BLOCK_PICTURES + extra)]
        shown = mouths([*before, before[-1] + 3.0])
        faces = embedder()
        faces.push(shown)
        (stretch,) = joined(faces.finish())
        check_whole(stretch, shown[:-1], 0.0)


@pytest.mark.parametrize("count", [1, 2, SPAN - 1])
def test_too_few_pictures_give_no_stretch(count: int) -> None:
    """A face seen for less than an embedding's span is left out, not padded."""
    faces = embedder()
    faces.push(mouths([k / 25 for k in range(count)]))
    assert joined(faces.finish()) == []
    assert faces.num_stretches == 0


def test_faces_are_kept_apart() -> None:
    """Faces seen at the same time each give their own stretch, by their beginning."""
    one = mouths(steady_times(PAL, 13, start_s=1.0), track=4)
    two = mouths(steady_times(PAL, 16), track=9)
    faces = embedder()
    faces.push(sorted(one + two, key=lambda m: (m.time_s, m.track)))
    second, first = joined(faces.finish())
    assert (first.track, second.track) == (4, 9)
    check_whole(first, one, 0.0)
    check_whole(second, two, 0.0)


def test_gone_faces_are_closed() -> None:
    """In a film of short shots the crops of earlier ones are not kept."""
    faces = embedder()
    for shot in range(40):
        faces.push(mouths(steady_times(PAL, 2, start_s=2.5 * shot), track=shot))
        held = sum(len(waiting.crops) for waiting in faces._open.values())
        assert held <= 2 * 25
    assert len(joined(faces.finish())) == 40
    assert faces.num_stretches == 40


def test_a_long_face_closes_those_that_are_gone() -> None:
    """While one face stays in view, another's crops go once a block is full."""
    short = mouths(steady_times(PAL, 2), track=1)
    long = mouths(steady_times(PAL, 30), track=2)
    faces = embedder()
    faces.push(sorted(short + long, key=lambda m: (m.time_s, m.track)))
    assert list(faces._open) == [2]
    assert len(faces._open[2].crops) <= BLOCK_PICTURES + 1
    first, second = joined(faces.finish())
    check_whole(first, short, 0.0)
    check_whole(second, long, 0.0)


def test_parts_come_as_soon_as_a_block_is_full() -> None:
    """A face is told of at once, embedded by blocks, ended when it is gone."""
    faces = embedder()
    shown = mouths(steady_times(PAL, 8))
    faces.push(shown[:1])
    (begun,) = faces.take()
    assert (begun.first, len(begun.pictures), begun.is_last) == (SPAN // 2, 0, False)
    faces.push(shown[1:])
    (block,) = faces.take()
    assert len(block.pictures) == BLOCK_PICTURES + 1 - (SPAN - 1)
    faces.pass_time(8.0)
    assert faces.take() == []
    faces.pass_time(9.0)
    (rest,) = faces.take()
    assert rest.is_last
    assert rest.first == block.first + len(block.pictures)
    assert faces.finish() == []


def test_no_face_begins_before_the_time_that_has_passed() -> None:
    """What is told of the time passed holds for every face that comes later."""
    faces = embedder(Fraction(1, 3))
    for start in range(12):
        start_s = 0.4 + 0.617 * start
        faces.push(mouths(steady_times(NTSC, 0.3, start_s=start_s), track=start))
        passed = faces.passed_time
        assert passed >= (start_s - 1 / 3) * 25 - 1e-6
        late = mouths([start_s + 0.6], track=100 + start)
        faces.push(late)
        assert faces.take()[-1].first >= passed
