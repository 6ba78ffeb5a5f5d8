"""The panel tells the answer in words and takes wishes about the delay."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from avts_core.sync.verdict import find_profile
from avts_desktop.resources.palette import DARK, LIGHT
from avts_desktop.state.analysis import Certainty, Stage
from avts_desktop.views.reasons import patterns
from avts_desktop.views.sync_panel import MIN_WIDTH_PX, SyncPanel
from avts_desktop.views.words import limits_words
from avts_desktop.windows.translator import load_translator

FALLBACK_PX = 3
"""The type that stands in for missing letters is a little higher once it is loaded."""


@pytest.fixture
def panel(workspace, look, qtbot, qapp) -> SyncPanel:
    """A panel of its least width, dressed."""
    look.apply_to(qapp)
    panel = SyncPanel(workspace.session, workspace.delay, workspace.analysis, look)
    qtbot.addWidget(panel)
    panel.resize(MIN_WIDTH_PX, 700)
    panel.show()
    return panel


def _words(panel: SyncPanel) -> str:
    labels = [label.text() for label in panel.findChildren(QLabel)]
    return "\n".join([panel._card._headline.text, *filter(None, labels)])


def _button(panel: SyncPanel, name: str) -> QWidget:
    return next(w for w in panel.findChildren(QWidget) if w.accessibleName() == name)


def test_without_a_movie(workspace, panel) -> None:
    """Without a movie nothing can be done, and nothing is claimed."""
    workspace.session.movie = None
    assert panel._card._headline.text == "No movie"
    assert not panel._box._slider.isEnabled()
    assert not _button(panel, "Use measured").isEnabled()
    assert not panel._card._measure.isVisible()


@pytest.mark.parametrize(
    ("lack", "words"),
    [({"tracks": ()}, "no sound"), ({"video_codec": None}, "no picture")],
)
def test_what_cannot_be_measured_is_not_offered(
    workspace, panel, movie, lack: dict, words: str
) -> None:
    """Without sound or picture the reason stands there, and no button."""
    workspace.session.movie = replace(movie, **lack)
    assert panel._card._headline.text == "Not measurable"
    assert f"The file has {words}." in _words(panel)
    assert not panel._card._measure.isVisible()
    assert not _button(panel, "Use measured").isEnabled()


def test_without_a_delay_there_is_no_b(workspace, panel) -> None:
    """A/B is off while both are the same."""
    button = _button(panel, "A/B")
    assert not button.isEnabled()
    workspace.delay.delay_ms = 10.0
    assert button.isEnabled()
    workspace.delay.delay_ms = 0.0
    assert not button.isEnabled()


def test_answer_in_words(workspace, panel, make_report) -> None:
    """Headline, frames, confidence, verdict and limits stand there in words."""
    workspace.analysis.report = make_report(120.0)
    workspace.analysis.stage = Stage.DONE
    text = _words(panel)
    assert panel._card._headline.text == "Audio is 120 ms early"
    for line in ("3.0 frames at 25 fps", "confidence high, 83 %", "FAIL", "+40"):
        assert line in text
    assert "whole film measured" in text


def test_verdict_word_has_its_colour(workspace, panel, make_report, look) -> None:
    """The verdict's word is coloured by the theme, after a change too."""
    workspace.analysis.report = make_report(120.0)
    for theme, palette in (("dark", DARK), ("light", LIGHT)):
        look.set_theme(theme)
        image = panel._card._word.grab().toImage()
        colours = {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
        }
        assert palette.out in colours


def test_certainty(workspace, panel, make_report) -> None:
    """What the answer rests on is told."""
    workspace.analysis.stage = Stage.RUNNING
    workspace.analysis.report = make_report(120.0)
    workspace.analysis.certainty = Certainty.ROUGH
    assert "rough, from a few samples" in _words(panel)


def test_no_reason_while_measuring(workspace, panel, make_report) -> None:
    """While an analysis runs, "no face yet" is not taken for the answer."""
    workspace.analysis.stage = Stage.RUNNING
    workspace.analysis.report = make_report(None, reason="no face was found")
    assert panel._card._headline.text.startswith("Measuring")
    assert "No face was found." not in _words(panel)
    workspace.analysis.stage = Stage.DONE
    assert panel._card._headline.text == "Not measurable"
    assert "No face was found." in _words(panel)


@pytest.mark.parametrize("language", ["en", "de", "zh_CN"])
@pytest.mark.parametrize("width_px", [MIN_WIDTH_PX, 320])
def test_no_reason_is_cut(
    workspace, panel, make_report, qapp, language: str, width_px: int
) -> None:
    """Every reason and its advice have the height that they need, and move nothing."""
    places = set()
    panel.resize(width_px, 500)  # so low that it scrolls
    load_translator(qapp, language)
    try:
        for pattern in patterns():
            reason = re.sub(r"\(.*?\)", "1000", pattern).replace(".*", "x")
            workspace.analysis.report = make_report(
                None, reason=reason, speech_on_screen_share=0.62
            )
            workspace.analysis.stage = Stage.DONE
            for _ in range(3):
                qapp.processEvents()
            slider = panel._box._slider
            places.add(slider.mapTo(panel.widget(), slider.rect().topLeft()).y())
            for label in (panel._card._second, panel._card._third):
                if label.isVisible():
                    assert label.height() >= label.heightForWidth(label.width()), reason
        assert max(places) - min(places) <= FALLBACK_PX
    finally:
        load_translator(qapp, "en")


def test_failure_can_be_tried_again(workspace, panel, qtbot) -> None:
    """A failed analysis says why and offers to measure again."""
    workspace.analysis.problem = "There is no model."
    workspace.analysis.stage = Stage.FAILED
    assert "There is no model." in _words(panel)
    with qtbot.waitSignal(panel.analysis_wished):
        panel._card._measure.click()


def test_nothing_jumps(workspace, panel, make_report, qapp) -> None:
    """The slider stays where it is when an answer comes or goes."""
    slider = panel._box._slider

    def place() -> int:
        qapp.processEvents()
        return slider.mapTo(panel.widget(), slider.rect().topLeft()).y()

    places = {place()}
    workspace.analysis.stage = Stage.RUNNING
    places.add(place())
    for report in (
        make_report(120.0),
        make_report(2.0),
        make_report(20.0, span_offsets_ms=(20.0, -80.0), drift_ms_per_min=2.0),
        make_report(None, reason="no face was found"),
    ):
        workspace.analysis.report = report
        workspace.analysis.stage = Stage.DONE
        places.add(place())
    assert len(places) == 1


def test_slider_speaks(panel, qtbot) -> None:
    """Wishes of the slider leave the panel."""
    with qtbot.waitSignal(panel.nudge_wished) as signal:
        qtbot.keyClick(panel._box._slider, Qt.Key.Key_Right)
    assert signal.args == [10.0]


def test_fields_are_linked(workspace, panel) -> None:
    """Both fields show the delay, which they do not wish for themselves."""
    wishes: list[float] = []
    panel.delay_wished.connect(wishes.append)
    workspace.delay.delay_ms = 117.3
    assert panel._box._ms_field.text() == "+117.3"
    assert panel._box._frames_field.text() == "+2.9"
    workspace.delay.delay_ms = -40.0
    assert panel._box._ms_field.text() == "\N{MINUS SIGN}40.0"
    assert panel._box._frames_field.text() == "\N{MINUS SIGN}1.0"
    assert wishes == []


@pytest.mark.parametrize("typed", ["-3", "\N{MINUS SIGN}3"])
def test_typed_frames(workspace, panel, qtbot, typed: str) -> None:
    """Frames that are typed become ms at the movie's rate."""
    field = panel._box._frames_field
    field.setFocus()
    field.selectAll()
    with qtbot.waitSignal(panel.delay_wished) as signal:
        field.lineEdit().insert(typed)  # key events of tests are ASCII
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert signal.args == [pytest.approx(-120.0)]


def test_arrow_in_a_field_adds(workspace, panel, qtbot) -> None:
    """Arrows add to the delay itself, not to the rounded number that is shown."""
    workspace.delay.delay_ms = 117.3
    field = panel._box._frames_field
    with qtbot.waitSignal(panel.frames_wished) as signal:
        qtbot.keyClick(field, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert signal.args == [pytest.approx(0.1)]


def test_buttons_wish(workspace, panel, make_report, qtbot) -> None:
    """Use measured, A/B and Reset speak; A/B shows the state, not the click."""
    workspace.analysis.report = make_report(120.0)
    workspace.delay.delay_ms = 50.0
    for name, signal in (
        ("Use measured", panel.measured_wished),
        ("A/B", panel.bypass_wished),
        ("Reset", panel.reset_wished),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(_button(panel, name), Qt.MouseButton.LeftButton)
    assert not panel._box._bypass.isChecked()
    workspace.delay.is_bypassed = True
    assert panel._box._bypass.isChecked()


def test_use_measured_has_nothing_to_do_when_used(
    workspace, panel, make_report
) -> None:
    """With the measured delay in force the button is off."""
    workspace.analysis.report = make_report(120.0)
    button = _button(panel, "Use measured")
    assert button.isEnabled()
    workspace.delay.delay_ms = 120.0
    assert not button.isEnabled()


def test_residual_follows(workspace, panel, make_report) -> None:
    """What is left follows the delay and A/B."""
    workspace.analysis.report = make_report(120.0)
    workspace.delay.delay_ms = 133.0
    assert "After this delay: audio 13 ms late" in _words(panel)
    workspace.delay.is_bypassed = True
    assert "As it is in the file: audio 120 ms early" in _words(panel)


def test_what_is_left_of_a_jump_is_told_of_all_stretches(
    workspace, panel, make_report
) -> None:
    """The middle of the film alone would look as if all were well."""
    workspace.analysis.report = make_report(0.0, span_offsets_ms=(0.0, -137.0))
    assert "As it is in the file: audio 137 ms late to 0 ms" in _words(panel)
    assert panel._box._shape.accessibleName() == "outside the limits"
    workspace.delay.delay_ms = -50.0
    assert "After this delay: audio 87 ms late to 50 ms early" in _words(panel)
    for text in (_words(panel), _button(panel, "Use measured").toolTip()):
        assert "One delay repairs one stretch at most." in text
    workspace.analysis.report = make_report(0.0, span_offsets_ms=(0.0, -22.0))
    workspace.delay.delay_ms = 0.0
    assert panel._box._shape.accessibleName() == "within the limits"


def test_all_profiles_are_offered(workspace, panel, qtbot) -> None:
    """Choosing a profile wishes for it by name; sources stand in the tooltips."""
    choice = panel.findChild(QComboBox)
    names = [choice.itemData(i) for i in range(choice.count())]
    assert names[0] == "ebu-r37"
    assert "EBU" in choice.itemData(0, Qt.ItemDataRole.ToolTipRole)
    with qtbot.waitSignal(panel.profile_wished) as signal:
        choice.activated.emit(names.index("film"))
    assert signal.args == ["film"]


def test_limits_of_one_frame_follow_the_movie(workspace, panel, movie) -> None:
    """A profile that counts frames shows its limits at the movie's rate."""
    workspace.session.movie = replace(movie, fps=Fraction(50))
    choice = panel.findChild(QComboBox)
    index = choice.findData("one-frame")
    assert "+20" in choice.itemData(index, Qt.ItemDataRole.UserRole + 1)


def test_limits_of_ones_own(workspace, panel, qtbot, qapp) -> None:
    """Limits can be typed; what cannot be read is said, not sent; nothing jumps."""
    slider = panel._box._slider

    def place() -> int:
        qapp.processEvents()
        return slider.mapTo(panel.widget(), slider.rect().topLeft()).y()

    before = place()
    choice = panel.findChild(QComboBox)
    choice.activated.emit(choice.count() - 1)
    assert place() == before
    field = next(
        f
        for f in panel.findChildren(QLineEdit)
        if f.isVisible() and f.accessibleName() == "Limits of your own"
    )
    wishes: list[str] = []
    panel.profile_wished.connect(wishes.append)
    field.setText("40/60")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert wishes == []
    assert "such as +40/-60" in _words(panel)
    assert place() == before
    field.setText("+20/-30")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert wishes == ["+20/-30"]
    workspace.analysis.profile = find_profile("+20/-30")
    assert choice.currentData() == "+20/-30"
    assert choice.currentText() == limits_words(find_profile("+20/-30"))
    assert "such as +40/-60" not in _words(panel)


def test_limits_are_left_by_escape(workspace, panel, qtbot) -> None:
    """Escape leaves the field and shows the profile in force."""
    choice = panel.findChild(QComboBox)
    choice.setCurrentIndex(choice.count() - 1)
    choice.activated.emit(choice.count() - 1)
    qtbot.keyClick(panel._card._profile._field, Qt.Key.Key_Escape)
    assert not panel._card._profile._field.isVisible()
    assert choice.currentData() == "ebu-r37"


class _Longer(QTranslator):
    """Makes every text 1.4 times as long."""

    def translate(self, context, text, disambiguation=None, n=-1) -> str:
        return text + " " + "mnop " * (len(text) // 12)

    def isEmpty(self) -> bool:  # noqa: N802 - Qt calls it
        return False


def test_long_words_fit(workspace, panel, make_report, qapp) -> None:
    """A longer language needs no more width than the panel's least."""
    translator = _Longer()
    qapp.installTranslator(translator)
    try:
        qapp.processEvents()
        workspace.analysis.report = make_report(120.0)
        workspace.analysis.stage = Stage.DONE
        needed = panel.widget().minimumSizeHint().width()
        assert "mnop" in panel._card._headline.text
        assert needed <= MIN_WIDTH_PX
        assert panel._card._headline.size_px < 28
    finally:
        qapp.removeTranslator(translator)


def test_every_control_has_a_name(panel) -> None:
    """A screen reader can name whatever takes the focus."""
    nameless = [
        w
        for w in panel.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.isVisible()
        and not w.accessibleName()
        and w.objectName() != "qt_spinbox_lineedit"
    ]
    assert nameless == []


def test_shortcuts_stand_in_tooltips(panel) -> None:
    """Keys that the window gives appear where they act."""
    panel.set_keys({"delay.bypass": "B"})
    assert "(B)" in panel._box._bypass.toolTip()


def test_space_presses_the_focused_button(workspace, panel, qtbot) -> None:
    """A button reached by Tab keeps Space from the window's shortcut."""
    workspace.delay.delay_ms = 10.0
    button = _button(panel, "A/B")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(panel.bypass_wished):
        qtbot.keyClick(button, Qt.Key.Key_Space)


def test_notes_are_shown(workspace, panel, make_report) -> None:
    """Notes of the report stand at the bottom."""
    note = "3 damaged packets of the picture were skipped"
    workspace.analysis.report = make_report(20.0, notes=(note,))
    assert "skipped: 3." in _words(panel)
