"""What Qt reads when it starts: environment, names, which of its words are logged.

Imports no Qt up here: where a system library is missing, that import is what fails,
and people are to read a sentence about it, not a traceback or Qt's abort.
"""

import os
from pathlib import Path

_APP_NAME = "AVTS"
_ORGANISATION = "AVTS"


def prepare_qt() -> None:
    """Settle what Qt reads when the application object is made; call it before."""
    from PySide6.QtCore import QCoreApplication  # noqa: PLC0415 - see above

    forget_opencv_qt()
    hush_sound()
    # Qt 6 does so by itself, but some desktops' variables say otherwise.
    os.environ.setdefault("QT_SCALE_FACTOR_ROUNDING_POLICY", "PassThrough")
    QCoreApplication.setApplicationName(_APP_NAME)
    QCoreApplication.setOrganizationName(_ORGANISATION)


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
