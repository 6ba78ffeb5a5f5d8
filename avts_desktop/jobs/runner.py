"""Short jobs on threads, with callbacks on the UI thread."""

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from threading import Lock, Thread, current_thread
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from avts_core.errors import JobCancelledError
from avts_core.jobs import CancelToken, Progress, ReportProgress, ignore_progress

Result = TypeVar("Result")

CLOSE_S = 1.0
"""Closing waits so long for work that may hang for ever, as on a share that is gone."""


def ignore_cancel() -> None:
    """Take note of nothing."""


class JobRunner(QObject):
    """Starts jobs; lives on the UI thread, for as long as the application.

    Workers hold no QObject but this one, so nothing is deleted under them. Each job has
    a thread of its own, which neither the end of the program nor other jobs wait for:
    one that was cancelled and does not stop, as it hangs in the system, leaves its
    place to the next.

    Parameters
    ----------
    max_workers
        How many jobs run at a time, but for cancelled ones; others wait.
    """

    _posted = Signal(object)

    def __init__(self, *, max_workers: int = 1) -> None:
        super().__init__()
        self._max_workers = max_workers
        self._lock = Lock()
        self._waiting: deque[_Job] = deque()
        self._running: set[_Job] = set()
        self._threads: set[Thread] = set()
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
        latest = _Latest(self._post, on_progress)

        def run(cancel: CancelToken) -> None:
            try:
                cancel.check()
                result = work(latest.put, cancel)
            except JobCancelledError:
                self._post(on_cancel)
            except Exception as error:  # noqa: BLE001 - the UI thread shows it
                self._post(partial(on_failure, error))
            else:
                self._post(partial(on_success, result))

        job = _Job(run, self._give_work)
        with self._lock:
            self._waiting.append(job)
        self._give_work()
        return job

    def close(self) -> None:
        """Cancel everything; wait a moment for the work's next look at its token."""
        with self._lock:
            self._is_closed = True
            self._waiting.clear()
            jobs, threads = list(self._running), list(self._threads)
        for job in jobs:
            job.cancel()
        until_s = time.monotonic() + CLOSE_S
        for thread in threads:
            thread.join(max(0.0, until_s - time.monotonic()))

    def _give_work(self) -> None:
        """Begin jobs for which there is room."""
        with self._lock:
            num_running = sum(not job.is_cancelled for job in self._running)
            while self._waiting and num_running < self._max_workers:
                job = self._waiting.popleft()
                self._running.add(job)
                num_running += 1
                thread = Thread(target=self._run, args=(job,), name="job", daemon=True)
                self._threads.add(thread)
                thread.start()

    def _run(self, job: "_Job") -> None:
        job.run()
        with self._lock:
            self._running.discard(job)
            self._threads.discard(current_thread())
        self._give_work()

    def _post(self, call: Callable[[], None]) -> None:
        with self._lock:
            # After closing Qt's side of this object may be gone.
            if not self._is_closed:
                self._posted.emit(call)

    @Slot(object)
    def _run_posted(self, call: Callable[[], None]) -> None:
        if not self._is_closed:
            call()


class _Job(CancelToken):
    """Work, and the wish to stop it."""

    def __init__(
        self, run: Callable[[CancelToken], None], on_cancel: Callable[[], None]
    ) -> None:
        super().__init__()
        self._run_with = run
        self._on_cancel = on_cancel

    def run(self) -> None:
        """Do the work."""
        self._run_with(self)

    def cancel(self) -> None:
        """Ask the work to stop, and leave its place to the next."""
        super().cancel()
        self._on_cancel()


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
