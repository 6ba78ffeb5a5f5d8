"""Rows, columns and labels on the grid."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from avts_desktop.resources.style import GRID_PX


def row(*, gap: int = 2, margin: tuple[int, int] = (0, 0)) -> QHBoxLayout:
    """Return a row; gap and margins (beside, above and below) in units of the grid."""
    layout = QHBoxLayout()
    _space(layout, gap, margin)
    return layout


def column(*, gap: int = 2, margin: tuple[int, int] = (0, 0)) -> QVBoxLayout:
    """Return a column; gap and margins (beside, above and below) in grid units."""
    layout = QVBoxLayout()
    _space(layout, gap, margin)
    return layout


def hairline(parent: QWidget | None = None) -> QFrame:
    """Return a line between sections."""
    line = QFrame(parent)
    line.setProperty("role", "hairline")
    line.setFixedHeight(1)
    return line


def words(role: str = "", *, is_wrapping: bool = False) -> QLabel:
    """Return a label for text; see the style sheet for roles.

    A wrapping label never asks for more width than it has; others are as wide as
    their words, so that nothing is cut.
    """
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    if is_wrapping:
        label.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        label.setSizePolicy(policy)
    return label


def show_token(widget: QWidget, token: str) -> None:
    """Colour a label's words by a verdict's token; see the style sheet."""
    if widget.property("token") != token:
        widget.setProperty("token", token)
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)


def _space(layout: QLayout, gap: int, margin: tuple[int, int]) -> None:
    beside, above = (value * GRID_PX for value in margin)
    layout.setSpacing(gap * GRID_PX)
    layout.setContentsMargins(beside, above, beside, above)
