"""The stacked time lanes of the window, on one time axis."""

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFontMetrics,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QMenu,
    QSplitter,
    QSplitterHandle,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from avts_desktop.state.measured import Measured
from avts_desktop.state.workspace import Workspace
from avts_desktop.views.follow import follow
from avts_desktop.views.lanes.context import TEXT_PX, TITLE_PX, LaneContext
from avts_desktop.views.lanes.digest import Digest
from avts_desktop.views.lanes.faces import FacesLane
from avts_desktop.views.lanes.lane import Lane
from avts_desktop.views.lanes.offset_map import OffsetMapLane
from avts_desktop.views.lanes.ruler import HEIGHT_PX, TimeRuler
from avts_desktop.views.lanes.sound import SoundLane
from avts_desktop.views.lanes.sync import SyncLane
from avts_desktop.views.look import Look

FRAME_MS = 16
"""Measurements that arrive within a frame are drawn together."""
HEIGHTS_PX = {FacesLane: (26, 34), SoundLane: (60, 92), SyncLane: (96, 132)}
"""Least and usual heights; the map takes the rest."""
MAP_HEIGHTS_PX = (80, 150)
LEAST_LEFT_PX = 96


class LanesView(QWidget):
    """Ruler, faces, sound, sync and offset map, stacked over one time axis.

    Shows what the state says and wishes for changes by its signals.

    Parameters
    ----------
    workspace
        The window's state; only read.
    look
        Colours and fonts.

    Attributes
    ----------
    seek_wished : Signal(float)
        Time in seconds.
    view_wished : Signal(float, float)
        First and last second to show.
    delay_wished : Signal(float)
        Delay of the sound in ms.
    marker_removal_wished : Signal(int)
        Number of a marker.
    """

    seek_wished = Signal(float)
    view_wished = Signal(float, float)
    delay_wished = Signal(float)
    marker_removal_wished = Signal(int)

    def __init__(
        self, workspace: Workspace, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = LaneContext(workspace=workspace, look=look)
        self._measured: Measured | None = None
        self._ruler = TimeRuler(self._context)
        self._faces = FacesLane(self._context)
        self._sound = SoundLane(self._context)
        self._sync = SyncLane(self._context)
        self._map = OffsetMapLane(self._context)
        self._lanes: tuple[Lane, ...] = (
            self._ruler,
            self._faces,
            self._sound,
            self._sync,
            self._map,
        )
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.digest_more)
        self._toggles = self._make_toggles()
        self._stack()
        self._connect_lanes()
        self._subscribe()
        self._name_all()
        self._measure_gutters()
        self._swap()

    @property
    def toggles(self) -> tuple[QAction, ...]:
        """What can be shown or hidden, for a menu of the window."""
        return tuple(self._toggles.values())

    @property
    def is_digesting(self) -> bool:
        """Whether measurements wait to be drawn."""
        digest = self._context.digest
        return digest is not None and not digest.is_done

    # Making

    def _stack(self) -> None:
        splitter = _HairlineSplitter(self._context.look, self)
        for lane in self._lanes[1:]:
            least_px, usual_px = HEIGHTS_PX.get(type(lane), MAP_HEIGHTS_PX)
            lane.setMinimumHeight(least_px)
            splitter.addWidget(lane)
            number = splitter.indexOf(lane)
            splitter.setCollapsible(number, False)
            splitter.setStretchFactor(number, usual_px)
        splitter.setSizes([90, 260, 370, 420])
        self._splitter = splitter
        self._ruler.setFixedHeight(HEIGHT_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._ruler)
        column.addWidget(splitter, 1)

    def _make_toggles(self) -> dict[str, QAction]:
        toggles = {}
        for field in ("shows_spectrogram", "shows_waveform", "shows_distance"):
            action = QAction(self, checkable=True)
            action.setChecked(getattr(self._context, field))
            action.toggled.connect(
                lambda is_on, field=field: self._show_part(field, is_on=is_on)
            )
            toggles[field] = action
        return toggles

    def _name_all(self) -> None:
        """Write all words that stay, in the language of the window."""
        self.setAccessibleName(self.tr("Time lanes"))
        self.setAccessibleDescription(
            self.tr("The table of spans tells in words what the lanes show.")
        )
        for lane in self._lanes:
            lane.setAccessibleName(lane.title())
            lane.setAccessibleDescription(lane.hint())
        self._toggles["shows_spectrogram"].setText(self.tr("Show spectrogram"))
        self._toggles["shows_waveform"].setText(self.tr("Show waveform"))
        self._toggles["shows_distance"].setText(self.tr("Show sync distance"))

    def _connect_lanes(self) -> None:
        for lane in self._lanes:
            lane.seek_wished.connect(self.seek_wished)
            lane.view_wished.connect(self.view_wished)
        self._map.delay_wished.connect(self.delay_wished)

    def _subscribe(self) -> None:
        w = self._context.workspace
        for event in (
            w.timeline.events.view,
            w.timeline.events.duration_s,
            w.timeline.events.markers,
            w.session.events.movie,
            w.analysis.events.profile,
        ):
            follow(self, event, self._redraw)
        follow(self, w.analysis.events.measured, self._swap)
        follow(self, w.analysis.events.report, self._follow_report)
        follow(self, w.player.events.position, self._move_playhead)
        follow(self, w.delay.events.delay_ms, self._follow_delay)
        follow(self, w.delay.events.is_bypassed, self._follow_delay)
        self._context.look.changed.connect(self._dress)

    # Following the state

    def _swap(self) -> None:
        """Show another movie's measurements, or none."""
        if self._measured is not None:
            self._measured.changed.disconnect(self._note_growth)
        context = self._context
        self._measured = context.workspace.analysis.measured
        context.digest = None
        if self._measured is not None:
            duration_s = context.workspace.timeline.duration_s
            context.digest = Digest(self._measured, duration_s=duration_s)
            self._measured.changed.connect(self._note_growth)
            self._timer.start(0)
        self._redraw()

    def _note_growth(self, start_s: float, stop_s: float) -> None:
        # Measurements outlive views, and psygnal only knows the Python half of one.
        if self._context.digest is not None and isValid(self):
            self._context.digest.mark(start_s, stop_s)
            if not self._timer.isActive():
                self._timer.start(FRAME_MS)

    def digest_more(self) -> None:
        """Digest for some milliseconds, and draw what is new in view."""
        digest = self._context.digest
        if digest is None:
            return
        before_s = digest.seconds_digested
        if digest.work():
            self._timer.start(0)
        view = self._context.workspace.timeline.view
        # What grows out of view needs no drawing.
        if digest.seconds_digested >= view[0] and before_s <= view[1] + 2:
            self._redraw()

    def _redraw(self) -> None:
        for lane in self._lanes:
            lane.redraw()

    def _move_playhead(self) -> None:
        for lane in self._lanes:
            lane.move_playhead()

    def _follow_delay(self) -> None:
        self._sync.redraw()
        self._map.move_slider()

    def _follow_report(self) -> None:
        # Whether stretches are judged depends on it.
        self._sync.redraw()

    def _dress(self) -> None:
        self._measure_gutters()
        self._redraw()

    def _show_part(self, field: str, *, is_on: bool) -> None:
        setattr(self._context, field, is_on)
        self._redraw()

    def _measure_gutters(self) -> None:
        """Make room for titles and axes in whatever language."""
        look = self._context.look
        titles = QFontMetrics(look.font(TITLE_PX))
        labels = QFontMetrics(look.font(TEXT_PX))
        widest = max(titles.horizontalAdvance(lane.title()) for lane in self._lanes)
        axis = labels.horizontalAdvance("1500") + 10
        sides = max(
            labels.horizontalAdvance(self._sync.tr("early")),
            labels.horizontalAdvance(self._sync.tr("late")),
        )
        needed = max(8 + widest + 8, 20 + sides + 8 + axis, LEAST_LEFT_PX)
        self._context.left_px = -(-needed // 4) * 4
        self._context.right_px = 52

    # Menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be shown, hidden or removed."""
        menu = self.menu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu(self, place: QPoint) -> QMenu:
        """Return the menu for a place of the view."""
        menu = QMenu(self)
        marker = None
        if self._ruler.geometry().contains(place):
            marker = self._ruler.marker_at(self._ruler.mapFrom(self, place))
        if marker is not None:
            remove = menu.addAction(self.tr("Remove marker"))
            remove.triggered.connect(lambda: self.marker_removal_wished.emit(marker))
            menu.addSeparator()
        show_all = menu.addAction(self.tr("Show all of the movie"))
        show_all.setEnabled(self._context.has_movie)
        show_all.triggered.connect(self._wish_all)
        menu.addSeparator()
        menu.addActions(self.toggles)
        return menu

    def _wish_all(self) -> None:
        self.view_wished.emit(0.0, self._context.workspace.timeline.duration_s)

    def changeEvent(self, event: QEvent) -> None:
        """Write and measure all words anew in another language or font."""
        if event.type() is QEvent.Type.LanguageChange:
            self._name_all()
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.FontChange}:
            self._dress()
        super().changeEvent(event)


class _HairlineSplitter(QSplitter):
    """Lanes with a hairline between them, which can be dragged."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._look = look
        # With a width of 1 Qt makes the handle wider to the mouse than to the eye.
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)

    def createHandle(self) -> QSplitterHandle:
        return _Hairline(self._look, self)


class _Hairline(QSplitterHandle):
    def __init__(self, look: Look, parent: QSplitter) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.colour("line"))
        painter.end()
