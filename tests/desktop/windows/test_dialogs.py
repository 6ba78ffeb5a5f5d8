"""Dialogs open once, whatever asks for them."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from avts_desktop.settings.preferences import Preferences
from avts_desktop.state.workspace import Workspace
from avts_desktop.views.look import Look
from avts_desktop.windows.about_dialog import AboutDialog
from avts_desktop.windows.actions import Actions
from avts_desktop.windows.dialogs import Dialogs
from avts_desktop.windows.preferences_dialog import PreferencesDialog
from avts_desktop.windows.shortcuts_dialog import ShortcutsDialog


class Desk:
    """Dialogs over a bare window, and what they are told."""

    def __init__(self, window: QWidget, workspace: Workspace, actions: Actions):
        self.window, self.workspace, self.actions = window, workspace, actions
        self.opened: list[Path] = []
        self.told: list[Callable[[int], None] | None] = []
        controls = SimpleNamespace(
            media=SimpleNamespace(open=self.opened.append),
            preferences=SimpleNamespace(
                current=Preferences(), change=lambda **fields: None
            ),
            keeping=SimpleNamespace(
                tell=lambda tell_bytes, tell_movies: self.told.append(tell_bytes),
                stop_telling=lambda _result: self.told.append(None),
                clear_cache=lambda: None,
                forget_movies=lambda: None,
            ),
        )
        self.dialogs = Dialogs(window, workspace, controls)

    def show(self, kind: type[QDialog]) -> None:
        """Ask for a dialog, as a key or a menu does."""
        if kind is ShortcutsDialog:
            self.dialogs.show_shortcuts(self.actions)
        else:
            {
                AboutDialog: self.dialogs.show_about,
                PreferencesDialog: self.dialogs.show_preferences,
                QFileDialog: self.dialogs.open_movie,
            }[kind]()

    def of(self, kind: type[QDialog]) -> list[QDialog]:
        """Return the dialogs of a kind that there are."""
        return self.window.findChildren(kind)


@pytest.fixture
def desk(qtbot) -> Desk:
    """Return dialogs over a bare window."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return Desk(window, Workspace(), Actions(Look(), window, keys={}))


@pytest.mark.parametrize(
    "kind", [PreferencesDialog, ShortcutsDialog, AboutDialog, QFileDialog]
)
def test_asked_for_twice_it_opens_once(desk, kind, qtbot):
    """A second key brings the open one forward; closed, it opens anew."""
    desk.show(kind)
    desk.show(kind)
    [dialog] = desk.of(kind)
    dialog.close()
    qtbot.waitUntil(lambda: not desk.of(kind))
    desk.show(kind)
    assert len(desk.of(kind)) == 1
    desk.dialogs.close_all()
    qtbot.waitUntil(lambda: not desk.of(kind))


def test_what_is_kept_is_told_to_the_dialog_that_is_seen(desk, qtbot):
    """Also after the preferences were asked for a second time."""
    desk.show(PreferencesDialog)
    desk.show(PreferencesDialog)
    [dialog] = desk.of(PreferencesDialog)
    assert len(desk.told) == 1
    desk.told[0](12_300_000)
    assert dialog.cache.text() == "12.3 MB"
    dialog.close()
    assert desk.told[-1] is None


def test_choosing_begins_where_the_last_movie_was(desk, tmp_path):
    """And anywhere else where that folder is gone, without a word."""
    desk.workspace.session.recent = (tmp_path / "film.mov",)
    desk.show(QFileDialog)
    [dialog] = desk.of(QFileDialog)
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.fileSelected.emit(str(tmp_path / "film.mov"))
    assert desk.opened == [str(tmp_path / "film.mov")]
    dialog.close()
    desk.workspace.session.recent = (tmp_path / "gone" / "film.mov",)
    desk.show(QFileDialog)
    assert desk.of(QFileDialog)[-1].isVisible()
    desk.dialogs.close_all()
