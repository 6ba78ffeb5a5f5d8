"""The row below the picture: play, step, time, speed, volume, sound track."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from avts_desktop.resources.style import CONTROL_PX, GRID_PX
from avts_desktop.state.movie import SoundTrack
from avts_desktop.state.player import SPEEDS, PlayerState
from avts_desktop.state.session import SessionState
from avts_desktop.views.buttons import IconButton, KeyKeeper, name_button
from avts_desktop.views.follow import follow
from avts_desktop.views.layouts import row, words
from avts_desktop.views.look import Look
from avts_desktop.views.time_field import TimeField
from avts_desktop.views.timecodes import code_at, frame_at
from avts_desktop.views.tooltips import plain_tip
from avts_desktop.views.words import number

_VOLUME_STEPS = 100
_CHOICE_FRAME_PX = 40
"""Borders, padding and arrow."""
_NO_CODE = "--:--:--:--"


class TransportBar(QWidget):
    """Controls of the player.

    Parameters
    ----------
    session, player
        What it shows.
    look
        Colours and icons.

    Attributes
    ----------
    toggle_wished, start_wished, end_wished : Signal()
        Play or pause; to the first and last picture.
    step_wished : Signal(int)
        So many pictures on; negative back.
    seek_wished : Signal(object)
        The time, a `Fraction`, that somebody typed.
    loop_wished, mute_wished : Signal(bool)
    speed_wished, volume_wished : Signal(float)
    track_wished : Signal(int)
        Number of a sound track.
    """

    toggle_wished = Signal()
    start_wished = Signal()
    end_wished = Signal()
    step_wished = Signal(int)
    seek_wished = Signal(object)
    loop_wished = Signal(bool)
    mute_wished = Signal(bool)
    speed_wished = Signal(float)
    volume_wished = Signal(float)
    track_wished = Signal(int)

    def __init__(
        self,
        session: SessionState,
        player: PlayerState,
        look: Look,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._player, self._look = session, player, look
        self._keys: Mapping[str, str] = {}
        self._frame_shown: int | None = None
        self._make_parts()
        self._lay_out()
        self._connect()
        self._put_words()
        self._redraw()

    @property
    def time_field(self) -> TimeField:
        """Where a timecode to go to is typed: for the window's "go to"."""
        return self._time

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Show the shortcuts of these actions: ``playback.toggle`` and so on."""
        self._keys = keys
        self._put_words()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
            self._redraw()
        super().changeEvent(event)

    def _make_parts(self) -> None:
        look = self._look
        self._start = IconButton(look, "to-start")
        self._back = IconButton(look, "step-back")
        self._play = IconButton(look, "play")
        self._on = IconButton(look, "step-forward")
        self._end = IconButton(look, "to-end")
        self._loop = IconButton(look, "loop")
        self._loop.setCheckable(True)
        for button in (self._back, self._on):
            button.setAutoRepeat(True)
        self._time = TimeField(self._session)
        self._duration, self._frame = words("muted"), words("muted")
        self._speed = _choice()
        self._mute = IconButton(look, "volume")
        self._volume = QSlider(Qt.Orientation.Horizontal)
        self._volume.setRange(0, _VOLUME_STEPS)
        self._volume.setPageStep(10)
        self._volume.setFixedWidth(20 * GRID_PX)
        self._volume.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        KeyKeeper(self._volume, *_VOLUME_KEYS)
        self._track = _choice()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._track.setSizePolicy(policy)
        self._track.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._track.setMinimumContentsLength(8)
        self._track.setMaximumWidth(60 * GRID_PX)

    def _lay_out(self) -> None:
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = row(gap=1, margin=(2, 1))
        for button in (
            self._start,
            self._back,
            self._play,
            self._on,
            self._end,
            self._loop,
        ):
            layout.addWidget(button)
        layout.addSpacing(8)
        layout.addWidget(self._time)
        layout.addWidget(self._duration)
        layout.addSpacing(8)
        layout.addWidget(self._frame)
        layout.addStretch(1)
        layout.addWidget(self._speed)
        layout.addWidget(self._mute)
        layout.addWidget(self._volume)
        layout.addWidget(self._track, 100)
        self.setLayout(layout)

    def _connect(self) -> None:
        self._play.clicked.connect(self.toggle_wished)
        self._start.clicked.connect(self.start_wished)
        self._end.clicked.connect(self.end_wished)
        self._back.clicked.connect(lambda: self.step_wished.emit(-1))
        self._on.clicked.connect(lambda: self.step_wished.emit(1))
        self._loop.clicked.connect(self._wish_loop)
        self._time.seek_wished.connect(self.seek_wished)
        self._speed.activated.connect(self._wish_speed)
        self._mute.clicked.connect(
            lambda: self.mute_wished.emit(not self._player.is_muted)
        )
        self._volume.valueChanged.connect(
            lambda value: self.volume_wished.emit(value / _VOLUME_STEPS)
        )
        self._track.activated.connect(
            lambda index: self.track_wished.emit(self._track.itemData(index))
        )
        follow(self, self._player.events.position, self._show_position)
        follow(self, self._session.events.movie, self._redraw)
        for signal in (
            self._player.events.is_playing,
            self._player.events.speed,
            self._player.events.volume,
            self._player.events.is_muted,
            self._player.events.is_looping,
            self._player.events.track,
        ):
            follow(self, signal, self._show_player)

    def _put_words(self) -> None:
        names = (
            (self._start, self.tr("To the start"), "playback.start"),
            (self._back, self.tr("Previous frame"), "playback.previous_frame"),
            (self._on, self.tr("Next frame"), "playback.next_frame"),
            (self._end, self.tr("To the end"), "playback.end"),
            (self._loop, self.tr("Play again at the end"), "playback.loop"),
        )
        for button, name, action in names:
            name_button(button, name, keys=self._keys.get(action, ""))
        self._time.set_keys(self._keys.get("playback.go_to", ""))
        self._speed.setAccessibleName(self.tr("Speed"))
        self._speed.setToolTip(self.tr("Speed; the pitch changes with it"))
        self._volume.setAccessibleName(self.tr("Volume"))
        self._volume.setToolTip(self.tr("Volume"))
        self._track.setAccessibleName(self.tr("Sound track"))
        self._show_player()

    def _redraw(self) -> None:
        movie = self._session.movie
        has_movie, has_sound = movie is not None, movie is not None and movie.has_sound
        buttons = (self._start, self._back, self._play, self._on, self._end, self._loop)
        parts: tuple[QWidget, ...] = (*buttons, self._time, self._speed)
        for part in parts:
            part.setEnabled(has_movie)
        self._mute.setEnabled(has_sound or not has_movie)
        self._volume.setEnabled(has_sound or not has_movie)
        code = _NO_CODE if movie is None else code_at(movie.duration, movie)
        self._duration.setText(f"/ {code}")
        self._fill_tracks(() if movie is None else movie.tracks)
        self._frame_shown = None
        self._show_position()
        self._reserve_frame()
        self._show_player()

    def _show_position(self) -> None:
        """Show where the movie is: called for each picture, so no more than that."""
        movie = self._session.movie
        if movie is None:
            self._time.show_code(_NO_CODE)
            self._frame.setText("")
            return
        frame = frame_at(self._player.position, movie)
        if frame == self._frame_shown:
            return
        self._frame_shown = frame
        self._time.show_code(code_at(self._player.position, movie))
        self._frame.setText(self.tr("frame {number}").format(number=frame))

    def _reserve_frame(self) -> None:
        """Make the label as wide as its widest text, so that nothing beside jumps."""
        movie = self._session.movie
        last = 0 if movie is None else frame_at(movie.duration, movie)
        text = self.tr("frame {number}").format(number=last)
        self._frame.ensurePolished()
        self._frame.setMinimumWidth(self._frame.fontMetrics().horizontalAdvance(text))

    def _show_player(self) -> None:
        player = self._player
        self._play.set_icon_name("pause" if player.is_playing else "play")
        name = self.tr("Pause") if player.is_playing else self.tr("Play")
        name_button(self._play, name, keys=self._keys.get("playback.toggle", ""))
        self._loop.setChecked(player.is_looping)
        self._fill_speeds()
        self._mute.set_icon_name("mute" if player.is_muted else "volume")
        name = self.tr("Sound on") if player.is_muted else self.tr("Mute")
        name_button(self._mute, name, keys=self._keys.get("playback.mute", ""))
        with QSignalBlocker(self._volume):
            self._volume.setValue(round(player.volume * _VOLUME_STEPS))
        self._track.setCurrentIndex(max(0, self._track.findData(player.track)))
        tip = plain_tip(self._track.currentText())  # the title is from the file
        self._track.setToolTip(tip or self.tr("Sound track"))

    def _fill_speeds(self) -> None:
        """Offer the usual speeds, and the one in force if it is another."""
        speeds = sorted({*SPEEDS, self._player.speed})
        texts = [_speed_words(speed) for speed in speeds]
        if texts != [self._speed.itemText(i) for i in range(self._speed.count())]:
            self._speed.clear()
            for speed, text in zip(speeds, texts, strict=True):
                self._speed.addItem(text, speed)
            # The shuttle's speeds as well: nothing beside may jump when it plays.
            widest = (sign * speed for speed in SPEEDS for sign in (-1, 1))
            self._speed.reserve(map(_speed_words, widest))
        self._speed.setCurrentIndex(self._speed.findData(self._player.speed))

    def _fill_tracks(self, tracks: tuple[SoundTrack, ...]) -> None:
        self._track.clear()
        for track in tracks:
            self._track.addItem(self._track_words(track), track.number)
        if not tracks:
            self._track.addItem(self.tr("no sound"))
        self._track.setEnabled(len(tracks) > 1)

    def _track_words(self, track: SoundTrack) -> str:
        """Describe a track: ``1  eng  aac  stereo``."""
        channels = {1: self.tr("mono"), 2: self.tr("stereo"), 6: "5.1", 8: "7.1"}
        count = track.num_channels
        parts = (
            str(track.number + 1),
            track.language,
            track.title,
            track.codec,
            channels.get(count) or self.tr("{count} channels").format(count=count),
        )
        return "  ".join(filter(None, parts))

    def _wish_loop(self) -> None:
        self._loop.setChecked(self._player.is_looping)
        self.loop_wished.emit(not self._player.is_looping)

    def _wish_speed(self, index: int) -> None:
        self.speed_wished.emit(self._speed.itemData(index))


_VOLUME_KEYS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


def _speed_words(speed: float) -> str:
    """Write a speed with as many digits as it needs."""
    decimals = len(f"{speed:g}".partition(".")[2])
    return f"{number(speed, decimals)}\N{MULTIPLICATION SIGN}"


class _Choice(QComboBox):
    """A choice that ends in dots what it has no room for."""

    def reserve(self, texts: Iterable[str]) -> None:
        """Be as wide as the widest of these, whatever is chosen."""
        self.ensurePolished()
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        self.setFixedWidth(widest + _CHOICE_FRAME_PX + 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        width = option.rect.width() - _CHOICE_FRAME_PX
        mode = Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self.currentText(), mode, width)
        option.currentText = text
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


def _choice() -> _Choice:
    """Return a choice without a frame."""
    choice = _Choice()
    choice.setProperty("role", "quiet")
    choice.setFixedHeight(CONTROL_PX)
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    choice.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    KeyKeeper(choice, Qt.Key.Key_Space)
    return choice
