"""Tests of the layouts of UCF101 and HMDB51."""

from pathlib import Path

import pytest

from avts_core.data.action_lists import read_hmdb51, read_ucf101
from avts_core.errors import ConfigError


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def write_ucf101(folder: Path, root: str = "UCF-101") -> Path:
    touch(
        folder / root, *(f"{c}/v_{c}_g{k}.avi" for c in ("Run", "Jump") for k in "12")
    )
    lists = folder / "ucfTrainTestlist"
    lists.mkdir()
    (lists / "classInd.txt").write_text("1 Jump\r\n2 Run\r\n")
    (lists / "trainlist02.txt").write_text("Jump/v_Jump_g1.avi 1\nRun/v_Run_g1.avi 2\n")
    (lists / "testlist02.txt").write_text(
        "Jump/v_Jump_g2.avi\n\nRun/v_Run_g2.avi\nRun/v_Run_g9.avi\n"
    )
    return folder


def write_hmdb51(folder: Path, root: str = ".") -> Path:
    touch(folder / root, *(f"{c}/{k}.avi" for c in ("hit", "walk") for k in "abc"))
    lists = folder / "testTrainMulti_7030_splits"
    lists.mkdir()
    for name in ("hit", "walk"):
        text = "a.avi 1 \nb.avi 2 \nc.avi 0 \n"
        (lists / f"{name}_test_split3.txt").write_text(text)
    return folder


@pytest.mark.parametrize("root", ["UCF-101", "."])
def test_ucf101_is_read_by_its_lists(tmp_path: Path, root: str) -> None:
    """Classes are in the order of their numbers; what is not there is counted."""
    actions = read_ucf101(write_ucf101(tmp_path, root), 2)
    assert actions.classes == ("Jump", "Run")
    assert [(v.name, v.label) for v in actions.learn] == [
        ("Jump/v_Jump_g1.avi", 0),
        ("Run/v_Run_g1.avi", 1),
    ]
    assert [v.label for v in actions.test] == [0, 1]
    assert actions.test[0].path == tmp_path / root / "Jump/v_Jump_g2.avi"
    assert actions.without_file == ("Run/v_Run_g9.avi",)


@pytest.mark.parametrize("root", [".", "hmdb51_org"])
def test_hmdb51_is_read_by_its_lists(tmp_path: Path, root: str) -> None:
    """1 is for learning, 2 for measuring, 0 for neither."""
    actions = read_hmdb51(write_hmdb51(tmp_path, root), 3)
    assert actions.classes == ("hit", "walk")
    assert [v.name for v in actions.learn] == ["hit/a.avi", "walk/a.avi"]
    assert [(v.name, v.label) for v in actions.test] == [
        ("hit/b.avi", 0),
        ("walk/b.avi", 1),
    ]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """For both data sets."""
    for read in (read_ucf101, read_hmdb51):
        with pytest.raises(ConfigError, match="There is no folder"):
            read(tmp_path / "none", 1)


def test_a_split_without_lists_is_told(tmp_path: Path) -> None:
    """The sentence says which list was looked for, and where."""
    with pytest.raises(ConfigError, match=r"no list trainlist01\.txt.*ucfTrainTest"):
        read_ucf101(write_ucf101(tmp_path / "ucf"), 1)
    with pytest.raises(ConfigError, match=r"no list \*_test_split1\.txt"):
        read_hmdb51(write_hmdb51(tmp_path / "hmdb"), 1)


def test_lists_without_files_are_told(tmp_path: Path) -> None:
    """If no video to learn from is there, nothing can be done."""
    folder = write_ucf101(tmp_path)
    for path in folder.rglob("*_g1.avi"):
        path.unlink()
    with pytest.raises(
        ConfigError, match=r"no video to learn from.*3 are in the lists"
    ):
        read_ucf101(folder, 2)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("classInd.txt", "Jump\n", "not a number and a class"),
        ("trainlist02.txt", "Swim/v_Swim_g1.avi 1\n", "none of the data set's"),
    ],
)
def test_lines_that_do_not_fit_are_told(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    """With the file's name."""
    folder = write_ucf101(tmp_path)
    (folder / "ucfTrainTestlist" / name).write_text(text)
    with pytest.raises(ConfigError, match=words):
        read_ucf101(folder, 2)


def test_a_wrong_mark_of_hmdb51_is_told(tmp_path: Path) -> None:
    """Only 0, 1 and 2 have a meaning."""
    folder = write_hmdb51(tmp_path)
    path = folder / "testTrainMulti_7030_splits/hit_test_split3.txt"
    path.write_text("a.avi 7\n")
    with pytest.raises(ConfigError, match="not a video and 0, 1 or 2"):
        read_hmdb51(folder, 3)
