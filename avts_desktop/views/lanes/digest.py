"""What the lanes draw from: measurements digested for any zoom, a slice at a time.

Digesting a three-hour film takes about a second, so it is done in slices of a few
milliseconds between which the window lives on. No Qt here: the view has the timer.
"""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_desktop.state.measured import HOP_S, NUM_BANDS, TIME_STEP_S, Measured
from avts_desktop.views.lanes.bars import FaceBars
from avts_desktop.views.lanes.columns import extremes
from avts_desktop.views.lanes.pyramid import Pyramid
from avts_desktop.views.lanes.scales import TimeScale
from avts_desktop.views.lanes.smoothing import HALF_WINDOW, smoothed

SLICE_ROWS = 256
SLICE_FRAMES = 4096
MAX_SAMPLES = 5000
"""Values from which the usual range of the offset is taken."""

_Curve = NDArray[np.float32]


@dataclass
class _Pending:
    """Rows that wait, from the first to the last."""

    first: int = 0
    stop: int = 0

    def add(self, first: int, stop: int) -> None:
        if self.stop > self.first:
            first, stop = min(first, self.first), max(stop, self.stop)
        self.first, self.stop = first, stop

    def take(self, count: int) -> tuple[int, int]:
        first, stop = self.first, min(self.first + count, self.stop)
        self.first = stop
        return first, stop

    def __bool__(self) -> bool:
        return self.stop > self.first


class Digest:
    """A movie's measurements, ready for drawing.

    Parameters
    ----------
    measured
        What is digested; call `mark` when it grows, and `work` until all is done.
    duration_s
        How long it is expected to become.
    """

    def __init__(self, measured: Measured, *, duration_s: float = 0.0) -> None:
        self.measured = measured
        num_times = round(duration_s / TIME_STEP_S) + 1
        num_frames = round(duration_s / HOP_S) + 1
        self.fit = Pyramid(len(measured.lag_ms), np.uint8, capacity=num_times)
        """Two-second means of the fit at each time and lag."""
        self.best = Pyramid(1, np.uint8, capacity=num_times)
        """The best of them over all lags."""
        self.mel = Pyramid(NUM_BANDS, np.uint8, capacity=num_frames)
        self.peaks = Pyramid(2, np.uint8, capacity=num_frames)
        """How far the waveform reaches below and above zero."""
        self.largest_lag_ms = float(np.abs(measured.lag_ms).max(initial=0))
        self.bars = FaceBars()
        self.usual_ms: tuple[float, float] = (0.0, 0.0)
        """Between these lies nearly all of the rolling offset."""
        self._num_faces = 0
        self._times = _Pending()
        self._frames = _Pending()
        self._runs: tuple[NDArray[np.intp], ...] | None = None
        self._extremes: tuple[TimeScale, tuple[_Curve, _Curve]] | None = None
        self.mark(-np.inf, np.inf)

    @property
    def is_done(self) -> bool:
        """Whether all is digested that was measured."""
        return not (self._times or self._frames)

    @property
    def seconds_digested(self) -> float:
        """Time on the movie's clock up to which the map is ready."""
        return self.measured.start_s + len(self.fit) * TIME_STEP_S

    def mark(self, start_s: float, stop_s: float) -> None:
        """Note that a stretch of time was measured anew."""
        m = self.measured
        rows = _rows_between(start_s, stop_s, m.start_s, TIME_STEP_S, len(m.fit))
        if rows[1] > rows[0]:
            # Neighbours within the window of the mean change too.
            self._times.add(
                max(0, rows[0] - HALF_WINDOW), min(len(m.fit), rows[1] + HALF_WINDOW)
            )
        frames = _rows_between(start_s, stop_s, m.sound_start_s, HOP_S, len(m.mel))
        if frames[1] > frames[0]:
            self._frames.add(*frames)
        self.bars.add(m.faces[self._num_faces :])
        self._num_faces = len(m.faces)
        self._runs = None
        self.usual_ms = _usual(m.rolling_ms)
        self._extremes = None

    def work(self, budget_s: float = 0.003) -> bool:
        """Digest for about `budget_s`, and tell whether something is left.

        Each slice takes half a millisecond, or three on a slow processor.
        """
        deadline = time.perf_counter() + budget_s
        while not self.is_done:
            if self._frames:
                self._digest_sound(*self._frames.take(SLICE_FRAMES))
            if self._times:
                self._digest_fit(*self._times.take(SLICE_ROWS))
            if time.perf_counter() >= deadline:
                break
        return not self.is_done

    def speaker_runs(self) -> tuple[NDArray[np.intp], ...]:
        """Return where each speaker's stretch begins and ends, and its row of bars."""
        if self._runs is None:
            speaker = self.measured.speaker
            changes = np.flatnonzero(np.diff(speaker)) + 1
            starts = np.concatenate(([0], changes)) if len(speaker) else changes
            stops = np.concatenate((changes, [len(speaker)]))[: len(starts)]
            tracks = speaker[starts].astype(np.intp)
            is_face = tracks >= 0
            bars = self.bars.rows_of(tracks[is_face])
            self._runs = (starts[is_face], stops[is_face], bars)
        return self._runs

    def rolling_extremes(self, scale: TimeScale) -> tuple[_Curve, _Curve]:
        """Return the least and the largest rolling offset in each column; NaN if none.

        Two lanes draw them over the same columns.
        """
        if self._extremes is None or self._extremes[0] != scale:
            edges = scale.row_edges(self.measured.start_s, TIME_STEP_S)
            self._extremes = scale, extremes(self.measured.rolling_ms, edges)
        return self._extremes[1]

    def _digest_fit(self, first: int, stop: int) -> None:
        rows = smoothed(self.measured.fit, first, stop)
        self.fit.write(first, rows)
        self.best.write(first, rows.max(axis=1, keepdims=True))

    def _digest_sound(self, first: int, stop: int) -> None:
        self.mel.write(first, self.measured.mel[first:stop])
        peaks = np.clip(self.measured.peaks[first:stop], -127, 127)
        reaches = peaks * np.array([-1, 1], np.int8)
        self.peaks.write(first, np.maximum(reaches, 0).view(np.uint8))


def _rows_between(
    start_s: float, stop_s: float, first_s: float, step_s: float, count: int
) -> tuple[int, int]:
    first = np.clip(np.floor((start_s - first_s) / step_s), 0, count)
    stop = np.clip(np.ceil((stop_s - first_s) / step_s), 0, count)
    return int(first), int(stop)


def _usual(rolling_ms: NDArray[np.float32]) -> tuple[float, float]:
    """Return the range of a curve without its rare outliers."""
    sample = rolling_ms[:: max(1, len(rolling_ms) // MAX_SAMPLES)]
    known = sample[np.isfinite(sample)]
    if not len(known):
        return 0.0, 0.0
    low, high = np.percentile(known, (2, 98))
    return float(low), float(high)
