"""Tests of motion: a photograph is told from a face."""

import numpy as np
from numpy.typing import NDArray

from avts_core.sync.motion import STILL_MOTION, MotionMeter


def portrait(seed: int = 0) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(60, 190, (10, 10))
    return np.kron(coarse, np.ones((8, 8)))


def measured(pictures: NDArray[np.float64]) -> float:
    meter = MotionMeter()
    crops = np.clip(pictures, 0, 255).astype(np.uint8)
    for start in range(0, len(crops), 40):
        meter.push(crops[start : start + 40])
    assert meter.motion is not None
    return meter.motion


def test_a_photograph_with_noise_is_still() -> None:
    """Noise of a camera or codec, 2 grey levels, is no motion."""
    rng = np.random.default_rng(1)
    assert measured(portrait() + rng.normal(0, 2, (120, 80, 80))) < STILL_MOTION


def test_lips_that_open_move() -> None:
    """A dark mouth that opens and shuts four times a second is motion."""
    pictures = np.repeat(portrait()[None], 120, axis=0)
    opening = 8 * (1 + np.sin(2 * np.pi * 4 * np.arange(120) / 25))
    for picture, half in zip(pictures, opening, strict=True):
        picture[40 - round(half / 2) : 40 + round(half), 25:55] = 30
    assert measured(pictures) > STILL_MOTION


def test_nothing_is_known_of_nothing() -> None:
    """Before any picture, and of fewer than four, there is no motion to tell."""
    meter = MotionMeter()
    meter.push(np.zeros((3, 80, 80), np.uint8))
    assert meter.motion is None
