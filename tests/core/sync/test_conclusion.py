"""Tests of the conclusion: what evidence says, and what it leaves open."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.errors import JobCancelledError
from avts_core.jobs import CancelToken
from avts_core.models.calibration import Calibration, ConfidenceModel
from avts_core.sync import evidence as evidence_module
from avts_core.sync.conclusion import (
    MIN_WHOLE_PICTURE_S,
    Evidence,
    conclude,
)
from avts_core.sync.decision import LITTLE_COVERAGE_CONFIDENCE
from avts_core.sync.evidence import blocks_of
from avts_core.sync.motion import STILL_MOTION
from avts_core.sync.report import HIGH_CONFIDENCE, Status
from avts_core.sync.rolling import rolling_offsets
from avts_core.sync.scores import USUAL_LAG_MS, lags_ms
from avts_core.sync.segments import find_segments
from avts_core.sync.verdict import Verdict, find_profile
from tests.core.sync.talk import similarities_at

LAGS_MS = lags_ms(USUAL_LAG_MS)
R37 = find_profile("ebu-r37")
CALIBRATION = Calibration(
    zero_ms=0.0,
    spread_ms=10.0,
    window_scale=30.0,
    confidence=ConfidenceModel(bias=-5.0, clarity=0.4, agreement=0.4, log_range=1.0),
)


def evidence(
    offsets_ms: Sequence[float | None], *, height: float = 0.4, origin_s: float = 0.0
) -> Evidence:
    each_ms = np.array([np.nan if v is None else v for v in offsets_ms], float)
    values = similarities_at(np.repeat(each_ms, 25), LAGS_MS, height=height, noise=0.4)
    return Evidence(
        blocks=blocks_of(values),
        max_lag_ms=USUAL_LAG_MS,
        is_compared=np.any(np.isfinite(values), axis=1),
        rolling_ms=rolling_offsets(values, LAGS_MS).offset_ms,
        loudness=np.zeros(100 * len(offsets_ms), np.float32),
        first_band=0,
        origin_s=origin_s,
    )


def test_a_steady_offset_is_the_answer() -> None:
    """One offset throughout: found, sure, in one span on the movie's clock."""
    answer = conclude(evidence([120.0] * 20, origin_s=7.5), CALIBRATION, R37)
    assert answer["status"] is Status.OK
    assert answer["offset_ms"] == pytest.approx(120, abs=5)
    assert answer["verdict"] is Verdict.FAIL
    (span,) = answer["spans"]
    assert (span.start_s, span.end_s) == (7.5, 27.5)
    assert answer["coverage"] > 0.9
    assert answer["drift_ms_per_min"] is None


def test_the_models_zero_is_taken_off() -> None:
    """A model that finds sound 20 ms early where it is in sync is put right."""
    found = conclude(evidence([120.0] * 20), replace(CALIBRATION, zero_ms=20.0), R37)
    assert found["offset_ms"] == pytest.approx(100, abs=5)


def test_a_jump_gives_two_spans_and_fails() -> None:
    """The offset is that of the longer part; the other one fails the file."""
    answer = conclude(evidence([0.0] * 20 + [200.0] * 12), CALIBRATION, R37)
    assert answer["offset_ms"] == pytest.approx(0, abs=5)
    assert [round(s.offset_ms, -1) for s in answer["spans"]] == [0, 200]
    assert answer["verdict"] is Verdict.FAIL


def test_drift_is_found() -> None:
    """Sound that gets earlier by 60 ms each minute is told so."""
    answer = conclude(evidence([float(k) for k in range(90)]), CALIBRATION, R37)
    assert answer["drift_ms_per_min"] == pytest.approx(60, abs=12)
    # In sync in the middle, 45 ms off at both ends: outside the limits there.
    assert answer["verdict"] is Verdict.FAIL


@pytest.mark.parametrize(
    ("offsets_ms", "height", "words"),
    [
        ([], 0.4, "too little speech"),
        ([None] * 5, 0.4, "too little speech"),
        ([0.0] * 12, 0.0, "do not fit"),
        ([1500.0] * 8, 0.4, "edge of the range"),
        ([0.0], 0.02, "only 1.0 s of a face"),
    ],
)
def test_doubt_is_put_into_words(
    offsets_ms: list[float | None], height: float, words: str
) -> None:
    """Without an answer there is a reason, and no offset."""
    answer = conclude(evidence(offsets_ms, height=height), CALIBRATION, R37)
    assert "offset_ms" not in answer
    assert words in (answer["reason"] or "")


def noise_bands(num_frames: int) -> NDArray[np.float16]:
    """Return a log-mel that keeps its shape, as noise does."""
    rng = np.random.default_rng(2)
    return rng.normal(0, 0.2, (num_frames, 80)).astype(np.float16)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"motion": STILL_MOTION / 2}, "does not move"),
        ({"bands": noise_bands(200)}, "do not fit"),
        ({"motion": 2 * STILL_MOTION}, "do not fit"),
        ({"bands": noise_bands(1200)}, "no speech"),
        ({"bands": 5 * noise_bands(1200)}, "do not fit"),
    ],
)
def test_doubt_tells_its_causes_apart(changes: dict[str, Any], words: str) -> None:
    """A photograph, a sound without speech, and lips that fit another voice."""
    some = replace(evidence([0.0] * 12, height=0.0), **changes)
    assert words in (conclude(some, CALIBRATION, R37)["reason"] or "")


@pytest.mark.parametrize(
    ("offset_ms", "height", "changes", "wider_ms"),
    [
        (1500.0, 0.4, {"wider_lag_ms": 6000.0}, 6000.0),
        (0.0, 0.0, {"wider_lag_ms": 6000.0}, 6000.0),
        (0.0, 0.0, {}, None),
        (0.0, 0.0, {"wider_lag_ms": 6000.0, "motion": STILL_MOTION / 2}, None),
        (0.0, 0.4, {"wider_lag_ms": 6000.0}, None),
    ],
)
def test_a_wider_range_is_told_where_it_may_help(
    offset_ms: float, height: float, changes: dict[str, Any], wider_ms: float | None
) -> None:
    """By which doubt it is, and only if the film allows more."""
    some = replace(evidence([offset_ms] * 12, height=height), **changes)
    assert conclude(some, CALIBRATION, R37).get("wider_offset_ms") == wider_ms


def test_sound_that_is_no_speech_makes_an_answer_less_sure() -> None:
    """The same evidence counts less with noise; very clear evidence stands."""
    speech = evidence([0.0] * 12)
    noise = replace(speech, bands=noise_bands(1200))
    sure = [conclude(e, CALIBRATION, R37)["confidence"] for e in (speech, noise)]
    assert sure[1] < sure[0]


def test_whole_pictures_want_more_evidence() -> None:
    """Some seconds of a flash that fits a beep are no answer; of faces they are."""
    num = round(MIN_WHOLE_PICTURE_S) - 2
    faces = evidence([0.0] * num)
    pictures = replace(faces, is_whole_picture=True)
    assert conclude(faces, CALIBRATION, R37).get("status") is Status.OK
    assert "no face" in (conclude(pictures, CALIBRATION, R37)["reason"] or "")
    longer = replace(evidence([0.0] * 3 * num), is_whole_picture=True)
    assert conclude(longer, CALIBRATION, R37).get("status") is Status.OK


def test_an_answer_for_a_small_part_of_the_speech_is_not_called_high() -> None:
    """Clear lips in 8 of 200 s of speech: an answer, but not of high confidence."""
    answer = conclude(evidence([40.0] * 8 + [None] * 192), CALIBRATION, R37)
    assert answer["coverage"] < 0.1
    assert answer["confidence"] == LITTLE_COVERAGE_CONFIDENCE < HIGH_CONFIDENCE
    assert max(s.confidence for s in answer["spans"]) < HIGH_CONFIDENCE
    whole = conclude(evidence([40.0] * 8), CALIBRATION, R37)
    assert whole["confidence"] > HIGH_CONFIDENCE


def test_stretches_that_spoke_for_the_answer_are_told() -> None:
    """They end with the face, and so does the coverage."""
    answer = conclude(
        evidence([40.0] * 10 + [None] * 10, origin_s=2.0), CALIBRATION, R37
    )
    assert np.array(answer["used"]) == pytest.approx(np.array([[2.0, 12.0]]), abs=0.6)
    assert answer["coverage"] == pytest.approx(0.5, abs=0.06)


def test_it_can_be_cancelled() -> None:
    """The search for spans in a long film looks at the token."""
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(JobCancelledError):
        conclude(evidence([0.0] * 100), CALIBRATION, R37, cancel=cancel)


class Counting(CancelToken):
    """Counts how often it is looked at."""

    num_looks = 0

    def check(self) -> None:
        self.num_looks += 1


@pytest.mark.parametrize("slope_ms_per_min", [0.0, 60.0])
def test_after_the_spans_it_looks_as_often_as_the_evidence_is_large(
    slope_ms_per_min: float,
) -> None:
    """Whoever works on all seconds of a span looks at the token with each part."""
    some = evidence([slope_ms_per_min * k / 60 for k in range(90)])
    searching, all_in_all = Counting(), Counting()
    find_segments(some.blocks, cancel=searching)
    conclude(some, CALIBRATION, R37, cancel=all_in_all)
    few = all_in_all.num_looks - searching.num_looks
    searching, all_in_all = Counting(), Counting()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence_module, "CELLS_AT_ONCE", 10 * len(LAGS_MS))
        find_segments(some.blocks, cancel=searching)
        conclude(some, CALIBRATION, R37, cancel=all_in_all)
    many = all_in_all.num_looks - searching.num_looks
    # Nine parts for one: the curve, the time of each second, its own best lag, and
    # where it drifts the straightening.
    assert many - few == 8 * (4 if slope_ms_per_min else 3)
