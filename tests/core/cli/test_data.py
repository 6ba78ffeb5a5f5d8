"""Tests of ``avts data scan``: a manifest on disk, a summary on the terminal."""

import json
from pathlib import Path

import pytest

from avts_core.cli.main import main
from avts_core.data.manifest import load_manifest


@pytest.fixture(scope="module")
def movies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two movies and a broken one."""
    folder = tmp_path_factory.mktemp("movies")
    options = ["--kind", "ball", "--size", "64x64", "--duration", "1.5"]
    assert main(["generate", str(folder), "--count", "2", *options]) == 0
    (folder / "broken.mp4").write_text("this is no movie")
    return folder


def test_a_manifest_is_written_and_summed_up(
    movies: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """People read how much there is, of what, and what is left out and why."""
    out = tmp_path / "m.jsonl"
    assert main(["data", "scan", str(movies), "--out", str(out)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == f"2 movies of 2 videos, 0.00 h, written to {out}"
    assert [line.split()[0] for line in printed[1:4]] == ["train", "val", "test"]
    assert "Pictures a second: 25 (2)" in printed
    assert "Samples a second: 48000 (2)" in printed
    assert printed[-2] == "Left out: 1"
    assert printed[-1].startswith("  broken.mp4: ")
    manifest = load_manifest(out)
    assert [m.file for m in manifest.movies] == ["ball_0000.mp4", "ball_0001.mp4"]


def test_json_says_the_same(
    movies: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One object on one line; shares and lists do what they say."""
    listed = tmp_path / "list.csv"
    listed.write_text("ball_0000,0,ball,val\nother,0,dog,val\n")
    options = ["--list", str(listed), "--layout", "vggsound", "--json"]
    out = ["--out", str(tmp_path / "m.jsonl")]
    assert main(["data", "scan", str(movies), *options, *out]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["num_movies"] == 1
    assert summary["num_labels"] == 1
    assert summary["num_without_file"] == 1
    assert summary["splits"]["val"]["num_videos"] == 1
    assert set(summary["left_out"]) == {"ball_0001.mp4", "broken.mp4"}
    shares = ["--shares", "0", "0", "1", "--json"]
    assert main(["data", "scan", str(movies), *shares, *out]) == 0
    splits = json.loads(capsys.readouterr().out)["splits"]
    assert [row["num_movies"] for row in splits.values()] == [0, 0, 2]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--list", "x.csv"], "--list and --layout go together"),
        (["--layout", "lrs"], "--list and --layout go together"),
        (["--list", "none.csv", "--layout", "lrs"], "cannot be read"),
        (["--out", "none/m.jsonl"], "there is no folder"),
        (["--shares", "1", "1", "1"], "must sum to 1"),
    ],
)
def test_wrong_usage_is_one_line(
    movies: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    words: str,
) -> None:
    """Code 2 and a sentence, before any movie is opened."""
    assert main(["data", "scan", str(movies), *options]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert len(error.splitlines()) == 1


def test_nothing_usable_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The manifest says why, and a script can tell by the exit code."""
    (tmp_path / "broken.mp4").write_text("this is no movie")
    out = tmp_path / "m.jsonl"
    assert main(["data", "scan", str(tmp_path), "--out", str(out)]) == 5
    assert "broken.mp4" in capsys.readouterr().out
    assert len(load_manifest(out).left_out) == 1


def test_help_names_the_sub_command(capsys: pytest.CaptureFixture[str]) -> None:
    """``avts data`` alone shows what there is; ``scan --help`` explains it."""
    assert main(["data", "--help"]) == 0
    assert "scan" in capsys.readouterr().out
    assert main(["data", "scan", "--help"]) == 0
    out = capsys.readouterr().out
    assert "avts data scan" in out
    assert "Raises" not in out
