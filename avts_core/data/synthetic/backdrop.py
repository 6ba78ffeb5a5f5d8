"""What is behind and below a head: a room out of focus, shoulders, clothes."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from avts_core.data.synthetic.look import Look

Plane = NDArray[Any]
"""Numbers of pixels; numpy's types lose the float32 on the way."""


def paint_room(look: Look, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Paint a blurred room [shape=(height, width, 3), uint8]."""
    height, width = size
    rng = np.random.default_rng([look.seed, 1])
    top, bottom = (np.array(colour, np.float32) for colour in look.backdrop)
    ramp = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    room = np.broadcast_to(top + ramp * (bottom - top), (height, width, 3)).copy()
    for _ in range(int(rng.integers(2, 12))):
        x, y = rng.uniform(-0.1, 1, 2) * (width, height)
        across, along = rng.uniform(0.05, 0.5, 2) * (width, height)
        tint = rng.uniform(0.6, 1.4) * rng.uniform(0.88, 1.12, 3)
        colour = (room.mean((0, 1)) * tint).tolist()
        corner = (int(x + across), int(y + along))
        cv2.rectangle(room, (int(x), int(y)), corner, colour, -1)
    blurred = cv2.GaussianBlur(room, (0, 0), rng.uniform(0.008, 0.04) * height)
    fall = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
    lit = np.clip(blurred * (1 + 0.2 * look.light_x * fall), 0, 1)
    return np.asarray(lit * 255, np.uint8)


def paint_torso(look: Look, x: Plane, y: Plane, softness: float) -> Plane:
    """Paint shoulders [shape=(height, width, 4)], RGB 0 to 1 and cover.

    Parameters
    ----------
    x, y
        Places of the pixels in a portrait's units.
    softness
        Width of an edge in units.
    """
    rng = np.random.default_rng([look.seed, 2])
    ax = np.abs(x)
    slope = 1.78 + 0.30 * np.clip(ax - 0.4, 0, None) ** 1.25
    slope = np.where(ax > 1.7, slope + 1.6 * (ax - 1.7) ** 2, slope)
    depth = rng.uniform(0.28, 0.5)
    neckline = (ax / 0.62) ** 2 + ((y - 1.72) / depth) ** 2 - 1
    if rng.random() < 0.4:
        neckline = np.maximum(ax / 0.6 + (y - 1.7) / (1.5 * depth), 1.65 - y) - 1
    inside = np.minimum(y - slope, 0.3 * neckline)
    cover = np.clip(inside / softness + 0.5, 0, 1)
    folds = 0.08 * np.sin(5 * x + 2 * y + rng.uniform(0, 6)) * np.sin(3 * x - 4 * y)
    round_ = 0.75 + 0.3 * np.clip(1 - (x / 2.1) ** 2, 0, 1) + 0.2 * look.light_x * x / 2
    shadow = 1 - 0.35 * np.exp(-0.5 * (inside / 0.12) ** 2)
    tone = np.clip((round_ + folds) * shadow, 0.2, 1.5)
    if rng.random() < 0.3:
        tone = tone * (1 + 0.25 * np.sign(np.sin(rng.uniform(8, 30) * y)))
    torso = np.empty((*cover.shape, 4), np.float32)
    torso[..., :3] = np.clip(np.array(look.clothes) * tone[..., None], 0, 1)
    torso[..., 3] = cover
    return torso
