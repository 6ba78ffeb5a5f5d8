"""What training makes small: the lag's cross-entropy and AVTS's distance loss.

Dimensions: B batch, T time, L lags, D embedding, N negatives.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

MARGIN = 0.99
"""AVTS's margin on distances in [0, 1] (Korbar et al. 2018)."""
WINDOWS = (1, 5, 15, 25)
"""Lengths in pictures over which similarity is averaged before the lag is judged."""
MAX_LAG_STEPS = 40
"""Lags of up to 0.8 s either way, in steps of 20 ms."""
STEP_MS = 20.0
TARGET_WIDTH_MS = 12.0
"""The right lag gets two thirds of the target, its neighbours the rest: footage is
aligned to no better than about this."""
MIN_LAGS = 24
"""A picture joins in only if the crop holds at least so many of its lags."""
NUM_FOREIGN = 8
"""Moments of every other clip in the batch that serve as easy negatives."""


@dataclass(frozen=True)
class LagSimilarity:
    """Similarity of each picture with the sound at each lag."""

    values_BTL: Tensor
    is_known_TL: Tensor
    """Whether the crop holds the sound of that lag."""


def lag_similarity(
    pictures_BTD: Tensor, sound_BSD: Tensor, first: int, max_lag: int
) -> LagSimilarity:
    """Return dot products of every picture with the sound around it.

    Lag l compares picture i with sound ``2 i + first + l``, a step of 20 ms each.
    """
    scores = torch.einsum("btd,bsd->bts", pictures_BTD, sound_BSD)
    picture = torch.arange(pictures_BTD.shape[1])
    lag = torch.arange(-max_lag, max_lag + 1)
    index = (2 * picture + first)[:, None] + lag
    is_known = (index >= 0) & (index < sound_BSD.shape[1])
    index = index.clamp(0, sound_BSD.shape[1] - 1)
    values = scores.gather(2, index.expand(len(scores), -1, -1))
    return LagSimilarity(values, is_known)


def averaged(similarity: LagSimilarity, window: int) -> LagSimilarity:
    """Average over `window` pictures; known where all of them are."""
    if window == 1:
        return similarity
    return LagSimilarity(
        similarity.values_BTL.unfold(1, window, 1).mean(-1),
        similarity.is_known_TL.unfold(0, window, 1).all(-1),
    )


def lag_loss(
    pictures_BTD: Tensor,
    sound_BSD: Tensor,
    log_scales: Tensor,
    foreign: Tensor,
    first: int,
) -> tuple[Tensor, float]:
    """Return the cross-entropy of the lag, and how often 5 pictures find it.

    For each length of window the true lag competes with all others of the same clip;
    single pictures also with moments of other clips. The other way round, the sound's
    true picture competes with the pictures around it.

    Parameters
    ----------
    pictures_BTD, sound_BSD
        Embeddings of crops that are in sync.
    log_scales
        [shape=(4,)] the network's inverse temperatures.
    foreign
        [shape=(B, 8)] which moments of each clip's sound serve others as negatives.
    first
        Sound embedding that belongs to the first picture embedding
        (`LipNet.aligned_sound_index`).
    """
    target = _soft_target()
    every = lag_similarity(pictures_BTD, sound_BSD, first, MAX_LAG_STEPS)
    losses, accuracy = [], 0.0
    for window, log_scale in zip(WINDOWS, log_scales, strict=True):
        near = averaged(every, window)
        keep = near.is_known_TL[:, MAX_LAG_STEPS] & (
            near.is_known_TL.sum(1) >= MIN_LAGS
        )
        logits = near.values_BTL[:, keep] * log_scale.exp()
        logits = logits.masked_fill(~near.is_known_TL[keep], -1e4)
        if window == 5:
            found = (logits.argmax(-1) - MAX_LAG_STEPS).abs() <= 2
            accuracy = found.float().mean().item()
        if window == 1:
            others = _foreign_similarity(pictures_BTD[:, keep], sound_BSD, foreign)
            logits = torch.cat([logits, others * log_scale.exp()], 2)
        chances = logits.log_softmax(-1)[..., : len(target)]
        losses.append(-(chances * target).sum(-1).mean())
    losses += _picture_losses(pictures_BTD, sound_BSD, log_scales, first)
    return torch.stack(losses).mean(), accuracy


def _soft_target() -> Tensor:
    lag_ms = torch.arange(-MAX_LAG_STEPS, MAX_LAG_STEPS + 1) * STEP_MS
    weight = torch.exp(-0.5 * (lag_ms / TARGET_WIDTH_MS) ** 2)
    return weight / weight.sum()


def _foreign_similarity(
    pictures_BTD: Tensor, sound_BSD: Tensor, foreign_BN: Tensor
) -> Tensor:
    """Compare pictures with moments of the other clips; own ones are shut out."""
    batch, count = foreign_BN.shape
    rows = torch.arange(batch)
    moments = sound_BSD[rows[:, None], foreign_BN].reshape(batch * count, -1)
    scores = torch.einsum("btd,nd->btn", pictures_BTD, moments)
    is_own = rows.repeat_interleave(count) == rows[:, None]
    return scores.masked_fill(is_own[:, None], -1e4)


def _picture_losses(
    pictures_BTD: Tensor, sound_BSD: Tensor, log_scales: Tensor, first: int
) -> list[Tensor]:
    """Return the losses with the sound held and the pictures sliding by 40 ms."""
    reach = MAX_LAG_STEPS // 2
    time = pictures_BTD.shape[1]
    own = 2 * torch.arange(time) + first
    is_there = own < sound_BSD.shape[1]
    held = sound_BSD[:, own.clamp(max=sound_BSD.shape[1] - 1)]
    scores = torch.einsum("btd,bsd->bts", held, pictures_BTD)
    index = torch.arange(time)[:, None] + torch.arange(-reach, reach + 1)
    is_known = (index >= 0) & (index < time) & is_there[:, None]
    values = scores.gather(2, index.clamp(0, time - 1).expand(len(scores), -1, -1))
    losses = []
    for window, log_scale in zip(WINDOWS[:2], log_scales[:2], strict=True):
        near = averaged(LagSimilarity(values, is_known), window)
        keep = near.is_known_TL[:, reach] & (near.is_known_TL.sum(1) >= reach)
        logits = near.values_BTL[:, keep] * log_scale.exp()
        logits = logits.masked_fill(~near.is_known_TL[keep], -1e4)
        losses.append(-logits.log_softmax(-1)[..., reach].mean())
    return losses


def margin_loss(
    pictures_BTD: Tensor,
    sound_BTD: Tensor,
    hard_share: float,
    generator: torch.Generator,
) -> Tensor:
    """Return AVTS's contrastive loss on distances of averaged embeddings.

    Positive pairs are drawn together (their squared distance), negative ones pushed
    beyond the margin. A negative is easy (sound of another clip, any moment) or hard
    (same clip, the two windows at least half a second apart, or where the crop is too
    short for that as far apart as it allows), by `hard_share`.

    Distances are half the Euclidean distance of unit vectors, so they lie in [0, 1].

    Parameters
    ----------
    pictures_BTD, sound_BTD
        Embeddings of crops that are in sync, one sound embedding a picture.
    hard_share
        Share of the clips whose negatives are hard.
    generator
        Where the choice of negatives comes from.
    """
    window, hop = 15, 5
    seen = _windows(pictures_BTD, window, hop)
    heard = _windows(sound_BTD[:, : pictures_BTD.shape[1]], window, hop)
    num = min(seen.shape[1], heard.shape[1])
    seen, heard = seen[:, :num], heard[:, :num]
    batch = len(seen)
    positive = (seen - heard).norm(dim=-1) / 2
    other = torch.randint(1, batch, (batch, num), generator=generator)
    clip = (torch.arange(batch)[:, None] + other) % batch
    moment = torch.randint(num, (batch, num), generator=generator)
    easy = (seen - heard[clip, moment]).norm(dim=-1) / 2
    # Window plus half a second between the starts, so that windows do not overlap.
    apart = (torch.arange(num)[:, None] - torch.arange(num)).abs() * hop
    is_far = apart >= window + 13
    is_far |= (~is_far.any(1))[:, None] & (apart == apart.amax(1, keepdim=True))
    far = torch.multinomial(is_far.float(), 1, generator=generator).squeeze(1)
    hard = (seen - heard[:, far]).norm(dim=-1) / 2
    is_hard = torch.rand(batch, 1, generator=generator) < hard_share
    negative = torch.where(is_hard, hard, easy)
    short = functional.relu(MARGIN - negative)
    return (positive.square().mean() + short.square().mean()) / 2


def _windows(embeddings_BTD: Tensor, window: int, hop: int) -> Tensor:
    mean = embeddings_BTD.unfold(1, window, hop).mean(-1)
    return functional.normalize(mean, dim=-1)
