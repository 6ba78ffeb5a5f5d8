"""Between the window and the process that measures: one thread minds it all."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from PySide6.QtCore import QCoreApplication

from avts_desktop.jobs.bundle_key import bundle_key
from avts_desktop.jobs.cache import AnalysisCache, CacheKey, KeptAnalysis
from avts_desktop.jobs.child import MakeMeasurer
from avts_desktop.jobs.display import chunks
from avts_desktop.jobs.messages import (
    ENDINGS,
    AnalysisWish,
    Died,
    Finished,
    Grew,
    Message,
    Noted,
    Ready,
    Reported,
    Start,
    Stop,
)
from avts_desktop.jobs.worker import Worker
from avts_desktop.settings.identity import FileVersion, file_version
from avts_desktop.state.analysis import Certainty

MAX_WAITING = 4
"""Messages on their way to the UI thread; the others wait in the pipe, and at last the
process waits with them."""
PATIENCE_S = 2.0
"""A process that was asked to stop gets so long."""
LOADING_PATIENCE_S = 20.0
"""While it still loads the model, killing it would only begin the loading anew."""
_CLOSE_S = 0.6
_DISK_PATIENCE_S = 1.0
"""A disk that takes longer to tell a file's size is asked in the process."""


@dataclass(frozen=True)
class _WarmUp:
    """Have a process that is ready."""


@dataclass(frozen=True)
class _Cancel:
    """Give up what is being done."""


@dataclass(frozen=True)
class _Release:
    """The UI thread has taken a message."""


@dataclass(frozen=True)
class _Close:
    """End everything."""


_Order = _WarmUp | Start | _Cancel | _Release | _Close


class Desk:
    """Minds the process on a thread of its own, so that the UI thread never waits.

    Jobs have numbers from 1; messages that belong to no job have the number 0.

    Parameters
    ----------
    post
        Takes a job's number and a message to the UI thread; called on the desk's.
    make_measurer
        Makes what measures, in the process.
    cache_folder
        Where finished analyses are kept; None keeps none.
    """

    def __init__(
        self,
        *,
        post: Callable[[int, Message], None],
        make_measurer: MakeMeasurer,
        cache_folder: Path | None = None,
    ) -> None:
        self._post_to = post
        self._make_measurer = make_measurer
        self._cache_folder = cache_folder
        self._orders: SimpleQueue[_Order] = SimpleQueue()
        self._bell, self._ringer = Pipe(duplex=False)
        self._worker: Worker | None = None
        self._is_ready = False
        self._job = 0
        """What was asked for last; 0 for nothing."""
        self._busy = 0
        """What the process does."""
        self._wanted: Start | None = None
        """What it shall do next."""
        self._kept: Iterator[Message] | None = None
        """What the cache had, still to be told."""
        self._num_waiting = 0
        self._asked_to_stop_s: float | None = None
        self._thread = Thread(target=self._run, name="analyst", daemon=True)
        self._thread.start()

    def warm_up(self) -> None:
        """Have the process started and the model loaded."""
        self._order(_WarmUp())

    def start(self, job: int, wish: AnalysisWish) -> None:
        """Give up what is being done and do this."""
        self._order(Start(job=job, wish=wish))

    def cancel(self) -> None:
        """Give up what is being done."""
        self._order(_Cancel())

    def release(self) -> None:
        """Say that the UI thread has taken a message."""
        self._order(_Release())

    def close(self) -> None:
        """End the process and the thread; returns within a second."""
        self._order(_Close())
        self._thread.join(_CLOSE_S)
        if self._thread.is_alive() and self._worker is not None:
            # It waits for the rest of a message that does not come.
            self._worker.kill()
            self._thread.join(_CLOSE_S / 2)

    def _order(self, order: _Order) -> None:
        self._orders.put(order)
        with suppress(OSError):
            self._ringer.send_bytes(b".")

    def _run(self) -> None:
        """Obey and listen until closed."""
        while True:
            self._wait()
            for order in self._new_orders():
                if isinstance(order, _Close):
                    self._shut()
                    return
                self._obey(order)
            self._tell_kept()
            self._listen()
            self._lose_patience()
            self._give_work()

    def _wait(self) -> None:
        """Sleep until there is something to do."""
        timeout_s: float | None = None
        if self._asked_to_stop_s is not None:
            until_s = self._asked_to_stop_s + self._patience_s
            timeout_s = max(0.0, until_s - time.monotonic())
        if self._kept is not None and self._num_waiting < MAX_WAITING:
            timeout_s = 0.0
        for connection in wait(self._sources(), timeout_s):
            if connection is self._bell:
                self._bell.recv_bytes()

    def _sources(self) -> list[Connection]:
        """Return what to wait on: the process only while there is room."""
        has_room = self._num_waiting < MAX_WAITING
        # What comes of work that was given up is dropped and needs no room.
        is_dropped = self._busy not in {0, self._job}
        if self._worker is None or not (has_room or is_dropped):
            return [self._bell]
        return [self._bell, self._worker.connection]

    def _new_orders(self) -> Iterator[_Order]:
        while True:
            try:
                yield self._orders.get_nowait()
            except Empty:
                return

    def _obey(self, order: _Order) -> None:
        match order:
            case _Release():
                self._num_waiting -= 1
            case _WarmUp():
                self._have_worker()
            case _Cancel():
                self._give_up()
            case Start():
                self._give_up()
                self._job = order.job
                self._kept = self._find(order.wish)
                if self._kept is None:
                    self._wanted = order

    def _give_up(self) -> None:
        """Drop what was asked for; have the process stop with it."""
        self._job = 0
        self._wanted = None
        self._kept = None
        if self._busy and self._asked_to_stop_s is None and self._worker is not None:
            self._worker.send(Stop(job=self._busy))
            self._asked_to_stop_s = time.monotonic()

    def _give_work(self) -> None:
        """Hand on what is wanted as soon as the process is free."""
        if self._wanted is None or self._busy:
            return
        start, self._wanted = self._wanted, None
        if self._have_worker() and self._worker is not None:
            self._worker.send(start)
            self._busy = start.job
        else:
            self._post(start.job, Died(exit_code=None))

    def _have_worker(self) -> bool:
        """Start a process if there is none."""
        if self._worker is None:
            try:
                self._worker = Worker(self._make_measurer, self._cache_folder)
            except OSError as error:
                text = QCoreApplication.translate(
                    "Analyst", "No process could be started: {reason}."
                )
                self._post(0, Noted(text=text.format(reason=error)))
                return False
        return True

    def _listen(self) -> None:
        """Take one message of the process, if there is one."""
        worker = self._worker
        if worker is None or worker.connection not in self._sources():
            return
        try:
            if not worker.connection.poll():
                return
            job, message = worker.receive()
        except (EOFError, OSError):
            self._bury(worker.join())
            return
        if isinstance(message, Ready):
            self._is_ready = True
        if isinstance(message, ENDINGS) and job == self._busy:
            self._busy = 0
            self._asked_to_stop_s = None
        if job in {0, self._job}:
            self._post(job, message)

    def _bury(self, exit_code: int | None) -> None:
        """Forget a process that is gone, and say so if somebody waits for it."""
        lost, self._busy = self._busy, 0
        self._worker = None
        self._is_ready = False
        self._asked_to_stop_s = None
        if lost and lost == self._job:
            self._post(lost, Died(exit_code=exit_code))

    @property
    def _patience_s(self) -> float:
        return PATIENCE_S if self._is_ready else LOADING_PATIENCE_S

    def _lose_patience(self) -> None:
        """End a process that does not stop, and start another."""
        asked_s, worker = self._asked_to_stop_s, self._worker
        if asked_s is None or worker is None:
            return
        if time.monotonic() - asked_s >= self._patience_s:
            worker.end()
            self._bury(None)
            self._have_worker()

    def _find(self, wish: AnalysisWish) -> Iterator[Message] | None:
        """Return what the cache has of a movie, as messages."""
        if self._cache_folder is None or not wish.identity or wish.is_anew:
            return None
        model, version = bundle_key(), _version_soon(wish.path)
        if model is None or version is None:
            return None
        key = CacheKey(
            identity=wish.identity, version=version, track=wish.track, model=model
        )
        kept = AnalysisCache(self._cache_folder).find(key)
        return None if kept is None else _messages(kept, wish.path)

    def _tell_kept(self) -> None:
        """Tell one message of what the cache had."""
        if self._kept is None or self._num_waiting >= MAX_WAITING:
            return
        message = next(self._kept)
        if isinstance(message, Finished):
            self._kept = None
        self._post(self._job, message)

    def _post(self, job: int, message: Message) -> None:
        self._num_waiting += 1
        self._post_to(job, message)

    def _shut(self) -> None:
        if self._worker is not None:
            self._worker.end()
        self._bell.close()
        self._ringer.close()


def _version_soon(path: Path) -> FileVersion | None:
    """Return the version of a file; None if its disk does not answer."""
    found: SimpleQueue[FileVersion | None] = SimpleQueue()
    Thread(
        target=lambda: found.put(file_version(path)), name="version", daemon=True
    ).start()
    try:
        return found.get(timeout=_DISK_PATIENCE_S)
    except Empty:
        return None


def _messages(kept: KeptAnalysis, path: Path) -> Iterator[Message]:
    """Yield a kept analysis as if it were measured now."""
    yield kept.began
    for part in chunks(kept.piece):
        yield Grew(piece=part)
    # It may have been measured under another name.
    report = replace(kept.report, file=str(path))
    yield Reported(report=report, certainty=Certainty.FINAL)
    yield Finished()
