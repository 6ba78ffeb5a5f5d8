"""What was chosen for each movie, in a small database keyed by the movie's identity."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from psygnal import Signal

_WAIT_S = 0.05
"""Another window may be writing; we are on the UI thread and give up soon."""
_MAX_MOVIES = 5000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS movies (
    identity TEXT PRIMARY KEY,
    delay_ms REAL,
    track INTEGER,
    profile TEXT,
    used_s REAL NOT NULL
)
"""


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """What was chosen for a movie; None where nothing was."""

    delay_ms: float | None = None
    track: int | None = None
    profile: str | None = None


NOTHING = Remembered()
_NAMES = tuple(one.name for one in fields(Remembered))


class FileMemory:
    """Remembers what was chosen for each movie.

    Nothing here fails: what cannot be read counts as not remembered, and what cannot be
    written is forgotten; `problem` then says so in words, and `failed` tells it.

    Parameters
    ----------
    path
        The database; ``None`` keeps it in memory.
    clock
        Seconds since an epoch, to know which movies were used last.

    Attributes
    ----------
    failed : Signal(str)
        What went wrong, in a sentence.
    """

    failed = Signal(str)

    def __init__(
        self, path: Path | None, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._clock = clock
        self.problem: str | None = None
        """What went wrong last, in a sentence; on opening, before anybody listened."""
        self.can_keep = True
        """Whether what is chosen now is there at the next start."""
        self._database = self._open(path)

    def recall(self, identity: str) -> Remembered:
        """Return what was chosen for a movie."""
        query = f"SELECT {', '.join(_NAMES)} FROM movies WHERE identity = ?"  # noqa: S608 - names of ours
        try:
            row = self._database.execute(query, (identity,)).fetchone()
        except sqlite3.Error as error:
            self._fail(f"What was chosen for this movie cannot be read: {error}.")
            return NOTHING
        if row is None:
            return NOTHING
        return _checked(dict(zip(_NAMES, row, strict=True)))

    def remember(self, identity: str, **chosen: float | str | None) -> None:
        """Keep what was chosen for a movie, beside what was chosen before.

        Parameters
        ----------
        identity
            See `avts_desktop.settings.identity`.
        **chosen
            Fields of `Remembered`.

        Raises
        ------
        ValueError
            If there is no such field.
        """
        if not chosen.keys() <= set(_NAMES):
            msg = f"only {', '.join(_NAMES)} can be remembered, got {set(chosen)}"
            raise ValueError(msg)
        names = list(chosen)
        update = ", ".join(f"{name} = excluded.{name}" for name in (*names, "used_s"))
        statement = (
            f"INSERT INTO movies (identity, used_s{''.join(f', {n}' for n in names)}) "  # noqa: S608 - names of ours
            f"VALUES (?, ?{', ?' * len(names)}) "
            f"ON CONFLICT (identity) DO UPDATE SET {update}"
        )
        try:
            with self._database:
                self._database.execute(
                    statement, (identity, self._clock(), *chosen.values())
                )
        except sqlite3.Error as error:
            self.can_keep = False
            self._fail(f"What was chosen for this movie cannot be kept: {error}.")

    def count(self) -> int:
        """Return of how many movies something is remembered."""
        try:
            row = self._database.execute("SELECT COUNT(*) FROM movies").fetchone()
        except sqlite3.Error as error:
            self._fail(f"What was chosen for movies cannot be read: {error}.")
            return 0
        return int(row[0])

    def clear(self) -> None:
        """Forget every movie."""
        try:
            with self._database:
                self._database.execute("DELETE FROM movies")
        except sqlite3.Error as error:
            self._fail(f"What was chosen for movies cannot be forgotten: {error}.")

    def close(self) -> None:
        """Forget the oldest movies beyond a few thousand, and close the database."""
        with suppress(sqlite3.Error), self._database:
            self._database.execute(
                "DELETE FROM movies WHERE identity IN (SELECT identity FROM movies "
                "ORDER BY used_s DESC LIMIT -1 OFFSET ?)",
                (_MAX_MOVIES,),
            )
        self._database.close()

    def _fail(self, problem: str) -> None:
        self.problem = problem
        self.failed.emit(problem)

    def _open(self, path: Path | None) -> sqlite3.Connection:
        """Open the database; set a damaged one aside, live in memory if refused."""
        if path is None:
            return _connect(":memory:")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return _connect(str(path))
        except sqlite3.DatabaseError as error:
            if not isinstance(error, sqlite3.OperationalError):
                return self._start_anew(path)
            self.problem = f"What was chosen for movies cannot be read: {error}."
        except OSError as error:
            self.problem = f"What was chosen for movies cannot be kept: {error}."
        self.can_keep = False
        return _connect(":memory:")

    def _start_anew(self, path: Path) -> sqlite3.Connection:
        aside = path.with_name(f"{path.name}.damaged")
        self.problem = f"The memory of movies was damaged and is now in {aside}."
        try:
            path.replace(aside)
            for tail in ("-wal", "-shm"):
                path.with_name(path.name + tail).unlink(missing_ok=True)
            return _connect(str(path))
        except (sqlite3.Error, OSError) as error:
            self.problem = f"What was chosen for movies cannot be kept: {error}."
            self.can_keep = False
            return _connect(":memory:")


def _connect(name: str) -> sqlite3.Connection:
    database = sqlite3.connect(name, timeout=_WAIT_S)
    try:
        # With a log written ahead, a commit need not wait for the disk and a process
        # that is killed loses nothing.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            database.execute(_SCHEMA)
        database.execute(f"SELECT {', '.join(_NAMES)}, used_s FROM movies LIMIT 1")  # noqa: S608 - names of ours
    except sqlite3.Error:
        database.close()
        raise
    return database


def _checked(row: dict[str, Any]) -> Remembered:
    """Leave out what has a wrong type: SQLite keeps any value in any column."""
    number, whole, text = (int, float), (int,), (str,)
    types = {
        "delay_ms": number,
        "track": whole,
        "profile": text,
    }
    fitting: dict[str, Any] = {
        name: value for name, value in row.items() if isinstance(value, types[name])
    }
    return Remembered(**fitting)
