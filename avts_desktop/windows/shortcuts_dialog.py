"""The list of keys (`?`), to be searched and changed."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from avts_desktop.settings.preferences import Preferences
from avts_desktop.views.buttons import WordButton
from avts_desktop.views.layouts import column, row, words
from avts_desktop.windows.action_table import ACTIONS, SPECS
from avts_desktop.windows.actions import (
    Actions,
    key_text,
    keys_in_force,
    plain_name,
    shown_keys,
    translated,
    users_of,
)

_ID = Qt.ItemDataRole.UserRole
_ROW_PX = 28


class ShortcutsDialog(QDialog):
    """All actions with their keys.

    Parameters
    ----------
    actions
        What there is, and the keys in force.
    current
        Gives the preferences as they are now.

    Attributes
    ----------
    changed : Signal(dict)
        Other keys are wished: the field `keys` of `Preferences`.
    """

    changed = Signal(object)

    def __init__(
        self,
        actions: Actions,
        current: Callable[[], Preferences],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._current = current
        self._pressed = ""
        """A key that another action has, until people decide."""
        self.resize(560, 680)
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.table = _KeyTable(self)
        self.name = words()
        self.field = QKeySequenceEdit(self)
        self.field.setMaximumSequenceLength(1)
        self.remove = WordButton(self)
        self.reset = WordButton(self)
        self.notice = words("muted", is_wrapping=True)
        self.take = WordButton(self)
        self.reset_all = WordButton(self)
        self.close_button = WordButton(self)
        self._lay_out()
        self._connect()
        self._put_words()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._put_words()
        super().changeEvent(event)

    def _put_words(self) -> None:
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.search.setPlaceholderText(self.tr("Search for a word or a key"))
        self.search.setAccessibleName(self.tr("Search"))
        self.field.setAccessibleName(self.tr("New key"))
        self.remove.setText(self.tr("No key"))
        self.reset.setText(self.tr("Reset"))
        self.take.setText(self.tr("Use it here instead"))
        self.reset_all.setText(self.tr("Reset all"))
        self.close_button.setText(self.tr("Close"))
        self.table.fill(self._actions)
        self.search.clear()
        self.table.select_first()

    def _lay_out(self) -> None:
        layout = column(gap=3, margin=(4, 4))
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.name)
        layout.addLayout(_beside(self.field, self.remove, self.reset))
        keep = self.take.sizePolicy()
        keep.setRetainSizeWhenHidden(True)  # nothing jumps when a question comes up
        self.take.setSizePolicy(keep)
        asked = row(gap=2)
        asked.addWidget(self.notice, 1)
        asked.addWidget(self.take)
        layout.addLayout(asked)
        last = row(gap=2)
        last.addWidget(self.reset_all)
        last.addStretch(1)
        last.addWidget(self.close_button)
        layout.addLayout(last)
        self.setLayout(layout)

    def _connect(self) -> None:
        for button in self.findChildren(WordButton):
            button.setAutoDefault(False)  # Enter in the search must press nothing
        self.search.textChanged.connect(self.table.show_only)
        self.table.itemSelectionChanged.connect(self._show_selected)
        self.table.itemActivated.connect(lambda _item: self.field.setFocus())
        self.field.keySequenceChanged.connect(self._try)
        self.remove.clicked.connect(lambda: self._set(()))
        self.reset.clicked.connect(lambda: self._reset_one(self.table.selected))
        self.take.clicked.connect(self._take_over)
        self.reset_all.clicked.connect(lambda: self._wish({}))
        self.close_button.clicked.connect(self.close)
        self._actions.keys_changed.connect(self._show_keys)

    def _show_keys(self) -> None:
        self.table.show_keys(self._actions)
        self._show_selected()

    def _show_selected(self) -> None:
        """Show the action that is selected, with no question open."""
        id_ = self.table.selected
        self.name.setText(plain_name(id_) if id_ else "")
        for part in (self.field, self.remove, self.reset):
            part.setEnabled(bool(id_))
        self.reset.setEnabled(id_ in self._current().keys)
        self._ask("")

    def _ask(self, key: str, question: str = "") -> None:
        """Put a question about a key, or take it back."""
        self._pressed = key
        self.notice.setText(question)
        self.take.setVisible(bool(key))

    def _try(self, pressed: QKeySequence) -> None:
        """Give the selected action the key that was pressed, if nobody has it."""
        key = pressed.toString(QKeySequence.SequenceFormat.PortableText)
        self.field.clear()
        if not key or not self.table.selected:
            return
        if key == "Esc":  # it closes things everywhere; here it leaves the field
            self.table.setFocus()
            return
        users = [id_ for id_ in users_of(key, self._actions.keys) if id_ in SPECS]
        others = [id_ for id_ in users if id_ != self.table.selected]
        if others:
            question = self.tr("{key} is taken by “{action}”.").format(
                key=shown_keys((key,)), action=plain_name(others[0])
            )
            self._ask(key, question)
        else:
            self._set((key,))

    def _take_over(self) -> None:
        """Take the key in question from those that have it."""
        key, id_ = self._pressed, self.table.selected
        chosen = dict(self._current().keys)
        for other in users_of(key, self._actions.keys):
            rest = tuple(k for k in self._actions.keys[other] if k != key)
            chosen[other] = key_text(rest)
        chosen[id_] = key_text((key,))
        self._wish(chosen)

    def _set(self, keys: tuple[str, ...]) -> None:
        self._wish({**self._current().keys, self.table.selected: key_text(keys)})

    def _reset_one(self, id_: str) -> None:
        """Return to the default; where another action was given it, say so."""
        chosen = {k: v for k, v in self._current().keys.items() if k != id_}
        self._wish(chosen)
        missing = [
            key for key in SPECS[id_].keys if key not in keys_in_force(chosen)[id_]
        ]
        if missing:
            text = self.tr("{key} stays where you put it.")
            self.notice.setText(text.format(key=shown_keys(tuple(missing))))

    def _wish(self, chosen: dict[str, str]) -> None:
        """Tell the wish, without what equals the default."""
        keys = {
            id_: text
            for id_, text in chosen.items()
            if id_ not in SPECS or text != key_text(SPECS[id_].keys)
        }
        self.changed.emit({"keys": keys})


class _KeyTable(QTableWidget):
    """Actions by category, each with its keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(0, 2, parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._rows: dict[str, int] = {}

    @property
    def selected(self) -> str:
        """Id of the selected action; empty if there is none."""
        items = self.selectedItems()
        return str(items[0].data(_ID)) if items else ""

    def fill(self, actions: Actions) -> None:
        """Write the whole table anew."""
        self.setRowCount(0)
        self.clearSpans()
        self.setAccessibleName(self.tr("Actions and their keys"))
        self.setHorizontalHeaderLabels([self.tr("Action"), self.tr("Keys")])
        for category, specs in ACTIONS.items():
            self._add_heading(translated(category))
            for spec in specs:
                self._rows[spec.id] = self._add(plain_name(spec.id), spec.id)
        self.show_keys(actions)

    def show_keys(self, actions: Actions) -> None:
        """Write the keys in force."""
        for id_, row_ in self._rows.items():
            self._cell(row_, 1).setText(shown_keys(actions.keys[id_]))

    def select_first(self) -> None:
        """Select the first action in view."""
        for row_ in self._rows.values():
            if not self.isRowHidden(row_):
                self.selectRow(row_)
                return
        self.clearSelection()

    def show_only(self, text: str) -> None:
        """Leave the actions in view whose name, menu or key has all the words."""
        sought = text.casefold().split()
        heading, num_shown = 0, 0
        for row_ in range(self.rowCount()):
            if self._cell(row_, 0).data(_ID) is None:
                self.setRowHidden(heading, num_shown == 0)
                heading, num_shown = row_, 0
                continue
            cells = [self._cell(*at) for at in ((heading, 0), (row_, 0), (row_, 1))]
            all_text = " ".join(cell.text() for cell in cells).casefold()
            is_shown = all(word in all_text for word in sought)
            self.setRowHidden(row_, not is_shown)
            num_shown += is_shown
        self.setRowHidden(heading, num_shown == 0)
        self.select_first()

    def _cell(self, row_: int, place: int) -> QTableWidgetItem:
        item = self.item(row_, place)
        assert item is not None, "every row is written whole"
        return item

    def _add(self, name: str, id_: str | None) -> int:
        row_ = self.rowCount()
        self.insertRow(row_)
        for place, text in enumerate((name, "")):
            item = QTableWidgetItem(text)
            item.setData(_ID, id_)
            self.setItem(row_, place, item)
        return row_

    def _add_heading(self, text: str) -> None:
        row_ = self._add(text, None)
        self.setSpan(row_, 0, 1, 2)
        item = self._cell(row_, 0)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = item.font()
        font.setBold(True)
        item.setFont(font)


def _beside(first: QWidget, *others: QWidget) -> QHBoxLayout:
    """Return widgets in a row, the first as wide as there is room."""
    layout = row(gap=2)
    layout.addWidget(first, 1)
    for widget in others:
        layout.addWidget(widget)
    return layout
