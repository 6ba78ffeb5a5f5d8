"""Tests of the losses: true alignment is what makes them small."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from avts_core.training.losses import (
    MARGIN,
    MAX_LAG_STEPS,
    NUM_FOREIGN,
    LagSimilarity,
    averaged,
    lag_loss,
    lag_similarity,
    margin_loss,
)

SCALES = torch.tensor([2.5, 2.7, 3.0, 3.2])
NUM_PICTURES = 52
NUM_SOUND = 106
FIRST = 1


def smooth_units(batch: int, time: int, seed: int) -> Tensor:
    """Return unit vectors that change slowly, unrelated after some 100 ms."""
    generator = torch.Generator().manual_seed(seed)
    raw = torch.randn((batch, time + 4, 32), generator=generator)
    return functional.normalize(raw.unfold(1, 5, 1).mean(-1), dim=-1)


def in_sync(
    lag_steps: int = 0, *, batch: int = 4, seed: int = 0
) -> tuple[Tensor, Tensor]:
    """Return embeddings whose sound lies so many steps of 20 ms late."""
    sound = smooth_units(batch, NUM_SOUND + 100, seed)
    at = 2 * torch.arange(NUM_PICTURES) + FIRST + 50
    return sound[:, at - lag_steps], sound[:, 50 : 50 + NUM_SOUND]


def foreign(batch: int = 4, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(NUM_SOUND, (batch, NUM_FOREIGN), generator=generator)


def loss_of(pictures: Tensor, sound: Tensor) -> tuple[float, float]:
    loss, accuracy = lag_loss(pictures, sound, SCALES, foreign(len(sound)), FIRST)
    return loss.item(), accuracy


def test_similarity_looks_up_each_lag() -> None:
    """Lag l holds the product with sound 2 i + first + l, known where that is there."""
    pictures, sound = smooth_units(2, 7, 1), smooth_units(2, 18, 2)
    result = lag_similarity(pictures, sound, 3, 6)
    for i in range(7):
        for lag in range(-6, 7):
            place = 2 * i + 3 + lag
            is_there = 0 <= place < 18
            assert bool(result.is_known_TL[i, lag + 6]) == is_there
            if is_there:
                expected = (pictures[:, i] * sound[:, place]).sum(-1)
                torch.testing.assert_close(result.values_BTL[:, i, lag + 6], expected)


def test_averages_are_known_where_all_parts_are() -> None:
    """A window's mean is the plain mean; one unknown picture makes it unknown."""
    values = torch.randn(1, 6, 3)
    known = torch.ones(6, 3, dtype=torch.bool)
    known[2, 1] = False
    result = averaged(LagSimilarity(values, known), 3)
    assert result.values_BTL.shape == (1, 4, 3)
    torch.testing.assert_close(result.values_BTL[:, 1], values[:, 1:4].mean(1))
    assert result.is_known_TL[:, 1].tolist() == [False, False, False, True]
    assert result.is_known_TL[:, [0, 2]].all()
    alone = averaged(LagSimilarity(values, known), 1)
    assert alone.values_BTL is values


def test_true_alignment_has_the_smallest_loss() -> None:
    """Sound at its place beats sound 40 ms off or more, and unrelated sound."""
    losses = {lag: loss_of(*in_sync(lag))[0] for lag in (-20, -5, -2, 0, 2, 5, 20)}
    assert min(losses, key=losses.__getitem__) == 0
    assert losses[0] < losses[2] < losses[5]
    assert losses[0] < losses[-2] < losses[-5]
    unrelated, _ = loss_of(in_sync()[0], in_sync(seed=9)[1])
    assert losses[0] < unrelated - 1


def test_accuracy_counts_windows_within_40_ms() -> None:
    """In sync all windows are right, 40 ms off too, 60 ms off none; chance is 6 %."""
    assert loss_of(*in_sync(0))[1] == 1.0
    assert loss_of(*in_sync(2))[1] > 0.9
    assert loss_of(*in_sync(3))[1] < 0.2
    unrelated = [
        loss_of(in_sync(seed=s)[0], in_sync(seed=s + 50)[1])[1] for s in range(6)
    ]
    assert np.mean(unrelated) < 0.2


def test_embeddings_that_are_all_alike_lose_the_logarithm() -> None:
    """Without any information no lag is better than another."""
    alike = functional.normalize(torch.ones(4, NUM_SOUND, 32), dim=-1)
    _, accuracy = lag_loss(alike[:, :NUM_PICTURES], alike, SCALES, foreign(), FIRST)
    loss, _ = loss_of(*in_sync())
    flat, _ = loss_of(alike[:, :NUM_PICTURES], alike)
    assert accuracy < 0.5
    assert flat > loss
    # Between the logarithms of the fewest and the most moments that compete.
    most = 2 * MAX_LAG_STEPS + 1 + 3 * NUM_FOREIGN
    assert math.log(20) < flat < math.log(most) + 1


def test_own_moments_are_no_foreign_ones() -> None:
    """The sound of the clip itself never serves as another clip's."""
    pictures, sound = in_sync()
    loss = lag_loss(pictures, sound, SCALES, foreign(seed=1), FIRST)[0]
    # All foreign moments of clip 0 are the very sound of its first picture ...
    chosen = foreign(seed=1)
    chosen[0] = FIRST
    only_own = lag_loss(pictures[:1], sound[:1], SCALES, chosen[:1], FIRST)[0]
    shut_out = lag_loss(pictures[:1], sound[:1], SCALES, foreign(seed=2)[:1], FIRST)[0]
    # ... which changes nothing where there is no other clip.
    torch.testing.assert_close(only_own, shut_out)
    assert torch.isfinite(loss)


def test_gradients_reach_both_towers_and_the_scales() -> None:
    """Pictures, sound and temperatures all learn."""
    pictures, sound = (t.clone().requires_grad_() for t in in_sync(5))
    scales = SCALES.clone().requires_grad_()
    lag_loss(pictures, sound, scales, foreign(), FIRST)[0].backward()
    for tensor in (pictures, sound, scales):
        assert tensor.grad is not None
        assert torch.isfinite(tensor.grad).all()
        assert tensor.grad.abs().amax() > 0


def margin_of(
    pictures: Tensor, sound: Tensor, hard_share: float, seed: int = 0
) -> float:
    generator = torch.Generator().manual_seed(seed)
    return margin_loss(pictures, sound, hard_share, generator).item()


def constant(directions: list[list[float]], time: int = 52) -> Tensor:
    return torch.tensor(directions)[:, None].expand(-1, time, -1).contiguous()


@pytest.mark.parametrize("hard_share", [0.0, 1.0])
def test_margin_by_hand(hard_share: float) -> None:
    """Two clips, each constant: positives and negatives can be counted by hand."""
    pictures = constant([[1.0, 0.0], [0.0, 1.0]])
    sound = constant([[1.0, 0.0], [0.6, 0.8]])
    # Own sound: distances 0 and half of |(0, 1) - (0.6, 0.8)|.
    own = [0.0, math.dist((0, 1), (0.6, 0.8)) / 2]
    other = [math.dist((1, 0), (0.6, 0.8)) / 2, math.dist((0, 1), (1, 0)) / 2]
    # A hard negative is the clip's own sound at another time: here the same.
    negative = own if hard_share == 1.0 else other
    expected = (
        np.mean(np.square(own)) + np.mean([max(MARGIN - d, 0) ** 2 for d in negative])
    ) / 2
    assert margin_of(pictures, sound, hard_share) == pytest.approx(expected, abs=1e-6)


def test_margin_lies_between_its_bounds() -> None:
    """Distances in [0, 1] keep the loss below (1 + 0.99 squared) / 2 and above 0."""
    opposite = constant([[1.0, 0.0], [-1.0, 0.0]])
    worst = margin_of(opposite, -opposite, 0.0)
    assert worst == pytest.approx((1 + MARGIN**2) / 2, abs=1e-6)
    best = margin_of(opposite, opposite, 0.0)
    assert best == pytest.approx(0.0, abs=1e-6)


def test_margin_prefers_sync() -> None:
    """In sync costs less than another clip's sound, with easy and hard negatives."""
    pictures, sound = in_sync(batch=6)
    aligned = sound[:, FIRST::2]
    for share in (0.0, 0.25, 1.0):
        assert margin_of(pictures, aligned, share) < margin_of(
            pictures, aligned.roll(1, 0), share
        )


@pytest.mark.parametrize("num_pictures", [52, 120])
def test_hard_negatives_lie_apart(
    monkeypatch: pytest.MonkeyPatch, num_pictures: int
) -> None:
    """Half a second lies between the windows, or as much as a short crop allows."""
    drawn: list[Tensor] = []
    draw = torch.multinomial

    def watched(weights: Tensor, count: int, **options: torch.Generator) -> Tensor:
        drawn.append(weights)
        return draw(weights, count, **options)

    monkeypatch.setattr(torch, "multinomial", watched)
    embeddings = smooth_units(2, num_pictures, 0)
    margin_of(embeddings, embeddings, 1.0)
    (weights,) = drawn
    starts = 5 * torch.arange(len(weights))
    for start, row in zip(starts, weights, strict=True):
        apart = (starts[row > 0] - start).abs()
        farthest = (starts - start).abs().max()
        gap_s = (apart - 15) / 25
        assert len(apart) > 0
        assert (gap_s >= 0.5).all() or (apart == farthest).all()
    # In a crop of almost five seconds each window has a partner that far away.
    if num_pictures == 120:
        assert ((weights > 0).sum(1) > 2).all()


def test_negatives_follow_the_generator() -> None:
    """The same generator draws the same negatives, another one others."""
    pictures, sound = in_sync(batch=6)
    aligned = sound[:, FIRST::2]
    assert margin_of(pictures, aligned, 0.5, 1) == margin_of(pictures, aligned, 0.5, 1)
    values = {margin_of(pictures, aligned, 0.5, seed) for seed in range(5)}
    assert len(values) > 1
