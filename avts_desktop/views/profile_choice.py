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
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStackedLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from avts_core.errors import ConfigError
from avts_core.sync.verdict import Profile, find_profile, profiles
from avts_desktop.resources.style import CONTROL_PX
from avts_desktop.state.analysis import AnalysisState
from avts_desktop.state.session import SessionState
from avts_desktop.views.buttons import KeyKeeper
from avts_desktop.views.follow import follow
from avts_desktop.views.look import Look
from avts_desktop.views.words import limits_words

translate = QCoreApplication.translate

_LIMITS_ROLE = Qt.ItemDataRole.UserRole + 1
_CUSTOM = "custom"
_OWN_TITLE = "limits"
"""The core's title of limits that were typed."""
_POPUP_FRAME_PX = 16
_Reason = Qt.FocusReason
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
    problem_changed : Signal()
        See `problem`.
    """

    profile_wished = Signal(str)
    problem_changed = Signal()

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
        self._problem = ""
        # In the choice's own place, so that nothing below moves.
        self._stack = QStackedLayout()
        for part in (self._choice, self._field):
            self._stack.addWidget(part)
        self.setLayout(self._stack)
        self.setFixedHeight(CONTROL_PX)
        self._field.installEventFilter(self)
        self._choice.activated.connect(self._choose)
        self._field.returnPressed.connect(self._read_limits)
        self._field.textEdited.connect(lambda: self._tell(""))
        follow(self, analysis.events.profile, self._redraw)
        follow(self, session.events.movie, self._redraw)
        self._put_words()
        self._redraw()

    @property
    def problem(self) -> str:
        """What is wrong with the limits that were typed; empty if nothing."""
        return self._problem

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
            self._redraw()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the field by Escape, or for another part, without a change."""
        if event.type() == QEvent.Type.FocusOut and watched is self._field:
            assert isinstance(event, QFocusEvent)
            if event.reason() in {_Reason.MouseFocusReason, _Reason.TabFocusReason}:
                self._redraw()
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
        self._stack.setCurrentWidget(self._choice)
        self._tell("")

    def _add(self, profile: Profile) -> None:
        limits, is_own = limits_words(profile), profile.title == _OWN_TITLE
        title = limits if is_own else translate("Profiles", profile.title)
        self._choice.addItem(title, profile.name)
        index = self._choice.count() - 1
        self._choice.setItemData(index, "" if is_own else limits, _LIMITS_ROLE)
        tip = Qt.ItemDataRole.ToolTipRole
        self._choice.setItemData(index, _source_words(profile), tip)

    def _choose(self, index: int) -> None:
        name = self._choice.itemData(index)
        is_own = name == _CUSTOM
        if is_own:
            self._stack.setCurrentWidget(self._field)
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
            self._tell(self.tr("Write both limits with their signs, such as +40/-60."))
            return
        self._field.clearFocus()  # the keys then are the player's again
        self._redraw()
        self.profile_wished.emit(text)

    def _tell(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self.problem_changed.emit()


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
