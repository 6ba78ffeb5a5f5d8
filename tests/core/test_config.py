import dataclasses
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest

from avts_core.config import from_dict, load_config, save_config, to_dict, to_toml
from avts_core.errors import ConfigError


class Mode(StrEnum):
    EASY = "easy"
    HARD = "hard"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Stage:
    name: str
    mode: Mode = Mode.EASY
    num_steps: int = 10

    def __post_init__(self) -> None:
        if self.num_steps <= 0:
            msg = f"num_steps must be positive, got {self.num_steps}"
            raise ValueError(msg)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Recipe:
    folder: Path
    rate: float = 0.1
    is_mixed: bool = False
    fps: Fraction = Fraction(25)
    size_px: tuple[int, int] = (96, 96)
    norm: Literal["layer", "none"] = "layer"
    seed: int | None = None
    first: Stage = dataclasses.field(default_factory=lambda: Stage(name="first"))
    stages: tuple[Stage, ...] = ()
    weights: dict[str, float] = dataclasses.field(default_factory=dict)


FULL: dict[str, Any] = {
    "folder": "clips/train",
    "rate": 1,
    "is_mixed": True,
    "fps": "30000/1001",
    "size_px": [64, 48],
    "norm": "none",
    "seed": 7,
    "first": {"name": "warm up", "num_steps": 5},
    "stages": [{"name": "a"}, {"name": "b", "mode": "hard"}],
    "weights": {"studio": 2.0},
}


def test_every_kind_of_field_is_read():
    """Each supported type arrives as the dataclass declares it."""
    assert from_dict(Recipe, FULL) == Recipe(
        folder=Path("clips/train"),
        rate=1.0,
        is_mixed=True,
        fps=Fraction(30000, 1001),
        size_px=(64, 48),
        norm="none",
        seed=7,
        first=Stage(name="warm up", num_steps=5),
        stages=(Stage(name="a"), Stage(name="b", mode=Mode.HARD)),
        weights={"studio": 2.0},
    )


def test_whole_number_becomes_float_where_float_is_declared():
    """A recipe may write 1 for 1.0, and the field is still a float."""
    assert isinstance(from_dict(Recipe, FULL).rate, float)


@pytest.mark.parametrize("data", [FULL, {"folder": "x"}], ids=["full", "defaults"])
def test_file_round_trip_changes_nothing(tmp_path: Path, data: dict[str, Any]):
    """What is saved loads as an equal configuration, also with None and defaults."""
    recipe = from_dict(Recipe, data)
    path = tmp_path / "recipe.toml"
    save_config(recipe, path)
    assert load_config(Recipe, path) == recipe
    assert [file.name for file in tmp_path.iterdir()] == ["recipe.toml"]


def test_none_is_left_out():
    """TOML has no null, so a field that is None is absent."""
    assert "seed" not in to_dict(from_dict(Recipe, {"folder": "x"}))


def test_text_is_toml_with_tables():
    """Nested configurations become tables that people can edit."""
    text = to_toml(from_dict(Recipe, FULL))
    assert '[first]\nname = "warm up"' in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rats": 1}, ["'rats'", "allowed are", "rate", "folder"]),
        ({"first": {"name": "a", "x": 1}}, ["first", "'x'", "num_steps"]),
        ({"stages": [{"name": "a"}, {}]}, ["stages[1]", "'name'", "missing"]),
        ({"rate": "fast"}, ["rate", "a number", '"fast"']),
        ({"rate": True}, ["rate", "a number", "true"]),
        ({"rate": float("nan")}, ["rate", "a number", "nan"]),
        ({"seed": 1.5}, ["seed", "a whole number", "1.5"]),
        ({"seed": False}, ["seed", "a whole number", "false"]),
        ({"is_mixed": 1}, ["is_mixed", "true or false"]),
        ({"folder": 3}, ["folder", "a path"]),
        ({"fps": "1/0"}, ["fps", "fraction", '"1/0"']),
        ({"fps": "fast"}, ["fps", "fraction"]),
        ({"size_px": [1]}, ["size_px", "2 values"]),
        ({"size_px": [1, "2"]}, ["size_px[1]", "whole number"]),
        ({"size_px": 4}, ["size_px", "an array"]),
        ({"norm": "batch"}, ["norm", '"layer", "none"', '"batch"']),
        ({"first": 3}, ["first", "a table"]),
        ({"first": {"name": "a", "mode": "odd"}}, ["first.mode", '"easy", "hard"']),
        ({"first": {"name": "a", "num_steps": 0}}, ["first", "must be positive"]),
        ({"weights": [1]}, ["weights", "a table"]),
        ({"weights": {"a": "b"}}, ["weights.a", "a number"]),
    ],
)
def test_wrong_value_is_named_with_its_place(change: dict[str, Any], words: list[str]):
    """An error says which source and key is wrong, and what would be right."""
    with pytest.raises(ConfigError) as caught:
        from_dict(Recipe, {"folder": "x", **change}, where="my.toml")
    for word in ["my.toml", *words]:
        assert word in str(caught.value)


def test_missing_key_is_named():
    """A field without a default must be in the recipe."""
    with pytest.raises(ConfigError, match="'folder' is missing"):
        from_dict(Recipe, {})


@pytest.mark.parametrize("content", [b"rate = ", b"rate = '\xff'"])
def test_file_that_is_not_toml_is_a_config_error(tmp_path: Path, content: bytes):
    """Broken TOML is told with the file's name."""
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"broken\.toml is not valid TOML"):
        load_config(Recipe, path)


def test_missing_file_and_folder_are_config_errors(tmp_path: Path):
    """A path that cannot be read is told, whatever the reason."""
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(ConfigError, match="cannot be read"):
            load_config(Recipe, path)


def test_failed_save_leaves_nothing_behind(tmp_path: Path):
    """Where a file cannot be put in place, no temporary file stays."""
    target = tmp_path / "taken.toml"
    target.mkdir()
    with pytest.raises(ConfigError, match="cannot be written"):
        save_config(Stage(name="a"), target)
    assert [file.name for file in tmp_path.iterdir()] == ["taken.toml"]
