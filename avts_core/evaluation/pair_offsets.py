"""How well a network of pairs finds that movies in sync are in sync, in milliseconds.

Clips of pictures are compared with those of sound at each lag; the mean distance over
a movie is least at the lag found. The grid is that of the published lip-sync results:
15 pictures of 1/25 s to both sides, right if within one.

Dimensions: P clips of pictures, L lags, D embedding, K bands, F frames of sound.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from avts_core.data.decode_cache import DecodedMovie
from avts_core.data.decoding import FULL_SCALE, DecodedForm, MovieDecoder
from avts_core.data.manifest import Movie
from avts_core.data.pair_footage import MIN_LEVEL_DB
from avts_core.data.pair_inputs import centre_crop
from avts_core.errors import AnalysisError, MediaError, WriteError
from avts_core.evaluation.pair_distances import BATCH, PairJudge, PairSet
from avts_core.evaluation.pair_metrics import share_interval
from avts_core.features.filterbank import STEP_S, filterbank
from avts_core.features.grid import PICTURE_RATE_HZ
from avts_core.jobs import NEVER, CancelToken, Progress, ReportProgress, ignore_progress

REACH_TICKS = 15
"""Lags of so many ticks of 1/25 s to both sides."""
_TICK_MS = np.float64(1000 / PICTURE_RATE_HZ)
LAGS_MS: NDArray[np.float64] = np.arange(-REACH_TICKS, REACH_TICKS + 1) * _TICK_MS
"""[shape=(L,)] signed as in `avts_core.sync.offset`: positive is sound too early."""
TOLERANCE_MS = 40.0
CLIP_STEP_TICKS = 5
"""From one clip of pictures to the next."""
STRETCH_TICKS = 30 * PICTURE_RATE_HZ
"""Of a longer movie its middle is looked at."""
_FRAMES_A_TICK = round(1 / (PICTURE_RATE_HZ * STEP_S))


@dataclass(frozen=True, kw_only=True)
class MovieOffset:
    """What was found for one movie, whose sound is taken to be in sync."""

    file: str
    offset_ms: float
    """One of `LAGS_MS`; 0 is right."""


@dataclass(frozen=True, kw_only=True)
class OffsetFigures:
    """How far off the movies' offsets are, with what guessing would reach beside."""

    num_movies: int
    median_error_ms: float
    """Median of the errors' sizes."""
    within_40_ms: float
    """Share of the movies whose error is 40 ms at most."""
    within_40_ms_low: float
    """Lower end of its 95 % interval."""
    within_40_ms_high: float
    """Upper end."""
    chance_median_error_ms: float
    chance_within_40_ms: float
    movies: tuple[MovieOffset, ...]
    left_out: dict[str, str]
    """Movies without an answer, and why."""


class _UnfitError(Exception):
    """A movie cannot be asked."""


def measure_offsets(
    judge: PairJudge,
    pairs: PairSet,
    *,
    side_px: int,
    report: ReportProgress = ignore_progress,
    cancel: CancelToken = NEVER,
) -> OffsetFigures:
    """Find the offset of each movie.

    Parameters
    ----------
    judge
        The network, in evaluation mode.
    pairs
        The movies.
    side_px
        Side of the pictures.
    report, cancel
        See `avts_core.jobs`; looked at before each batch of clips.

    Raises
    ------
    AnalysisError
        If no movie can be asked.
    WriteError
        If the cache cannot be written.
    """
    found: list[MovieOffset] = []
    left_out: dict[str, str] = {}
    for place, movie in enumerate(pairs.movies):
        report(Progress(fraction=place / len(pairs.movies), stage="offsets"))
        try:
            curve = _curve(judge, pairs, movie, side_px=side_px, cancel=cancel)
        except WriteError:
            raise
        except (_UnfitError, MediaError) as error:
            left_out[movie.file] = str(error)
            continue
        # Of equal ones the first, the farthest from right: a network that says the
        # same to everything must not be praised.
        offset_ms = float(LAGS_MS[np.argmin(curve)])
        found.append(MovieOffset(file=movie.file, offset_ms=offset_ms))
    if not found:
        reason = next(iter(left_out.values()), "There is none.")
        msg = f"No movie can be asked for its offset. The first one: {reason}"
        raise AnalysisError(msg)
    return offset_figures(found, left_out)


def offset_figures(
    found: Sequence[MovieOffset], left_out: dict[str, str]
) -> OffsetFigures:
    """Sum up the offsets of one movie or more."""
    errors_ms = np.abs([movie.offset_ms for movie in found])
    within = float((errors_ms <= TOLERANCE_MS).mean())
    low, high = share_interval(within, len(found))
    return OffsetFigures(
        num_movies=len(found),
        median_error_ms=float(np.median(errors_ms)),
        within_40_ms=within,
        within_40_ms_low=low,
        within_40_ms_high=high,
        chance_median_error_ms=float(np.median(np.abs(LAGS_MS))),
        chance_within_40_ms=float((np.abs(LAGS_MS) <= TOLERANCE_MS).mean()),
        movies=tuple(found),
        left_out=left_out,
    )


@torch.no_grad()
def _curve(
    judge: PairJudge, pairs: PairSet, movie: Movie, *, side_px: int, cancel: CancelToken
) -> NDArray[np.float64]:
    """Return the mean distance at each lag [shape=(L,)].

    Raises
    ------
    _UnfitError
        If the movie is too short or silent.
    MediaError
        If it cannot be read.
    """
    num_pictures = pairs.config.num_pictures
    ticks = _stretch(movie.ticks, num_pictures)
    pictures, samples = _decoded(pairs, movie, ticks, side_px=side_px)
    cancel.check()
    bands_KF = torch.from_numpy(filterbank(samples))
    num_frames = num_pictures * _FRAMES_A_TICK - 1
    # Windows lie wholly in a clip, which leaves out the last; so its frames are those
    # of the whole.
    heard = bands_KF.unfold(1, num_frames, _FRAMES_A_TICK).movedim(1, 0)
    heard_D = torch.cat(
        [judge.hear(heard[k : k + BATCH]) for k in range(0, len(heard), BATCH)]
    )
    clips = torch.from_numpy(pictures).permute(3, 0, 1, 2)
    # Each clip is compared at all lags, so that none has clips to itself.
    last = len(ticks) - num_pictures - REACH_TICKS
    starts = range(REACH_TICKS, last + 1, CLIP_STEP_TICKS)
    seen: list[Tensor] = []
    for first in range(0, len(starts), BATCH):
        cancel.check()
        cut = [clips[:, k : k + num_pictures] for k in starts[first : first + BATCH]]
        seen.append(judge.see(torch.stack(cut)))
    seen_D = torch.cat(seen)
    # THE SIGN: lag l compares the picture at t with the sound at t - l.
    means = [
        judge.apart(seen_D, heard_D[np.array(starts) - lag]).mean().item()
        for lag in range(-REACH_TICKS, REACH_TICKS + 1)
    ]
    return np.array(means, np.float64)


def _stretch(ticks: range, num_pictures: int) -> range:
    """Return the part of a movie that is looked at.

    Raises
    ------
    _UnfitError
        If the movie is too short.
    """
    least = num_pictures + 2 * REACH_TICKS
    if len(ticks) < least:
        msg = (
            f"It has {len(ticks) / PICTURE_RATE_HZ:.2f} s with picture and sound, "
            f"{least / PICTURE_RATE_HZ:.2f} s are needed."
        )
        raise _UnfitError(msg)
    before = max(0, len(ticks) - STRETCH_TICKS) // 2
    return ticks[before : before + STRETCH_TICKS]


def _decoded(
    pairs: PairSet, movie: Movie, ticks: range, *, side_px: int
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return the pictures [shape=(ticks, side, side, 3)] and samples of a stretch.

    Raises
    ------
    _UnfitError
        If nothing is heard.
    MediaError
        If the movie cannot be read.
    """
    form = DecodedForm(
        short_side_px=pairs.config.short_side_px,
        sample_rate_hz=pairs.config.sample_rate_hz,
    )
    decoder = MovieDecoder(path=pairs.root / movie.file, movie=movie, form=form)
    cached = None if pairs.cache is None else pairs.cache.load(decoder)
    source: MovieDecoder | DecodedMovie = decoder if cached is None else cached
    values = source.samples(ticks.start, len(ticks))
    samples = np.divide(values, FULL_SCALE, dtype=np.float32)
    if np.mean(samples.astype(np.float64) ** 2) < 10 ** (MIN_LEVEL_DB / 10):
        msg = "It is silent."
        raise _UnfitError(msg)
    pictures = source.pictures(ticks.start, len(ticks))
    return centre_crop(pictures, side_px), samples
