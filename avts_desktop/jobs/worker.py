"""The process that measures, seen from the window's side."""

import multiprocessing
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from avts_desktop.jobs.child import MakeMeasurer, serve
from avts_desktop.jobs.messages import Message, Start, Stop

_END_S = 1.0


class Worker:
    """A process that measures movies, from its start to its end.

    Parameters
    ----------
    make_measurer
        Makes what measures, over there.
    cache_folder
        Where finished analyses are kept.

    Raises
    ------
    OSError
        If the system gives no process.
    """

    def __init__(self, make_measurer: MakeMeasurer, cache_folder: Path | None) -> None:
        # Spawned: a fork would copy the window's threads' locks, and crash Qt on macOS.
        context = multiprocessing.get_context("spawn")
        self.connection: Connection[Start | Stop, tuple[int, Message]]
        """To wait on; `receive` reads from it."""
        self.connection, theirs = context.Pipe()
        self._process = context.Process(
            target=serve,
            args=(theirs, make_measurer, cache_folder),
            name="avts-analyst",
            daemon=True,
        )
        try:
            self._process.start()
        except BaseException:
            self.connection.close()
            raise
        finally:
            # While we hold it too, its end would never be seen to close.
            theirs.close()

    @property
    def pid(self) -> int | None:
        """Number of the process."""
        return self._process.pid

    def send(self, order: Start | Stop) -> None:
        """Ask for something; a process that is gone is noticed on receiving."""
        with suppress(OSError):
            self.connection.send(order)

    def receive(self) -> tuple[int, Message]:
        """Wait for a message and return it with the number of its job.

        Raises
        ------
        EOFError, OSError
            If the process is gone.
        """
        return self.connection.recv()

    def kill(self) -> None:
        """End the process at once; safe from any thread and more than once."""
        with suppress(OSError, ValueError):
            self._process.kill()

    def end(self) -> int | None:
        """End the process, wait for it, and return its exit code."""
        self.kill()
        self._process.join(_END_S)
        code = self._process.exitcode
        self.connection.close()
        with suppress(ValueError):
            self._process.close()
        return code

    def join(self) -> int | None:
        """Wait a moment for a process that closed its end, then as `end`."""
        self._process.join(_END_S)
        return self.end()
