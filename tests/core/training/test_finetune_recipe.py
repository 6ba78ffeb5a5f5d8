"""Tests of the recipe of fine-tuning."""

from dataclasses import replace
from pathlib import Path

import pytest

from avts_core.config import load_config, save_config
from avts_core.training.finetune_recipe import FinetuneRecipe


def test_a_recipe_survives_its_file(tmp_path: Path) -> None:
    """What is written is what is read."""
    recipe = FinetuneRecipe(epochs=7, dropout=0.2)
    save_config(recipe, tmp_path / "r.toml")
    assert load_config(FinetuneRecipe, tmp_path / "r.toml") == recipe


def test_an_epoch_has_a_step_at_least() -> None:
    """Else as many whole ones as there are videos for."""
    recipe = FinetuneRecipe(clips_a_pass=4, passes_a_step=2)
    assert [recipe.steps_an_epoch(num) for num in (3, 8, 23)] == [1, 1, 2]


@pytest.mark.parametrize(
    "change",
    [
        {"epochs": 0},
        {"clips_a_pass": 1},
        {"clips_a_video": 0},
        {"dropout": 1.0},
        {"warmup_epochs": 61},
    ],
)
def test_numbers_without_sense_are_refused(change: dict[str, float]) -> None:
    """Each by itself."""
    with pytest.raises(ValueError, match=r"needs|must be"):
        replace(FinetuneRecipe(), **change)
