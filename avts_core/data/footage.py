"""Footage for training: movies turned once into mouths and log-mels on disk.

A folder of movies, with or without a ``catalog.csv`` (columns ``file``; optionally
``kind``, ``person``, ``estimate_ms``, ``estimate_strength``), becomes a folder of
arrays. Reading those is a thousand times cheaper than decoding movies each epoch.
"""

import csv
import hashlib
import itertools
import os
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from avts_core.errors import AvtsError, MediaError, WriteError
from avts_core.features.bands import HOP_S, NUM_BANDS
from avts_core.features.grid import MAX_PICTURE_GAP_S
from avts_core.features.logmel import levelled, log_mel
from avts_core.features.mouths import CROP_SIDE_PX, Mouth, MouthCutter
from avts_core.features.mtcnn import Mtcnn
from avts_core.jobs import NEVER, CancelToken, Progress, ReportProgress, ignore_progress
from avts_core.media.audio import AudioReader
from avts_core.media.video import PictureReader

CACHE_FORMAT = 2
"""Raised when the arrays change: an old cache is then made anew."""
MOVIE_SUFFIXES = frozenset(
    {".mp4", ".mov", ".mkv", ".ts", ".avi", ".webm", ".mxf", ".mpg", ".m4v", ".mts"}
)
SMALLER_FACE = 0.6
"""A face smaller than this share of the largest one is not taken for the speaker."""
MIN_RUN_S = 1.0
"""Shorter appearances of a face are of no use."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A movie to learn from and what is known about it."""

    path: Path
    person: str
    """Who is seen; people, not files, are kept apart when measuring."""
    hint_ms: float | None = None
    """Its own offset as far as known (positive = audio early), where alignment
    starts; None if nothing is known."""
    is_anchor: bool = False
    """Recorded together with certainty (studio): the zero of all alignment."""


@dataclass(frozen=True, kw_only=True)
class MouthRun:
    """One face from its appearance to its end or the end of the shot."""

    crops: NDArray[np.uint8]
    """[shape=(pictures, 80, 80), uint8]"""
    times_s: NDArray[np.float64]
    """[shape=(pictures,)] on the movie's clock."""


@dataclass(kw_only=True)
class FootageClip:
    """A movie ready to learn from."""

    source: Source
    runs: list[MouthRun]
    bands: NDArray[np.float16]
    """[shape=(frames, 80), float16] levelled log-mel."""
    first_band: int
    """Band frame k of the array is centred at ``0.01 (first_band + k)`` seconds."""
    known_ms: float | None = None
    """What was known of its offset before training, counted from the zero of the
    studio clips; what alignment and calibration tie their zero to."""
    early_ms: float = 0.0
    """How early the sound is believed to be; training reads it so much later."""

    @property
    def duration_s(self) -> float:
        """Seconds in which a mouth is seen."""
        return float(sum(run.times_s[-1] - run.times_s[0] for run in self.runs))


@dataclass(frozen=True, kw_only=True)
class CacheOutcome:
    """What came of caching a folder."""

    num_ready: int
    failures: dict[str, str] = field(default_factory=dict)
    """Movies that could not be used, and why."""


def list_sources(folder: Path) -> list[Source]:
    """Return the talking movies of a folder, by its catalogue or its files.

    Raises
    ------
    MediaError
        If the folder holds no movies or its catalogue cannot be read.
    """
    catalogue = folder / "catalog.csv"
    if catalogue.is_file():
        sources = _read_catalogue(catalogue)
    else:
        sources = [
            Source(path=path, person=str(path.relative_to(folder)))
            for path in sorted(folder.rglob("*"))
            if path.suffix.lower() in MOVIE_SUFFIXES
        ]
    if not sources:
        msg = f"{folder} holds no movies to learn from."
        raise MediaError(msg)
    return sources


def _read_catalogue(path: Path) -> list[Source]:
    """Read the talking movies of a catalogue.

    Raises
    ------
    MediaError
        If it cannot be read or does not say which files it is about.
    """
    try:
        with path.open(newline="", encoding="utf-8") as handle:
            rows = [
                # A line may be shorter than the header; its other cells are empty.
                {key: value or "" for key, value in row.items() if key is not None}
                for row in csv.DictReader(handle)
            ]
        return [_source_of(path.parent, r) for r in rows if r.get("kind") != "event"]
    except KeyError as error:
        msg = f"The catalogue {path} has no column {error}."
        raise MediaError(msg) from error
    except (OSError, UnicodeDecodeError, csv.Error, ValueError) as error:
        msg = f"The catalogue {path} cannot be read ({error})."
        raise MediaError(msg) from error


def _source_of(folder: Path, row: dict[str, str]) -> Source:
    """Read one line of a catalogue."""
    hint = row.get("estimate_ms", "").strip()
    is_clear = row.get("estimate_strength", "").strip() not in {"", "unclear"}
    return Source(
        path=folder / row["file"],
        person=row.get("person") or row["file"],
        hint_ms=float(hint) if hint and is_clear else None,
        # The GRID corpus was recorded in a laboratory, sound and picture together.
        is_anchor=row["file"].startswith("grid_"),
    )


def cache_footage(
    sources: Sequence[Source],
    cache: Path,
    *,
    num_workers: int = 1,
    report: ReportProgress = ignore_progress,
    cancel: CancelToken = NEVER,
) -> CacheOutcome:
    """Turn movies into arrays in `cache`; what is there already is kept.

    A movie that cannot be read is passed over and named in the outcome.

    Raises
    ------
    JobCancelledError
        If cancelled; finished movies stay in the cache.
    WriteError
        If the cache cannot be written.
    MediaError
        If a process that reads movies ended unexpectedly.
    """
    cancel.check()
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"The cache {cache} cannot be made ({error})."
        raise WriteError(msg) from error
    failures: dict[str, str] = {}
    waiting = [s for s in sources if not cache_path(s, cache).exists()]
    done = len(sources) - len(waiting)
    # Spawn, not fork: OpenCV and FFmpeg hold threads that do not survive a fork.
    with ProcessPoolExecutor(num_workers, mp_context=get_context("spawn")) as pool:
        jobs = {pool.submit(cache_movie, s, cache): s for s in waiting}
        try:
            open_jobs = set(jobs)
            while open_jobs:
                cancel.check()
                ready, open_jobs = wait(open_jobs, 0.1, FIRST_COMPLETED)
                for job in ready:
                    reason = job.result()
                    if reason is not None:
                        failures[jobs[job].path.name] = reason
                    done += 1
                    fraction = done / len(sources)
                    report(Progress(fraction=fraction, stage="cutting mouths"))
        except BrokenProcessPool as error:
            msg = (
                "A process that reads movies ended unexpectedly, for want of memory or "
                "over a damaged movie; what is cached stays, so try again."
            )
            raise MediaError(msg) from error
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return CacheOutcome(num_ready=len(sources) - len(failures), failures=failures)


def cache_path(source: Source, cache: Path) -> Path:
    """Return where a movie's arrays lie."""
    key = f"{CACHE_FORMAT}:{source.path.resolve()}"
    digest = hashlib.sha256(key.encode()).hexdigest()[:12]
    return cache / f"{source.path.stem}-{digest}.npz"


def cache_movie(source: Source, cache: Path) -> str | None:
    """Turn one movie into arrays; return why not, or None if it went well.

    Raises
    ------
    WriteError
        If the arrays cannot be written.
    """
    cv2.setNumThreads(1)
    try:
        arrays = _read_movie(source.path)
    except AvtsError as error:
        return str(error)
    target = cache_path(source, cache)
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as handle:
            np.savez(handle, allow_pickle=False, **arrays)
        temporary.replace(target)
    except OSError as error:
        msg = f"The cache {cache} cannot be written ({error})."
        raise WriteError(msg) from error
    finally:
        temporary.unlink(missing_ok=True)
    return None


def _read_movie(path: Path) -> dict[str, NDArray[np.generic]]:
    """Read a movie into the arrays of the cache."""
    cutter = MouthCutter(Mtcnn())
    mouths: list[Mouth] = []
    with PictureReader(path) as pictures:
        for picture in pictures:
            mouths += cutter.push(float(picture.time), picture.luma(), picture.rgb)
    mouths += cutter.finish()
    with AudioReader(path) as sound:
        first_band, bands = log_mel(sound, origin=Fraction(0))
    mouths = _speakers(mouths)
    crops = [m.crop for m in mouths] or np.empty((0, CROP_SIDE_PX, CROP_SIDE_PX))
    return {
        "crops": np.array(crops, np.uint8),
        "times_s": np.array([m.time_s for m in mouths], np.float64),
        "tracks": np.array([m.track for m in mouths], np.int32),
        "bands": bands.reshape(-1, NUM_BANDS),
        "first_band": np.array(first_band),
    }


def _speakers(mouths: list[Mouth]) -> list[Mouth]:
    """Keep the largest face of each picture, by tracks, sorted by track and time."""
    by_track: dict[int, list[Mouth]] = {}
    for mouth in mouths:
        by_track.setdefault(mouth.track, []).append(mouth)
    largest: dict[float, float] = {}
    for mouth in mouths:
        seen = largest.get(mouth.time_s, 0.0)
        largest[mouth.time_s] = max(seen, mouth.scale_px)
    kept = []
    for track in by_track.values():
        size = np.median([m.scale_px for m in track])
        rival = np.median([largest[m.time_s] for m in track])
        if size >= SMALLER_FACE * rival:
            kept += track
    return kept


def load_footage(sources: Sequence[Source], cache: Path) -> list[FootageClip]:
    """Return the cached clips that have a mouth and sound, in the sources' order."""
    clips = [_load(s, cache_path(s, cache)) for s in sources]
    return [clip for clip in clips if clip is not None]


def _load(source: Source, path: Path) -> FootageClip | None:
    if not path.is_file():
        return None
    with np.load(path) as data:
        bands, first_band = data["bands"], int(data["first_band"])
        times, tracks, crops = data["times_s"], data["tracks"], data["crops"]
    if len(times) == 0 or len(bands) < 1 / HOP_S:
        return None
    is_break = (np.diff(tracks) != 0) | (np.diff(times) > MAX_PICTURE_GAP_S)
    edges = [0, *(np.nonzero(is_break)[0] + 1), len(times)]
    runs = [
        MouthRun(crops=crops[a:b], times_s=times[a:b])
        for a, b in itertools.pairwise(edges)
        if b - a > 2 and times[b - 1] - times[a] >= MIN_RUN_S
    ]
    if not runs:
        return None
    hint = source.hint_ms or 0.0
    return FootageClip(
        source=source,
        runs=runs,
        bands=levelled(bands),
        first_band=first_band,
        early_ms=hint,
    )
