"""A task whose training goes in epochs: its batches in order, its mean losses."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, Generic, Protocol, TypeVar

from avts_core.data.manifest import LeftOut
from avts_core.training.task import Task


class _Decoded(Protocol):
    """What was decoded, and what could not be."""

    @property
    def broken(self) -> tuple[LeftOut, ...]: ...


Batch = TypeVar("Batch", bound=_Decoded)


class EpochTask(Task, Generic[Batch]):
    """Trains in epochs of so many steps, which are made of passes over some items.

    Parameters
    ----------
    steps_an_epoch
        Steps of each epoch.
    passes_a_step
        Parts of each step; processes share them.
    items_a_pass
        Items of one batch.
    """

    def __init__(
        self, *, steps_an_epoch: int, passes_a_step: int, items_a_pass: int
    ) -> None:
        super().__init__()
        self._steps_an_epoch = steps_an_epoch
        self._passes_a_step = passes_a_step
        self._items_a_pass = items_a_pass
        self._items_an_epoch = steps_an_epoch * passes_a_step * items_a_pass
        self._batches: Iterator[Batch] = iter(())
        self._coming: tuple[int, int] | None = None
        self._losses: list[float] = []
        self._broken: dict[str, str] = {}

    @abstractmethod
    def _load(self, epoch: int, batches: list[list[int]]) -> Iterator[Batch]:
        """Yield an epoch's batches; each is given by the numbers of its items."""

    def broken_files(self) -> dict[str, str]:
        """Return the files that failed to decode in training, in any process."""
        return dict(self.processes.gather(list(self._broken.items())))

    def state(self) -> dict[str, Any]:
        """Return the losses of the epoch so far."""
        return {"losses": self._losses}

    def load_state(self, state: dict[str, Any]) -> None:
        """Go on with the epoch."""
        self._losses = list(state["losses"])

    def _batch(self, step: int, number: int) -> Batch:
        """Return the batch of a part; fast for the part that comes next here.

        Raises
        ------
        TrainingError
            If too much cannot be decoded.
        """
        if self._coming != (step, number):
            self._batches = self._from(step, number)
        batch = next(self._batches)
        self._coming = self._after(step, number)
        self._broken.update({left.file: left.reason for left in batch.broken})
        return batch

    def _ended_epoch(self, step: int, loss: float) -> float | None:
        """Take in a step's loss; return the epoch's mean if the step is its last."""
        self._losses.append(loss)
        if step % self._steps_an_epoch < self._steps_an_epoch - 1:
            return None
        mean, self._losses = sum(self._losses) / len(self._losses), []
        return mean

    def _epoch_event(self, step: int, mean_loss: float, **more: str) -> dict[str, Any]:
        """Return what is told of an epoch at its last step."""
        return {
            "event": "epoch",
            "epoch": step // self._steps_an_epoch + 1,
            "epochs": self.loop.steps // self._steps_an_epoch,
            **more,
            "loss": mean_loss,
            "broken_files": self.broken_files(),
        }

    def _after(self, step: int, number: int) -> tuple[int, int]:
        """Return the part that this process asks for next."""
        number += self.processes.world
        if number < self._passes_a_step:
            return step, number
        return step + 1, self.processes.rank

    def _from(self, step: int, number: int) -> Iterator[Batch]:
        """Yield this process's batches from a part on, to the end of training."""
        place = (step, number)
        while place[0] < self.loop.steps:
            epoch = place[0] // self._steps_an_epoch
            batches = []
            while place[0] // self._steps_an_epoch == epoch:
                batches.append(self._indices(*place))
                place = self._after(*place)
            yield from self._load(epoch, batches)

    def _indices(self, step: int, number: int) -> list[int]:
        """Return the numbers, within its epoch, of a part's items."""
        passes = step % self._steps_an_epoch * self._passes_a_step + number
        first = passes * self._items_a_pass
        return list(range(first, first + self._items_a_pass))
