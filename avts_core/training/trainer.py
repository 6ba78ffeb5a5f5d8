"""The training loop, for every kind of model.

Every random choice of a step comes from the seed, the step and the part, so that a
resumed run goes on as the unbroken one would have.
"""

import copy
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from avts_core.errors import CheckpointError, ConfigError, TrainingError
from avts_core.jobs import NEVER, CancelToken
from avts_core.training.checkpoint import load_checkpoint, save_checkpoint
from avts_core.training.optim import WeightAverage
from avts_core.training.task import Processes, Task

Emit = Callable[[dict[str, Any]], None]
CHECKPOINT_NAME = "last.ckpt"
LOG_EVERY = 25


class Trainer:
    """Trains what a task describes.

    Parameters
    ----------
    task
        The network, its footage and its loss.
    folder
        Where checkpoints go.
    emit
        Receives events as dictionaries; called in the first process only.
    rank, world
        This process's number and how many there are; with more than one, torch's
        process group must be up.
    device
        Where the forward pass runs; the model is moved there.

    Raises
    ------
    ConfigError
        If the processes cannot share the parts of a step evenly.
    """

    def __init__(
        self,
        task: Task,
        *,
        folder: Path,
        emit: Emit,
        rank: int = 0,
        world: int = 1,
        device: torch.device | None = None,
    ) -> None:
        self._task, self._loop = task, task.loop
        self._folder = folder
        self._processes = task.processes = Processes(rank, world)
        self._emit = emit if rank == 0 else _drop
        self._device = device or torch.device("cpu")
        self._num_parts = self._loop.num_parts or world
        if self._num_parts % world:
            msg = (
                f"A step of {self._num_parts} parts cannot be shared by {world} "
                "processes evenly."
            )
            raise ConfigError(msg)
        self.model = task.model.to(self._device)
        self._forward: nn.Module = task.forward_pass()
        if self._loop.is_compiled:
            self._forward.compile()
        if world > 1:
            self._forward = DistributedDataParallel(self._forward)
        self._optimiser = task.optimiser()
        self._average = WeightAverage(self.model, self._loop.average_decay)
        self.step = 0

    def run(self, *, stop_at: int | None = None, cancel: CancelToken = NEVER) -> None:
        """Train to the recipe's end, or to a step before it.

        Raises
        ------
        TrainingError
            If a loss or gradient is not finite; the last checkpoint stays.
        JobCancelledError
            If cancelled; a checkpoint of the last whole step is written first.
        CheckpointError
            If a checkpoint cannot be written.
        """
        loop = self._loop
        end = min(loop.steps, loop.steps if stop_at is None else stop_at)
        log = _Log()
        while self.step < end:
            # Once a step in every process: the token may be shared between them.
            if cancel.is_cancelled:
                self.save()
                cancel.check()
            log.add(self.make_step())
            if self.step % LOG_EVERY == 0:
                self._emit(self._progress(log))
                log = _Log()
            if self.step % loop.save_every == 0 or self.step == end:
                self.save()
            if self.step % loop.validate_every == 0 or self.step == loop.steps:
                figures = self._task.validate(self._average.state)
                self._emit({"event": "validated", "step": self.step, **figures})

    def make_step(self) -> dict[str, float]:
        """Make one step with all that belongs to it, and return its figures.

        Raises
        ------
        TrainingError
            If the loss or a gradient is not finite; nothing has moved then.
        """
        self._emit_all(self._task.before(self.step, self._average.state))
        row = self._train_step()
        self._emit_all(self._task.after(self.step, row["loss"]))
        self._average.update(self.model, self.step)
        self.step += 1
        return row

    def averaged_state(self) -> dict[str, Tensor]:
        """Return a copy of the averaged weights, on the CPU."""
        return {k: v.detach().cpu().clone() for k, v in self._average.state.items()}

    def save(self) -> None:
        """Write a checkpoint (first process only).

        Raises
        ------
        CheckpointError
            If it cannot be written.
        """
        if self._processes.rank != 0:
            return
        state = {
            "step": self.step,
            "model": self.model.state_dict(),
            "average": self._average.state,
            "optimiser": self._optimiser.state_dict(),
            "clips": self._task.footage(),
            "task": self._task.state(),
        }
        save_checkpoint(self._folder / CHECKPOINT_NAME, state)

    def resume(self) -> None:
        """Go on from the folder's checkpoint.

        Raises
        ------
        CheckpointError
            If there is none, it is damaged, or belongs to other footage or another
            network.
        """
        path = self._folder / CHECKPOINT_NAME
        state = load_checkpoint(path)
        if state.get("clips") != self._task.footage():
            msg = f"The checkpoint {path} was trained on other footage."
            raise CheckpointError(msg)
        try:
            self.model.load_state_dict(state["model"])
            self._optimiser.load_state_dict(state["optimiser"])
        except (RuntimeError, ValueError) as error:
            msg = f"The checkpoint {path} holds another network than the recipe's."
            raise CheckpointError(msg) from error
        self._average.state = {
            k: v.to(self._device) for k, v in state["average"].items()
        }
        self._task.load_state(state["task"])
        self.step = int(state["step"])

    def _train_step(self) -> dict[str, float]:
        """Move the weights; return figures, the loss as the mean of all parts.

        Raises
        ------
        TrainingError
            If the loss or a gradient is not finite; nothing has moved then.
        """
        began = time.perf_counter()
        rate = self._task.learning_rate(self.step)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        self._optimiser.zero_grad()
        mine = self._processes.share(range(self._num_parts))
        log, losses, waited_s, num_items = _Log(), [], 0.0, 0
        for number in mine:
            part_began = time.perf_counter()
            part = self._task.part(self.step, number)
            waited_s += time.perf_counter() - part_began
            num_items += part.num_items
            with self._without_exchange(is_last=number == mine[-1]):
                with torch.autocast(
                    self._device.type,
                    torch.bfloat16,
                    enabled=self._loop.precision == "bfloat16",
                ):
                    outputs = self._forward(*(x.to(self._device) for x in part.inputs))
                loss, figures = self._task.loss(outputs, part, self.step)
                (loss / len(mine)).backward()  # type: ignore[no-untyped-call]
            losses.append(loss.detach())
            log.add(figures)
        mean = self._mean(torch.stack(losses).mean())
        norm = nn.utils.clip_grad_norm_(
            self.model.parameters(), self._loop.clip_norm or float("inf")
        )
        if not (torch.isfinite(mean) and torch.isfinite(norm)):
            msg = f"The loss is not finite at step {self.step}; training has stopped."
            raise TrainingError(msg)
        self._optimiser.step()
        took_s = time.perf_counter() - began
        return {
            "loss": mean.item(),
            **log.means(),
            "gradient_norm": norm.item(),
            "seconds": took_s,
            "wait_share": waited_s / took_s,
            "items_a_second": num_items / took_s,
        }

    def _without_exchange(self, *, is_last: bool) -> AbstractContextManager[None]:
        """Keep processes from exchanging gradients before their last part."""
        if is_last or not isinstance(self._forward, DistributedDataParallel):
            return nullcontext()
        return self._forward.no_sync()

    def _mean(self, value: Tensor) -> Tensor:
        """Return the mean of a figure over the processes."""
        if self._processes.world > 1:
            dist.all_reduce(value)
            value /= self._processes.world
        return value

    def _emit_all(self, events: Iterable[dict[str, Any]]) -> None:
        for event in events:
            self._emit(event)

    def _progress(self, log: "_Log") -> dict[str, Any]:
        return {
            "event": "step",
            "step": self.step,
            "steps": self._loop.steps,
            "stage": self._task.stage(self.step - 1),
            "learning_rate": self._task.learning_rate(self.step - 1),
            **log.means(),
        }


class _Log:
    """Means of figures over some steps."""

    def __init__(self) -> None:
        self._rows: list[dict[str, float]] = []

    def add(self, row: dict[str, float]) -> None:
        self._rows.append(copy.copy(row))

    def means(self) -> dict[str, float]:
        keys = self._rows[0] if self._rows else {}
        return {k: float(np.mean([row[k] for row in self._rows])) for k in keys}


def _drop(event: dict[str, Any]) -> None:
    """Forget an event: processes other than the first are silent."""
