"""Tests of manifests: what goes in comes out, and rubbish is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avts_core.data.manifest import (
    LeftOut,
    Manifest,
    Movie,
    load_manifest,
    save_manifest,
    whole_ticks,
)
from avts_core.errors import ConfigError, WriteError


def some_movie(**changes: Any) -> Movie:
    values: dict[str, Any] = {
        "file": "a/b.mp4",
        "video": "b",
        "begin_s": 0.04,
        "end_s": 9.96,
        "picture_rate_hz": 30000 / 1001,
        "width_px": 320,
        "height_px": 240,
        "sample_rate_hz": 48000,
        "split": "train",
    }
    return Movie(**values | changes)


def some_manifest(root: Path) -> Manifest:
    return Manifest(
        root=root,
        movies=(
            some_movie(),
            some_movie(file="ü\udc80.mkv", label="drum", split="val"),
        ),
        left_out=(LeftOut(file="c.mp4", reason="c.mp4 is empty."),),
        num_without_file=7,
    )


def test_a_manifest_comes_back_as_it_was(tmp_path: Path) -> None:
    """Every field survives, odd file names and all digits of times included."""
    manifest = some_manifest(Path("/somewhere/else"))
    save_manifest(manifest, tmp_path / "m.jsonl")
    assert load_manifest(tmp_path / "m.jsonl") == manifest
    assert [p.name for p in tmp_path.iterdir()] == ["m.jsonl"]


def test_a_manifest_moves_with_its_movies(tmp_path: Path) -> None:
    """With the movies below its folder, it finds them where both are now."""
    (tmp_path / "one" / "movies").mkdir(parents=True)
    manifest = some_manifest(tmp_path / "one" / "movies")
    save_manifest(manifest, tmp_path / "one" / "m.jsonl")
    (tmp_path / "one").rename(tmp_path / "two")
    loaded = load_manifest(tmp_path / "two" / "m.jsonl")
    assert loaded.root == tmp_path / "two" / "movies"


def test_movies_of_a_split(tmp_path: Path) -> None:
    """Each split has its own movies."""
    manifest = some_manifest(tmp_path)
    assert manifest.of_split("val") == manifest.movies[1:]
    assert manifest.of_split("test") == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"split": "dev"}, "Line 2 .*split is 'dev'"),
        ({"end_s": 0.0}, "Line 2 .*is none"),
        ({"begin_s": "0"}, "Line 2 .*begin_s is '0'"),
        ({"width_px": True}, "Line 2 .*width_px is True"),
        ({"width_px": 0}, "Line 2 .*must be positive"),
        ({"colour": "red"}, "Line 2 .*'colour' is not known"),
        ({"begin_s": float("nan")}, "Line 2 .*is none"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(
    tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    """One clear sentence says where and what."""
    path = tmp_path / "m.jsonl"
    save_manifest(some_manifest(tmp_path), path)
    lines = path.read_text().splitlines()
    lines[1] = json.dumps(json.loads(lines[1]) | change)
    path.write_text("\n".join(lines))
    with pytest.raises(ConfigError, match=words):
        load_manifest(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a manifest"),
        (b'{"file": "a.mp4"}\n', "not a manifest"),
        (b"[1]\n", "not a JSON object"),
        (b"file,split\n", "not JSON"),
        (b"\xff\xfe", "cannot be read"),
        (b'{"kind": "avts manifest", "root": ".", "format": 99}\n', "has format 99"),
        (
            b'{"kind": "avts manifest", "root": ".", "format": 1}\n{"file": "a"}\n',
            "Line 2 .*missing",
        ),
    ],
)
def test_what_is_no_manifest_is_refused(
    tmp_path: Path, content: bytes, words: str
) -> None:
    """Other files are told apart from manifests, without a traceback."""
    path = tmp_path / "m.jsonl"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=words):
        load_manifest(path)


def test_files_that_cannot_be_opened_are_named(tmp_path: Path) -> None:
    """A missing manifest and a folder that is not there are one sentence each."""
    with pytest.raises(ConfigError, match="cannot be read"):
        load_manifest(tmp_path / "none.jsonl")
    with pytest.raises(WriteError, match="cannot be written"):
        save_manifest(some_manifest(tmp_path), tmp_path / "none" / "m.jsonl")


@given(st.floats(0, 1e5), st.floats(0, 100))
def test_ticks_lie_wholly_in_the_stretch(begin_s: float, length_s: float) -> None:
    """No tick begins before the stretch or ends after it, and none is missed."""
    end_s = begin_s + length_s
    ticks = whole_ticks(begin_s, end_s)
    slack_s = 1e-6
    if ticks:
        assert ticks.start / 25 >= begin_s - slack_s
        assert ticks.stop / 25 <= end_s + slack_s
    assert (ticks.start - 1) / 25 < begin_s
    assert len(ticks) > 25 * length_s - 2 - slack_s


def test_ticks_bear_the_rounding_of_floats() -> None:
    """A stretch of exactly one second has 25 ticks wherever it begins."""
    assert all(len(whole_ticks(k / 25, k / 25 + 1)) == 25 for k in range(5000))
