"""Strokes shared by the lanes: hairlines, dashed lines, marks."""

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

MARK_PX = 4
"""Half the width of a triangle."""


def hairline(colour: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen of one device pixel."""
    pen = QPen(colour)
    pen.setWidth(1)
    pen.setCosmetic(True)
    if style is Qt.PenStyle.DashLine:
        pen.setDashPattern([4, 4])
    else:
        pen.setStyle(style)
    return pen


def dashed(painter: QPainter, plot: QRect, y: float, colour: QColor) -> None:
    """Draw a thin dashed line across a lane."""
    painter.setPen(hairline(colour, Qt.PenStyle.DashLine))
    painter.drawLine(QLineF(plot.left(), y, plot.right() + 1, y))


def triangles(
    painter: QPainter, tips: Iterable[QPointF], colour: QColor, *, is_up: bool
) -> None:
    """Draw marks that point to their tips."""
    height = 1.5 * MARK_PX if is_up else -1.5 * MARK_PX
    sides = (QPointF(-MARK_PX, height), QPointF(MARK_PX, height))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for tip in tips:
        painter.drawConvexPolygon(QPolygonF([tip, *(tip + side for side in sides)]))
    painter.restore()
