"""What people chose for the window: a TOML file that survives crashes and rubbish."""

import math
import os
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, unquote_to_bytes

import tomli_w

from avts_core.config import from_dict, to_dict
from avts_core.errors import ConfigError
from avts_core.sync.verdict import DEFAULT_PROFILE

MAX_RECENT = 12
MAX_LATENCY_MS = 2000.0
_URI = "file://"
_RUBBISH = (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """What people chose; the defaults are those of the first start."""

    theme: Literal["system", "dark", "light"] = "dark"
    language: Literal["system", "en", "de", "zh_CN"] = "system"
    volume: float = 1.0
    """0 to 1."""
    is_muted: bool = False
    recent: tuple[str, ...] = ()
    """Paths of movies, the latest first."""
    profile: str = DEFAULT_PROFILE
    """A profile's name or limits such as ``+40/-60``."""
    monitor_latency_ms: float = 0.0
    """How late the room hears: Bluetooth, a desk, a projector. Never exported."""
    keys: dict[str, str] = field(default_factory=dict)
    """Shortcuts that differ from the defaults, by the name of the action."""
    window_geometry: str = ""
    """As Qt saves it, in base64."""
    window_state: str = ""
    """As Qt saves it, in base64."""
    analyse_on_open: bool = True

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises
        ------
        ValueError
            If the volume or the latency is out of range.
        """
        if not 0 <= self.volume <= 1:
            msg = f"the volume must be within 0 and 1, got {self.volume}"
            raise ValueError(msg)
        if not abs(self.monitor_latency_ms) <= MAX_LATENCY_MS or math.isnan(
            self.monitor_latency_ms
        ):
            msg = (
                f"the monitor's latency must be within {MAX_LATENCY_MS:.0f} ms, got "
                f"{self.monitor_latency_ms}"
            )
            raise ValueError(msg)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Preferences as they were found."""

    preferences: Preferences
    problem: str | None = None
    """A sentence if something of the file could not be used."""
    may_save: bool = True
    """False if saving would overwrite what could not be read."""


def load(path: Path) -> Loaded:
    """Read preferences; what cannot be used gives way to its default.

    A file that is not TOML is set aside beside itself, so that nothing of it is lost. A
    key of another version is left out, and so is a value that does not fit.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Loaded(preferences=Preferences())
    except OSError as error:
        problem = (
            f"The preferences cannot be read ({error.strerror or error}); defaults are "
            "used, and nothing is saved until the window is opened again."
        )
        return Loaded(preferences=Preferences(), problem=problem, may_save=False)
    except _RUBBISH:
        return _set_aside(path)
    return _usable(data, path)


def save(preferences: Preferences, path: Path) -> None:
    """Write preferences, whole or not at all, whenever the process may be killed.

    Raises
    ------
    ConfigError
        If the file cannot be written; what was there stays.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    recent = tuple(map(_as_text, preferences.recent))
    try:
        text = tomli_w.dumps(to_dict(replace(preferences, recent=recent)))
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except (OSError, ValueError) as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or error
        msg = f"The preferences cannot be saved: {reason}."
        raise ConfigError(msg) from error


def save_changes(new: Preferences, old: Preferences, path: Path) -> None:
    """Write what differs from the old ones; the rest stays as other windows saved it.

    Parameters
    ----------
    new
        What holds now.
    old
        What was loaded or saved last.
    path
        The file.

    Raises
    ------
    ConfigError
        If the file cannot be read or written; what was there stays.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, *_RUBBISH):
        save(new, path)
        return
    except OSError as error:
        msg = f"The preferences cannot be saved: {error.strerror or error}."
        raise ConfigError(msg) from error
    there = _usable(data, path)
    if there.problem is not None:
        save(new, path)
        return
    changed: dict[str, Any] = {
        one.name: getattr(new, one.name)
        for one in fields(Preferences)
        if getattr(new, one.name) != getattr(old, one.name)
    }
    if "recent" in changed:
        changed["recent"] = _joined_recent(new, old, there.preferences)
    save(replace(there.preferences, **changed), path)


def with_recent(preferences: Preferences, path: Path) -> Preferences:
    """Return the preferences with this movie as the latest of the recent ones."""
    others = [name for name in preferences.recent if name != str(path)]
    return replace(preferences, recent=(str(path), *others)[:MAX_RECENT])


def _joined_recent(
    new: Preferences, old: Preferences, there: Preferences
) -> tuple[str, ...]:
    """Return the recent movies of two windows; none if this one forgot them."""
    if not new.recent:
        return ()
    known = {*old.recent, *new.recent}
    others = [name for name in there.recent if name not in known]
    latest, *rest = new.recent
    return (latest, *others, *rest)[:MAX_RECENT]


def _usable(data: dict[str, Any], path: Path) -> Loaded:
    """Take each key that is known and has a value that fits."""
    known = {one.name for one in fields(Preferences)}
    good: dict[str, Any] = {}
    bad: list[str] = []
    for name in known & data.keys():
        try:
            from_dict(Preferences, {name: data[name]}, where=str(path))
        except ConfigError:
            bad.append(name)
        else:
            good[name] = data[name]
    good["recent"] = [_as_name(text) for text in good.get("recent", [])][:MAX_RECENT]
    preferences = from_dict(Preferences, good, where=str(path))
    problem = None
    if bad:
        problem = (
            f"The preferences in {path} had values that do not fit "
            f"({', '.join(sorted(bad))}); defaults are used for these."
        )
    return Loaded(preferences=preferences, problem=problem)


def _as_text(name: str) -> str:
    """Write a file name whose bytes are no text, as old disks have them, as a URI."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return _URI + quote(os.fsencode(name))
    return name


def _as_name(text: str) -> str:
    """Return the file name that `_as_text` wrote."""
    if not text.startswith(_URI):
        return text
    return os.fsdecode(unquote_to_bytes(text.removeprefix(_URI)))


def _set_aside(path: Path) -> Loaded:
    """Move a damaged file out of the way and say so."""
    aside = path.with_name(f"{path.name}.damaged")
    try:
        path.replace(aside)
    except OSError:
        problem = (
            f"The preferences in {path} are damaged; defaults are used, and nothing is "
            "saved until the window is opened again."
        )
        return Loaded(preferences=Preferences(), problem=problem, may_save=False)
    problem = f"The preferences were damaged and are now in {aside}; defaults are used."
    return Loaded(preferences=Preferences(), problem=problem)
