"""How the mouth moves through a phrase, on a fine grid of time."""

import numpy as np
from numpy.typing import NDArray

from avts_core.data.synthetic.phones import POSE_PARTS, MouthPose
from avts_core.data.synthetic.utterance import Phrase, Segment, Speaker

STEP_S = 0.005
"""Time from one row of a track to the next."""
_BLEND_S = 0.035
"""Width of the blending of neighbouring sounds: lips move for about 0.1 s."""
_AHEAD_S = 0.056
"""How early lips and jaw are on their way to the next sound while one sounds.

Set with a network trained on real lips only. At 0 it took the sound of 9 heads for 45
to 57 ms early; at 0.056 for -9 to 16 ms, median 2 (30 other heads), and that of 9 real
clips for 4 ms more than their catalogue says. So these heads cannot prove that
network's zero; differences between offsets, files and containers they can.
"""
_CLOSING_S = 0.06
_PARTING_S = 0.035
_PRESS = POSE_PARTS.index("press")
_LIP_TEETH = POSE_PARTS.index("lip_teeth")


def track_articulation(
    phrase: Phrase, speaker: Speaker
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Work out the mouth's movement in a phrase.

    Sounds blend into their neighbours by how strongly each holds its pose, and the
    mouth is a little ahead of the voice. The lips of *p*, *b* and *m* are the
    exception: they meet when the closure begins and part at the instant of its
    release, which is the instant of the burst.

    Returns
    -------
    times_s
        [shape=(steps,), float64] from the start of the phrase, every `STEP_S`.
    poses
        [shape=(steps, parts), float32] columns as in `POSE_PARTS`.
    """
    num_steps = int(np.ceil((phrase.end_s - phrase.start_s) / STEP_S)) + 1
    steps_s = STEP_S * np.arange(num_steps)
    times_s = np.asarray(phrase.start_s + steps_s, np.float64)
    targets = np.zeros((num_steps, len(POSE_PARTS)))
    holds = np.zeros(num_steps)
    for segment in phrase.segments:
        borders_s = np.array([segment.start_s, segment.end_s]) - _AHEAD_S
        rows = slice(*np.searchsorted(times_s, borders_s))
        targets[rows] = _target(segment, speaker)
        holds[rows] = segment.phone.hold * (1 + 0.5 * segment.stress)
    holds = np.where(holds == 0, 0.8, holds)
    poses = _blend(targets, holds)
    for part in (_PRESS, _LIP_TEETH):
        poses[:, part] = _gestures(phrase, times_s, part)
    return times_s, np.asarray(poses, np.float32)


def _target(segment: Segment, speaker: Speaker) -> NDArray[np.float64]:
    """Give the pose that a sound aims at."""
    pose: MouthPose = segment.phone.pose
    target = np.array([getattr(pose, part) for part in POSE_PARTS])
    reach = speaker.effort * (0.85 + 0.25 * segment.stress)
    target[[POSE_PARTS.index("opening"), POSE_PARTS.index("jaw")]] *= reach
    return target


def _blend(
    targets: NDArray[np.float64], holds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Average the targets around each step, weighted by hold and nearness."""
    reach = int(3 * _BLEND_S / STEP_S)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * STEP_S / _BLEND_S) ** 2)

    def smooth(column: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.convolve(np.pad(column, reach, mode="edge"), kernel, mode="valid")

    weight = smooth(holds)
    return np.stack([smooth(c * holds) / weight for c in targets.T], axis=1)


def _gestures(
    phrase: Phrase, times_s: NDArray[np.float64], part: int
) -> NDArray[np.float64]:
    """Trace how the lips meet, hold and part, at exact times."""
    trace = np.zeros_like(times_s)
    for segment in phrase.segments:
        level = getattr(segment.phone.pose, POSE_PARTS[part])
        if level == 0:
            continue
        closing = (times_s - segment.start_s + _CLOSING_S) / _CLOSING_S
        parting = (segment.end_s + _PARTING_S - times_s) / _PARTING_S
        shape = np.clip(np.minimum(closing, parting), 0, 1)
        trace = np.maximum(trace, level * shape * shape * (3 - 2 * shape))
    return trace
