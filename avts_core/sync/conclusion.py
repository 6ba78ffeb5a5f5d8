"""Put the evidence into an answer: offset, spans, drift, coverage and verdict."""

from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from avts_core.jobs import NEVER, CancelToken
from avts_core.models.calibration import Calibration
from avts_core.sync.coverage import Moments, coverage, used_stretches
from avts_core.sync.decision import Line, decide, most_confidence
from avts_core.sync.drift import Drift
from avts_core.sync.evidence import Blocks
from avts_core.sync.report import OffsetSpan, Status, extremes_ms
from avts_core.sync.scores import TIME_STEP_S
from avts_core.sync.speech import MIN_SHAPE_CHANGE, shape_change
from avts_core.sync.verdict import Profile, Verdict, judge

MIN_WHOLE_PICTURE_S = 10.0
"""Where whole pictures are taken for mouths, so much is wanted for an answer: the
chance of being right was fitted to faces, and a flash may fit a beep like lips."""


@dataclass(frozen=True, kw_only=True)
class Evidence(Moments):
    """What an answer is made from."""

    blocks: Blocks
    max_lag_ms: float
    """How far offsets were looked for either way: the lags of the blocks."""
    wider_lag_ms: float | None = None
    """How far to look if they may lie beyond; None if the film allows no more."""
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
    wider_offset_ms: float | None
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
    decision = decide(
        evidence.blocks,
        calibration,
        max_lag_ms=evidence.max_lag_ms,
        is_like_speech=evidence.is_like_speech(),
        motion=evidence.motion,
        cancel=cancel,
    )
    if decision is None:
        return {"reason": "too little speech on screen"}
    best = decision.main.found
    if decision.doubt is not None:
        return {
            "reason": decision.reason,
            "wider_offset_ms": evidence.wider_lag_ms
            if decision.may_lie_beyond
            else None,
            "confidence": best.confidence,
        }
    if evidence.is_whole_picture and best.seconds < MIN_WHOLE_PICTURE_S:
        return {"reason": "no face was found", "confidence": best.confidence}
    offsets_ms = decision.first_offsets_ms
    level = levelled(evidence, decision.main.segment.slope_ms_per_min)
    cancel.check()
    covered = coverage(offsets_ms, level)
    cancel.check()
    most = most_confidence(covered)
    spans = tuple(_span(evidence.origin_s, line, most) for line in decision.lines)
    drift = _drift_ms_per_min(decision.main.segment.drift)
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
    moved_ms = slope_ms_per_min * time_s / 60
    far_ms = evidence.far_ms
    return replace(
        evidence,
        rolling_ms=(evidence.rolling_ms - moved_ms).astype(np.float32),
        far_ms=None if far_ms is None else (far_ms - moved_ms).astype(np.float32),
    )


def _drift_ms_per_min(drift: Drift | None) -> float | None:
    """Return the slope, 0 where it cannot be told from none."""
    if drift is None:
        return None
    return drift.slope_ms_per_min if drift.is_significant else 0.0


def _span(origin_s: float, line: Line, most: float) -> OffsetSpan:
    """Return a line as a span of the movie's clock, no surer than its film."""
    return OffsetSpan(
        start_s=origin_s + line.segment.first_block,
        end_s=origin_s + line.segment.last_block + 1,
        offset_ms=line.found.offset_ms,
        confidence=min(line.found.confidence, most),
    )
