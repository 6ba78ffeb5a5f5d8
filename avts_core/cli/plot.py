"""The picture that ``--plot`` draws: what was measured, for a look at the evidence.

Three panels over one time axis: the distance of lips and sound at each time and lag
(the dark ridge is where they fit), the offset with the profile's band, and the sound.
"""

import warnings
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from avts_core.features.bands import HOP_S
from avts_core.sync.report import SyncReport, clock

if TYPE_CHECKING:
    from avts_core.sync.analysis import Analysis
    from avts_core.sync.scores import Scores

MAX_COLUMNS = 2000
"""Columns of an image; longer films are averaged down to them."""

_CURVE_COLOUR = "#d1495b"
_BAND_COLOUR = "#3c9d63"
_GAP_COLOUR = "#e6e6e6"


def draw_analysis(analysis: "Analysis", file: BinaryIO) -> None:
    """Draw an analysis as a PNG picture.

    Parameters
    ----------
    analysis
        One with scores.
    file
        Where the picture is written.

    Raises
    ------
    ValueError
        If the analysis has no scores.
    """
    if analysis.scores is None or analysis.rolling_ms is None:
        msg = "an analysis without scores cannot be drawn"
        raise ValueError(msg)
    report, scores, mel = analysis.report, analysis.scores, analysis.mel
    figure = Figure(figsize=(12, 8 if mel is not None else 6), dpi=120)
    figure.set_layout_engine("constrained")
    canvas = FigureCanvasAgg(figure)
    ratios = [3, 2] if mel is None else [3, 2, 1.3]
    panels = figure.subplots(len(ratios), 1, sharex=True, height_ratios=ratios)
    _draw_title(figure, report)
    _draw_map(panels[0], scores, analysis.rolling_ms, report)
    _draw_curve(panels[1], scores.time_s, analysis.rolling_ms, report)
    if mel is not None:
        _draw_mel(panels[2], mel, start_s=analysis.mel_start_s)
    _dress_time_axis(panels[-1], scores.time_s)
    with warnings.catch_warnings():
        # A file's name may have letters that the font lacks; boxes will do.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        canvas.print_figure(file, format="png")


def _draw_title(figure: Figure, report: SyncReport) -> None:
    """Write the sentence, and the file in small."""
    # A dollar in a file's name is not the start of a formula.
    figure.suptitle(
        report.sentence(), fontsize=13, fontweight="bold", wrap=True, parse_math=False
    )
    figure.supxlabel(
        f"{report.file}   (avts {report.tool_version})",
        fontsize=8,
        color="#666666",
        parse_math=False,
    )


def _draw_map(
    axes: Axes, scores: "Scores", rolling_ms: NDArray[np.float64], report: SyncReport
) -> None:
    """Draw the distances, the offset found on them, and the limits."""
    image = shrink_time(scores.distance, MAX_COLUMNS)
    axes.set_facecolor(_GAP_COLOUR)
    known = image[np.isfinite(image)]
    low, high = np.percentile(known, [0.5, 99.5]) if known.size else (0.0, 1.0)
    lag_half_ms = _half_step(scores.lag_ms)
    picture = axes.imshow(
        image.T,
        origin="lower",
        aspect="auto",
        interpolation="nearest",
        cmap="viridis",
        vmin=low,
        vmax=high,
        extent=(
            *_edges(scores.time_s),
            float(scores.lag_ms[0] - lag_half_ms),
            float(scores.lag_ms[-1] + lag_half_ms),
        ),
    )
    _draw_line(axes, scores.time_s, rolling_ms, width=0.9)
    for limit_ms in (report.profile.early_limit_ms, report.profile.late_limit_ms):
        axes.axhline(limit_ms, color="white", linewidth=0.8, linestyle=(0, (4, 3)))
    axes.set_ylabel("lag tried (ms)\nlate \N{LEFT RIGHT ARROW} early")
    bar = axes.figure.colorbar(picture, ax=axes, pad=0.01, fraction=0.03)
    bar.set_label("distance of lips and sound")


def _draw_curve(
    axes: Axes,
    time_s: NDArray[np.float64],
    rolling_ms: NDArray[np.float64],
    report: SyncReport,
) -> None:
    """Draw the offset over time in the profile's band, asymmetric as it is."""
    profile = report.profile
    axes.axhspan(
        profile.late_limit_ms,
        profile.early_limit_ms,
        color=_BAND_COLOUR,
        alpha=0.15,
        linewidth=0,
        label=f"{profile.title} {profile.limits} ms",
    )
    axes.axhline(0, color="#888888", linewidth=0.8)
    for number, span in enumerate(report.spans):
        axes.plot(
            [span.start_s, span.end_s],
            [span.offset_ms] * 2,
            color="#30638e",
            linewidth=4,
            alpha=0.45,
            solid_capstyle="butt",
            label=None if number else "constant offset",
        )
    _draw_line(axes, time_s, rolling_ms, width=1.4, label="rolling offset")
    axes.set_ylim(*_curve_limits(rolling_ms, report))
    axes.set_ylabel("offset (ms)\nlate \N{LEFT RIGHT ARROW} early")
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(loc="upper right", fontsize=8, framealpha=0.9, ncols=3)


def _draw_mel(axes: Axes, mel: NDArray[np.floating], *, start_s: float) -> None:
    """Draw the log-mel spectrogram, quiet dark."""
    image = shrink_time(mel, MAX_COLUMNS)
    known = image[np.isfinite(image)]
    low, high = np.percentile(known, [5, 99.5]) if known.size else (0.0, 1.0)
    axes.imshow(
        image.T,
        origin="lower",
        aspect="auto",
        interpolation="nearest",
        cmap="magma",
        vmin=low,
        vmax=high,
        extent=(start_s, start_s + len(mel) * HOP_S, 0.0, float(mel.shape[1])),
    )
    axes.set_ylabel("sound\n(mel band)")


def _draw_line(
    axes: Axes,
    time_s: NDArray[np.float64],
    rolling_ms: NDArray[np.float64],
    *,
    width: float,
    label: str | None = None,
) -> None:
    axes.plot(time_s, rolling_ms, color=_CURVE_COLOUR, linewidth=width, label=label)


def _dress_time_axis(axes: Axes, time_s: NDArray[np.float64]) -> None:
    """Show clock times, and the span of the scores."""
    axes.set_xlim(*_edges(time_s))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=10, steps=[1, 1.5, 2, 3, 6, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: clock(value)))


def shrink_time(rows: NDArray[np.float32], max_rows: int) -> NDArray[np.float32]:
    """Average neighbouring rows until at most `max_rows` are left.

    Parameters
    ----------
    rows
        [shape=(time, values), float32] NaN where unknown.
    max_rows
        At least 1.

    Returns
    -------
    [shape=(at most max_rows, values), float32] each the mean of what is known in
    its rows; NaN where nothing is.
    """
    size = -(-len(rows) // max_rows)
    if size <= 1:
        return rows
    # Block by block: a copy of a long film's scores would be hundreds of MB.
    blocks = (rows[first : first + size] for first in range(0, len(rows), size))
    return np.stack([_mean_of_known(block) for block in blocks])


def _mean_of_known(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    is_known = np.isfinite(rows)
    total = np.where(is_known, rows, 0).sum(axis=0)
    mean = np.full(rows.shape[1], np.nan, dtype=np.float32)
    np.divide(total, is_known.sum(axis=0), out=mean, where=is_known.any(axis=0))
    return mean


def _curve_limits(
    rolling_ms: NDArray[np.float64], report: SyncReport
) -> tuple[float, float]:
    """Return limits that show the band, the curve and the spans with some air."""
    profile = report.profile
    values = [profile.late_limit_ms, profile.early_limit_ms]
    values += [span.offset_ms for span in report.spans]
    known = rolling_ms[np.isfinite(rolling_ms)]
    if known.size:
        # A few wild windows must not squeeze the rest into a line.
        values += np.percentile(known, [1, 99]).tolist()
    air = 0.25 * (max(values) - min(values)) + 5
    return min(values) - air, max(values) + air


def _half_step(values: NDArray[np.float64]) -> float:
    return float(np.median(np.diff(values)) / 2) if len(values) > 1 else 0.5


def _edges(time_s: NDArray[np.float64]) -> tuple[float, float]:
    """Return the outer edges of the cells around evenly spaced times."""
    if len(time_s) == 0:
        return 0.0, 1.0
    half_s = _half_step(time_s)
    return float(time_s[0]) - half_s, float(time_s[-1]) + half_s
