import io
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest

from avts_core.cli.plot import draw_analysis, shrink_time
from avts_core.sync.report import OffsetSpan, Status, SyncReport
from avts_core.sync.verdict import Verdict, find_profile


def make_analysis(**changes: Any) -> Any:
    """Return 40 s of made-up analysis: a jump to late sound, and a gap."""
    rng = np.random.default_rng(7)
    time_s = np.arange(1000) * 0.04
    lag_ms = np.arange(-1500, 1501, 10.0)
    truth_ms = np.where(time_s < 24, 120.0, -80.0)
    valley = np.exp(-(((lag_ms - truth_ms[:, None]) / 60) ** 2))
    distance = (0.8 - 0.5 * valley + rng.normal(0, 0.05, valley.shape)).astype("f4")
    rolling_ms = truth_ms + rng.normal(0, 4, truth_ms.shape)
    distance[300:380] = np.nan
    rolling_ms[300:380] = np.nan
    values = {
        "report": make_report(),
        "scores": SimpleNamespace(time_s=time_s, lag_ms=lag_ms, distance=distance),
        "rolling_ms": rolling_ms,
        "mel": rng.normal(0, 1, (4000, 80)).astype("f4").cumsum(axis=0),
        "mel_start_s": 0.0,
    }
    return SimpleNamespace(**{**values, **changes})


def make_report(**changes: Any) -> SyncReport:
    values: dict[str, Any] = {
        "file": "take $5 of $6.mp4",
        "status": Status.OK,
        "profile": find_profile("ebu-r37"),
        "tool_version": "1.0",
        "offset_ms": 120.0,
        "uncertainty_ms": 4.0,
        "confidence": 0.97,
        "coverage": 0.9,
        "fps": 25.0,
        "verdict": Verdict.FAIL,
        "spans": (
            OffsetSpan(start_s=0, end_s=24, offset_ms=120, confidence=0.97),
            OffsetSpan(start_s=24, end_s=40, offset_ms=-80, confidence=0.9),
        ),
    }
    return SyncReport(**{**values, **changes})


def draw(analysis: Any) -> np.ndarray:
    file = io.BytesIO()
    draw_analysis(analysis, file)
    picture = cv2.imdecode(np.frombuffer(file.getvalue(), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture


def test_picture_shows_map_curve_and_sound():
    """The picture is large enough to read and full of colours."""
    picture = draw(make_analysis())
    assert picture.shape == (960, 1440, 3)
    assert len(np.unique(picture[::4, ::4].reshape(-1, 3), axis=0)) > 100


def test_picture_without_sound_has_two_panels():
    """Without a spectrogram the picture is lower, not broken."""
    assert draw(make_analysis(mel=None)).shape == (720, 1440, 3)


@pytest.mark.parametrize("num_times", [0, 1, 2])
def test_nothing_measured_is_still_a_picture(num_times: int):
    """An analysis without any known value draws empty panels."""
    lag_ms = np.arange(-1500, 1501, 10.0)
    scores = SimpleNamespace(
        time_s=np.arange(num_times) * 0.04,
        lag_ms=lag_ms,
        distance=np.full((num_times, len(lag_ms)), np.nan, dtype=np.float32),
    )
    report = SyncReport(
        file="\N{CJK UNIFIED IDEOGRAPH-97F3}.mp4",
        status=Status.NOT_MEASURABLE,
        reason="no face was found",
        profile=find_profile("film"),
        tool_version="1",
    )
    rolling_ms = np.full(num_times, np.nan)
    draw(make_analysis(report=report, scores=scores, rolling_ms=rolling_ms, mel=None))


def test_analysis_without_scores_is_refused():
    """There is nothing to draw without scores."""
    with pytest.raises(ValueError, match="without scores"):
        draw_analysis(make_analysis(scores=None), io.BytesIO())


def test_shrinking_averages_what_is_known():
    """Rows are averaged in equal blocks, unknown values left out."""
    rows = np.array([[1, 1], [3, np.nan], [5, np.nan], [7, np.nan], [9, 2]], "f4")
    expected = np.array([[2, 1], [6, np.nan], [9, 2]], "f4")
    np.testing.assert_array_equal(shrink_time(rows, 3), expected)


def test_short_rows_stay_as_they_are():
    """What fits is not averaged."""
    rows = np.eye(3, dtype="f4")
    np.testing.assert_array_equal(shrink_time(rows, 3), rows)
