"""The slider wishes for delays and shows what came of it."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from avts_desktop.resources.palette import DARK
from avts_desktop.views.delay_slider import DelaySlider


@pytest.fixture
def slider(look, qtbot) -> DelaySlider:
    """A slider 416 px wide: 5 ms a pixel."""
    slider = DelaySlider(look)
    qtbot.addWidget(slider)
    slider.resize(416, 36)
    slider.show_delay(0.0, None)
    slider.show()
    return slider


@pytest.fixture
def wishes(slider) -> list[float]:
    """All delays wished for; each is granted."""
    made: list[float] = []

    def grant(delay_ms: float) -> None:
        made.append(delay_ms)
        slider.show_delay(delay_ms, slider._measured_ms)

    slider.delay_wished.connect(grant)
    return made


def _at(delay_ms: float) -> QPoint:
    return QPoint(round(208 + delay_ms / 5), 14)


def test_click_goes_there(slider, wishes, qtbot) -> None:
    """A click on the groove wishes for the delay that is there."""
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=_at(500))
    assert wishes == [500.0]


def test_drag_is_live(slider, wishes, qtbot) -> None:
    """Each movement of the mouse is a wish, none ends it."""
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=_at(0))
    qtbot.mouseMove(slider, _at(100))
    qtbot.mouseMove(slider, _at(-200))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=_at(-200))
    assert wishes == [100.0, -200.0]


def test_zero_and_the_measured_offset_catch(slider, wishes, qtbot) -> None:
    """Near zero and near the measured offset the value is exactly that."""
    slider.show_delay(0.0, 123.4)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=_at(130))
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=_at(500))
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=_at(10))
    assert wishes == [123.4, 500.0, 0.0]


def test_range_widens_and_narrows(slider) -> None:
    """Values beyond a second widen the range; without them it narrows again."""
    assert slider.reach_ms == 1000
    slider.show_delay(1210.5, None)
    assert slider.reach_ms == 2000
    slider.show_delay(0.0, -9000.0)
    assert slider.reach_ms == 10_000
    slider.show_delay(0.0, None)
    assert slider.reach_ms == 1000


@pytest.mark.parametrize(
    ("key", "modifier", "step_ms"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 10.0),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, -10.0),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, -1.0),
    ],
)
def test_arrows_nudge(slider, qtbot, key, modifier, step_ms) -> None:
    """Arrows move by 10 ms, with Shift by 1 ms."""
    with qtbot.waitSignal(slider.nudge_wished) as signal:
        qtbot.keyClick(slider, key, modifier)
    assert signal.args == [step_ms]


def test_pages_nudge_by_pictures(slider, qtbot) -> None:
    """Page keys move by one picture."""
    with qtbot.waitSignal(slider.frames_wished) as signal:
        qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    assert signal.args == [1.0]


def test_double_click_resets(slider, qtbot) -> None:
    """A double click wishes for a reset."""
    with qtbot.waitSignal(slider.reset_wished):
        qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=_at(300))


@pytest.mark.parametrize("has_focus", [True, False])
def test_wheel_needs_focus(slider, has_focus: bool) -> None:
    """The wheel moves the sound only where somebody chose the slider."""
    nudges: list[float] = []
    slider.nudge_wished.connect(nudges.append)
    slider.hasFocus = lambda: has_focus
    event = QWheelEvent(
        QPointF(50, 10),
        QPointF(50, 10),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, event)
    assert nudges == ([10.0] if has_focus else [])


def test_sides_have_their_colours(slider) -> None:
    """The way from zero is drawn in the colour of its side."""
    for delay_ms, token in ((600.0, DARK.early), (-600.0, DARK.late)):
        slider.show_delay(delay_ms, None)
        colour = slider.grab().toImage().pixelColor(_at(delay_ms / 2)).name()
        assert colour == token


def test_screen_readers_hear_the_value(slider) -> None:
    """The value is in tenths of a millisecond."""
    slider.show_delay(-12.3, None)
    assert slider.value() == -123
