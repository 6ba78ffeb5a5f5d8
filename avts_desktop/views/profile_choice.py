"""The choice of the profile that a film is judged by."""

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from avts_core.errors import ConfigError
from avts_core.sync.verdict import Profile, find_profile, profiles
from avts_desktop.state.analysis import AnalysisState
from avts_desktop.state.session import SessionState
from avts_desktop.views.buttons import KeyKeeper
from avts_desktop.views.follow import follow
from avts_desktop.views.layouts import column, words
from avts_desktop.views.look import Look
from avts_desktop.views.words import limits_words

translate = QCoreApplication.translate

_LIMITS_ROLE = Qt.ItemDataRole.UserRole + 1
_CUSTOM = "custom"
_POPUP_FRAME_PX = 16
# Titles that are words; the others are names.
_TITLES = (
    QT_TRANSLATE_NOOP("Profiles", "film"),
    QT_TRANSLATE_NOOP("Profiles", "one frame"),
    QT_TRANSLATE_NOOP("Profiles", "limits"),
    QT_TRANSLATE_NOOP("Profiles", "EBU R37 stage"),
    QT_TRANSLATE_NOOP("Profiles", "ITU-R BT.1359 detectability"),
    QT_TRANSLATE_NOOP("Profiles", "ITU-R BT.1359 acceptability"),
    QT_TRANSLATE_NOOP("Profiles", "At the output to the transmitters. The default."),
    QT_TRANSLATE_NOOP(
        "Profiles",
        "For each stage of production. Near the resolution of the measurement, so "
        "expect WARN.",
    ),
    QT_TRANSLATE_NOOP("Profiles", "Where average viewers begin to notice."),
    QT_TRANSLATE_NOOP("Profiles", "The tolerance of the whole chain, end to end."),
    QT_TRANSLATE_NOOP("Profiles", "At the input of the DTV encoder."),
    QT_TRANSLATE_NOOP(
        "Profiles",
        "The picture may lag the sound by one frame at 24 fps and lead it by two.",
    ),
    QT_TRANSLATE_NOOP(
        "Profiles",
        "The limits are those at 25 fps; they follow the frame rate of each file.",
    ),
)


class ProfileChoice(QWidget):
    """All profiles with their limits, and a field for limits of one's own.

    Attributes
    ----------
    profile_wished : Signal(str)
        A profile's name or limits such as ``+40/-60``.
    """

    profile_wished = Signal(str)

    def __init__(
        self,
        session: SessionState,
        analysis: AnalysisState,
        look: Look,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._analysis = session, analysis
        self._choice = QComboBox()
        self._choice.setItemDelegate(_ProfileDelegate(look, self._choice))
        self._choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._choice.setMinimumContentsLength(12)
        KeyKeeper(self._choice, Qt.Key.Key_Space)
        self._field = QLineEdit()
        self._problem = words("muted", is_wrapping=True)
        layout = column(gap=1)
        for part in (self._choice, self._field, self._problem):
            layout.addWidget(part)
        self.setLayout(layout)
        self._field.hide()
        self._problem.hide()
        self._field.installEventFilter(self)
        self._choice.activated.connect(self._choose)
        self._field.returnPressed.connect(self._read_limits)
        self._field.textEdited.connect(self._problem.hide)
        follow(self, analysis.events.profile, self._redraw)
        follow(self, session.events.movie, self._redraw)
        self._put_words()
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
            self._redraw()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the field by Escape without a change."""
        if event.type() == QEvent.Type.KeyPress and watched is self._field:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape:
                self._redraw()
                self._choice.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _put_words(self) -> None:
        self._choice.setAccessibleName(self.tr("Profile"))
        self._choice.setAccessibleDescription(
            self.tr("The limits that the verdict holds the film against.")
        )
        self._field.setAccessibleName(self.tr("Limits of your own"))
        self._field.setPlaceholderText(self.tr("early/late in ms, such as +40/-60"))

    def _redraw(self) -> None:
        """Offer all profiles at the movie's rate, the one in force chosen."""
        movie, current = self._session.movie, self._analysis.profile
        fps = None if movie is None else float(movie.fps)
        offered = [profile.at_fps(fps) for profile in profiles()]
        is_own = current.name not in {profile.name for profile in offered}
        with QSignalBlocker(self._choice):
            self._choice.clear()
            for profile in [*offered, current] if is_own else offered:
                self._add(profile)
            self._choice.addItem(self.tr("Limits of your own…"))
            self._choice.setItemData(self._choice.count() - 1, _CUSTOM)
            self._choice.setCurrentIndex(self._choice.findData(current.name))
        view = self._choice.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + _POPUP_FRAME_PX)
        self._choice.setToolTip(_source_words(current))
        self._field.hide()
        self._problem.hide()

    def _add(self, profile: Profile) -> None:
        self._choice.addItem(translate("Profiles", profile.title), profile.name)
        index = self._choice.count() - 1
        self._choice.setItemData(index, limits_words(profile), _LIMITS_ROLE)
        tip = Qt.ItemDataRole.ToolTipRole
        self._choice.setItemData(index, _source_words(profile), tip)

    def _choose(self, index: int) -> None:
        name = self._choice.itemData(index)
        is_own = name == _CUSTOM
        self._field.setVisible(is_own)
        self._problem.hide()
        if is_own:
            self._field.setText(self._analysis.profile.limits)
            self._field.selectAll()
            self._field.setFocus()
        else:
            self.profile_wished.emit(name)

    def _read_limits(self) -> None:
        text = self._field.text().strip()
        try:
            find_profile(text)
        except ConfigError:
            self._problem.setText(
                self.tr("Write both limits with their signs, such as +40/-60.")
            )
            self._problem.show()
            return
        self._field.hide()
        self.profile_wished.emit(text)


class _ProfileDelegate(QStyledItemDelegate):
    """Draws a profile's limits at the right of its title."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        hint = super().sizeHint(option, index)
        limits = index.data(_LIMITS_ROLE) or ""
        return QSize(
            hint.width() + option.fontMetrics.horizontalAdvance(limits) + 40, 28
        )

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        painter.setPen(self._look.colour("muted"))
        place = option.rect.adjusted(0, 0, -12, 0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, right, index.data(_LIMITS_ROLE) or "")


def _source_words(profile: Profile) -> str:
    """Say whose limits they are."""
    source = (
        profile.source if profile.year is None else f"{profile.source}, {profile.year}"
    )
    note = translate("Profiles", profile.note) if profile.note else ""
    return f"{source}\n{note}".strip()
