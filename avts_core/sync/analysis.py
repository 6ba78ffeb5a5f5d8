"""Measure a movie: the one entry to everything in `avts_core.sync`.

::

    pictures ─> mouths ─> embeddings ┐
                                     ├─> similarity (time, lag) ─> blocks of evidence
    samples ──> log-mel ─────────────┘        │                        │
                                          rolling view        segments, offset, drift
                                              └────────> SyncReport <──┘
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import numpy as np
from numpy.typing import NDArray

from avts_core import __version__
from avts_core.clips import AudioClip
from avts_core.errors import NoPictureError
from avts_core.features.bands import HOP_S
from avts_core.features.grid import BANDS_A_PICTURE
from avts_core.jobs import NEVER, CancelToken, Progress, ReportProgress, ignore_progress
from avts_core.media.audio import AudioReader
from avts_core.media.probe import MediaInfo, VideoStream, probe
from avts_core.sync.drift import Drift, measure_drift
from avts_core.sync.estimate import Estimate, estimate
from avts_core.sync.evidence import Blocks, blocks_of, score_faces
from avts_core.sync.report import ModelId, OffsetSpan, Status, SyncReport
from avts_core.sync.rolling import Rolling, rolling_offsets
from avts_core.sync.scores import TIME_STEP_S, Scores, as_distance, lags_ms
from avts_core.sync.segments import Segment, find_segments
from avts_core.sync.speech import is_silent, speech_frames
from avts_core.sync.verdict import DEFAULT_PROFILE, Profile, Verdict, find_profile
from avts_core.sync.verdict import judge as judge_offset
from avts_core.sync.watching import Seen, Watch, watch
from avts_core.timebase import Span

if TYPE_CHECKING:
    from avts_core.sync.judge import Judge

MAX_LAG_MS = 1500.0
"""How far offsets are looked for either way."""
MIN_CONFIDENCE = 0.8
"""Below this there is no answer. On people not trained on, excerpts of 3 s and more got
one at this threshold in 94 %, foreign sound in 3 % (docs/benchmarks.md)."""
MIN_SPAN_CONFIDENCE = 0.8
"""Spans less sure than this are not reported beside others."""
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
    bands: NDArray[np.float16]
    is_silent: bool


class _Answer(TypedDict, total=False):
    """The fields of a report that the evidence decides."""

    status: Status
    reason: str | None
    offset_ms: float
    uncertainty_ms: float
    confidence: float
    coverage: float
    drift_ms_per_min: float | None
    spans: tuple[OffsetSpan, ...]
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class _Job:
    """What is being measured and how."""

    path: Path
    info: MediaInfo
    video: VideoStream
    profile: Profile
    span: Span | None
    model: "Future[Judge]"
    origin: Fraction
    began_s: float
    report: ReportProgress
    cancel: CancelToken

    def report_time(self, time_s: float) -> None:
        """Tell how far the pictures have been read."""
        total = self.span.duration if self.span else self.info.duration
        share = (time_s - float(self.origin)) / float(total or 1)
        done = 0.85 * min(1.0, max(0.0, share))
        self.report(Progress(fraction=done, stage="watching"))


def analyse(  # noqa: PLR0913 - one parameter a choice of the user
    path: Path,
    *,
    profile: Profile | None = None,
    audio_track: str | int | None = None,
    span: Span | None = None,
    device: str = "auto",
    model: "Judge | Future[Judge] | None" = None,
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
    report, cancel
        Progress and the wish to stop.

    Raises
    ------
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
        profile=(profile or find_profile(DEFAULT_PROFILE)).at_fps(
            float(info.video.rate)
        ),
        span=span,
        model=_promise(model, device),
        origin=start,
        began_s=began_s,
        report=report,
        cancel=cancel,
    )
    seen = watch(
        Watch(
            path=path,
            span=span,
            origin=start,
            model=job.model,
            report_time=job.report_time,
            cancel=cancel,
        )
    )
    heard = _hear(job, audio_track)
    reason = _why_nothing(seen, heard)
    if reason is not None:
        return _nothing(job, heard, seen, reason)
    return _answer(job, heard, seen)


def _promise(model: "Judge | Future[Judge] | None", device: str) -> "Future[Judge]":
    """Return a model as a promise, kept at once if it is there or to be loaded."""
    if isinstance(model, Future):
        return model
    if model is None:
        # Loaded here: torch takes seconds that other importers need not wait.
        from avts_core.sync.judge import load_judge  # noqa: PLC0415

        model = load_judge(device=device)
    promise: Future[Judge] = Future()
    promise.set_result(model)
    return promise


def _why_nothing(seen: Seen, heard: _Heard) -> str | None:
    """Say why a movie cannot be measured at all, if so."""
    if not len(heard.bands):
        return "the sound holds no samples to compare"
    if heard.is_silent:
        return "the sound is silent"
    if seen.stretches:
        return None
    if seen.num_mouths and not seen.is_whole_picture:
        return "no face is in view for long enough"
    return "no face was found"


def _hear(job: _Job, audio_track: str | int | None) -> _Heard:
    """Read the sound as log-mel on the pictures' clock."""
    from avts_core.features.logmel import levelled, log_mel  # noqa: PLC0415 - as above

    span = job.span
    if span is not None:
        # Lags reach beyond the pictures' span.
        reach = Fraction(MAX_LAG_MS / 1000) + 1
        span = Span(max(Fraction(0), span.start - reach), span.stop + reach)
    job.report(Progress(fraction=0.85, stage="listening"))
    with AudioReader(job.path, track=audio_track, span=span) as reader:

        def checked() -> Iterator[AudioClip]:
            for clip in reader:
                job.cancel.check()
                yield clip

        first, raw = log_mel(checked(), origin=job.origin)
    return _Heard(first_band=first, bands=levelled(raw), is_silent=is_silent(raw))


def _nothing(job: _Job, heard: _Heard, seen: Seen, reason: str) -> Analysis:
    """Return an analysis without an answer or scores."""
    return Analysis(
        report=_base_report(job, seen, reason=reason),
        scores=None,
        rolling_ms=None,
        mel=heard.bands,
        mel_start_s=float(job.origin) + heard.first_band * HOP_S,
    )


def _base_report(job: _Job, seen: Seen, *, reason: str) -> SyncReport:
    """Return the report of a film that could not be measured."""
    bundle = job.model.result().bundle
    duration = job.info.duration
    notes = []
    if seen.num_damaged:
        notes.append(f"{seen.num_damaged} damaged packets of the picture were skipped")
    if seen.is_whole_picture:
        notes.append("no face was found; the whole picture was taken for a mouth")
    return SyncReport(
        file=str(job.path),
        status=Status.NOT_MEASURABLE,
        reason=reason,
        profile=job.profile,
        tool_version=__version__,
        fps=float(job.video.rate),
        model=ModelId(name=bundle.name, sha256=bundle.sha256),
        duration_s=float(duration) if duration is not None else None,
        elapsed_s=time.monotonic() - job.began_s,
        notes=tuple(notes),
    )


def _answer(job: _Job, heard: _Heard, seen: Seen) -> Analysis:
    """Weigh the evidence and put the answer into words and numbers."""
    job.report(Progress(fraction=0.9, stage="comparing"))
    values = score_faces(
        job.model.result(),
        seen.stretches,
        heard.bands,
        heard.first_band,
        num_times=seen.num_times,
        max_lag_ms=MAX_LAG_MS,
        cancel=job.cancel,
    )
    lags = lags_ms(MAX_LAG_MS)
    calibration = job.model.result().bundle.calibration
    rolling = rolling_offsets(values, lags)
    blocks = blocks_of(values)
    scores = Scores(
        time_s=float(job.origin) + np.arange(seen.num_times, dtype=float) * TIME_STEP_S,
        lag_ms=lags - calibration.zero_ms,
        distance=as_distance(values),
    )
    job.cancel.check()
    base = _base_report(job, seen, reason="too little speech on screen")
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
) -> _Answer:
    """Return the fields of the report that the evidence decides."""
    calibration = job.model.result().bundle.calibration
    lags = lags_ms(MAX_LAG_MS)
    measured = [estimate(blocks, s.chosen, lags, calibration) for s in segments]
    main = max(
        range(len(segments)), key=lambda i: measured[i].confidence * measured[i].seconds
    )
    best = measured[main]
    if best.confidence < MIN_CONFIDENCE:
        return {"reason": _doubt(best), "confidence": best.confidence}
    kept = [
        (segment, found)
        for segment, found in zip(segments, measured, strict=True)
        if found is best or found.confidence >= MIN_SPAN_CONFIDENCE
    ]
    trusted = [found for _, found in kept]
    spans = tuple(_span(job, segment, found) for segment, found in kept)
    drift = measure_drift(blocks, segments[main].chosen, lags, best.peak.offset_ms)
    return {
        "status": Status.OK,
        "reason": None,
        "offset_ms": best.offset_ms,
        "uncertainty_ms": best.uncertainty_ms,
        "confidence": best.confidence,
        "coverage": _coverage(trusted, rolling, heard),
        "drift_ms_per_min": _drift_ms_per_min(drift),
        "spans": spans,
        "verdict": judge_offset(
            best.offset_ms,
            job.profile,
            uncertainty_ms=best.uncertainty_ms,
            span_offsets_ms=tuple(s.offset_ms for s in spans),
        ),
    }


def _drift_ms_per_min(drift: Drift | None) -> float | None:
    """Return the slope, 0 where it cannot be told from none."""
    if drift is None:
        return None
    return drift.slope_ms_per_min if drift.is_significant else 0.0


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


def _coverage(found: Sequence[Estimate], rolling: Rolling, heard: _Heard) -> float:
    """Return the share of the moments of speech whose own offset agrees with any."""
    speech = speech_frames(heard.bands)
    frames = np.arange(len(rolling.z)) * BANDS_A_PICTURE - heard.first_band
    inside = (frames >= 0) & (frames < len(speech))
    spoken = np.zeros(len(frames), bool)
    spoken[inside] = speech[frames[inside]]
    if not spoken.any():
        return 0.0
    agrees = np.zeros(len(frames), bool)
    for one in found:
        apart = np.abs(rolling.offset_ms - one.peak.offset_ms)
        agrees |= np.nan_to_num(apart, nan=np.inf) <= AGREEMENT_MS
    return float((agrees & spoken).sum() / spoken.sum())
