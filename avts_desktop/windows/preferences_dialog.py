"""What people choose once: look, language, listening, measuring, what is kept."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QWidget,
)

from avts_core.errors import ConfigError
from avts_core.sync.verdict import DEFAULT_PROFILE, find_profile, profiles
from avts_desktop.resources.style import GRID_PX
from avts_desktop.settings.preferences import MAX_LATENCY_MS, Preferences
from avts_desktop.views.buttons import WordButton
from avts_desktop.views.layouts import column, row, words
from avts_desktop.views.words import limits_words
from avts_desktop.windows.translator import LANGUAGES

_WIDTH_PX = 540
_FIELD_PAD_PX = 6
"""Makes the words of a field begin where those of a choice do."""


class PreferencesDialog(QDialog):
    """Preferences; each takes effect when it is changed.

    Parameters
    ----------
    current
        Gives the preferences as they are now.

    Attributes
    ----------
    changed : Signal(dict)
        Fields of `Preferences` that people changed, and their new values.
    clear_cache_wished : Signal()
        Finished measurements shall be thrown away.
    forget_wished : Signal()
        What was chosen for each movie shall be forgotten.
    """

    changed = Signal(object)
    clear_cache_wished = Signal()
    forget_wished = Signal()

    def __init__(
        self, current: Callable[[], Preferences], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._current = current
        self._cache_bytes: int | None = None
        self._num_remembered: int | None = None
        self._labels: dict[str, QLabel] = {}
        self.theme = QComboBox()
        self.language = QComboBox()
        self.latency = QDoubleSpinBox()
        self.profile = QComboBox()
        self.analyse = QCheckBox()
        self.cache = words()
        self.clear = WordButton()
        self.memory = words()
        self.forget = WordButton()
        self.close_button = WordButton()
        self.latency.setRange(-MAX_LATENCY_MS, MAX_LATENCY_MS)
        self.latency.setDecimals(0)
        self.latency.setSingleStep(5)
        self.latency.setKeyboardTracking(False)
        # The style sheet cannot: Qt gives the field within the whole width.
        self.latency.lineEdit().setTextMargins(_FIELD_PAD_PX, 0, 0, 0)
        self._lay_out()
        self._put_words()
        self._connect()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
        super().changeEvent(event)

    def redraw(self) -> None:
        """Show the preferences as they are now."""
        now = self._current()
        parts = (self.theme, self.language, self.profile, self.latency, self.analyse)
        blockers = [QSignalBlocker(part) for part in parts]
        self._fill(self.theme, self._themes(), now.theme)
        self._fill(self.language, self._languages(), now.language)
        chosen = _known_profile(now.profile)
        self._fill(self.profile, _profile_names(chosen), chosen)
        self.latency.setValue(now.monitor_latency_ms)
        self.analyse.setChecked(now.analyse_on_open)
        del blockers

    def show_cache(self, num_bytes: int) -> None:
        """Tell how much the finished measurements take."""
        self._cache_bytes = num_bytes
        size = QLocale().formattedDataSize(
            num_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat
        )
        self.cache.setText(size)
        self.clear.setEnabled(num_bytes > 0)

    def show_remembered(self, num_movies: int) -> None:
        """Tell for how many movies something is remembered."""
        self._num_remembered = num_movies
        self.memory.setText(self.tr("Movies: {count}").format(count=num_movies))
        self.forget.setEnabled(num_movies > 0)

    def _put_words(self) -> None:
        self.setWindowTitle(self.tr("Preferences"))
        self.latency.setSuffix(self.tr(" ms"))
        self.analyse.setText(self.tr("Measure as soon as a movie is open"))
        self.clear.setText(self.tr("Clear"))
        self.forget.setText(self.tr("Forget"))
        self.close_button.setText(self.tr("Close"))
        for name, text in self._texts().items():
            self._labels[name].setText(text)
        for field, name in self._names().items():
            field.setAccessibleName(self._labels[name].text())
        self.latency.setAccessibleDescription(self._labels["latency_help"].text())
        self.clear.setAccessibleName(self.tr("Clear the measurements"))
        self.forget.setAccessibleName(self.tr("Forget the delays"))
        self.redraw()
        if self._cache_bytes is not None:
            self.show_cache(self._cache_bytes)
        if self._num_remembered is not None:
            self.show_remembered(self._num_remembered)

    def _texts(self) -> dict[str, str]:
        return {
            "theme": self.tr("Look"),
            "language": self.tr("Language"),
            "latency": self.tr("Sound arrives late by"),
            "latency_help": self.tr(
                "What loudspeakers or Bluetooth headphones add on their way to your "
                "ear. The picture then waits for them. It only concerns what you see "
                "and hear here: no measurement and no file is changed by it."
            ),
            "profile": self.tr("Limits for new movies"),
            "analyse": "",
            "cache": self.tr("Finished measurements"),
            "cache_help": self.tr("They make a movie's results appear at once."),
            "memory": self.tr("Remembered delays"),
            "memory_help": self.tr(
                "The delay, sound track and limits last used with each movie."
            ),
        }

    def _names(self) -> dict[QWidget, str]:
        return {
            self.theme: "theme",
            self.language: "language",
            self.latency: "latency",
            self.profile: "profile",
            self.cache: "cache",
            self.memory: "memory",
        }

    def _themes(self) -> dict[str, str]:
        return {
            "system": self.tr("As the system"),
            "dark": self.tr("Dark"),
            "light": self.tr("Light"),
        }

    def _languages(self) -> dict[str, str]:
        return {"system": self.tr("As the system"), **LANGUAGES}

    def _connect(self) -> None:
        for choice, field in (
            (self.theme, "theme"),
            (self.language, "language"),
            (self.profile, "profile"),
        ):
            choice.activated.connect(
                lambda _index, choice=choice, field=field: self._wish(
                    field, choice.currentData()
                )
            )
        self.latency.valueChanged.connect(
            lambda value: self._wish("monitor_latency_ms", value)
        )
        self.analyse.toggled.connect(lambda on: self._wish("analyse_on_open", on))
        self.clear.clicked.connect(self.clear_cache_wished)
        self.forget.clicked.connect(self.forget_wished)
        self.close_button.clicked.connect(self.close)

    def _wish(self, field: str, value: Any) -> None:  # noqa: ANN401 - of the field
        if getattr(self._current(), field) != value:
            self.changed.emit({field: value})

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(4 * GRID_PX)
        grid.setVerticalSpacing(2 * GRID_PX)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, 20 * GRID_PX)
        self._add(grid, "theme", self.theme)
        self._add(grid, "language", self.language)
        self._add_gap(grid)
        self._add(grid, "latency", self.latency)
        self._add_help(grid, "latency_help")
        self._add_gap(grid)
        self._add(grid, "profile", self.profile)
        self._add(grid, "analyse", self.analyse)
        self._add_gap(grid)
        self._add(grid, "cache", self.cache, self.clear)
        self._add_help(grid, "cache_help")
        self._add(grid, "memory", self.memory, self.forget)
        self._add_help(grid, "memory_help")
        layout = column(gap=4, margin=(6, 6))
        layout.addLayout(grid)
        layout.addStretch(1)
        last = row(gap=2)
        last.addStretch(1)
        last.addWidget(self.close_button)
        layout.addLayout(last)
        self.setLayout(layout)
        self.setMinimumWidth(_WIDTH_PX)

    def _add(
        self,
        grid: QGridLayout,
        name: str,
        field: QWidget,
        button: QWidget | None = None,
    ) -> None:
        label = self._labels[name] = words("muted")
        label.setBuddy(field)
        place = grid.rowCount()
        grid.addWidget(label, place, 0)
        grid.addWidget(field, place, 1, 1, 1 if button else 2)
        if button:
            grid.addWidget(button, place, 2)

    def _add_help(self, grid: QGridLayout, name: str) -> None:
        label = self._labels[name] = words("muted", is_wrapping=True)
        grid.addWidget(label, grid.rowCount(), 1, 1, 2)

    def _add_gap(self, grid: QGridLayout) -> None:
        grid.setRowMinimumHeight(grid.rowCount(), 2 * GRID_PX)

    def _fill(self, choice: QComboBox, names: dict[str, str], chosen: str) -> None:
        choice.clear()
        for value, name in names.items():
            choice.addItem(name, value)
        choice.setCurrentIndex(choice.findData(chosen))


def _known_profile(chosen: str) -> str:
    """Return what is chosen, or what ships where a newer version chose, or a typo."""
    try:
        find_profile(chosen)
    except ConfigError:
        return DEFAULT_PROFILE
    return chosen


def _profile_names(chosen: str) -> dict[str, str]:
    """Return what there is to choose from, limits of people's own among it."""
    offered = {profile.name: profile for profile in profiles()}
    offered.setdefault(chosen, find_profile(chosen))
    translate = QCoreApplication.translate
    return {
        name: f"{translate('Profiles', profile.title)}   {limits_words(profile)}"
        for name, profile in offered.items()
    }
