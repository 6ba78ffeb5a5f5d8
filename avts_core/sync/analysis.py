"""Measure a movie: the one entry to everything in `avts_core.sync`.

::

    pictures ─> mouths ─> embeddings ┐
                                     ├─> similarity (time, lag) ─> blocks of evidence
    samples ──> log-mel ─────────────┘        │                        │
                                          rolling view        segments, offset, drift
                                              └────────> SyncReport <──┘
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avts_core import __version__
from avts_core.errors import NoPictureError
from avts_core.features.logmel import HOP_S, levelled, log_mel
from avts_core.features.mouths import (
    Mouth,
    MouthCutter,
    cut_crop,
    whole_picture_place,
)
from avts_core.features.mtcnn import Mtcnn
from avts_core.jobs import NEVER, CancelToken, Progress, ReportProgress, ignore_progress
from avts_core.media.audio import AudioReader
from avts_core.media.probe import MediaInfo, VideoStream, probe
from avts_core.media.video import PictureReader
from avts_core.sync.drift import measure_drift
from avts_core.sync.embedding import FaceEmbedder, FaceStretch
from avts_core.sync.estimate import Estimate, estimate
from avts_core.sync.evidence import Blocks, blocks_of, score_faces
from avts_core.sync.judge import Judge, load_judge
from avts_core.sync.report import ModelId, OffsetSpan, Status, SyncReport
from avts_core.sync.rolling import Rolling, rolling_offsets
from avts_core.sync.scores import TIME_STEP_S, Scores, as_distance, lags_ms
from avts_core.sync.segments import Segment, find_segments
from avts_core.sync.speech import is_silent, speech_frames
from avts_core.sync.verdict import Profile, find_profile, judge as judge_offset
from avts_core.timebase import Span

__all__ = ["Analysis", "Judge", "analyse", "load_judge"]

MAX_LAG_MS = 1500.0
"""How far offsets are looked for either way."""
MIN_CONFIDENCE = 0.5
"""Below this there is no answer: it would be wrong more often than right."""
MIN_SPAN_CONFIDENCE = 0.6
"""Spans less sure than this are not reported beside others."""
MAX_WHOLE_PICTURE_S = 600
"""Longer films in which no face is found are not read again as crops of a mouth."""
AGREEMENT_MS = 80.0
"""A moment whose rolling offset is this near to its span's counts as measured."""


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """All that was measured; the report holds the answer."""

    report: SyncReport
    scores: Scores | None
    """Distances at each time and lag; None if there was nothing to compare."""
    rolling_ms: NDArray[np.float64] | None
    """[shape=(T,)] offset of the two seconds around each time; NaN where unclear."""
    mel: NDArray[np.float16] | None
    """[shape=(frames, 80), float16] levelled log-mel, one frame each 10 ms."""
    mel_start_s: float
    """Time of its first frame on the movie's clock."""


@dataclass(frozen=True, kw_only=True)
class _Heard:
    """The sound of a film as bands on the pictures' grid."""

    first_band: int
    raw: NDArray[np.float16]
    bands: NDArray[np.float16]


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """The faces of a film."""

    stretches: list[FaceStretch]
    num_times: int
    num_mouths: int
    is_whole_picture: bool
    num_damaged: int


@dataclass(frozen=True, kw_only=True)
class _Job:
    """What is being measured and how."""

    path: Path
    info: MediaInfo
    video: VideoStream
    profile: Profile
    span: Span | None
    judge: Judge
    origin: Fraction
    began_s: float
    report: ReportProgress
    cancel: CancelToken


def analyse(
    path: Path,
    *,
    profile: Profile | None = None,
    audio_track: str | int | None = None,
    span: Span | None = None,
    device: str = "auto",
    model: Judge | None = None,
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
        A loaded model; the shipped one by default.
    report, cancel
        Progress and the wish to stop.

    Raises
    ------
    UnreadableError
        If the file cannot be read as a movie.
    NoPictureError, NoSoundError
        If it lacks one of them.
    CheckpointError, ConfigError
        If the default model or the device is not there.
    JobCancelledError
        If cancelled.
    """
    began_s = time.monotonic()
    path = Path(path)
    info = probe(path)
    if info.video is None:
        msg = f"{path.name} has no picture."
        raise NoPictureError(msg)
    info.choose_audio(audio_track)
    start = max(info.video.start, span.start if span is not None else Fraction(0))
    job = _Job(
        path=path,
        info=info,
        video=info.video,
        profile=(profile or find_profile("ebu-r37")).at_fps(float(info.video.rate)),
        span=span,
        judge=model or load_judge(device=device),
        origin=start,
        began_s=began_s,
        report=report,
        cancel=cancel,
    )
    heard = _hear(job, audio_track)
    if not len(heard.raw):
        return _nothing(job, heard, "the sound holds no samples to compare")
    if is_silent(heard.raw):
        return _nothing(job, heard, "the sound is silent")
    seen = _see(job)
    if not seen.stretches:
        return _nothing(job, heard, _no_face_reason(seen), seen)
    return _answer(job, heard, seen)


def _hear(job: _Job, audio_track: str | int | None) -> _Heard:
    """Read the sound as log-mel on the pictures' clock."""
    span = job.span
    if span is not None:
        # Lags reach beyond the pictures' span.
        reach = Fraction(MAX_LAG_MS / 1000) + 1
        span = Span(max(Fraction(0), span.start - reach), span.stop + reach)
    job.report(Progress(fraction=0.0, stage="listening"))
    with AudioReader(job.path, track=audio_track, span=span) as reader:

        def checked() -> Iterator[object]:
            for clip in reader:
                job.cancel.check()
                yield clip

        first, raw = log_mel(checked(), origin=job.origin)
    return _Heard(first_band=first, raw=raw, bands=levelled(raw))


def _see(job: _Job) -> _Seen:
    """Read the pictures; find, follow and embed the mouths."""
    seen = _read_faces(job, MouthCutter(Mtcnn()), is_whole_picture=False)
    duration = seen.num_times * TIME_STEP_S
    if seen.num_mouths or duration > MAX_WHOLE_PICTURE_S:
        return seen
    return _read_faces(job, _WholePictures(), is_whole_picture=True)


def _read_faces(
    job: _Job, cutter: "MouthCutter | _WholePictures", *, is_whole_picture: bool
) -> _Seen:
    embedder = FaceEmbedder(job.judge, job.origin)
    total_s = float(job.span.duration if job.span else job.info.duration or 0) or 1.0
    last_s = float(job.origin)
    with PictureReader(job.path, span=job.span) as reader:
        for picture in reader:
            job.cancel.check()
            last_s = float(picture.time)
            embedder.push(cutter.push(last_s, picture.luma(), picture.rgb))
            done = min(1.0, (last_s - float(job.origin)) / total_s)
            job.report(Progress(fraction=0.05 + 0.85 * done, stage="watching"))
        num_damaged = reader.num_damaged
    embedder.push(cutter.finish())
    return _Seen(
        stretches=embedder.finish(),
        num_times=int((last_s - float(job.origin)) / TIME_STEP_S + 1e-6) + 1,
        num_mouths=embedder.num_mouths,
        is_whole_picture=is_whole_picture,
        num_damaged=num_damaged,
    )


class _WholePictures:
    """Takes each picture whole for a mouth: footage cropped to mouth and chin."""

    def push(
        self, time_s: float, luma: NDArray[np.uint8], rgb: object
    ) -> Iterator[Mouth]:
        """Yield the picture's largest square as a mouth."""
        del rgb
        place = whole_picture_place(luma)
        crop = cut_crop(luma, place)
        yield Mouth(track=0, time_s=time_s, crop=crop, scale_px=place.scale_px)

    def finish(self) -> Iterator[Mouth]:
        """Yield nothing: no picture waits."""
        yield from ()


def _no_face_reason(seen: _Seen) -> str:
    if seen.num_mouths and not seen.is_whole_picture:
        return "no face is in view for long enough"
    return "no face was found"


def _nothing(
    job: _Job, heard: _Heard, reason: str, seen: _Seen | None = None
) -> Analysis:
    """Return an analysis without an answer or scores."""
    return Analysis(
        report=_base_report(job, heard, seen, reason=reason),
        scores=None,
        rolling_ms=None,
        mel=heard.bands,
        mel_start_s=float(job.origin) + heard.first_band * HOP_S,
    )


def _base_report(
    job: _Job, heard: _Heard, seen: _Seen | None, *, reason: str
) -> SyncReport:
    """Return the report of a film that could not be measured."""
    del heard
    duration = job.info.duration
    notes = []
    if seen is not None and seen.num_damaged:
        notes.append(f"{seen.num_damaged} damaged packets of the picture were skipped")
    if seen is not None and seen.is_whole_picture:
        notes.append("no face was found; the whole picture was taken for a mouth")
    return SyncReport(
        file=str(job.path),
        status=Status.NOT_MEASURABLE,
        reason=reason,
        profile=job.profile,
        tool_version=__version__,
        fps=float(job.video.rate),
        model=ModelId(name=job.judge.bundle.name, sha256=job.judge.bundle.sha256),
        duration_s=float(duration) if duration is not None else None,
        elapsed_s=time.monotonic() - job.began_s,
        notes=tuple(notes),
    )


def _answer(job: _Job, heard: _Heard, seen: _Seen) -> Analysis:
    """Weigh the evidence and put the answer into words and numbers."""
    job.report(Progress(fraction=0.9, stage="comparing"))
    values = score_faces(
        job.judge,
        seen.stretches,
        heard.bands,
        heard.first_band,
        num_times=seen.num_times,
        max_lag_ms=MAX_LAG_MS,
        cancel=job.cancel,
    )
    lags = lags_ms(MAX_LAG_MS)
    calibration = job.judge.bundle.calibration
    rolling = rolling_offsets(values, lags)
    blocks = blocks_of(values)
    scores = Scores(
        time_s=float(job.origin) + np.arange(seen.num_times) * TIME_STEP_S,
        lag_ms=lags - calibration.zero_ms,
        distance=as_distance(values),
    )
    job.cancel.check()
    base = _base_report(job, heard, seen, reason="too little speech on screen")
    analysis = Analysis(
        report=base,
        scores=scores,
        rolling_ms=rolling.offset_ms.astype(np.float64) - calibration.zero_ms,
        mel=heard.bands,
        mel_start_s=float(job.origin) + heard.first_band * HOP_S,
    )
    segments = find_segments(blocks, calibration.window_scale)
    if segments:
        found = _conclude(job, blocks, segments, rolling, heard)
        elapsed_s = time.monotonic() - job.began_s
        finished = replace(base, **found, elapsed_s=elapsed_s)
        analysis = replace(analysis, report=finished)
    job.report(Progress(fraction=1.0, stage="done"))
    return analysis


def _conclude(
    job: _Job,
    blocks: Blocks,
    segments: list[Segment],
    rolling: Rolling,
    heard: _Heard,
) -> dict[str, object]:
    """Return the fields of the report that the evidence decides."""
    calibration = job.judge.bundle.calibration
    lags = lags_ms(MAX_LAG_MS)
    measured = [estimate(blocks, s.chosen, lags, calibration) for s in segments]
    main = max(
        range(len(segments)), key=lambda i: measured[i].confidence * measured[i].seconds
    )
    best, coverage = measured[main], _coverage(measured[main], rolling, heard, job)
    if best.confidence < MIN_CONFIDENCE:
        return {"reason": _doubt(best), "confidence": best.confidence}
    spans = [
        _span(job, segment, found)
        for number, (segment, found) in enumerate(zip(segments, measured, strict=True))
        if number == main or found.confidence >= MIN_SPAN_CONFIDENCE
    ]
    coverage = max(
        coverage, *(_coverage(found, rolling, heard, job) for found in measured)
    )
    drift = measure_drift(blocks, segments[main].chosen, lags, best.peak.offset_ms)
    return {
        "status": Status.OK,
        "reason": None,
        "offset_ms": best.offset_ms,
        "uncertainty_ms": best.uncertainty_ms,
        "confidence": best.confidence,
        "coverage": coverage,
        "drift_ms_per_min": drift.slope_ms_per_min if drift is not None else None,
        "spans": tuple(spans),
        "verdict": judge_offset(
            best.offset_ms,
            job.profile,
            uncertainty_ms=best.uncertainty_ms,
            span_offsets_ms=tuple(s.offset_ms for s in spans),
        ),
    }


def _doubt(found: Estimate) -> str:
    """Say why an estimate is not given as an answer."""
    if found.peak.is_at_edge:
        return f"the best offset lies at the edge of the range of {MAX_LAG_MS:.0f} ms"
    if found.seconds < 2.0:
        return f"only {found.seconds:.1f} s of a face with sound could be compared"
    return (
        "the lips in view do not fit the sound at any offset: another voice, music, "
        "a dub, or nobody speaking"
    )


def _span(job: _Job, segment: Segment, found: Estimate) -> OffsetSpan:
    """Return a segment as a span of the movie's clock."""
    origin_s = float(job.origin)
    return OffsetSpan(
        start_s=origin_s + segment.first_block,
        end_s=origin_s + segment.last_block + 1,
        offset_ms=found.offset_ms,
        confidence=found.confidence,
    )


def _coverage(found: Estimate, rolling: Rolling, heard: _Heard, job: _Job) -> float:
    """Return the share of the moments of speech whose own offset agrees."""
    del job
    speech = speech_frames(heard.bands)
    frames = np.arange(len(rolling.z)) * 4 - heard.first_band
    inside = (frames >= 0) & (frames < len(speech))
    spoken = np.zeros(len(frames), bool)
    spoken[inside] = speech[frames[inside]]
    if not spoken.any():
        return 0.0
    apart = np.abs(rolling.offset_ms - found.peak.offset_ms)
    agrees = np.nan_to_num(apart, nan=np.inf) <= AGREEMENT_MS
    return float((agrees & spoken).sum() / spoken.sum())
