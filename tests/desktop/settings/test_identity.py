"""The name of a movie's content."""

import os
from itertools import pairwise

import pytest

from avts_core.errors import JobCancelledError, UnreadableError
from avts_core.jobs import CancelToken
from avts_desktop.settings import identity as identity_module
from avts_desktop.settings.identity import (
    BLOCK_BYTES,
    NUM_BLOCKS,
    block_starts,
    file_version,
    movie_identity,
)

LARGE = NUM_BLOCKS * BLOCK_BYTES + 5_000_000


@pytest.fixture
def large(tmp_path):
    """Return a file too large to be read whole, which takes no room on the disk."""
    path = tmp_path / "film.mov"
    with path.open("wb") as file:
        file.truncate(LARGE)
    return path


def edit(path, at):
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"edit")


def test_a_copy_has_the_same_name(tmp_path):
    """Neither name, folder nor time of the file matter."""
    (tmp_path / "a.mp4").write_bytes(b"content" * 100)
    (tmp_path / "b.mov").write_bytes(b"content" * 100)
    assert movie_identity(tmp_path / "a.mp4") == movie_identity(tmp_path / "b.mov")


@pytest.mark.parametrize("at", [0, 500, 996])
def test_an_edit_changes_the_name(tmp_path, at):
    """Of a small file, each byte counts."""
    path = tmp_path / "a.mp4"
    path.write_bytes(bytes(1000))
    before = movie_identity(path)
    edit(path, at)
    assert movie_identity(path) != before


@pytest.mark.parametrize("at", [0, LARGE - 4, LARGE // 31 * 15])
def test_an_edit_of_a_large_file_changes_the_name(large, at):
    """Head, tail and the blocks between are looked at."""
    before = movie_identity(large)
    edit(large, at)
    assert movie_identity(large) != before


def test_another_length_is_another_movie(tmp_path):
    """More of the same bytes is not the same."""
    (tmp_path / "a").write_bytes(bytes(100))
    (tmp_path / "b").write_bytes(bytes(101))
    assert movie_identity(tmp_path / "a") != movie_identity(tmp_path / "b")


def test_blocks_spread_from_first_to_last_byte():
    """However large the file, a fixed number of blocks spans all of it."""
    size = 100_000_000_000
    starts = block_starts(size)
    assert len(starts) == NUM_BLOCKS
    assert starts[0] == 0
    assert starts[-1] + BLOCK_BYTES == size
    gaps = [b - a for a, b in pairwise(starts)]
    assert max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize("size", [1, BLOCK_BYTES, NUM_BLOCKS * BLOCK_BYTES])
def test_blocks_of_a_small_file_cover_it(size):
    """No byte is left out, none is read twice."""
    starts = block_starts(size)
    assert starts == list(range(0, size, BLOCK_BYTES))


@pytest.mark.parametrize(
    ("name", "words"),
    [("missing.mp4", "exist"), (".", "folder"), ("empty", "empty")],
)
def test_what_is_no_file_is_told(tmp_path, name, words):
    """It gives our error, in a sentence."""
    (tmp_path / "empty").touch()
    with pytest.raises(UnreadableError, match=words):
        movie_identity(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    """Nobody may ever write into it."""
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(UnreadableError, match="not a file"):
        movie_identity(tmp_path / "pipe.mp4")


def test_a_disk_that_fails_is_told(large, monkeypatch):
    """Later in the file, when its head could be read."""
    monkeypatch.setattr(identity_module, "block_starts", lambda size: [0, -1])
    with pytest.raises(UnreadableError, match="Invalid argument"):
        movie_identity(large)


def test_it_can_be_cancelled(large):
    """A slow disk does not hold up the next movie."""
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(JobCancelledError):
        movie_identity(large, cancel=cancel)


def test_writing_a_file_makes_another_version_of_it(tmp_path):
    """Also where its length stays."""
    path = tmp_path / "a.mp4"
    path.write_bytes(bytes(1000))
    first = file_version(path)
    assert first == file_version(path)
    edit(path, 500)
    os.utime(path, ns=(0, first.changed_ns + 1))
    assert file_version(path) != first
    with path.open("ab") as file:
        file.write(b"more")
    os.utime(path, ns=(0, first.changed_ns))
    assert file_version(path) != first


@pytest.mark.parametrize("name", ["missing.mp4", "bad\0name"])
def test_what_is_not_there_has_no_version(tmp_path, name):
    """Whoever opens it will say why."""
    assert file_version(tmp_path / name) is None
