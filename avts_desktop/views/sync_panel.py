"""The panel beside the picture: the answer above, the delay to try below."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from avts_desktop.state.analysis import AnalysisState
from avts_desktop.state.delay import DelayState
from avts_desktop.state.session import SessionState
from avts_desktop.views.delay_box import DelayBox
from avts_desktop.views.follow import follow
from avts_desktop.views.layouts import column, hairline, words
from avts_desktop.views.look import Look
from avts_desktop.views.reasons import note_words
from avts_desktop.views.verdict_card import VerdictCard

MIN_WIDTH_PX = 300


class SyncPanel(QScrollArea):
    """Verdict, profile and delay; scrolls where the window is too low for it.

    Parameters
    ----------
    session, delay, analysis
        What it shows.
    look
        Colours and icons.

    Attributes
    ----------
    delay_wished : Signal(float)
        The delay of the audio in ms.
    nudge_wished, frames_wished : Signal(float)
        How far to move the delay, in ms or in pictures.
    reset_wished, measured_wished, bypass_wished : Signal()
        Back to 0; take the measured offset; switch between A and B.
    profile_wished : Signal(str)
        A profile's name or limits such as ``+40/-60``.
    analysis_wished : Signal()
        Measure, or measure again.
    """

    delay_wished = Signal(float)
    nudge_wished = Signal(float)
    frames_wished = Signal(float)
    reset_wished = Signal()
    measured_wished = Signal()
    bypass_wished = Signal()
    profile_wished = Signal(str)
    analysis_wished = Signal()

    def __init__(
        self,
        session: SessionState,
        delay: DelayState,
        analysis: AnalysisState,
        look: Look,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._card = VerdictCard(session, analysis, look)
        self._box = DelayBox(session, delay, analysis, look)
        self._notes = words("muted", is_wrapping=True)
        self._analysis = analysis
        self._card.profile_wished.connect(self.profile_wished)
        self._card.analysis_wished.connect(self.analysis_wished)
        self._box.delay_wished.connect(self.delay_wished)
        self._box.nudge_wished.connect(self.nudge_wished)
        self._box.frames_wished.connect(self.frames_wished)
        self._box.reset_wished.connect(self.reset_wished)
        self._box.measured_wished.connect(self.measured_wished)
        self._box.bypass_wished.connect(self.bypass_wished)
        self.setWidget(self._content())
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(MIN_WIDTH_PX)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

        follow(self, analysis.events.report, self._show_notes)
        self._show_notes()

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Show the shortcuts of these actions: ``delay.use_measured`` and so on."""
        self._box.set_keys(keys)

    def sizeHint(self) -> QSize:
        """Ask for a comfortable width."""
        return QSize(320, 560)

    def _content(self) -> QWidget:
        content = QWidget()
        content.setProperty("role", "panel")
        layout = column(gap=4, margin=(4, 4))
        layout.addWidget(self._card)
        layout.addWidget(hairline())
        layout.addWidget(self._box)
        layout.addStretch()
        layout.addWidget(self._notes)
        content.setLayout(layout)
        return content

    def _show_notes(self) -> None:
        report = self._analysis.report
        notes = () if report is None else report.notes
        self._notes.setText("\n".join(map(note_words, notes)))
