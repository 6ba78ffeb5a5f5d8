"""How fast training is, and what share of the machine's matrix rate it uses."""

import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.utils.flop_counter import FlopCounterMode

from avts_core.training.task import Task
from avts_core.training.trainer import Trainer

MATRIX_SIDE = 2048
MATRIX_S = 1.0
"""Matrices are multiplied for so long."""
WARM_STEPS = 2


@dataclass(frozen=True, kw_only=True)
class Speed:
    """What some steps of training took."""

    items_a_second: float
    """Clips for AVTS, pictures for the lip model."""
    wait_share: float
    """Share of the time in which the network waited for its input."""
    gflop_an_item: float
    """Forward and backward; a multiplication with its addition counts 2."""
    gflop_a_second: float
    matrix_gflop_a_second: float
    """What multiplying large matrices reaches, in the same number format."""

    @property
    def share(self) -> float:
        """Share of the matrix rate that training uses."""
        return self.gflop_a_second / self.matrix_gflop_a_second


def measure_training(
    task: Task, *, folder: Path, device: torch.device, num_steps: int
) -> Speed:
    """Train some steps and say how fast it went.

    Parameters
    ----------
    task
        What is trained; its weights move.
    folder
        For what a trainer writes.
    device
        Where it computes.
    num_steps
        Steps that are measured, after some to get warm.

    Raises
    ------
    TrainingError
        If training breaks off.
    """
    trainer = Trainer(task, folder=folder, emit=lambda _: None, device=device)
    with FlopCounterMode(display=False) as counter:
        first = trainer.make_step()
    flop_a_step = counter.get_total_flops()
    for _ in range(WARM_STEPS):
        trainer.make_step()
    rows = [trainer.make_step() for _ in range(num_steps)]
    seconds = [row["seconds"] for row in rows]
    waits = [row["wait_share"] * row["seconds"] for row in rows]
    num_items = first["items_a_second"] * first["seconds"]
    rate = matrix_rate(device, _format(task))
    return Speed(
        items_a_second=num_items * num_steps / sum(seconds),
        wait_share=sum(waits) / sum(seconds),
        gflop_an_item=flop_a_step / num_items / 1e9,
        gflop_a_second=flop_a_step * num_steps / sum(seconds) / 1e9,
        matrix_gflop_a_second=rate,
    )


def matrix_rate(device: torch.device, kind: torch.dtype) -> float:
    """Return how fast large matrices are multiplied, in GFLOP a second."""
    one = torch.randn(MATRIX_SIDE, MATRIX_SIDE, device=device).to(kind)
    one @ one  # the first one is slower
    _wait_for(device)
    began, num = time.perf_counter(), 0
    while time.perf_counter() - began < MATRIX_S:
        one @ one
        _wait_for(device)
        num += 1
    return 2 * MATRIX_SIDE**3 * num / (time.perf_counter() - began) / 1e9


def _format(task: Task) -> torch.dtype:
    is_short = task.loop.precision == "bfloat16"
    return torch.bfloat16 if is_short else torch.float32


def _wait_for(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
