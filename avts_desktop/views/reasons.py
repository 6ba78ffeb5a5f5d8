"""The core's fixed sentences, translated, each with what would help.

The core speaks English only; what it says about a movie that cannot be measured is
found here by its pattern. A sentence that is not found is shown as it is.
"""

import re
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

translate = QCoreApplication.translate


@dataclass(frozen=True, kw_only=True)
class _Known:
    """A sentence of the core."""

    pattern: str
    """Matches all of it; its groups fill the template."""
    template: Any
    """Text; Any, since that is how Qt's marker is typed."""
    advice: Any = ""


_REASONS = (
    _Known(
        pattern="the sound holds no samples to compare",
        template=QT_TRANSLATE_NOOP("Reasons", "The sound track is empty."),
        advice=QT_TRANSLATE_NOOP("Reasons", "Choose another sound track."),
    ),
    _Known(
        pattern="the sound is silent",
        template=QT_TRANSLATE_NOOP("Reasons", "The sound is silent."),
        advice=QT_TRANSLATE_NOOP(
            "Reasons", "Choose the sound track that has the dialogue."
        ),
    ),
    _Known(
        pattern="no face is in view for long enough",
        template=QT_TRANSLATE_NOOP("Reasons", "No face is in view for long enough."),
        advice=QT_TRANSLATE_NOOP(
            "Reasons",
            "It takes about two seconds of a face that speaks, without a cut.",
        ),
    ),
    _Known(
        pattern="no face was found",
        template=QT_TRANSLATE_NOOP("Reasons", "No face was found."),
        advice=QT_TRANSLATE_NOOP(
            "Reasons",
            "Faces must look towards the camera and be about a tenth of the "
            "picture's height.",
        ),
    ),
    _Known(
        pattern="the face in view does not move, as in a still picture",
        template=QT_TRANSLATE_NOOP(
            "Reasons", "The face in view does not move, as in a still picture."
        ),
        advice=QT_TRANSLATE_NOOP(
            "Reasons", "Try a longer piece with somebody who speaks on camera."
        ),
    ),
    _Known(
        pattern="the sound holds no speech but noise, music or effects",
        template=QT_TRANSLATE_NOOP(
            "Reasons", "The sound holds no speech, only noise, music or effects."
        ),
        advice=QT_TRANSLATE_NOOP(
            "Reasons", "Choose the sound track that has the dialogue."
        ),
    ),
    _Known(
        pattern="too little speech on screen",
        template=QT_TRANSLATE_NOOP("Reasons", "There is too little speech on screen."),
        advice=QT_TRANSLATE_NOOP(
            "Reasons", "Try a longer piece with somebody who speaks on camera."
        ),
    ),
    _Known(
        pattern=r"the best offset lies at the edge of the range of (\d+) ms",
        template=QT_TRANSLATE_NOOP(
            "Reasons", "The offset may be larger than {0} ms, the range that is tried."
        ),
        advice=QT_TRANSLATE_NOOP(
            "Reasons", "Bring the sound roughly into place first, then measure again."
        ),
    ),
    _Known(
        pattern=r"only ([\d.]+) s of a face with sound could be compared",
        template=QT_TRANSLATE_NOOP(
            "Reasons", "Only {0} s of a face with sound could be compared."
        ),
        advice=QT_TRANSLATE_NOOP(
            "Reasons", "Try a longer piece with somebody who speaks on camera."
        ),
    ),
    _Known(
        pattern=r"the lips in view do not fit the sound at any offset within (\d+) ms: "
        ".*",
        template=QT_TRANSLATE_NOOP(
            "Reasons",
            "The lips in view do not fit the sound at any offset within {0} ms.",
        ),
        advice=QT_TRANSLATE_NOOP(
            "Reasons",
            "Voice-over, music or a dub? Look for a scene whose speaker is in view, or "
            "choose the track of the original language.",
        ),
    ),
)

_NOTES = (
    _Known(
        pattern=r"(\d+) damaged packets of the picture were skipped",
        template=QT_TRANSLATE_NOOP(
            "Reasons", "Damaged packets of the picture that were skipped: {0}."
        ),
    ),
    _Known(
        pattern="no face was found; the whole picture was taken for a mouth",
        template=QT_TRANSLATE_NOOP(
            "Reasons", "No face was found; the whole picture was taken for a mouth."
        ),
    ),
)

_ACTIVITIES: dict[str, Any] = {
    "watching": QT_TRANSLATE_NOOP("Reasons", "looking for faces"),
    "listening": QT_TRANSLATE_NOOP("Reasons", "listening"),
    "comparing": QT_TRANSLATE_NOOP("Reasons", "comparing lips and voice"),
    "sampling": QT_TRANSLATE_NOOP("Reasons", "sampling the film"),
    "done": QT_TRANSLATE_NOOP("Reasons", "done"),
}


def reason_words(reason: str) -> str:
    """Return why a movie could not be measured, as a sentence."""
    return _translated(reason, _REASONS) or _sentence(reason)


def advice_words(reason: str) -> str:
    """Return what would help; empty where nothing is known."""
    for known in _REASONS:
        if re.fullmatch(known.pattern, reason):
            return translate("Reasons", known.advice)
    return ""


def note_words(note: str) -> str:
    """Return a report's note as a sentence."""
    return _translated(note, _NOTES) or _sentence(note)


def activity_words(activity: str) -> str:
    """Return what an analysis is doing, in a word."""
    known = _ACTIVITIES.get(activity)
    return activity if known is None else translate("Reasons", known)


def patterns() -> tuple[str, ...]:
    """Return the patterns of all sentences that are known."""
    return tuple(known.pattern for known in (*_REASONS, *_NOTES))


def _translated(text: str, among: tuple[_Known, ...]) -> str | None:
    for known in among:
        if match := re.fullmatch(known.pattern, text):
            return translate("Reasons", known.template).format(*match.groups())
    return None


def _sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    text = text[:1].upper() + text[1:]
    return text if not text or text[-1] in ".!?" else f"{text}."
