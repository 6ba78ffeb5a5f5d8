"""A label whose type shrinks until its words fit the room that is reserved."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from avts_desktop.views.look import Look

_FLAGS = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignLeft.value


class FittedLabel(QWidget):
    """Bold words of at most two lines; the height never changes.

    Parameters
    ----------
    look
        Where fonts and colours come from.
    sizes_px
        Sizes of type to try, the largest first.
    """

    def __init__(
        self,
        look: Look,
        sizes_px: tuple[int, ...] = (28, 24, 20, 18, 16),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._sizes_px = sizes_px
        self._text = ""
        self._token = "text"  # noqa: S105 - a colour
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    @property
    def size_px(self) -> int:
        """The size of type in use."""
        return next(
            (size for size in self._sizes_px if self._is_fitting(size)),
            self._sizes_px[-1],
        )

    def show_text(self, text: str, token: str = "text") -> None:  # noqa: S107
        """Show words in the colour of a `Palette`'s field."""
        self._text, self._token = text, token
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for two lines of the largest type."""
        metrics = QFontMetrics(self._look.font(self._sizes_px[0], is_bold=True))
        return QSize(200, 2 * metrics.lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the panel has it."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words in the largest type that fits."""
        painter = QPainter(self)
        painter.setFont(self._look.font(self.size_px, is_bold=True))
        painter.setPen(self._look.colour(self._token))
        bottom = Qt.AlignmentFlag.AlignBottom.value
        painter.drawText(self.rect(), _FLAGS | bottom, self._text)

    def _is_fitting(self, size_px: int) -> bool:
        metrics = QFontMetrics(self._look.font(size_px, is_bold=True))
        room = QRect(0, 0, self.width(), 10 * self.height())
        needed = metrics.boundingRect(room, _FLAGS, self._text)
        return needed.height() <= self.height() and needed.width() <= self.width()
