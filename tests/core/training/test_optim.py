"""Tests of the optimiser's groups, rate and average."""

import itertools

import pytest
import torch
from torch import nn

from avts_core.training.optim import WeightAverage, learning_rate, make_optimiser
from avts_core.training.recipe import OptimiserConfig

CONFIG = OptimiserConfig(learning_rate=1e-3, final_share=0.1, warmup_steps=10)


def test_only_matrices_decay() -> None:
    """Biases and norms are not pulled to zero; every parameter is in one group."""
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    groups = make_optimiser(model, CONFIG).param_groups
    decay = {id(p): g["weight_decay"] for g in groups for p in g["params"]}
    assert len(decay) == len(list(model.parameters())) == 4
    for parameter in model.parameters():
        expected = CONFIG.weight_decay if parameter.ndim > 1 else 0
        assert decay[id(parameter)] == expected


def test_the_rate_rises_then_falls() -> None:
    """A straight rise over the warm-up, then half a cosine to the last share."""
    rates = [learning_rate(step, 200, CONFIG) for step in range(201)]
    assert rates[0] == pytest.approx(1e-4, rel=1e-3)
    assert max(rates) == max(rates[8:12])
    assert max(rates) == pytest.approx(1e-3, rel=0.02)
    assert rates[105] == pytest.approx((1 + 0.1) / 2 * 1e-3, rel=0.08)
    assert rates[200] == pytest.approx(1e-4)
    assert all(a > b for a, b in itertools.pairwise(rates[11:]))


def test_the_average_is_young_at_the_start() -> None:
    """Early steps weigh much, later ones by the decay; counters are copied."""
    model = nn.BatchNorm1d(1)
    average = WeightAverage(model, decay=0.9)
    expected = 1.0
    for step in range(200):
        with torch.no_grad():
            model.weight.fill_(float(step))
            model.num_batches_tracked.fill_(step)
        average.update(model, step)
        decay = min(0.9, (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay) * step
        if step in (0, 5, 199):
            assert average.state["weight"].item() == pytest.approx(expected, rel=1e-4)
            assert average.state["num_batches_tracked"].item() == step


def test_the_average_is_a_copy() -> None:
    """Changing the model changes the average only when told."""
    model = nn.Linear(2, 2)
    average = WeightAverage(model, decay=0.9)
    with torch.no_grad():
        model.weight.add_(1)
    assert not torch.equal(average.state["weight"], model.weight)
