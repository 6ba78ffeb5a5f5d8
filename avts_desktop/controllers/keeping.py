"""What is kept about movies on this machine: how much it is, and throwing it away."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from avts_core.jobs import CancelToken, ReportProgress
from avts_desktop.controllers.journal import note
from avts_desktop.controllers.messages import Messages
from avts_desktop.jobs.cache import AnalysisCache
from avts_desktop.jobs.runner import JobRunner
from avts_desktop.settings.memory import FileMemory
from avts_desktop.state.session import Message, Severity
from avts_desktop.state.workspace import Workspace


class KeepingController:
    """Counts and clears finished analyses and remembered choices.

    It also tells when choices cannot be remembered.

    Parameters
    ----------
    workspace
        Where the log is.
    cache
        Finished analyses; None if none are kept.
    memory
        What was chosen for each movie.
    runner
        Does what reads and writes many files.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        cache: AnalysisCache | None,
        memory: FileMemory,
        runner: JobRunner,
    ) -> None:
        self._workspace = workspace
        self._cache, self._memory, self._runner = cache, memory, runner
        self._tell_bytes: Callable[[int], None] | None = None
        self._tell_movies: Callable[[int], None] | None = None
        self._last_problem: str | None = None
        memory.failed.connect(self._on_memory_failed)
        if memory.problem is not None:
            self._on_memory_failed(memory.problem)

    def tell(
        self, tell_bytes: Callable[[int], None], tell_movies: Callable[[int], None]
    ) -> None:
        """Tell how much is kept, now and whenever it changes.

        Parameters
        ----------
        tell_bytes
            Is given the bytes of the finished analyses.
        tell_movies
            Is given the number of movies of which something is remembered.
        """
        self._tell_bytes, self._tell_movies = tell_bytes, tell_movies
        tell_movies(self._memory.count())
        self._count_cache()

    def stop_telling(self, *_: object) -> None:
        """Tell nothing any more."""
        self._tell_bytes = self._tell_movies = None

    def clear_cache(self) -> None:
        """Throw finished analyses away; movies are measured again when opened."""
        cache = self._cache
        if cache is None:
            return

        def clear(_report: ReportProgress, _cancel: CancelToken) -> None:
            cache.clear()

        def on_success(_: None) -> None:
            text = QCoreApplication.translate(
                "KeepingController", "The finished analyses were thrown away."
            )
            note(self._workspace, text)
            self._count_cache()

        self._runner.start(clear, on_success=on_success, on_failure=self._on_failure)

    def forget_movies(self) -> None:
        """Forget the delay, track and profile of every movie."""
        self._memory.clear()
        text = QCoreApplication.translate(
            "KeepingController", "What was chosen for each movie was forgotten."
        )
        note(self._workspace, text)
        if self._tell_movies is not None:
            self._tell_movies(self._memory.count())

    def _count_cache(self) -> None:
        cache = self._cache

        def count(_report: ReportProgress, _cancel: CancelToken) -> int:
            return 0 if cache is None else cache.num_bytes()

        self._runner.start(
            count, on_success=self._on_counted, on_failure=self._on_failure
        )

    def _on_counted(self, num_bytes: int) -> None:
        if self._tell_bytes is not None:
            self._tell_bytes(num_bytes)

    def _on_memory_failed(self, problem: str) -> None:
        """Tell it in the log, and the first one where people look."""
        if problem == self._last_problem:
            return
        note(self._workspace, problem)
        if self._last_problem is None:
            text = problem if self._memory.can_keep else _with_remedy(problem)
            message = Message(severity=Severity.WARNING, text=text)
            Messages(self._workspace.session).tell(message)
        self._last_problem = problem

    def _on_failure(self, error: Exception) -> None:
        text = QCoreApplication.translate(
            "KeepingController", "The finished analyses cannot be changed: {reason}"
        )
        note(self._workspace, text.format(reason=error))


def _with_remedy(problem: str) -> str:
    text = QCoreApplication.translate(
        "KeepingController",
        "{problem} Delay, track and profile of each movie are lost when the window is "
        "closed. Make room on the disk, or let yourself write there, and start again.",
    )
    return text.format(problem=problem)
