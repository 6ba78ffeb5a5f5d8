"""Pairs with their pictures and samples, as training takes them.

Some pairs are of no use, and another is drawn in their place:

- **Nothing to hear.** A negative must have something to hear in its sound *and* where
  its picture is. Asked of the sound alone, pictures of moments when nothing happens
  would be seen in negatives only.
- **Sounds alike.** A negative whose sound is that of its picture's moment all over
  again (a hum, a loop) fits. Positives have no second sound to ask this of: movies
  that always sound alike are a little more frequent among them, and hard negatives
  come from stretches with two audible moments. That much can be known from one stream.
- **Broken files.** They are skipped and named.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch.utils.data import Dataset

from avts_core.data.decode_cache import DecodeCache, DecodedMovie
from avts_core.data.decoding import FULL_SCALE, DecodedForm, MovieDecoder
from avts_core.data.manifest import LeftOut, Movie
from avts_core.data.pairs import Negative, NegativeShares, Pair, PairSampler
from avts_core.errors import MediaError, TrainingError, WriteError
from avts_core.features.bands import RATE_HZ
from avts_core.features.filterbank import filterbank
from avts_core.features.grid import PICTURE_RATE_HZ

MAX_ATTEMPTS = 50
MIN_LEVEL_DB = -55.0
"""A clip with less power than this under full scale counts as silent."""
MAX_LIKENESS = 0.99
"""Sounds whose log filterbanks correlate by more are taken for the same."""

KIND_CODES: dict[Negative | None, int] = {
    None: 0,
    Negative.EASY: 1,
    Negative.HARD: 2,
    Negative.SUPER_HARD: 3,
}
"""Numbers for tensors; 0 is a positive."""


@dataclass(frozen=True, kw_only=True)
class PairConfig:
    """What an item holds."""

    num_pictures: int = 25
    """At 25 a second; the sound is as long."""
    short_side_px: int = 256
    """Pictures are scaled to this; augmentation crops them."""
    sample_rate_hz: int = RATE_HZ
    """A multiple of 25."""


@dataclass(frozen=True, kw_only=True)
class PairItem:
    """One pair."""

    pictures: NDArray[np.uint8]
    """[shape=(num_pictures, height, width, 3), uint8] RGB; sizes differ with the
    shape of movies."""
    samples: NDArray[np.float32]
    """[shape=(samples,), float32] full scale is -1 to 1."""
    kind_code: int
    """See `KIND_CODES`."""
    pair: Pair
    num_attempts: int
    """Draws it took, from 1."""
    broken: tuple[LeftOut, ...]
    """Files that failed on the way, each once."""


class _UnusableError(Exception):
    """A pair cannot be used, for what is heard in it or because of a file."""

    def __init__(self, reason: str, left_out: LeftOut | None = None) -> None:
        super().__init__(reason)
        self.left_out = left_out


class PairFootage(Dataset[PairItem]):
    """The pairs of one epoch.

    Items depend on their index and what is given here alone: neither on the worker
    nor on the cache. Files are opened in whichever process asks, and closed.

    Parameters
    ----------
    root
        What the movies' files are relative to.
    movies
        In the order of the sampler's spans.
    sampler
        Draws pairs.
    shares
        Of the kinds of negatives in this epoch.
    epoch
        From 0.
    num_pairs
        How long the epoch is.
    config
        What an item holds.
    cache
        Where decoded movies are kept; None decodes each time.

    Raises
    ------
    ValueError
        If the sampler's clips are not as long as the items.
    """

    def __init__(  # noqa: PLR0913 - what there is, what to draw, and what to make of it
        self,
        root: Path,
        movies: Sequence[Movie],
        *,
        sampler: PairSampler,
        shares: NegativeShares,
        epoch: int,
        num_pairs: int,
        config: PairConfig,
        cache: DecodeCache | None = None,
    ) -> None:
        if sampler.num_pictures != config.num_pictures:
            msg = (
                f"the sampler draws clips of {sampler.num_pictures} pictures, items "
                f"hold {config.num_pictures}"
            )
            raise ValueError(msg)
        self._root, self._movies = root, movies
        self._sampler, self._shares, self._epoch = sampler, shares, epoch
        self._num_pairs, self._config, self._cache = num_pairs, config, cache
        self._form = DecodedForm(
            short_side_px=config.short_side_px, sample_rate_hz=config.sample_rate_hz
        )

    def __len__(self) -> int:
        return self._num_pairs

    def __getitem__(self, index: int) -> PairItem:
        """Return a pair.

        Raises
        ------
        IndexError
            At the end.
        TrainingError
            If no usable pair came up in `MAX_ATTEMPTS` draws, or none can be drawn.
        WriteError
            If the cache cannot be written.
        """
        if not 0 <= index < self._num_pairs:
            raise IndexError(index)
        # Nothing is remembered from item to item: a file that fails in one place may
        # do in another, and a pair must not depend on what a worker met before.
        broken: dict[str, LeftOut] = {}
        reason = ""
        for attempt in range(MAX_ATTEMPTS):
            pair = self._sampler.draw(self._epoch, index, self._shares, attempt=attempt)
            try:
                pictures, samples = self._decode(pair)
            except _UnusableError as error:
                reason = str(error)
                if error.left_out is not None:
                    broken.setdefault(error.left_out.file, error.left_out)
                continue
            return PairItem(
                pictures=pictures,
                samples=samples,
                kind_code=KIND_CODES[pair.kind],
                pair=pair,
                num_attempts=attempt + 1,
                broken=tuple(broken.values()),
            )
        msg = (
            f"No usable pair came up in {MAX_ATTEMPTS} draws (epoch {self._epoch}, "
            f"pair {index}). The last one: {reason}"
        )
        raise TrainingError(msg)

    def _decode(self, pair: Pair) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Read a pair; sound first, which is quick and may rule it out.

        Raises
        ------
        _UnusableError
            If it cannot be used.
        """
        samples = self._samples(pair.sound_movie, pair.sound_s)
        if pair.kind is not None:
            fitting = self._samples(pair.movie, pair.picture_s)
            if self._likeness(samples, fitting) > MAX_LIKENESS:
                name = self._movies[pair.movie].file
                msg = f"A negative sounds like what fits {name} at {pair.picture_s} s."
                raise _UnusableError(msg)
        return self._pictures(pair.movie, pair.picture_s), samples

    def _likeness(
        self, first: NDArray[np.float32], second: NDArray[np.float32]
    ) -> float:
        """Return the correlation of two sounds' log filterbanks."""
        rate_hz = self._config.sample_rate_hz
        one = filterbank(first, sample_rate_hz=rate_hz).ravel()
        other = filterbank(second, sample_rate_hz=rate_hz).ravel()
        return float(np.corrcoef(one, other)[0, 1])

    def _samples(self, movie: int, start_s: float) -> NDArray[np.float32]:
        """Return the sound of a clip.

        Raises
        ------
        _UnusableError
            If its file is broken or nothing is heard.
        """
        with self._source(movie) as source:
            values = source.samples(_tick(start_s), self._config.num_pictures)
        samples = np.divide(values, FULL_SCALE, dtype=np.float32)
        power = float(np.mean(samples.astype(np.float64) ** 2))
        if power < 10 ** (MIN_LEVEL_DB / 10):
            msg = f"{self._movies[movie].file} is silent at {start_s} s."
            raise _UnusableError(msg)
        return samples

    def _pictures(self, movie: int, start_s: float) -> NDArray[np.uint8]:
        """Return the pictures of a clip.

        Raises
        ------
        _UnusableError
            If its file is broken.
        """
        num = self._config.num_pictures
        with self._source(movie) as source:
            return source.pictures(_tick(start_s), num)

    @contextmanager
    def _source(self, movie: int) -> Iterator[MovieDecoder | DecodedMovie]:
        """Give what a movie's clips come from; a broken file makes a pair unusable.

        Raises
        ------
        _UnusableError
            If the file is broken.
        WriteError
            If the cache cannot be written.
        """
        entry = self._movies[movie]
        decoder = MovieDecoder(
            path=self._root / entry.file, movie=entry, form=self._form
        )
        try:
            cached = None if self._cache is None else self._cache.load(decoder)
            yield decoder if cached is None else cached
        except WriteError:
            raise
        except MediaError as error:
            left_out = LeftOut(file=entry.file, reason=str(error))
            raise _UnusableError(str(error), left_out) from error


def _tick(start_s: float) -> int:
    return round(start_s * PICTURE_RATE_HZ)
