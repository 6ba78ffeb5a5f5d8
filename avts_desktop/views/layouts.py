"""Rows, columns and labels on the grid."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
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
from avts_desktop.views.tooltips import plain_tip


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


class ElidedLabel(QLabel):
    """Words that end in dots, in the tooltip whole, where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        """Need little."""
        return QSize(10 * GRID_PX, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as fits."""
        painter = QPainter(self)
        mode = Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self.text(), mode, self.width())
        self.setToolTip("" if text == self.text() else plain_tip(self.text()))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), left, text)


class Reserve(QWidget):
    """Room that is always there, and grows where words need more than that.

    Parameters
    ----------
    layout
        Of what is in it.
    least_px
        Height that is kept.
    """

    def __init__(
        self, layout: QLayout, least_px: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._least_px = least_px
        self.setLayout(layout)
        self.setMinimumHeight(least_px)

    def event(self, event: QEvent) -> bool:
        """Grow with the words."""
        answer = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Resize}:
            layout = self.layout()
            # A scroll area asks for the least height only, whatever the width.
            needed_px = 0 if layout is None else layout.heightForWidth(self.width())
            self.setMinimumHeight(max(self._least_px, needed_px))
        return answer


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


def reserve_lines(label: QLabel, num_lines: int) -> None:
    """Keep room for so many lines, so that nothing below moves when they come."""
    label.setMinimumHeight(lines_px(label, num_lines))
    label.setAlignment(Qt.AlignmentFlag.AlignTop)


def lines_px(label: QLabel, num_lines: int) -> int:
    """Return the height of so many lines in the label's own type."""
    label.ensurePolished()  # only then the style sheet's size of type counts
    # Laid out, since lines are rounded one by one.
    flags, text = Qt.TextFlag.TextWordWrap.value, "\n".join("X" * num_lines)
    room = QRect(0, 0, 1000, 1000)
    return label.fontMetrics().boundingRect(room, flags, text).height()


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
