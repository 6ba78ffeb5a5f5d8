"""The answer: is it in sync, by how much, how sure, and is that within the limits."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from avts_core.sync.report import SyncReport
from avts_core.sync.verdict import Verdict
from avts_desktop.resources.style import CONTROL_PX, GRID_PX
from avts_desktop.state.analysis import AnalysisState, Stage
from avts_desktop.state.session import SessionState
from avts_desktop.views.buttons import WordButton, name_button
from avts_desktop.views.fitted_label import FittedLabel
from avts_desktop.views.follow import follow
from avts_desktop.views.layouts import (
    Reserve,
    column,
    lines_px,
    reserve_lines,
    row,
    show_token,
    words,
)
from avts_desktop.views.look import Look
from avts_desktop.views.profile_choice import ProfileChoice
from avts_desktop.views.reasons import (
    activity_words,
    advice_words,
    reason_words,
)
from avts_desktop.views.words import (
    SHAPES,
    certainty_line,
    closeness_words,
    confidence_line,
    drift_words,
    frames_line,
    headline,
    jump_words,
    limits_words,
    speech_line,
    verdict_help,
    verdict_word,
)

_ICON_PX = 20
_NUM_DETAIL_LINES = 7


class VerdictCard(QWidget):
    """Verdict, confidence, profile, drift and jumps; its room is reserved.

    Attributes
    ----------
    profile_wished : Signal(str)
        See `ProfileChoice`.
    analysis_wished : Signal()
        Measure, or measure again.
    """

    profile_wished = Signal(str)
    analysis_wished = Signal()

    def __init__(
        self,
        session: SessionState,
        analysis: AnalysisState,
        look: Look,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._analysis, self._look = session, analysis, look
        self._headline = FittedLabel(look)
        self._second = words("second", is_wrapping=True)
        self._third = words("muted", is_wrapping=True)
        self._certainty = words("muted", is_wrapping=True)
        self._profile_label = words("muted")
        self._profile = ProfileChoice(session, analysis, look)
        self._shape = QLabel()
        self._shape.setFixedSize(QSize(_ICON_PX, _ICON_PX))
        self._word, self._limits = words("word"), words("muted", is_wrapping=True)
        self._changes = words(is_wrapping=True)
        self._measure = WordButton()
        self._lay_out()
        self._connect()
        self._put_words()
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
            self._redraw()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        layout = column(gap=1)
        layout.addWidget(self._headline)
        layout.addWidget(self._details())
        profile = row()
        profile.addWidget(self._profile_label, 0, Qt.AlignmentFlag.AlignTop)
        profile.addWidget(self._profile, 1)
        self._profile_label.setMinimumHeight(CONTROL_PX)
        layout.addLayout(profile)
        verdict = row()
        for part in (self._shape, self._word):
            verdict.addWidget(part)
        verdict.addWidget(self._limits, 1)
        layout.addLayout(verdict)
        layout.addWidget(self._changes)
        self.setLayout(layout)
        reserve_lines(self._changes, 3)
        reserve_lines(self._limits, 2)
        self._limits.setAlignment(Qt.AlignmentFlag.AlignVCenter)

    def _details(self) -> QWidget:
        """Return the lines below the headline, in room that is always there."""
        layout = column(gap=1)
        for label in (self._second, self._third, self._certainty):
            layout.addWidget(label)
        layout.addWidget(self._measure, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(4)
        layout.addStretch()
        lines = lines_px(self._third, _NUM_DETAIL_LINES)
        return Reserve(layout, lines + 4 * GRID_PX)

    def _connect(self) -> None:
        self._profile.profile_wished.connect(self.profile_wished)
        self._profile.problem_changed.connect(self._show_changes)
        self._measure.clicked.connect(self.analysis_wished)
        self._look.changed.connect(self._redraw)
        events = self._analysis.events
        for signal in (
            self._session.events.movie,
            events.stage,
            events.report,
            events.certainty,
            events.problem,
            events.activity,
        ):
            follow(self, signal, self._redraw)

    def _put_words(self) -> None:
        self._profile_label.setText(self.tr("Profile"))

    def _redraw(self) -> None:
        report = self._analysis.report
        self._headline.show_text(*self._headline_words())
        second, third = self._detail_words()
        _show(self._second, second)
        _show(self._third, third)
        _show(self._certainty, self._certainty_words())
        self._show_verdict(report)
        self._show_changes()
        self._show_measure()

    def _show_changes(self) -> None:
        """Tell drift and jumps; what is wrong with limits takes their room."""
        report = self._analysis.report
        parts = (closeness_words, drift_words, jump_words)
        changes = () if report is None else (part(report) for part in parts)
        problem = self._profile.problem
        self._changes.setText(problem or "\n".join(filter(None, changes)))

    def _certainty_words(self) -> str:
        """Say what the answer rests on, or what is going on."""
        stage, report = self._analysis.stage, self._analysis.report
        if self._session.movie is None:
            return ""
        if stage is Stage.CANCELLED:
            return self.tr("measuring was stopped")
        if report is not None and report.offset_ms is not None:
            return certainty_line(self._analysis.certainty)
        if stage is Stage.RUNNING:
            return activity_words(self._analysis.activity)
        return ""

    def _headline_words(self) -> tuple[str, str]:
        """Return the answer and its colour."""
        stage, report = self._analysis.stage, self._analysis.report
        if self._session.movie is None:
            return self.tr("No movie"), "muted"
        if stage is Stage.FAILED:
            return self.tr("Could not be measured"), "text"
        has_answer = report is not None and report.offset_ms is not None
        if stage is Stage.RUNNING and not has_answer:
            return self.tr("Measuring…"), "muted"
        if self._lack_words():
            return self.tr("Not measurable"), "muted"
        if report is None:
            return self.tr("Not measured"), "muted"
        return headline(report), "text"

    def _show_verdict(self, report: SyncReport | None) -> None:
        verdict = Verdict.NOT_MEASURABLE if report is None else report.verdict
        icon, token = SHAPES[verdict]
        ratio = self.devicePixelRatioF()
        self._shape.setPixmap(self._look.pixmap(icon, token, _ICON_PX, ratio))
        self._word.setText(verdict_word(verdict))
        show_token(self._word, token)
        self._word.setToolTip(verdict_help(verdict))
        limits = limits_words(self._analysis.profile)
        self._limits.setText(self.tr("limits {limits}").format(limits=limits))

    def _detail_words(self) -> tuple[str, str]:
        """Return what is written below the headline: size and trust, or the reason."""
        stage, report = self._analysis.stage, self._analysis.report
        if self._session.movie is None:
            return "", ""
        if stage is Stage.FAILED:
            return self._analysis.problem or "", ""
        if report is None:
            return self._lack_words(), ""
        if report.reason is None:
            return frames_line(report), _lines(
                confidence_line(report), speech_line(report)
            )
        if stage is Stage.RUNNING:
            # No reason yet: what is missing may still come.
            return "", speech_line(report)
        return reason_words(report.reason), _lines(
            advice_words(report.reason), speech_line(report)
        )

    def _lack_words(self) -> str:
        """Say what the movie lacks to be measured; empty if nothing."""
        movie = self._session.movie
        if movie is None or movie.can_be_measured:
            return ""
        if movie.has_picture:
            return self.tr("The file has no sound.")
        return self.tr("The file has no picture.")

    def _show_measure(self) -> None:
        stage, movie = self._analysis.stage, self._session.movie
        is_waiting = stage in {Stage.IDLE, Stage.CANCELLED, Stage.FAILED}
        can_be_measured = movie is not None and movie.can_be_measured
        self._measure.setVisible(can_be_measured and is_waiting)
        is_again = stage is not Stage.IDLE
        name_button(
            self._measure, self.tr("Measure again") if is_again else self.tr("Measure")
        )


def _lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))


def _show(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
