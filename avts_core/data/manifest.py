"""What a scan of movies found: which can be learned from, and which cannot and why.

On disk a manifest is JSON lines: a header with the format's number, then one object a
movie. Text that people can search, and that grows by a line a movie.
"""

import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from avts_core.errors import ConfigError, WriteError
from avts_core.features.grid import PICTURE_RATE_HZ

Split = Literal["train", "val", "test"]
"""What a movie is used for."""

FORMAT = 1
"""Raised when the lines change."""
_KIND = "avts manifest"
_ACCEPTED = {"float": int | float, "int": int}
"""What JSON may have for a field of a type; text for any other."""
_NEAR_TICK = 1e-6
"""Times are floats here: so near to a tick, in ticks, counts as on it."""


@dataclass(frozen=True, kw_only=True)
class Movie:
    """One usable stretch of one file."""

    file: str
    """Relative to the manifest's root, with forward slashes."""
    video: str
    """What the file was cut from. Files of one video share it: splits are by video."""
    begin_s: float
    """From here on both picture and sound exist, on the movie's clock."""
    end_s: float
    """Up to here both picture and sound exist."""
    picture_rate_hz: float
    """Pictures a second on average."""
    width_px: int
    """As shown: upright and with square pixels."""
    height_px: int
    sample_rate_hz: int
    """Of the sound in the file."""
    split: Split
    label: str = ""
    """What a list says is in it."""

    @property
    def ticks(self) -> range:
        """The ticks of 1/25 s that lie wholly in the stretch; see `whole_ticks`."""
        return whole_ticks(self.begin_s, self.end_s)


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A file that cannot be used."""

    file: str
    """Relative to the manifest's root, with forward slashes."""
    reason: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a scan found."""

    root: Path
    """The folder that files are named from."""
    movies: tuple[Movie, ...]
    left_out: tuple[LeftOut, ...]
    num_without_file: int = 0
    """Entries of the lists that no file belongs to."""

    def of_split(self, split: Split) -> tuple[Movie, ...]:
        """Return the movies of one split, in the manifest's order."""
        return tuple(movie for movie in self.movies if movie.split == split)


def whole_ticks(begin_s: float, end_s: float) -> range:
    """Return the ticks ``[k/25, (k+1)/25)`` of the movie's clock inside a stretch.

    Clips begin on ticks and are so many ticks long, so that a picture of a movie on
    the grid of 25 a second is the same one whichever clip shows it.

    Examples
    --------
    >>> whole_ticks(0.01, 0.2)
    range(1, 5)
    """
    first = math.ceil(begin_s * PICTURE_RATE_HZ - _NEAR_TICK)
    stop = math.floor(end_s * PICTURE_RATE_HZ + _NEAR_TICK)
    return range(first, max(first, stop))


def save_manifest(manifest: Manifest, path: Path) -> None:
    """Write a manifest, whole or not at all.

    A root inside the manifest's folder is written relative to it, so that both can
    move together.

    Raises
    ------
    WriteError
        If it cannot be written.
    """
    header = {
        "kind": _KIND,
        "format": FORMAT,
        "root": _root_name(manifest.root, path),
        "num_without_file": manifest.num_without_file,
    }
    rows = [header, *map(asdict, manifest.movies), *map(asdict, manifest.left_out)]
    text = "".join(json.dumps(row, allow_nan=False) + "\n" for row in rows)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="ascii", newline="\n")
        temporary.replace(path)
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror or error}."
        raise WriteError(msg) from error
    finally:
        temporary.unlink(missing_ok=True)


def _root_name(root: Path, path: Path) -> str:
    root, folder = root.resolve(), path.resolve().parent
    is_inside = root.is_relative_to(folder)
    return (root.relative_to(folder) if is_inside else root).as_posix()


def load_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Raises
    ------
    ConfigError
        If it cannot be read, is none, or a line does not make sense.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"The manifest {path} cannot be read ({error})."
        raise ConfigError(msg) from error
    header = _parse_line(path, 1, lines[0]) if lines else {}
    if header.get("kind") != _KIND or not isinstance(header.get("root"), str):
        msg = f"{path} is not a manifest; `avts data scan` makes one."
        raise ConfigError(msg)
    if header.get("format") != FORMAT:
        msg = (
            f"The manifest {path} has format {header.get('format')}, this program "
            f"reads {FORMAT}; scan the folder again."
        )
        raise ConfigError(msg)
    movies, left_out = [], []
    for number, line in enumerate(lines[1:], 2):
        row = _parse_line(path, number, line)
        try:
            if "reason" in row:
                left_out.append(LeftOut(**_checked(LeftOut, row)))
            else:
                movies.append(_movie(row))
        except (TypeError, ValueError) as error:
            msg = f"Line {number} of the manifest {path} is wrong: {error}."
            raise ConfigError(msg) from error
    num_without_file = header.get("num_without_file", 0)
    return Manifest(
        root=path.resolve().parent / header["root"],
        movies=tuple(movies),
        left_out=tuple(left_out),
        num_without_file=num_without_file if isinstance(num_without_file, int) else 0,
    )


def _parse_line(path: Path, number: int, line: str) -> dict[str, Any]:
    """Return one line's object.

    Raises
    ------
    ConfigError
        If it is none.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        msg = f"Line {number} of {path} is not JSON: {error}."
        raise ConfigError(msg) from error
    if not isinstance(row, dict):
        msg = f"Line {number} of {path} is not a JSON object."
        raise ConfigError(msg)
    return row


def _movie(row: Mapping[str, Any]) -> Movie:
    """Return a line's movie.

    Raises
    ------
    ValueError
        If a value cannot be.
    TypeError
        If one is missing or of another type.
    """
    movie = Movie(**_checked(Movie, row))
    if movie.split not in get_args(Split):
        msg = f"split is {movie.split!r}, not one of {', '.join(get_args(Split))}"
        raise ValueError(msg)
    if not 0 <= movie.begin_s < movie.end_s < math.inf:
        msg = f"the stretch from {movie.begin_s} to {movie.end_s} s is none"
        raise ValueError(msg)
    sizes = (movie.picture_rate_hz, movie.width_px, movie.height_px)
    if not all(0 < size < math.inf for size in (*sizes, movie.sample_rate_hz)):
        msg = "rates and sizes must be positive"
        raise ValueError(msg)
    return movie


def _checked(kind: type[Movie | LeftOut], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line's values, each of the type its field has.

    Raises
    ------
    ValueError
        If one is not known; missing ones are told later.
    TypeError
        If one is of another type.
    """
    types = {field.name: getattr(field.type, "__name__", "") for field in fields(kind)}
    values: dict[str, Any] = {}
    for name, value in row.items():
        if name not in types:
            msg = f"{name!r} is not known"
            raise ValueError(msg)
        wanted = _ACCEPTED.get(types[name], str)
        if not isinstance(value, wanted) or isinstance(value, bool):
            msg = f"{name} is {value!r}"
            raise TypeError(msg)
        values[name] = value
    return values
