"""Tests of talking heads in memory, and that a face finder finds them."""

from fractions import Fraction

import cv2
import numpy as np
import pytest

from avts_core.data.synthetic.clip import talking_head_clip
from avts_core.data.synthetic.scene import TalkingScene
from avts_core.features.mtcnn import Mtcnn


def test_clip_has_the_shapes_and_times_asked_for() -> None:
    """Pictures, times, samples and corners fit the duration and the rate."""
    rate = Fraction(30000, 1001)
    clip = talking_head_clip(4, 0.5, rate=rate, size_px=(96, 128))
    assert clip.video.pictures.shape == (14, 96, 128, 3)
    assert np.allclose(clip.video.times_s, np.arange(14) * 1001 / 30000)
    assert clip.audio.samples.shape == (1, 8000)
    assert clip.audio.start == 0
    assert clip.mouth_corners_px.shape == (14, 2, 2)


def test_seed_decides_everything() -> None:
    """The same seed gives the same arrays; another gives another person."""
    first, again, other = (
        talking_head_clip(seed, 0.2, size_px=(64, 64)) for seed in (1, 1, 2)
    )
    assert np.array_equal(first.video.pictures, again.video.pictures)
    assert np.array_equal(first.audio.samples, again.audio.samples)
    assert not np.array_equal(first.video.pictures, other.video.pictures)
    assert not np.array_equal(first.audio.samples, other.audio.samples)


def test_longer_clip_starts_like_a_shorter_one() -> None:
    """Nothing depends on how long the clip goes on."""
    short, longer = (talking_head_clip(3, s, size_px=(64, 64)) for s in (0.2, 0.4))
    assert np.array_equal(short.video.pictures, longer.video.pictures[:5])
    assert np.array_equal(short.audio.samples[0], longer.audio.samples[0, :3200])


@pytest.mark.slow
def test_sound_is_loud_when_the_mouth_is_open() -> None:
    """Loudness fits the opening, which is up to 90 ms ahead as with real lips."""
    rises = []
    for seed in range(4):
        scene = TalkingScene(seed, width_px=64, height_px=64)
        clip = talking_head_clip(seed, 8, size_px=(64, 64))
        step = 160
        loud = np.sqrt((clip.audio.samples[0].reshape(-1, step) ** 2).mean(axis=1))
        poses = [scene.talk.pose_at(0.01 * i + 0.005) for i in range(len(loud))]
        wide = np.array([p.opening * (1 - p.press) for p in poses])
        lags = range(-30, 31)
        inner = slice(30, len(loud) - 30)
        fits = [
            np.corrcoef(np.roll(loud, lag)[inner], wide[inner])[0, 1] for lag in lags
        ]
        rises.append(fits)
    mean = np.mean(rises, axis=0)
    assert mean.max() > 0.4
    assert -9 <= int(np.argmax(mean)) - 30 <= 0


@pytest.mark.slow
def test_face_finder_finds_the_face_and_its_mouth() -> None:
    """All heads are found, corners within a few percent of the face's height."""
    finder = Mtcnn()
    errors = []
    for seed in range(15):
        scene = TalkingScene(seed, width_px=320, height_px=240)
        time_s = 1.7 * seed
        faces = finder.find(scene.picture(time_s), min_face_px=20)
        assert faces, f"no face found, seed {seed}"
        largest = max(faces, key=lambda face: face.box[2] - face.box[0])
        apart = largest.points[3:] - scene.head.mouth_corners_px(time_s)
        distance = np.linalg.norm(apart, axis=1)
        errors.append(distance.mean() / scene.head.face_height_px)
    assert np.median(errors) < 0.035
    assert np.mean(np.array(errors) < 0.07) >= 0.9


def test_pictures_differ_between_instants_by_noise_and_movement() -> None:
    """A camera's noise changes from picture to picture and is small."""
    scene = TalkingScene(9, width_px=96, height_px=96)
    first, second = scene.picture(0.0), scene.picture(0.001)
    difference = cv2.absdiff(first, second)
    assert 0.2 < difference.mean() < 15
    assert np.array_equal(first, scene.picture(0.0))
