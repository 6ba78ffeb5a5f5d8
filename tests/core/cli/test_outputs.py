from pathlib import Path
from typing import BinaryIO

import pytest

from avts_core.cli.outputs import check_output, write_whole
from avts_core.errors import ConfigError, WriteError


def test_written_whole(tmp_path: Path):
    """A new file replaces the old one, and nothing is left beside it."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    write_whole(path, lambda file: file.write(b"new"))
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError(28, "No space left"), ValueError("x")])
def test_failure_leaves_the_old_file(tmp_path: Path, error: Exception):
    """Whatever breaks while writing, the old content and nothing else is there."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def write(file: BinaryIO) -> None:
        file.write(b"half")
        raise error

    with pytest.raises(WriteError if isinstance(error, OSError) else ValueError):
        write_whole(path, write)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_full_disk_is_told_with_the_path(tmp_path: Path):
    """The message names the file and what the system said."""

    def write(file: BinaryIO) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(WriteError, match=r"a\.bin cannot be written: No space left"):
        write_whole(tmp_path / "a.bin", write)


def test_hard_link_to_a_source_is_refused(tmp_path: Path):
    """A second name of the movie is the movie."""
    movie, other = tmp_path / "a.mp4", tmp_path / "b.mp4"
    movie.write_bytes(b"movie")
    other.hardlink_to(movie)
    with pytest.raises(ConfigError, match="stays as it is"):
        check_output(other, sources=[movie])


def test_device_is_refused():
    """A device would be replaced by a file."""
    device = Path("/dev/null")
    if not device.exists():
        pytest.skip("needs a device file")
    with pytest.raises(ConfigError, match="not a file"):
        check_output(device, sources=[])


def test_new_and_old_files_are_allowed(tmp_path: Path):
    """A free name, and a file that is no source, may be written."""
    old = tmp_path / "old.png"
    old.write_bytes(b"")
    for path in (old, tmp_path / "new.png"):
        check_output(path, sources=[tmp_path / "movie.mp4"])
