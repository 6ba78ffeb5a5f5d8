"""The process that measures: its main loop. No Qt, and nothing heavy up here.

It does one movie at a time. A thread listens, so that a wish to stop arrives while the
work goes on, and so that the process ends when the window's end of the pipe closes,
however the window ended.
"""

import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Protocol, TypeAlias

from avts_core.errors import AvtsError, JobCancelledError
from avts_core.jobs import CancelToken
from avts_desktop.jobs.messages import (
    AnalysisWish,
    Cancelled,
    Failed,
    Finished,
    Message,
    Start,
    Stop,
)

NICENESS = 5
"""Below the player, whose sound must not break up."""

Send = Callable[[Message], None]
_Pipe: TypeAlias = "Connection[tuple[int, Message], Start | Stop]"


class Measurer(Protocol):
    """What measures, kept for the life of the process."""

    def warm_up(self, send: Send) -> None:
        """Begin to load what takes long, without waiting for it."""

    def measure(self, wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
        """Measure a movie and send what comes of it, but for the ending."""


MakeMeasurer = Callable[[Path | None], Measurer]
"""Takes the folder of the cache. The process finds it by its name, so it must have one
in a module."""


def serve(
    connection: _Pipe,
    make_measurer: MakeMeasurer,
    cache_folder: Path | None = None,
) -> None:
    """Measure what is asked for until the other end closes.

    Parameters
    ----------
    connection
        Takes `Start` and `Stop`; gives pairs of a job's number and a `Message`.
    make_measurer
        Called once.
    cache_folder
        Where finished analyses are kept; None keeps none.
    """
    _step_back()
    inbox = _Inbox(connection)
    outbox = _Outbox(connection)
    measurer = make_measurer(cache_folder)
    measurer.warm_up(lambda message: outbox.send(0, message))
    while True:
        start, cancel = inbox.next()
        ending = _measure(measurer, start, outbox, cancel)
        inbox.done(start.job)
        outbox.send(start.job, ending)


def _measure(
    measurer: Measurer, start: Start, outbox: "_Outbox", cancel: CancelToken
) -> Message:
    """Do a job and return how it ended, in words where it failed."""

    def send(message: Message) -> None:
        cancel.check()
        outbox.send(start.job, message)

    try:
        cancel.check()
        measurer.measure(start.wish, send, cancel)
    except JobCancelledError:
        return Cancelled()
    except AvtsError as error:
        return Failed(reason=str(error))
    except MemoryError:
        return Failed(
            reason="There was not enough memory to measure this movie; close other "
            "programs and measure again."
        )
    except Exception as error:  # noqa: BLE001 - this is the runner of the process
        fault = f"{type(error).__name__}: {error}"
        return Failed(reason=f"The measuring failed unexpectedly ({fault}).")
    return Finished()


def _step_back() -> None:
    """Let the player go first."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(NICENESS)


class _Inbox:
    """Listens on a thread; ends the process when nobody is left to listen to."""

    def __init__(self, connection: _Pipe) -> None:
        self._connection = connection
        self._starts: SimpleQueue[Start] = SimpleQueue()
        self._tokens: dict[int, CancelToken] = {}
        self._lock = Lock()
        Thread(target=self._listen, name="listen", daemon=True).start()

    def next(self) -> tuple[Start, CancelToken]:
        """Wait for a job; return it with the token that will stop it."""
        start = self._starts.get()
        with self._lock:
            return start, self._tokens[start.job]

    def done(self, job: int) -> None:
        """Forget a job's token."""
        with self._lock:
            del self._tokens[job]

    def _listen(self) -> None:
        try:
            while True:
                self._obey(self._connection.recv())
        except (OSError, EOFError, pickle.UnpicklingError):
            # The window is gone. Whatever is being done has no half-written files but
            # those in temporary folders, and nobody is left to wait for.
            os._exit(0)

    def _obey(self, order: Start | Stop) -> None:
        with self._lock:
            if isinstance(order, Start):
                self._tokens[order.job] = CancelToken()
                self._starts.put(order)
            elif order.job in self._tokens:
                self._tokens[order.job].cancel()


class _Outbox:
    """Sends from any thread, one message at a time."""

    def __init__(self, connection: _Pipe) -> None:
        self._connection = connection
        self._lock = Lock()

    def send(self, job: int, message: Message) -> None:
        """Send a message; the process ends if nobody takes it any more."""
        with self._lock:
            try:
                self._connection.send((job, message))
            except OSError:
                os._exit(0)
