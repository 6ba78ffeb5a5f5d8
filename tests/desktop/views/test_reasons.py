"""What the core says is known here, so that it can be translated."""

import re
from pathlib import Path

import pytest

import avts_core.sync
from avts_desktop.views.reasons import (
    activity_words,
    advice_words,
    note_words,
    patterns,
    reason_words,
)

_SOURCES = "".join(
    path.read_text("utf-8") for path in Path(avts_core.sync.__path__[0]).glob("*.py")
)


@pytest.mark.parametrize("pattern", patterns())
def test_the_core_still_says_so(pattern: str) -> None:
    """Each sentence known here is one that the core has in its source."""
    beginning = re.split(r"[\\(\[:]", pattern.removeprefix(r"(\d+) "))[0].strip()
    assert len(beginning) >= 4
    assert beginning in re.sub(r'"\s*f?"', "", _SOURCES)


def test_reason_with_advice() -> None:
    """A reason becomes a sentence, with what would help."""
    assert reason_words("no face was found") == "No face was found."
    assert "camera" in advice_words("no face was found")


def test_numbers_are_carried_over() -> None:
    """Numbers in a reason stand in its translation."""
    reason = "the best offset lies at the edge of the range of 1000 ms"
    assert "1000 ms" in reason_words(reason)
    note = "12 damaged packets of the picture were skipped"
    assert note_words(note).endswith(": 12.")


def test_unknown_words_are_shown_as_they_are() -> None:
    """A sentence that is not known is not lost."""
    assert reason_words("the moon is in the way") == "The moon is in the way."
    assert advice_words("the moon is in the way") == ""
    assert note_words("Odd!") == "Odd!"
    assert activity_words("dreaming") == "dreaming"


def test_activities() -> None:
    """What the core is doing is told in words of the window."""
    assert activity_words("watching") == "looking for faces"
