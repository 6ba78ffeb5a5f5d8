"""Whether a window can open here, and in a sentence why not.

Imports no Qt up here: where a system library is missing, that import is what fails,
and people are to read a sentence about it, not a traceback or Qt's abort.
"""

import ctypes
import os
import sys
from pathlib import Path

from avts_desktop.early.qt import hush_sound

# What QtGui, QtMultimedia and the platforms X and Wayland of PySide6 6.11 name as
# needed, less what every system has; with the Debian and Ubuntu package of each.
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
    hush_sound()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    plugins = _plugins(name, Path(folder) / "platforms")
    if not plugins:
        return f"QT_QPA_PLATFORM asks for {name!r}, which this Qt does not have."
    libraries = QLibraryInfo.path(QLibraryInfo.LibraryPath.LibrariesPath)
    sound = Path(libraries) / "libQt6Multimedia.so.6"  # it needs libpulse
    symptoms = [_symptom(plugin) for plugin in plugins]
    symptom = symptoms[-1] if all(symptoms) else ""
    if not symptom and sound.exists():
        symptom = _symptom(sound)
    if symptom:
        return _missing_libraries(symptom)
    if name == "xcb" and not _x_server_answers():
        display = os.environ.get("DISPLAY", "")
        return f"No X server answers at DISPLAY={display}, or it refuses to."
    return None


def _plugins(name: str, folder: Path) -> list[Path]:
    """Return the files that may be a platform.

    Up to Qt 6.9 those of ``wayland`` are ``wayland-egl`` and ``wayland-generic``; later
    one file answers to all of these names.
    """
    family = name.partition("-")[0]
    exact = folder / f"libq{name}.so"
    if exact.exists():
        return [exact]
    return [*folder.glob(f"libq{family}.so"), *folder.glob(f"libq{family}-*.so")]


def _symptom(library: Path) -> str:
    """Return what the loader says; nothing if it loads."""
    try:
        ctypes.CDLL(str(library))
    except OSError as error:
        return str(error) or "OSError"
    return ""


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
