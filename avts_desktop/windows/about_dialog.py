"""What this is made of, to be read and to be copied into a report of a fault."""

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import PySide6
from PySide6.QtCore import QEvent, Qt, qVersion
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from avts_core import __version__
from avts_desktop.early.log import log_folder
from avts_desktop.resources.style import GRID_PX
from avts_desktop.views.buttons import WordButton
from avts_desktop.views.layouts import column, row, words

_WIDTH_PX = 520
_SHOWN_DIGITS = 16
"""Of a hash: enough to tell two apart; the copied text has all."""


@dataclass(frozen=True, kw_only=True)
class Judge:
    """What measures; empty where it is not known yet."""

    device: str = ""
    """What the model runs on, in words."""
    model: str = ""
    """Name of the model."""
    sha256: str = ""
    """Of the model's weights."""


def versions() -> dict[str, str]:
    """Return the versions of the program and of what it stands on.

    Nothing heavy is imported for it; what is not installed is ``-``.
    """
    return {
        "AVTS": __version__,
        "Python": platform.python_version(),
        "Qt": str(qVersion()),
        "PySide6": PySide6.__version__,
        "PyAV": _installed("av"),
        "PyTorch": _installed("torch"),
        "System": platform.platform(terse=True),
    }


class AboutDialog(QDialog):
    """Versions, device and model, licence.

    Parameters
    ----------
    judge
        What measures.
    """

    def __init__(self, judge: Judge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._judge = judge
        self._title = words("word")
        self._purpose = words("second", is_wrapping=True)
        self._licence = words("muted", is_wrapping=True)
        self._done = words("muted")
        self.copy_button = WordButton(self)
        self.close_button = WordButton(self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(4 * GRID_PX)
        self._grid.setVerticalSpacing(GRID_PX)
        self._grid.setColumnStretch(1, 1)
        self._lay_out()
        self._put_words()
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.close)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the words need at this width."""
        super().showEvent(event)
        self.resize(self.width(), self._layout.heightForWidth(self.width()))

    @property
    def text(self) -> str:
        """All facts, a line each, as they are copied."""
        return "\n".join(f"{name}: {value}" for name, value in self._facts().items())

    def _facts(self) -> dict[str, str]:
        unknown = self.tr("known after the first measurement")
        facts = versions()
        facts[self.tr("System")] = facts.pop("System")
        facts[self.tr("Device")] = self._judge.device or unknown
        facts[self.tr("Model")] = self._judge.model or unknown
        if self._judge.sha256:
            facts[self.tr("Model's SHA-256")] = self._judge.sha256
        facts[self.tr("Log files")] = str(log_folder())
        return facts

    def _put_words(self) -> None:
        self.setWindowTitle(self.tr("About AVTS"))
        self._title.setText(f"AVTS {__version__}")
        self._purpose.setText(
            self.tr("Tells whether sound and picture of a movie are in sync.")
        )
        self._licence.setText(
            self.tr(
                "Free software under the Apache License 2.0, without any warranty. Qt, "
                "FFmpeg, PyTorch and the others have licences of their own."
            )
        )
        self.copy_button.setText(self.tr("Copy"))
        self.copy_button.setAccessibleDescription(
            self.tr("Copies the versions for a report of a fault.")
        )
        self.close_button.setText(self.tr("Close"))
        self._write_facts()

    def _write_facts(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        selectable = (
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        for place, (name, value) in enumerate(self._facts().items()):
            label, fact = words("muted"), words(is_wrapping=True)
            label.setText(name)
            is_hash = value == self._judge.sha256
            fact.setText(f"{value[:_SHOWN_DIGITS]}..." if is_hash else value)
            fact.setToolTip(value if is_hash else "")
            fact.setAccessibleName(f"{name}: {value}")
            fact.setTextInteractionFlags(selectable)
            self._grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(fact, place, 1)

    def _lay_out(self) -> None:
        layout = self._layout = column(gap=3, margin=(6, 6))
        layout.addWidget(self._title)
        layout.addWidget(self._purpose)
        layout.addLayout(self._grid)
        layout.addWidget(self._licence)
        layout.addStretch(1)
        last = row(gap=2)
        last.addWidget(self.copy_button)
        last.addWidget(self._done)
        last.addStretch(1)
        last.addWidget(self.close_button)
        layout.addLayout(last)
        self.setLayout(layout)
        self.setMinimumWidth(_WIDTH_PX)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self._done.setText(self.tr("Copied."))


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"
