"""Several processes for one run: their start, their stop, and what they tell.

`torchrun` may have started them already; else they are started here. All of it is
torch's: a process group over gloo, or NCCL where there are GPUs.
"""

import json
import os
import signal
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch.multiprocessing.spawn import (
    ProcessExitedException,
    ProcessRaisedException,
    spawn,
)

from avts_core.errors import TrainingError
from avts_core.jobs import CancelToken

RANK, WORLD, LOCAL_RANK = "RANK", "WORLD_SIZE", "LOCAL_RANK"
"""What torchrun sets."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Which process of a run this is, and where it computes."""

    rank: int
    world: int
    device: torch.device
    cancel: CancelToken
    """Set by SIGINT in any of the processes, at the same step in all."""


Work = Callable[[Place], None]


def run_processes(work: Work, num_processes: int, *, on_gpu: bool = False) -> None:
    """Do work in so many processes, or in those that torchrun has started.

    Parameters
    ----------
    work
        Picklable; called once in each process.
    num_processes
        Ignored under torchrun.
    on_gpu
        Give each process a GPU of its machine, if there are any.

    Raises
    ------
    TrainingError
        If a process failed.
    """
    on_gpu = on_gpu and torch.cuda.is_available()
    if is_torchrun():
        rank, world = int(os.environ[RANK]), int(os.environ[WORLD])
        device = _device(int(os.environ.get(LOCAL_RANK, rank)), on_gpu=on_gpu)
        _join(rank, world, "env://", device)
        _do(rank, world, device, work)
        return
    if num_processes == 1:
        _do(0, 1, _device(0, on_gpu=on_gpu), work)
        return
    with tempfile.TemporaryDirectory(prefix="avts-") as folder:
        meeting = (Path(folder) / "meeting").as_uri()
        try:
            spawn(
                _start,
                args=(num_processes, meeting, on_gpu, work),
                nprocs=num_processes,
            )  # type: ignore[no-untyped-call]
        except (ProcessRaisedException, ProcessExitedException) as error:
            msg = f"A training process failed: {str(error).strip().splitlines()[-1]}"
            raise TrainingError(msg) from error


def is_torchrun() -> bool:
    """Whether torchrun has started this process among others."""
    return WORLD in os.environ


def event_writer(
    path: Path, *, is_printed: bool = True
) -> Callable[[dict[str, Any]], None]:
    """Return a function that appends an event to a file and, if wished, prints it."""

    def emit(event: dict[str, Any]) -> None:
        line = json.dumps(event)
        with path.open("a", encoding="utf-8") as handle:
            handle.write(line + "\n")
        if is_printed:
            print(line, flush=True)  # noqa: T201 - the protocol of the child process

    return emit


def _start(rank: int, world: int, meeting: str, on_gpu: bool, work: Work) -> None:
    device = _device(rank, on_gpu=on_gpu)
    _join(rank, world, meeting, device)
    _do(rank, world, device, work)


def _device(local_rank: int, *, on_gpu: bool) -> torch.device:
    if not on_gpu:
        return torch.device("cpu")
    return torch.device("cuda", local_rank % torch.cuda.device_count())


def _join(rank: int, world: int, meeting: str, device: torch.device) -> None:
    backend = "nccl" if device.type == "cuda" else "gloo"
    dist.init_process_group(backend, init_method=meeting, rank=rank, world_size=world)


def _do(rank: int, world: int, device: torch.device, work: Work) -> None:
    # One thread a process: two that share cores wait for each other at barriers.
    torch.set_num_threads(1)
    if device.type == "cuda":
        torch.cuda.set_device(device)
    cancel = _SharedCancel(device)
    signal.signal(signal.SIGINT, lambda *_: cancel.cancel())
    try:
        work(Place(rank=rank, world=world, device=device, cancel=cancel))
        if world > 1:
            dist.barrier()
    finally:
        if dist.is_initialized():
            dist.destroy_process_group()


class _SharedCancel(CancelToken):
    """A flag that all processes of a run see at the same step.

    Each asks once a step; without agreement one would stop while another waits for
    its gradients for ever.
    """

    def __init__(self, device: torch.device) -> None:
        super().__init__()
        self._device = device

    @property
    def is_cancelled(self) -> bool:
        """Whether any process was asked to stop."""
        if dist.is_initialized():
            flag = torch.tensor(float(self._is_cancelled), device=self._device)
            dist.all_reduce(flag, op=dist.ReduceOp.MAX)
            self._is_cancelled = bool(flag.item())
        return self._is_cancelled
