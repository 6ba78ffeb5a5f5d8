"""Opening and closing movies."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from avts_core.assets import asset_path
from avts_core.errors import AvtsError
from avts_core.jobs import CancelToken, ReportProgress
from avts_core.media.probe import MediaInfo, probe
from avts_desktop.controllers.analysis import AnalysisController
from avts_desktop.controllers.delay import DelayController
from avts_desktop.controllers.journal import note
from avts_desktop.controllers.messages import Messages
from avts_desktop.controllers.opening import describe, movie_of
from avts_desktop.controllers.preferences import PreferencesController
from avts_desktop.jobs.runner import JobRunner
from avts_desktop.playback.transport import Transport
from avts_desktop.settings.identity import movie_identity
from avts_desktop.settings.memory import FileMemory
from avts_desktop.settings.preferences import with_recent
from avts_desktop.state.analysis import Stage
from avts_desktop.state.movie import Movie
from avts_desktop.state.session import Message, Severity
from avts_desktop.state.workspace import Workspace

Probe = Callable[[Path], MediaInfo]


@dataclass(eq=False)
class _Opening:
    """A file on its way to being the open movie."""

    path: Path
    number: int = 0
    identity: str | None = None
    """None until known; empty if it cannot be."""
    movie: Movie | None = None
    """Once it is known what the file holds."""
    is_wished: bool = False
    """Whether it is to be measured whatever the preferences say."""
    has_chosen_track: bool = False
    """Whether people chose a sound track before it was known which one they had."""
    tokens: list[CancelToken] = field(default_factory=list)


class MediaController:
    """Writes the session: what is open, what was, and what went wrong.

    The movie that is open stays until the next one is known to be one. The first
    picture waits for no more than a look into the file; its identity, which reads more
    of it, comes beside that, and with it what was remembered and the analysis.

    Parameters
    ----------
    workspace
        The state.
    transport
        Plays what is opened.
    runner
        Looks into files; with two workers identity and picture come at once.
    memory, preferences
        What was chosen before.
    delay, analysis
        Take each movie after it is known.
    probe_movie
        Says what a file holds.
    """

    def __init__(  # noqa: PLR0913 - it is where a movie comes to all the others
        self,
        workspace: Workspace,
        transport: Transport,
        *,
        runner: JobRunner,
        memory: FileMemory,
        preferences: PreferencesController,
        delay: DelayController,
        analysis: AnalysisController,
        probe_movie: Probe = probe,
    ) -> None:
        self._workspace = workspace
        self._session = workspace.session
        self._messages = Messages(workspace.session)
        self._transport = transport
        self._runner = runner
        self._memory = memory
        self._preferences = preferences
        self._delay = delay
        self._analysis = analysis
        self._probe = probe_movie
        self._opening: _Opening | None = None
        self._num_openings = 0
        self._session.recent = tuple(map(Path, preferences.current.recent))
        analysis.outdated.connect(self._reopen)

    def open(self, path: Path | str) -> None:
        """Open a movie; what goes wrong is told in a message."""
        self._open(_Opening(path=Path(path).expanduser().absolute()))

    def open_sample(self) -> None:
        """Open the movie that ships with the program."""
        try:
            path = asset_path("sample.mp4")
        except AvtsError as error:
            self._tell(Severity.ERROR, str(error))
        else:
            self.open(path)

    def close_movie(self) -> None:
        """Close the movie, and give up the one being opened."""
        self._give_up()
        self._messages.forget_movie()
        self._let_go()
        self._session.movie = None

    def choose_track(self, number: int) -> None:
        """Hear and measure another sound track."""
        movie = self._session.movie
        if movie is None or not 0 <= number < len(movie.tracks):
            return
        if number == self._workspace.player.track:
            return
        self._workspace.player.track = number
        self._transport.set_track(number)
        if self._opening is not None:
            self._opening.has_chosen_track = True
        self._keep_track(movie)
        self._analysis.take_track()

    def dismiss_message(self) -> None:
        """Take the message away."""
        self._messages.dismiss()

    def clear_recent(self) -> None:
        """Forget which movies were opened."""
        self._session.recent = ()
        self._preferences.change(recent=())

    def _open(self, opening: _Opening) -> None:
        self._give_up()
        self._num_openings += 1
        opening.number = self._num_openings
        self._opening = opening
        self._messages.forget_movie()
        self._session.opening = opening.path
        self._start_probing(opening)
        self._start_identifying(opening)

    def _reopen(self) -> None:
        """Take the movie's file as it is now, which was written anew meanwhile."""
        movie = self._session.movie
        if movie is None:
            return
        self._open(_Opening(path=movie.path, is_wished=True))
        text = QCoreApplication.translate(
            "MediaController",
            "{name} has changed since it was opened, and is opened again.",
        )
        self._tell(Severity.INFO, text.format(name=movie.path.name))

    def _start_probing(self, opening: _Opening) -> None:
        def look(_report: ReportProgress, _cancel: CancelToken) -> MediaInfo:
            return self._probe(opening.path)

        token = self._runner.start(
            look,
            on_success=lambda info: self._on_probed(opening, info),
            on_failure=lambda error: self._on_unreadable(opening, error),
        )
        opening.tokens.append(token)

    def _start_identifying(self, opening: _Opening) -> None:
        def identify(_report: ReportProgress, cancel: CancelToken) -> str:
            return movie_identity(opening.path, cancel=cancel)

        token = self._runner.start(
            identify,
            on_success=lambda identity: self._on_identity(opening, identity),
            # If it is unreadable, probing says so better.
            on_failure=lambda _error: self._on_identity(opening, ""),
        )
        opening.tokens.append(token)

    def _give_up(self) -> None:
        """Forget the file that is being opened, and the one being identified."""
        if self._opening is not None:
            for token in self._opening.tokens:
                token.cancel()
        self._opening = None
        self._session.opening = None

    def _let_go(self) -> None:
        """Part with the movie that is open, without showing another."""
        self._analysis.forget()
        self._delay.forget()
        self._transport.close()
        self._workspace.player.track = 0

    def _on_probed(self, opening: _Opening, info: MediaInfo) -> None:
        if opening is not self._opening:
            return
        movie = movie_of(info, path=opening.path, identity=opening.identity or "")
        if not (movie.has_picture or movie.has_sound):
            self._fail(_text_of_nothing().format(name=opening.path.name))
            return
        opening.movie = movie = replace(movie, opening=opening.number)
        self._let_go()
        # The player first: it reads while the views get ready.
        self._transport.open(movie, track=0)
        self._session.movie = movie
        self._session.opening = None
        note(self._workspace, describe(movie))
        self._remember_recent(opening.path)
        self._tell_what_lacks(movie)
        if opening.identity is not None:
            self._settle(opening, opening.identity)

    def _on_identity(self, opening: _Opening, identity: str) -> None:
        if opening is not self._opening:
            return
        opening.identity = identity
        if opening.movie is not None:
            self._settle(opening, identity)

    def _settle(self, opening: _Opening, identity: str) -> None:
        """Take up what was chosen for the movie before, and begin to measure."""
        assert opening.movie is not None
        movie = replace(opening.movie, identity=identity)
        self._opening = None
        self._session.movie = movie
        chosen = self._memory.recall(identity)
        if opening.has_chosen_track:
            self._keep_track(movie)
        else:
            self._recall_track(movie, chosen.track or 0)
        self._delay.recall(chosen.delay_ms)
        self._analysis.open(movie, profile=chosen.profile, is_wished=opening.is_wished)

    def _keep_track(self, movie: Movie) -> None:
        if movie.identity:
            track = self._workspace.player.track
            self._memory.remember(movie.identity, track=track)

    def _recall_track(self, movie: Movie, track: int) -> None:
        """Hear the track of last time, unless another is being measured already."""
        is_free = self._workspace.analysis.stage is Stage.IDLE
        if is_free and 0 < track < len(movie.tracks):
            self._workspace.player.track = track
            self._transport.set_track(track)

    def _on_unreadable(self, opening: _Opening, error: Exception) -> None:
        if opening is not self._opening:
            return
        if isinstance(error, AvtsError):
            self._fail(str(error))
            return
        text = QCoreApplication.translate(
            "MediaController", "{name} cannot be opened: {reason}."
        )
        self._fail(text.format(name=opening.path.name, reason=error))

    def _fail(self, text: str) -> None:
        """Tell why a file did not open; the movie that was open stays."""
        self._give_up()
        self._tell(Severity.ERROR, text)

    def _tell_what_lacks(self, movie: Movie) -> None:
        if not movie.has_sound:
            text = QCoreApplication.translate(
                "MediaController",
                "{name} has no sound: it plays, but there is nothing to compare the "
                "picture with.",
            )
        elif not movie.has_picture:
            text = QCoreApplication.translate(
                "MediaController",
                "{name} has no picture: it plays, but there are no lips to compare the "
                "sound with.",
            )
        else:
            return
        self._tell(Severity.WARNING, text.format(name=movie.path.name))

    def _remember_recent(self, path: Path) -> None:
        recent = with_recent(self._preferences.current, path).recent
        self._preferences.change(recent=recent)
        self._session.recent = tuple(map(Path, recent))

    def _tell(self, severity: Severity, text: str) -> None:
        message = Message(severity=severity, text=text, is_about_movie=True)
        self._messages.tell(message)
        note(self._workspace, text)


def _text_of_nothing() -> str:
    return QCoreApplication.translate(
        "MediaController",
        "{name} holds neither a picture nor a sound that can be read.",
    )
