"""Movies in memory whose brightness says what is heard, and a judge that reads it."""

from pathlib import Path

import numpy as np
import torch

from avts_core.data.decode_cache import DecodedMovie
from avts_core.data.manifest import Movie
from avts_core.data.pair_footage import PairConfig
from avts_core.errors import UnreadableError
from avts_core.evaluation.pair_distances import PairSet

A_TICK = 640


def make_movie(name="a", seconds=6.0, split="test"):
    return Movie(
        file=f"{name}.mp4",
        video=name,
        begin_s=0.0,
        end_s=seconds,
        picture_rate_hz=25.0,
        width_px=8,
        height_px=8,
        sample_rate_hz=48000,
        split=split,
    )


class StubCache:
    """Gives movies whose sound is late by so many ticks; some are silent or torn."""

    def __init__(self, late_ticks=0, silent=(), torn=()):
        self._late_ticks, self._silent, self._torn = late_ticks, silent, torn

    def load(self, decoder):
        name = decoder.movie.video
        if name in self._torn:
            msg = f"{name} is torn."
            raise UnreadableError(msg)
        num = len(decoder.movie.ticks)
        rng = np.random.default_rng([len(name), ord(name[0])])
        pattern = rng.random(num + 60)
        seen, heard = pattern[30 : 30 + num], pattern[30 - self._late_ticks :][:num]
        noise = rng.normal(0, 3000, num * A_TICK) * np.repeat(0.1 + heard, A_TICK)
        pictures = np.empty((num, 8, 8, 3), np.uint8)
        pictures[:] = np.rint(250 * seen)[:, None, None, None]
        return DecodedMovie(
            first_tick=decoder.movie.ticks.start,
            all_pictures=pictures,
            all_samples=(noise * (name not in self._silent)).astype(np.int16),
        )


class ReadingJudge:
    """Compares how bright and how loud each tick is."""

    def see(self, clips):
        return self._centred(clips.float().mean((1, 3, 4)))

    def hear(self, bands):
        ticks = torch.nn.functional.pad(bands.mean(1), (0, 1)).unflatten(1, (-1, 4))
        return self._centred(torch.exp(ticks[:, :, :3].mean(2) / 2))

    def apart(self, seen, heard):
        return (seen - heard).norm(dim=1)

    def distances(self, clips, bands):
        return self.apart(self.see(clips), self.hear(bands))

    def _centred(self, values):
        values = values - values.mean(1, keepdim=True)
        return values / values.norm(dim=1, keepdim=True).clamp(min=1e-6)


def make_pairs(movies, cache):
    return PairSet(
        Path("/nowhere"),
        movies,
        config=PairConfig(short_side_px=8),
        seed=0,
        cache=cache,
    )
