"""Distances that a network gives to pairs of each kind."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from avts_core.data.decode_cache import DecodeCache
from avts_core.data.manifest import Movie
from avts_core.data.pair_footage import PairConfig, PairFootage
from avts_core.data.pair_inputs import PairInputs, load_batches
from avts_core.data.pairs import Negative, NegativeShares, PairSampler
from avts_core.errors import TrainingError
from avts_core.evaluation.pair_metrics import Distances
from avts_core.features.grid import PICTURE_RATE_HZ
from avts_core.jobs import NEVER, CancelToken
from avts_core.models.avts import AvtsNet
from avts_core.models.input_statistics import InputStatistics
from avts_core.models.l3 import L3Net

PairNet = AvtsNet | L3Net
BATCH = 16


class PairJudge(nn.Module):
    """A network that takes pairs as they are stored and says how far apart they are.

    Parameters
    ----------
    model
        The network.
    statistics
        What its input is normalised with.
    """

    def __init__(self, model: PairNet, statistics: InputStatistics) -> None:
        super().__init__()
        self.model, self.statistics = model, statistics

    def forward(self, clips_B3THW: Tensor, bands_BKF: Tensor) -> tuple[Tensor, ...]:
        """Return (distances,) or, of a fused network, (logits,) [shape=(B,)]."""
        seen, heard = self.see(clips_B3THW), self.hear(bands_BKF)
        if isinstance(self.model, L3Net):
            return (self.model.fuse(seen, heard),)
        return (self.model.distance(seen, heard),)

    def see(self, clips_B3THW: Tensor) -> Tensor:
        """Return what is compared of the pictures [shape=(B, D)]."""
        clips = self.statistics.normalised_clips(clips_B3THW.to(self._device))
        if isinstance(self.model, L3Net):
            return self.model.see(clips)
        return self.model.embed_pictures(clips)

    def hear(self, bands_BKF: Tensor) -> Tensor:
        """Return what is compared of the sound [shape=(B, D)]."""
        bands = self.statistics.normalised_bands(bands_BKF.to(self._device))
        if isinstance(self.model, L3Net):
            return self.model.sound(bands)
        return self.model.embed_sound(bands)

    @torch.no_grad()
    def apart(self, seen_BD: Tensor, heard_BD: Tensor) -> Tensor:
        """Return how far apart are what `see` and `hear` gave [shape=(B,)].

        Logits count backwards.
        """
        if isinstance(self.model, L3Net):
            return -self.model.fuse(seen_BD, heard_BD)
        return self.model.distance(seen_BD, heard_BD)

    @torch.no_grad()
    def distances(self, clips_B3THW: Tensor, bands_BKF: Tensor) -> Tensor:
        """Return how far apart pairs are [shape=(B,)]; logits count backwards."""
        return self.apart(self.see(clips_B3THW), self.hear(bands_BKF))

    @property
    def _device(self) -> torch.device:
        return next(self.model.parameters()).device


class PairSet:
    """Movies, and the pairs they give for measuring.

    Parameters
    ----------
    root
        What the movies' files are relative to.
    movies
        The movies.
    config
        What an item holds.
    seed
        Decides about the pairs.
    cache
        Where decoded movies are kept.

    Raises
    ------
    TrainingError
        If no movie is as long as a clip.
    """

    def __init__(
        self,
        root: Path,
        movies: Sequence[Movie],
        *,
        config: PairConfig,
        seed: int,
        cache: DecodeCache | None = None,
    ) -> None:
        self.root, self.movies, self.config = root, movies, config
        self.cache = cache
        self.sampler = PairSampler(
            [(movie.begin_s, movie.end_s) for movie in movies],
            [movie.video for movie in movies],
            clip_s=config.num_pictures / PICTURE_RATE_HZ,
            seed=seed,
        )

    def footage(
        self, shares: NegativeShares, *, epoch: int, num_pairs: int
    ) -> PairFootage:
        """Return the pairs of an epoch."""
        return PairFootage(
            self.root,
            self.movies,
            sampler=self.sampler,
            shares=shares,
            epoch=epoch,
            num_pairs=num_pairs,
            config=self.config,
            cache=self.cache,
        )

    def distances(
        self,
        judge: PairJudge,
        kind: Negative,
        num: int,
        *,
        side_px: int,
        cancel: CancelToken = NEVER,
    ) -> Distances | None:
        """Measure positives and as many negatives of a kind.

        Parameters
        ----------
        judge
            The network, in evaluation mode.
        kind
            Of the negatives.
        num
            So many of each.
        side_px
            Side of the pictures.
        cancel
            Looked at before each batch.

        Returns
        -------
        None if no pair of this kind can be made of these movies.
        """
        shares = NegativeShares(**{"easy": 0.0, kind.value: 1.0})
        footage = self.footage(shares, epoch=0, num_pairs=2 * num)
        inputs = PairInputs(footage, side_px=side_px, crop=None)
        indices = list(range(2 * num))
        batches = [indices[k : k + BATCH] for k in range(0, 2 * num, BATCH)]
        found: list[Tensor] = []
        codes: list[Tensor] = []
        movies: list[Tensor] = []
        left_out: dict[str, str] = {}
        try:
            for batch in load_batches(inputs, batches):
                cancel.check()
                found.append(judge.distances(batch.clips, batch.bands).float().cpu())
                codes.append(batch.is_positive)
                movies.append(batch.movies)
                left_out |= {left.file: left.reason for left in batch.broken}
        except TrainingError:
            return None
        values = torch.cat(found).numpy().astype(np.float64)
        is_positive = torch.cat(codes).numpy()
        videos = self.sampler.video_numbers()[torch.cat(movies).numpy()]
        return Distances(
            positive=values[is_positive],
            negative=values[~is_positive],
            positive_videos=videos[is_positive],
            negative_videos=videos[~is_positive],
            left_out=left_out,
        )
