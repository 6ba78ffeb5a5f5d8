"""Tests of scans: what is used, what is left out and why, and who is where."""

import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from avts_core.data import scan as scan_module
from avts_core.data.lists import Layout, ListFile
from avts_core.data.manifest import Manifest, Movie
from avts_core.data.scan import scan
from avts_core.errors import ConfigError, JobCancelledError, MediaError
from avts_core.jobs import CancelToken, Progress
from avts_core.media.encoding import AudioEncoding, VideoEncoding

MakeMovie = Callable[..., Any]


def reasons(manifest: Manifest) -> dict[str, str]:
    return {left.file: left.reason for left in manifest.left_out}


def by_name(manifest: Manifest) -> dict[str, Movie]:
    return {movie.file: movie for movie in manifest.movies}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, noise_movie: MakeMovie) -> Path:
    """Return two good movies among all that can be wrong with one."""
    root = tmp_path_factory.mktemp("movies")
    noise_movie().write(root / "good.mp4")
    noise_movie(
        seed=1,
        rate=Fraction(30000, 1001),
        sound_start=Fraction(1, 2),
        video=VideoEncoding(rotation_deg=90),
        audio=AudioEncoding(codec="aac", rate_hz=44100),
    ).write(root / "deep" / "down" / "turned.MOV")
    shutil.copy(root / "good.mp4", root / "later copy.mp4")
    noise_movie(num_sounds=0).write(root / "mute.mkv")
    noise_movie(duration=Fraction(4, 5)).write(root / "short.mkv")
    (root / "empty.mp4").touch()
    (root / "also empty.mp4").touch()
    (root / "text.avi").write_text("this is no movie")
    whole = (root / "good.mp4").read_bytes()
    (root / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    (root / "._good.mp4").write_text("attributes of a Mac")
    (root / "notes.txt").write_text("no movie by its name")
    return root


@pytest.fixture(scope="module")
def found(folder: Path) -> Manifest:
    """Return what a scan of it finds."""
    return scan([folder])


def test_good_movies_are_described(found: Manifest, folder: Path) -> None:
    """Stretch, rates and size as shown; names relative to the folder."""
    movies = by_name(found)
    assert set(movies) == {"good.mp4", "deep/down/turned.MOV"}
    assert found.root == folder.resolve()
    good = movies["good.mp4"]
    assert good.begin_s == pytest.approx(0, abs=0.03)
    assert good.end_s == pytest.approx(3, abs=0.03)
    assert (good.width_px, good.height_px) == (48, 32)
    assert (good.picture_rate_hz, good.sample_rate_hz) == (25, 48000)
    assert (good.video, good.label) == ("good", "")
    turned = movies["deep/down/turned.MOV"]
    assert (turned.width_px, turned.height_px) == (32, 48)
    assert turned.picture_rate_hz == pytest.approx(29.97, abs=0.01)
    assert turned.sample_rate_hz == 44100
    assert turned.begin_s == pytest.approx(0.5, abs=0.03)
    assert turned.video == "deep/down/turned"


def test_bad_files_are_left_out_with_reasons(found: Manifest) -> None:
    """None stops the scan; each says what is wrong with it."""
    why = reasons(found)
    assert set(why) == {
        *("later copy.mp4", "mute.mkv", "short.mkv", "empty.mp4", "also empty.mp4"),
        *("text.avi", "cut.mp4"),
    }
    assert why["later copy.mp4"] == "It is a copy of good.mp4."
    assert "no sound" in why["mute.mkv"]
    assert "1 s are needed" in why["short.mkv"]
    assert "empty" in why["empty.mp4"]
    assert "empty" in why["also empty.mp4"]
    assert len(why["text.avi"]) > 10
    assert list(why) == sorted(why)


@pytest.mark.parametrize("suffix", ["mkv", "ts", "avi"])
def test_the_end_is_where_reading_ends(
    tmp_path: Path, noise_movie: MakeMovie, suffix: str
) -> None:
    """Whatever the header promises, no more is used than is there."""
    codec = "mp3" if suffix == "avi" else "aac"
    movie = noise_movie(duration=Fraction(6), audio=AudioEncoding(codec=codec))
    path = movie.write(tmp_path / f"cut.{suffix}")
    whole = path.read_bytes()
    (full,) = scan([tmp_path]).movies
    assert full.end_s == pytest.approx(6, abs=0.08)
    path.write_bytes(whole[: len(whole) * 6 // 10])
    (cut,) = scan([tmp_path]).movies
    assert cut.begin_s == full.begin_s
    assert 2 < cut.end_s < 4.5


def test_times_that_make_no_sense_are_said(
    tmp_path: Path, noise_movie: MakeMovie, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A movie with nothing at a time within reach is left out."""
    noise_movie().write(tmp_path / "a.mp4")
    monkeypatch.setattr(scan_module, "_FAR_S", Fraction(0))
    manifest = scan([tmp_path])
    assert "make no sense" in reasons(manifest)["a.mp4"]


def test_splits_stay_when_movies_come(tmp_path: Path, noise_movie: MakeMovie) -> None:
    """A new file moves no other; clips of one video are in one split."""
    first = noise_movie().write(tmp_path / "abcdefghijk_000010_000020.mp4")
    for k in range(4):
        noise_movie(seed=k + 1).write(tmp_path / f"{k}.mp4")
    shares = (0.4, 0.3, 0.3)
    before = by_name(scan([tmp_path], shares=shares, seed=3))
    noise_movie(seed=9).write(tmp_path / "0a.mp4")
    noise_movie(seed=10).write(tmp_path / "x" / "abcdefghijk_000050_000060.mp4")
    after = by_name(scan([tmp_path], shares=shares, seed=3))
    assert len(after) == len(before) + 2
    assert all(after[name] == movie for name, movie in before.items())
    same = [m for m in after.values() if m.video == "abcdefghijk"]
    assert len(same) == 2
    assert len({m.split for m in same}) == 1
    assert first.name in before


def test_several_folders_have_one_root(tmp_path: Path, noise_movie: MakeMovie) -> None:
    """Names begin where all folders lie; a folder named twice counts once."""
    for k, name in enumerate(("a/x.mp4", "b/x.mp4")):
        noise_movie(seed=k).write(tmp_path / name)
    folders = [tmp_path / "a", tmp_path / "b", tmp_path / "a"]
    manifest = scan(folders)
    assert [movie.file for movie in manifest.movies] == ["a/x.mp4", "b/x.mp4"]
    assert manifest.root == tmp_path.resolve()


def test_lists_choose_and_name(tmp_path: Path, noise_movie: MakeMovie) -> None:
    """Only what is in a list is taken, with its label; its split counts."""
    for k, name in enumerate(("aaaaaaaaaaa_000001", "aaaaaaaaaaa_000020", "other")):
        noise_movie(seed=k).write(tmp_path / "movies" / f"{name}.mp4")
    path = tmp_path / "list.csv"
    path.write_text(
        "aaaaaaaaaaa,1,drum,train\naaaaaaaaaaa,20,dog,test\nbbbbbbbbbbb,3,cat,train\n"
    )
    lists = [ListFile(path=path, layout=Layout.VGGSOUND)]
    manifest = scan([tmp_path / "movies"], lists=lists)
    assert [movie.label for movie in manifest.movies] == ["drum", "dog"]
    # One video in two splits: what is tested on is not learned from.
    assert {movie.split for movie in manifest.movies} == {"test"}
    assert reasons(manifest) == {"other.mp4": "It is in none of the lists."}
    assert manifest.num_without_file == 1


def test_what_makes_no_sense_is_said(tmp_path: Path) -> None:
    """No folder, nothing in it, impossible shares: one sentence each."""
    with pytest.raises(MediaError, match="not a folder"):
        scan([tmp_path / "none"])
    with pytest.raises(MediaError, match="no movies"):
        scan([tmp_path])
    with pytest.raises(ConfigError, match="must sum to 1"):
        scan([tmp_path], shares=(0.5, 0.5, 0.5))


def test_progress_and_cancel(tmp_path: Path, noise_movie: MakeMovie) -> None:
    """Progress rises to 1; a cancelled scan stops."""
    noise_movie().write(tmp_path / "a.mp4")
    reports: list[Progress] = []
    scan([tmp_path], report=reports.append)
    assert [r.fraction for r in reports] == [0, 1]
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(JobCancelledError):
        scan([tmp_path], cancel=cancel)
