"""The stretches of the film as a table: the plots in words, for ears and keyboards."""

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from avts_core.sync.report import IN_SYNC_MS
from avts_desktop.resources.style import CONTROL_PX
from avts_desktop.state.analysis import AnalysisState
from avts_desktop.state.session import SessionState
from avts_desktop.state.spans import SpanRow
from avts_desktop.views.follow import follow
from avts_desktop.views.layouts import column, words
from avts_desktop.views.look import Look
from avts_desktop.views.timecodes import clock, code_at
from avts_desktop.views.words import (
    SHAPES,
    confidence_word,
    offset_words,
    translate,
    verdict_word,
)

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_VERDICT = 4
_NUM_COLUMNS = 5
_NUM_SIZED_ROWS = 50
"""So many rows decide how wide columns are: all of them would take long."""


class SpansTable(QWidget):
    """One row a stretch; Return or a double click goes there, Ctrl+C copies.

    Parameters
    ----------
    session, analysis
        What it shows.
    look
        Colours and icons.

    Attributes
    ----------
    seek_wished : Signal(float)
        Where a row begins, in seconds.
    """

    seek_wished = Signal(float)

    def __init__(
        self,
        session: SessionState,
        analysis: AnalysisState,
        look: Look,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._analysis = analysis
        self._model = _SpansModel(session, look, self)
        self._table = _Table(self._model)
        self._empty = words("muted", is_wrapping=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = column(gap=0)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._empty, 1)
        self.setLayout(layout)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._table.activated.connect(self._go)
        self._table.clicked.connect(self._go)
        look.changed.connect(self._model.redraw)
        follow(self, analysis.events.rows, self._redraw)
        follow(self, session.events.movie, self._redraw)
        self._put_words()
        self._redraw()

    def select_time(self, time_s: float) -> None:
        """Select the row within which a time lies, without going there."""
        for number, span in enumerate(self._model.rows):
            if span.start_s <= time_s < span.end_s:
                self._table.selectRow(number)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
            self._model.redraw()
        super().changeEvent(event)

    def _put_words(self) -> None:
        self._table.setAccessibleName(self.tr("Stretches of the film"))
        self._table.setAccessibleDescription(
            self.tr("Return goes to where a stretch begins. Ctrl+C copies the table.")
        )
        self._empty.setText(
            self.tr(
                "Here will be each stretch of the film with its offset,\n"
                "once there is a result."
            )
        )

    def _redraw(self) -> None:
        chosen = self._table.currentIndex().row()
        chosen_s = self._model.rows[chosen].start_s if chosen >= 0 else None
        self._model.show_rows(self._analysis.rows)
        self._choose_again(chosen_s)
        has_rows = bool(self._model.rows)
        self._table.setVisible(has_rows)
        self._empty.setVisible(not has_rows)

    def _choose_again(self, start_s: float | None) -> None:
        """Choose the row that begins there, after others came before it."""
        is_lost = start_s is not None and not self._table.currentIndex().isValid()
        for number, row in enumerate(self._model.rows if is_lost else ()):
            if row.start_s == start_s:
                selection = self._table.selectionModel()
                selection.setCurrentIndex(
                    self._model.index(number, 0),
                    QItemSelectionModel.SelectionFlag.ClearAndSelect
                    | QItemSelectionModel.SelectionFlag.Rows,
                )
                return

    def _go(self, index: QModelIndex) -> None:
        self.seek_wished.emit(self._model.rows[index.row()].start_s)


class _SpansModel(QAbstractTableModel):
    """The rows in words."""

    def __init__(self, session: SessionState, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._look = session, look
        self.rows: tuple[SpanRow, ...] = ()
        self._written: dict[int, tuple[str, ...]] = {}
        """Words of rows that were seen: views ask for them again and again, but never
        for most of thousands."""

    def show_rows(self, rows: tuple[SpanRow, ...]) -> None:
        """Show other rows; what is selected stays so where their number stays."""
        if rows == self.rows:
            return
        if len(rows) == len(self.rows):
            self.rows = rows
            self.redraw()
            return
        self.beginResetModel()
        self.rows = rows
        self._written.clear()
        self.endResetModel()

    def redraw(self) -> None:
        """Say that words and colours are others."""
        self._written.clear()
        if self.rows:
            last = self.index(len(self.rows) - 1, _NUM_COLUMNS - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, _NUM_COLUMNS - 1)

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else _NUM_COLUMNS

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return column_titles()[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        is_verdict = index.column() == _VERDICT
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells(index.row())[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            title = column_titles()[index.column()]
            return f"{title}: {self.cells(index.row())[index.column()]}"
        if role == Qt.ItemDataRole.DecorationRole and is_verdict:
            return self._look.icon(*SHAPES[self.rows[index.row()].verdict])
        if role == Qt.ItemDataRole.ForegroundRole:
            row = self.rows[index.row()]
            if is_verdict:
                return self._look.colour(SHAPES[row.verdict][1])
            # What has an answer of its own stands out among many others.
            return self._look.colour("muted") if row.confidence is None else None
        return None

    def cells(self, number: int) -> tuple[str, ...]:
        """Return the words of a row."""
        if number not in self._written:
            self._written[number] = self._words(self.rows[number])
        return self._written[number]

    def _words(self, span: SpanRow) -> tuple[str, ...]:
        """Return a row's words."""
        return (
            self._code(span.start_s),
            self._code(span.end_s),
            _where(span),
            "\N{EN DASH}"
            if span.confidence is None
            else confidence_word(span.confidence),
            verdict_word(span.verdict),
        )

    def _code(self, time_s: float) -> str:
        movie = self._session.movie
        return clock(time_s) if movie is None else code_at(time_s, movie)


class _Table(QTableView):
    """A table of whole rows that Tab leaves and Ctrl+C copies."""

    def __init__(self, model: _SpansModel) -> None:
        super().__init__()
        self._spans = model
        self.setModel(model)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(CONTROL_PX)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setResizeContentsPrecision(_NUM_SIZED_ROWS)
        widest = QFontMetrics(self.font()).horizontalAdvance("00:00:00:00")
        header.setMinimumSectionSize(widest + 32)
        model.modelReset.connect(self.resizeColumnsToContents)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            lines = [
                column_titles(),
                *map(self._spans.cells, range(len(self._spans.rows))),
            ]
            text = "\n".join("\t".join(line) for line in lines)
            QGuiApplication.clipboard().setText(text)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            # Some platforms call a row activated by Return, some do not.
            if self.currentIndex().isValid():
                self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


def column_titles() -> tuple[str, ...]:
    """Return what is above the columns."""
    return (
        translate("SpansTable", "from"),
        translate("SpansTable", "to"),
        translate("SpansTable", "audio is"),
        translate("SpansTable", "confidence"),
        translate("SpansTable", "verdict"),
    )


def _where(span: SpanRow) -> str:
    """Return where the audio is: ``120 ms early``, ``in sync (3 ms late)``."""
    text = offset_words(span.offset_ms)
    if span.confidence is None:
        return translate("SpansTable", "for a while {offset}").format(offset=text)
    if abs(span.offset_ms) < IN_SYNC_MS:
        return translate("SpansTable", "in sync ({offset})").format(offset=text)
    return text
