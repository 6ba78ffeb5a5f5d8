"""Tests of the picture reader: spans, order, shape, views."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from avts_core.media.stream import StreamReader
from avts_core.media.video import PictureReader
from avts_core.media.writer import AudioEncoding, VideoEncoding
from avts_core.timebase import Span

PAL = Fraction(25)


def read(path: Path, span: Span | None = None) -> dict[Fraction, int]:
    """Map times to the sums of pictures."""
    with PictureReader(path, span=span) as reader:
        return {p.time: int(p.luma().sum()) for p in reader}


@pytest.mark.parametrize(
    ("suffix", "codec", "options"),
    [
        ("mp4", "h264", {"g": "30"}),
        ("mkv", "h264", {"g": "60", "x264-params": "open-gop=1"}),
        ("ts", "h264", {"g": "250"}),
        ("ts", "mpeg2video", {"g": "12", "bf": "2"}),
        ("avi", "mpeg4", {"bf": "2", "g": "20"}),
        ("avi", "mpeg4", {"bf": "0", "g": "20"}),
        ("avi", "mjpeg", {}),
        ("mov", "prores", {}),
        ("webm", "vp9", {"g": "40"}),
    ],
)
def test_span_gives_the_pictures_of_the_whole(
    tmp_path: Path, flash_movie: type, suffix: str, codec: str, options: dict[str, str]
) -> None:
    """Reading a stretch gives the very pictures that reading all gives there."""
    recipe = flash_movie(
        suffix=suffix,
        times=tuple(i / PAL for i in range(120)),
        video=VideoEncoding(codec=codec, options=options),
        audio=AudioEncoding(codec="opus" if suffix == "webm" else "aac"),
    )
    path = recipe.write(tmp_path / "movie")
    whole = read(path)
    assert len(whole) == 120
    for start, stop in ((0, 1), (Fraction(1, 2), 2), (2, 3), (Fraction(33, 10), 9)):
        span = Span(Fraction(start), Fraction(stop))
        expected = {t: total for t, total in whole.items() if t in span}
        assert read(path, span) == expected


def test_span_beyond_the_end_is_empty(tmp_path: Path, flash_movie: type) -> None:
    """Nothing is there, and that is no error."""
    path = flash_movie().write(tmp_path / "movie")
    assert read(path, Span(Fraction(50), Fraction(60))) == {}


def test_luma_is_a_view(tmp_path: Path, flash_movie: type) -> None:
    """Brightness is handed out without copying, and outlives the reader."""
    path = flash_movie().write(tmp_path / "movie")
    with PictureReader(path) as reader:
        luma = next(iter(reader)).luma()
    assert not luma.flags.owndata
    assert luma.shape == (64, 96)
    assert 28 < luma.mean() < 40


def test_pixels_that_are_not_square_are_made_so(
    tmp_path: Path, flash_movie: type
) -> None:
    """A picture of 96 pixels at 16:15 is 102 wide."""
    video = VideoEncoding(options={"aspect": "8:5", "x264-params": "sar=16/15"})
    path = flash_movie(suffix="mkv", video=video).write(tmp_path / "movie")
    with PictureReader(path) as reader:
        picture = next(iter(reader))
        assert picture.luma().shape == (64, 102)
        assert picture.rgb().shape == (64, 102, 3)
        assert picture.rgb(51).shape == (32, 51, 3)


class TimedFrames(PictureReader):
    """A reader whose frames have the times it is told."""

    times: tuple[float, ...] = ()

    def _timed(self):
        for (_, frame), time in zip(super()._timed(), self.times, strict=False):
            yield Fraction(time), frame


@pytest.mark.parametrize(
    ("given", "kept", "num_damaged"),
    [
        ((0, 1, 2, 3), (0, 1, 2, 3), 0),
        ((0, 1, 1, 2), (0, 1, 2), 0),
        ((0, 1, 900, 2, 3), (0, 1, 2, 3), 1),
        ((0, 1, -900, 2, 3), (0, 1, 2, 3), 1),
        ((0, 1, 9, 10), (0, 1, 9, 10), 0),
        ((0, 5, 10, 15), (0, 5, 10, 15), 0),
        ((8, 9, 1, 2, 3), (8, 9), 3),
    ],
)
def test_times_that_stray_are_dropped(
    tmp_path: Path,
    flash_movie: type,
    given: tuple[int, ...],
    kept: tuple[int, ...],
    num_damaged: int,
) -> None:
    """One broken timestamp costs one picture; a real gap costs none."""
    path = flash_movie().write(tmp_path / "movie")
    TimedFrames.times = given
    with TimedFrames(path) as reader:
        assert tuple(p.time for p in reader) == kept
        assert reader.num_damaged == num_damaged


def test_reader_is_closed_when_entering_fails(
    tmp_path: Path, flash_movie: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong on entering, the file does not stay open."""
    path = flash_movie().write(tmp_path / "movie")
    opened = []

    def fail(self: StreamReader, container: object) -> None:
        opened.append(container)
        raise ValueError

    monkeypatch.setattr(PictureReader, "_choose", fail)
    with pytest.raises(ValueError), PictureReader(path):  # noqa: PT011 - our own
        pass
    with pytest.raises(AssertionError, match=r"closed|open"):
        next(opened[0].demux())


def test_pictures_are_uint8(tmp_path: Path, flash_movie: type) -> None:
    """Brightness and colours are bytes."""
    path = flash_movie().write(tmp_path / "movie")
    with PictureReader(path) as reader:
        picture = next(iter(reader))
        assert picture.luma().dtype == picture.rgb().dtype == np.uint8
