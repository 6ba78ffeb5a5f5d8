"""The preferences in use, and their way to the disk."""

from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from psygnal import Signal
from PySide6.QtCore import QCoreApplication

from avts_core.errors import ConfigError
from avts_core.jobs import CancelToken, ReportProgress
from avts_desktop.controllers.debounce import Debounce
from avts_desktop.controllers.journal import note
from avts_desktop.controllers.messages import Messages
from avts_desktop.jobs.runner import JobRunner
from avts_desktop.settings.preferences import Preferences, save_changes
from avts_desktop.state.session import Message, Severity
from avts_desktop.state.workspace import Workspace

_PATIENCE_S = 1.0


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
    runner
        Saves off the UI thread: a disk may take its time.

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
        runner: JobRunner | None = None,
    ) -> None:
        self._workspace = workspace
        self._current = preferences or Preferences()
        self._saved = self._current
        self._path = path
        self._runner = runner
        self._lock = Lock()
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
        """Save here and now what is not yet saved, as the program ends."""
        self._saving.drop()
        self._save_here()

    def _save(self) -> None:
        if self._runner is None:
            self._save_here()
            return

        def work(_report: ReportProgress, _cancel: CancelToken) -> None:
            self._write()

        self._runner.start(work, on_success=self._on_saved, on_failure=self._on_failure)

    def _save_here(self) -> None:
        try:
            self._write()
        except ConfigError as error:
            self._on_failure(error)
        else:
            self._on_saved()

    def _write(self) -> None:
        """Write what is not yet written; one at a time, on any thread.

        Raises
        ------
        ConfigError
            If it cannot be written.
        """
        if not self._lock.acquire(timeout=_PATIENCE_S):
            msg = QCoreApplication.translate(
                "PreferencesController",
                "The preferences cannot be saved: the disk does not answer.",
            )
            raise ConfigError(msg)
        try:
            new = self._current
            if self._path is not None and new != self._saved:
                save_changes(new, self._saved, self._path)
                self._saved = new
        finally:
            self._lock.release()

    def _on_saved(self, _result: None = None) -> None:
        self._has_complained = False

    def _on_failure(self, error: Exception) -> None:
        # Once: the disk stays full for a while, and every change would tell it.
        if not self._has_complained:
            text = QCoreApplication.translate(
                "PreferencesController",
                "{problem} What you set lasts until the window is closed. Make room on "
                "the disk, or let yourself write there, and change a setting again.",
            ).format(problem=error)
            note(self._workspace, text)
            message = Message(severity=Severity.WARNING, text=text)
            Messages(self._workspace.session).tell(message)
        self._has_complained = True
