"""The end of a thread that may be busy in a system library when the window closes.

Qt aborts the process when the object of a running thread is destroyed. A thread that
does not end in time is kept here, and is waited for once more when Python ends: by then
the window is gone, and nobody notices.
"""

import atexit
import logging
import os
import time

from PySide6.QtCore import QObject, QThread

_LAST_WAIT_S = 5.0
"""A sound server that answers takes up to three."""
_left: list[tuple[QThread, QObject]] = []
"""Threads that were still running, each with what lives in it."""
_log = logging.getLogger(__name__)


def end_thread(thread: QThread, inhabitant: QObject, *, within_s: float) -> None:
    """Wait for a thread that was told to end; keep it alive if it takes longer.

    Parameters
    ----------
    thread
        It may have ended already, or never have begun.
    inhabitant
        What lives in it.
    within_s
        How long to wait here.
    """
    _left[:] = [(other, lodger) for other, lodger in _left if other.isRunning()]
    if _wait(thread, within_s):
        return
    if not _left:
        # What is registered last runs first: before Qt destroys its objects.
        atexit.unregister(_wait_at_exit)
        atexit.register(_wait_at_exit)
    _left.append((thread, inhabitant))


def _wait(thread: QThread, seconds: float) -> bool:
    return thread.wait(max(1, round(seconds * 1000)))


def _wait_at_exit() -> None:
    """Wait for the last time; all that was to be saved has been."""
    until_s = time.monotonic() + _LAST_WAIT_S
    for thread, _ in _left:
        if not _wait(thread, until_s - time.monotonic()):
            _log.warning("The thread %r hangs; left as it is.", thread.objectName())
            logging.shutdown()
            os._exit(0)
