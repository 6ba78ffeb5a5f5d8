"""What Qt reads when it starts: environment, names, which of its words are logged.

Imports no Qt up here: where a system library is missing, that import is what fails,
and people are to read a sentence about it, not a traceback or Qt's abort.
"""

import os
import sys
from pathlib import Path

_APP_NAME = "AVTS"
_ORGANISATION = "AVTS"
_PULSE_LATENCY_MS = 43
"""What PulseAudio may hold below Qt's buffer. With Qt's own choice, half of this, a
busy machine lets it run dry several times in ten seconds; with this, never."""


def prepare_qt() -> None:
    """Settle what Qt reads when the application object is made; call it before."""
    from PySide6.QtCore import QCoreApplication  # noqa: PLC0415 - see above

    forget_opencv_qt()
    hush_sound()
    _settle_sound()
    # Qt 6 does so by itself, but some desktops' variables say otherwise.
    os.environ.setdefault("QT_SCALE_FACTOR_ROUNDING_POLICY", "PassThrough")
    QCoreApplication.setApplicationName(_APP_NAME)
    QCoreApplication.setOrganizationName(_ORGANISATION)


def _settle_sound() -> None:
    """Choose the sound server that is measured, and how much it may hold.

    Here, as the environment must not change any more once there are threads. Linux
    only: elsewhere nobody reads it.
    """
    if not sys.platform.startswith("linux"):
        return
    os.environ.setdefault("PULSE_LATENCY_MSEC", str(_PULSE_LATENCY_MS))
    # Qt would rather take PipeWire, which does not tell how late sound is heard; most
    # systems that have it answer as PulseAudio, too.
    if _pulse_answers():
        os.environ.setdefault("QT_AUDIO_BACKEND", "pulseaudio")


def _pulse_answers() -> bool:
    """Tell whether there is a server to connect to as one does to PulseAudio."""
    if os.environ.get("PULSE_SERVER"):
        return True
    own, users = os.environ.get("PULSE_RUNTIME_PATH"), os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(own) if own else Path(users, "pulse") if users else None
    return folder is not None and (folder / "native").exists()


def forget_opencv_qt() -> None:
    """Remove the paths to OpenCV's own Qt 5, which importing cv2 leaves behind.

    Call it again when cv2 may have been imported since. Where Qt 6 cannot start, it
    would blame those folders.
    """
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        if "cv2" in Path(os.environ.get(name, "")).parts:
            del os.environ[name]


def hush_sound() -> None:
    """Let QtMultimedia tell neither that there is no PipeWire nor its version."""
    from PySide6.QtCore import QLoggingCategory  # noqa: PLC0415 - see above

    QLoggingCategory.setFilterRules(
        "qt.multimedia.symbolsresolver=false\nqt.multimedia.ffmpeg.info=false"
    )
