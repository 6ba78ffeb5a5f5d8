"""The analyst: measures movies in a process of its own and tells the UI thread.

One object for the life of the window. Its thread minds the process (`desk`); what they
have to say comes through one queued signal, a few messages at a time.
"""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from avts_desktop.jobs.child import MakeMeasurer
from avts_desktop.jobs.desk import Desk
from avts_desktop.jobs.measuring import LipMeasurer
from avts_desktop.jobs.messages import (
    AnalysisWish,
    Began,
    Cancelled,
    Died,
    Failed,
    Finished,
    Grew,
    Identified,
    Message,
    Noted,
    Progressed,
    Ready,
    Reported,
)

__all__ = ["AnalysisWish", "Analyst"]


class Analyst(QObject):
    """Measures one movie at a time, the latest that was asked for.

    Each `start` is answered by at most one of `finished`, `failed` and `cancelled`;
    by none if another `start` or `close` came before.

    Parameters
    ----------
    cache_folder
        Where finished analyses are kept; None keeps none.
    make_measurer
        Makes what measures, in the process; it must be a module's own name.

    Attributes
    ----------
    ready : Signal(Ready)
        The model is loaded.
    identified : Signal(str)
        The identity of what the file holds now, where it was to be measured anew.
    began : Signal(Began)
        Before the first piece of a movie.
    grew : Signal(Piece)
    progressed : Signal(Progress)
    reported : Signal(SyncReport, Certainty)
    finished, cancelled : Signal()
    failed : Signal(str)
        Why, in a sentence.
    noted : Signal(str)
        A line for the log.
    lost : Signal(str)
        Why a finished analysis could not be kept, in a sentence.
    """

    ready = Signal(object)
    identified = Signal(str)
    began = Signal(object)
    grew = Signal(object)
    progressed = Signal(object)
    reported = Signal(object, object)
    finished = Signal()
    failed = Signal(str)
    cancelled = Signal()
    noted = Signal(str)
    lost = Signal(str)

    _posted = Signal(int, object)

    def __init__(
        self,
        *,
        cache_folder: Path | None = None,
        make_measurer: MakeMeasurer = LipMeasurer,
    ) -> None:
        super().__init__()
        self._job = 0
        self._num_jobs = 0
        self._posted.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._desk = Desk(
            post=self._posted.emit,
            make_measurer=make_measurer,
            cache_folder=cache_folder,
        )

    @property
    def is_busy(self) -> bool:
        """Whether a movie is being measured."""
        return self._job != 0

    def warm_up(self) -> None:
        """Start the process and load the model before the first movie needs them."""
        self._desk.warm_up()

    def start(self, wish: AnalysisWish) -> None:
        """Measure a movie; the one before, if any, is given up without a word."""
        self._num_jobs += 1
        self._job = self._num_jobs
        self._desk.start(self._job, wish)

    def cancel(self) -> None:
        """Give up the movie that is being measured; `cancelled` is told at once."""
        if not self.is_busy:
            return
        self._job = 0
        self._desk.cancel()
        self.cancelled.emit()

    def close(self) -> None:
        """End the process and the thread; nothing is told any more."""
        self._job = -1
        self._desk.close()

    @Slot(int, object)
    def _take(self, job: int, message: Message) -> None:
        """Tell one message; those of movies given up before are dropped."""
        self._desk.release()
        if self._job == -1 or (job not in {0, self._job}):
            return
        match message:
            case Ready():
                self.ready.emit(message)
            case Identified(identity=identity):
                self.identified.emit(identity)
            case Began():
                self.began.emit(message)
            case Grew(piece=piece):
                self.grew.emit(piece)
            case Progressed(progress=progress):
                self.progressed.emit(progress)
            case Reported(report=report, certainty=certainty):
                self.reported.emit(report, certainty)
            case Noted(text=text, is_lost=True):
                self.lost.emit(text)
            case Noted(text=text):
                self.noted.emit(text)
            case _:
                self._end(message)

    def _end(self, message: Message) -> None:
        """Tell the ending; a new start may follow from it."""
        self._job = 0
        match message:
            case Finished():
                self.finished.emit()
            case Cancelled():
                self.cancelled.emit()
            case Failed(reason=reason):
                self.failed.emit(reason)
            case Died(exit_code=exit_code):
                self.failed.emit(_death_words(exit_code))


def _death_words(exit_code: int | None) -> str:
    """Say what became of the process."""
    if exit_code is None:
        return QCoreApplication.translate(
            "Analyst",
            "The measuring could not be started: the system gave no process for it. "
            "Close other programs and measure again.",
        )
    sentence = QCoreApplication.translate(
        "Analyst",
        "The measuring ended unexpectedly (code {code}); perhaps memory ran out. "
        "Close other programs and measure again.",
    )
    return sentence.format(code=exit_code)
