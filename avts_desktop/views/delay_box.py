"""The delay that people try: slider, fields, what is heard and what is left."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from avts_core.sync.report import SyncReport
from avts_core.sync.verdict import Verdict
from avts_desktop.state.analysis import AnalysisState
from avts_desktop.state.delay import MAX_DELAY_MS, DelayState
from avts_desktop.state.session import SessionState
from avts_desktop.views.buttons import WordButton, name_button
from avts_desktop.views.delay_fields import SignedField
from avts_desktop.views.delay_slider import COARSE_MS, FINE_MS, DelaySlider
from avts_desktop.views.follow import follow
from avts_desktop.views.layouts import column, reserve_lines, row, words
from avts_desktop.views.look import Look
from avts_desktop.views.words import (
    SHAPES,
    delay_words,
    is_within,
    offset_range,
    repair_words,
    residual_words,
)

_ICON_PX = 16
_SAME_MS = 0.05
"""Closer values look alike in the fields."""


class DelayBox(QWidget):
    """Section "delay audio by".

    Attributes
    ----------
    delay_wished : Signal(float)
        The delay in ms.
    nudge_wished, frames_wished : Signal(float)
        How far to move it, in ms or in pictures.
    reset_wished, measured_wished, bypass_wished : Signal()
        Back to 0; take the measured offset; switch between A and B.
    """

    delay_wished = Signal(float)
    nudge_wished = Signal(float)
    frames_wished = Signal(float)
    reset_wished = Signal()
    measured_wished = Signal()
    bypass_wished = Signal()

    def __init__(
        self,
        session: SessionState,
        delay: DelayState,
        analysis: AnalysisState,
        look: Look,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._delay, self._analysis = session, delay, analysis
        self._look = look
        self._keys: Mapping[str, str] = {}
        self._make_parts()
        self._lay_out()
        self._connect()
        self._put_words()
        self._redraw()

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Show the shortcuts of these actions: ``delay.use_measured`` and so on."""
        self._keys = keys
        self._put_words()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
            self._redraw()
        super().changeEvent(event)

    def _make_parts(self) -> None:
        self._title = words("second", is_wrapping=True)
        self._slider = DelaySlider(self._look)
        self._least, self._most = words("muted"), words("muted")
        self._ms_field = SignedField(COARSE_MS, FINE_MS)
        self._ms_field.setRange(-MAX_DELAY_MS, MAX_DELAY_MS)
        self._frames_field = SignedField(1.0, 0.1)
        self._ms_unit, self._frames_unit = words("muted"), words("muted")
        self._measured = WordButton(is_primary=True)
        self._bypass = WordButton()
        self._bypass.setCheckable(True)
        self._reset = WordButton()
        self._shape = QLabel()
        self._shape.setFixedWidth(_ICON_PX)
        self._residual = words(is_wrapping=True)

    def _lay_out(self) -> None:
        ends = row()
        ends.addWidget(self._least)
        ends.addStretch()
        ends.addWidget(self._most)
        slider = column(gap=0)
        slider.addWidget(self._slider)
        slider.addLayout(ends)
        fields = row(gap=1)
        for field, unit in (
            (self._ms_field, self._ms_unit),
            (self._frames_field, self._frames_unit),
        ):
            fields.addWidget(field, 1)
            fields.addWidget(unit)
        buttons = row()
        buttons.addWidget(self._bypass, 1)
        buttons.addWidget(self._reset, 1)
        left = row()
        left.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        left.addWidget(self._residual, 1)
        layout = column(gap=2)
        layout.addWidget(self._title)
        layout.addLayout(slider)
        layout.addSpacing(4)
        layout.addLayout(fields)
        layout.addSpacing(4)
        layout.addWidget(self._measured)
        layout.addLayout(buttons)
        layout.addSpacing(4)
        layout.addLayout(left)
        self.setLayout(layout)
        reserve_lines(self._title, 1)
        reserve_lines(self._residual, 2)

    def _connect(self) -> None:
        self._slider.delay_wished.connect(self.delay_wished)
        self._slider.nudge_wished.connect(self.nudge_wished)
        self._slider.frames_wished.connect(self.frames_wished)
        self._slider.reset_wished.connect(self.reset_wished)
        self._ms_field.wished.connect(self.delay_wished)
        self._ms_field.nudged.connect(self.nudge_wished)
        self._frames_field.wished.connect(self._wish_frames)
        self._frames_field.nudged.connect(self.frames_wished)
        self._measured.clicked.connect(self.measured_wished)
        self._bypass.clicked.connect(self._wish_bypass)
        self._reset.clicked.connect(self.reset_wished)
        self._look.changed.connect(self._redraw)
        for signal in (
            self._session.events.movie,
            self._delay.events.delay_ms,
            self._delay.events.is_bypassed,
            self._analysis.events.report,
            self._analysis.events.profile,
        ):
            follow(self, signal, self._redraw)

    def _put_words(self) -> None:
        title = self.tr("Delay of the audio")
        self._slider.setAccessibleName(title)
        self._slider.setAccessibleDescription(
            self.tr("In tenths of a millisecond; positive delays the audio.")
        )
        self._slider.setToolTip(
            self.tr(
                "Arrows: 10 ms, with Shift 1 ms. Page up and down: one frame.\n"
                "Drag with Shift: finer. Double click: reset."
            )
        )
        self._ms_field.setAccessibleName(self.tr("Delay of the audio in milliseconds"))
        self._frames_field.setAccessibleName(self.tr("Delay of the audio in frames"))
        self._ms_unit.setText(self.tr("ms"))
        self._frames_unit.setText(self.tr("frames"))
        self._least.setText(self.tr("advance"))
        self._most.setText(self.tr("delay"))
        self._name_measured()
        name_button(
            self._bypass,
            self.tr("A/B"),
            help_text=self.tr("Hear the audio without the delay, to compare."),
            keys=self._keys.get("delay.bypass", ""),
        )
        name_button(
            self._reset,
            self.tr("Reset"),
            help_text=self.tr("Set the delay to 0."),
            keys=self._keys.get("delay.reset", ""),
        )

    def _name_measured(self) -> None:
        """Say what the button does; where the offset jumps, how little that is."""
        help_text = self.tr("Delay the audio by the offset that was measured.")
        if warning := repair_words(self._analysis.report):
            median = self.tr("Delay the audio by the median of what was measured.")
            help_text = f"{median}\n{warning}"
        name_button(
            self._measured,
            self.tr("Use measured"),
            help_text=help_text,
            keys=self._keys.get("delay.use_measured", ""),
        )

    def _redraw(self) -> None:
        movie, delay_ms = self._session.movie, self._delay.delay_ms
        report = self._analysis.report
        measured_ms = None if report is None else report.offset_ms
        has_sound = movie is not None and movie.has_sound
        for part in (self._slider, self._ms_field, self._frames_field):
            part.setEnabled(has_sound)
        # Without a delay A and B are the same.
        self._bypass.setEnabled(has_sound and self._delay.can_be_compared)
        is_used = measured_ms is None or abs(measured_ms - delay_ms) < _SAME_MS
        self._measured.setEnabled(has_sound and not is_used)
        self._reset.setEnabled(has_sound and delay_ms != 0)
        self._title.setText(delay_words(delay_ms))
        self._slider.show_delay(delay_ms, measured_ms)
        fps = float(movie.fps) if movie is not None else 25.0
        self._frames_field.setRange(*(s * MAX_DELAY_MS * fps / 1000 for s in (-1, 1)))
        self._ms_field.show_value(delay_ms)
        self._frames_field.show_value(delay_ms * fps / 1000)
        self._bypass.setChecked(self._delay.is_bypassed)
        self._show_residual(report if has_sound else None)
        self._name_measured()

    def _heard_words(self) -> str:
        """Say what is heard, where it is not known what is left."""
        if self._delay.is_bypassed:
            return self.tr("You hear the audio as it is in the file.")
        if self._delay.delay_ms == 0:
            return ""
        return self.tr("You hear the audio with this delay.")

    def _show_residual(self, report: SyncReport | None) -> None:
        # Where it jumps, one delay repairs one stretch: what is left is told of all.
        offsets_ms = () if report is None else offset_range(report)
        self._shape.setVisible(bool(offsets_ms))
        if not offsets_ms:
            self._residual.setText(self._heard_words())
            return
        left_ms = [self._delay.residual_ms(offset_ms) for offset_ms in offsets_ms]
        profile = self._analysis.profile
        is_inside = is_within(left_ms, profile)
        icon, token = SHAPES[Verdict.PASS if is_inside else Verdict.FAIL]
        ratio = self.devicePixelRatioF()
        self._shape.setPixmap(self._look.pixmap(icon, token, _ICON_PX, ratio))
        self._shape.setAccessibleName(
            self.tr("within the limits") if is_inside else self.tr("outside the limits")
        )
        is_plain = self._delay.is_bypassed or self._delay.delay_ms == 0
        lines = residual_words(left_ms, profile, is_bypassed=is_plain)
        self._residual.setText(f"{lines}\n{repair_words(report)}".strip())

    def _wish_frames(self, frames: float) -> None:
        movie = self._session.movie
        if movie is not None:
            self.delay_wished.emit(frames * 1000 / float(movie.fps))

    def _wish_bypass(self) -> None:
        # The button shows the state, which the wish may change or not.
        self._bypass.setChecked(self._delay.is_bypassed)
        self.bypass_wished.emit()
