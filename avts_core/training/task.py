"""What a trainer trains: a network, what it is shown, what it is to make small.

The loop (`avts_core.training.trainer`) knows neither lips nor pairs. A step is made of
parts, each with a forward pass of its own; processes share them, so a run on one
process makes the same steps as a run on several.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import torch
from torch import Tensor, nn

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class Loop:
    """What the loop needs to know of a recipe."""

    seed: int
    steps: int
    save_every: int
    """Steps from one checkpoint to the next."""
    validate_every: int
    """Steps from one validation to the next."""
    num_parts: int | None = None
    """Parts of a step; None makes one a process."""
    precision: Literal["bfloat16", "float32"] = "bfloat16"
    """Number format of the forward pass; losses are float32."""
    clip_norm: float | None = None
    """Gradients longer than this are shortened to it."""
    average_decay: float = 0.0
    """Of the running average of the weights, which is what is used; 0 is none."""
    is_compiled: bool = False
    """Whether torch compiles the forward pass."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of one step, ready for the forward pass."""

    inputs: tuple[Tensor, ...]
    notes: Any = None
    """What the loss needs besides the outputs."""
    num_items: int = 0
    """Pictures or pairs in it, for the speed."""


class Processes:
    """The number of this process, how many there are, and what they share."""

    def __init__(self, rank: int = 0, world: int = 1) -> None:
        self.rank, self.world = rank, world

    def share(self, items: Sequence[Item]) -> Sequence[Item]:
        """Return this process's share of a list."""
        return items[self.rank :: self.world]

    def gather(self, mine: Sequence[Item]) -> list[Item]:
        """Return what all processes have, in the order of the processes."""
        if self.world == 1:
            return list(mine)
        parts: list[list[Item]] = [[] for _ in range(self.world)]
        torch.distributed.all_gather_object(parts, list(mine))
        return [item for part in parts for item in part]


class Task(ABC):
    """A network and how it learns.

    Attributes
    ----------
    model : nn.Module
        What is trained, saved and averaged.
    loop : Loop
        What the loop needs of the recipe.
    processes : Processes
        Set by the trainer before the first step.
    """

    model: nn.Module
    loop: Loop

    def __init__(self) -> None:
        self.processes = Processes()

    @abstractmethod
    def forward_pass(self) -> nn.Module:
        """Return the module whose forward turns a part's inputs into a tuple."""

    @abstractmethod
    def optimiser(self) -> torch.optim.Optimizer:
        """Return the optimiser of the model's weights."""

    @abstractmethod
    def learning_rate(self, step: int) -> float:
        """Return the rate of a step, counted from 0."""

    @abstractmethod
    def part(self, step: int, number: int) -> Part:
        """Return a part of a step; depends on nothing but these and `state`.

        Raises
        ------
        TrainingError
            If there is nothing to learn from.
        """

    @abstractmethod
    def loss(
        self, outputs: tuple[Tensor, ...], part: Part, step: int
    ) -> tuple[Tensor, dict[str, float]]:
        """Return the loss of a part, and figures beside it."""

    @abstractmethod
    def stage(self, step: int) -> str:
        """Return the name of a step's stage."""

    @abstractmethod
    def footage(self) -> list[str]:
        """Return what tells this footage from other, wherever its folder lies."""

    @abstractmethod
    def validate(self, state: dict[str, Tensor]) -> dict[str, Any]:
        """Measure a model's state; every process takes part and has the figures."""

    def before(self, step: int, state: dict[str, Tensor]) -> Iterable[dict[str, Any]]:
        """Do what is due before a step; yields events.

        Parameters
        ----------
        step
            Counted from 0.
        state
            The averaged weights.
        """
        del step, state
        return ()

    def after(self, step: int, loss: float) -> Iterable[dict[str, Any]]:
        """Do what is due after a step with this mean loss; yields events."""
        del step, loss
        return ()

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint keeps of the task itself."""
        return {}

    def load_state(self, state: dict[str, Any]) -> None:
        """Take back what `state` gave."""
        del state
