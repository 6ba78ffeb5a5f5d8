"""Batches of epochs, in one process or several, and what is told at an end."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from avts_core.data.manifest import LeftOut
from avts_core.training.epochs import EpochTask
from avts_core.training.task import Loop, Part, Processes


@dataclass
class Numbers:
    """A batch that knows nothing but its epoch and its items."""

    epoch: int
    items: list[int]
    broken: tuple[LeftOut, ...] = ()


class CountingTask(EpochTask[Numbers]):
    """Two epochs of two steps, of two passes over three items."""

    def __init__(self, rank: int = 0, world: int = 1) -> None:
        super().__init__(steps_an_epoch=2, passes_a_step=2, items_a_pass=3)
        self.loop = Loop(seed=1, steps=4, save_every=2, validate_every=2, num_parts=2)
        self.processes = Processes(rank, world)
        self.asked: list[tuple[int, int]] = []

    def _load(self, epoch: int, batches: list[list[int]]) -> Iterator[Numbers]:
        self.asked.append((epoch, len(batches)))
        for items in batches:
            broken = LeftOut(file=f"{epoch}-{items[0]}.mp4", reason="It is torn.")
            yield Numbers(epoch, items, (broken,) if items[0] == 3 else ())

    def part(self, step: int, number: int) -> Part:
        batch = self._batch(step, number)
        return Part(inputs=(), notes=(batch.epoch, batch.items))

    def after(self, step: int, loss: float) -> Iterator[dict[str, Any]]:
        mean = self._ended_epoch(step, loss)
        if mean is not None:
            yield self._epoch_event(step, mean, stage="x")

    def forward_pass(self) -> nn.Module:
        raise NotImplementedError

    def optimiser(self) -> torch.optim.Optimizer:
        raise NotImplementedError

    def learning_rate(self, step: int) -> float:
        raise NotImplementedError

    def loss(
        self, outputs: tuple[Tensor, ...], part: Part, step: int
    ) -> tuple[Tensor, dict[str, float]]:
        raise NotImplementedError

    def stage(self, step: int) -> str:
        raise NotImplementedError

    def footage(self) -> list[str]:
        raise NotImplementedError

    def validate(self, state: dict[str, Tensor]) -> dict[str, Any]:
        raise NotImplementedError


PLACES = [(step, number) for step in range(4) for number in range(2)]


def test_an_epoch_shows_each_item_once() -> None:
    """In order, and an epoch's footage is opened once."""
    task = CountingTask()
    shown = [task.part(*place).notes for place in PLACES]
    for epoch in (0, 1):
        items = [k for e, batch in shown if e == epoch for k in batch]
        assert items == list(range(12))
    assert task.asked == [(0, 4), (1, 4)]


def test_a_part_is_the_same_whenever_it_is_asked_for() -> None:
    """Out of turn, the stream is opened again from there."""
    task = CountingTask()
    in_turn = {place: task.part(*place).notes for place in PLACES}
    for place in reversed(PLACES):
        assert task.part(*place).notes == in_turn[place]
        assert CountingTask().part(*place).notes == in_turn[place]


def test_processes_load_only_their_parts() -> None:
    """Each has every other batch, those that one process would have there."""
    task, alone = CountingTask(rank=1, world=2), CountingTask()
    for step in range(4):
        assert task.part(step, 1).notes == alone.part(step, 1).notes
    assert task.asked == [(0, 2), (1, 2)]


def test_the_end_of_an_epoch_is_told() -> None:
    """With the mean of its own losses, and all files that were torn so far."""
    task, events = CountingTask(), []
    for step, loss in enumerate((1.0, 3.0, 5.0, 5.5)):
        for number in (0, 1):
            task.part(step, number)
        events += list(task.after(step, loss))
    torn = {"0-3.mp4": "It is torn.", "1-3.mp4": "It is torn."}
    one = {"event": "epoch", "epoch": 1, "epochs": 2, "stage": "x", "loss": 2.0}
    assert events[0] == {**one, "broken_files": {"0-3.mp4": "It is torn."}}
    assert events[1] == {**one, "epoch": 2, "loss": 5.25, "broken_files": torn}


def test_an_epoch_resumed_tells_its_whole_mean() -> None:
    """The losses before the interruption count with those after it."""
    before, after = CountingTask(), CountingTask()
    assert list(before.after(0, 4.0)) == []
    after.load_state(before.state())
    (event,) = after.after(1, 2.0)
    assert event["loss"] == 3.0
