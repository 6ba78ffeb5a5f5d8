"""The one result type: what was measured in a file, and its words and JSON.

Every face of the product shows a `SyncReport` and computes nothing of its own.
The keys of the JSON are described in ``docs/json.md``.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from avts_core.config import from_dict, to_dict
from avts_core.errors import ConfigError
from avts_core.sync.verdict import Profile, Verdict, find_profile, judge

HIGH_CONFIDENCE = 0.9
"""From here on confidence is called high: the chance of being within 60 ms of the truth
is 9 in 10 at least, and of all such answers 99 in 100 are meant to be."""
MEDIUM_CONFIDENCE = 0.6
"""From here on it is called medium, below low: to be looked at by a person."""
IN_SYNC_MS = 5.0
"""Offsets below this are "in sync": half the 10 ms grid that lags are tried on.

A word for people only; the verdict takes the number as it is.
"""
DRIFT_WORTH_WORDS_MS_PER_MIN = 1.0
"""Slower drift is not put into words; clocks of good recorders differ by more."""


class Status(StrEnum):
    """Whether a file has an answer."""

    OK = "ok"
    NOT_MEASURABLE = "not_measurable"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class OffsetSpan:
    """A stretch of the file within which the offset is constant, but for its drift."""

    start_s: float
    """Where it begins, on the file's clock."""
    end_s: float
    """Where it ends; not part of it."""
    offset_ms: float
    """Positive = audio early; of a file that drifts, that in the middle of the span."""
    confidence: float
    """0 to 1."""


@dataclass(frozen=True, kw_only=True)
class ModelId:
    """Which weights judged."""

    name: str
    sha256: str
    """Of the file of weights, in lower-case hex."""


@dataclass(frozen=True, kw_only=True)
class SyncReport:
    """What was found out about one file.

    Only `file`, `status`, `profile` and `tool_version` must be given; with the
    defaults of the rest it is the report of a file without an answer.
    """

    file: str
    """The path as the caller gave it."""
    status: Status
    profile: Profile
    """At the file's frame rate."""
    tool_version: str
    reason: str | None = None
    """Why there is no answer, in words; None if there is one."""
    offset_ms: float | None = None
    """Positive = audio early; as an audio delay it repairs the file."""
    uncertainty_ms: float | None = None
    """Half the width of the band around the offset."""
    confidence: float = 0.0
    """0 to 1: how likely the answer is right."""
    coverage: float = 0.0
    """0 to 1: share of the speech that could be measured."""
    speech_share: float | None = None
    """0 to 1: share of the film in which the sound is as loud as speech. As of the next
    one, that of a film still being read is of what was read; None if it is unknown."""
    speech_on_screen_share: float | None = None
    """0 to 1: share of the film in which it is, and lips in view could be compared."""
    used: tuple[tuple[float, float], ...] = ()
    """Stretches that spoke for the answer: begin and end of each in seconds on the
    file's clock, in order of time."""
    max_offset_ms: float | None = None
    """How far offsets were looked for either way; None if it is unknown."""
    wider_offset_ms: float | None = None
    """How far to look in their place, where that might give an answer; else None."""
    drift_ms_per_min: float | None = None
    """Positive = audio gets earlier and earlier."""
    fps: float | None = None
    spans: tuple[OffsetSpan, ...] = ()
    """In order of time, without overlap."""
    verdict: Verdict = Verdict.NOT_MEASURABLE
    model: ModelId | None = None
    duration_s: float | None = None
    """Of the whole file."""
    elapsed_s: float = 0.0
    """Spent on measuring."""
    notes: tuple[str, ...] = ()
    """What people should know beside the answer, such as skipped pictures."""

    def __post_init__(self) -> None:
        """Check that the parts agree.

        Raises
        ------
        ValueError
            If an answer lacks its number or verdict, a missing answer has one or
            lacks its reason, or a share is not within 0 and 1.
        """
        is_ok = self.status is Status.OK
        if is_ok != (self.offset_ms is not None and math.isfinite(self.offset_ms)):
            msg = f"status {self.status} does not go with offset_ms {self.offset_ms}"
            raise ValueError(msg)
        if is_ok == (self.verdict is Verdict.NOT_MEASURABLE):
            msg = f"status {self.status} does not go with verdict {self.verdict}"
            raise ValueError(msg)
        if is_ok != (self.reason is None):
            msg = f"status {self.status} does not go with reason {self.reason!r}"
            raise ValueError(msg)
        for name in _SHARES:
            share = getattr(self, name)
            if share is not None and not 0 <= share <= 1:
                msg = f"{name} must be within 0 and 1, got {share}"
                raise ValueError(msg)

    @property
    def direction(self) -> str | None:
        """``"early"``, ``"late"`` or ``"in sync"``: where the audio is."""
        if self.offset_ms is None:
            return None
        if abs(self.offset_ms) < IN_SYNC_MS:
            return "in sync"
        return "early" if self.offset_ms > 0 else "late"

    @property
    def band_ms(self) -> int | None:
        """The uncertainty as people are told it: in whole ms, rounded up.

        None without an answer, or if it is unknown.
        """
        if self.offset_ms is None or self.uncertainty_ms is None:
            return None
        if not math.isfinite(self.uncertainty_ms):
            return None
        # As exact as JSON has it, so that a report read from there says the same.
        return math.ceil(round(self.uncertainty_ms, 3))

    @property
    def frames(self) -> float | None:
        """The offset in frames of the file, signed as `offset_ms` is."""
        if self.offset_ms is None or self.fps is None:
            return None
        return self.offset_ms * self.fps / 1000

    def sentence(self) -> str:
        """Return the result in one sentence for people.

        Examples
        --------
        ``Audio is 120 ms early (3.0 frames at 25 fps), confidence high, FAIL
        against EBU R37 +40/-60``
        """
        if self.status is Status.ERROR:
            return f"Error: {self.reason}"
        if self.offset_ms is None:
            return f"Not measurable: {self.reason}"
        limits = f"{self.profile.title} {self.profile.limits}"
        parts = (
            self._offset_words(self.offset_ms),
            f"confidence {confidence_word(self.confidence)}",
            f"{self.verdict.upper()} against {limits}",
        )
        return ", ".join(parts) + self._jump_words(self.offset_ms)

    def details(self) -> tuple[str, ...]:
        """Return further lines for people: band, remedy, drift, spans, notes."""
        return (*self._answer_details(), *self._speech_details(), *self.notes)

    def to_json_dict(self) -> dict[str, Any]:
        """Return the report as plain values for JSON; numbers that are not finite
        become None.
        """  # noqa: D205 - one sentence
        return {
            "file": self.file,
            "status": self.status.value,
            "reason": self.reason,
            "offset_ms": _number(self.offset_ms, 3),
            "uncertainty_ms": _number(self.uncertainty_ms, 3),
            "direction": self.direction,
            "frames": _number(self.frames, 3),
            "fps": _number(self.fps, 6),
            "confidence": _number(self.confidence, 4),
            "coverage": _number(self.coverage, 4),
            "speech_share": _number(self.speech_share, 4),
            "speech_on_screen_share": _number(self.speech_on_screen_share, 4),
            "used": [[_number(time_s, 3) for time_s in pair] for pair in self.used],
            "max_offset_ms": _number(self.max_offset_ms, 3),
            "wider_offset_ms": _number(self.wider_offset_ms, 3),
            "drift_ms_per_min": _number(self.drift_ms_per_min, 3),
            "verdict": self.verdict.value,
            "profile": self.profile.name,
            "spans": [_span_dict(span) for span in self.spans],
            "model": self.model
            and {"name": self.model.name, "sha256": self.model.sha256},
            "tool_version": self.tool_version,
            "duration_s": _number(self.duration_s, 3),
            "elapsed_s": _number(self.elapsed_s, 3),
            "notes": list(self.notes),
        }

    @classmethod
    def from_json_dict(cls, data: Mapping[str, Any]) -> "SyncReport":
        """Return the report that `to_json_dict` gave, as exact as its numbers are.

        Keys that it does not know are passed over, since later versions may write
        more; of those it knows, the ones with a default may be absent.

        Parameters
        ----------
        data
            As `json.loads` gives it.

        Raises
        ------
        ConfigError
            If it is no such report, with the key that is wrong.
        """
        if not isinstance(data, Mapping):
            msg = f"the report: expected a table, got {type(data).__name__}"
            raise ConfigError(msg)
        known = {name: data[name] for name in _JSON_FIELDS if name in data}
        name, fps = data.get("profile"), data.get("fps")
        if not isinstance(name, str):
            msg = f"the report: profile: expected text, got {name!r}"
            raise ConfigError(msg)
        rate = fps if isinstance(fps, int | float) else None
        known["profile"] = to_dict(find_profile(name).at_fps(rate))
        return from_dict(cls, known, where="the report")

    def judged_by(self, profile: Profile) -> "SyncReport":
        """Return the same measurement held against other limits.

        Parameters
        ----------
        profile
            The limits; those that count frames are taken at the file's rate.
        """
        limits = profile.at_fps(self.fps)
        verdict = judge(
            self.offset_ms,
            limits,
            uncertainty_ms=self.uncertainty_ms,
            span_offsets_ms=extremes_ms(self.spans, self.drift_ms_per_min),
        )
        return replace(self, profile=limits, verdict=verdict)

    def verdict_of(self, span: OffsetSpan, *, delay_ms: float = 0.0) -> Verdict:
        """Return the verdict that the file would have if the span were all of it.

        Parameters
        ----------
        span
            One of the report's.
        delay_ms
            A delay of the audio that is taken into account: what it leaves is judged.
        """
        ends_ms = extremes_ms((span,), self.drift_ms_per_min)
        return judge(
            span.offset_ms - delay_ms,
            self.profile,
            uncertainty_ms=self.uncertainty_ms,
            span_offsets_ms=[end_ms - delay_ms for end_ms in ends_ms],
        )

    def _offset_words(self, offset_ms: float) -> str:
        """Say where the audio is, in ms and frames."""
        amount = lead_words(offset_ms)
        frames = ""
        if self.frames is not None and self.fps is not None:
            frames = f"{abs(self.frames):.1f} frames at {_rate(self.fps)} fps"
        if self.direction == "in sync":
            return f"Audio is in sync ({', '.join(filter(None, (amount, frames)))})"
        return f"Audio is {amount} ({frames})" if frames else f"Audio is {amount}"

    def _jump_words(self, offset_ms: float) -> str:
        """Say which span fails where the file's own offset would pass."""
        outside = self._spans_outside()
        if not self.profile.contains(offset_ms) or not outside:
            return ""
        drift = self.drift_ms_per_min
        if drift:
            ends_ms = extremes_ms(self.spans, drift)
            return f" ({lead_words(min(ends_ms))} to {lead_words(max(ends_ms))})"
        worst = max(outside, key=lambda span: abs(span.offset_ms))
        more = f" and {len(outside) - 1} more" if len(outside) > 1 else ""
        return f" ({_span_words(worst)}{more})"

    def _answer_details(self) -> Iterator[str]:
        """Yield the lines that go with an answer."""
        if self.offset_ms is None:
            return
        covered = f"{self.coverage:.0%} of the speech could be measured"
        if self.band_ms is not None:
            covered = f"Give or take {self.band_ms} ms; {covered}"
        yield covered
        drift = self.drift_ms_per_min
        is_drifting = drift is not None and abs(drift) >= DRIFT_WORTH_WORDS_MS_PER_MIN
        if drift is not None and is_drifting:
            towards = "earlier" if drift > 0 else "later"
            yield f"The audio gets {abs(drift):.1f} ms {towards} each minute"
        if len(self.spans) > 1:
            yield from map(_span_words, self.spans)
        elif self.verdict is Verdict.FAIL and not is_drifting:
            act = "delay" if self.offset_ms > 0 else "advance"
            yield f"To repair it, {act} the audio by {abs(self.offset_ms):.0f} ms"

    def _speech_details(self) -> Iterator[str]:
        """Yield how much of the file is speech on screen, if that is known."""
        if self.speech_on_screen_share is None:
            return
        words = f"Speech on screen in {self.speech_on_screen_share:.0%} of the film"
        if self.used:
            num = len(self.used)
            words += f"; measured in {num} {'stretch' if num == 1 else 'stretches'}"
        yield words

    def _spans_outside(self) -> list[OffsetSpan]:
        return [s for s in self.spans if self.verdict_of(s) is Verdict.FAIL]


def extremes_ms(
    spans: Sequence[OffsetSpan], drift_ms_per_min: float | None
) -> tuple[float, ...]:
    """Return the offsets of spans, or those at both ends of each if they drift."""
    if not drift_ms_per_min:
        return tuple(span.offset_ms for span in spans)
    return tuple(
        span.offset_ms + side * drift_ms_per_min * (span.end_s - span.start_s) / 120
        for span in spans
        for side in (-1, 1)
    )


_SHARES = ("confidence", "coverage", "speech_share", "speech_on_screen_share")
_JSON_FIELDS = tuple(
    field.name for field in fields(SyncReport) if field.name != "profile"
)


def confidence_word(confidence: float) -> str:
    """Return ``"high"``, ``"medium"`` or ``"low"`` for a confidence of 0 to 1."""
    if confidence >= HIGH_CONFIDENCE:
        return "high"
    return "medium" if confidence >= MEDIUM_CONFIDENCE else "low"


def clock(time_s: float) -> str:
    """Format seconds as ``HH:MM:SS.s``, rounded to tenths.

    Examples
    --------
    >>> clock(3723.45)
    '01:02:03.5'
    """
    tenths = math.floor(abs(time_s) * 10 + 0.5)
    minutes, rest = divmod(tenths, 600)
    sign = "-" if time_s < 0 and tenths else ""
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}:{rest // 10:02d}.{rest % 10}"


def lead_words(offset_ms: float) -> str:
    """Write an offset with a word in place of its sign."""
    amount = f"{abs(offset_ms):.0f} ms"
    if amount == "0 ms":
        return amount
    return f"{amount} {'early' if offset_ms > 0 else 'late'}"


def _span_words(span: OffsetSpan) -> str:
    times = f"{clock(span.start_s)} to {clock(span.end_s)}"
    return (
        f"{times}: {lead_words(span.offset_ms)}, "
        f"confidence {confidence_word(span.confidence)}"
    )


def _span_dict(span: OffsetSpan) -> dict[str, float | None]:
    return {
        "start_s": _number(span.start_s, 3),
        "end_s": _number(span.end_s, 3),
        "offset_ms": _number(span.offset_ms, 3),
        "confidence": _number(span.confidence, 4),
    }


def _rate(fps: float) -> str:
    return f"{fps:.3f}".rstrip("0").rstrip(".")


def _number(value: float | None, digits: int) -> float | None:
    """Round for JSON, which has no NaN; ``+ 0.0`` rids us of the minus in -0.0."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), digits) + 0.0
