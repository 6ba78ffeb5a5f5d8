"""Files that commands write: checked before the work, written whole or not at all."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

from avts_core.errors import ConfigError, WriteError


def check_output(path: Path, *, sources: Iterable[Path]) -> None:
    """Make sure that a file can be written here without harm.

    Parameters
    ----------
    path
        Where the output shall go; a regular file there will be replaced.
    sources
        Files that must not be overwritten, under whatever name or link.

    Raises
    ------
    ConfigError
        If its folder does not exist, something other than a file is there, or it
        is one of the sources.
    """
    if not path.parent.is_dir():
        msg = f"{path} cannot be written: there is no folder {path.parent}"
        raise ConfigError(msg)
    if not path.exists():
        return
    # A device such as /dev/null would be replaced by a file.
    if not path.is_file():
        msg = f"{path} cannot be written: it exists and is not a file"
        raise ConfigError(msg)
    for source in sources:
        if source.exists() and source.samefile(path):
            msg = f"{path} is one of the movies to be measured and stays as it is"
            raise ConfigError(msg)


def write_whole(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Let `write` fill a temporary file beside `path`, then put it in place.

    Raises
    ------
    WriteError
        If the system refuses; `path` is then as it was before.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror or error}"
        raise WriteError(msg) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Write an object as JSON for programs and people, whole or not at all.

    Raises
    ------
    WriteError
        If the system refuses; `path` is then as it was before.
    """
    text = json.dumps(data, indent=2, allow_nan=False) + "\n"

    def write(file: BinaryIO) -> None:
        file.write(text.encode("ascii"))

    write_whole(path, write)
