"""Spoil training crops as real footage is spoilt, so that only speech stays useful.

Both streams are spoilt independently of each other and without regard to position in
the crop, so that nothing but what is said and seen can tell where they fit.

Dimensions: B batch, T time, H height, W width, F mel frames, K bands.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from avts_core.features.bands import HOP_S, SPREAD
from avts_core.models.lip import INPUT_SIDE_PX


@dataclass(frozen=True, kw_only=True)
class AugmentationConfig:
    """How strongly crops are spoilt."""

    geometry: float = 0.4
    """1 stands for +-18 % of size, +-11 degrees, 6 % of shift."""
    share: float = 0.5
    """Share of the crops whose light, sharpness, sound and so on are changed."""
    identity: float = 0.0
    """Share of the crops whose face is bent and whose voice is warped into another's:
    people are what footage is short of."""
    room: float = 0.0
    """Share of the crops whose sound reverberates."""


def spoil_pictures(
    crops_BTHW: Tensor, rng: np.random.Generator, config: AugmentationConfig
) -> Tensor:
    """Return crops moved, turned, mirrored and, some of them, degraded.

    Parameters
    ----------
    crops_BTHW
        [shape=(B, T, 80, 80), uint8]

    Returns
    -------
    [shape=(B, T, 64, 64), float32] grey levels.
    """
    pictures = _moved(crops_BTHW.float(), rng, config)
    for crop in pictures:
        if rng.random() < config.share:
            _degrade(crop, rng)
    return pictures


def _moved(
    crops: Tensor, rng: np.random.Generator, config: AugmentationConfig
) -> Tensor:
    batch, time, height, width = crops.shape
    strength = config.geometry
    grid = np.zeros((batch, time, 2, 3), np.float32)
    for b in range(batch):
        zoom = INPUT_SIDE_PX / width * np.exp(strength * rng.uniform(-0.18, 0.18))
        angle = strength * rng.uniform(-0.2, 0.2)
        mirror = rng.choice([-1.0, 1.0])
        aspect = np.exp(rng.normal(0, 0.05))
        shift = strength * rng.normal(0, 0.06, (1, 2)) * np.ones((time, 1))
        if rng.random() < 0.6 * strength:
            shift = shift + _wander(time, rng)
        cos, sin = np.cos(angle) * zoom, np.sin(angle) * zoom
        grid[b, :, 0, :2] = cos * mirror * aspect, -sin
        grid[b, :, 1, :2] = sin * mirror * aspect, cos
        grid[b, :, :, 2] = shift
    size = (batch * time, 1, INPUT_SIDE_PX, INPUT_SIDE_PX)
    places = functional.affine_grid(
        torch.from_numpy(grid.reshape(-1, 2, 3)), list(size), align_corners=False
    )
    for b in range(batch):
        if rng.random() < config.identity:
            places[b * time : (b + 1) * time] += _bend(rng)
    flat = crops.reshape(batch * time, 1, height, width)
    moved = functional.grid_sample(
        flat, places, mode="bilinear", padding_mode="border", align_corners=False
    )
    return moved.view(batch, time, INPUT_SIDE_PX, INPUT_SIDE_PX)


def _bend(rng: np.random.Generator) -> Tensor:
    """Return a smooth displacement of all places: another's mouth and chin.

    The same for all pictures of a crop, so that nothing moves by it.
    """
    knots = torch.from_numpy(rng.normal(0, 0.05, (1, 2, 4, 4)).astype(np.float32))
    size = (INPUT_SIDE_PX, INPUT_SIDE_PX)
    field = functional.interpolate(knots, size, mode="bicubic", align_corners=True)
    return field.permute(0, 2, 3, 1)


def _wander(time: int, rng: np.random.Generator) -> np.ndarray:
    """Return a slow path, as of a face finder that is not quite steady."""
    knots = rng.normal(0, 0.02, (time // 8 + 3, 2))
    at = np.arange(time) / 8
    return np.stack([np.interp(at, np.arange(len(knots)), k) for k in knots.T], 1)


def _degrade(crop_THW: Tensor, rng: np.random.Generator) -> None:
    """Change one crop in place: sharpness, light, noise, things in front, rate."""
    time, height, width = crop_THW.shape
    if rng.random() < 0.25:
        side = int(rng.integers(20, 50))
        small = functional.interpolate(
            crop_THW[:, None], (side, side), mode="bilinear", antialias=True
        )
        crop_THW[:] = functional.interpolate(small, (height, width), mode="bilinear")[
            :, 0
        ]
    if rng.random() < 0.3:
        gamma = float(np.exp(rng.normal(0, 0.35)))
        crop_THW[:] = 255 * (crop_THW.clamp(0, 255) / 255) ** gamma
    if rng.random() < 0.3:
        ramp = torch.linspace(-1, 1, height)
        crop_THW += ramp * float(rng.normal(0, 25))
        crop_THW += ramp[:, None] * float(rng.normal(0, 25))
    draw = rng.random()
    if draw < 0.3:
        crop_THW += _noise((time, height, width), rng) * float(rng.uniform(2, 12))
    elif draw < 0.5:  # blocks, as of strong compression
        blocks = _noise((time, 1, 16, 16), rng) * float(rng.uniform(3, 10))
        crop_THW += functional.interpolate(blocks, (height, width))[:, 0]
    if rng.random() < 0.15:
        _cover(crop_THW, rng)
    if rng.random() < 0.2:
        crop_THW += _noise((time, 1, 1), rng) * float(rng.uniform(1, 6))
    if rng.random() < 0.1:  # every k-th picture repeated
        period = int(rng.integers(2, 6))
        index = torch.arange(time)
        crop_THW[:] = crop_THW[index - (index % period == period - 1).long()].clone()


def _cover(crop_THW: Tensor, rng: np.random.Generator) -> None:
    """Put a plain box in front, as a microphone or a caption."""
    high, wide = (int(n) for n in rng.integers(8, 28, 2))
    top = int(rng.integers(0, crop_THW.shape[1] - high))
    left = int(rng.integers(0, crop_THW.shape[2] - wide))
    crop_THW[:, top : top + high, left : left + wide] = float(rng.uniform(0, 255))


def _noise(shape: tuple[int, ...], rng: np.random.Generator) -> Tensor:
    return torch.from_numpy(rng.standard_normal(shape, np.float32))


def spoil_sound(
    bands_BFK: Tensor, rng: np.random.Generator, config: AugmentationConfig
) -> Tensor:
    """Return log-mels with other voices, noise, filters, gain and holes in them.

    Parameters
    ----------
    bands_BFK
        [shape=(B, F, 80), float32] levelled; at least two clips, since one is mixed
        into another.
    """
    clean = bands_BFK * SPREAD
    spoilt = clean.clone()
    for bands in spoilt:
        if rng.random() < config.identity:
            bands[:] = _warped(bands, rng)
        if rng.random() < config.room:
            _reverberate(bands, rng)
    for b, bands in enumerate(spoilt):
        if rng.random() >= config.share:
            continue
        other = clean[(b + 1 + int(rng.integers(len(clean) - 1))) % len(clean)]
        _mix_in(bands, other, rng)
        _colour(bands, rng)
        _mask(bands, rng)
    return spoilt.clamp(-10.5, 4) / SPREAD


def _warped(bands_FK: Tensor, rng: np.random.Generator) -> Tensor:
    """Stretch the bands, as a longer or shorter vocal tract does.

    Up to 12 % either way covers what lies between children and tall men.
    """
    num = bands_FK.shape[1]
    place = torch.arange(num) * float(np.exp(rng.uniform(-0.12, 0.12)))
    place = place.clamp(max=num - 1.001)
    low = place.long()
    share = place - low
    return bands_FK[:, low] * (1 - share) + bands_FK[:, low + 1] * share


def _reverberate(bands_FK: Tensor, rng: np.random.Generator) -> None:
    """Let each moment die away over those after it, below the direct sound."""
    decay_s = float(np.exp(rng.uniform(np.log(0.15), np.log(1.0))))
    # Power falls by 60 dB, 13.8 in natural logarithms, in the decay time.
    fall = 13.8 * HOP_S / decay_s * torch.arange(len(bands_FK))[:, None]
    tail = torch.logcumsumexp(bands_FK + fall, 0) - fall
    tail -= float(np.log(max(decay_s / 13.8 / HOP_S, 1.0)))
    bands_FK[:] = torch.logaddexp(bands_FK, tail - float(rng.uniform(0.0, 3.0)))


def _mix_in(bands_FK: Tensor, other_FK: Tensor, rng: np.random.Generator) -> None:
    """Add another voice or noise; powers add, so logarithms meet in logaddexp."""
    draw = rng.random()
    if draw < 0.3:
        quieter = float(rng.uniform(1.5, 6))
        bands_FK[:] = torch.logaddexp(bands_FK, other_FK - quieter)
    elif draw < 0.55:
        level = -float(rng.uniform(1.5, 7))
        tilt = torch.linspace(0, 1, bands_FK.shape[1]) * float(rng.uniform(-4, 2))
        noise = level + tilt + 0.5 * _noise(tuple(bands_FK.shape), rng)
        bands_FK[:] = torch.logaddexp(bands_FK, noise)


def _colour(bands_FK: Tensor, rng: np.random.Generator) -> None:
    """Apply a random equaliser, band limit, gain and compressor."""
    num_bands = bands_FK.shape[1]
    if rng.random() < 0.5:
        knots = rng.normal(0, 1, 6)
        curve = np.interp(np.linspace(0, 5, num_bands), np.arange(6), knots)
        bands_FK += torch.from_numpy(curve.astype(np.float32))
    if rng.random() < 0.2:
        bands_FK[:, int(rng.integers(45, 75)) :] = -9.5
    bands_FK += float(rng.normal(0, 0.8))
    if rng.random() < 0.15:
        bands_FK *= float(rng.uniform(0.7, 1.0))


def _mask(bands_FK: Tensor, rng: np.random.Generator) -> None:
    """Blank a few bands and a short moment."""
    num_frames, num_bands = bands_FK.shape
    for _ in range(int(rng.integers(0, 3))):
        width = int(rng.integers(1, 12))
        low = int(rng.integers(0, num_bands - width))
        bands_FK[:, low : low + width] = bands_FK.mean()
    if rng.random() < 0.3:
        width = int(rng.integers(2, 12))
        first = int(rng.integers(0, num_frames - width))
        bands_FK[first : first + width] = bands_FK.mean()
