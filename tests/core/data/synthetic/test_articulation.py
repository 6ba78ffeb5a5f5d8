"""Tests of the mouth's movement."""

import itertools

import numpy as np
import pytest

from avts_core.data.synthetic.articulation import STEP_S, track_articulation
from avts_core.data.synthetic.phones import POSE_PARTS, MouthPose
from avts_core.data.synthetic.talk import Talk

PRESS = POSE_PARTS.index("press")
OPENING = POSE_PARTS.index("opening")


@pytest.fixture
def talk() -> Talk:
    return Talk(5, start_s=0.0)


def first_phrases(talk: Talk, count: int = 8):
    coming = talk.phrases()
    return [next(coming) for _ in range(count)]


def test_lips_are_shut_for_the_whole_closure(talk: Talk) -> None:
    """From the start to the end of p, b and m the lips are pressed together."""
    num_closures = 0
    for phrase in first_phrases(talk):
        times_s, poses = track_articulation(phrase, talk.speaker)
        for segment in phrase.segments:
            if segment.phone.pose.press == 1:
                inside = (times_s >= segment.start_s) & (times_s <= segment.end_s)
                assert poses[inside, PRESS].min() > 0.999
                num_closures += 1
    assert num_closures > 5


def test_lips_part_at_once_after_a_release(talk: Talk) -> None:
    """Within 45 ms of its release a closure is gone, unless another follows."""
    for phrase in first_phrases(talk):
        times_s, poses = track_articulation(phrase, talk.speaker)
        for segment in phrase.segments:
            after_s = segment.end_s + 0.045
            is_alone = not any(
                other is not segment
                and other.phone.pose.press > 0
                and other.start_s - 0.05 < after_s < other.end_s + 0.05
                for other in phrase.segments
            )
            if segment.phone.pose.press == 1 and is_alone:
                assert np.interp(after_s, times_s, poses[:, PRESS]) < 0.01


def test_open_vowels_open_the_mouth_wider_than_close_ones(talk: Talk) -> None:
    """Coarticulation leaves the order of the vowels: *aa* is wider than *uw*."""
    openings: dict[bool, list[float]] = {True: [], False: []}
    for phrase in first_phrases(talk, 25):
        times_s, poses = track_articulation(phrase, talk.speaker)
        for segment in phrase.segments:
            aim = segment.phone.pose.opening
            if segment.phone.kind == "vowel" and (aim > 0.75 or aim < 0.3):
                middle_s = (segment.start_s + segment.end_s) / 2
                opening = float(np.interp(middle_s, times_s, poses[:, OPENING]))
                openings[aim > 0.75].append(opening)
    assert np.mean(openings[True]) > 2 * np.mean(openings[False])


def test_movement_is_smooth(talk: Talk) -> None:
    """No part of the mouth jumps from one step to the next, nor between phrases."""
    tracks = [track_articulation(p, talk.speaker)[1] for p in first_phrases(talk)]
    for poses in tracks:
        assert np.abs(np.diff(poses, axis=0)).max() < 0.25
    for before, after in itertools.pairwise(tracks):
        assert np.abs(after[0] - before[-1]).max() < 0.25


def test_grid_covers_the_phrase(talk: Talk) -> None:
    """The track runs from the start of a phrase past its end, evenly."""
    phrase = first_phrases(talk, 1)[0]
    times_s, poses = track_articulation(phrase, talk.speaker)
    assert times_s[0] == phrase.start_s
    assert times_s[-1] >= phrase.end_s
    assert np.allclose(np.diff(times_s), STEP_S)
    assert poses.shape == (len(times_s), len(POSE_PARTS))


def test_poses_can_be_asked_for_in_any_order(talk: Talk) -> None:
    """A time gives the same pose going forwards and after jumping back."""
    times_s = [0.3, 4.0, 9.0, 30.0]
    forwards = [talk.pose_at(time_s) for time_s in times_s]
    backwards = [talk.pose_at(time_s) for time_s in reversed(times_s)]
    assert forwards == backwards[::-1]
    assert all(isinstance(pose, MouthPose) for pose in forwards)
