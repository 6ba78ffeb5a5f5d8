"""Tests of ``avts generate``: movies in a folder, and the table of what is true."""

import csv
from pathlib import Path

import av
import pytest

from avts_core.cli.main import main

SMALL = ["--size", "64x64", "--duration", "1"]


def read_truth(folder: Path) -> list[dict[str, str]]:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_kind_is_written_with_its_row(tmp_path: Path) -> None:
    """Mixed movies are of four kinds; each is in the table and can be decoded."""
    assert (
        main(["generate", str(tmp_path), "--kind", "mixed", "--count", "4", *SMALL])
        == 0
    )
    rows = read_truth(tmp_path)
    assert [row["kind"] for row in rows] == ["talk", "flash", "ball", "clap"]
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == sorted([row["file"] for row in rows] + ["truth.csv"])
    for row in rows:
        with av.open(str(tmp_path / row["file"])) as container:
            assert len(list(container.decode(video=0))) == 25
            assert container.streams.audio[0].codec_context.name == "aac"


def test_truth_says_what_was_asked_for(tmp_path: Path) -> None:
    """Offset, drift, place, rate, duration and codecs are in the table as given."""
    options = ["--offset", "-120", "--drift", "30", "--offset-place", "container"]
    options += ["--rate", "29.97", "--container", "mkv", "--count", "1", "--seed", "7"]
    assert main(["generate", str(tmp_path), *options, *SMALL]) == 0
    assert read_truth(tmp_path) == [
        {
            "file": "talk_0000.mkv",
            "kind": "talk",
            "offset_ms": "-120.0",
            "drift_ms_per_min": "30.0",
            "offset_place": "container",
            "fps": "29.970",
            "variable_rate": "0",
            "duration_s": "1.0",
            "seed": "700000",
            "codecs": "h264+opus",
        }
    ]


def test_random_offsets_are_within_the_range_and_follow_from_the_seed(
    tmp_path: Path,
) -> None:
    """Offsets differ from movie to movie, and are the same for the same seed."""
    tables = []
    for name in ("one", "two"):
        options = ["--count", "3", "--offset-range", "50", "--kind", "flash", *SMALL]
        assert main(["generate", str(tmp_path / name), *options]) == 0
        tables.append(read_truth(tmp_path / name))
    assert tables[0] == tables[1]
    offsets_ms = [float(row["offset_ms"]) for row in tables[0]]
    assert len(set(offsets_ms)) == 3
    assert all(abs(offset_ms) <= 50 for offset_ms in offsets_ms)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--rate", "fast"], "--rate must be 1 to 240"),
        (["--rate", "0"], "--rate must be 1 to 240"),
        (["--size", "big"], "--size must be WxH"),
        (["--size", "65x64"], "--size must be WxH with even sides"),
        (["--container", "avi", "--variable-rate"], "--container mkv"),
        (["--container", "mxf", "--offset-place", "container"], "--container mkv"),
    ],
)
def test_wrong_options_are_usage_errors(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    words: str,
) -> None:
    """An option that makes no sense gives one line, code 2, and writes nothing."""
    folder = tmp_path / "out"
    assert main(["generate", str(folder), *options]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert len(error.splitlines()) == 1
    assert not folder.exists()


def test_impossible_offset_and_folder_fail_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sound later than a scene's lead, or a file in place of the folder, is said so."""
    (tmp_path / "file").write_text("")
    for folder, offset in (("file", "0"), ("folder", "-9000")):
        assert main(["generate", str(tmp_path / folder), "--offset", offset]) == 5
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert list((tmp_path / "folder").iterdir()) == []
