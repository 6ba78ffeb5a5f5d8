"""Recipes of every kind, those that ship too."""

from pathlib import Path

import pytest

from avts_core.assets import asset_path
from avts_core.errors import ConfigError
from avts_core.training.pair_recipe import AvtsRecipe, L3Recipe, PairStage
from avts_core.training.recipe import Recipe
from avts_core.training.recipes import load_recipe


def test_shipped_recipes_are_the_papers() -> None:
    """Stages, batch, margin, size and rate as the paper has them, where it says so."""
    recipe = load_recipe(asset_path("recipes/avts.toml"))
    assert isinstance(recipe, AvtsRecipe)
    assert recipe.margin == 0.99
    assert (recipe.model.backbone, recipe.model.side_px) == ("mc3", 224)
    assert recipe.model.num_pictures == 25
    assert recipe.model.time_cells == 1
    assert recipe.pairs_a_pass * recipe.passes_a_step == 64
    assert (recipe.optimiser.patience_epochs, recipe.optimiser.factor) == (5, 0.1)
    easy, mixed = recipe.stages
    assert (easy.epochs, easy.easy) == (50, 1.0)
    assert (mixed.epochs, mixed.easy, mixed.hard) == (40, 0.75, 0.25)
    assert recipe.stage_at(49) is easy
    assert recipe.stage_at(50) is mixed


@pytest.mark.parametrize(
    ("name", "kind", "hard"),
    [
        ("avts-easy", AvtsRecipe, [0.0]),
        ("avts-mixed", AvtsRecipe, [0.25]),
        ("avts-hard", AvtsRecipe, [1.0]),
        ("avts-then-hard", AvtsRecipe, [0.0, 1.0]),
        ("l3", L3Recipe, [0.0]),
    ],
)
def test_each_row_of_table_1_has_a_recipe(
    name: str, kind: type, hard: list[float]
) -> None:
    """Ninety epochs each, with the row's negatives."""
    recipe = load_recipe(asset_path(f"recipes/{name}.toml"))
    assert isinstance(recipe, kind)
    assert not isinstance(recipe, Recipe)
    assert recipe.epochs == 90
    assert [stage.hard for stage in recipe.stages] == hard


def test_every_shipped_recipe_can_be_read() -> None:
    """Each names itself as its file does."""
    folder = asset_path("recipes/avts.toml").parent
    names = {path.stem: load_recipe(path).name for path in folder.glob("*.toml")}
    assert len(names) >= 10
    assert all(name in {stem, "lip"} for stem, name in names.items())


def test_a_recipe_without_a_kind_is_of_the_lip_network() -> None:
    """As all were before there were other kinds."""
    assert isinstance(load_recipe(asset_path("recipes/lip.toml")), Recipe)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind = 'gan'", "of kind 'gan'"),
        ("kind = ", "cannot be read"),
        ("kind = 'avts'\nname = 'x'\nstages = []", "needs a stage"),
        (
            "kind = 'avts'\nname = 'x'\n[[stages]]\nname = 'a'\nepochs = 1\neasy = 0.5",
            "must sum to 1",
        ),
    ],
)
def test_recipes_that_make_no_sense(tmp_path: Path, text: str, words: str) -> None:
    """Each is one clear error."""
    path = tmp_path / "recipe.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=words):
        load_recipe(path)


def test_an_epoch_has_a_step_at_least() -> None:
    """However few movies there are; and otherwise one pair a movie."""
    recipe = AvtsRecipe(name="x", stages=(PairStage(name="a", epochs=1),))
    assert recipe.steps_an_epoch(3) == 1
    assert recipe.steps_an_epoch(640) == 10
