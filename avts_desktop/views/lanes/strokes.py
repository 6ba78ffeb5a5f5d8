"""Strokes shared by the lanes: hairlines, dashed lines, marks."""

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


def triangle(painter: QPainter, tip: QPointF, colour: QColor, *, is_up: bool) -> None:
    """Draw a mark that points to its tip."""
    base_y = tip.y() + (1.5 * MARK_PX if is_up else -1.5 * MARK_PX)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(
        QPolygonF(
            [
                tip,
                QPointF(tip.x() - MARK_PX, base_y),
                QPointF(tip.x() + MARK_PX, base_y),
            ]
        )
    )
    painter.restore()
