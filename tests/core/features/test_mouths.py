"""Tests of cutting mouths: where crops lie, how long pictures wait, cuts."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.features.faces import MouthPlace
from avts_core.features.mouths import (
    CHIN_SHIFT_SCALES,
    CROP_SIDE_PX,
    CROP_SIDE_SCALES,
    LOOKAHEAD_S,
    Mouth,
    MouthCutter,
    cut_crop,
    place_at,
    whole_picture_place,
)
from avts_core.features.tracks import MAX_GAP_S, FaceTrack

RATE_HZ = 25
SPOT_Y = CROP_SIDE_PX / 2 - CHIN_SHIFT_SCALES * CROP_SIDE_PX / CROP_SIDE_SCALES
"""Where the middle of the lips lies in a crop."""


def cut_all(scene, duration_s: float) -> Iterator[tuple[float, list[Mouth]]]:
    """Yield the time of each picture pushed with the mouths that come of it."""
    cutter = MouthCutter(scene)
    time_s = 0.0
    for index in range(round(duration_s * RATE_HZ)):
        time_s = index / RATE_HZ
        yield time_s, list(cutter.push(time_s, scene.luma(time_s), scene.rgb))
    yield time_s, list(cutter.finish())


def mouths_of(scene, duration_s: float) -> list[Mouth]:
    return [mouth for _, mouths in cut_all(scene, duration_s) for mouth in mouths]


def spot(crop: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Give the centre of the bright spot, in pixels between 0 and 80."""
    weight = np.clip(crop.astype(float) - 120, 0, None)
    y, x = np.mgrid[:CROP_SIDE_PX, :CROP_SIDE_PX] + 0.5
    return np.array([(weight * x).sum(), (weight * y).sum()]) / weight.sum()


def slips_px(mouths: list[Mouth]) -> NDArray[np.float64]:
    """Give how far each spot lies from where the lips belong, in crop pixels."""
    spots = np.array([spot(mouth.crop) for mouth in mouths])
    return np.hypot(*(spots - [CROP_SIDE_PX / 2, SPOT_Y]).T)


@pytest.mark.parametrize(
    "path",
    [
        lambda t: (160, 120),
        lambda t: (60 + 50 * t, 100 + 10 * t),
        lambda t: (160 + 12 * np.sin(2.5 * t), 120 + 6 * np.sin(5 * t)),
    ],
)
def test_crops_follow_the_mouth(
    stage, puppet, path: Callable[[float], tuple[float, float]]
) -> None:
    """Still, moving or swaying, the lips stay within about a pixel of their place."""
    mouths = mouths_of(stage(puppets=[puppet(path=path)]), 4)
    assert len(mouths) == 100
    assert len({mouth.track for mouth in mouths}) == 1
    slips = slips_px(mouths)
    assert np.median(slips) < 1.3
    assert np.percentile(slips, 95) < 2.5


def test_shake_of_the_finder_is_smoothed(stage, puppet) -> None:
    """A finder that is a pixel off here and there does not shake the crops."""
    scene = stage(puppets=[puppet(path=lambda t: (160, 120))], shake_px=1.5)
    spots = np.array([spot(mouth.crop) for mouth in mouths_of(scene, 4)])
    steps = np.diff(spots, axis=0)
    assert np.sqrt(np.mean(steps**2)) < 0.3


def test_tilted_head_comes_upright(stage, puppet) -> None:
    """The chin is below the lips in the crop, however the head is held."""
    luma = np.zeros((240, 320), np.uint8)
    roll_rad = 0.5
    for distance in (0, 20):
        x, y = 160 - np.sin(roll_rad) * distance, 120 + np.cos(roll_rad) * distance
        luma[round(y) - 2 : round(y) + 3, round(x) - 2 : round(x) + 3] = 255
    crop = cut_crop(
        luma, MouthPlace(x_px=160, y_px=120, scale_px=40, roll_rad=roll_rad)
    )
    column = np.average(np.arange(80), weights=crop.sum(axis=0, dtype=float) + 1e-9)
    assert column == pytest.approx(39.5, abs=0.7)


def test_pictures_wait_no_longer_than_promised(stage, puppet) -> None:
    """Each mouth comes as soon as its future is known, and in order."""
    scene = stage(puppets=[puppet(path=lambda t: (160, 120))])
    last_s = -1.0
    for now_s, mouths in cut_all(scene, 3):
        for mouth in mouths:
            assert last_s < mouth.time_s
            assert now_s - mouth.time_s < LOOKAHEAD_S + 1.5 / RATE_HZ
            last_s = mouth.time_s
    assert last_s == 3 - 1 / RATE_HZ


def test_two_faces_give_two_mouths_a_picture(stage, puppet) -> None:
    """Each face has its own crops."""
    scene = stage(
        puppets=[puppet(path=lambda t: (80, 100)), puppet(path=lambda t: (230, 140))]
    )
    mouths = mouths_of(scene, 2)
    assert len(mouths) == 100
    assert slips_px(mouths).max() < 1.5


def test_no_mouth_where_the_face_is_away(stage, puppet) -> None:
    """Between two sightings far apart nothing is made up."""
    scene = stage(puppets=[puppet(path=lambda t: None if 1 <= t < 2.5 else (160, 120))])
    times_s = np.array([mouth.time_s for mouth in mouths_of(scene, 4)])
    assert not np.any((times_s > 1) & (times_s < 2.5))
    assert np.sum(times_s < 1) > 20
    assert np.sum(times_s > 2.5) > 20


def test_no_crop_crosses_a_cut(stage, puppet) -> None:
    """On both sides of a cut the lips are in place at once, under another number."""
    before = puppet(path=lambda t: (90, 90) if t < 2 else None)
    after = puppet(path=lambda t: (230, 150) if t >= 2 else None)
    scene = stage(puppets=[before, after])
    draw = scene.luma

    def luma(time_s: float) -> NDArray[np.uint8]:
        picture = draw(time_s)
        picture[picture == 90] = 90 if time_s < 2 else 20
        return picture

    scene.luma = luma
    mouths = mouths_of(scene, 4)
    assert len(mouths) == 100
    numbers = {mouth.track: mouth.time_s < 2 for mouth in mouths}
    assert sorted(numbers.values()) == [False, True]
    assert slips_px(mouths).max() < 1.5


def test_cuts_are_reported(stage, puppet) -> None:
    """The cutter counts shots and says when they began."""
    scene = stage(puppets=[])
    cutter = MouthCutter(scene)
    for index in range(100):
        picture = np.full((240, 320), 200 if index // 25 % 2 else 40, np.uint8)
        assert list(cutter.push(index / 25, picture, scene.rgb)) == []
    assert cutter.cut_times_s == [1, 2, 3]
    assert cutter.num_shots == 4


def test_sightings_are_recorded(stage, puppet) -> None:
    """Each face's box is noted some eight times a second, where the face is."""
    scene = stage(puppets=[puppet(path=lambda t: (100 + 20 * t, 120))])
    cutter = MouthCutter(scene)
    for index in range(3 * RATE_HZ):
        time_s = index / RATE_HZ
        list(cutter.push(time_s, scene.luma(time_s), scene.rgb))
    (path,) = cutter.paths.whole()
    assert 7 * 3 <= len(path.times_s) <= 9 * 3
    assert np.diff(path.times_s).max() < 0.2
    mouth_x = (100 + 20 * path.times_s) / 320
    assert (path.boxes[:, 0] < mouth_x).all()
    assert (path.boxes[:, 2] > mouth_x).all()
    assert (path.boxes[:, 1] < 120 / 240).all()
    assert (path.boxes[:, 3] > 120 / 240).all()


def test_the_time_passed_is_that_of_the_last_mouths(stage, puppet) -> None:
    """Pictures are passed in order, with or without a face, all by the end."""
    scene = stage(
        puppets=[puppet(path=lambda t: (160, 120) if t < 2 else None)],
    )
    cutter = MouthCutter(scene)
    assert cutter.passed_s == -np.inf
    for index in range(4 * RATE_HZ):
        time_s = index / RATE_HZ
        mouths = list(cutter.push(time_s, scene.luma(time_s), scene.rgb))
        if mouths:
            assert mouths[-1].time_s == cutter.passed_s
        assert cutter.passed_s < time_s
    assert cutter.passed_s >= time_s - LOOKAHEAD_S - 0.05
    list(cutter.finish())
    assert cutter.passed_s == time_s


def test_memory_stays_bounded(stage, puppet) -> None:
    """Long after the start no more is kept than a few seconds need."""
    scene = stage(puppets=[puppet(path=lambda t: (160, 120))])
    cutter = MouthCutter(scene)
    luma = scene.luma(0)
    for index in range(1500):
        for _ in cutter.push(index / 25, luma, scene.rgb):
            pass
    assert len(cutter._waiting) <= LOOKAHEAD_S * 25 + 2
    assert len(cutter._tracks) == 1
    assert len(cutter._tracks[0][1].times_s) < 40


def test_place_is_known_only_between_near_sightings() -> None:
    """Outside, and in a gap that is too long, there is no place."""
    place = MouthPlace(x_px=1, y_px=2, scale_px=3, roll_rad=0)
    late_s = 0.1 + MAX_GAP_S + 0.01
    track = FaceTrack(number=0, times_s=[0, 0.1, late_s], places=[place] * 3)
    assert place_at(track, -0.01) is None
    assert place_at(track, late_s + 0.01) is None
    assert place_at(track, 0.3) is None
    assert place_at(track, 0.05) is not None
    assert place_at(track, 0) is not None


def test_steady_movement_is_not_lagged() -> None:
    """On a straight path the smoothed place is the true one, at the ends too."""
    times_s = [0.12 * i for i in range(20)]
    places = [
        MouthPlace(x_px=100 * t, y_px=50, scale_px=30, roll_rad=3.1 + 0.1 * t)
        for t in times_s
    ]
    track = FaceTrack(number=0, times_s=times_s, places=places)
    for time_s in (0, 0.3, 1.0, times_s[-1]):
        place = place_at(track, time_s)
        assert place is not None
        assert place.x_px == pytest.approx(100 * time_s, abs=1e-6)


def test_roll_over_the_half_turn_is_smoothed_the_short_way() -> None:
    """Angles just below and above 180 degrees have no mean of zero."""
    times_s = [0.12 * i for i in range(10)]
    places = [
        MouthPlace(x_px=0, y_px=0, scale_px=30, roll_rad=(-1) ** i * (np.pi - 0.01))
        for i in range(10)
    ]
    track = FaceTrack(number=0, times_s=times_s, places=places)
    place = place_at(track, 0.5)
    assert place is not None
    assert abs(np.cos(place.roll_rad) + 1) < 0.01


@pytest.mark.parametrize("shape", [(120, 200), (200, 120), (90, 90)])
def test_whole_picture_is_its_largest_square(shape: tuple[int, int]) -> None:
    """Footage that is a mouth already is taken whole, from its middle."""
    height, width = shape
    side = min(shape)
    luma = np.zeros(shape, np.uint8)
    top, left = (height - side) // 2, (width - side) // 2
    luma[top : top + side, left : left + side] = 200
    crop = cut_crop(luma, whole_picture_place(luma))
    assert crop[1:-1, 1:-1].min() > 190
    assert crop.shape == (CROP_SIDE_PX, CROP_SIDE_PX)


@pytest.mark.parametrize("scale_px", [25, 47, 100, 215, 240, 400])
def test_crop_of_any_size_is_centred(scale_px: float) -> None:
    """Shrinking or growing, the centre of a spot stays where it belongs."""
    luma = np.full((900, 900), 60, np.uint8)
    y, x = np.mgrid[:900, :900]
    sigma = 0.12 * scale_px
    far = (x - 450.3) ** 2 + (y - 449.6) ** 2
    luma[:] = 60 + 190 * np.exp(-0.5 * far / sigma**2)
    crop = cut_crop(
        luma, MouthPlace(x_px=450.3, y_px=449.6, scale_px=scale_px, roll_rad=0.2)
    )
    np.testing.assert_allclose(spot(crop), [CROP_SIDE_PX / 2, SPOT_Y], atol=0.12)
