"""What stands in the place of the picture while no movie is open: how to begin."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from avts_desktop.resources.style import GRID_PX
from avts_desktop.views.buttons import WordButton, name_button
from avts_desktop.views.layouts import column, row, words
from avts_desktop.views.look import Look

_LARGE_PX = 40
_ICON_PX = 20
_MARGIN = 4
_WIDTH_PX = 480


class Welcome(QWidget):
    """Where to drop a file, what will be shown, and the sample to try.

    Attributes
    ----------
    open_wished, sample_wished : Signal()
    """

    open_wished = Signal()
    sample_wished = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._keys: Mapping[str, str] = {}
        self._picture = QLabel()
        self._title = words("title", is_wrapping=True)
        self._purpose = words("muted", is_wrapping=True)
        self._open, self._sample = WordButton(is_primary=True), WordButton()
        self._icons = tuple(QLabel() for _ in range(3))
        self._names = tuple(words() for _ in range(3))
        self._lanes = tuple(words("muted", is_wrapping=True) for _ in range(3))
        self._lay_out()
        self._open.clicked.connect(self.open_wished)
        self._sample.clicked.connect(self.sample_wished)
        look.changed.connect(self._draw)
        self._put_words()
        self._draw()

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Show the shortcuts of these actions: ``file.open`` and ``file.sample``."""
        self._keys = keys
        self._put_words()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for: the buttons stay longest."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        optional = (self._picture, self._teaching)
        for part in optional:
            part.setVisible(True)
        layout = self._block_layout
        margin = 2 * _MARGIN * GRID_PX
        width = min(self.width() - margin, _WIDTH_PX)
        for part in reversed(optional):
            layout.invalidate()
            if layout.heightForWidth(width) <= self.height() - margin:
                return
            part.setVisible(False)

    def _lay_out(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        buttons = row()
        buttons.addStretch()
        buttons.addWidget(self._open)
        buttons.addWidget(self._sample)
        buttons.addStretch()
        self._teaching = QWidget()
        lanes = column(gap=2)
        for icon, name, lane in zip(self._icons, self._names, self._lanes, strict=True):
            line = row(gap=3)
            line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
            text = column(gap=0)
            text.addWidget(name)
            text.addWidget(lane)
            line.addLayout(text, 1)
            lanes.addLayout(line)
        block = QWidget()
        self._block_layout = layout = column(gap=3)
        layout.addStretch()
        layout.addWidget(self._picture, 0, centre)
        layout.addWidget(self._title)
        layout.addWidget(self._purpose)
        layout.addSpacing(4)
        layout.addLayout(buttons)
        lanes.insertSpacing(0, 16)
        self._teaching.setLayout(lanes)
        layout.addWidget(self._teaching)
        layout.addStretch()
        block.setLayout(layout)
        block.setMaximumWidth(_WIDTH_PX)
        self._title.setAlignment(centre)
        self._purpose.setAlignment(centre)
        outer = row(margin=(_MARGIN, _MARGIN))
        outer.addWidget(block)
        self.setLayout(outer)

    def _put_words(self) -> None:
        self._title.setText(self.tr("Drop a movie here"))
        self._purpose.setText(
            self.tr("You will see whether its sound and picture are in sync.")
        )
        open_keys = self._keys.get("file.open", "")
        name_button(self._open, self.tr("Open…"), keys=open_keys)
        keys = self._keys.get("file.sample", "")
        name_button(self._sample, self.tr("Try the sample"), keys=keys)
        texts = (
            (
                self.tr("Faces and sound"),
                self.tr("who is in view, the shots, the spectrogram"),
            ),
            (
                self.tr("Sync distance"),
                self.tr("how early or late the sound is, moment by moment"),
            ),
            (
                self.tr("Offset map"),
                self.tr("bright where lips and voice match: the ridge is the offset"),
            ),
        )
        for name, lane, (title, text) in zip(
            self._names, self._lanes, texts, strict=True
        ):
            name.setText(title)
            lane.setText(text)
        self._fit()

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(self._look.pixmap("drop", "muted", _LARGE_PX, ratio))
        names = ("faces", "sound", "measure")
        for icon, name in zip(self._icons, names, strict=True):
            icon.setPixmap(self._look.pixmap(name, "muted", _ICON_PX, ratio))
