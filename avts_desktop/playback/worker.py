"""A thread that reads a movie for the player, and what it says when it cannot."""

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from avts_core.errors import MediaError

LOOK_S = 1.0
"""So often it is seen whether the file is still there."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Failed:
    """The movie cannot be read (on)."""

    words: str


Post: TypeAlias = "Callable[[Worker, object], None]"
"""What a thread tells by: who tells, and what."""


class Worker(ABC):
    """Reads a movie in a thread of its own.

    The thread never ends without a word unless it was told to: whoever waits for it
    would wait for ever.

    Parameters
    ----------
    path
        The movie.
    post
        Called from the thread with this object and a message.
    name
        Names the thread.
    """

    def __init__(self, path: Path, post: Post, *, name: str) -> None:
        self._path, self._post = path, post
        self._wake = threading.Condition()
        self._is_stopping = self._has_failed = self._is_missing = False
        self._looked_s = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def has_failed(self) -> bool:
        """Whether the thread has given up: nothing more will come from it."""
        return self._has_failed

    def stop(self) -> None:
        """End the thread soon, without waiting for it."""
        with self._wake:
            self._is_stopping = True
            self._wake.notify()

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread; tell whether it has ended."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _tell(self, message: object) -> None:
        if not self._is_stopping:
            self._post(self, message)

    def _run(self) -> None:
        try:
            self._read()
        except MediaError as error:
            self._give_up(self._words_for(error))
        except Exception:  # noqa: BLE001 - of whatever it dies, it must be told
            _log.exception("Reading %s for playing failed", self._path)
            self._give_up(
                f"{self._path.name} cannot be played on: something unexpected went "
                "wrong; the log has the details."
            )

    def _give_up(self, words: str) -> None:
        # First of all: who hears the words asks for it.
        self._has_failed = True
        self._tell(Failed(words))

    def _words_for(self, error: MediaError) -> str:
        """Say what is wrong; that the file is gone is said in one way only."""
        return str(error) if self._path.exists() else self._gone_words

    @property
    def _gone_words(self) -> str:
        return f"{self._path.name} is no longer there."

    @abstractmethod
    def _read(self) -> None:
        """Work until told to stop.

        Raises
        ------
        MediaError
            If the movie cannot be read (on).
        """

    def _look_after_file(self) -> None:
        """Tell, once, when the file has vanished."""
        now_s = time.monotonic()
        if now_s - self._looked_s < LOOK_S:
            return
        self._looked_s = now_s
        if not self._is_missing and not self._path.exists():
            self._is_missing = True
            self._tell(Failed(self._gone_words))


class Retired:
    """Threads that were told to end, until they have."""

    def __init__(self) -> None:
        self._workers: list[Worker] = []

    def take(self, worker: Worker | None) -> None:
        """Have a thread end when it can."""
        self._workers = [other for other in self._workers if not other.join(0)]
        if worker is not None:
            worker.stop()
            self._workers.append(worker)

    def wait(self, until_s: float) -> None:
        """Wait for all until a moment by `time.monotonic`."""
        for worker in self._workers:
            worker.join(max(0.0, until_s - time.monotonic()))
