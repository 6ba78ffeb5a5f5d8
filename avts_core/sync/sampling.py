"""A rough answer on a long film, within seconds, from samples spread over it."""

import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from avts_core.errors import MediaError, UnreadableError
from avts_core.jobs import NEVER, CancelToken, Progress, ReportProgress, ignore_progress
from avts_core.sync.analysis import prepare, promise
from avts_core.sync.conclusion import Answer, Evidence, levelled
from avts_core.sync.coverage import coverage, speech_shares
from avts_core.sync.decision import Decision, Line, decide, most_confidence
from avts_core.sync.evidence import Blocks
from avts_core.sync.growth import blank_report
from avts_core.sync.measurement import Job, Measurement
from avts_core.sync.report import Status, SyncReport, clock, lead_words
from avts_core.sync.scores import USUAL_LAG_MS
from avts_core.sync.verdict import Profile, judge
from avts_core.timebase import Span

if TYPE_CHECKING:
    from avts_core.sync.judge import Judge

MIN_BLOCKS = 2
"""A sample with fewer seconds of a face with sound says nothing."""


@dataclass(frozen=True, kw_only=True)
class _Sample:
    """What one stretch of the film gave."""

    evidence: Evidence | None
    """None if there was no sound."""
    reason: str | None = None
    """Why nothing could be compared."""


def sample(  # noqa: PLR0913 - one parameter a choice of the user
    path: Path,
    *,
    profile: Profile | None = None,
    audio_track: str | int | None = None,
    model: "Judge | Future[Judge] | None" = None,
    num_samples: int = 6,
    sample_s: float = 12.0,
    report: ReportProgress = ignore_progress,
    cancel: CancelToken = NEVER,
) -> SyncReport:
    """Measure a few stretches of a film and add their evidence up.

    One offset is looked for, by the estimator of the full analysis; no spans, no drift.
    Where samples clearly differ there is no answer, and the notes tell what each said.
    That the estimate is right is not enough for a whole film: by Laplace's rule of
    succession m samples that agree make the next one agree with a chance of
    (m + 1) / (m + 2), and the confidence is lowered by that factor.

    Parameters
    ----------
    path
        The movie; only read.
    profile, audio_track, model
        As in `analyse`.
    num_samples, sample_s
        How many stretches of how many seconds each, at least 5: the film is cut into as
        many equal parts, and the middle of each is measured. A film too short for all
        of them is measured with fewer.
    report, cancel
        Progress and the wish to stop.

    Raises
    ------
    ValueError
        If the samples are none or too short.
    UnreadableError
        If the file cannot be read as a movie, or goes away meanwhile.
    NoPictureError
        If it has no picture.
    NoSoundError
        If it has no sound, or not the chosen track.
    CheckpointError, ConfigError
        If the model cannot be loaded.
    JobCancelledError
        If cancelled.
    """
    if num_samples < 1 or not sample_s >= 5:
        msg = f"samples must be at least 1 of 5 s, got {num_samples} of {sample_s}"
        raise ValueError(msg)
    began_s = time.monotonic()
    job = prepare(
        Path(path),
        profile=profile,
        audio_track=audio_track,
        span=None,
        model=promise(model),
        max_lag_ms=USUAL_LAG_MS,
        report=ignore_progress,
        cancel=cancel,
    )
    spans = _spans(job, num_samples, Fraction(sample_s).limit_denominator(1000))
    samples = []
    for number, span in enumerate(spans):
        report(Progress(fraction=number / len(spans), stage="sampling"))
        samples.append(_measure(replace(job, span=span, origin=span.start)))
    answer = _conclude(job, samples)
    shares = speech_shares(*[s.evidence for s in samples if s.evidence is not None])
    report(Progress(fraction=1.0, stage="done"))
    return replace(
        blank_report(job, answer.get("reason") or "no sample could be read"),
        speech_share=shares.speech,
        speech_on_screen_share=shares.on_screen,
        elapsed_s=time.monotonic() - began_s,
        **answer,
    )


def _spans(job: Job, num_samples: int, length: Fraction) -> list[Span]:
    """Return the middle of each equal part of the film."""
    start, duration = job.video.start, job.video.duration or job.info.duration
    if duration is None or duration <= length:
        return [Span(start, start + (duration or length))]
    num = min(num_samples, int(duration / length))
    middles = [start + duration * (2 * k + 1) / (2 * num) for k in range(num)]
    return [Span(middle - length / 2, middle + length / 2) for middle in middles]


def _measure(job: Job) -> _Sample:
    """Measure one stretch; one without picture or sound says nothing.

    Raises
    ------
    UnreadableError
        If the file cannot be read any more: the others are not to answer for all.
    """
    try:
        with job.hearing() as hearing:
            measurement = Measurement(job, hearing, may_be_a_mouth=False)
            for _ in measurement.steps():
                pass
    except UnreadableError:
        raise
    except MediaError as error:
        return _Sample(evidence=None, reason=str(error))
    is_heard = hearing.num_frames > 0 and not hearing.is_silent
    return _Sample(
        evidence=measurement.evidence if is_heard else None,
        reason=measurement.why_nothing(),
    )


def _conclude(job: Job, samples: Sequence[_Sample]) -> Answer:
    """Return the fields of the report that the samples decide."""
    evidences = [s.evidence for s in samples if s.evidence is not None]
    telling = [e for e in evidences if len(e.blocks.index) >= MIN_BLOCKS]
    if not telling:
        reasons = [s.reason for s in samples if s.reason is not None]
        return {"reason": reasons[0] if reasons else "too little speech on screen"}
    blocks = _joined(telling)
    # Most of the samples decide: one may well fall on music.
    num_like_speech = sum(e.is_like_speech() for e in telling)
    motions = [e.motion for e in telling if e.motion is not None]
    decision = decide(
        blocks,
        job.model.result().bundle.calibration,
        max_lag_ms=job.max_lag_ms,
        is_like_speech=2 * num_like_speech >= len(telling),
        motion=max(motions, default=None),
        cancel=job.cancel,
    )
    assert decision is not None, "samples that tell have blocks"
    segment, best = decision.main.segment, decision.main.found
    if decision.doubt is not None:
        return {
            "reason": decision.reason,
            "wider_offset_ms": job.wider_lag_ms if decision.may_lie_beyond else None,
            "confidence": best.confidence,
        }
    if len(decision.lines) > 1:
        notes = tuple(_words(blocks, line) for line in decision.lines)
        return {"reason": "the samples do not agree", "notes": notes}
    covered = _coverage(decision, evidences)
    num_agreeing = _num_agreeing(segment.chosen, telling)
    confidence = min(best.confidence, most_confidence(covered))
    return {
        "status": Status.OK,
        "reason": None,
        "offset_ms": best.offset_ms,
        "uncertainty_ms": best.uncertainty_ms,
        "confidence": confidence * (num_agreeing + 1) / (num_agreeing + 2),
        "coverage": covered,
        "verdict": judge(
            best.offset_ms, job.profile, uncertainty_ms=best.uncertainty_ms
        ),
        "notes": (f"rough: {num_agreeing} of {len(samples)} samples tell the same",),
    }


def _coverage(decision: Decision, evidences: Sequence[Evidence]) -> float:
    """Return the share of the speech in all samples that agrees with the answer."""
    slope = decision.main.segment.slope_ms_per_min
    level = [levelled(e, slope, first_s=float(np.floor(e.origin_s))) for e in evidences]
    return coverage(decision.first_offsets_ms, *level)


def _joined(evidences: Sequence[Evidence]) -> Blocks:
    """Return the seconds of all samples, numbered from the movie's 0."""
    return Blocks(
        index=np.concatenate(
            [e.blocks.index + int(np.floor(e.origin_s)) for e in evidences]
        ),
        total=np.concatenate([e.blocks.total for e in evidences]),
        count=np.concatenate([e.blocks.count for e in evidences]),
    )


def _num_agreeing(chosen: NDArray[np.bool_], evidences: Sequence[Evidence]) -> int:
    """Return how many samples have a share in the blocks that were chosen."""
    edges = np.cumsum([len(e.blocks.index) for e in evidences])[:-1]
    return sum(int(part.sum()) >= MIN_BLOCKS for part in np.split(chosen, edges))


def _words(blocks: Blocks, line: Line) -> str:
    first_s, last_s = blocks.index[line.segment.chosen][[0, -1]]
    times = f"{clock(first_s)} to {clock(last_s + 1)}"
    return f"{times}: {lead_words(line.found.offset_ms)}"
