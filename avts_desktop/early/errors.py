"""What catches the errors that nobody expects.

Imports no Qt up here, as all that runs before it.
"""

import logging
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

_MAX_REPEATS = 20
"""An error in a painting routine comes sixty times a second: the log takes so many."""


class ErrorWatch:
    """Turns errors that nobody expected into a log entry and a sentence.

    It begins when made. An exception in a slot or a thread then never ends the program:
    the traceback goes to the log, and people are told once.

    Parameters
    ----------
    tell
        Is given a sentence for people, on the UI thread once there is an application.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        from PySide6.QtCore import qInstallMessageHandler  # noqa: PLC0415 - see above

        self._tell = tell
        self._log = logging.getLogger("avts_desktop")
        self._qt_log = logging.getLogger("qt")
        self._counts: Counter[str] = Counter()
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._notice
        threading.excepthook = self._notice_in_thread
        sys.unraisablehook = self._notice_unraisable
        self._qt_before = qInstallMessageHandler(self._notice_qt)

    def stop(self) -> None:
        """Put back what was there before."""
        from PySide6.QtCore import qInstallMessageHandler  # noqa: PLC0415 - see above

        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(self._qt_before)

    def _notice(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._quit()
            return
        place = "".join(traceback.format_tb(trace)[-1:])
        repeats = self._count(f"{kind} {place}")
        if repeats < _MAX_REPEATS:
            self._log.error("Unexpected error", exc_info=(kind, error, trace))
        if repeats == 0:
            self._post(f"{kind.__name__}: {error}")

    def _notice_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and args.exc_type is not SystemExit:
            self._notice(args.exc_type, args.exc_value, args.exc_traceback)

    def _notice_unraisable(self, args: "sys.UnraisableHookArgs") -> None:
        """Log what fails while something is thrown away: people need not know."""
        if self._count(f"unraisable {args.exc_type}") < _MAX_REPEATS:
            error = args.exc_value
            what = args.err_msg or "Ignored error"
            self._log.warning("%s in %r", what, args.object, exc_info=error)

    def _notice_qt(
        self, kind: "QtMsgType", _context: "QMessageLogContext", text: str | None
    ) -> None:
        """Hand Qt's own words to the log."""
        from PySide6.QtCore import QtMsgType  # noqa: PLC0415 - see above

        levels = {
            QtMsgType.QtDebugMsg: logging.DEBUG,
            QtMsgType.QtInfoMsg: logging.INFO,
            QtMsgType.QtWarningMsg: logging.WARNING,
            QtMsgType.QtCriticalMsg: logging.ERROR,
            QtMsgType.QtFatalMsg: logging.CRITICAL,
        }
        if self._count(f"qt {text}") < _MAX_REPEATS:
            self._qt_log.log(levels.get(kind, logging.WARNING), "%s", text)

    def _count(self, key: str) -> int:
        """Return how often this has come up before."""
        before = self._counts[key]
        self._counts[key] += 1
        return before

    def _post(self, text: str) -> None:
        """Have it told on the UI thread, from whichever thread."""
        from PySide6.QtCore import QCoreApplication, QTimer  # noqa: PLC0415

        application = QCoreApplication.instance()
        if application is not None:
            QTimer.singleShot(0, application, lambda: self._tell_people(text))

    def _tell_people(self, text: str) -> None:
        from PySide6.QtCore import QCoreApplication  # noqa: PLC0415 - see above

        sentence = QCoreApplication.translate(
            "early",
            "Something unexpected went wrong ({error}); the log has the details. Your "
            "files are untouched, and you can go on.",
        )
        # Should this fail, it comes back here once, then only to the log.
        self._tell(sentence.format(error=text[:200]))

    def _quit(self) -> None:
        """Ctrl+C in the terminal closes the window in good order."""
        from PySide6.QtCore import QCoreApplication, QTimer  # noqa: PLC0415

        application = QCoreApplication.instance()
        if application is not None:
            QTimer.singleShot(0, application, application.quit)
