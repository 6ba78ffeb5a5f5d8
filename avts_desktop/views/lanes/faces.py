"""The lane of faces and shots: who is in view, whose lips are compared."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from avts_desktop.resources.palette import mixed
from avts_desktop.state.measured import TIME_STEP_S
from avts_desktop.views.lanes.columns import covered, runs
from avts_desktop.views.lanes.images import colour_table, draw_coded
from avts_desktop.views.lanes.lane import Lane

MIN_LABEL_PX = 64
"""Gaps narrower than this are not spelt out."""

_CUT, _IN_VIEW, _SPEAKING = 1, 2, 3


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

    def paint_content(self, painter: QPainter, plot: QRect) -> None:
        """Paint cuts, faces, and gaps without any."""
        digest = self.context.digest
        assert digest is not None
        ratio = self.devicePixelRatioF()
        width = self.fine_scale().width_px
        codes = np.zeros((round(plot.height() * ratio), width), np.uint8)
        cuts_s = np.array(digest.measured.cuts_s)
        cuts = self._columns(cuts_s, cuts_s)
        codes[:, cuts] = _CUT
        room = (plot.height() - 8) / digest.bars.num_rows
        thick = max(2.0, min(10.0, room - 2))
        seen = np.zeros(width, bool)
        for row in range(digest.bars.num_rows):
            middle = 4 + (row + 0.5) * room
            in_view = self._columns(*digest.bars.in_row(row))
            seen |= in_view
            codes[_rows(middle, thick / 3, ratio), in_view] = _IN_VIEW
            codes[_rows(middle, thick, ratio), self._speaker_columns(row)] = _SPEAKING
        draw_coded(painter, plot, codes, self._table(int(cuts.sum()) / width))
        self._paint_gaps(painter, plot, seen)

    def _table(self, share_of_cuts: float) -> NDArray[np.uint32]:
        """Return the colours in the order of their codes."""
        p = self.context.look.palette
        # Where cuts stand close, they must not become a wall.
        opacity = min(0.7, 0.09 / max(share_of_cuts, 1e-9))
        colours = (
            p.panel,
            mixed(p.panel, p.muted, opacity),
            mixed(p.panel, p.muted, 0.55),
            p.accent,
        )
        return colour_table([QColor(colour) for colour in colours])

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
