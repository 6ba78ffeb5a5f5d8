"""The preferences in use, and their way to the disk."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from psygnal import Signal

from avts_core.errors import ConfigError
from avts_desktop.controllers.debounce import Debounce
from avts_desktop.controllers.journal import note
from avts_desktop.settings.preferences import Preferences, save
from avts_desktop.state.workspace import Workspace


class PreferencesController:
    """Holds what people chose and saves it a moment after each change.

    Parameters
    ----------
    workspace
        Where the log is.
    preferences
        As loaded.
    path
        Where to save; None saves nothing.

    Attributes
    ----------
    changed : Signal(Preferences, Preferences)
        The new ones and the old ones.
    """

    changed = Signal(Preferences, Preferences)

    def __init__(
        self,
        workspace: Workspace,
        preferences: Preferences | None = None,
        *,
        path: Path | None = None,
    ) -> None:
        self._workspace = workspace
        self._current = preferences or Preferences()
        self._path = path
        self._saving = Debounce(self._save)
        self._has_complained = False

    @property
    def current(self) -> Preferences:
        """What holds now."""
        return self._current

    def change(self, **fields: Any) -> None:  # noqa: ANN401 - each field has its type
        """Change fields of the preferences.

        Raises
        ------
        ValueError
            If a value is out of range.
        TypeError
            If there is no such field.
        """
        before, self._current = self._current, replace(self._current, **fields)
        if self._current != before:
            self._saving.ask()
            self.changed.emit(self._current, before)

    def flush(self) -> None:
        """Save now what is not yet saved."""
        self._saving.flush()

    def _save(self) -> None:
        if self._path is None:
            return
        try:
            save(self._current, self._path)
        except ConfigError as error:
            # Once: the disk stays full for a while, and every change would tell it.
            if not self._has_complained:
                note(self._workspace, str(error))
            self._has_complained = True
        else:
            self._has_complained = False
