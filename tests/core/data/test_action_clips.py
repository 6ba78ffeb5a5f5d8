"""Tests of clips of labelled videos: what they show, and what cannot be read."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from avts_core.data.action_clips import (
    ActionClips,
    Clip,
    ClipConfig,
    ReadableActions,
    WantedClip,
    load_clips,
    look_through,
    spread_clips,
)
from avts_core.data.action_lists import read_hmdb51
from avts_core.data.action_statistics import measure_pictures
from avts_core.data.pair_inputs import CropConfig
from avts_core.errors import TrainingError
from tests.core.data.action_videos import SIDE_PX, make_hmdb51

CONFIG = ClipConfig(num_pictures=8, side_px=16, short_side_px=SIDE_PX)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data set of two classes whose first test video is broken."""
    folder = make_hmdb51(tmp_path_factory.mktemp("hmdb51"))
    (folder / "Fall/test_Fall.avi").write_bytes(b"no movie")
    return folder


@pytest.fixture(scope="module")
def readable(folder: Path) -> ReadableActions:
    """Give what of it can be read."""
    return look_through(read_hmdb51(folder, 1))


def clips_of(
    readable: ReadableActions,
    wanted: list[WantedClip],
    *,
    config: ClipConfig = CONFIG,
    is_replaced: bool = True,
) -> ActionClips:
    return ActionClips(
        readable.learn,
        wanted,
        config=config,
        crop=CropConfig(),
        is_replaced=is_replaced,
    )


def assert_same(one: Clip, other: Clip) -> None:
    assert one.pictures is not None
    assert other.pictures is not None
    assert one.pictures.equal(other.pictures)


def test_broken_videos_are_left_out_and_named(readable: ReadableActions) -> None:
    """All others stay, silent as they are."""
    (left_out,) = readable.left_out
    assert left_out.file == "Fall/test_Fall.avi"
    assert "test_Fall.avi" in left_out.reason
    assert len(readable.learn) == 2
    assert [r.video.label for r in readable.test] == [1]


def test_nothing_readable_is_told(tmp_path: Path) -> None:
    """With the reason of the first."""
    folder = make_hmdb51(tmp_path)
    for path in folder.rglob("*.avi"):
        path.write_bytes(b"no movie")
    with pytest.raises(TrainingError, match="Of 4 videos 4 cannot be read"):
        look_through(read_hmdb51(folder, 1))


def test_clips_lie_where_they_are_wanted(readable: ReadableActions) -> None:
    """From the video's beginning to its end; crops follow from their seed."""
    early, late, cropped, again, other = clips_of(
        readable,
        [
            WantedClip(video=0, place=0.0),
            WantedClip(video=0, place=1.0),
            WantedClip(video=0, place=0.0, crop_seed=(1,)),
            WantedClip(video=0, place=0.0, crop_seed=(1,)),
            WantedClip(video=0, place=0.0, crop_seed=(2,)),
        ],
    )
    assert early.pictures is not None
    assert early.pictures.shape == (3, 8, 16, 16)
    for unlike in (late, cropped):
        assert unlike.pictures is not None
        assert not early.pictures.equal(unlike.pictures)
    assert_same(cropped, again)
    assert cropped.pictures is not None
    assert other.pictures is not None
    assert not cropped.pictures.equal(other.pictures)


def test_a_short_video_is_shown_again(readable: ReadableActions) -> None:
    """24 pictures for a clip of 30: the first six come twice."""
    long = replace(CONFIG, num_pictures=30)
    (clip,) = clips_of(readable, [WantedClip(video=0, place=0.7)], config=long)
    assert clip.pictures is not None
    assert clip.pictures[:, 24:].equal(clip.pictures[:, :6])


def test_a_video_that_fails_is_replaced_or_missing(tmp_path: Path) -> None:
    """Training takes the next one, measuring does without; both name it."""
    folder = make_hmdb51(tmp_path)
    readable = look_through(read_hmdb51(folder, 1))
    (folder / "Fall/learn_Fall.avi").write_bytes(b"no movie")
    wanted = spread_clips([0, 1], 2)
    replaced = clips_of(readable, wanted)[0]
    assert (replaced.video, replaced.label) == (1, 1)
    assert [left.file for left in replaced.broken] == ["Fall/learn_Fall.avi"]
    missing = clips_of(readable, wanted, is_replaced=False)
    (batch,) = load_clips(missing, [[0, 1, 2, 3]])
    assert batch.videos.tolist() == [1, 1]
    assert batch.clips.shape == (2, 3, 8, 16, 16)
    assert [left.file for left in batch.broken] == ["Fall/learn_Fall.avi"]
    (nothing,) = load_clips(missing, [[0, 1]])
    assert nothing.labels.numel() == 0


def test_training_stops_if_all_fail(tmp_path: Path) -> None:
    """It does not look for ever."""
    folder = make_hmdb51(tmp_path)
    readable = look_through(read_hmdb51(folder, 1))
    for path in folder.rglob("learn_*.avi"):
        path.write_bytes(b"no movie")
    with pytest.raises(TrainingError, match="videos in turn cannot be decoded"):
        clips_of(readable, [WantedClip(video=0, place=0.0)])[0]


def test_batches_are_those_asked_for(readable: ReadableActions) -> None:
    """In their order, as bytes, with each clip's video and label."""
    clips = clips_of(readable, spread_clips([0, 1], 2))
    batches = [[0, 1], [2, 3]]
    first, second = load_clips(clips, batches)
    assert (first.videos.tolist(), second.videos.tolist()) == ([0, 0], [1, 1])
    assert first.clips.dtype is torch.uint8
    assert second.labels.tolist() == [1, 1]


def test_clips_of_a_test_video_are_spread_evenly() -> None:
    """A single one lies in the middle."""
    assert [clip.place for clip in spread_clips([5], 3)] == [0.0, 0.5, 1.0]
    assert [clip.place for clip in spread_clips([5, 6], 1)] == [0.5, 0.5]


def test_statistics_are_those_of_the_pictures(readable: ReadableActions) -> None:
    """Half the bars at 60 and half at 200, with a little noise."""
    statistics = measure_pictures(readable.learn, config=CONFIG, seed=1)
    assert np.allclose(statistics.picture_means, 130, atol=6)
    assert np.allclose(statistics.picture_deviations, 66, atol=12)
