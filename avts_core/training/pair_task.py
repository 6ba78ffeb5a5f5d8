"""AVTS and its fused baselines as a task: pairs, epochs, a curriculum of negatives."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

import torch
from torch import Tensor, nn

from avts_core.data.pair_inputs import PairBatch, PairInputs, load_batches
from avts_core.data.pairs import Negative
from avts_core.errors import CheckpointError
from avts_core.evaluation.pair_distances import PairJudge, PairNet, PairSet
from avts_core.evaluation.pair_metrics import CHANCE, best_threshold, figures_of
from avts_core.models.avts import AvtsNet
from avts_core.models.input_statistics import InputStatistics
from avts_core.models.l3 import L3Net
from avts_core.training.epochs import EpochTask
from avts_core.training.pair_losses import contrastive_loss, fused_loss
from avts_core.training.pair_recipe import AvtsRecipe, L3Recipe, PairStage
from avts_core.training.task import Loop, Part

_CROP_STREAM = 4
"""First number of the crops' seeds; the sampler has the ones below."""
_NET_STREAM = 5


class PairTask(EpochTask[PairBatch]):
    """Trains a network to tell fitting pairs from others.

    Parameters
    ----------
    recipe
        How to train.
    learn
        Movies to learn from.
    validation
        Movies of other videos, or None.
    statistics
        What the input is normalised with.
    footage
        The names of the movies to learn from.
    """

    model: PairNet

    def __init__(
        self,
        recipe: AvtsRecipe | L3Recipe,
        learn: PairSet,
        validation: PairSet | None,
        *,
        statistics: InputStatistics,
        footage: list[str],
    ) -> None:
        super().__init__(
            steps_an_epoch=recipe.steps_an_epoch(len(footage)),
            passes_a_step=recipe.passes_a_step,
            items_a_pass=recipe.pairs_a_pass,
        )
        self._recipe = recipe
        self._learn, self._validation = learn, validation
        self._statistics, self._footage = statistics, footage
        self.loop = Loop(
            seed=recipe.seed,
            steps=recipe.epochs * self._steps_an_epoch,
            save_every=self._steps_an_epoch,
            validate_every=recipe.validate_every_epochs * self._steps_an_epoch,
            num_parts=recipe.passes_a_step,
            precision=recipe.precision,
            clip_norm=recipe.optimiser.clip_norm,
            average_decay=recipe.optimiser.average_decay,
            is_compiled=recipe.is_compiled,
        )
        torch.manual_seed(recipe.seed)
        self.model = _new_network(recipe)

    def start_from(self, model: PairNet) -> None:
        """Begin with another model's weights instead of random ones.

        Raises
        ------
        CheckpointError
            If it is another network.
        """
        try:
            self.model.load_state_dict(model.state_dict())
        except RuntimeError as error:
            msg = "The recipe's network has another shape than the model to start from."
            raise CheckpointError(msg) from error

    def network(self, state: dict[str, Tensor]) -> PairNet:
        """Return a network with these weights, ready for use, on the CPU."""
        model = _new_network(self._recipe)
        model.load_state_dict(state)
        model.eval()
        return model

    def forward_pass(self) -> nn.Module:
        """Return the network behind its normalisation."""
        return PairJudge(self.model, self._statistics)

    def optimiser(self) -> torch.optim.Optimizer:
        """Return SGD, and watch its rate."""
        config = self._recipe.optimiser
        sgd = torch.optim.SGD(
            self.model.parameters(),
            lr=config.learning_rate,
            momentum=config.momentum,
            weight_decay=config.weight_decay,
        )
        self._plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
            sgd, factor=config.factor, patience=config.patience_epochs
        )
        self._sgd = sgd
        return sgd

    def learning_rate(self, step: int) -> float:
        """Return the rate that the losses so far have left."""
        del step
        return float(self._sgd.param_groups[0]["lr"])

    def part(self, step: int, number: int) -> Part:
        """Return the next pairs of the epoch; they depend on step and number alone.

        Raises
        ------
        TrainingError
            If no usable pair comes up.
        """
        torch.manual_seed(
            _seed_of(self._recipe.seed, _NET_STREAM, step, number)
        )  # dropout
        batch = self._batch(step, number)
        return Part(
            inputs=(batch.clips, batch.bands),
            notes=batch.is_positive,
            num_items=len(batch.clips),
        )

    def loss(
        self, outputs: tuple[Tensor, ...], part: Part, step: int
    ) -> tuple[Tensor, dict[str, float]]:
        """Return the contrastive loss of distances, or the entropy of logits."""
        del step
        (values,) = outputs
        is_positive: Tensor = part.notes.to(values.device)
        if isinstance(self._recipe, AvtsRecipe):
            loss = contrastive_loss(values, is_positive, self._recipe.margin)
            apart = values.detach()
            figures = {
                "positive_distance": apart[is_positive].mean().item(),
                "negative_distance": apart[~is_positive].mean().item(),
            }
            return loss, figures
        is_right = (values.detach() > 0) == is_positive
        return fused_loss(values, is_positive), {
            "accuracy": is_right.float().mean().item()
        }

    def stage(self, step: int) -> str:
        """Return the name of a step's stage."""
        return self._stage(step).name

    def footage(self) -> list[str]:
        """Return the movies' names."""
        return self._footage

    def before(self, step: int, state: dict[str, Tensor]) -> Iterable[dict[str, Any]]:
        """Where a stage begins, forget the losses of the one before.

        Done here and not at the other's end: a checkpoint of that end is then the same
        whatever follows, and a run may go on from another's (`experiment`).
        """
        del state
        epoch, place = divmod(step, self._steps_an_epoch)
        stage_at = self._recipe.stage_at
        if place == 0 and epoch > 0 and stage_at(epoch) is not stage_at(epoch - 1):
            # Harder negatives raise the loss: that is no plateau.
            self._plateau.best = float("inf")
            self._plateau.num_bad_epochs = 0
        return ()

    def after(self, step: int, loss: float) -> Iterable[dict[str, Any]]:
        """At an epoch's end, let the rate fall if the loss has not for too long."""
        mean = self._ended_epoch(step, loss)
        if mean is None:
            return
        before = self.learning_rate(step)
        self._plateau.step(mean)
        yield self._epoch_event(step, mean, stage=self.stage(step))
        if (now := self.learning_rate(step)) < before:
            patience = self._recipe.optimiser.patience_epochs
            yield {
                "event": "rate_lowered",
                "epoch": step // self._steps_an_epoch + 1,
                "learning_rate": now,
                "reason": f"The loss has not fallen for more than {patience} epochs.",
            }

    def validate(self, state: dict[str, Tensor]) -> dict[str, Any]:
        """Tell pairs of other videos apart, the threshold from every other pair."""
        figures: dict[str, Any] = {"chance": CHANCE}
        if self._validation is None:
            return figures
        judge = PairJudge(self.network(state), self._statistics)
        kinds = list(Negative)
        mine = []
        for place in self.processes.share(range(len(kinds))):
            found = self._validation.distances(
                judge,
                kinds[place],
                self._recipe.num_validation_pairs,
                side_px=self._recipe.model.side_px,
            )
            if found is not None:
                one, other = found.halves()
                threshold = best_threshold(one.positive, one.negative)
                mine.append((kinds[place].value, asdict(figures_of(other, threshold))))
        return {**figures, **dict(self.processes.gather(mine))}

    def state(self) -> dict[str, Any]:
        """Return what decides about the rate."""
        return {**super().state(), "plateau": self._plateau.state_dict()}

    def load_state(self, state: dict[str, Any]) -> None:
        """Go on watching the rate."""
        super().load_state(state)
        self._plateau.load_state_dict(state["plateau"])

    def _stage(self, step: int) -> PairStage:
        return self._recipe.stage_at(step // self._steps_an_epoch)

    def _load(self, epoch: int, batches: list[list[int]]) -> Iterator[PairBatch]:
        return load_batches(
            self._inputs(epoch), batches, num_workers=self._recipe.num_workers
        )

    def _inputs(self, epoch: int) -> PairInputs:
        recipe = self._recipe
        footage = self._learn.footage(
            recipe.stage_at(epoch).shares, epoch=epoch, num_pairs=self._items_an_epoch
        )
        return PairInputs(
            footage,
            side_px=recipe.model.side_px,
            crop=recipe.crop,
            seed=(recipe.seed, _CROP_STREAM, epoch),
        )


def _new_network(recipe: AvtsRecipe | L3Recipe) -> PairNet:
    if isinstance(recipe, AvtsRecipe):
        return AvtsNet(recipe.model)
    return L3Net(recipe.model)


def _seed_of(*numbers: int) -> int:
    """Return one seed made of several numbers."""
    generator = torch.Generator()
    seed = 0
    for number in numbers:
        generator.manual_seed(seed ^ number)
        seed = int(torch.randint(2**62, (), generator=generator))
    return seed
