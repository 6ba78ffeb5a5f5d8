"""The log file, and beside it what Python writes when it crashes."""

import faulthandler
import logging
import logging.handlers
import os
import time
from pathlib import Path

import platformdirs

_APP_ID = "avts"
"""Names the folder of the logs."""
_LOG_BYTES = 1_000_000
_NUM_OLD_LOGS = 3


def log_folder() -> Path:
    """Return where the logs lie; it may not exist."""
    return Path(platformdirs.user_log_dir(_APP_ID, appauthor=False))


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
