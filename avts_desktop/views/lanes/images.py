"""Lanes painted as images: arrays of pixels that are written a row or a span at a time.

A film in view has hundreds of gaps, bars and flagged stretches, and its curves break
off as often. An image of them takes as long as one rectangle, however many there are;
drawn by Qt one by one they would take ten times as long.
"""

import functools

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from avts_desktop.resources.palette import mixed

HATCH_PX = 8
"""From one line of a hatching to the next."""
DASH_PX = 4
HATCH_SHARE = 0.45
"""How much of its colour is laid over the panel."""


@functools.lru_cache(maxsize=128)
def packed(colour: str, over: str = "", share: float = 0.0) -> int:
    """Return a colour, with a share of another over it if need be, as Qt packs it."""
    return QColor(mixed(colour, over, share) if over else colour).rgb()


@functools.lru_cache(maxsize=8)
def heat_table(
    stops: tuple[str, ...], *, dull: float, bright: float
) -> NDArray[np.uint32]:
    """Return the colour of each of 256 values, as Qt packs it.

    Parameters
    ----------
    stops
        Colours from nothing to most, evenly spaced.
    dull, bright
        Values at the first and the last of them.
    """
    shares = np.clip((np.arange(256) - dull) / (bright - dull), 0, 1)
    places = np.linspace(0, 1, len(stops))
    colours = [QColor(stop) for stop in stops]
    table = np.full(256, 0xFF, np.uint32)
    for channel in ("red", "green", "blue"):
        levels = [getattr(colour, channel)() for colour in colours]
        values = np.rint(np.interp(shares, places, levels)).astype(np.uint32)
        table = (table << np.uint32(8)) | values
    return table


def set_hatching(
    pixels: NDArray[np.uint32],
    columns: NDArray[np.intp],
    colour: int,
    *,
    ratio: float,
) -> None:
    """Hatch some columns with lines that rise to the right.

    Parameters
    ----------
    pixels
        [shape=(rows, columns)] written in place.
    columns
        [shape=(n,)] numbers of the columns.
    colour
        Of the lines.
    ratio
        Device pixels in a pixel.
    """
    period, width = round(HATCH_PX * ratio), max(1, round(ratio))
    # Only one pixel in eight is written, so each is sought out.
    phases = np.arange(width)[:, None] - columns
    first = (phases % period).ravel()
    rows = np.arange(0, len(pixels), period)[:, None] + first
    places = rows * _stride(pixels) + np.tile(columns, width)
    _flat(pixels)[places[rows < len(pixels)]] = colour


def set_spans(
    pixels: NDArray[np.uint32],
    tops: NDArray[np.floating],
    bottoms: NDArray[np.floating],
    colour: int,
) -> None:
    """Set the pixels of each column between two heights.

    Parameters
    ----------
    pixels
        [shape=(rows, columns)] written in place.
    tops, bottoms
        [shape=(columns,)] first row, and the one after the last; NaN for none.
    colour
        What is written.
    """
    num_rows = len(pixels)
    columns = np.flatnonzero(bottoms > tops)
    first = np.rint(np.clip(tops[columns], 0, num_rows)).astype(np.intp)
    stop = np.rint(np.clip(bottoms[columns], 0, num_rows)).astype(np.intp)
    counts = np.maximum(stop - first, 0)
    ends = np.cumsum(counts)
    if not len(ends) or not ends[-1]:
        return
    stride = _stride(pixels)
    places = np.repeat((first - ends + counts) * stride + columns, counts)
    places += np.arange(0, int(ends[-1]) * stride, stride)
    _flat(pixels)[places] = colour


def set_curve(
    pixels: NDArray[np.uint32],
    highs: NDArray[np.floating],
    lows: NDArray[np.floating],
    colour: int,
    *,
    thick: int,
) -> None:
    """Draw a curve through both ends of each column, joined to its neighbour.

    Parameters
    ----------
    pixels
        [shape=(rows, columns)] written in place.
    highs, lows
        [shape=(columns,)] the rows between which the curve lies, counted downwards.
    colour
        What is written.
    thick
        Rows that the curve is high where it is level.
    """
    tops, bottoms = np.rint(highs), np.rint(lows)
    joined_tops, joined_bottoms = tops.copy(), bottoms.copy()
    # NaN joins nothing: fmin and fmax pass it over.
    joined_tops[1:] = np.fmin(tops[1:], bottoms[:-1])
    joined_bottoms[1:] = np.fmax(bottoms[1:], tops[:-1])
    joined_tops[np.isnan(tops)] = np.nan
    set_spans(pixels, joined_tops, joined_bottoms + thick, colour)


def set_dashes(
    pixels: NDArray[np.uint32], row: float, colour: int, *, ratio: float
) -> None:
    """Draw a dashed line across, one pixel high."""
    top = round(row)
    dash, columns = round(DASH_PX * ratio), np.arange(pixels.shape[1])
    is_on = columns // dash % 2 == 0
    thick = max(1, round(ratio))
    if 0 <= top < len(pixels):
        pixels[top : top + thick, is_on] = colour


def fill_coded(
    pixels: NDArray[np.uint32], codes: NDArray[np.uint8], table: NDArray[np.uint32]
) -> None:
    """Fill pixels, or square blocks of them, with the colours of codes.

    Parameters
    ----------
    pixels
        [shape=(rows, columns)] written in place.
    codes
        [shape=(h, w)] from the top left; a code fills a block as wide and as high as
        needed to cover all columns and all rows.
    table
        [shape=(n,)] colour of each code, 256 at most.
    """
    height, width = pixels.shape
    across, down = (
        -(-size // num)
        for size, num in zip((width, height), codes.shape[::-1], strict=True)
    )
    wide = np.ascontiguousarray(repeated(codes, across))
    num_rows, num_columns = wide.shape
    # Qt looks colours up at twice numpy's pace.
    image = QImage(
        wide.data, num_columns, num_rows, num_columns, QImage.Format.Format_Indexed8
    )
    image.setColorTable(table.tolist())
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(num_rows, -1)
    for step in range(down):
        part = pixels[step::down]
        part[:] = rows[: len(part), :width]


def repeated(codes: NDArray[np.uint8], times: int) -> NDArray[np.uint8]:
    """Return each code so many times in a row."""
    if times == 1:
        return codes
    if times == 2:
        # Both halves of a short integer, at a tenth of the time of `repeat`.
        return (codes.astype(np.uint16) * np.uint16(0x0101)).view(np.uint8)
    return np.repeat(codes, times, axis=1)


def _stride(pixels: NDArray[np.uint32]) -> int:
    """Return how many pixels lie from one row to the next."""
    return pixels.strides[0] // pixels.itemsize


def _flat(pixels: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the pixels as one row, with what lies between their rows.

    One index a pixel is needed then: two would take twice as long.
    """
    num_rows, num_columns = pixels.shape
    length = (num_rows - 1) * _stride(pixels) + num_columns if pixels.size else 0
    return as_strided(pixels, (length,), (pixels.itemsize,))
