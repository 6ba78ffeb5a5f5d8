"""Tests of colours for the screen: matrix, range, size, turn, fields."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange
from numpy.typing import NDArray

from avts_core.media.bgra import BgraConverter
from avts_core.media.video import Picture
from avts_core.media.viewing import ViewReader
from avts_core.media.writer import VideoEncoding, write_movie

UNKNOWN, BT709, BT601, BT2020 = 2, 1, 6, 9
# Rec. ITU-R BT.601-7, BT.709-6, BT.2020-2: shares of red and blue in brightness.
SHARES = {BT601: (0.299, 0.114), BT709: (0.2126, 0.0722), BT2020: (0.2627, 0.0593)}
LIMITED, FULL = ColorRange.MPEG, ColorRange.JPEG


def coded(
    bgr: tuple[int, int, int], matrix: int, colour_range: ColorRange
) -> tuple[int, int, int]:
    """Return Y, Cb, Cr of a colour as the recommendations have it."""
    blue, green, red = (v / 255 for v in bgr)
    of_red, of_blue = SHARES[matrix]
    luma = of_red * red + (1 - of_red - of_blue) * green + of_blue * blue
    cb, cr = (blue - luma) / 2 / (1 - of_blue), (red - luma) / 2 / (1 - of_red)
    if colour_range == FULL:
        return round(255 * luma), round(128 + 255 * cb), round(128 + 255 * cr)
    return round(16 + 219 * luma), round(128 + 224 * cb), round(128 + 224 * cr)


def frame_of(
    planes: tuple[int, int, int], width: int = 96, height: int = 64
) -> av.VideoFrame:
    """Return a frame of one colour."""
    frame = av.VideoFrame(width, height, "yuv420p")
    for plane, value in zip(frame.planes, planes, strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    return frame


def shown(frame: av.VideoFrame, aspect: float = 1.0) -> NDArray[np.uint8]:
    """Return what comes out at the frame's own size."""
    picture = Picture(frame, Fraction(0), aspect)
    return picture.bgra(BgraConverter(), 4000, 4000)


@pytest.mark.parametrize("bgr", [(30, 60, 200), (200, 90, 40), (20, 180, 60)])
@pytest.mark.parametrize("colour_range", [LIMITED, FULL])
@pytest.mark.parametrize("matrix", [BT601, BT709, BT2020])
def test_colours_are_those_that_were_coded(
    bgr: tuple[int, int, int], matrix: int, colour_range: ColorRange
) -> None:
    """Colours come back through the matrix and the range that the file names."""
    frame = frame_of(coded(bgr, matrix, colour_range))
    frame.colorspace, frame.color_range = matrix, colour_range
    pixel = shown(frame)[30, 40]
    assert np.abs(pixel[:3].astype(int) - bgr).max() <= 3
    assert pixel[3] == 255


@pytest.mark.parametrize(("height", "matrix"), [(576, BT601), (720, BT709)])
def test_size_tells_the_matrix_where_the_file_does_not(
    height: int, matrix: int
) -> None:
    """Without a word, high definition is BT.709, less is BT.601, range is limited."""
    frame = frame_of(coded((40, 60, 210), matrix, LIMITED), 640, height)
    assert np.abs(shown(frame)[10, 10, :3].astype(int) - (40, 60, 210)).max() <= 3


@pytest.mark.parametrize(
    ("room", "shape"),
    [((48, 400), (32, 48)), ((400, 16), (16, 24)), ((96, 64), (64, 96))],
)
def test_picture_fits_and_is_not_enlarged(
    room: tuple[int, int], shape: tuple[int, int]
) -> None:
    """It is shrunk to the room, with its shape kept, and never blown up."""
    picture = Picture(frame_of((90, 128, 128)), Fraction(0))
    assert picture.bgra(BgraConverter(), *room).shape == (*shape, 4)


def test_pixels_become_square() -> None:
    """Pixels twice as wide as high make a picture twice as wide."""
    assert shown(frame_of((90, 128, 128)), 2.0).shape == (64, 192, 4)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turned_picture_is_shown_upright(
    tmp_path: Path, flash_movie: type, rotation: int
) -> None:
    """A file that asks to be turned is; the room holds the turned picture."""
    path = flash_movie(video=VideoEncoding(rotation_deg=rotation)).write(
        tmp_path / "movie"
    )
    with ViewReader(path) as reader:
        picture, _ = next(reader.pictures_from(Fraction(0)))
        shape = picture.bgra(BgraConverter(), 64, 64).shape
        assert shape == ((43, 64, 4) if rotation % 180 == 0 else (64, 43, 4))
        luma = picture.luma()
    assert luma.shape == ((64, 96) if rotation % 180 == 0 else (96, 64))


def test_fields_are_mixed(tmp_path: Path) -> None:
    """An interlaced picture shows no comb: lines are mixed with their neighbours."""
    stripes = np.where(np.arange(64)[:, None] % 2, 235, 16).astype(np.uint8)
    write_movie(
        tmp_path / "comb.mkv",
        rate=Fraction(25),
        pictures=((Fraction(i, 25), np.tile(stripes, (1, 96))) for i in range(5)),
        video=VideoEncoding(is_interlaced=True, options={"qp": "0"}),
    )
    with ViewReader(tmp_path / "comb.mkv") as reader:
        picture, _ = next(reader.pictures_from(Fraction(0)))
        middle = picture.bgra(BgraConverter(), 96, 64)[10:50, 40, 1].astype(int)
    assert np.ptp(middle) <= 12
    assert 110 <= middle.mean() <= 145
