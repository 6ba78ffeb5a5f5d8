"""Training on pairs: the curriculum, the rate, resuming, several processes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from avts_core.errors import CheckpointError, ConfigError
from avts_core.models.avts import AvtsNet
from avts_core.models.l3 import L3Config
from avts_core.training.pair_recipe import (
    AvtsRecipe,
    L3Recipe,
    PairStage,
    SgdConfig,
)
from avts_core.training.pair_task import PairTask
from avts_core.training.processes import Place, run_processes
from avts_core.training.trainer import Trainer
from tests.core.training.noise_pairs import (
    RECIPE,
    SIDE_PX,
    STATISTICS,
    BlinkingSet,
    make_task,
)

FUSED = L3Recipe(
    name="fused",
    pairs_an_epoch=8,
    pairs_a_pass=4,
    passes_a_step=1,
    precision="float32",
    num_validation_pairs=8,
    stages=(PairStage(name="easy", epochs=1),),
    model=L3Config(backbone="frame", width=4, side_px=SIDE_PX),
)


class Watched(Trainer):
    """Keeps the loss of every step."""

    def __init__(self, *rest: Any, **named: Any) -> None:
        super().__init__(*rest, **named)
        self.losses: list[float] = []

    def _train_step(self) -> dict[str, float]:
        row = super()._train_step()
        self.losses.append(row["loss"])
        return row


def run(folder: Path, recipe: AvtsRecipe | L3Recipe = RECIPE, **named: Any) -> Watched:
    folder.mkdir(exist_ok=True)
    events: list[dict[str, Any]] = []
    trainer = Watched(make_task(recipe), folder=folder, emit=events.append)
    trainer.events = events  # type: ignore[attr-defined]
    if named.pop("resumed", False):
        trainer.resume()
    trainer.run(**named)
    return trainer


@pytest.mark.slow
def test_a_resumed_run_goes_on_bit_for_bit(tmp_path: Path) -> None:
    """Stopped within an epoch, it sees the same pairs and has the same losses."""
    unbroken = run(tmp_path / "a")
    before = run(tmp_path / "b", stop_at=3)
    after = run(tmp_path / "b", resumed=True)
    assert len(unbroken.losses) == 8
    assert before.losses + after.losses == unbroken.losses
    ours, theirs = after.averaged_state(), unbroken.averaged_state()
    assert all(torch.equal(value, theirs[key]) for key, value in ours.items())


@pytest.mark.slow
def test_events_tell_the_course(tmp_path: Path) -> None:
    """Epochs, stages, torn files and validations are told, as JSON."""
    events = run(tmp_path / "a").events  # type: ignore[attr-defined]
    assert [json.loads(json.dumps(e)) for e in events] == events
    epochs = [e for e in events if e["event"] == "epoch"]
    assert [e["stage"] for e in epochs] == ["easy", "easy", "mixed", "mixed"]
    assert epochs[0]["broken_files"] == {"torn.mp4": "It is torn."}
    found = [e for e in events if e["event"] == "validated"]
    assert [e["step"] for e in found] == [4, 8]
    for kind in ("easy", "hard", "super_hard"):
        assert 0 <= found[0][kind]["accuracy"] <= 1
        assert found[0][kind]["num_negatives"] == 4
    assert found[0]["chance"] == 0.5


def test_each_stage_has_its_negatives() -> None:
    """Easy ones first; then both kinds, in the shares asked for."""
    task = make_task(replace(RECIPE, pairs_an_epoch=64))
    codes = {
        epoch: {
            int(code)
            for step in range(8 * epoch, 8 * epoch + 8)
            for number in range(2)
            for code in _codes(task, step, number)
        }
        for epoch in (0, 3)
    }
    assert codes == {0: {0, 1}, 3: {0, 1, 2}}


def _codes(task: PairTask, step: int, number: int) -> list[int]:
    inputs = task._inputs(step // 8)
    return [inputs[index].kind_code for index in task._indices(step, number)]


def test_the_rate_falls_when_the_loss_does_not() -> None:
    """After more epochs than the patience; a harder stage is no plateau."""
    recipe = replace(
        RECIPE,
        pairs_an_epoch=8,
        stages=(
            PairStage(name="easy", epochs=6),
            PairStage(name="hard", epochs=6, easy=0.0, hard=1.0),
        ),
        optimiser=SgdConfig(learning_rate=1.0, patience_epochs=2),
    )
    task = make_task(recipe)
    task.optimiser()
    rates, reasons = [], []
    for epoch, loss in enumerate([5.0, 4.0, 4.0, 4.0, 4.0, 4.0, 9.0, 8.0, 7.0, 6.0]):
        list(task.before(epoch, {}))
        reasons += [e["reason"] for e in task.after(epoch, loss) if "reason" in e]
        rates.append(task.learning_rate(epoch))
    assert rates == pytest.approx([1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    assert reasons == ["The loss has not fallen for more than 2 epochs."]


def test_a_fused_network_trains_in_the_same_loop(tmp_path: Path) -> None:
    """L3 learns from the same pairs with the entropy of its answers."""
    trainer = run(tmp_path / "a", FUSED)
    assert trainer.losses[0] == pytest.approx(0.69, abs=0.4)
    assert trainer.events[-1]["event"] == "validated"  # type: ignore[attr-defined]


def test_another_model_may_be_the_start(tmp_path: Path) -> None:
    """Its weights are taken, if it has the recipe's shape."""
    base = AvtsNet(RECIPE.model)
    task = make_task()
    task.start_from(base)
    for key, value in base.state_dict().items():
        assert torch.equal(task.model.state_dict()[key], value)
    with pytest.raises(CheckpointError, match="another shape"):
        task.start_from(AvtsNet(replace(RECIPE.model, width=8)))


def test_parts_must_be_shared_evenly(tmp_path: Path) -> None:
    """Three processes cannot share a step of two passes."""
    with pytest.raises(ConfigError, match="2 parts cannot be shared by 3"):
        Trainer(make_task(), folder=tmp_path, emit=print, world=3)


@pytest.mark.slow
def test_a_light_that_blinks_with_its_sound_is_learnt(tmp_path: Path) -> None:
    """Pairs are told apart after training, and not where sound and light differ."""
    recipe = replace(
        RECIPE,
        pairs_an_epoch=256,
        pairs_a_pass=32,
        passes_a_step=1,
        num_validation_pairs=96,
        validate_every_epochs=100,
        stages=(PairStage(name="easy", epochs=10),),
        optimiser=SgdConfig(learning_rate=0.5),
        model=replace(RECIPE.model, time_cells=25),
    )
    auc = {}
    for fits in (True, False):
        task = PairTask(
            recipe,
            BlinkingSet(60, fits=fits),
            BlinkingSet(40, seed=5, fits=fits),
            statistics=STATISTICS,
            footage=["x"],
        )
        trainer = Trainer(task, folder=tmp_path, emit=lambda _: None)
        trainer.run()
        figures = task.validate(trainer.averaged_state())
        auc[fits] = figures["easy"]["auc"]
    assert auc[True] > 0.75
    assert auc[False] < 0.65


class Work:
    """Trains in one of several processes, and writes its losses down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, place: Place) -> None:
        trainer = Watched(
            make_task(),
            folder=self.folder,
            emit=_forget,
            rank=place.rank,
            world=place.world,
        )
        trainer.run(stop_at=4, cancel=place.cancel)
        path = self.folder / f"{place.world}-{place.rank}.json"
        path.write_text(json.dumps(trainer.losses))


def _forget(event: dict[str, Any]) -> None:
    del event


@pytest.mark.slow
def test_two_processes_make_the_steps_of_one(tmp_path: Path) -> None:
    """The same losses, step by step; and one process goes on where two were."""
    run_processes(Work(tmp_path), 2)
    two = [json.loads((tmp_path / f"2-{rank}.json").read_text()) for rank in (0, 1)]
    one = run(tmp_path / "one")
    assert two[0] == two[1]
    assert two[0] == pytest.approx(one.losses[:4], rel=1e-4)
    alone = run(tmp_path, resumed=True)
    assert alone.losses == pytest.approx(one.losses[4:], rel=0.02)
