"""Tests of the layouts of ESC-50 and of DCASE's scenes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from avts_core.data.sound_sets import SoundSet, read_dcase2014, read_esc50, without
from avts_core.errors import ConfigError

ESC_HEADER = "filename,fold,target,category,esc10,src_file,take\n"


def write_esc50(folder: Path, rows: str) -> Path:
    (folder / "meta").mkdir()
    (folder / "meta/esc50.csv").write_text(ESC_HEADER + rows)
    return folder


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def test_each_fold_of_esc50_is_the_test_once(tmp_path: Path) -> None:
    """Clips are in the list's order, and learnt from unless their fold is measured."""
    rows = "".join(
        f"{fold}-1-A-{label}.wav,{fold},{label},{name},True,1,A\n"
        for fold in (2, 1, 3)
        for label, name in enumerate(("dog", "rain"))
    )
    sounds = read_esc50(write_esc50(tmp_path, rows))
    assert sounds.classes == ("dog", "rain")
    assert sounds.num_windows == 10
    assert sounds.clips[0].path == tmp_path / "audio/2-1-A-0.wav"
    assert [fold.name for fold in sounds.folds] == ["1", "2", "3"]
    assert sounds.folds[0].test == (2, 3)
    assert sounds.folds[0].learn == (0, 1, 4, 5)


def test_scenes_lie_in_two_folders_at_any_depth(tmp_path: Path) -> None:
    """The public clips are learnt from; numbers and tools' prefixes are no scenes."""
    touch(
        tmp_path,
        "a/scenes_stereo/scenes_stereo/bus01.wav",
        "a/scenes_stereo/scenes_stereo/bus12.wav",
        "a/scenes_stereo/scenes_stereo/tubestation03.wav",
        "a/scenes_stereo/scenes_stereo/._bus01.wav",
        "scenes_stereo_testset/audio/test_bus01.wav",
        "scenes_stereo_testset/tubestation04.wav",
    )
    sounds = read_dcase2014(tmp_path)
    labels = [clip.label for clip in sounds.clips]
    assert labels == ["bus", "bus", "tubestation", "bus", "tubestation"]
    assert [clip.group for clip in sounds.clips] == [0, 1, 0, 0, 0]
    assert sounds.num_windows == 60
    (fold,) = sounds.folds
    assert (fold.learn, fold.test) == ((0, 1, 2), (3, 4))


def test_clips_that_are_gone_leave_their_folds(tmp_path: Path) -> None:
    """Their numbers are in no fold any more."""
    touch(tmp_path, "scenes_stereo/bus01.wav", "scenes_stereo/bus02.wav")
    touch(tmp_path, "scenes_stereo_testset/bus01.wav")
    (fold,) = without(read_dcase2014(tmp_path), [0, 2])
    assert (fold.learn, fold.test) == ((1,), ())


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("a.wav,x,0,dog,True,1,A\n", "Line 2 of .* needs"),
        ("a.wav,1,0,,True,1,A\n", "Line 2 of .* needs"),
        ("", "0 clips in 0 folds"),
        ("a.wav,1,0,dog,True,1,A\nb.wav,2,0,dog,True,1,A\n", "at least three"),
    ],
)
def test_a_list_that_does_not_fit_is_told(
    tmp_path: Path, rows: str, words: str
) -> None:
    """The sentence names the line, or what is too little."""
    with pytest.raises(ConfigError, match=words):
        read_esc50(write_esc50(tmp_path, rows))


@pytest.mark.parametrize("read", [read_esc50, read_dcase2014])
def test_other_folders_are_told(
    tmp_path: Path, read: Callable[[Path], SoundSet]
) -> None:
    """One that is not there, and one that is another data set."""
    with pytest.raises(ConfigError, match="There is no folder"):
        read(tmp_path / "none")
    with pytest.raises(ConfigError, match="is not"):
        read(tmp_path)


def test_scenes_that_cannot_be_learnt_are_told(tmp_path: Path) -> None:
    """A scene among the test clips only could never be named."""
    touch(tmp_path, "scenes_stereo/bus01.wav", "scenes_stereo_testset/park01.wav")
    with pytest.raises(ConfigError, match="park"):
        read_dcase2014(tmp_path)
