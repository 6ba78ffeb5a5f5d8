"""Measure a movie: the one entry to everything in `avts_core.sync`.

::

    pictures ─> mouths ─> embeddings ┐
                                     ├─> similarity (time, lag) ─> blocks of evidence
    samples ──> log-mel ─────────────┘        │                        │
                                          rolling view        segments, offset, drift
                                              └────────> SyncReport <──┘

All of it goes along with the reading, so that those who wait see it grow.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from avts_core.errors import NoPictureError
from avts_core.features.paths import FacePath
from avts_core.jobs import NEVER, CancelToken, Progress, ReportProgress, ignore_progress
from avts_core.media.probe import probe
from avts_core.sync.growth import (
    Grower,
    Growth,
    provisional_report,
    rolling_of,
    scores_of,
)
from avts_core.sync.measurement import Job, Measurement
from avts_core.sync.offset import LAG_STEP_MS
from avts_core.sync.report import SyncReport
from avts_core.sync.scores import USUAL_LAG_MS, WIDEST_LAG_MS, Scores
from avts_core.sync.verdict import DEFAULT_PROFILE, Profile, find_profile
from avts_core.timebase import Span

if TYPE_CHECKING:
    from avts_core.sync.judge import Judge


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """All that was measured; the report holds the answer."""

    report: SyncReport
    origin_s: float
    """Time of row 0 on the movie's clock."""
    scores: Scores | None
    """Distances at each time and lag; None if there was nothing to compare."""
    rolling_ms: NDArray[np.float64] | None
    """[shape=(T,)] offset of the two seconds around each time; NaN where unclear."""
    speaker: NDArray[np.int32]
    """[shape=(T,)] track of the face whose lips were compared; -1 where none were, and
    where the whole picture was taken for a mouth. Empty if there are no scores."""
    mel: NDArray[np.float16] | None
    """[shape=(frames, 80), float16] levelled log-mel, one frame each 10 ms."""
    mel_start_s: float
    """Time of its first frame on the movie's clock."""
    peaks: NDArray[np.int8]
    """[shape=(frames, 2), int8] smallest and largest sample of each frame of the mel,
    127 = full scale."""
    faces: tuple[FacePath, ...]
    """Where faces were seen, speaking or not; none if none was found."""
    cuts_s: tuple[float, ...]
    """When new shots began."""
    stop_s: float
    """Up to where pictures or sound could be read, on the movie's clock: before the
    movie's end if the file is cut off."""


def analyse(  # noqa: PLR0913 - one parameter a choice of the user
    path: Path,
    *,
    profile: Profile | None = None,
    audio_track: str | int | None = None,
    span: Span | None = None,
    device: str = "auto",
    model: "Judge | Future[Judge] | None" = None,
    max_offset_ms: float = USUAL_LAG_MS,
    grown: Callable[[Growth], None] | None = None,
    report: ReportProgress = ignore_progress,
    cancel: CancelToken = NEVER,
) -> Analysis:
    """Measure whether a movie's sound and picture are in sync.

    Parameters
    ----------
    path
        The movie; only read.
    profile
        Limits to judge by; EBU R37 by default.
    audio_track
        Number (from 0) or language of the sound track; the first by default.
    span
        Stretch of the movie's clock to measure; all of it by default.
    device
        Where the model runs, if `model` is not given.
    model
        A loaded model or the promise of one that is still being loaded; the shipped
        one by default.
    max_offset_ms
        How far offsets are looked for either way, 1500 to 10,000; in steps of 10, and
        beyond the default not further than half the film's length. Beyond the default
        the scores, the rolling view and the speakers are those of the lags around the
        answer, made at the end.
    grown
        Told what is new, from time to time while the movie is read and once at the end;
        joined, that is all of the analysis.
    report, cancel
        Progress and the wish to stop.

    Raises
    ------
    ValueError
        If `max_offset_ms` is out of its range.
    UnreadableError
        If the file cannot be read as a movie.
    NoPictureError
        If it has no picture.
    NoSoundError
        If it has no sound, or not the chosen track.
    CheckpointError
        If the model is not there or damaged.
    ConfigError
        If the device is not there.
    JobCancelledError
        If cancelled.
    """
    began_s = time.monotonic()
    job = prepare(
        Path(path),
        profile=profile,
        audio_track=audio_track,
        span=span,
        model=promise(model, device),
        max_lag_ms=_checked_lag_ms(max_offset_ms),
        report=report,
        cancel=cancel,
    )
    with job.hearing() as hearing:
        measurement = Measurement(job, hearing)
        grower = Grower(measurement, grown, began_s) if grown is not None else None
        for _ in measurement.steps():
            if grower is not None:
                grower.look()
        report(Progress(fraction=0.97, stage="comparing"))
        final = provisional_report(measurement, began_s)
        measurement.look_closely(final.offset_ms)
        if job.is_wide and final.offset_ms is not None:
            # How much speaks for it is told as the usual range tells it.
            final = provisional_report(measurement, began_s)
    final = replace(final, elapsed_s=time.monotonic() - began_s)
    if grower is not None:
        grower.finish(final)
    report(Progress(fraction=1.0, stage="done"))
    return _analysis(measurement, final)


def prepare(  # noqa: PLR0913 - as above
    path: Path,
    *,
    profile: Profile | None,
    audio_track: str | int | None,
    span: Span | None,
    model: "Future[Judge]",
    max_lag_ms: float,
    report: ReportProgress,
    cancel: CancelToken,
) -> Job:
    """Return the job of measuring a movie, after a look at what it holds.

    Raises
    ------
    NoPictureError
        If it has no picture.
    UnreadableError, NoSoundError
        If there is nothing else to measure.
    """
    info = probe(path)
    if info.video is None:
        msg = f"{path.name} has no picture."
        raise NoPictureError(msg)
    info.choose_audio(audio_track)
    limits = profile or find_profile(DEFAULT_PROFILE)
    reach_ms = _reach_ms(max_lag_ms, info.duration)
    notes: tuple[str, ...] = ()
    if reach_ms < max_lag_ms:
        notes = (f"too short a film to look further than {reach_ms:.0f} ms",)
    return Job(
        path=path,
        info=info,
        video=info.video,
        audio_track=audio_track,
        profile=limits.at_fps(float(info.video.rate)),
        span=span,
        model=model,
        max_lag_ms=reach_ms,
        widest_lag_ms=_reach_ms(WIDEST_LAG_MS, info.duration),
        notes=notes,
        origin=max(info.video.start, span.start if span is not None else Fraction(0)),
        report=report,
        cancel=cancel,
    )


def _checked_lag_ms(max_offset_ms: float) -> float:
    """Return how far to look, in whole steps.

    Raises
    ------
    ValueError
        If it is out of range.
    """
    if not USUAL_LAG_MS <= max_offset_ms <= WIDEST_LAG_MS:
        msg = (
            f"max_offset_ms must be within {USUAL_LAG_MS:.0f} and "
            f"{WIDEST_LAG_MS:.0f}, got {max_offset_ms}"
        )
        raise ValueError(msg)
    return LAG_STEP_MS * round(max_offset_ms / LAG_STEP_MS)


def _reach_ms(max_lag_ms: float, duration: Fraction | None) -> float:
    """Return how far to look in a film: of each lag half of it is to be compared.

    With less, the lags at the ends of a wide range would be those of a few moments.
    """
    if duration is None or max_lag_ms <= USUAL_LAG_MS:
        return max_lag_ms
    half_ms = LAG_STEP_MS * int(float(duration) * 1000 / 2 / LAG_STEP_MS)
    return min(max_lag_ms, max(USUAL_LAG_MS, half_ms))


def promise(
    model: "Judge | Future[Judge] | None", device: str = "auto"
) -> "Future[Judge]":
    """Return a model as a promise, kept at once if it is there or to be loaded.

    Raises
    ------
    CheckpointError, ConfigError
        If it is to be loaded and cannot be.
    """
    if isinstance(model, Future):
        return model
    if model is None:
        # Loaded here: torch takes seconds that other importers need not wait.
        from avts_core.sync.judge import load_judge  # noqa: PLC0415

        model = load_judge(device=device)
    kept: Future[Judge] = Future()
    kept.set_result(model)
    return kept


def _analysis(measurement: Measurement, report: SyncReport) -> Analysis:
    """Return all that was measured."""
    has_scores = measurement.why_nothing() is None
    view, hearing = measurement.view, measurement.hearing
    return Analysis(
        report=report,
        origin_s=float(measurement.job.origin),
        scores=scores_of(measurement) if has_scores else None,
        rolling_ms=rolling_of(measurement) if has_scores else None,
        speaker=view.speaker if has_scores else view.speaker[:0],
        mel=hearing.bands,
        mel_start_s=measurement.mel_start_s,
        peaks=hearing.peaks,
        faces=measurement.paths.whole(),
        cuts_s=tuple(measurement.cuts_s),
        stop_s=measurement.stop_s,
    )
