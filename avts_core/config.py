"""Recipes: TOML files read into frozen dataclasses, strictly, and written back.

The dataclass is the schema. A key that it does not know, a missing key, a wrong
type and a value that ``__post_init__`` rejects are each a `ConfigError` that says
where (``train.toml: optim.rate``) and what would have been right.

Fields may be ``bool``, ``int``, ``float``, ``str``, `pathlib.Path`,
`fractions.Fraction` (written as text, ``"30000/1001"``), enums (by value),
``Literal``, other dataclasses (tables), ``tuple[T, ...]`` (arrays), ``tuple[A, B]``,
``dict[str, T]``, and any of these ``| None``. TOML has no null: a field that is
``None`` is left out, so its default must be ``None``. A field of another type is a
mistake of the programmer, caught by an assertion.
"""

import dataclasses
import math
import os
import tomllib
import types
from collections.abc import Callable, Mapping
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import (
    Any,
    Literal,
    NoReturn,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import tomli_w

from avts_core.errors import ConfigError

Config = TypeVar("Config")


def load_config(cls: type[Config], path: Path) -> Config:
    """Read a TOML file into a configuration of this class.

    Raises
    ------
    ConfigError
        If the file cannot be read, is not TOML, or does not fit the class.
    """
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}"
        raise ConfigError(msg) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path} is not valid TOML: {error}"
        raise ConfigError(msg) from error
    return from_dict(cls, data, where=str(path))


def from_dict(
    cls: type[Config], data: Mapping[str, Any], *, where: str = "the configuration"
) -> Config:
    """Build a configuration of this class from tables, as `tomllib` gives them.

    Parameters
    ----------
    cls
        A dataclass.
    data
        Its fields; those with defaults may be absent.
    where
        What error messages call the source, such as the file's name.

    Raises
    ------
    ConfigError
        If a key is unknown or missing, or a value has the wrong type or is
        rejected by the class.
    """
    result: Config = _build(cls, data, _Place(where))
    return result


def to_dict(config: object) -> dict[str, Any]:
    """Return the tables of a configuration: what `from_dict` takes."""
    fields = ((field.name, getattr(config, field.name)) for field in _fields(config))
    return {name: _plain(value) for name, value in fields if value is not None}


def to_toml(config: object) -> str:
    """Return the configuration as the text of a TOML file."""
    return tomli_w.dumps(to_dict(config))


def save_config(config: object, path: Path) -> None:
    """Write the configuration as a TOML file, whole or not at all.

    Raises
    ------
    ConfigError
        If the file cannot be written.
    """
    text = to_toml(config)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        msg = f"{path} cannot be written: {error.strerror}"
        raise ConfigError(msg) from error


@dataclasses.dataclass(frozen=True)
class _Place:
    """Where in which source a value stands."""

    source: str
    keys: str = ""

    def key(self, name: str) -> "_Place":
        return _Place(self.source, f"{self.keys}.{name}" if self.keys else name)

    def item(self, index: int) -> "_Place":
        return _Place(self.source, f"{self.keys}[{index}]")

    def error(self, message: str) -> ConfigError:
        place = f"{self.source}: {self.keys}" if self.keys else self.source
        return ConfigError(f"{place}: {message}")

    def reject(self, value: Any, *, expected: str) -> NoReturn:  # noqa: ANN401
        raise self.error(_rejection(value, expected))


def _fields(config: Any) -> tuple[dataclasses.Field[Any], ...]:  # noqa: ANN401
    """Return the fields that the constructor takes."""
    return tuple(field for field in dataclasses.fields(config) if field.init)


def _build(cls: Any, data: Any, place: _Place) -> Any:  # noqa: ANN401
    """Build a dataclass from a table."""
    if not isinstance(data, Mapping):
        place.reject(data, expected="a table")
    fields = {field.name: field for field in _fields(cls)}
    for name in data:
        if name not in fields:
            msg = f"unknown key {name!r}; allowed are: {', '.join(sorted(fields))}"
            raise place.error(msg)
    hints = get_type_hints(cls)
    values = {
        name: _convert(hints[name], value, place.key(name))
        for name, value in data.items()
    }
    for name, field in fields.items():
        if name not in values and _is_required(field):
            msg = f"the key {name!r} is missing"
            raise place.error(msg)
    try:
        return cls(**values)
    except ValueError as error:
        raise place.error(str(error)) from error


def _is_required(field: "dataclasses.Field[Any]") -> bool:
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing


def _convert(kind: Any, value: Any, place: _Place) -> Any:  # noqa: ANN401
    """Turn a value of TOML into one of the type that the field declares."""
    if dataclasses.is_dataclass(kind):
        return _build(kind, value, place)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(_chosen(tuple(member.value for member in kind), value, place))
    composite = _COMPOSITES.get(get_origin(kind))
    if composite is not None:
        return composite(get_args(kind), value, place)
    return _convert_plain(kind, value, place)


def _convert_dict(kinds: tuple[Any, ...], value: Any, place: _Place) -> Any:  # noqa: ANN401
    if not isinstance(value, Mapping):
        place.reject(value, expected="a table")
    return {
        key: _convert(kinds[1], item, place.key(key)) for key, item in value.items()
    }


def _convert_optional(kinds: tuple[Any, ...], value: Any, place: _Place) -> Any:  # noqa: ANN401
    """Convert to the one type of ``T | None``; TOML itself never gives None."""
    rest = [kind for kind in kinds if kind is not types.NoneType]
    assert len(rest) == 1, f"a field may be of one type or None, got {kinds}"
    return None if value is None else _convert(rest[0], value, place)


def _convert_tuple(kinds: tuple[Any, ...], value: Any, place: _Place) -> Any:  # noqa: ANN401
    if not isinstance(value, list | tuple):
        place.reject(value, expected="an array")
    if kinds[-1] is Ellipsis:
        kinds = (kinds[0],) * len(value)
    if len(kinds) != len(value):
        place.reject(value, expected=f"{len(kinds)} values")
    pairs = zip(kinds, value, strict=True)
    return tuple(
        _convert(kind, item, place.item(index))
        for index, (kind, item) in enumerate(pairs)
    )


def _chosen(choices: tuple[Any, ...], value: Any, place: _Place) -> Any:  # noqa: ANN401
    # 1 == True in Python, yet they are different values in a recipe.
    fitting = [
        choice
        for choice in choices
        if value == choice and isinstance(value, bool) == isinstance(choice, bool)
    ]
    if not fitting:
        allowed = ", ".join(_shown(choice) for choice in choices)
        place.reject(value, expected=f"one of {allowed}")
    return fitting[0]


_COMPOSITES: dict[Any, Callable[[tuple[Any, ...], Any, _Place], Any]] = {
    Union: _convert_optional,
    types.UnionType: _convert_optional,
    tuple: _convert_tuple,
    dict: _convert_dict,
    Literal: _chosen,
}

_NAMES: dict[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    Path: "a path as text",
    Fraction: 'a number or a fraction as text, such as "30000/1001"',
}


def _convert_plain(kind: Any, value: Any, place: _Place) -> Any:  # noqa: ANN401
    """Convert a single value."""
    assert kind in _NAMES, f"{place.keys}: a configuration cannot hold {kind}"
    # A bool is an int to Python; to a person who writes a recipe it is not.
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fits: dict[Any, bool] = {
        bool: isinstance(value, bool),
        int: is_number and isinstance(value, int),
        float: is_number and math.isfinite(value),
        str: isinstance(value, str),
        Path: isinstance(value, str),
        Fraction: isinstance(value, str) or (is_number and math.isfinite(value)),
    }
    if not fits[kind]:
        place.reject(value, expected=_NAMES[kind])
    try:
        return kind(str(value)) if kind is Fraction else kind(value)
    except (ValueError, ZeroDivisionError) as error:
        raise place.error(_rejection(value, _NAMES[kind])) from error


def _rejection(value: Any, expected: str) -> str:  # noqa: ANN401
    return f"expected {expected}, got {_shown(value)}"


def _shown(value: Any) -> str:  # noqa: ANN401
    """Return a value as TOML would write it, to be recognised by its author."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a table"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _plain(value: Any) -> Any:  # noqa: ANN401
    """Turn a value of a field into one that TOML can hold."""
    if dataclasses.is_dataclass(value):
        return to_dict(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path | Fraction):
        return value.as_posix() if isinstance(value, Path) else str(value)
    assert isinstance(value, bool | int | float | str), repr(value)
    return value
