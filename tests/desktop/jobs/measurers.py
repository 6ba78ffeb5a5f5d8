"""Measurers for tests of the process: it finds them here by their names."""

import os
import signal
import time
from concurrent.futures import Future
from pathlib import Path

import numpy as np

from avts_core.errors import UnreadableError
from avts_core.jobs import CancelToken, Progress
from avts_desktop.jobs.child import Send
from avts_desktop.jobs.messages import (
    AnalysisWish,
    Began,
    Grew,
    Identified,
    Noted,
    Progressed,
    Ready,
    Reported,
)
from avts_desktop.state.analysis import Certainty
from avts_desktop.state.measured import Piece
from tests.desktop.fakes import a_report

LAGS = np.zeros(3, np.float32)


class Scripted:
    """Does what the name of the movie says; each row holds the track's number."""

    def __init__(self, cache_folder: Path | None) -> None:
        self._cache_folder = cache_folder

    def warm_up(self, send: Send) -> None:
        send(Ready(device="TEST", model=f"process {os.getpid()}"))

    def measure(self, wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
        if wish.is_anew:
            send(Identified(identity="as it is now"))
        send(Began(start_s=0.0, sound_start_s=0.0, lag_ms=LAGS))
        send(Progressed(progress=Progress(fraction=0.5, stage="watching")))
        _DEEDS[wish.path.stem](wish, send, cancel)
        report = a_report(float(wish.track))
        send(Reported(report=report, certainty=Certainty.FINAL))


class SlowToLoad(Scripted):
    """Has no model for long, but stops when asked."""

    def warm_up(self, send: Send) -> None:
        self._model: Future[None] = Future()

    def measure(self, wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
        send(Began(start_s=0.0, sound_start_s=0.0, lag_ms=LAGS))
        while True:
            cancel.check()
            time.sleep(0.01)


class DiesAtOnce:
    """Ends its process before it is ready."""

    def __init__(self, cache_folder: Path | None) -> None:
        os._exit(7)


def piece(number: int, value: int) -> Piece:
    """Return a piece of ten rows that hold a value."""
    rows = np.full((10, len(LAGS)), value, np.uint8)
    return Piece(first_time=10 * number, fit=rows)


def _quick(wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
    for number in range(3):
        send(Grew(piece=piece(number, wish.track)))


def _endless(wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
    number = 0
    while True:
        send(Grew(piece=piece(number, wish.track)))
        number += 1
        time.sleep(0.001)


def _flood(wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
    for number in range(2000):
        send(Grew(piece=piece(number, wish.track)))


def _big(wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
    rows = np.full((600_000, len(LAGS)), wish.track, np.uint8)
    for _ in range(8):
        send(Grew(piece=Piece(fit=rows)))


def _deaf(wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
    while True:
        time.sleep(0.01)


def _killed(wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _crash(wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
    os._exit(3)


def _unreadable(wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
    msg = "film.mp4 is not a movie that can be read."
    raise UnreadableError(msg)


def _memory(wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
    raise MemoryError


def _bug(wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
    raise ZeroDivisionError("by nothing")


def _noting(wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
    send(Noted(text="a line"))


_DEEDS = {
    "quick": _quick,
    "endless": _endless,
    "flood": _flood,
    "big": _big,
    "deaf": _deaf,
    "killed": _killed,
    "crash": _crash,
    "unreadable": _unreadable,
    "memory": _memory,
    "bug": _bug,
    "noting": _noting,
}
