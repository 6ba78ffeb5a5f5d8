"""Tests of finding cuts."""

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.features.shots import ShotDetector


def scene(seed: int, shape: tuple[int, int] = (240, 320)) -> NDArray[np.uint8]:
    """Draw large patches of light and dark."""
    patches = np.random.default_rng(seed).integers(20, 236, (6, 8)).astype(np.uint8)
    tall = np.repeat(patches, -(-shape[0] // 6), axis=0)[: shape[0]]
    return np.repeat(tall, -(-shape[1] // 8), axis=1)[:, : shape[1]]


def cuts(pictures: list[NDArray[np.uint8]]) -> list[int]:
    detector = ShotDetector()
    return [i for i, picture in enumerate(pictures) if detector.is_cut(picture)]


def test_first_picture_is_no_cut() -> None:
    """There is nothing before it."""
    assert cuts([scene(0)] * 3) == []


@pytest.mark.parametrize("places", [[10], [1], [10, 11], [5, 9, 30]])
def test_change_of_scene_is_a_cut_at_its_first_picture(places: list[int]) -> None:
    """Each cut is told with the picture that begins the shot, at once."""
    number = np.searchsorted(places, np.arange(40), side="right")
    assert cuts([scene(n) for n in number]) == places


def test_moving_and_noisy_picture_is_no_cut() -> None:
    """What a camera and its sensor do within a shot is not taken for a cut."""
    rng = np.random.default_rng(5)
    wide = scene(1, (240, 640)).astype(float)
    pictures = [
        np.clip(wide[:, 4 * i : 4 * i + 320] + rng.normal(0, 12, (240, 320)), 0, 255)
        for i in range(40)
    ]
    assert cuts([picture.astype(np.uint8) for picture in pictures]) == []


def test_slow_fade_is_no_cut() -> None:
    """Light that changes over a second is one shot."""
    pictures = [(scene(2) * (i / 40)).astype(np.uint8) for i in range(40)]
    assert cuts(pictures) == []


def test_change_of_size_is_a_cut() -> None:
    """A film that changes its format has changed its shot; counting goes on."""
    small, large = scene(3), scene(3, (480, 640))
    wide = scene(3, (240, 480))
    assert cuts([small, small, wide, wide, large, large]) == [2, 4]
    assert cuts([small, wide, scene(4, (240, 480))]) == [1, 2]
