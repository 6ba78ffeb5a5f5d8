"""Lanes painted as images: an array of codes for the plot's device pixels, and a table.

A film in view has hundreds of gaps, bars and flagged stretches, and its curves break
off as often. An image of them takes as long as one rectangle, however many there are;
drawn by Qt one by one they would take ten times as long.
"""

import functools

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

HATCH_PX = 8
"""From one line of a hatching to the next."""
DASH_PX = 4
HATCH_SHARE = 0.45
"""How much of its colour is laid over the panel."""


def colour_table(colours: list[QColor]) -> NDArray[np.uint32]:
    """Return opaque colours as Qt packs them."""
    return np.array([colour.rgb() for colour in colours], np.uint32)


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
    packed = np.full(256, 0xFF, np.uint32)
    for channel in ("red", "green", "blue"):
        levels = [getattr(colour, channel)() for colour in colours]
        values = np.rint(np.interp(shares, places, levels)).astype(np.uint32)
        packed = (packed << np.uint32(8)) | values
    return packed


def hatched(height: int, columns: NDArray[np.intp], ratio: float) -> NDArray[np.bool_]:
    """Return which pixels of some columns a hatching covers.

    Parameters
    ----------
    height
        In device pixels.
    columns
        [shape=(n,)] numbers of the columns.
    ratio
        Device pixels in a pixel.

    Returns
    -------
    [shape=(height, n)]
    """
    period, width = round(HATCH_PX * ratio), max(1, round(ratio))
    # Bytes, of which many are compared at a time.
    rising = (np.arange(height) % period).astype(np.uint8)[:, None] + (
        columns % period
    ).astype(np.uint8)
    return (rising < width) | ((rising >= period) & (rising < period + width))


def set_spans(
    codes: NDArray[np.integer],
    tops: NDArray[np.floating],
    bottoms: NDArray[np.floating],
    code: int,
) -> None:
    """Set the pixels of each column between two heights.

    Parameters
    ----------
    codes
        [shape=(rows, columns)] written in place.
    tops, bottoms
        [shape=(columns,)] first row, and the one after the last; NaN for none.
    code
        What is written.
    """
    columns = np.flatnonzero(np.isfinite(tops) & np.isfinite(bottoms))
    first = np.clip(np.rint(tops[columns]), 0, len(codes)).astype(np.intp)
    stop = np.clip(np.rint(bottoms[columns]), 0, len(codes)).astype(np.intp)
    counts = np.maximum(stop - first, 0)
    ends = np.cumsum(counts)
    steps = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    codes[np.repeat(first, counts) + steps, np.repeat(columns, counts)] = code


def set_curve(
    codes: NDArray[np.integer],
    highs: NDArray[np.floating],
    lows: NDArray[np.floating],
    code: int,
    *,
    thick: int,
) -> None:
    """Draw a curve through both ends of each column, joined to its neighbour.

    Parameters
    ----------
    codes
        [shape=(rows, columns)] written in place.
    highs, lows
        [shape=(columns,)] the rows between which the curve lies, counted downwards.
    code
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
    set_spans(codes, joined_tops, joined_bottoms + thick, code)


def set_dashes(
    codes: NDArray[np.integer], row: float, code: int, *, ratio: float
) -> None:
    """Draw a dashed line across, one pixel high."""
    top = round(row)
    dash, columns = round(DASH_PX * ratio), np.arange(codes.shape[1])
    is_on = columns // dash % 2 == 0
    thick = max(1, round(ratio))
    if 0 <= top < len(codes):
        codes[top : top + thick, is_on] = code


def draw_coded(
    painter: QPainter,
    plot: QRect,
    codes: NDArray[np.integer],
    table: NDArray[np.uint32],
) -> None:
    """Draw an image of the plot's device pixels.

    Parameters
    ----------
    painter
        Of a device with that many pixels.
    plot
        Where it is drawn.
    codes
        [shape=(rows, columns)] from the top left.
    table
        Colour of each code.
    """
    pixels = np.take(table, codes, mode="clip")
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(painter.device().devicePixelRatioF())
    painter.drawImage(plot.topLeft(), image)
