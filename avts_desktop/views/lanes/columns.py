"""Measurements put onto columns of pixels: what each column shows of many rows.

Dimensions: R rows of a measurement, W columns of pixels, K values a row.
"""

import numpy as np
from numpy.typing import NDArray


def pooled(
    rows: NDArray[np.uint8], edges: NDArray[np.float64], *, has_unknown: bool = True
) -> NDArray[np.uint8]:
    """Return the largest values in each column, or a blend where rows are wider.

    Parameters
    ----------
    rows
        [shape=(R, K)]
    edges
        [shape=(W + 1,)] ends of the columns in rows, evenly rising.
    has_unknown
        Whether 0 is no value but stands for none, which is not to be blended.

    Returns
    -------
    [shape=(W, K), uint8] 0 outside the rows.
    """
    num_columns = len(edges) - 1
    if not len(rows):
        return np.zeros((num_columns, rows.shape[1]), np.uint8)
    if edges[1] - edges[0] < 1:
        result = _blended(rows, edges, has_unknown=has_unknown)
    else:
        result = _largest(rows, edges)
    outside = (edges[1:] <= 0) | (edges[:-1] >= len(rows))
    if outside.any():
        result[outside] = 0
    return result


def _largest(rows: NDArray[np.uint8], edges: NDArray[np.float64]) -> NDArray[np.uint8]:
    first, stop = bounds(edges, len(rows))
    rows, first, stop = rows[first[0] : stop[-1]], first - first[0], stop - first[0]
    result: NDArray[np.uint8] = rows.take(first, axis=0)
    # A handful of rows a column: whole rows are copied, which reduceat does not.
    for more in range(1, int((stop - first).max())):
        np.maximum(
            result, rows.take(np.minimum(first + more, stop - 1), axis=0), out=result
        )
    return result


def _blended(
    rows: NDArray[np.uint8], edges: NDArray[np.float64], *, has_unknown: bool
) -> NDArray[np.uint8]:
    """Blend neighbours; beside nothing, a row keeps its value up to its edge."""
    first, stop = bounds(edges, len(rows))
    # One row more on either side; numpy copies all of a slice of columns it takes from.
    low, high = max(int(first[0]) - 1, 0), int(stop[-1]) + 1
    rows, edges = rows[low:high], edges - low
    centres = (edges[1:] + edges[:-1]) / 2
    places = np.clip(centres - 0.5, 0, len(rows) - 1)
    before = places.astype(np.intp)
    after = np.minimum(before + 1, len(rows) - 1)
    # Shares of 64 keep the products in 16 bits.
    share = np.rint((places - before) * 64).astype(np.int16)[:, None]
    shorts = rows.astype(np.int16)
    result = shorts.take(after, axis=0)
    left = shorts.take(before, axis=0)
    result -= left
    result *= share
    result += 32
    result >>= 6
    result += left
    blend = result.astype(np.uint8)
    if has_unknown:
        own = np.clip(centres.astype(np.intp), 0, len(rows) - 1)
        _sharpen(blend, rows, (before, after, own))
    return blend


def _sharpen(
    blend: NDArray[np.uint8],
    rows: NDArray[np.uint8],
    places: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]],
) -> None:
    """Undo the blending with 0; `places` are the rows before, after, and nearest."""
    known = rows != 0
    # Mostly whole rows or whole series are unknown: few are to be looked at closely.
    mixed = np.flatnonzero(known.any(axis=0) & ~known.all(axis=0))
    if not len(mixed):
        return
    before, after, own = (rows[:, mixed].take(place, axis=0) for place in places)
    is_at_end = (before == 0) | (after == 0)
    blend[:, mixed] = np.where(is_at_end, own, blend[:, mixed])


def bounds(
    edges: NDArray[np.float64], num_rows: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first row of each column and the one after its last, at least one."""
    whole = np.clip(np.floor(edges), 0, num_rows).astype(np.intp)
    first = np.minimum(whole[:-1], num_rows - 1)
    return first, np.maximum(whole[1:], first + 1)


def extremes(
    values: NDArray[np.floating], edges: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the smallest and the largest value in each column, ignoring NaN.

    Parameters
    ----------
    values
        [shape=(R,)]
    edges
        [shape=(W + 1,)] as for `pooled`.

    Returns
    -------
    Two of [shape=(W,), float32]; NaN where nothing is.
    """
    low = np.full(len(edges) - 1, np.nan, np.float32)
    high = low.copy()
    inside, starts, part = _inside(values, edges)
    if len(part):
        low[inside] = np.fmin.reduceat(part, starts)
        high[inside] = np.fmax.reduceat(part, starts)
    return low, high


def means(
    values: NDArray[np.floating], edges: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return the mean of each column, ignoring NaN; NaN where nothing is."""
    result = np.full(len(edges) - 1, np.nan, np.float32)
    inside, starts, part = _inside(values, edges)
    if len(part):
        known = np.isfinite(part)
        totals = np.add.reduceat(np.where(known, part, 0), starts)
        counts = np.add.reduceat(known.astype(np.float32), starts)
        with np.errstate(invalid="ignore"):
            result[inside] = totals / counts
    return result


def _inside(
    values: NDArray[np.floating], edges: NDArray[np.float64]
) -> tuple[slice, NDArray[np.intp], NDArray[np.floating]]:
    """Return the columns within the values, where each starts, and what they hold."""
    is_inside = (edges[1:] > 0) & (edges[:-1] < len(values))
    if not is_inside.any():
        return slice(0, 0), np.zeros(0, np.intp), values[:0]
    inside = slice(
        int(is_inside.argmax()), len(is_inside) - int(is_inside[::-1].argmax())
    )
    first, stop = bounds(edges, len(values))
    first = first[inside]
    part = values[first[0] : stop[inside][-1]]
    return inside, first - first[0], part


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the stretches in which a mask holds, as half-open pairs.

    Examples
    --------
    >>> runs(np.array([False, True, True, False, True]))
    [(1, 3), (4, 5)]
    """
    padded = np.zeros(len(mask) + 2, np.int8)
    padded[1:-1] = mask
    steps = np.diff(padded)
    starts, stops = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    return list(zip(starts.tolist(), stops.tolist(), strict=True))


def covered(
    starts_px: NDArray[np.float64], stops_px: NDArray[np.float64], num_columns: int
) -> NDArray[np.bool_]:
    """Return the columns that any of the bars touches.

    Parameters
    ----------
    starts_px, stops_px
        [shape=(bars,)] ends of the bars; each covers one column at least.
    num_columns
        W.
    """
    is_seen = (stops_px > 0) & (starts_px < num_columns)
    first = np.clip(starts_px[is_seen].astype(np.intp), 0, num_columns - 1)
    stop = np.clip(np.ceil(stops_px[is_seen]).astype(np.intp), first + 1, num_columns)
    begun, ended = (np.bincount(at, minlength=num_columns + 1) for at in (first, stop))
    return np.cumsum(begun - ended)[:-1] > 0
