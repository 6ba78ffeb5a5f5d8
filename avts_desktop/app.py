"""The application: the one place that builds what lives as long as the program."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from avts_desktop.controllers.analysis import AnalysisController
from avts_desktop.controllers.delay import DelayController
from avts_desktop.controllers.journal import note
from avts_desktop.controllers.keeping import KeepingController
from avts_desktop.controllers.media import MediaController
from avts_desktop.controllers.messages import Messages
from avts_desktop.controllers.playback import PlaybackController
from avts_desktop.controllers.preferences import PreferencesController
from avts_desktop.controllers.timeline import TimelineController
from avts_desktop.early.errors import ErrorWatch
from avts_desktop.early.log import start_log
from avts_desktop.jobs.analyst import Analyst
from avts_desktop.jobs.cache import AnalysisCache
from avts_desktop.jobs.collector import Collector
from avts_desktop.jobs.runner import JobRunner
from avts_desktop.playback.frames import ShownPicture
from avts_desktop.playback.transport import Transport
from avts_desktop.settings import places, preferences
from avts_desktop.settings.memory import FileMemory
from avts_desktop.state.session import Message, Severity
from avts_desktop.state.workspace import Workspace
from avts_desktop.views.look import Look
from avts_desktop.windows.controls import Controls
from avts_desktop.windows.main_window import MainWindow
from avts_desktop.windows.translator import load_translator
from avts_desktop.windows.wiring import Wiring

_SWITCH_S = 0.001
"""How long the UI thread may wait for one that decodes: it asks for the interpreter
with nearly each stroke it paints."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where the program keeps its files; None keeps nothing of that kind."""

    preferences: Path | None = field(default_factory=places.preferences_path)
    memory: Path | None = field(default_factory=places.memory_path)
    cache: Path | None = field(default_factory=places.cache_folder)


def _analyst(cache: Path | None) -> Analyst:
    return Analyst(cache_folder=cache)


class Application(QObject):
    """Everything behind one window, and the window.

    Parameters
    ----------
    qt
        Qt's own application object.
    places
        Where files are kept.
    make_transport, make_analyst
        Make the player and what measures; tests pass others.

    Attributes
    ----------
    workspace : Workspace
        The state.
    controls : Controls
        What changes it.
    window : MainWindow
    """

    def __init__(
        self,
        qt: QApplication,
        *,
        places: Places | None = None,
        make_transport: Callable[[], Transport] = Transport,
        make_analyst: Callable[[Path | None], Analyst] = _analyst,
    ) -> None:
        super().__init__()
        self._qt = qt
        self._places = places or Places()
        self.workspace = Workspace()
        loaded = preferences.Loaded(preferences=preferences.Preferences())
        if self._places.preferences is not None:
            loaded = preferences.load(self._places.preferences)
        chosen = loaded.preferences
        self.look = Look(self, theme=chosen.theme)
        self.look.apply_to(qt)
        self._translators = load_translator(qt, chosen.language)
        self._transport = make_transport()
        self._analyst = make_analyst(self._places.cache)
        self._runner = JobRunner(max_workers=2)
        self._memory = FileMemory(self._places.memory)
        self.controls = self._make_controls(loaded)
        self.window = MainWindow(self.workspace, self.look)
        self.window.restore(chosen.window_geometry, chosen.window_state)
        self.wiring = Wiring(self.window, self.workspace, self.controls, self.look)
        self._transport.picture_shown.connect(self.window.video.show_picture)
        self.window.video.measure_by(lambda: self._transport.due_s)
        self.controls.preferences.changed.connect(self._take_preferences)
        self.window.shown.connect(self._warm_up)
        self.window.closing.connect(self.close)
        self._is_closed = False
        self._collector = Collector()
        if loaded.problem is not None:
            self.tell(loaded.problem, severity=Severity.WARNING)

    def open(self, path: Path) -> None:
        """Open a movie, as from the command line."""
        self.controls.media.open(path)

    def tell(self, text: str, *, severity: Severity = Severity.ERROR) -> None:
        """Show a sentence in the window and keep it in the log."""
        note(self.workspace, text)
        message = Message(severity=severity, text=text)
        Messages(self.workspace.session).tell(message)

    def on_picture(self, tell: Callable[[ShownPicture], object]) -> None:
        """Have each picture told when it is shown: measures the player from outside."""

        def pass_on(picture: ShownPicture | None) -> None:
            if picture is not None:  # else a movie was closed
                tell(picture)

        self._transport.picture_shown.connect(pass_on)

    def close(self) -> None:
        """Save what is to be kept and end every thread and process.

        Where a step fails the others are done all the same; then its error is raised.
        """
        if self._is_closed:
            return
        self._is_closed = True
        steps = (
            self._keep_window,
            self.controls.preferences.flush,
            self.controls.media.close_movie,
            self._analyst.close,
            self._transport.shutdown,
            self._runner.close,
            self._memory.close,
            self._collector.close,
        )
        with ExitStack() as stack:
            for step in reversed(steps):
                stack.callback(step)

    def _keep_window(self) -> None:
        self.controls.preferences.change(
            window_geometry=self.window.saved_geometry(),
            window_state=self.window.saved_layout(),
        )

    def _make_controls(self, loaded: preferences.Loaded) -> Controls:
        workspace, transport, memory = self.workspace, self._transport, self._memory
        cache = self._places.cache
        keeper = PreferencesController(
            workspace,
            loaded.preferences,
            path=self._places.preferences if loaded.may_save else None,
            runner=self._runner,
        )
        delay = DelayController(workspace, transport, memory=memory)
        analysis = AnalysisController(
            workspace, self._analyst, memory=memory, preferences=keeper
        )
        media = MediaController(
            workspace,
            transport,
            runner=self._runner,
            memory=memory,
            preferences=keeper,
            delay=delay,
            analysis=analysis,
        )
        return Controls(
            media=media,
            playback=PlaybackController(workspace, transport, preferences=keeper),
            delay=delay,
            analysis=analysis,
            timeline=TimelineController(workspace),
            preferences=keeper,
            keeping=KeepingController(
                workspace,
                cache=None if cache is None else AnalysisCache(cache),
                memory=memory,
                runner=self._runner,
            ),
        )

    def _take_preferences(
        self, new: preferences.Preferences, old: preferences.Preferences
    ) -> None:
        if new.language != old.language:
            self._translators = load_translator(self._qt, new.language)

    def _warm_up(self) -> None:
        """Get model and sound device ready while people look for their movie."""
        # After the first painting: starting a process takes some of its time.
        QTimer.singleShot(200, self, self._analyst.warm_up)
        QTimer.singleShot(200, self, self._transport.prepare)


def run(movie: Path | None) -> int:
    """Open the window, with a movie if one is given, until it is closed."""
    start_log()
    application: Application | None = None

    def tell(text: str) -> None:
        if application is not None:
            application.tell(text)

    # First of all, so that Qt's own words go to the log from the start.
    watch = ErrorWatch(tell)
    sys.setswitchinterval(_SWITCH_S)
    qt = QApplication(sys.argv[:1])
    application = Application(qt)
    if movie is not None:
        application.open(movie)
    application.window.show()
    code = qt.exec()
    application.close()
    watch.stop()
    return code
