"""What must be settled before Qt starts, and what catches the errors nobody expects.

Imports no Qt up here: where a system library is missing, that import is what fails,
and people are to read a sentence about it, not a traceback or Qt's abort.
"""

import ctypes
import faulthandler
import logging
import logging.handlers
import os
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

APP_NAME = "AVTS"
ORGANISATION = "AVTS"
APP_ID = "avts"
"""Names the folders for logs, caches and settings, and the desktop entry."""

_LOG_BYTES = 1_000_000
_NUM_OLD_LOGS = 3
_MAX_REPEATS = 20
"""An error in a painting routine comes sixty times a second: the log takes so many."""

# What libqxcb, libqwayland, QtGui and QtMultimedia of PySide6 6.12 name as needed, less
# what every system has; with the Debian and Ubuntu package of each.
_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libpulse.so.0": "libpulse0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}


def prepare_qt() -> None:
    """Settle what Qt reads when the application object is made; call it before."""
    from PySide6.QtCore import QCoreApplication  # noqa: PLC0415 - see above

    forget_opencv_qt()
    _hush_sound()
    # Qt 6 does so by itself, but some desktops' variables say otherwise.
    os.environ.setdefault("QT_SCALE_FACTOR_ROUNDING_POLICY", "PassThrough")
    QCoreApplication.setApplicationName(APP_NAME)
    QCoreApplication.setOrganizationName(ORGANISATION)


def forget_opencv_qt() -> None:
    """Remove the paths to OpenCV's own Qt 5, which importing cv2 leaves behind.

    Call it again when cv2 may have been imported since. Where Qt 6 cannot start, it
    would blame those folders.
    """
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        if "cv2" in Path(os.environ.get(name, "")).parts:
            del os.environ[name]


def _hush_sound() -> None:
    """Let QtMultimedia tell neither that there is no PipeWire nor its version."""
    from PySide6.QtCore import QLoggingCategory  # noqa: PLC0415 - see above

    QLoggingCategory.setFilterRules(
        "qt.multimedia.symbolsresolver=false\nqt.multimedia.ffmpeg.info=false"
    )


def has_display() -> bool:
    """Tell whether there is something to open a window on."""
    if not sys.platform.startswith("linux"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


def why_no_window() -> str | None:
    """Say in a sentence why no window can open; None if one can.

    Qt itself would abort the process. Linux only: elsewhere the wheel has all it needs.
    """
    if not sys.platform.startswith("linux"):
        return None
    if not has_display():
        return "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set."
    problems = [_platform_problem(name) for name in _platforms()]
    return None if None in problems else problems[-1]


def _platforms() -> list[str]:
    """Name the platforms that Qt will try, in order."""
    wish = os.environ.get("QT_QPA_PLATFORM", "")
    if wish:
        return [part.partition(":")[0] for part in wish.split(";")]
    names = []
    if os.environ.get("WAYLAND_DISPLAY"):
        names.append("wayland")
    if os.environ.get("DISPLAY"):
        names.append("xcb")
    return names


def _platform_problem(name: str) -> str | None:
    """Say why Qt cannot start on a platform; None if it can."""
    try:
        from PySide6.QtCore import QLibraryInfo  # noqa: PLC0415 - see above
    except ImportError as error:
        return _missing_libraries(str(error))
    _hush_sound()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    plugin = Path(folder) / "platforms" / f"libq{name}.so"
    if not plugin.exists():
        return f"QT_QPA_PLATFORM asks for {name!r}, which this Qt does not have."
    libraries = QLibraryInfo.path(QLibraryInfo.LibraryPath.LibrariesPath)
    sound = Path(libraries) / "libQt6Multimedia.so.6"  # it needs libpulse
    try:
        ctypes.CDLL(str(plugin))
        if sound.exists():
            ctypes.CDLL(str(sound))
    except OSError as error:
        return _missing_libraries(str(error))
    if name == "xcb" and not _x_server_answers():
        display = os.environ.get("DISPLAY", "")
        return f"No X server answers at DISPLAY={display}, or it refuses to."
    return None


def _missing_libraries(symptom: str) -> str:
    """Name all missing libraries and their packages; the loader names only one."""
    missing = [soname for soname in _LIBRARIES if not _can_load(soname)]
    if not missing:
        return f"Qt cannot start here: {symptom}"
    packages = " ".join(_LIBRARIES[soname] for soname in missing)
    return (
        f"The window needs system libraries that are missing: {', '.join(missing)}. "
        f"On Debian and Ubuntu: sudo apt-get install {packages}"
    )


def _can_load(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _x_server_answers() -> bool:
    """Try a connection, in 0.3 ms, that Qt would abort without."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    for call in (xcb.xcb_connection_has_error, xcb.xcb_disconnect):
        call.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    has_error = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not has_error


def log_folder() -> Path:
    """Return where the logs lie; it may not exist."""
    return Path(platformdirs.user_log_dir(APP_ID, appauthor=False))


def start_log(folder: Path | None = None) -> Path | None:
    """Begin the log file, old ones kept, and have crashes written beside it.

    Parameters
    ----------
    folder
        Where; without one, `log_folder`.

    Returns
    -------
    Path or None
        The file, or None where none can be written: then there is only the terminal.
    """
    folder = log_folder() if folder is None else folder
    log = folder / "avts.log"
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            log, maxBytes=_LOG_BYTES, backupCount=_NUM_OLD_LOGS, encoding="utf-8"
        )
        # It stays open: at the time of a crash nothing can be opened any more.
        crashes = os.open(folder / "crash.log", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        started = time.strftime("-- started %Y-%m-%d %H:%M:%S\n")
        os.write(crashes, started.encode())
    except OSError as error:
        logging.getLogger(__name__).warning("There will be no log file: %s", error)
        return None
    line = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    handler.setFormatter(logging.Formatter(line))
    root.addHandler(handler)
    faulthandler.enable(crashes)
    return log


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
