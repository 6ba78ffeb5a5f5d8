"""What is painted over the picture: faces, words, a line of numbers."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from avts_desktop.views.face_index import FaceBox
from avts_desktop.views.look import Look

_CORNER = 0.22
"""Length of the corners of a box, as a share of its width."""
_ICON_PX = 40
_WORDS_PX = 14
_LINE_PX = 12
_PAD_PX = 8


def letterbox(picture: QSize, view: QSize) -> QRect:
    """Return where a picture goes: as large as it fits, in the middle.

    A picture that fits but for a pixel of rounding stays as it is.
    """
    fitted = picture.scaled(view, Qt.AspectRatioMode.KeepAspectRatio)
    near = max(
        abs(fitted.width() - picture.width()), abs(fitted.height() - picture.height())
    )
    is_inside = picture.width() <= view.width() and picture.height() <= view.height()
    size = picture if near <= 2 and is_inside else fitted
    left = (view.width() - size.width()) // 2
    return QRect(left, (view.height() - size.height()) // 2, *size.toTuple())


def draw_faces(
    painter: QPainter,
    place: QRectF,
    look: Look,
    faces: Sequence[FaceBox],
    word: str,
) -> None:
    """Draw the corners of a box around each face, and a word at who speaks.

    Parameters
    ----------
    painter
        Paints on the view.
    place
        Where the picture is.
    look
        Colours and fonts.
    faces
        Boxes as shares of the picture.
    word
        Stands at the face that speaks, so that it is not told by colour alone.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for face in sorted(faces, key=lambda face: face.is_speaking):
        left, top, right, bottom = face.box
        box = QRectF(
            place.x() + left * place.width(),
            place.y() + top * place.height(),
            (right - left) * place.width(),
            (bottom - top) * place.height(),
        )
        token = "stage_accent" if face.is_speaking else "on_stage"
        width = 2.0 if face.is_speaking else 1.0
        opacity = 1.0 if face.is_speaking else 0.7
        # A dark line below each, for bright pictures.
        _draw_corners(painter, box, QPen(look.colour("stage", 0.5), width + 2))
        _draw_corners(painter, box, QPen(look.colour(token, opacity), width))
        if face.is_speaking:
            _draw_tag(painter, box, look, word)


def draw_line(painter: QPainter, place: QRect, look: Look, text: str) -> None:
    """Draw a line of text over the left upper corner."""
    font = look.font(_LINE_PX)
    metrics = QFontMetrics(font)
    size = QSize(metrics.horizontalAdvance(text), metrics.lineSpacing())
    ground = QRect(place.topLeft() + QPoint(_PAD_PX, _PAD_PX), size)
    ground.setSize(size.grownBy(QMargins(_PAD_PX, _PAD_PX, _PAD_PX, _PAD_PX)))
    painter.fillRect(ground, look.colour("stage", 0.75))
    painter.setFont(font)
    painter.setPen(look.colour("on_stage"))
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, text)


def draw_placeholder(
    painter: QPainter, place: QRect, look: Look, icon: str, text: str
) -> None:
    """Draw an icon and words in the middle, where there is no picture."""
    ratio = painter.device().devicePixelRatioF()
    pixmap = look.pixmap(icon, "on_stage", _ICON_PX, ratio)
    middle = QRectF(place).center()
    painter.setOpacity(0.7)
    painter.drawPixmap(
        QPointF(round(middle.x() - _ICON_PX / 2), round(middle.y() - _ICON_PX)), pixmap
    )
    painter.setFont(look.font(_WORDS_PX))
    painter.setPen(look.colour("on_stage"))
    below = QRectF(place).adjusted(16, place.height() / 2 + 12, -16, 0)
    flags = Qt.AlignmentFlag.AlignHCenter.value | Qt.TextFlag.TextWordWrap.value
    painter.drawText(below, flags, text)
    painter.setOpacity(1.0)


def _draw_corners(painter: QPainter, box: QRectF, pen: QPen) -> None:
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    length = _CORNER * box.width()
    for corner, x, y in (
        (box.topLeft(), 1, 1),
        (box.topRight(), -1, 1),
        (box.bottomLeft(), 1, -1),
        (box.bottomRight(), -1, -1),
    ):
        aside, along = QPointF(x * length, 0), QPointF(0, y * length)
        painter.drawPolyline([corner + aside, corner, corner + along])


def _draw_tag(painter: QPainter, box: QRectF, look: Look, word: str) -> None:
    font = look.font(_LINE_PX, is_bold=True)
    metrics = QFontMetrics(font)
    width = metrics.horizontalAdvance(word) + 2 * _PAD_PX
    height = metrics.height() + 4
    tag = QRectF(box.left(), box.top() - height - 4, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("stage", 0.75))
    painter.drawRoundedRect(tag, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setFont(font)
    painter.setPen(look.colour("stage_accent"))
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, word)
