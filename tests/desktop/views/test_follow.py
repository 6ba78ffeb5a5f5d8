"""Views follow state for as long as they live, and no longer."""

from PySide6.QtWidgets import QWidget
from shiboken6 import delete

from avts_desktop.state.delay import DelayState
from avts_desktop.views.follow import follow


class _View(QWidget):
    def __init__(self, delay: DelayState) -> None:
        super().__init__()
        self.num_redrawn = 0
        follow(self, delay.events.delay_ms, self.redraw)

    def redraw(self) -> None:
        self.num_redrawn += 1


def test_redraws_on_each_change(qtbot) -> None:
    """A change redraws the view, setting the same value does not."""
    delay = DelayState()
    view = _View(delay)
    qtbot.addWidget(view)
    delay.delay_ms = 5.0
    delay.delay_ms = 5.0
    assert view.num_redrawn == 1


def test_a_destroyed_view_is_let_go(qtbot) -> None:
    """State that outlives a view's Qt half neither calls it nor keeps it."""
    delay = DelayState()
    view = _View(delay)
    delete(view)
    assert len(delay.events.delay_ms) == 0
    delay.delay_ms = 5.0
    assert view.num_redrawn == 0


def test_a_dropped_view_is_let_go(qtbot) -> None:
    """State does not keep a view alive."""
    delay = DelayState()
    view = _View(delay)
    del view
    assert len(delay.events.delay_ms) == 0
