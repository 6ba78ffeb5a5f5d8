"""Naming actions as a task: the whole video network of AVTS and a classifier.

Dimensions: B batch, Y classes.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from avts_core.data.action_clips import (
    ActionClips,
    ClipBatch,
    ReadableActions,
    WantedClip,
    load_clips,
    spread_clips,
)
from avts_core.models.action import ActionNet, NormalisedActionNet
from avts_core.models.input_statistics import InputStatistics
from avts_core.training.epochs import EpochTask
from avts_core.training.finetune_recipe import FinetuneRecipe
from avts_core.training.task import Loop, Part

_ORDER_STREAM, _CLIP_STREAM, _CROP_STREAM, _NET_STREAM = range(4)


@dataclass(frozen=True, kw_only=True)
class ActionFigures:
    """How well the test videos of a split were named; accuracies from 0 to 1."""

    clip_accuracy: float
    """Of single clips."""
    video_accuracy: float
    """Of videos, by the mean of their clips' probabilities."""
    num_clips: int
    num_videos: int
    broken: dict[str, str]
    """Test videos that could not be decoded, and why."""


class FinetuneTask(EpochTask[ClipBatch]):
    """Trains a video network to name actions.

    Parameters
    ----------
    recipe
        How to train.
    actions
        What to learn from and to measure with.
    statistics
        What the input is normalised with.

    Attributes
    ----------
    figures : ActionFigures | None
        Of the last measurement.
    """

    model: ActionNet

    def __init__(
        self,
        recipe: FinetuneRecipe,
        actions: ReadableActions,
        *,
        statistics: InputStatistics,
    ) -> None:
        super().__init__(
            steps_an_epoch=recipe.steps_an_epoch(len(actions.learn)),
            passes_a_step=recipe.passes_a_step,
            items_a_pass=recipe.clips_a_pass,
        )
        self._recipe, self._actions = recipe, actions
        self._statistics = statistics
        steps = recipe.epochs * self._steps_an_epoch
        self.loop = Loop(
            seed=recipe.seed,
            steps=steps,
            save_every=self._steps_an_epoch,
            validate_every=steps,  # the test list is not looked at before the end
            num_parts=recipe.passes_a_step,
            precision=recipe.precision,
            is_compiled=recipe.is_compiled,
        )
        torch.manual_seed(recipe.seed)
        self.model = self._new_network()
        self.figures: ActionFigures | None = None

    def forward_pass(self) -> nn.Module:
        """Return the network behind its normalisation."""
        return NormalisedActionNet(self.model, self._statistics)

    def optimiser(self) -> torch.optim.Optimizer:
        """Return SGD with momentum."""
        return torch.optim.SGD(
            self.model.parameters(),
            lr=self._recipe.learning_rate,
            momentum=self._recipe.momentum,
            weight_decay=self._recipe.weight_decay,
        )

    def learning_rate(self, step: int) -> float:
        """Return the rate of a step: a straight rise, then half a cosine."""
        warmup = max(1, self._recipe.warmup_epochs * self._steps_an_epoch)
        rise = min(1.0, (step + 1) / warmup)
        fall = 0.5 * (1 + math.cos(math.pi * step / self.loop.steps))
        return self._recipe.learning_rate * rise * fall

    def part(self, step: int, number: int) -> Part:
        """Return the next clips of the epoch; they depend on step and number alone.

        Raises
        ------
        TrainingError
            If too many videos cannot be decoded.
        """
        seed = np.random.SeedSequence((self._recipe.seed, _NET_STREAM, step, number))
        torch.manual_seed(int(seed.generate_state(1)[0]))  # dropout
        batch = self._batch(step, number)
        return Part(
            inputs=(batch.clips,), notes=batch.labels, num_items=len(batch.clips)
        )

    def loss(
        self, outputs: tuple[Tensor, ...], part: Part, step: int
    ) -> tuple[Tensor, dict[str, float]]:
        """Return the cross-entropy, and the share of the clips named right."""
        del step
        (logits_BY,) = outputs
        labels: Tensor = part.notes.to(logits_BY.device)
        is_right = logits_BY.detach().argmax(1) == labels
        loss = functional.cross_entropy(logits_BY, labels)
        return loss, {"accuracy": is_right.float().mean().item()}

    def stage(self, step: int) -> str:
        """Return the only stage there is."""
        del step
        return "actions"

    def footage(self) -> list[str]:
        """Return the names of the videos to learn from, after the data set's."""
        actions = self._actions.actions
        names = [readable.video.name for readable in self._actions.learn]
        return [f"{actions.name} {actions.split}", *names]

    def after(self, step: int, loss: float) -> Iterable[dict[str, Any]]:
        """Tell an epoch's mean loss at its end."""
        mean = self._ended_epoch(step, loss)
        if mean is not None:
            yield self._epoch_event(step, mean)

    def validate(self, state: dict[str, Tensor]) -> dict[str, Any]:
        """Name the test videos; see `measure`."""
        figures = self.measure(state)
        return {
            "clip_accuracy": figures.clip_accuracy,
            "video_accuracy": figures.video_accuracy,
            "chance": 1 / len(self._actions.actions.classes),
        }

    @torch.inference_mode()
    def measure(self, state: dict[str, Tensor]) -> ActionFigures:
        """Name the test videos with a model's state; every process takes part."""
        recipe, test = self._recipe, self._actions.test
        device = next(self.model.parameters()).device
        model = self._new_network()
        model.load_state_dict(state)
        judge = NormalisedActionNet(model, self._statistics).to(device).eval()
        mine = self.processes.share(range(len(test)))
        clips = self._clips(spread_clips(mine, recipe.clips_a_video), is_test=True)
        broken: dict[str, str] = {}
        rows: list[tuple[int, int, Tensor]] = []
        indices = list(range(len(clips)))
        size = recipe.clips_a_pass
        batches = [indices[k : k + size] for k in range(0, len(indices), size)]
        for batch in load_clips(clips, batches, num_workers=recipe.num_workers):
            broken.update({left.file: left.reason for left in batch.broken})
            if len(batch.labels):
                (logits_BY,) = judge(batch.clips.to(device))
                chances_BY = functional.softmax(logits_BY, 1).cpu()
                rows += zip(
                    batch.videos.tolist(),
                    batch.labels.tolist(),
                    chances_BY,
                    strict=True,
                )
        found = self.processes.gather(_named(rows))
        all_broken = dict(self.processes.gather(list(broken.items())))
        num_clips = sum(num for _, _, num in found)
        self.figures = ActionFigures(
            clip_accuracy=sum(num for num, _, _ in found) / max(1, num_clips),
            video_accuracy=sum(right for _, right, _ in found) / max(1, len(found)),
            num_clips=num_clips,
            num_videos=len(found),
            broken=all_broken,
        )
        return self.figures

    def _new_network(self) -> ActionNet:
        return ActionNet(
            self._recipe.model,
            len(self._actions.actions.classes),
            dropout=self._recipe.dropout,
        )

    def _load(self, epoch: int, batches: list[list[int]]) -> Iterator[ClipBatch]:
        clips = self._clips(self._wanted(epoch), is_test=False)
        return load_clips(clips, batches, num_workers=self._recipe.num_workers)

    def _wanted(self, epoch: int) -> list[WantedClip]:
        """Return the clips of an epoch, one a video, in random order."""
        recipe, num = self._recipe, len(self._actions.learn)
        order = np.random.default_rng((recipe.seed, _ORDER_STREAM, epoch))
        needed = self._items_an_epoch
        # Fewer videos than one step takes come again.
        videos = np.resize(order.permutation(num), needed)
        places = np.random.default_rng((recipe.seed, _CLIP_STREAM, epoch)).random(
            needed
        )
        return [
            WantedClip(
                video=int(video),
                place=float(place),
                crop_seed=(recipe.seed, _CROP_STREAM, epoch, index),
            )
            for index, (video, place) in enumerate(zip(videos, places, strict=True))
        ]

    def _clips(self, wanted: list[WantedClip], *, is_test: bool) -> ActionClips:
        return ActionClips(
            self._actions.test if is_test else self._actions.learn,
            wanted,
            config=self._recipe.clip_config,
            crop=self._recipe.crop,
            is_replaced=not is_test,
        )


def _named(rows: list[tuple[int, int, Tensor]]) -> list[tuple[int, bool, int]]:
    """Return for each video its clips named right, whether it is, and its clips."""
    videos: dict[int, list[tuple[int, Tensor]]] = {}
    for video, label, chances_Y in rows:
        videos.setdefault(video, []).append((label, chances_Y))
    found = []
    for clips in videos.values():
        label = clips[0][0]
        rights = sum(int(chances_Y.argmax()) == label for _, chances_Y in clips)
        mean_Y = torch.stack([chances_Y for _, chances_Y in clips]).mean(0)
        found.append((rights, int(mean_Y.argmax()) == label, len(clips)))
    return found
