"""Reports and offsets in words, translated: the same words everywhere in the window.

People never see a bare sign: audio is early or late, and is delayed or advanced.
"""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from avts_core.sync.report import (
    DRIFT_WORTH_WORDS_MS_PER_MIN,
    HIGH_CONFIDENCE,
    IN_SYNC_MS,
    MEDIUM_CONFIDENCE,
    Status,
    SyncReport,
)
from avts_core.sync.verdict import Profile, Verdict
from avts_desktop.state.analysis import Certainty

translate = QCoreApplication.translate

SHAPES = {
    Verdict.PASS: ("check", "in_sync"),
    Verdict.WARN: ("triangle", "warn"),
    Verdict.FAIL: ("cross", "out"),
    Verdict.NOT_MEASURABLE: ("dash", "unknown"),
}
"""Icon and colour (a `Palette`'s field) of each verdict: never one without the other,
and a word beside them."""


def number(value: float, decimals: int = 0) -> str:
    """Write a number as the language does; minus is a minus sign, 0 has none."""
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    text = locale.toString(float(abs(value)), "f", decimals)
    is_zero = not any(c.isdigit() and c != "0" for c in text)
    return text if value >= 0 or is_zero else f"\N{MINUS SIGN}{text}"


def headline(report: SyncReport) -> str:
    """Return the answer in a few words: ``Audio is 120 ms early``."""
    offset_ms = report.offset_ms
    if report.status is Status.ERROR:
        return translate("Words", "Could not be measured")
    if offset_ms is None:
        return translate("Words", "Not measurable")
    jump_ms = _jump_ms(report)
    if jump_ms:
        # One number would be wrong for most of the film.
        text = translate("Words", "Audio jumps by {amount} ms")
        return text.format(amount=number(jump_ms))
    if abs(offset_ms) < IN_SYNC_MS:
        return translate("Words", "Audio is in sync")
    if offset_ms > 0:
        text = translate("Words", "Audio is {amount} ms early")
    else:
        text = translate("Words", "Audio is {amount} ms late")
    return text.format(amount=number(abs(offset_ms)))


def offset_words(offset_ms: float, decimals: int = 0) -> str:
    """Return an offset in words: ``120 ms early``; ``0 ms`` where it rounds to that."""
    amount = number(abs(offset_ms), decimals)
    if amount == number(0, decimals):
        return translate("Words", "{amount} ms").format(amount=amount)
    if offset_ms > 0:
        return translate("Words", "{amount} ms early").format(amount=amount)
    return translate("Words", "{amount} ms late").format(amount=amount)


def range_words(offsets_ms: Sequence[float], decimals: int = 0) -> str:
    """Return one offset, or where it begins and ends: ``138 ms late to 1 ms early``."""
    parts = [offset_words(offset_ms, decimals) for offset_ms in offsets_ms]
    if len(set(parts)) == 1:
        return parts[0]
    text = translate("Words", "{least} to {most}")
    return text.format(least=parts[0], most=parts[-1])


def frames_line(report: SyncReport) -> str:
    """Return the offset in frames: ``3.0 frames at 25 fps``; empty if not known."""
    if report.offset_ms is None or report.frames is None or report.fps is None:
        return ""
    if _jump_ms(report):
        return range_words(offset_range(report))
    text = translate("Words", "{frames} frames at {fps} fps").format(
        frames=number(abs(report.frames), 1), fps=rate_words(report.fps)
    )
    if abs(report.offset_ms) < IN_SYNC_MS:
        return f"{offset_words(report.offset_ms)}, {text}"
    return text


def confidence_word(confidence: float) -> str:
    """Return high, medium or low."""
    if confidence >= HIGH_CONFIDENCE:
        return translate("Words", "high")
    if confidence >= MEDIUM_CONFIDENCE:
        return translate("Words", "medium")
    return translate("Words", "low")


def confidence_line(report: SyncReport) -> str:
    """Return how far an answer can be trusted, empty without one."""
    if report.offset_ms is None:
        return ""
    text = translate("Words", "confidence {word}, {share} % of speech measured")
    return text.format(
        word=confidence_word(report.confidence), share=number(100 * report.coverage)
    )


def speech_line(report: SyncReport) -> str:
    """Return how much of a film is speech on screen; empty if that is unknown."""
    if report.speech_on_screen_share is None:
        return ""
    text = translate("Words", "speech on screen in {share} % of the film")
    return text.format(share=number(100 * report.speech_on_screen_share))


def certainty_line(certainty: Certainty) -> str:
    """Return what a report rests on."""
    if certainty is Certainty.ROUGH:
        return translate("Words", "rough, from a few samples")
    if certainty is Certainty.GROWING:
        return translate("Words", "so far; still measuring")
    return translate("Words", "whole film measured")


def verdict_word(verdict: Verdict) -> str:
    """Return the verdict in a word, in capitals."""
    if verdict is Verdict.PASS:
        return translate("Words", "PASS")
    if verdict is Verdict.WARN:
        return translate("Words", "WARN")
    if verdict is Verdict.FAIL:
        return translate("Words", "FAIL")
    return translate("Words", "UNKNOWN")


def verdict_help(verdict: Verdict) -> str:
    """Return what a verdict means, in a sentence."""
    if verdict is Verdict.PASS:
        return translate("Words", "Within the limits of the profile.")
    if verdict is Verdict.WARN:
        return translate(
            "Words", "Within the limits, but the uncertainty reaches beyond them."
        )
    if verdict is Verdict.FAIL:
        return translate(
            "Words", "Outside the limits: the film as a whole or a stretch of it."
        )
    return translate("Words", "Nothing was measured, so nothing can be said.")


def limits_words(profile: Profile) -> str:
    """Return the limits as people write them: ``+40 / -60 ms``."""
    early_ms, late_ms = profile.early_limit_ms, -profile.late_limit_ms
    text = translate("Words", "+{early} / {minus}{late} ms")
    limits = text.format(
        minus="\N{MINUS SIGN}",
        early=number(early_ms, _decimals(early_ms)),
        late=number(late_ms, _decimals(late_ms)),
    )
    return limits.replace(" ", "\N{NO-BREAK SPACE}")


def rate_words(fps: float) -> str:
    """Return a frame rate with as many digits as it needs: ``25``, ``29.97``."""
    return number(fps, 0 if abs(fps - round(fps)) < 0.005 else 2)


def offset_range(report: SyncReport) -> tuple[float, ...]:
    """Return the offset, the least and the largest where it jumps, none if unknown."""
    if report.offset_ms is None:
        return ()
    if not _jump_ms(report):
        return (report.offset_ms,)
    offsets = [span.offset_ms for span in report.spans]
    return min(offsets), max(offsets)


def residual_words(
    residuals_ms: Sequence[float], profile: Profile, *, is_bypassed: bool
) -> str:
    """Return what is left of the offsets with the delay that is heard."""
    is_inside = is_within(residuals_ms, profile)
    if is_inside and all(abs(left_ms) < IN_SYNC_MS for left_ms in residuals_ms):
        left = translate("Words", "in sync")
    else:
        # Rounded, a number must not lie on the other side of a limit.
        whole = is_within([round(left_ms) for left_ms in residuals_ms], profile)
        left = range_words(residuals_ms, 0 if whole == is_inside else 1)
    if is_bypassed:
        text = translate("Words", "As it is in the file: audio {left}")
    else:
        text = translate("Words", "After this delay: audio {left}")
    return text.format(left=left)


def is_within(offsets_ms: Sequence[float], profile: Profile) -> bool:
    """Tell whether offsets are within the limits, to the tenth that fields show."""
    return all(profile.contains(round(offset_ms, 1)) for offset_ms in offsets_ms)


def repair_words(report: SyncReport | None) -> str:
    """Say that one delay cannot repair a film that jumps; empty if it does not."""
    if report is None or not _jump_ms(report):
        return ""
    return translate("Words", "One delay repairs one stretch at most.")


def delay_words(delay_ms: float) -> str:
    """Return a delay in words: ``Delay audio by 120 ms``."""
    amount = number(abs(delay_ms), _decimals(delay_ms))
    if amount in {number(0), number(0, 1)}:
        return translate("Words", "No delay")
    if delay_ms > 0:
        text = translate("Words", "Delay audio by {amount} ms")
    else:
        text = translate("Words", "Advance audio by {amount} ms")
    return text.format(amount=amount)


def drift_words(report: SyncReport) -> str:
    """Return the drift in words; empty where there is none worth words."""
    drift = report.drift_ms_per_min
    if drift is None or abs(drift) < DRIFT_WORTH_WORDS_MS_PER_MIN:
        return ""
    if drift > 0:
        text = translate("Words", "Drifts {amount} ms earlier each minute")
    else:
        text = translate("Words", "Drifts {amount} ms later each minute")
    return text.format(amount=number(abs(drift), 1))


def closeness_words(report: SyncReport) -> str:
    """Say why a film within the limits is a warning; empty if it is none."""
    if report.verdict is not Verdict.WARN or report.band_ms is None:
        return ""
    text = translate(
        "Words",
        "So close to the limit that the uncertainty of {amount} ms reaches beyond",
    )
    return text.format(amount=number(report.band_ms))


def jump_words(report: SyncReport) -> str:
    """Say in how many stretches the offset jumps; empty if it does not."""
    if not _jump_ms(report):
        return ""
    text = translate("Words", "{count} stretches, each constant: see the table")
    return text.format(count=number(len(report.spans)))


def _jump_ms(report: SyncReport) -> float:
    """Return how far apart a film's stretches are; 0 if that is not worth words."""
    offsets = [span.offset_ms for span in report.spans]
    if len(offsets) < 2:
        return 0.0
    apart_ms = max(offsets) - min(offsets)
    return apart_ms if apart_ms >= IN_SYNC_MS else 0.0


def _decimals(value: float) -> int:
    return 0 if abs(value - round(value)) < 0.05 else 1
