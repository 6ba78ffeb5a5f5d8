"""The lip network as a task: crops of talking faces, lags within them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from avts_core.data.augmentation import spoil_pictures, spoil_sound
from avts_core.data.footage import FootageClip
from avts_core.data.sampler import CropSampler
from avts_core.errors import CheckpointError
from avts_core.models.lip import LipNet, grown, normalised_pictures
from avts_core.training.alignment import align, estimate_clips
from avts_core.training.losses import NUM_FOREIGN, lag_loss, margin_loss
from avts_core.training.optim import learning_rate, make_optimiser
from avts_core.training.recipe import Recipe
from avts_core.training.task import Loop, Part, Task
from avts_core.training.validate import validate

MAX_LOG_SCALE = 4.6
"""Inverse temperatures stay below 100: beyond, a single pair decides a loss."""


class LipTask(Task):
    """Trains a lip network on footage.

    Parameters
    ----------
    recipe
        How to train.
    clips
        Footage to learn from; their ``early_ms`` is moved by alignment.
    held_out
        Footage of other people, for validation.

    Raises
    ------
    TrainingError
        If no clip is long enough to learn from.
    """

    model: LipNet

    def __init__(
        self,
        recipe: Recipe,
        clips: Sequence[FootageClip],
        held_out: Sequence[FootageClip],
    ) -> None:
        super().__init__()
        self.loop = Loop(
            seed=recipe.seed,
            steps=recipe.steps,
            save_every=recipe.save_every,
            validate_every=recipe.validate_every,
            precision=recipe.precision,
            clip_norm=recipe.optimiser.clip_norm,
            average_decay=recipe.optimiser.average_decay,
        )
        self._recipe = recipe
        self._clips = clips
        self._held_out = held_out
        torch.manual_seed(recipe.seed)
        self.model = LipNet(recipe.model)
        self._sampler = CropSampler(clips, recipe.sampler)
        self._trust = np.ones(len(clips))
        self._aligned_at = {
            round(share * recipe.steps) for share in recipe.alignment.at
        }
        if not recipe.alignment.start_from_hints:
            for clip in clips:
                clip.early_ms = 0.0
        self._set_trust(self._initial_trust())

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

    def network(self, state: dict[str, Tensor]) -> LipNet:
        """Return a network with these weights, ready for use."""
        model = LipNet(self._recipe.model)
        model.load_state_dict(state)
        return model.eval()

    def forward_pass(self) -> nn.Module:
        """Return both towers."""
        return _Towers(self.model)

    def optimiser(self) -> torch.optim.Optimizer:
        """Return AdamW."""
        return make_optimiser(self.model, self._recipe.optimiser)

    def learning_rate(self, step: int) -> float:
        """Return the rate of a rise and half a cosine."""
        return learning_rate(step, self._recipe.steps, self._recipe.optimiser)

    def part(self, step: int, number: int) -> Part:
        """Draw crops and spoil them."""
        rng = np.random.default_rng([self._recipe.seed, number, step])
        draws = torch.Generator().manual_seed(int(rng.integers(2**62)))
        torch.manual_seed(int(rng.integers(2**62)))  # dropout
        crops = [self._sampler.draw(rng) for _ in range(self._recipe.clips_a_step)]
        pictures = torch.from_numpy(np.stack([c.pictures for c in crops]))
        bands = torch.from_numpy(np.stack([c.bands for c in crops]))
        spoilt = spoil_pictures(pictures, rng, self._recipe.augmentation)
        mouths = normalised_pictures(spoilt)
        heard = spoil_sound(bands, rng, self._recipe.augmentation)
        num_pictures = mouths.shape[0] * mouths.shape[1]
        return Part(inputs=(mouths, heard), notes=draws, num_items=num_pictures)

    def loss(
        self, outputs: tuple[Tensor, ...], part: Part, step: int
    ) -> tuple[Tensor, dict[str, float]]:
        """Return the lag's and the distances' loss; how often 5 pictures find it."""
        seen, heard = outputs
        draws: torch.Generator = part.notes
        stage = self._recipe.stage_at(step)
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
        return loss, {"accuracy_5": accuracy}

    def stage(self, step: int) -> str:
        """Return the name of a step's stage."""
        return self._recipe.stage_at(step).name

    def footage(self) -> list[str]:
        """Return people and files."""
        return [f"{c.source.person}/{c.source.path.name}" for c in self._clips]

    def before(self, step: int, state: dict[str, Tensor]) -> Iterable[dict[str, Any]]:
        """Measure all clips with the averaged weights when due; move the clear ones."""
        if step not in self._aligned_at:
            return
        with torch.autocast(
            "cpu", torch.bfloat16, enabled=self._recipe.precision == "bfloat16"
        ):
            mine = estimate_clips(
                self.network(state),
                self._clips,
                first=self.processes.rank,
                step=self.processes.world,
            )
        outcome, trust = align(
            self._clips,
            sorted(self.processes.gather(mine), key=lambda e: e.clip),
            self._recipe.alignment,
            unclear_weight=self._recipe.sampler.unclear_weight,
        )
        self._set_trust(trust)
        yield {"event": "aligned", "step": step, **asdict(outcome)}

    def after(self, step: int, loss: float) -> Iterable[dict[str, Any]]:
        """Keep the temperatures in their range."""
        del step, loss
        with torch.no_grad():
            self.model.log_scales.clamp_(1.0, MAX_LOG_SCALE)
        return ()

    def validate(self, state: dict[str, Tensor]) -> dict[str, Any]:
        """Measure on people not trained on, each process its share."""
        mine = validate(
            self.network(state),
            self.processes.share(self._held_out),
            self._recipe.alignment,
        )
        return mine.merged(self.processes.gather([mine]))

    def state(self) -> dict[str, Any]:
        """Return where alignment has moved the clips."""
        return {
            "early_ms": [clip.early_ms for clip in self._clips],
            "trust": self._trust.tolist(),
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Move the clips as they were."""
        for clip, early_ms in zip(self._clips, state["early_ms"], strict=True):
            clip.early_ms = early_ms
        self._set_trust(np.array(state["trust"]))

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


class _Towers(nn.Module):
    """Both towers behind one forward pass, as DistributedDataParallel wants it."""

    def __init__(self, model: LipNet) -> None:
        super().__init__()
        self.model = model

    def forward(self, mouths: Tensor, bands: Tensor) -> tuple[Tensor, Tensor]:
        return self.model.embed_pictures(mouths), self.model.embed_sound(bands)
