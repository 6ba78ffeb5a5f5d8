"""Opens the window's dialogs, each once, none of them in the way."""

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog

from avts_desktop.early.log import log_folder
from avts_desktop.state.workspace import Workspace
from avts_desktop.windows.about_dialog import AboutDialog, Judge
from avts_desktop.windows.actions import Actions
from avts_desktop.windows.controls import Controls
from avts_desktop.windows.main_window import MainWindow
from avts_desktop.windows.preferences_dialog import PreferencesDialog
from avts_desktop.windows.shortcuts_dialog import ShortcutsDialog

_PATTERNS = (
    "*.mp4 *.mov *.m4v *.mkv *.webm *.avi *.mxf *.ts *.m2ts *.mts *.mpg *.mpeg *.vob "
    "*.wmv *.flv *.3gp *.ogv *.dv *.gxf"
)


class Dialogs(QObject):
    """Opens dialogs over a window.

    Parameters
    ----------
    window
        What they lie over.
    workspace
        What they show.
    controls
        What they change.
    """

    def __init__(
        self, window: MainWindow, workspace: Workspace, controls: Controls
    ) -> None:
        super().__init__(window)
        self._window, self._workspace = window, workspace
        self._controls = controls
        self._open: dict[type[QDialog], QDialog] = {}

    def open_movie(self) -> None:
        """Let people choose a movie, beginning where the last one was."""
        if self._raise(QFileDialog):
            return
        dialog = QFileDialog(self._window, self.tr("Open movie"), self._folder())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        movies = self.tr("Movies")
        every = self.tr("All files")
        dialog.setNameFilters([f"{movies} ({_PATTERNS})", f"{every} (*)"])
        dialog.fileSelected.connect(self._controls.media.open)
        self._show(dialog)

    def show_preferences(self) -> None:
        """Show the preferences."""
        if self._raise(PreferencesDialog):
            return
        preferences, keeping = self._controls.preferences, self._controls.keeping
        dialog = PreferencesDialog(lambda: preferences.current, self._window)
        dialog.changed.connect(lambda fields: preferences.change(**fields))
        dialog.clear_cache_wished.connect(keeping.clear_cache)
        dialog.forget_wished.connect(keeping.forget_movies)
        keeping.tell(dialog.show_cache, dialog.show_remembered)
        dialog.finished.connect(keeping.stop_telling)
        self._show(dialog)

    def show_shortcuts(self, actions: Actions) -> None:
        """Show all keys."""
        if self._raise(ShortcutsDialog):
            return
        preferences = self._controls.preferences
        dialog = ShortcutsDialog(actions, lambda: preferences.current, self._window)
        dialog.changed.connect(lambda fields: preferences.change(**fields))
        self._show(dialog)

    def show_about(self) -> None:
        """Show versions, device and model."""
        if self._raise(AboutDialog):
            return
        analysis = self._workspace.analysis
        judge = Judge(
            device=analysis.device,
            model=analysis.model,
            sha256=analysis.model_sha256,
        )
        self._show(AboutDialog(judge, self._window))

    def show_log_folder(self) -> None:
        """Show where the log files are."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))

    def close_all(self) -> None:
        """Close what is open."""
        for dialog in list(self._open.values()):
            dialog.close()

    def _folder(self) -> str:
        recent = self._workspace.session.recent
        if recent:
            # Not looked for: on a drive that is gone that takes seconds. Qt begins
            # elsewhere where there is no such folder.
            return str(recent[0].parent)
        movies = QStandardPaths.StandardLocation.MoviesLocation
        folder = Path(QStandardPaths.writableLocation(movies))
        return str(folder if folder.is_dir() else Path.home())

    def _raise(self, kind: type[QDialog]) -> bool:
        """Bring the dialog of a kind forward, and tell whether one is open."""
        dialog = self._open.get(kind)
        if dialog is None:
            return False
        dialog.raise_()
        dialog.activateWindow()
        return True

    def _show(self, dialog: QDialog) -> None:
        """Show a dialog, the first of its kind."""
        kind = type(dialog)
        self._open[kind] = dialog

        def forget(_result: int) -> None:
            self._open.pop(kind, None)
            dialog.deleteLater()

        dialog.finished.connect(forget)
        dialog.open()
