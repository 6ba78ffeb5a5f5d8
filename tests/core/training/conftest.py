"""Clips that say what they hold, and a network that reads it."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from avts_core.data.footage import FootageClip, MouthRun, Source
from avts_core.models.lip import LipNet

SIZE = 32


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """Compute in one thread, which adds up in the same order everywhere."""
    torch.set_num_threads(1)


class ReadingNet:
    """Reads what `make_clip` wrote into pictures and sound; spans as the real net's."""

    picture_span = 13
    sound_span = 47

    def embed_pictures(self, mouths: Tensor) -> Tensor:
        inner = mouths[:, 6:-6, 0, :SIZE]
        return functional.normalize(inner - mouths[:, 6:-6, 1:2, 0], dim=-1)

    def embed_sound_densely(self, bands: Tensor) -> Tensor:
        return functional.normalize(bands[:, 23:-23, :SIZE], dim=-1)


def message(times_s: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Return what is said at each time: a slow random path [shape=(times, 32)]."""
    rng = np.random.default_rng(seed)
    rate_hz = rng.uniform(0.3, 3, (6, SIZE))
    phase = rng.uniform(0, 2 * np.pi, (6, SIZE))
    return np.sin(2 * np.pi * rate_hz * times_s[:, None, None] + phase).sum(1)


def _make_run(seed: int, *, start_s: float, seconds: float) -> MouthRun:
    times_s = start_s + np.arange(round(25 * seconds)) / 25
    crops = np.full((len(times_s), 80, 80), 128, np.uint8)
    crops[:, 8, 8 : 8 + SIZE] = np.rint(128 + 20 * message(times_s, seed))
    return MouthRun(crops=crops, times_s=times_s)


def _make_clip(
    seed: int = 0,
    *,
    early_ms: float = 0.0,
    start_s: float = 0.5,
    seconds: float = 8.0,
    sound_seed: int | None = None,
) -> FootageClip:
    """Return a clip whose sound comes so early."""
    run = _make_run(seed, start_s=start_s, seconds=seconds)
    num = round(100 * (start_s + seconds + 1))
    first_band = -3
    heard_s = 0.01 * (first_band + np.arange(num)) + early_ms / 1000
    bands = np.zeros((num, 80), np.float16)
    bands[:, :SIZE] = message(heard_s, seed if sound_seed is None else sound_seed)
    return FootageClip(
        source=Source(path=Path(f"{seed}.mp4"), person=str(seed)),
        runs=[run],
        bands=bands,
        first_band=first_band,
    )


@pytest.fixture
def net() -> LipNet:
    """Return a network that aligns the clips of `make_clip` perfectly."""
    return cast("LipNet", ReadingNet())


@pytest.fixture
def make_clip() -> Callable[..., FootageClip]:
    """Return a maker of clips of known offset."""
    return _make_clip


@pytest.fixture
def make_run() -> Callable[..., MouthRun]:
    """Return a maker of single appearances of a clip's face."""
    return _make_run
