"""The training loop.

Every random choice of a step comes from (seed, process, step), so that a resumed run
goes on bit for bit as the unbroken one would have.
"""

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from avts_core.data.augmentation import spoil_pictures, spoil_sound
from avts_core.data.footage import FootageClip
from avts_core.data.sampler import CropSampler
from avts_core.errors import CheckpointError, TrainingError
from avts_core.jobs import NEVER, CancelToken
from avts_core.models.lip import LipNet, grown, normalised_pictures
from avts_core.training.alignment import align, estimate_clips
from avts_core.training.checkpoint import load_checkpoint, save_checkpoint
from avts_core.training.losses import NUM_FOREIGN, lag_loss, margin_loss
from avts_core.training.optim import WeightAverage, learning_rate, make_optimiser
from avts_core.training.recipe import Recipe
from avts_core.training.validate import validate

Emit = Callable[[dict[str, Any]], None]
CHECKPOINT_NAME = "last.ckpt"
LOG_EVERY = 25
MAX_LOG_SCALE = 4.6
"""Inverse temperatures stay below 100: beyond, a single pair decides a loss."""


class Trainer:
    """Trains a lip network on footage.

    Parameters
    ----------
    recipe
        How to train.
    clips
        Footage to learn from; their ``early_ms`` is moved by alignment.
    held_out
        Footage of other people, for validation.
    folder
        Where checkpoints go.
    emit
        Receives events as dictionaries; called in the first process only.
    rank, world
        This process's number and how many there are; with more than one, torch's
        process group must be up.

    Raises
    ------
    TrainingError
        If no clip is long enough to learn from.
    """

    def __init__(  # noqa: PLR0913 - what a run is made of
        self,
        recipe: Recipe,
        clips: Sequence[FootageClip],
        held_out: Sequence[FootageClip],
        *,
        folder: Path,
        emit: Emit,
        rank: int = 0,
        world: int = 1,
    ) -> None:
        self._recipe = recipe
        self._clips = clips
        self._held_out = held_out
        self._folder = folder
        self._rank, self._world = rank, world
        self._emit = emit if rank == 0 else _drop
        torch.manual_seed(recipe.seed)
        self.model = LipNet(recipe.model)
        self._towers: nn.Module = _Towers(self.model)
        if world > 1:
            self._towers = DistributedDataParallel(self._towers)
        self._optimiser = make_optimiser(self.model, recipe.optimiser)
        self._average = WeightAverage(self.model, recipe.optimiser.average_decay)
        self._sampler = CropSampler(clips, recipe.sampler)
        self._trust = np.ones(len(clips))
        if not recipe.alignment.start_from_hints:
            for clip in clips:
                clip.early_ms = 0.0
        self._set_trust(self._initial_trust())
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
        recipe = self._recipe
        end = min(recipe.steps, recipe.steps if stop_at is None else stop_at)
        aligned_at = {round(share * recipe.steps) for share in recipe.alignment.at}
        log = _Log()
        while self.step < end:
            # Once a step in every process: the token may be shared between them.
            if cancel.is_cancelled:
                self.save()
                cancel.check()
            if self.step in aligned_at:
                self._align()
            log.add(self._train_step())
            self.step += 1
            if self.step % LOG_EVERY == 0:
                self._emit(self._progress(log))
                log = _Log()
            if self.step % recipe.save_every == 0 or self.step == end:
                self.save()
            if self.step % recipe.validate_every == 0 or self.step == recipe.steps:
                self._validate()

    def averaged_model(self) -> LipNet:
        """Return a copy of the model with the averaged weights, ready for use."""
        model = LipNet(self._recipe.model)
        model.load_state_dict(self._average.state)
        return model.eval()

    def save(self) -> None:
        """Write a checkpoint (first process only).

        Raises
        ------
        CheckpointError
            If it cannot be written.
        """
        if self._rank != 0:
            return
        state = {
            "step": self.step,
            "model": self.model.state_dict(),
            "average": self._average.state,
            "optimiser": self._optimiser.state_dict(),
            "clips": _names(self._clips),
            "early_ms": [clip.early_ms for clip in self._clips],
            "trust": self._trust.tolist(),
        }
        save_checkpoint(self._folder / CHECKPOINT_NAME, state)

    def start_from(self, model: LipNet) -> None:
        """Begin with another model's weights instead of random ones.

        Parameters
        ----------
        model
            Of the recipe's shape, or of one with fewer temporal layers.

        Raises
        ------
        CheckpointError
            If it is another network.
        """
        try:
            start = grown(model, self._recipe.model)
        except ValueError as error:
            msg = f"The recipe's network cannot start from that model: {error}."
            raise CheckpointError(msg) from error
        self.model.load_state_dict(start.state_dict())
        decay = self._recipe.optimiser.average_decay
        self._average = WeightAverage(self.model, decay)

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
        if state.get("clips") != _names(self._clips):
            msg = f"The checkpoint {path} was trained on other footage."
            raise CheckpointError(msg)
        try:
            self.model.load_state_dict(state["model"])
            self._optimiser.load_state_dict(state["optimiser"])
        except (RuntimeError, ValueError) as error:
            msg = f"The checkpoint {path} holds another network than the recipe's."
            raise CheckpointError(msg) from error
        self._average.state = state["average"]
        for clip, early_ms in zip(self._clips, state["early_ms"], strict=True):
            clip.early_ms = early_ms
        self._set_trust(np.array(state["trust"]))
        self.step = int(state["step"])

    def _train_step(self) -> dict[str, float]:
        recipe = self._recipe
        began = time.perf_counter()
        rng = np.random.default_rng([recipe.seed, self._rank, self.step])
        draws = torch.Generator().manual_seed(int(rng.integers(2**62)))
        torch.manual_seed(int(rng.integers(2**62)))  # dropout
        mouths, bands = self._batch(rng)
        waited = time.perf_counter() - began
        rate = learning_rate(self.step, recipe.steps, recipe.optimiser)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        loss, accuracy = self._loss(mouths, bands, draws)
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(
            self.model.parameters(), recipe.optimiser.clip_norm
        )
        if not (torch.isfinite(loss) and torch.isfinite(norm)):
            msg = f"The loss is not finite at step {self.step}; training has stopped."
            raise TrainingError(msg)
        self._optimiser.step()
        with torch.no_grad():
            self.model.log_scales.clamp_(1.0, MAX_LOG_SCALE)
        self._average.update(self.model, self.step)
        took = time.perf_counter() - began
        return {
            "loss": loss.item(),
            "accuracy_5": accuracy,
            "gradient_norm": norm.item(),
            "wait_share": waited / took,
            "pictures_a_second": mouths.shape[0] * mouths.shape[1] / took,
        }

    def _batch(self, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        crops = [self._sampler.draw(rng) for _ in range(self._recipe.clips_a_step)]
        pictures = torch.from_numpy(np.stack([c.pictures for c in crops]))
        bands = torch.from_numpy(np.stack([c.bands for c in crops]))
        spoilt = spoil_pictures(pictures, rng, self._recipe.augmentation)
        mouths = normalised_pictures(spoilt)
        return mouths, spoil_sound(bands, rng, self._recipe.augmentation)

    def _loss(
        self, mouths: Tensor, bands: Tensor, draws: torch.Generator
    ) -> tuple[Tensor, float]:
        stage = self._recipe.stage_at(self.step)
        is_short = self._recipe.precision == "bfloat16"
        with torch.autocast("cpu", torch.bfloat16, enabled=is_short):
            seen, heard = self._towers(mouths, bands)
        foreign = torch.randint(
            heard.shape[1], (len(heard), NUM_FOREIGN), generator=draws
        )
        first = self.model.aligned_sound_index
        lag, accuracy = lag_loss(seen, heard, self.model.log_scales, foreign, first)
        loss = stage.lag_weight * lag
        if stage.distance_weight:
            aligned = heard[:, first::2]
            distance = margin_loss(seen, aligned, stage.hard_share, draws)
            loss = loss + stage.distance_weight * distance
        return loss, accuracy

    def _align(self) -> None:
        """Measure all clips with the averaged weights and move the clear ones."""
        model = self.averaged_model()
        with torch.autocast(
            "cpu", torch.bfloat16, enabled=self._recipe.precision == "bfloat16"
        ):
            mine = estimate_clips(
                model, self._clips, first=self._rank, step=self._world
            )
        gathered = self._gather(mine)
        outcome, trust = align(
            self._clips,
            sorted(gathered, key=lambda e: e.clip),
            self._recipe.alignment,
            unclear_weight=self._recipe.sampler.unclear_weight,
        )
        self._set_trust(trust)
        self._emit({"event": "aligned", "step": self.step, **asdict(outcome)})

    def _gather(self, mine: list[Any]) -> list[Any]:
        if self._world == 1:
            return mine
        parts: list[list[Any]] = [[] for _ in range(self._world)]
        dist.all_gather_object(parts, mine)
        return [item for part in parts for item in part]

    def _validate(self) -> None:
        """Measure on people not trained on, each process its share."""
        mine = validate(
            self.averaged_model(),
            self._held_out[self._rank :: self._world],
            self._recipe.alignment,
        )
        figures = mine.merged(self._gather([mine]))
        self._emit({"event": "validated", "step": self.step, **figures})

    def _initial_trust(self) -> np.ndarray:
        """Clips of which nobody knows the offset count less until it is measured."""
        low = self._recipe.sampler.unclear_weight
        return np.array(
            [
                1.0 if c.source.hint_ms is not None or c.source.is_anchor else low
                for c in self._clips
            ]
        )

    def _set_trust(self, trust: np.ndarray) -> None:
        self._trust = trust
        self._sampler.set_weights(trust)

    def _progress(self, log: "_Log") -> dict[str, Any]:
        stage = self._recipe.stage_at(self.step - 1)
        rate = learning_rate(self.step - 1, self._recipe.steps, self._recipe.optimiser)
        return {
            "event": "step",
            "step": self.step,
            "steps": self._recipe.steps,
            "stage": stage.name,
            "learning_rate": rate,
            **log.means(),
        }


class _Towers(nn.Module):
    """Both towers behind one forward pass, as DistributedDataParallel wants it."""

    def __init__(self, model: LipNet) -> None:
        super().__init__()
        self.model = model

    def forward(self, mouths: Tensor, bands: Tensor) -> tuple[Tensor, Tensor]:
        return self.model.embed_pictures(mouths), self.model.embed_sound(bands)


class _Log:
    """Means of figures over some steps."""

    def __init__(self) -> None:
        self._rows: list[dict[str, float]] = []

    def add(self, row: dict[str, float]) -> None:
        self._rows.append(copy.copy(row))

    def means(self) -> dict[str, float]:
        keys = self._rows[0] if self._rows else {}
        return {k: float(np.mean([row[k] for row in self._rows])) for k in keys}


def _names(clips: Sequence[FootageClip]) -> list[str]:
    """Return what tells these clips from others wherever their folder lies."""
    return [f"{clip.source.person}/{clip.source.path.name}" for clip in clips]


def _drop(event: dict[str, Any]) -> None:
    """Forget an event: processes other than the first are silent."""
