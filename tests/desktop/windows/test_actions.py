"""The table of actions, and which keys do what."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QMainWindow, QSpinBox, QWidget

from avts_desktop.resources.drawings import drawing
from avts_desktop.views.look import Look
from avts_desktop.windows.action_table import ACTIONS, SPECS
from avts_desktop.windows.actions import (
    Actions,
    key_text,
    keys_in_force,
    shown_keys,
    users_of,
)
from avts_desktop.windows.translator import load_translator


class Desk:
    """A window with its actions, and a note of those that were triggered."""

    def __init__(self, qtbot):
        self._qtbot = qtbot
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.look = Look(self.window, theme="dark")
        self.actions = Actions(self.look, self.window, keys={})
        self.done = []
        for id_ in self.actions:
            self.actions[id_].triggered.connect(lambda _=0, id_=id_: self.note(id_))

    def note(self, id_):
        self.done.append(id_)

    def focus(self, widget):
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.window.setCentralWidget(widget)
        with self._qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        widget.setFocus()

    def press(self, key):
        combination = QKeySequence(key)[0]
        widget = self.window.centralWidget()
        self._qtbot.keyClick(widget, combination.key(), combination.keyboardModifiers())


@pytest.fixture
def desk(qtbot):
    return Desk(qtbot)


def test_no_key_of_the_table_means_two_things():
    """Of two actions with one key Qt does neither."""
    keys = keys_in_force({})
    given = [key for own in keys.values() for key in own]
    assert len(given) > len(SPECS) / 2
    assert all(len(users_of(key, keys)) == 1 for key in given)


def test_every_key_of_the_table_is_one_that_qt_knows():
    """A name that Qt cannot read would be no key at all."""
    for id_, keys in keys_in_force({}).items():
        assert keys == SPECS[id_].keys


def test_every_icon_of_the_table_exists():
    """A missing drawing would fail only when the window opens."""
    for spec in SPECS.values():
        if spec.icon:
            assert drawing(spec.icon, "#000000")


def test_ids_are_given_once():
    """Two actions under one id would hide each other."""
    assert len(SPECS) == sum(len(specs) for specs in ACTIONS.values())


def test_each_key_does_its_action(desk):
    """Pressed in the window, each key of the table does just that."""
    desk.focus(QWidget())
    for id_, spec in SPECS.items():
        for key in spec.keys:
            desk.press(key)
            assert desk.done == [id_], key
            desk.done.clear()


@pytest.mark.parametrize("field", [QLineEdit, QSpinBox])
def test_letters_belong_to_a_text_field(field, desk):
    """Typing must not play, mark or nudge; what has Ctrl goes on working."""
    desk.focus(field())
    single = [
        key
        for spec in SPECS.values()
        for key in spec.keys
        if len(key.removeprefix("Shift+")) == 1
    ]
    for key in ["Space", "Left", "Home", *single]:
        desk.press(key)
    assert desk.done == []
    desk.press("Ctrl+0")
    assert desk.done == ["delay.reset"]


def test_chosen_keys_replace_the_default_ones(desk):
    """Several are possible, and none."""
    desk.actions.set_keys({"playback.toggle": "P; Ctrl+Space", "playback.mute": ""})
    desk.focus(QWidget())
    for key in ("Space", "P", "Ctrl+Space", "Shift+M"):
        desk.press(key)
    assert desk.done == ["playback.toggle"] * 2


def test_a_chosen_key_is_taken_from_its_default_owner():
    """Else a new default of a new version would disable what people chose."""
    keys = keys_in_force({"view.log": "B"})
    assert users_of("B", keys) == ("view.log",)


def test_two_may_be_chosen_for_the_same():
    """It can be written into the file by hand; the dialog then shows both."""
    keys = keys_in_force({"view.log": "B", "view.spans": "X; B"})
    assert users_of("B", keys) == ("view.spans", "view.log")


@pytest.mark.parametrize(
    ("id_", "text"), [("no.such", "B"), ("view.log", "Ctrl+Rubbish")]
)
def test_rubbish_in_the_preferences_changes_nothing(id_, text):
    """An unknown action, or a key that Qt cannot read."""
    assert keys_in_force({id_: text}) == keys_in_force({})


def test_keys_survive_the_preferences():
    """A semicolon, too, which stands between keys there."""
    keys = ("Ctrl+;", ",", "Alt+Left")
    assert keys_in_force({"view.log": key_text(keys)})["view.log"] == keys


def test_keys_are_shown_as_the_system_writes_them():
    """All of them, in order."""
    assert shown_keys(("Space", "K")).split() == ["Space", "K"]


def test_tooltips_tell_the_first_key(desk):
    """And follow it when it changes."""
    action = desk.actions["file.open"]
    assert action.toolTip() == "Open movie (Ctrl+O)"
    with desk._qtbot.waitSignal(desk.actions.keys_changed):
        desk.actions.set_keys({"file.open": ""})
    assert action.toolTip() == "Open movie"


def test_buttons_can_tell_the_first_key_of_each_action(desk):
    """Empty where there is none."""
    keys = desk.actions.first_keys()
    assert keys["playback.toggle"] == "Space"
    assert keys["file.sample"] == ""


def test_a_change_of_language_reaches_menus_and_actions(desk, qapp):
    """The same objects say it in other words."""
    menus = desk.actions.fill(desk.window.menuBar())
    load_translator(qapp, "de")
    try:
        desk.actions.put_words()
        assert menus["File"].title() == "Datei"
        assert desk.actions["playback.mute"].toolTip().startswith("Stumm")
    finally:
        load_translator(qapp, "en")


def test_held_keys_repeat_only_what_moves(desk):
    """A held Space must not flicker between play and pause."""
    assert not desk.actions["playback.toggle"].autoRepeat()
    assert desk.actions["playback.next_frame"].autoRepeat()


def test_the_menus_have_all_actions_once(desk):
    """In the order of the table."""
    menus = desk.actions.fill(desk.window.menuBar())
    in_menus = [
        action.objectName()
        for menu in menus.values()
        for action in menu.actions()
        if not action.isSeparator()
    ]
    assert in_menus == list(SPECS)


def test_of_a_group_one_is_chosen(desk):
    """Choosing a theme by code ticks it and triggers nothing."""
    desk.actions.choose("theme", "dark")
    desk.actions.choose("theme", "light")
    assert desk.actions["view.theme.light"].isChecked()
    assert not desk.actions["view.theme.dark"].isChecked()
    assert desk.done == []


def test_ticks_can_be_seen(desk):
    """Menus show an icon in place of the tick, so what is checked has none there."""
    checkable = {id_ for id_, spec in SPECS.items() if spec.is_checkable}
    hidden = {id_ for id_ in SPECS if not desk.actions[id_].isIconVisibleInMenu()}
    assert hidden == checkable


def test_icons_follow_the_theme(desk):
    """Dark drawings on a dark menu could not be seen."""
    before = desk.actions["file.open"].icon().cacheKey()
    desk.look.set_theme("light")
    assert desk.actions["file.open"].icon().cacheKey() != before
