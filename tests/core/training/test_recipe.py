"""Tests of recipes and their curriculum."""

import pytest

from avts_core.assets import asset_path
from avts_core.config import load_config
from avts_core.training.recipe import Recipe, Stage

EASY = Stage(name="easy", until=0.5)
HARD = Stage(name="hard", until=1.0, hard_share=0.25, distance_weight=0.2)


def test_stages_follow_each_other() -> None:
    """A stage ends where its share of the steps does; the last one never ends."""
    recipe = Recipe(name="x", steps=100, stages=(EASY, HARD))
    assert [recipe.stage_at(step).name for step in (0, 49, 50, 99)] == [
        "easy",
        "easy",
        "hard",
        "hard",
    ]
    assert recipe.stage_at(100) is HARD
    assert recipe.stage_at(1000) is HARD


def test_uneven_steps_round_to_the_later_stage() -> None:
    """Of five steps the first three lie in a first half that ends at 2.5."""
    recipe = Recipe(name="x", steps=5, stages=(EASY, HARD))
    assert [recipe.stage_at(step).name for step in range(5)].count("easy") == 3


@pytest.mark.parametrize(
    "stages",
    [
        (),
        (EASY,),
        (HARD, EASY),
        (EASY, Stage(name="x", until=0.9)),
        (HARD, Stage(name="x", until=1.5)),
    ],
)
def test_wrong_stages_are_refused(stages: tuple[Stage, ...]) -> None:
    """Stages must rise and the last one must end with the run."""
    with pytest.raises(ValueError, match="stages"):
        Recipe(name="x", stages=stages)


@pytest.mark.parametrize("wrong", [{"steps": 0}, {"clips_a_step": 1}])
def test_empty_runs_are_refused(wrong: dict[str, int]) -> None:
    """A run needs a step, and a step needs two clips: negatives come from the other."""
    with pytest.raises(ValueError, match="at least 1 step"):
        Recipe(name="x", **wrong)


def test_the_shipped_recipes_load() -> None:
    """They fit the classes, and go through AVTS's two stages one after the other."""
    base = load_config(Recipe, asset_path("recipes/lip-base.toml"))
    recipe = load_config(Recipe, asset_path("recipes/lip.toml"))
    assert [stage.hard_share for stage in base.stages] == [0.0, 0.25]
    assert [stage.hard_share for stage in recipe.stages] == [0.25]
