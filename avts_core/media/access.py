"""Whether a file can be read at all, and whether its drive is still there."""

import errno
from pathlib import Path

from avts_core.errors import UnreadableError

_LOST_ERRORS = frozenset(
    code
    for code, name in errno.errorcode.items()
    if name
    in {
        *("EACCES", "ENODEV", "ENOENT", "ENOMEDIUM", "ENXIO", "EREMOTEIO", "ESTALE"),
        *("ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EHOSTDOWN", "EHOSTUNREACH"),
        *("ENETDOWN", "ENETRESET", "ENETUNREACH", "ENOTCONN", "ESHUTDOWN"),
        "ETIMEDOUT",
    }
)
"""Errors that come from the system alone. Some demuxers give EIO or EINVAL for damage,
too, so that with these the file itself must be asked."""
_LOOK_BYTES = 4 << 20
"""So much behind the last packet is read to find out."""


def check_is_file_with_content(path: Path) -> None:
    """Find the sentence that fits best before FFmpeg gives a vaguer one.

    Raises
    ------
    UnreadableError
        If the path is missing, a folder, a device, empty, or not permitted.
    """
    try:
        if not path.exists():
            msg = f"{path} does not exist."
            raise UnreadableError(msg)
        if path.is_dir():
            msg = f"{path} is a folder; name a movie inside it."
            raise UnreadableError(msg)
        # Opening a pipe would wait for ever, hence before any opening.
        if not path.is_file():
            msg = f"{path} is not a file."
            raise UnreadableError(msg)
        if path.stat().st_size == 0:
            msg = f"{path.name} is empty."
            raise UnreadableError(msg)
        with path.open("rb"):
            pass
    except PermissionError as error:
        msg = f"{path} may not be read: permission denied."
        raise UnreadableError(msg) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        msg = f"{path} cannot be opened: {reason}."
        raise UnreadableError(msg) from error


def check_is_readable(path: Path, error: Exception, *, position: int = 0) -> None:
    """Tell a drive or share that fails from a file that is damaged or cut off.

    Parameters
    ----------
    path
        The movie.
    error
        What reading it ended with.
    position
        Byte up to which reading went well.

    Raises
    ------
    UnreadableError
        If the system cannot read what follows.
    """
    if getattr(error, "errno", None) in _LOST_ERRORS:
        raise UnreadableError(_lost(path, error)) from error
    try:
        with path.open("rb", buffering=0) as file:
            file.seek(position)
            file.read(_LOOK_BYTES)
    except OSError as found:
        raise UnreadableError(_lost(path, found)) from found


def _lost(path: Path, error: Exception) -> str:
    """Say that a movie was readable and no longer is."""
    reason = getattr(error, "strerror", None) or error
    return (
        f"{path.name} can no longer be read ({reason}): see whether its drive or "
        "network share is still connected."
    )
