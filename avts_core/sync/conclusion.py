"""Put the evidence into an answer: offset, spans, drift, coverage and verdict."""

from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from avts_core.jobs import NEVER, CancelToken
from avts_core.models.calibration import Calibration
from avts_core.sync.coverage import Moments, coverage, used_stretches
from avts_core.sync.drift import Drift
from avts_core.sync.estimate import Estimate, estimate
from avts_core.sync.evidence import Blocks
from avts_core.sync.motion import STILL_MOTION
from avts_core.sync.report import OffsetSpan, Status, extremes_ms
from avts_core.sync.scores import TIME_STEP_S, lags_ms
from avts_core.sync.segments import Segment, find_segments
from avts_core.sync.speech import MIN_SHAPE_CHANGE, shape_change
from avts_core.sync.verdict import Profile, Verdict, judge

MIN_CONFIDENCE = 0.8
"""Below this there is no answer (figures in docs/benchmarks.md)."""
MIN_SPAN_CONFIDENCE = 0.8
"""Spans less sure than this are not reported beside others."""
NO_SPEECH_LOG_ODDS = -2.6
"""Added to the log-odds of an answer where the sound is not like speech: of 110 people
talking (one clip each of the training footage) 4.5 % sound so, of 31 clips of events
some 60 %, ln(0.045 / 0.6)."""
MIN_WHOLE_PICTURE_S = 10.0
"""Where whole pictures are taken for mouths, so much is wanted for an answer: the
chance of being right was fitted to faces, and a flash may fit a beep like lips."""
FEW_SECONDS = 4.0
"""With fewer seconds of lips an answer is often missing for want of them."""
MIN_COVERAGE = 0.1
LITTLE_COVERAGE_CONFIDENCE = 0.89
"""An answer that less than a tenth of the speech speaks for is not called high, however
clear that tenth is: it is not the film's."""


@dataclass(frozen=True, kw_only=True)
class Evidence(Moments):
    """What an answer is made from."""

    blocks: Blocks
    max_lag_ms: float
    """How far offsets were looked for either way: the lags of the blocks."""
    bands: NDArray[np.float16] | None = None
    """[shape=(frames, 80)] the sound's levelled log-mel; None: taken to be speech."""
    motion: float | None = None
    """How much mouths moved (`MotionMeter`), in grey levels; None if unknown."""
    is_whole_picture: bool = False
    """No face was found; whole pictures were taken for mouths."""

    def is_like_speech(self) -> bool:
        """Whether the sound changes as speech does."""
        return self.bands is None or shape_change(self.bands) >= MIN_SHAPE_CHANGE


class Answer(TypedDict, total=False):
    """The fields of a report that the evidence decides."""

    status: Status
    reason: str | None
    offset_ms: float
    uncertainty_ms: float
    confidence: float
    coverage: float
    used: tuple[tuple[float, float], ...]
    drift_ms_per_min: float | None
    spans: tuple[OffsetSpan, ...]
    verdict: Verdict
    notes: tuple[str, ...]


def conclude(
    evidence: Evidence,
    calibration: Calibration,
    profile: Profile,
    *,
    cancel: CancelToken = NEVER,
) -> Answer:
    """Return what the evidence says.

    Parameters
    ----------
    evidence
        Of a movie, or of the part of it that has been watched.
    calibration
        The model's.
    profile
        The limits, already at the movie's frame rate.
    cancel
        Looked at many times a second.

    Raises
    ------
    JobCancelledError
        If cancelled.
    """
    blocks, lags = evidence.blocks, lags_ms(evidence.max_lag_ms)
    segments = find_segments(blocks, cancel=cancel)
    if not segments:
        return {"reason": "too little speech on screen"}
    shift = 0.0 if evidence.is_like_speech() else NO_SPEECH_LOG_ODDS
    measured = []
    for one in segments:
        straight = one.straightened(blocks, cancel=cancel)
        found = estimate(straight, one.chosen, lags, calibration, cancel=cancel)
        measured.append(shifted(found, shift))
    main = max(
        range(len(segments)), key=lambda i: measured[i].confidence * measured[i].seconds
    )
    best = measured[main]
    if best.confidence < MIN_CONFIDENCE:
        return {
            "reason": doubt(
                best,
                evidence.max_lag_ms,
                is_like_speech=shift == 0,
                motion=evidence.motion,
            ),
            "confidence": best.confidence,
        }
    if evidence.is_whole_picture and best.seconds < MIN_WHOLE_PICTURE_S:
        return {"reason": "no face was found", "confidence": best.confidence}
    kept = [
        (segment, found)
        for segment, found in zip(segments, measured, strict=True)
        if found is best or found.confidence >= MIN_SPAN_CONFIDENCE
    ]
    spans = tuple(_span(evidence.origin_s, *one) for one in kept)
    drift = _drift_ms_per_min(segments[main].drift)
    level = levelled(evidence, segments[main].slope_ms_per_min)
    offsets_ms = [
        found.peak.offset_ms + float(segment.moved_ms(np.zeros(1))[0])
        for segment, found in kept
    ]
    cancel.check()
    covered = coverage(offsets_ms, level)
    cancel.check()
    most = 1.0 if covered >= MIN_COVERAGE else LITTLE_COVERAGE_CONFIDENCE
    spans = tuple(replace(s, confidence=min(s.confidence, most)) for s in spans)
    return {
        "status": Status.OK,
        "reason": None,
        "offset_ms": best.offset_ms,
        "uncertainty_ms": best.uncertainty_ms,
        "confidence": min(best.confidence, most),
        "coverage": covered,
        "used": used_stretches(offsets_ms, level),
        "drift_ms_per_min": drift,
        "spans": spans,
        "verdict": judge(
            best.offset_ms,
            profile,
            uncertainty_ms=best.uncertainty_ms,
            span_offsets_ms=extremes_ms(spans, drift),
        ),
    }


def shifted(found: Estimate, log_odds: float) -> Estimate:
    """Return an estimate with the log-odds of its being right moved."""
    if not log_odds or not 0 < found.confidence < 1:
        return found
    odds = found.confidence / (1 - found.confidence) * np.exp(log_odds)
    return replace(found, confidence=float(odds / (1 + odds)))


def doubt(
    found: Estimate,
    max_lag_ms: float,
    *,
    is_like_speech: bool = True,
    motion: float | None = None,
) -> str:
    """Say why an estimate is not given as an answer.

    Parameters
    ----------
    found
        The estimate.
    max_lag_ms
        How far offsets were looked for.
    is_like_speech
        Whether the sound is like speech.
    motion
        How much mouths moved (`MotionMeter`); None if unknown.
    """
    if motion is not None and motion < STILL_MOTION:
        return "the face in view does not move, as in a still picture"
    if found.peak.is_at_edge and is_like_speech:
        return f"the best offset lies at the edge of the range of {max_lag_ms:.0f} ms"
    if found.seconds < FEW_SECONDS:
        return f"only {found.seconds:.1f} s of a face with sound could be compared"
    if not is_like_speech:
        return "the sound holds no speech but noise, music or effects"
    return (
        f"the lips in view do not fit the sound at any offset within {max_lag_ms:.0f} "
        "ms: another voice, music, a dub, or nobody speaking"
    )


def levelled(
    evidence: Evidence, slope_ms_per_min: float, *, first_s: float = 0.0
) -> Evidence:
    """Return evidence whose rolling view has a drift taken off.

    Parameters
    ----------
    evidence
        Of a movie, or of a part of it.
    slope_ms_per_min
        The drift.
    first_s
        The evidence's time 0, counted from where the drift is 0.
    """
    if not slope_ms_per_min:
        return evidence
    time_s = first_s + np.arange(len(evidence.rolling_ms)) * TIME_STEP_S
    rolling_ms = evidence.rolling_ms - slope_ms_per_min * time_s / 60
    return replace(evidence, rolling_ms=rolling_ms.astype(np.float32))


def _drift_ms_per_min(drift: Drift | None) -> float | None:
    """Return the slope, 0 where it cannot be told from none."""
    if drift is None:
        return None
    return drift.slope_ms_per_min if drift.is_significant else 0.0


def _span(origin_s: float, segment: Segment, found: Estimate) -> OffsetSpan:
    """Return a segment as a span of the movie's clock."""
    return OffsetSpan(
        start_s=origin_s + segment.first_block,
        end_s=origin_s + segment.last_block + 1,
        offset_ms=found.offset_ms,
        confidence=found.confidence,
    )
