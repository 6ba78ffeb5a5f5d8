"""Recipes of every kind, told apart by their ``kind``."""

import tomllib
from pathlib import Path

from avts_core.config import load_config
from avts_core.errors import ConfigError
from avts_core.training.pair_recipe import AvtsRecipe, L3Recipe
from avts_core.training.recipe import Recipe

AnyRecipe = Recipe | AvtsRecipe | L3Recipe
RECIPES: dict[str, type[AnyRecipe]] = {
    "lip": Recipe,
    "avts": AvtsRecipe,
    "l3": L3Recipe,
}
"""By the kind that a recipe names; one without is of the lip network."""


def load_recipe(path: Path) -> AnyRecipe:
    """Read a recipe of whatever kind.

    Raises
    ------
    ConfigError
        If it cannot be read or does not make sense.
    """
    try:
        kind = tomllib.loads(path.read_text(encoding="utf-8")).get("kind", "lip")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"The recipe {path} cannot be read ({error})."
        raise ConfigError(msg) from error
    if kind not in RECIPES:
        known = ", ".join(RECIPES)
        msg = f"The recipe {path} is of kind {kind!r}; there are {known}."
        raise ConfigError(msg)
    return load_config(RECIPES[kind], path)
