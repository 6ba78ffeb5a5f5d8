"""Short jobs on threads, with callbacks on the UI thread."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from avts_core.errors import JobCancelledError
from avts_core.jobs import CancelToken, Progress, ReportProgress, ignore_progress

Result = TypeVar("Result")


def ignore_cancel() -> None:
    """Take note of nothing."""


class JobRunner(QObject):
    """Starts jobs; lives on the UI thread, for as long as the application.

    Workers hold no QObject but this one, so nothing is deleted under them.

    Parameters
    ----------
    max_workers
        How many jobs run at a time; others wait.
    """

    _posted = Signal(object)

    def __init__(self, *, max_workers: int = 1) -> None:
        super().__init__()
        self._executor = ThreadPoolExecutor(max_workers, thread_name_prefix="job")
        self._running: set[CancelToken] = set()
        self._is_closed = False
        self._posted.connect(self._run_posted, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        work: Callable[[ReportProgress, CancelToken], Result],
        *,
        on_success: Callable[[Result], None],
        on_failure: Callable[[Exception], None],
        on_cancel: Callable[[], None] = ignore_cancel,
        on_progress: Callable[[Progress], None] = ignore_progress,
    ) -> CancelToken:
        """Run work on a thread and call back here, on the UI thread.

        Exactly one of `on_success`, `on_failure` and `on_cancel` is called, last; none
        after `close`.

        Parameters
        ----------
        work
            Takes a function to report progress with, and a token to look at.
        on_success, on_failure, on_cancel
            The endings.
        on_progress
            Called with the newest progress only, as often as the UI thread can.

        Returns
        -------
        The token that cancels the work.
        """
        cancel = CancelToken()
        latest = _Latest(self._posted.emit, on_progress)
        self._running.add(cancel)

        def end(call: Callable[[], None]) -> None:
            def ended() -> None:
                self._running.discard(cancel)
                call()

            self._posted.emit(ended)

        def run() -> None:
            try:
                cancel.check()
                result = work(latest.put, cancel)
            except JobCancelledError:
                end(on_cancel)
            except Exception as error:  # noqa: BLE001 - the UI thread shows it
                end(partial(on_failure, error))
            else:
                end(partial(on_success, result))

        self._executor.submit(run)
        return cancel

    def close(self) -> None:
        """Cancel everything and wait for the work's next look at its token."""
        self._is_closed = True
        for cancel in self._running:
            cancel.cancel()
        self._executor.shutdown(cancel_futures=True)

    @Slot(object)
    def _run_posted(self, call: Callable[[], None]) -> None:
        if not self._is_closed:
            call()


class _Latest:
    """Hands on only the newest progress, and never two at a time."""

    def __init__(
        self,
        post: Callable[[Callable[[], None]], None],
        show: Callable[[Progress], None],
    ) -> None:
        self._post = post
        self._show = show
        self._lock = Lock()
        self._waiting: Progress | None = None

    def put(self, progress: Progress) -> None:
        with self._lock:
            is_posted = self._waiting is not None
            self._waiting = progress
        if not is_posted:
            self._post(self._take)

    def _take(self) -> None:
        with self._lock:
            progress, self._waiting = self._waiting, None
        if progress is not None:
            self._show(progress)
