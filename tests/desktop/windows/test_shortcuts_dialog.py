"""The list of keys: found, changed, taken over, reset."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow

from avts_desktop.settings.preferences import Preferences
from avts_desktop.views.look import Look
from avts_desktop.windows.action_table import SPECS
from avts_desktop.windows.actions import Actions
from avts_desktop.windows.shortcuts_dialog import ShortcutsDialog


class Desk:
    """A window whose preferences follow the dialog, as the application has it."""

    def __init__(self, qtbot, keys):
        self._qtbot = qtbot
        self.window = window = QMainWindow()
        qtbot.addWidget(window)
        self.preferences = Preferences(keys=keys)
        self.actions = Actions(Look(window, theme="dark"), window, keys=keys)
        self.dialog = ShortcutsDialog(self.actions, lambda: self.preferences, window)
        self.dialog.changed.connect(self.save)

    def save(self, fields):
        self.preferences = replace(self.preferences, **fields)
        self.actions.set_keys(self.preferences.keys)

    def select(self, id_):
        name = SPECS[id_].text.rstrip(".")
        table = self.dialog.table
        (item,) = table.findItems(name, Qt.MatchFlag.MatchExactly)
        table.selectRow(item.row())
        assert table.selected == id_

    def press(self, key):
        combination = QKeySequence(key)[0]
        self._qtbot.keyClick(
            self.dialog.field, combination.key(), combination.keyboardModifiers()
        )

    def click(self, button):
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def shown(self):
        table = self.dialog.table
        return [
            table.item(row, 0).text()
            for row in range(table.rowCount())
            if not table.isRowHidden(row)
        ]


@pytest.fixture
def make(qtbot):
    return lambda **keys: Desk(qtbot, keys.get("keys", {}))


@pytest.fixture
def desk(make):
    return make()


def test_a_free_key_is_given_at_once(desk):
    """It replaces those before, and the table shows it."""
    desk.select("view.log")
    desk.press("Ctrl+Shift+P")
    assert desk.preferences.keys == {"view.log": "Ctrl+Shift+P"}
    row = desk.dialog.table.currentRow()
    assert desk.dialog.table.item(row, 1).text() == "Ctrl+Shift+P"


def test_a_taken_key_is_asked_about(desk):
    """Nothing changes until people say so; the owner is named."""
    desk.select("view.log")
    assert desk.dialog.take.isHidden()
    desk.press("U")
    assert desk.preferences.keys == {}
    assert desk.dialog.notice.text() == "U is taken by “Use the measured delay”."
    assert not desk.dialog.take.isHidden()


def test_a_taken_key_can_be_taken_over(desk):
    """The owner keeps its other keys."""
    desk.select("view.log")
    desk.press("K")
    desk.click(desk.dialog.take)
    assert desk.preferences.keys == {"playback.toggle": "Space", "view.log": "K"}
    assert desk.dialog.take.isHidden()


def test_selecting_another_action_drops_the_question(desk):
    """Else the key would go to the wrong one."""
    desk.select("view.log")
    desk.press("U")
    desk.select("view.spans")
    assert desk.dialog.take.isHidden()
    assert desk.dialog.notice.text() == ""


def test_its_own_key_is_no_conflict(desk):
    """Pressing the key that an action has leaves just this one."""
    desk.select("playback.toggle")
    desk.press("K")
    assert desk.preferences.keys == {"playback.toggle": "K"}


def test_an_action_can_have_no_key(desk):
    """And gets its own back by a reset, one or all."""
    desk.select("playback.mute")
    assert not desk.dialog.reset.isEnabled()
    desk.click(desk.dialog.remove)
    assert desk.preferences.keys == {"playback.mute": ""}
    desk.click(desk.dialog.reset)
    assert desk.preferences.keys == {}


def test_all_are_reset_at_once(make):
    """Back to how it came."""
    desk = make(keys={"playback.mute": "", "view.log": "B"})
    desk.click(desk.dialog.reset_all)
    assert desk.preferences.keys == {}
    assert desk.actions.keys["delay.bypass"] == ("B",)


def test_a_reset_leaves_what_was_given_elsewhere(make):
    """A key people gave to another action stays there, which is said."""
    desk = make(keys={"playback.mute": "X", "view.log": "Shift+M"})
    desk.select("playback.mute")
    desk.click(desk.dialog.reset)
    assert desk.preferences.keys == {"view.log": "Shift+M"}
    assert desk.dialog.notice.text() == "Shift+M stays where you put it."


def test_escape_is_no_key(desk):
    """It leaves the field, as it leaves everything."""
    desk.select("view.log")
    desk.press("Esc")
    assert desk.preferences.keys == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("measured", ["Delay", "Use the measured delay"]),
        ("ctrl+o", ["File", "Open movie"]),
        ("view light", ["View", "Light"]),
        ("no such thing", []),
    ],
)
def test_searching_leaves_what_was_meant(text, found, desk):
    """By name, menu or key, under its heading, and the first is selected."""
    desk.dialog.search.setText(text)
    assert desk.shown() == found
    assert bool(desk.dialog.table.selected) == bool(found)


def test_nothing_selected_nothing_to_change(desk):
    """After a search without result the field is off."""
    desk.dialog.search.setText("no such thing")
    assert not desk.dialog.field.isEnabled()


def test_an_emptied_search_shows_all(desk):
    """Headings too."""
    before = desk.shown()
    desk.dialog.search.setText("zoom")
    desk.dialog.search.setText("")
    assert desk.shown() == before


def test_every_control_has_a_name_for_screen_readers(desk):
    """Placeholders are not read aloud everywhere."""
    for part in (desk.dialog.search, desk.dialog.table, desk.dialog.field):
        assert part.accessibleName()
