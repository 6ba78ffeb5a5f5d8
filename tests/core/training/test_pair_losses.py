"""What training on pairs makes small."""

import math

import pytest
import torch

from avts_core.training.pair_losses import contrastive_loss, fused_loss


def test_the_contrastive_loss_is_the_papers() -> None:
    """Squared distance of what fits, squared lack of distance of what does not."""
    distance = torch.tensor([0.3, 0.5, 1.2])
    is_positive = torch.tensor([True, False, False])
    expected = (0.3**2 + (0.99 - 0.5) ** 2 + 0.0) / 3
    found = contrastive_loss(distance, is_positive, 0.99)
    assert found.item() == pytest.approx(expected)


def test_the_contrastive_loss_draws_and_pushes() -> None:
    """Positives come nearer, negatives go away up to the margin, others rest."""
    distance = torch.tensor([0.3, 0.5, 1.2], requires_grad=True)
    contrastive_loss(distance, torch.tensor([True, False, False]), 0.99).backward()
    gradient = distance.grad
    assert gradient is not None
    assert gradient[0] > 0
    assert gradient[1] < 0
    assert gradient[2] == 0


def test_an_undecided_fused_network_pays_one_bit() -> None:
    """A logit of 0 says nothing about either class."""
    loss = fused_loss(torch.zeros(4), torch.tensor([True, False, True, False]))
    assert loss.item() == pytest.approx(math.log(2))
