"""Tests of the drawn head."""

import numpy as np
import pytest

from avts_core.data.synthetic.head import Framing, TalkingHead
from avts_core.data.synthetic.look import draw_look
from avts_core.data.synthetic.motion import HeadMotion
from avts_core.data.synthetic.phones import VOWELS, MouthPose

SHUT = MouthPose(press=1.0)
OPEN = VOWELS["aa"].pose
FRAMING = Framing(width_px=200, height_px=160)


def make_head(pose: MouthPose, *, seed: int = 1) -> TalkingHead:
    rng = np.random.default_rng(seed)
    look, motion = draw_look(rng), HeadMotion(rng)
    return TalkingHead(look, motion, FRAMING, pose_at=lambda _: pose)


def mouth_window(head: TalkingHead, time_s: float) -> tuple[slice, slice]:
    x, y = head.mouth_corners_px(time_s).mean(axis=0)
    reach = 0.22 * head.face_height_px
    return (
        slice(int(y - reach), int(y + reach)),
        slice(int(x - reach), int(x + reach)),
    )


def test_picture_has_the_framing_and_follows_from_the_seed() -> None:
    """Two heads of a seed draw the same picture, of the size asked for."""
    first, second = make_head(SHUT).draw(0.4), make_head(SHUT).draw(0.4)
    assert first.shape == (160, 200, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, second)
    assert not np.array_equal(first, make_head(SHUT, seed=2).draw(0.4))


@pytest.mark.parametrize("seed", range(5))
def test_only_the_lower_face_follows_the_mouth(seed: int) -> None:
    """Opening the mouth changes its surroundings much, the upper half not at all."""
    shut, wide = make_head(SHUT, seed=seed), make_head(OPEN, seed=seed)
    difference = np.abs(wide.draw(1.0).astype(int) - shut.draw(1.0)).mean(axis=2)
    rows, columns = mouth_window(shut, 1.0)
    assert difference[rows, columns].mean() > 8
    top = round(shut.mouth_corners_px(1.0)[:, 1].min() - 0.3 * shut.face_height_px)
    assert difference[:top].max() <= 1


@pytest.mark.parametrize("seed", range(5))
def test_open_mouth_is_dark_inside(seed: int) -> None:
    """The middle of an open mouth is darker than the same place of a shut one."""
    shut, wide = make_head(SHUT, seed=seed), make_head(OPEN, seed=seed)
    x, y = wide.mouth_corners_px(1.0).mean(axis=0)
    place = (slice(int(y), int(y + 4)), slice(int(x - 4), int(x + 4)))
    assert wide.draw(1.0)[place].mean() < 0.75 * shut.draw(1.0)[place].mean()


def test_corners_move_with_the_head_and_the_lips() -> None:
    """Corners lie in the picture, and nearer when the lips are drawn together."""
    spread = make_head(VOWELS["iy"].pose)
    together = make_head(VOWELS["uw"].pose)
    for time_s in (0.0, 3.3, 60.0):
        wide = spread.mouth_corners_px(time_s)
        narrow = together.mouth_corners_px(time_s)
        assert np.all((wide > 0) & (wide < (200, 160)))
        assert np.ptp(narrow[:, 0]) < 0.7 * np.ptp(wide[:, 0])
    still = spread.mouth_corners_px(0.0) - spread.mouth_corners_px(3.3)
    assert np.abs(still).max() > 0.3


def test_eyes_blink_now_and_then() -> None:
    """In a minute the eyes shut several times, and are open most of the time."""
    motion = HeadMotion(np.random.default_rng(0))
    lids = np.array([motion.blink(time_s) for time_s in np.arange(0, 60, 0.04)])
    num_blinks = np.sum((lids[1:] > 0.9) & (lids[:-1] <= 0.9))
    assert 8 < num_blinks < 30
    assert np.mean(lids == 0) > 0.8
    assert lids.max() == 1


def test_any_size_of_picture_works() -> None:
    """Heads larger than the picture, and tiny ones, are drawn without fault."""
    rng = np.random.default_rng(0)
    for share in (0.05, 2.5):
        framing = Framing(width_px=98, height_px=66, face_share=share)
        head = TalkingHead(
            draw_look(rng), HeadMotion(rng), framing, pose_at=lambda _: OPEN
        )
        assert head.draw(0.5).shape == (66, 98, 3)
