"""The lane of faces and shots: who is in view, whose lips are compared."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from avts_desktop.state.measured import TIME_STEP_S
from avts_desktop.views.lanes.canvas import Canvas
from avts_desktop.views.lanes.columns import covered, runs
from avts_desktop.views.lanes.images import packed
from avts_desktop.views.lanes.lane import Lane

MIN_LABEL_PX = 64
"""Gaps narrower than this are not spelt out."""


class FacesLane(Lane):
    """A bar a face: thin while in view, thick and in the accent while it speaks."""

    def title(self) -> str:
        """Return the lane's name."""
        return self.tr("Faces")

    def hint(self) -> str:
        """Return what the lane will show."""
        return self.tr("Who is in view, whose lips move with the sound, and the cuts")

    def has_content(self) -> bool:
        """Tell whether there is anything to show yet."""
        digest = self.context.digest
        return digest is not None and bool(len(digest.bars) or len(digest.fit))

    def paint_content(self, canvas: Canvas, plot: QRect) -> None:
        """Paint cuts, faces, and gaps without any."""
        digest = self.context.digest
        assert digest is not None
        pixels, p = canvas.part(plot), self.context.look.palette
        cuts_s = np.array(digest.measured.cuts_s)
        cuts = self._columns(cuts_s, cuts_s)
        empty = self._empty_line(cuts)
        pixels[:] = empty
        room = (plot.height() - 8) / digest.bars.num_rows
        thick = max(2.0, min(10.0, room - 2))
        seen = np.zeros(len(cuts), bool)
        in_view_px = packed(p.panel, p.muted, 0.55)
        for row in range(digest.bars.num_rows):
            middle = 4 + (row + 0.5) * room
            in_view = self._columns(*digest.bars.in_row(row))
            seen |= in_view
            speaking = self._speaker_columns(row)
            for share, line in (
                (1, empty),
                (1 / 3, np.where(in_view, np.uint32(in_view_px), empty)),
            ):
                rows = _rows(middle, share * thick, canvas.ratio)
                pixels[rows] = np.where(speaking, np.uint32(packed(p.accent)), line)
        self._paint_gaps(canvas.painter, plot, seen)

    def _empty_line(self, cuts: NDArray[np.bool_]) -> NDArray[np.uint32]:
        """Return a row of pixels with nothing but cuts."""
        p = self.context.look.palette
        # Where cuts stand close, they must not become a wall.
        opacity = min(0.7, 0.09 / max(float(cuts.mean()), 1e-9))
        cut_px = packed(p.panel, p.muted, opacity)
        return np.where(cuts, np.uint32(cut_px), np.uint32(packed(p.panel)))

    def _columns(
        self, starts_s: NDArray[np.float64], stops_s: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        scale = self.fine_scale()
        starts_px = (starts_s - scale.start_s) / scale.seconds_a_px
        stops_px = (stops_s - scale.start_s) / scale.seconds_a_px
        # A pixel stays free between two faces where there is room for it.
        ratio = self.devicePixelRatioF()
        stops_px = np.maximum(stops_px - ratio, starts_px + ratio)
        return covered(starts_px, stops_px, scale.width_px)

    def _speaker_columns(self, row: int) -> NDArray[np.bool_]:
        digest = self.context.digest
        assert digest is not None
        first, stop, rows = digest.speaker_runs()
        scale = self.scale()
        start_s = digest.measured.start_s
        begin = np.searchsorted(stop, (scale.start_s - start_s) / TIME_STEP_S)
        end = np.searchsorted(first, (scale.stop_s - start_s) / TIME_STEP_S)
        part = slice(int(begin), int(end))
        is_here = rows[part] == row
        return self._columns(
            start_s + first[part][is_here] * TIME_STEP_S,
            start_s + stop[part][is_here] * TIME_STEP_S,
        )

    def _paint_gaps(
        self, painter: QPainter, plot: QRect, seen: NDArray[np.bool_]
    ) -> None:
        digest = self.context.digest
        assert digest is not None
        ratio, scale = self.devicePixelRatioF(), self.fine_scale()
        begin, end = scale.x(digest.measured.start_s), scale.x(digest.measured.stop_s)
        numbers = np.arange(len(seen))
        painter.setPen(self.context.look.colour("muted"))
        for start, stop in runs(~seen & (numbers >= begin) & (numbers < end)):
            left, width = start / ratio, (stop - start) / ratio
            if width >= MIN_LABEL_PX:
                painter.drawText(
                    QRectF(plot.left() + left, plot.top(), width, plot.height()),
                    Qt.AlignmentFlag.AlignCenter,
                    self.tr("no face"),
                )


def _rows(middle: float, thick: float, ratio: float) -> slice:
    """Return the device pixels of a bar."""
    top = round((middle - thick / 2) * ratio)
    return slice(top, top + max(1, round(thick * ratio)))
