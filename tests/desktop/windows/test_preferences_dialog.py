"""Preferences as people change them, one at a time and at once."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel

from avts_desktop.settings.preferences import Preferences
from avts_desktop.windows.preferences_dialog import PreferencesDialog


class Desk:
    """A dialog whose wishes are granted, as the application does."""

    def __init__(self, qtbot, preferences):
        self.preferences = preferences
        self.wishes = []
        self.dialog = PreferencesDialog(lambda: self.preferences)
        qtbot.addWidget(self.dialog)
        self.dialog.changed.connect(self.grant)
        with qtbot.waitExposed(self.dialog):
            self.dialog.show()

    def grant(self, fields):
        self.wishes.append(fields)
        self.preferences = replace(self.preferences, **fields)

    def choose(self, choice, data):
        choice.setCurrentIndex(choice.findData(data))
        choice.activated.emit(choice.currentIndex())


@pytest.fixture
def desk(qtbot):
    return Desk(qtbot, Preferences())


def test_it_shows_what_holds_and_changes_nothing(qtbot):
    """Opening it is no wish."""
    kept = Preferences(
        theme="light",
        language="zh_CN",
        profile="+10/-20",
        monitor_latency_ms=180.0,
        analyse_on_open=False,
    )
    desk = Desk(qtbot, kept)
    dialog = desk.dialog
    assert dialog.theme.currentData() == "light"
    assert dialog.language.currentText() == "简体中文"
    assert dialog.profile.currentData() == "+10/-20"
    assert dialog.latency.value() == 180
    assert not dialog.analyse.isChecked()
    assert desk.wishes == []


def test_unknown_limits_are_shown_as_those_in_force(qtbot):
    """A name that this version does not know keeps nobody from the preferences."""
    desk = Desk(qtbot, Preferences(profile="of-tomorrow"))
    assert desk.dialog.profile.currentData() == "ebu-r37"
    assert desk.wishes == []
    desk.choose(desk.dialog.profile, "ebu-r37")
    assert desk.wishes == [{"profile": "ebu-r37"}]


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("theme", "theme", "light"),
        ("language", "language", "de"),
        ("profile", "profile", "bt1359-accept"),
    ],
)
def test_a_choice_is_wished_alone(part, field, value, desk):
    """Only the field that was changed, so that nothing else is overwritten."""
    desk.choose(getattr(desk.dialog, part), value)
    assert desk.wishes == [{field: value}]


def test_choosing_what_holds_is_no_wish(desk):
    """A theme that is in force need not be put on again."""
    desk.choose(desk.dialog.theme, desk.preferences.theme)
    assert desk.wishes == []


def test_latency_is_wished_when_it_is_typed_whole(desk, qtbot):
    """Not 1, then 15, then 150: the player would jump each time."""
    desk.dialog.latency.selectAll()
    qtbot.keyClicks(desk.dialog.latency, "150")
    assert desk.wishes == []
    qtbot.keyClick(desk.dialog.latency, Qt.Key.Key_Return)
    assert desk.wishes == [{"monitor_latency_ms": 150.0}]
    assert desk.dialog.isVisible()


def test_latency_says_that_no_file_is_changed(desk):
    """People must not take it for a correction of the movie."""
    texts = " ".join(label.text() for label in desk.dialog.findChildren(QLabel))
    assert "no measurement and no file is changed" in texts


def test_measuring_on_open_can_be_turned_off(desk, qtbot):
    """By a click on the words, too."""
    desk.dialog.analyse.click()
    assert desk.wishes == [{"analyse_on_open": False}]


def test_what_is_kept_can_be_thrown_away(desk, qtbot):
    """Told with its size; nothing kept, nothing to throw away."""
    dialog = desk.dialog
    dialog.show_cache(12_300_000)
    assert dialog.cache.text() == "12.3 MB"
    with qtbot.waitSignal(dialog.clear_cache_wished):
        dialog.clear.click()
    dialog.show_cache(0)
    assert not dialog.clear.isEnabled()
    dialog.show_remembered(3)
    with qtbot.waitSignal(dialog.forget_wished):
        dialog.forget.click()
    dialog.show_remembered(0)
    assert not dialog.forget.isEnabled()


def test_a_change_of_language_wishes_nothing(desk):
    """The lists are written anew, with the same chosen."""
    desk.dialog.show_cache(5)
    QApplication.sendEvent(desk.dialog, QEvent(QEvent.Type.LanguageChange))
    assert desk.wishes == []
    assert desk.dialog.theme.currentData() == "dark"


def test_every_control_has_a_name_for_screen_readers(desk):
    """Labels beside them are not read aloud everywhere."""
    dialog = desk.dialog
    for part in (
        dialog.theme,
        dialog.language,
        dialog.latency,
        dialog.profile,
        dialog.clear,
        dialog.forget,
    ):
        assert part.accessibleName()
