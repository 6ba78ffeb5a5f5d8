"""Tests of learning to name actions: order, resume, figures."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from avts_core.data.action_clips import ReadableActions, look_through
from avts_core.data.action_lists import read_ucf101
from avts_core.data.pair_inputs import CropConfig
from avts_core.models.avts import AvtsConfig
from avts_core.models.input_statistics import InputStatistics
from avts_core.training.finetune_recipe import FinetuneRecipe
from avts_core.training.finetune_task import FinetuneTask, _named
from avts_core.training.task import Processes
from avts_core.training.trainer import Trainer
from tests.core.data.action_videos import make_ucf101

STATISTICS = InputStatistics(
    picture_means=(130.0,) * 3,
    picture_deviations=(70.0,) * 3,
    band_means=(0.0,) * 40,
    band_deviations=(1.0,) * 40,
)
RECIPE = FinetuneRecipe(
    epochs=2,
    clips_a_pass=2,
    passes_a_step=2,
    learning_rate=0.02,
    warmup_epochs=1,
    precision="float32",
    short_side_px=32,
    clips_a_video=3,
    crop=CropConfig(least_scale=0.9),
    model=AvtsConfig(backbone="mc2", width=4, num_pictures=8, side_px=32),
)


@pytest.fixture(scope="module")
def actions(tmp_path_factory: pytest.TempPathFactory) -> ReadableActions:
    """Give twelve videos to learn from and six to measure with."""
    folder = make_ucf101(tmp_path_factory.mktemp("actions") / "ucf101")
    return look_through(read_ucf101(folder, 1))


def make_task(
    actions: ReadableActions, recipe: FinetuneRecipe = RECIPE
) -> FinetuneTask:
    return FinetuneTask(recipe, actions, statistics=STATISTICS)


def make_trainer(folder: Path, task: FinetuneTask) -> Trainer:
    return Trainer(task, folder=folder, emit=lambda event: None)


def test_an_epoch_shows_each_video_once(actions: ReadableActions) -> None:
    """In an order and at times of its own; the same for the same seed."""
    task = make_task(actions)
    one, two = task._wanted(0), task._wanted(1)
    assert sorted(clip.video for clip in one) == list(range(12))
    assert [clip.video for clip in one] != [clip.video for clip in two]
    assert len({clip.place for clip in one + two}) == 24
    assert len({clip.crop_seed for clip in one + two}) == 24
    assert make_task(actions)._wanted(1) == two
    assert make_task(actions, replace(RECIPE, seed=2))._wanted(1) != two


def test_a_part_depends_on_its_number_alone(actions: ReadableActions) -> None:
    """Whichever was asked for before, and whichever process asks."""
    in_turn = make_task(actions)
    parts = {(k, n): in_turn.part(k, n) for k in range(4) for n in range(2)}
    fresh = make_task(actions).part(3, 1)
    assert torch.equal(fresh.inputs[0], parts[3, 1].inputs[0])
    assert torch.equal(fresh.notes, parts[3, 1].notes)
    second = make_task(actions)
    second.processes = Processes(rank=1, world=2)
    for step in range(4):
        part = second.part(step, 1)
        assert torch.equal(part.inputs[0], parts[step, 1].inputs[0])


@pytest.mark.slow
def test_a_resumed_run_ends_as_the_unbroken_one(
    actions: ReadableActions, tmp_path: Path
) -> None:
    """To the last bit, stopped between two epochs."""
    for name in ("whole", "broken"):
        (tmp_path / name).mkdir()
    whole = make_trainer(tmp_path / "whole", make_task(actions))
    whole.run()
    first = make_trainer(tmp_path / "broken", make_task(actions))
    first.run(stop_at=3)
    second = make_trainer(tmp_path / "broken", make_task(actions))
    second.resume()
    assert second.step == 3
    second.run()
    for key, value in whole.averaged_state().items():
        assert torch.equal(value, second.averaged_state()[key]), key


@pytest.mark.slow
def test_it_learns_to_tell_two_motions(
    actions: ReadableActions, tmp_path: Path
) -> None:
    """On videos it has not seen."""
    recipe = replace(RECIPE, epochs=16, clips_a_pass=6, passes_a_step=1, dropout=0.0)
    task = make_task(actions, recipe)
    make_trainer(tmp_path, task).run()
    assert task.figures is not None
    assert (task.figures.num_videos, task.figures.num_clips) == (6, 18)
    assert task.figures.video_accuracy > 0.8
    assert task.figures.clip_accuracy > 0.7
    assert task.figures.broken == {}


class Taped(Processes):
    """One of two processes, which hears what the other one had to give."""

    def __init__(self, rank: int, others: list[list[Any]]) -> None:
        super().__init__(rank=rank, world=2)
        self.given: list[list[Any]] = []
        self._others = others

    def gather(self, mine: Sequence[Any]) -> list[Any]:
        self.given.append(list(mine))
        other = self._others[len(self.given) - 1] if self._others else []
        return [*mine, *other]


def test_two_processes_measure_what_one_does(actions: ReadableActions) -> None:
    """Each names its share of the videos; together they have the same figures."""
    task = make_task(actions)
    state = task.model.state_dict()
    alone = task.measure(state)
    task.processes = second = Taped(1, [])
    assert task.measure(state).num_videos == 3
    task.processes = Taped(0, second.given)
    assert task.measure(state) == alone
    assert alone.num_videos == 6


def test_the_rate_rises_then_falls_to_nothing(actions: ReadableActions) -> None:
    """A straight rise over an epoch of three steps, then half a cosine."""
    task = make_task(actions, replace(RECIPE, epochs=10))
    rates = [task.learning_rate(step) for step in range(task.loop.steps)]
    assert rates[0] == pytest.approx(RECIPE.learning_rate / 3, rel=0.01)
    assert int(np.argmax(rates)) == 2
    assert rates[-1] < 0.01 * RECIPE.learning_rate


def test_a_video_is_named_by_the_mean_of_its_clips() -> None:
    """Two clips that are a little wrong lose to one that is surely right."""

    def chances(*values: float) -> Tensor:
        return torch.tensor(values)

    rows = [
        (4, 0, chances(0.9, 0.1)),
        (4, 0, chances(0.45, 0.55)),
        (4, 0, chances(0.4, 0.6)),
        (5, 1, chances(0.8, 0.2)),
    ]
    assert _named(rows) == [(1, True, 3), (0, False, 1)]


def test_other_lists_are_other_footage(actions: ReadableActions) -> None:
    """A checkpoint of another split cannot be taken for this one's."""
    names = make_task(actions).footage()
    assert names[0] == "ucf101 1"
    other = replace(actions, actions=replace(actions.actions, split=2))
    assert make_task(other).footage() != names
