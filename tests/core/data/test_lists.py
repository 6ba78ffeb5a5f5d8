"""Tests of the list files of data sets, each in its own layout."""

from pathlib import Path

import pytest

from avts_core.data.lists import Layout, ListFile, read_lists
from avts_core.errors import ConfigError


def write(path: Path, text: str, layout: Layout) -> ListFile:
    path.write_text(text, encoding="utf-8")
    return ListFile(path=path, layout=layout)


def test_kinetics(tmp_path: Path) -> None:
    """Label, split and the file of a stretch, under both usual names."""
    file = write(
        tmp_path / "k.csv",
        "label,youtube_id,time_start,time_end,split\n"
        "playing drums,-0aB_cdEfgh,20,30,validate\n"
        '"dancing, slowly",abcdefghijk,5,15,train\n',
        Layout.KINETICS,
    )
    index = read_lists([file])
    entry = index.find("drums/-0aB_cdEfgh_000020_000030.mp4")
    assert entry is not None
    assert (entry.label, entry.split) == ("playing drums", "val")
    assert entry.video == "-0aB_cdEfgh"
    assert index.num_without_file == 1
    other = index.find("abcdefghijk.mkv")
    assert other is not None
    assert other.label == "dancing, slowly"
    assert index.num_without_file == 0
    assert index.find("abcdefghijk_000006_000016.mp4") is None


def test_audioset(tmp_path: Path) -> None:
    """Comments are passed over, labels in quotes are one; the name has the split."""
    file = write(
        tmp_path / "eval_segments.csv",
        "# Segments csv created Sun Mar  5 10:54:25 2017\n"
        "# num_ytids=20371, num_segs=20371\n"
        "# YTID, start_seconds, end_seconds, positive_labels\n"
        '--4gqARaEJE, 0.000, 10.000, "/m/068hy,/m/07q6cd_"\n'
        '--BfvyPmVMo, 420.000, 430.000, "/m/03l9g"\n',
        Layout.AUDIOSET,
    )
    index = read_lists([file])
    entry = index.find("--4gqARaEJE_0_10000.mp4")
    assert entry is not None
    assert (entry.label, entry.split) == ("/m/068hy,/m/07q6cd_", "test")
    assert index.find("--BfvyPmVMo_420000_430000.mp4") is not None
    assert index.find("--BfvyPmVMo_420.mp4") is not None


def test_vggsound(tmp_path: Path) -> None:
    """Without a header; clips are called by id and start."""
    file = write(
        tmp_path / "vggsound.csv",
        "---g-f_I2yQ,1,people marching,test\n"
        '--0PQM4-hqg,30,"waterfall burbling",train\n'
        "--0PQM4-hqg,60,splashing water,train\n",
        Layout.VGGSOUND,
    )
    index = read_lists([file])
    entry = index.find("video/--0PQM4-hqg_000060.mp4")
    assert entry is not None
    assert (entry.label, entry.split) == ("splashing water", "train")
    # Two clips were cut from it: which one this is cannot be known.
    assert index.find("--0PQM4-hqg.mp4") is None
    found = index.find("---g-f_I2yQ.mp4")
    assert found is not None
    assert found.split == "test"
    assert index.num_without_file == 1


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("pretrain.txt", "train"),
        ("trainval.txt", "train"),
        ("val.txt", "val"),
        ("test.txt", "test"),
        ("lrs3.txt", None),
    ],
)
def test_lrs(tmp_path: Path, name: str, split: str | None) -> None:
    """The first column is folder and clip; the folder is the video."""
    file = write(
        tmp_path / name,
        "5535415699068794046/00001 NF MV\n#odd/00002\n\n",
        Layout.LRS,
    )
    index = read_lists([file])
    entry = index.find("main/5535415699068794046/00001.mp4")
    assert entry is not None
    assert (entry.video, entry.split) == ("5535415699068794046", split)
    assert index.find("main/other/00001.mp4") is None
    assert index.find("#odd/00002.mp4") is not None


def test_the_first_list_stands(tmp_path: Path) -> None:
    """Of two entries for one file the first says what it is."""
    lists = [
        write(tmp_path / name, "a/1\n", Layout.LRS) for name in ("val.txt", "train.txt")
    ]
    entry = read_lists(lists).find("a/1.mp4")
    assert entry is not None
    assert entry.split == "val"


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        (Layout.KINETICS, "a,b\n"),
        (Layout.KINETICS, "label,id,start,end,train\n"),
        (Layout.AUDIOSET, "x, soon, later, y\n"),
        (Layout.VGGSOUND, "id,1,label\n"),
        (Layout.LRS, "00001\n"),
    ],
)
def test_a_line_that_does_not_fit_is_named(
    tmp_path: Path, layout: Layout, text: str
) -> None:
    """The wrong layout is told at the first line."""
    file = write(tmp_path / "list.txt", text, layout)
    with pytest.raises(ConfigError, match=f"Entry 1 .*layout {layout}"):
        read_lists([file])


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Missing files and bytes that are no text are one sentence."""
    with pytest.raises(ConfigError, match="cannot be read"):
        read_lists([ListFile(path=tmp_path / "none", layout=Layout.LRS)])
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_lists([ListFile(path=tmp_path / "bytes", layout=Layout.KINETICS)])
