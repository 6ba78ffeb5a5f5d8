"""Optimiser, learning rate and the running average of the weights."""

import math

import torch
from torch import Tensor, nn

from avts_core.training.recipe import OptimiserConfig


def make_optimiser(model: nn.Module, config: OptimiserConfig) -> torch.optim.AdamW:
    """Return AdamW; biases, norms and temperatures are not decayed."""
    matrices = [p for p in model.parameters() if p.ndim > 1]
    vectors = [p for p in model.parameters() if p.ndim <= 1]
    groups = [
        {"params": matrices, "weight_decay": config.weight_decay},
        {"params": vectors, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=config.learning_rate, betas=config.betas)


def learning_rate(step: int, steps: int, config: OptimiserConfig) -> float:
    """Return the rate of a step: a straight rise, then half a cosine."""
    rise = min(1.0, (step + 1) / config.warmup_steps)
    fall = 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
    floor = config.final_share
    return config.learning_rate * rise * (fall * (1 - floor) + floor)


class WeightAverage:
    """Running average of a model's weights, young at the start.

    Parameters
    ----------
    model
        Where the average starts.
    decay
        Share of the old average that stays at each step, once there are enough.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self._decay = decay
        self.state = {k: v.clone() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """Take in the weights after a step (counted from 0)."""
        decay = min(self._decay, (1 + step) / (10 + step))
        for key, value in model.state_dict().items():
            average: Tensor = self.state[key]
            if value.dtype.is_floating_point:
                average.lerp_(value, 1 - decay)
            else:
                average.copy_(value)
