"""The table tells what the plots show."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from avts_core.sync.verdict import Verdict
from avts_desktop.state.spans import SpanRow, span_rows
from avts_desktop.views.spans_table import SpansTable


@pytest.fixture
def table(workspace, look, qtbot) -> SpansTable:
    """A table of the movie."""
    table = SpansTable(workspace.session, workspace.analysis, look)
    qtbot.addWidget(table)
    table.resize(700, 160)
    table.show()
    return table


def _cells(table: SpansTable, row: int) -> list[str]:
    model = table._model
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_rows_in_words(workspace, table, make_report) -> None:
    """Each stretch has times, where the audio is, confidence and verdict."""
    workspace.analysis.rows = span_rows(make_report(20.0, span_offsets_ms=(2.0, -83.0)))
    assert _cells(table, 0) == [
        "00:00:00:00",
        "00:00:10:00",
        "in sync (2 ms early)",
        "high",
        "PASS",
    ]
    assert _cells(table, 1)[2:] == ["83 ms late", "high", "FAIL"]
    icon = table._model.index(1, 4).data(Qt.ItemDataRole.DecorationRole)
    assert not icon.isNull()


def test_empty_table_says_what_comes(workspace, table, make_report) -> None:
    """Without stretches there are words in place of the table."""
    assert table._empty.isVisible()
    workspace.analysis.rows = span_rows(make_report(20.0, span_offsets_ms=(2.0,)))
    assert not table._empty.isVisible()
    workspace.analysis.rows = ()
    assert table._empty.isVisible()


@pytest.mark.parametrize("way", ["click", "return"])
def test_row_goes_there(workspace, table, make_report, qtbot, way: str) -> None:
    """A click or Return on a row goes to where it begins."""
    workspace.analysis.rows = span_rows(make_report(20.0, span_offsets_ms=(2.0, -83.0)))
    view = table._table
    index = table._model.index(1, 0)
    with qtbot.waitSignal(table.seek_wished) as caught:
        if way == "click":
            place = view.visualRect(index).center()
            qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        else:
            view.setCurrentIndex(index)
            qtbot.keyClick(view, Qt.Key.Key_Return)
    assert caught.args == [10.0]


def test_copy(workspace, table, make_report, qtbot) -> None:
    """Ctrl+C copies the table with its titles, tabs between the cells."""
    workspace.analysis.rows = span_rows(make_report(20.0, span_offsets_ms=(2.0, -83.0)))
    modifier = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(table._table, Qt.Key.Key_C, modifier)
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 3
    assert lines[0].split("\t")[0] == "from"
    assert lines[2].split("\t") == _cells(table, 1)


def test_selection_outlives_a_growing_report(workspace, table, make_report) -> None:
    """A report that comes anew with as many stretches keeps the row chosen."""
    workspace.analysis.rows = span_rows(make_report(20.0, span_offsets_ms=(2.0, -83.0)))
    table.select_time(12.0)
    workspace.analysis.rows = span_rows(make_report(20.0, span_offsets_ms=(3.0, -84.0)))
    assert table._table.currentIndex().row() == 1
    assert _cells(table, 1)[2] == "84 ms late"


def test_tab_leaves(workspace, look, make_report, qtbot) -> None:
    """Tab goes on to the next control instead of through all cells."""
    workspace.analysis.rows = span_rows(make_report(20.0, span_offsets_ms=(2.0, -83.0)))
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    table = SpansTable(workspace.session, workspace.analysis, look)
    after = QPushButton("after")
    layout.addWidget(table)
    layout.addWidget(after)
    window.show()
    table._table.setFocus()
    qtbot.keyClick(table._table, Qt.Key.Key_Tab)
    assert window.focusWidget() is after


def _flagged(start_s: float) -> SpanRow:
    return SpanRow(
        start_s=start_s,
        end_s=start_s + 3,
        offset_ms=83.0,
        confidence=None,
        verdict=Verdict.FAIL,
        is_flagged=True,
    )


def test_a_flagged_stretch_has_no_confidence_of_its_own(workspace, table) -> None:
    """Its offset is a median; it stands behind the spans of the report."""
    workspace.analysis.rows = (_flagged(10.0),)
    assert _cells(table, 0)[2:] == ["for a while 83 ms early", "\N{EN DASH}", "FAIL"]
    colour = table._model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole)
    assert colour == table._model._look.colour("muted")


def test_selection_outlives_new_rows(workspace, table) -> None:
    """The row chosen stays so, wherever it moves."""
    workspace.analysis.rows = (_flagged(10.0),)
    table.select_time(11.0)
    workspace.analysis.rows = (_flagged(1.0), _flagged(10.0))
    assert table._table.currentIndex().row() == 1
