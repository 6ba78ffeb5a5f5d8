"""Tests of who talks: what comes in pieces equals what is judged all at once."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.sync.contest import NOBODY, Contest, Decided
from avts_core.sync.evidence import fit_of

NUM_LAGS = 21
NUM_TIMES = 400


@dataclass(frozen=True)
class Face:
    """A face's stretch with its similarities."""

    track: int
    first: int
    values: NDArray[np.float32]

    @property
    def stop(self) -> int:
        return self.first + len(self.values)


def face(
    track: int, first: int, stop: int, *, talks: tuple[int, int] | None = None
) -> Face:
    """Return a face whose lips fit at one lag while it talks."""
    rng = np.random.default_rng(1000 + track)
    values = rng.normal(0, 0.2, (stop - first, NUM_LAGS)).astype(np.float32)
    if talks is not None:
        values[max(0, talks[0] - first) : max(0, talks[1] - first), 5] += 0.5
    return Face(track, first, values)


def all_at_once(
    faces: list[Face],
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Judge whole stretches one after the other, as the plain rule says."""
    result = np.full((NUM_TIMES, NUM_LAGS), np.nan, np.float32)
    best = np.full(NUM_TIMES, np.nan, np.float32)
    speaker = np.full(NUM_TIMES, NOBODY, np.int32)
    for one in sorted(faces, key=lambda f: (f.first, f.track)):
        here = slice(one.first, one.stop)
        taken = np.isfinite(result[here]).any(axis=1)
        wins = ~taken
        if taken.any():
            rival = best[here]
            unknown = taken & np.isnan(rival)
            rival[unknown] = fit_of(result[here])[unknown]
            fit = fit_of(one.values)
            wins |= fit > rival
            rival[wins] = fit[wins]
        result[here][wins] = one.values[wins]
        speaker[here][wins] = one.track
    return result, speaker


def in_pieces(faces: list[Face], block: int, step: int = 25) -> list[Decided]:
    """Let faces come as from a film: in blocks, each told of when it begins."""
    contest = Contest(NUM_LAGS)
    decided = []
    given = dict.fromkeys(range(len(faces)), 0)
    for now in range(0, NUM_TIMES + step, step):
        for number, one in enumerate(faces):
            if one.first > now or given[number] is None:
                continue
            if given[number] == 0:
                contest.add(number, one.track, one.first, empty(), is_last=False)
            seen = min(now, one.stop) - one.first
            is_last = now > one.stop
            while seen - given[number] >= block or is_last:
                part = one.values[given[number] : min(given[number] + block, seen)]
                start = one.first + given[number]
                given[number] += len(part)
                is_end = is_last and given[number] == len(one.values)
                contest.add(number, one.track, start, part, is_last=is_end)
                if is_end:
                    given[number] = None
                    break
        decided.append(contest.decide(min(now, NUM_TIMES)))
    for number, one in enumerate(faces):
        if given[number] is not None:
            start = one.first + given[number]
            rest = one.values[given[number] :]
            contest.add(number, one.track, start, rest, is_last=True)
    return [*decided, contest.decide(NUM_TIMES)]


def empty() -> NDArray[np.float32]:
    return np.empty((0, NUM_LAGS), np.float32)


def check_same(faces: list[Face], block: int) -> None:
    decided = in_pieces(faces, block)
    ends = [0]
    for piece in decided:
        assert piece.first == ends[-1]
        ends.append(piece.first + len(piece.values))
    values, speaker = all_at_once(faces)
    np.testing.assert_array_equal(np.concatenate([d.values for d in decided]), values)
    np.testing.assert_array_equal(np.concatenate([d.speaker for d in decided]), speaker)


TALK = [
    face(0, 3, 390, talks=(3, 120)),
    face(1, 40, 330, talks=(130, 220)),
    face(2, 150, 300),
    face(3, 150, 280, talks=(230, 280)),
    face(4, 360, 372),
]


@pytest.mark.parametrize("block", [7, 40, 128, 400])
@pytest.mark.parametrize(
    "faces",
    [TALK[:1], TALK[:2], TALK[1:3], TALK, [TALK[4]], []],
    ids=["one", "two", "late", "five", "short", "none"],
)
def test_pieces_give_what_the_whole_gives(faces: list[Face], block: int) -> None:
    """Faces that come in blocks are judged as if all were known from the start."""
    check_same(faces, block)


@pytest.mark.parametrize("seed", range(12))
def test_crowds_in_pieces_give_what_the_whole_gives(seed: int) -> None:
    """Up to six faces that come, go and talk at random are no exception."""
    rng = np.random.default_rng(seed)
    faces = []
    for track in range(6):
        first = int(rng.integers(0, 350))
        stop = first + int(rng.integers(1, NUM_TIMES - first))
        talks = sorted(rng.integers(0, NUM_TIMES, 2))
        faces.append(face(track, first, stop, talks=(talks[0], talks[1])))
    faces.sort(key=lambda f: (f.first, f.track))
    check_same(faces, int(rng.integers(5, 150)))


def test_the_talking_face_wins() -> None:
    """Each of two faces has the times at which it talks; the tracks tell so."""
    one, two = face(7, 0, 400, talks=(0, 180)), face(9, 0, 400, talks=(220, 400))
    speaker = np.concatenate([d.speaker for d in in_pieces([one, two], 128)])
    assert (speaker[:170] == 7).mean() > 0.95
    assert (speaker[230:] == 9).mean() > 0.95


def test_times_without_a_face_or_sound_are_nobodys() -> None:
    """Where no face is, or no sound for it, values are unknown and nobody spoke."""
    one = face(3, 100, 200)
    one.values[:20] = np.nan
    decided = in_pieces([one], 40)
    speaker = np.concatenate([d.speaker for d in decided])
    values = np.concatenate([d.values for d in decided])
    assert (speaker[:120] == NOBODY).all()
    assert (speaker[120:200] == 3).all()
    assert (speaker[200:] == NOBODY).all()
    np.testing.assert_array_equal(np.isnan(values).all(axis=1), speaker == NOBODY)


def test_times_are_decided_soon() -> None:
    """A lone face's times are given half a window after they are known."""
    contest = Contest(NUM_LAGS)
    one = face(0, 0, 200)
    contest.add(0, 0, 0, one.values[:100], is_last=False)
    assert len(contest.decide(150).values) == 75
    contest.add(0, 0, 100, one.values[100:], is_last=True)
    assert len(contest.decide(180).values) == 105
    assert contest.num_decided == 180


def test_a_face_without_values_holds_time_up_until_it_is_gone() -> None:
    """Times that a face told of may still win wait; then all are given."""
    contest = Contest(NUM_LAGS)
    contest.add(0, 0, 30, empty(), is_last=False)
    assert len(contest.decide(90).values) == 30
    contest.add(0, 0, 30, empty(), is_last=True)
    assert len(contest.decide(90).values) == 60
