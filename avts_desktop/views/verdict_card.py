"""The answer: is it in sync, by how much, how sure, and is that within the limits."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from avts_core.sync.report import Status, SyncReport
from avts_core.sync.verdict import Verdict
from avts_desktop.state.analysis import AnalysisState, Stage
from avts_desktop.state.session import SessionState
from avts_desktop.views.buttons import WordButton, name_button
from avts_desktop.views.fitted_label import FittedLabel
from avts_desktop.views.follow import follow
from avts_desktop.views.layouts import column, row, words
from avts_desktop.views.look import Look
from avts_desktop.views.profile_choice import ProfileChoice
from avts_desktop.views.reasons import (
    activity_words,
    advice_words,
    note_words,
    reason_words,
)
from avts_desktop.views.words import (
    SHAPES,
    certainty_line,
    confidence_line,
    drift_words,
    frames_line,
    headline,
    jump_words,
    limits_words,
    verdict_help,
    verdict_word,
)

_ICON_PX = 20
_NUM_NOTE_LINES = 5


class VerdictCard(QWidget):
    """Verdict, confidence, profile and remarks; its room is reserved.

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
        self._certainty = words("muted", is_wrapping=True)
        self._headline = FittedLabel(look)
        self._frames = words("second", is_wrapping=True)
        self._confidence = words("muted", is_wrapping=True)
        self._profile_label = words("heading")
        self._profile = ProfileChoice(session, analysis, look)
        self._shape = QLabel()
        self._shape.setFixedSize(QSize(_ICON_PX, _ICON_PX))
        self._word, self._limits = words(), words("muted", is_wrapping=True)
        self._remarks = words(is_wrapping=True)
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
        verdict = row()
        verdict.addWidget(self._shape)
        verdict.addWidget(self._word)
        verdict.addWidget(self._limits, 1)
        layout = column(gap=1)
        layout.addWidget(self._certainty)
        layout.addWidget(self._headline)
        layout.addSpacing(4)
        layout.addWidget(self._frames)
        layout.addWidget(self._confidence)
        layout.addSpacing(12)
        layout.addWidget(self._profile_label)
        layout.addWidget(self._profile)
        layout.addSpacing(4)
        layout.addLayout(verdict)
        layout.addSpacing(8)
        layout.addWidget(self._remarks)
        layout.addWidget(self._measure, 0, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(layout)
        line_px = self.fontMetrics().lineSpacing()
        self._confidence.setMinimumHeight(2 * line_px)
        self._confidence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._frames.setMinimumHeight(line_px + 4)
        self._remarks.setMinimumHeight(_NUM_NOTE_LINES * line_px)
        self._remarks.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _connect(self) -> None:
        self._profile.profile_wished.connect(self.profile_wished)
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
        self._certainty.setText(self._certainty_words())
        self._headline.show_text(*self._headline_words())
        self._frames.setText("" if report is None else frames_line(report))
        self._confidence.setText("" if report is None else confidence_line(report))
        self._show_verdict(report)
        self._remarks.setText(self._remark_words())
        self._show_measure()

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
            return self.tr("Measuring\N{HORIZONTAL ELLIPSIS}"), "muted"
        if report is None:
            return self.tr("Not measured"), "muted"
        return headline(report), "text"

    def _show_verdict(self, report: SyncReport | None) -> None:
        verdict = Verdict.NOT_MEASURABLE if report is None else report.verdict
        icon, token = SHAPES[verdict]
        ratio = self.devicePixelRatioF()
        self._shape.setPixmap(self._look.pixmap(icon, token, _ICON_PX, ratio))
        font = self._look.font(16, is_bold=True)
        self._word.setText(verdict_word(verdict))
        self._word.setFont(font)
        self._word.setStyleSheet(f"color: {self._look.colour(token).name()};")
        self._word.setToolTip(verdict_help(verdict))
        limits = limits_words(self._analysis.profile)
        self._limits.setText(self.tr("limits {limits}").format(limits=limits))

    def _remark_words(self) -> str:
        """Say what people should know beside the answer."""
        stage, report = self._analysis.stage, self._analysis.report
        if self._session.movie is None:
            return ""
        if stage is Stage.FAILED:
            return self._analysis.problem or ""
        if report is None or (stage is Stage.RUNNING and report.offset_ms is None):
            return ""
        lines = []
        if report.reason is not None:
            lines += [reason_words(report.reason), advice_words(report.reason)]
        if report.status is Status.OK:
            lines += [drift_words(report), jump_words(report)]
        lines += map(note_words, report.notes)
        return "\n".join(filter(None, lines))

    def _show_measure(self) -> None:
        stage, movie = self._analysis.stage, self._session.movie
        is_waiting = stage in {Stage.IDLE, Stage.CANCELLED, Stage.FAILED}
        self._measure.setVisible(movie is not None and is_waiting)
        is_again = stage is not Stage.IDLE
        name_button(
            self._measure, self.tr("Measure again") if is_again else self.tr("Measure")
        )
