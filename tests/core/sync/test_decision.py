"""Tests of the decision that films and samples of films share."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.models.calibration import Calibration, ConfidenceModel
from avts_core.sync.decision import (
    MIN_COVERAGE,
    MIN_SPAN_CONFIDENCE,
    Decision,
    Doubt,
    decide,
    most_confidence,
    shifted,
)
from avts_core.sync.evidence import Blocks
from avts_core.sync.report import HIGH_CONFIDENCE
from avts_core.sync.scores import USUAL_LAG_MS, lags_ms
from tests.core.sync.talk import evidence_at

LAGS_MS = lags_ms(USUAL_LAG_MS)
CALIBRATION = Calibration(
    zero_ms=0.0,
    spread_ms=10.0,
    window_scale=30.0,
    confidence=ConfidenceModel(bias=-5.0, clarity=0.4, agreement=0.4, log_range=1.0),
)


def blocks_at(offsets_ms: NDArray[np.float64], *, height: float = 0.3) -> Blocks:
    return evidence_at(offsets_ms, LAGS_MS, height=height)


def decided(blocks: Blocks, *, is_like_speech: bool = True) -> Decision | None:
    return decide(
        blocks,
        CALIBRATION,
        max_lag_ms=USUAL_LAG_MS,
        is_like_speech=is_like_speech,
        motion=None,
    )


def test_nothing_to_go_by_is_no_decision() -> None:
    """Without a second of lips nothing can be said."""
    assert decided(blocks_at(np.empty(0))) is None


def test_the_film_is_the_surest_longest_line() -> None:
    """Beside it stand the lines that are sure, in order of time."""
    found = decided(blocks_at(np.repeat([200.0, 0.0], [10, 20])))
    assert found is not None
    assert found.doubt is None
    assert found.main is found.lines[1]
    assert found.first_offsets_ms == pytest.approx([200, 0], abs=10)
    assert all(o.found.confidence >= MIN_SPAN_CONFIDENCE for o in found.lines)


def test_a_doubt_leaves_the_main_line() -> None:
    """What noise shows best is told with why it is no answer."""
    found = decided(blocks_at(np.zeros(12), height=0.0))
    assert found is not None
    assert found.doubt is Doubt.NO_FIT
    assert "within 1500 ms" in (found.reason or "")
    assert found.main in found.lines


def test_sound_that_is_no_speech_speaks_against_an_answer() -> None:
    """By its log-odds; without any nothing changes."""
    blocks = blocks_at(np.zeros(12))
    speech, noise = decided(blocks), decided(blocks, is_like_speech=False)
    assert speech is not None
    assert noise is not None
    assert noise.main.found.confidence < speech.main.found.confidence
    even = replace(speech.main.found, confidence=0.5)
    assert shifted(even, -3.4).confidence == pytest.approx(1 / (1 + np.exp(3.4)))
    assert shifted(even, 0.0) == even


def test_little_of_the_speech_is_not_enough_to_be_called_high() -> None:
    """However clear that little is."""
    assert most_confidence(MIN_COVERAGE) == 1
    assert most_confidence(MIN_COVERAGE / 2) < HIGH_CONFIDENCE


def test_only_some_doubts_may_be_settled_by_a_wider_range() -> None:
    """A peak at the edge, or none within; not a photograph, silence or noise."""
    beyond = [doubt for doubt in Doubt if doubt.may_lie_beyond]
    assert beyond == [Doubt.AT_EDGE, Doubt.NO_FIT]
