"""The bottom line: what measures, how far it is, and how the player fares."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from avts_desktop.resources.style import GRID_PX
from avts_desktop.state.analysis import AnalysisState, Stage
from avts_desktop.state.player import PlayerState
from avts_desktop.views.buttons import IconButton, name_button
from avts_desktop.views.follow import follow
from avts_desktop.views.layouts import ElidedLabel, row, words
from avts_desktop.views.look import Look
from avts_desktop.views.timecodes import clock
from avts_desktop.views.words import number

_ICON_PX = 16
_STEPS = 1000


class StatusBar(QStatusBar):
    """Device, model and progress at the left; notices about the player at the right.

    Parameters
    ----------
    player, analysis
        What it shows.
    look
        Colours and icons.

    Attributes
    ----------
    cancel_wished : Signal()
        Stop measuring.
    """

    cancel_wished = Signal()

    def __init__(
        self,
        player: PlayerState,
        analysis: AnalysisState,
        look: Look,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._player, self._analysis, self._look = player, analysis, look
        self._keys: Mapping[str, str] = {}
        self._device, self._model = ElidedLabel(), ElidedLabel()
        for label in (self._device, self._model):
            label.setProperty("role", "muted")
        self._progress = words()
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(30 * GRID_PX, GRID_PX)
        self._cancel = IconButton(look, "cancel")
        self._dropped = words("muted")
        self._shape, self._notice = QLabel(), words()
        self.setSizeGripEnabled(False)
        self.addWidget(self._content(), 1)
        self._connect()
        self._put_words()
        self._redraw()

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Show the shortcuts of these actions: ``analysis.cancel``."""
        self._keys = keys
        self._put_words()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
            self._redraw()
        super().changeEvent(event)

    def _content(self) -> QWidget:
        content = QWidget()
        layout = row(gap=3, margin=(2, 0))
        for part in (self._device, self._model, self._progress, self._bar):
            layout.addWidget(part)
        layout.addWidget(self._cancel)
        layout.addStretch(1)
        for part in (self._dropped, self._shape, self._notice):
            layout.addWidget(part)
        content.setLayout(layout)
        content.setMinimumHeight(8 * GRID_PX)
        return content

    def _connect(self) -> None:
        self._cancel.clicked.connect(self.cancel_wished)
        self._look.changed.connect(self._redraw)
        analysis, player = self._analysis.events, self._player.events
        for signal in (analysis.device, analysis.model, analysis.stage):
            follow(self, signal, self._redraw)
        for signal in (analysis.fraction, analysis.speed, analysis.seconds_left):
            follow(self, signal, self._show_progress)
        for signal in (player.has_device, player.num_dropped):
            follow(self, signal, self._show_player)

    def _put_words(self) -> None:
        keys = self._keys.get("analysis.cancel", "")
        name_button(self._cancel, self.tr("Stop measuring"), keys=keys)
        self._bar.setAccessibleName(self.tr("Progress of measuring"))
        self._notice.setText(self.tr("No sound device"))
        self._notice.setToolTip(
            self.tr("Without a sound device the picture follows the system's clock.")
        )
        self._shape.setAccessibleName(self.tr("Warning"))

    def _redraw(self) -> None:
        analysis = self._analysis
        _show(self._device, analysis.device)
        model = self.tr("model {name}").format(name=analysis.model)
        _show(self._model, model if analysis.model else "")
        is_running = analysis.stage is Stage.RUNNING
        self._bar.setVisible(is_running)
        self._cancel.setVisible(is_running)
        self._show_progress()
        ratio = self.devicePixelRatioF()
        pixmap = self._look.pixmap("triangle", "warn", _ICON_PX, ratio)
        self._shape.setPixmap(pixmap)
        self._show_player()

    def _show_progress(self) -> None:
        analysis = self._analysis
        self._bar.setValue(round(analysis.fraction * _STEPS))
        is_running = analysis.stage is Stage.RUNNING
        _show(self._progress, self._progress_words() if is_running else "")

    def _progress_words(self) -> str:
        """Return ``analysing 43 %  12x real time  0:31 left``, as far as known."""
        analysis = self._analysis
        share = number(100 * analysis.fraction)
        parts = [self.tr("analysing {share} %").format(share=share)]
        if analysis.speed is not None:
            speed = number(analysis.speed, 0 if analysis.speed >= 9.95 else 1)
            parts.append(self.tr("{speed}x real time").format(speed=speed))
        if analysis.seconds_left is not None:
            left = clock(analysis.seconds_left)
            parts.append(self.tr("{time} left").format(time=left))
        return "   ".join(parts)

    def _show_player(self) -> None:
        num = self._player.num_dropped
        dropped = self.tr("dropped pictures: {count}").format(count=number(num))
        _show(self._dropped, dropped if num else "")
        has_device = self._player.has_device
        self._shape.setVisible(not has_device)
        self._notice.setVisible(not has_device)


def _show(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
