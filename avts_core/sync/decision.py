"""Decide whether evidence is an answer: the film's offset, or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from avts_core.jobs import NEVER, CancelToken
from avts_core.models.calibration import Calibration
from avts_core.sync.estimate import Estimate, estimate
from avts_core.sync.evidence import Blocks
from avts_core.sync.motion import STILL_MOTION
from avts_core.sync.scores import lags_ms
from avts_core.sync.segments import Segment, find_segments

MIN_CONFIDENCE = 0.8
"""Below this there is no answer (figures in docs/benchmarks.md)."""
MIN_SPAN_CONFIDENCE = 0.8
"""Spans less sure than this are not reported beside others."""
NO_SPEECH_LOG_ODDS = -2.6
"""Added to the log-odds of an answer where the sound is not like speech: of 110 people
talking (one clip each of the training footage) 4.5 % sound so, of 31 clips of events
some 60 %, ln(0.045 / 0.6)."""
FEW_SECONDS = 4.0
"""With fewer seconds of lips an answer is often missing for want of them."""
MIN_COVERAGE = 0.1
LITTLE_COVERAGE_CONFIDENCE = 0.89
"""An answer that less than a tenth of the speech speaks for is not called high, however
clear that tenth is: it is not the film's."""


class Doubt(StrEnum):
    """Why the best offset is not an answer, in words to fill in."""

    STILL = "the face in view does not move, as in a still picture"
    AT_EDGE = "the best offset lies at the edge of the range of {max_lag_ms:.0f} ms"
    FEW_SECONDS = "only {seconds:.1f} s of a face with sound could be compared"
    NO_SPEECH = "the sound holds no speech but noise, music or effects"
    NO_FIT = (
        "the lips in view do not fit the sound at any offset within {max_lag_ms:.0f} "
        "ms: another voice, music, a dub, or nobody speaking"
    )

    @property
    def may_lie_beyond(self) -> bool:
        """Whether a wider range might give an answer."""
        return self in {Doubt.AT_EDGE, Doubt.NO_FIT}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A span that evidence shows, and its offset."""

    segment: Segment
    found: Estimate

    @property
    def first_offset_ms(self) -> float:
        """Uncalibrated offset at the movie's first time, as the line has it there."""
        return self.found.peak.offset_ms + float(self.segment.moved_ms(np.zeros(1))[0])


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What evidence shows."""

    main: Line
    """The film's own: the surest, by the most seconds."""
    lines: tuple[Line, ...]
    """In order of time, the main one and those that are sure beside it."""
    doubt: Doubt | None
    """Why the main one is not an answer; None if it is."""
    max_lag_ms: float
    """How far offsets were looked for."""

    @property
    def first_offsets_ms(self) -> list[float]:
        """`Line.first_offset_ms` of all lines."""
        return [line.first_offset_ms for line in self.lines]

    @property
    def reason(self) -> str | None:
        """The doubt in words."""
        if self.doubt is None:
            return None
        seconds = self.main.found.seconds
        return self.doubt.format(max_lag_ms=self.max_lag_ms, seconds=seconds)

    @property
    def may_lie_beyond(self) -> bool:
        """Whether a wider range might give an answer."""
        return self.doubt is not None and self.doubt.may_lie_beyond


def decide(
    blocks: Blocks,
    calibration: Calibration,
    *,
    max_lag_ms: float,
    is_like_speech: bool,
    motion: float | None,
    cancel: CancelToken = NEVER,
) -> Decision | None:
    """Return what the seconds of a film, or of samples of it, show.

    Parameters
    ----------
    blocks
        Evidence by seconds.
    calibration
        The model's.
    max_lag_ms
        How far offsets were looked for.
    is_like_speech
        Whether the sound is like speech.
    motion
        How much mouths moved (`MotionMeter`); None if unknown.
    cancel
        Looked at many times a second.

    Returns
    -------
    None if there are no blocks.

    Raises
    ------
    JobCancelledError
        If cancelled.
    """
    lags, shift = lags_ms(max_lag_ms), 0.0 if is_like_speech else NO_SPEECH_LOG_ODDS
    lines = []
    for segment in find_segments(blocks, cancel=cancel):
        straight = segment.straightened(blocks, cancel=cancel)
        found = estimate(straight, segment.chosen, lags, calibration, cancel=cancel)
        lines.append(Line(segment=segment, found=shifted(found, shift)))
    if not lines:
        return None
    main = max(lines, key=lambda line: line.found.confidence * line.found.seconds)
    doubt = None
    if main.found.confidence < MIN_CONFIDENCE:
        doubt = _doubt(main.found, is_like_speech=is_like_speech, motion=motion)
    return Decision(
        main=main, lines=_sure(lines, main), doubt=doubt, max_lag_ms=max_lag_ms
    )


def _sure(lines: Sequence[Line], main: Line) -> tuple[Line, ...]:
    return tuple(
        line
        for line in lines
        if line is main or line.found.confidence >= MIN_SPAN_CONFIDENCE
    )


def most_confidence(coverage: float) -> float:
    """Return the most that an answer's confidence may be, by what speaks for it.

    Parameters
    ----------
    coverage
        Share of the speech that agrees with it.
    """
    return 1.0 if coverage >= MIN_COVERAGE else LITTLE_COVERAGE_CONFIDENCE


def shifted(found: Estimate, log_odds: float) -> Estimate:
    """Return an estimate with the log-odds of its being right moved."""
    if not log_odds or not 0 < found.confidence < 1:
        return found
    odds = found.confidence / (1 - found.confidence) * np.exp(log_odds)
    return replace(found, confidence=float(odds / (1 + odds)))


def _doubt(found: Estimate, *, is_like_speech: bool, motion: float | None) -> Doubt:
    """Say why an estimate is not given as an answer."""
    if motion is not None and motion < STILL_MOTION:
        return Doubt.STILL
    if found.peak.is_at_edge and is_like_speech:
        return Doubt.AT_EDGE
    if found.seconds < FEW_SECONDS:
        return Doubt.FEW_SECONDS
    return Doubt.NO_FIT if is_like_speech else Doubt.NO_SPEECH
