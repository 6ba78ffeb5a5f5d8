"""The picture, with faces and who speaks over it; also where files are dropped."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QLayout, QSizePolicy, QWidget

from avts_desktop.state.analysis import AnalysisState
from avts_desktop.state.session import SessionState
from avts_desktop.views.drops import dropped_path
from avts_desktop.views.face_index import FaceIndex
from avts_desktop.views.follow import follow
from avts_desktop.views.layouts import column
from avts_desktop.views.look import Look
from avts_desktop.views.player_sync import PlayerSync
from avts_desktop.views.video_overlay import (
    draw_faces,
    draw_line,
    draw_placeholder,
    letterbox,
)
from avts_desktop.views.welcome import Welcome


class Picture(Protocol):
    """What the player shows."""

    @property
    def time(self) -> Fraction:
        """When it begins to be shown."""

    @property
    def bgra(self) -> NDArray[np.uint8]:
        """[shape=(height, width, 4), uint8] upright, with square pixels."""


class VideoView(QWidget):
    """Paints the picture, device pixel by device pixel, and what belongs over it.

    Parameters
    ----------
    session, analysis
        What it shows beside the picture.
    look
        Colours and icons.

    Attributes
    ----------
    size_wished : Signal(int, int)
        Width and height in device pixels that pictures should fit.
    file_dropped : Signal(object)
        The path of a file that somebody dropped.
    open_wished, sample_wished, toggle_wished : Signal()
        Choose a file; open the sample; play or pause, by a click on the picture.
    """

    size_wished = Signal(int, int)
    file_dropped = Signal(object)
    open_wished = Signal()
    sample_wished = Signal()
    toggle_wished = Signal()

    def __init__(
        self,
        session: SessionState,
        analysis: AnalysisState,
        look: Look,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._analysis, self._look = session, analysis, look
        self._path = None if session.movie is None else session.movie.path
        self._picture: Picture | None = None
        self._pixels: NDArray[np.uint8] | None = None
        self._image: QImage | None = None
        self._index: FaceIndex | None = None
        self._has_faces = True
        self._due_s: Callable[[], float | None] = lambda: None
        self._sync: PlayerSync | None = None
        self._is_dragged_over = False
        self._size_told: tuple[int, int] | None = None
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)
        self._welcome = Welcome(look)
        self._welcome.open_wished.connect(self.open_wished)
        self._welcome.sample_wished.connect(self.sample_wished)
        layout = column(gap=0)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.addWidget(self._welcome)
        self.setLayout(layout)
        look.changed.connect(self.update)
        follow(self, session.events.movie, self._change_movie)
        follow(self, session.events.opening, self._redraw)
        follow(self, analysis.events.measured, self._change_measured)
        self._change_measured()
        self._redraw()

    @property
    def has_faces(self) -> bool:
        """Whether boxes are drawn around faces."""
        return self._has_faces

    def show_faces(self, is_on: bool) -> None:
        """Draw boxes around faces, or none."""
        self._has_faces = is_on
        self.update()

    @property
    def has_player_sync(self) -> bool:
        """Whether the player's own error is told."""
        return self._sync is not None

    def show_player_sync(self, is_on: bool) -> None:
        """Tell how far picture and sound of the player itself are apart, or do not."""
        self._sync = PlayerSync() if is_on else None
        self.update()

    def measure_by(self, due_s: Callable[[], float | None]) -> None:
        """Take a function that returns the time of the picture that is due, if any."""
        self._due_s = due_s

    def show_picture(self, picture: Picture | None) -> None:
        """Show a picture, or none; its array is kept for as long as it is painted."""
        self._picture = picture
        # An image over an array does not own it: both are kept.
        self._pixels = None if picture is None else np.ascontiguousarray(picture.bgra)
        self._image = None if self._pixels is None else _as_image(self._pixels)
        self.update()

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Show the shortcuts of these actions: ``file.open`` and ``file.sample``."""
        self._welcome.set_keys(keys)

    def sizeHint(self) -> QSize:
        """Ask for a picture that shows lips."""
        return QSize(960, 540)

    def minimumSizeHint(self) -> QSize:
        """Be no smaller than a picture that still shows something."""
        return QSize(240, 136)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._redraw()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Notice another screen's scale."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._tell_size()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Say how large pictures should be."""
        super().showEvent(event)
        self._tell_size()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say how large pictures should be."""
        super().resizeEvent(event)
        self._tell_size()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Play or pause by a click."""
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and self._session.movie is not None:
            self.toggle_wished.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if dropped_path(event.mimeData()) is not None:
            event.acceptProposedAction()
            self._mark_drag(is_over=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Forget the files."""
        self._mark_drag(is_over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Wish for the first file to be opened."""
        self._mark_drag(is_over=False)
        path = dropped_path(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.file_dropped.emit(path)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture and what belongs over it."""
        painter = QPainter(self)
        movie = self._session.movie
        is_welcome = self._welcome.isVisibleTo(self)
        ground = "window" if is_welcome else "stage"
        painter.fillRect(self.rect(), self._look.colour(ground))
        if movie is not None and not movie.has_picture:
            words = self.tr("There is sound but no picture.")
            draw_placeholder(painter, self.rect(), self._look, "sound", words)
        elif movie is not None and self._image is not None:
            self._paint_picture(painter, self._image)
        elif self._session.opening is not None:
            words = self.tr("Opening {name}").format(name=self._session.opening.name)
            draw_placeholder(painter, self.rect(), self._look, "open", words)
        if self._sync is not None and not is_welcome:
            self._paint_player_sync(painter, self._sync)
        if self._is_dragged_over:
            painter.setPen(QPen(self._look.colour("accent"), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(5, 5, -5, -5))

    def _paint_picture(self, painter: QPainter, image: QImage) -> None:
        ratio = self.devicePixelRatioF()
        view = QSize(round(self.width() * ratio), round(self.height() * ratio))
        place = letterbox(image.size(), view)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)  # to device pixels
        if place.size() == image.size():
            painter.drawImage(place.topLeft(), image)
        else:
            hint = QPainter.RenderHint.SmoothPixmapTransform
            painter.setRenderHint(hint)
            painter.drawImage(place, image)
        painter.restore()
        if self._has_faces and self._index is not None and self._picture is not None:
            faces = self._index.at(float(self._picture.time))
            on_screen = QRectF(
                place.x() / ratio,
                place.y() / ratio,
                place.width() / ratio,
                place.height() / ratio,
            )
            draw_faces(painter, on_screen, self._look, faces, self.tr("speaks"))

    def _paint_player_sync(self, painter: QPainter, sync: PlayerSync) -> None:
        due_s = self._due_s()
        if self._picture is not None and due_s is not None:
            sync.note(self._picture.time, due_s)
        words = sync.line or self.tr("this player: known while it plays")
        draw_line(painter, self.rect(), self._look, words)

    def _change_movie(self) -> None:
        movie = self._session.movie
        path = None if movie is None else movie.path
        if path != self._path:
            self._path = path
            self.show_picture(None)  # the last one is another movie's
        self._redraw()

    def _change_measured(self) -> None:
        measured = self._analysis.measured
        self._index = None if measured is None else FaceIndex(measured)
        if measured is not None:
            self._take_faces()
            follow(self, measured.changed, self._take_faces)
        self.update()

    def _take_faces(self) -> None:
        if self._index is not None:
            self._index.update()

    def _redraw(self) -> None:
        session = self._session
        self._welcome.setVisible(session.movie is None and session.opening is None)
        name = self.tr("Picture")
        if session.movie is not None:
            name = self.tr("Picture of {name}").format(name=session.movie.path.name)
        self.setAccessibleName(name)
        self.update()

    def _tell_size(self) -> None:
        ratio = self.devicePixelRatioF()
        size = (round(self.width() * ratio), round(self.height() * ratio))
        if size != self._size_told and self.isVisible():
            self._size_told = size
            self.size_wished.emit(*size)

    def _mark_drag(self, *, is_over: bool) -> None:
        self._is_dragged_over = is_over
        self.update()


def _as_image(bgra: NDArray[np.uint8]) -> QImage:
    """Return an image over an array, which must be kept: it is not copied."""
    height, width = bgra.shape[:2]
    return QImage(bgra.data, width, height, bgra.strides[0], QImage.Format.Format_RGB32)
