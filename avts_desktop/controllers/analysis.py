"""Measuring: starts the analyst, and writes down what it says."""

import time
from collections.abc import Callable

from psygnal import Signal
from PySide6.QtCore import QCoreApplication

from avts_core.errors import ConfigError
from avts_core.jobs import Progress
from avts_core.sync.report import Status, SyncReport
from avts_core.sync.verdict import DEFAULT_PROFILE, find_profile
from avts_desktop.controllers.debounce import Debounce
from avts_desktop.controllers.journal import note
from avts_desktop.controllers.messages import Messages
from avts_desktop.controllers.pace import Pace
from avts_desktop.controllers.preferences import PreferencesController
from avts_desktop.jobs.analyst import Analyst
from avts_desktop.jobs.messages import AnalysisWish, Began, Ready
from avts_desktop.settings.memory import FileMemory
from avts_desktop.state.analysis import Certainty, Stage
from avts_desktop.state.measured import TIME_STEP_S, Measured, Piece
from avts_desktop.state.movie import Movie
from avts_desktop.state.session import Message, Severity
from avts_desktop.state.spans import span_rows
from avts_desktop.state.workspace import Workspace

_ROWS_EVERY_MS = 500
"""A film of three hours is looked through in up to 10 ms."""
_TELLING_SHARE = 0.2
"""A film measured up to here says more than samples spread over all of it."""


class AnalysisController:
    """Writes the state of the analysis.

    Parameters
    ----------
    workspace
        The state.
    analyst
        Measures.
    memory
        Where each movie's profile is kept.
    preferences
        Say by which profile, and whether to measure without being asked.
    clock
        Seconds, for speed and time left.

    Attributes
    ----------
    outdated : Signal()
        The file holds something else than when it was opened.
    """

    outdated = Signal()

    def __init__(
        self,
        workspace: Workspace,
        analyst: Analyst,
        *,
        memory: FileMemory,
        preferences: PreferencesController,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workspace = workspace
        self._state = workspace.analysis
        self._analyst = analyst
        self._memory = memory
        self._preferences = preferences
        self._clock = clock
        self._pace = Pace(0.0, clock())
        self._has_lost = False
        """Whether a result could not be kept."""
        self._is_chosen = False
        """Whether people chose the profile since the movie was opened."""
        self._rows_soon = Debounce(self._update_rows, quiet_ms=_ROWS_EVERY_MS)
        self._connect()
        self._judge_by_preferred()

    def open(
        self, movie: Movie, *, profile: str | None = None, is_wished: bool = False
    ) -> None:
        """Take another movie, judged as it was last time, or as chosen since.

        Parameters
        ----------
        movie
            As opened.
        profile
            What it was judged by; None if it never was.
        is_wished
            Whether to measure it in any case; else the preferences say so.
        """
        if self._is_chosen:
            self._keep_profile(movie)
        else:
            self._judge_as_before(movie, profile)
        is_new = self._state.stage is Stage.IDLE
        is_due = is_wished or self._preferences.current.analyse_on_open
        if is_new and is_due and movie.can_be_measured:
            self._measure()

    def forget(self) -> None:
        """Make ready for another movie."""
        self._is_chosen = False
        self._drop()

    def start(self) -> None:
        """Measure the movie that is open, from the beginning, as the file is now."""
        self._measure(is_anew=True)

    def take_track(self) -> None:
        """Measure the sound track that is heard now, if one was measured before."""
        was_asked = self._state.stage is not Stage.IDLE
        self._drop()
        if was_asked or self._preferences.current.analyse_on_open:
            self._measure()

    def cancel(self) -> None:
        """Stop measuring; what was measured stays."""
        self._analyst.cancel()

    def set_profile(self, name_or_limits: str) -> None:
        """Judge by other limits, at once and without measuring again.

        Parameters
        ----------
        name_or_limits
            A profile's name, or limits such as ``+40/-60``; anything else is told in a
            message and changes nothing.
        """
        if not self._judge_by(name_or_limits):
            text = QCoreApplication.translate(
                "AnalysisController",
                "“{text}” is no profile. Choose one of the list, or write limits such "
                "as +40/-60: how many ms audio may be early and late.",
            )
            self._tell(Severity.WARNING, text.format(text=name_or_limits))
            return
        self._is_chosen = True
        self._preferences.change(profile=self._state.profile.name)
        movie = self._workspace.session.movie
        if movie is not None:
            self._keep_profile(movie)

    def _keep_profile(self, movie: Movie) -> None:
        if movie.identity:
            self._memory.remember(movie.identity, profile=self._state.profile.name)

    def _drop(self) -> None:
        """Give up what is being measured and clear what was."""
        self._analyst.cancel()
        self._clear()
        self._state.stage = Stage.IDLE

    def _measure(self, *, is_anew: bool = False) -> None:
        """Measure, or take what was kept of an earlier time."""
        movie = self._workspace.session.movie
        if movie is None or not movie.can_be_measured:
            return
        self._clear()
        self._pace = Pace(float(movie.duration), self._clock())
        self._state.stage = Stage.RUNNING
        self._analyst.start(
            AnalysisWish(
                path=movie.path,
                identity=movie.identity,
                track=self._workspace.player.track,
                duration_s=float(movie.duration),
                is_anew=is_anew,
            )
        )

    def _judge_as_before(self, movie: Movie, name: str | None) -> None:
        """Judge by what a movie was judged by, else by what people prefer."""
        if name and self._judge_by(name):
            return
        self._judge_by_preferred()
        if name:
            text = QCoreApplication.translate(
                "AnalysisController",
                "{movie} was judged by a profile that is not there any more "
                "(“{name}”). Now it is judged by {profile}.",
            )
            text = text.format(
                movie=movie.path.name, name=name, profile=self._profile_words
            )
            self._tell(Severity.WARNING, text, is_about_movie=True)
            self._keep_profile(movie)

    def _judge_by_preferred(self) -> None:
        """Judge by the profile of the preferences; by the default if that is gone."""
        name = self._preferences.current.profile
        if self._judge_by(name):
            return
        self._judge_by(DEFAULT_PROFILE)
        text = QCoreApplication.translate(
            "AnalysisController",
            "The preferences name a profile that is not there (“{name}”). {profile} is "
            "used in its place; choose another beside the verdict.",
        )
        text = text.format(name=name, profile=self._profile_words)
        self._tell(Severity.WARNING, text)
        # Else it would be met again at each start.
        self._preferences.change(profile=DEFAULT_PROFILE)

    @property
    def _profile_words(self) -> str:
        profile = self._state.profile
        title = QCoreApplication.translate("Profiles", profile.title)
        return f"{title} {profile.limits}"

    def _judge_by(self, name_or_limits: str) -> bool:
        """Judge by a profile, and tell whether there is one of this name."""
        try:
            profile = find_profile(name_or_limits)
        except ConfigError:
            return False
        movie = self._workspace.session.movie
        self._state.profile = profile.at_fps(
            None if movie is None else float(movie.fps)
        )
        if self._state.report is not None:
            self._state.report = self._state.report.judged_by(self._state.profile)
            self._update_rows()
        return True

    def _connect(self) -> None:
        analyst = self._analyst
        analyst.ready.connect(self._on_ready)
        analyst.identified.connect(self._on_identified)
        analyst.began.connect(self._on_began)
        analyst.grew.connect(self._on_grew)
        analyst.progressed.connect(self._on_progress)
        analyst.reported.connect(self._on_report)
        analyst.finished.connect(self._on_finished)
        analyst.failed.connect(self._on_failed)
        analyst.cancelled.connect(self._on_cancelled)
        analyst.noted.connect(self._on_noted)
        analyst.lost.connect(self._on_lost)

    def _clear(self) -> None:
        state = self._state
        state.problem = None
        state.report = None
        state.rows = ()
        self._rows_soon.drop()
        state.measured = None
        state.fraction = 0.0
        state.activity = ""
        state.seconds_left = None
        state.speed = None

    def _on_ready(self, ready: Ready) -> None:
        self._state.device = ready.device
        self._state.model = ready.model
        self._state.model_sha256 = ready.model_sha256

    def _on_identified(self, identity: str) -> None:
        movie = self._workspace.session.movie
        # While its identity is not known, whoever opens it is still reading it.
        if movie is not None and movie.identity and movie.identity != identity:
            self.outdated.emit()

    def _on_began(self, began: Began) -> None:
        movie = self._workspace.session.movie
        self._state.measured = Measured(
            start_s=began.start_s,
            sound_start_s=began.sound_start_s,
            lag_ms=began.lag_ms,
            room_s=0.0 if movie is None else float(movie.duration),
        )

    def _on_grew(self, piece: Piece) -> None:
        if self._state.measured is not None:
            self._state.measured.add(piece)
            self._update_rows_soon()

    def _on_progress(self, progress: Progress) -> None:
        self._pace.update(progress.fraction, self._clock())
        # Never back: a bar that shrinks looks like a fault.
        self._state.fraction = max(self._state.fraction, progress.fraction)
        self._state.activity = progress.stage
        self._state.seconds_left = self._pace.seconds_left
        self._state.speed = self._pace.speed

    def _on_report(self, report: SyncReport, certainty: Certainty) -> None:
        """Show what can be said, unless something better is known already."""
        is_answer = report.status is Status.OK
        has_answer = self._state.report is not None
        is_sampled = has_answer and self._state.certainty is Certainty.ROUGH
        is_too_early = certainty is not Certainty.FINAL and not is_answer
        # "Too little so far" is no news while it goes on.
        if is_too_early and (is_sampled or not has_answer):
            return
        # Samples spread over the film tell more of it than its first scenes.
        if is_sampled and certainty is Certainty.GROWING and self._is_at_its_start:
            return
        self._state.certainty = certainty
        self._state.report = report.judged_by(self._state.profile)
        if certainty is Certainty.FINAL:
            self._update_rows()
        else:
            self._update_rows_soon()

    def _update_rows_soon(self) -> None:
        """Look for stretches, but not with each piece that comes."""
        if not self._rows_soon.is_pending:
            self._rows_soon.ask()

    def _update_rows(self) -> None:
        self._rows_soon.drop()
        self._state.rows = span_rows(self._state.report, self._state.measured)

    @property
    def _is_at_its_start(self) -> bool:
        """Whether less is measured of the movie than would outweigh samples of it."""
        movie, measured = self._workspace.session.movie, self._state.measured
        if movie is None:
            return False
        num_times = 0 if measured is None else len(measured.rolling_ms)
        return num_times * TIME_STEP_S < _TELLING_SHARE * float(movie.duration)

    def _on_finished(self) -> None:
        self._state.fraction = 1.0
        self._rest(Stage.DONE)
        if self._state.report is not None:
            note(self._workspace, self._state.report.sentence())

    def _on_failed(self, reason: str) -> None:
        self._state.problem = reason
        self._rest(Stage.FAILED)
        note(self._workspace, reason)

    def _on_cancelled(self) -> None:
        self._rest(Stage.CANCELLED)

    def _on_noted(self, text: str) -> None:
        note(self._workspace, text)

    def _on_lost(self, problem: str) -> None:
        """Tell it where people look, but once: the disk stays full for a while."""
        if self._has_lost:
            note(self._workspace, problem)
            return
        self._has_lost = True
        text = QCoreApplication.translate(
            "AnalysisController",
            "{problem} The movie will be measured again when it is opened next. Make "
            "room on the disk, or let yourself write there.",
        )
        self._tell(Severity.WARNING, text.format(problem=problem))

    def _rest(self, stage: Stage) -> None:
        self._state.activity = ""
        self._state.seconds_left = None
        self._state.stage = stage
        self._rows_soon.flush()

    def _tell(
        self, severity: Severity, text: str, *, is_about_movie: bool = False
    ) -> None:
        message = Message(severity=severity, text=text, is_about_movie=is_about_movie)
        Messages(self._workspace.session).tell(message)
        note(self._workspace, text)
