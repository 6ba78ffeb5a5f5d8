"""The name of a movie's content: equal for a copy, another after an edit."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from avts_core.errors import UnreadableError
from avts_core.jobs import NEVER, CancelToken
from avts_core.media.access import check_is_file_with_content

BLOCK_BYTES = 256 * 1024
NUM_BLOCKS = 32
"""Read from files too large to be read whole: 8 MB of a film of 100 GB. Encoders and
editors that write a file anew change all of it, so that any block would tell."""


@dataclass(frozen=True, kw_only=True)
class FileVersion:
    """What a file's system says about it: it changes when the file is written."""

    size_bytes: int
    changed_ns: int
    """When it was written last, since the epoch."""


def file_version(path: Path) -> FileVersion | None:
    """Return the version of a file; None if it cannot be had."""
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return None
    return FileVersion(size_bytes=stat.st_size, changed_ns=stat.st_mtime_ns)


def movie_identity(path: Path, *, cancel: CancelToken = NEVER) -> str:
    """Return a name for what a file holds, whatever the file is called.

    It is the SHA-256 of the size and of blocks spread from the first byte to the last;
    of all bytes where the file is small.

    Parameters
    ----------
    path
        A file.
    cancel
        Looked at between blocks.

    Raises
    ------
    UnreadableError
        If it is not a file with something in it, or cannot be read.
    JobCancelledError
        If cancelled.
    """
    # Opening a pipe would wait for ever.
    check_is_file_with_content(path)
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            digest.update(b"%d:" % size)
            for start in block_starts(size):
                cancel.check()
                file.seek(start)
                digest.update(file.read(BLOCK_BYTES))
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror or error}."
        raise UnreadableError(msg) from error
    return digest.hexdigest()


def block_starts(size: int) -> list[int]:
    """Return where the blocks begin that stand for a file of so many bytes."""
    if size <= NUM_BLOCKS * BLOCK_BYTES:
        return list(range(0, size, BLOCK_BYTES))
    last = size - BLOCK_BYTES
    return [last * i // (NUM_BLOCKS - 1) for i in range(NUM_BLOCKS)]
