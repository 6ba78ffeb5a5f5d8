"""Tests of the walk through packets when decoding or demuxing fails."""

import errno
import io
import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import pytest

from avts_core.errors import UnreadableError
from avts_core.media.container import (
    MAX_CONSECUTIVE_FAILURES,
    FrameWalker,
    clock_origin,
    open_movie,
)
from avts_core.media.writer import VideoEncoding


class FaultyPacket:
    """A packet whose decoding fails."""

    size = 1
    pts = dts = pos = 0

    def decode(self) -> list[object]:
        raise av.error.InvalidDataError(1094995529, "Invalid data")


class FaultyContainer:
    """A container that spoils packets on their way, or ends in an error."""

    def __init__(self, real: object, spoil: Callable[[int], bool | Exception]) -> None:
        self._real = real
        self._spoil = spoil
        self.format, self.streams, self.name = real.format, real.streams, real.name

    def demux(self, stream: object) -> Iterator[object]:
        for number, packet in enumerate(self._real.demux(stream)):
            fault = self._spoil(number)
            if isinstance(fault, Exception):
                raise fault
            yield FaultyPacket() if fault else packet


@pytest.fixture
def movie(tmp_path: Path, flash_movie: type) -> Path:
    return flash_movie(video=VideoEncoding(codec="mjpeg"), suffix="mov").write(
        tmp_path / "movie"
    )


def walk(path: Path, spoil: Callable[[int], bool | Exception]) -> tuple[int, int]:
    """Count the frames and the faults of a spoiled movie."""
    with open_movie(path) as container:
        walker = FrameWalker(
            FaultyContainer(container, spoil), container.streams.video[0]
        )
        return sum(1 for _ in walker), walker.num_damaged


def test_whole_movie_has_no_fault(movie: Path) -> None:
    """Forty pictures, none damaged."""
    assert walk(movie, lambda number: False) == (40, 0)


@pytest.mark.parametrize("bad", [{0}, {20}, {3, 4, 5}, {39}])
def test_damaged_packets_are_skipped_and_counted(movie: Path, bad: set[int]) -> None:
    """Each costs its own picture and no other."""
    assert walk(movie, lambda number: number in bad) == (40 - len(bad), len(bad))


def test_endless_failures_end_the_stream(
    movie: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After so many failures in a row the rest is given up."""
    monkeypatch.setattr("avts_core.media.container.MAX_CONSECUTIVE_FAILURES", 10)
    assert walk(movie, lambda number: number >= 5) == (5, 10)
    assert MAX_CONSECUTIVE_FAILURES >= 100


def test_failures_apart_do_not_end_the_stream(
    movie: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only failures in a row count towards giving up."""
    monkeypatch.setattr("avts_core.media.container.MAX_CONSECUTIVE_FAILURES", 3)
    assert walk(movie, lambda number: number % 3 > 0 and number < 40) == (14, 26)


@pytest.mark.parametrize(
    "error",
    [av.error.InvalidDataError(1094995529, "Invalid data"), OSError(5, "I/O error")],
)
def test_damaged_container_ends_with_what_was_decoded(
    movie: Path, error: Exception
) -> None:
    """Where the file can be read behind the fault, it is damage: the rest is given up.

    Some demuxers call damage an I/O error, too.
    """
    assert walk(movie, lambda number: error if number == 12 else False) == (12, 1)


@pytest.mark.parametrize("is_hurt", [True, False])
def test_damage_at_the_end_is_known_from_the_end(movie: Path, is_hurt: bool) -> None:
    """Whether there may be more behind it."""
    error = av.error.InvalidDataError(1094995529, "Invalid data")
    with open_movie(movie) as container:
        spoilt = FaultyContainer(container, lambda n: error if n == 12 else False)
        walker = FrameWalker(
            spoilt if is_hurt else container, container.streams.video[0]
        )
        assert not walker.is_cut_short
        assert sum(1 for _ in walker) == (12 if is_hurt else 40)
        assert walker.is_cut_short == is_hurt


@pytest.mark.parametrize("code", [errno.ESTALE, errno.ENOTCONN, errno.ENXIO])
def test_lost_drive_is_no_end(movie: Path, code: int) -> None:
    """What a share or a drive says when it goes is told, not taken for the end."""
    error = av.error.OSError(code, os.strerror(code))
    with pytest.raises(UnreadableError, match=os.strerror(code)) as caught:
        walk(movie, lambda number: error if number == 12 else False)
    assert str(caught.value).startswith("movie.mov can no longer be read")


@pytest.mark.parametrize("code", [errno.EIO, errno.EINVAL])
def test_bad_sector_is_no_end(
    movie: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Where the system cannot read what follows either, the drive is at fault."""
    positions: list[int] = []

    class BadFile(io.BytesIO):
        def seek(self, position: int, whence: int = 0) -> int:
            positions.append(position)
            return super().seek(position, whence)

        def read(self, size: int | None = -1) -> bytes:
            raise OSError(errno.EIO, "Input/output error")

    error = av.error.OSError(code, os.strerror(code))

    def fail(number: int) -> bool | Exception:
        if number != 12:
            return False
        monkeypatch.setattr(Path, "open", lambda path, *args, **more: BadFile())
        return error

    with pytest.raises(UnreadableError, match=r"read \(Input/output error\)"):
        walk(movie, fail)
    assert 0 < positions[0] < movie.stat().st_size


def test_truncated_movie_still_ends_quietly(tmp_path: Path, flash_movie: type) -> None:
    """A file that was cut off gives what it has; no drive is blamed."""
    path = flash_movie(suffix="mkv").write(tmp_path / "movie")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    num_frames, _ = walk(path, lambda number: False)
    assert 5 < num_frames < 40


def test_stream_that_turns_up_late_is_stepped_over(movie: Path) -> None:
    """PyAV's stumble over an unknown stream costs no more than its packet."""
    faults = [IndexError("list index out of range")]

    def spoil(number: int) -> bool | Exception:
        return faults.pop() if number == 7 and faults else False

    num_frames, num_damaged = walk(movie, spoil)
    assert num_damaged == 1
    assert num_frames >= 39


def test_other_streams_are_not_read(movie: Path) -> None:
    """Of the other streams only what opening had read already leaves the file."""
    with open_movie(movie) as container:
        FrameWalker(container, container.streams.video[0])
        numbers = [p.stream_index for p in container.demux() if p.size]
    assert numbers.count(0) == 40
    assert numbers.count(1) <= 2


def test_clock_begins_with_the_earlier_stream(
    tmp_path: Path, flash_movie: type
) -> None:
    """The origin is the first start of picture or sound, in exact ticks."""
    times = tuple(Fraction(3) + Fraction(i, 25) for i in range(10))
    recipe = flash_movie(suffix="mkv", times=times, sound_start=Fraction(5, 2))
    with open_movie(recipe.write(tmp_path / "movie")) as container:
        assert abs(clock_origin(container) - Fraction(5, 2)) < Fraction(3, 100)
