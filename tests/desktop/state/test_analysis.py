"""How far the measuring has come."""

import numpy as np
import pytest

from avts_core.sync.verdict import find_profile
from avts_desktop.state.analysis import AnalysisState, Certainty, Stage
from avts_desktop.state.measured import Measured
from tests.desktop.fakes import a_report


def measured():
    return Measured(start_s=0, sound_start_s=0, lag_ms=np.zeros(3, np.float32))


@pytest.fixture
def analysis():
    return AnalysisState()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stage", Stage.RUNNING),
        ("fraction", 0.5),
        ("activity", "watching"),
        ("seconds_left", 31.0),
        ("speed", 12.0),
        ("report", a_report(120.0)),
        ("certainty", Certainty.ROUGH),
        ("profile", find_profile("+20/-40")),
        ("measured", measured()),
        ("problem", "The disk is gone."),
        ("device", "CPU"),
        ("model", "lip-2"),
        ("model_sha256", "abc"),
    ],
)
def test_each_field_tells_its_new_value(analysis, name, value):
    """Once, and not again for the same value."""
    told = []
    getattr(analysis.events, name).connect(told.append)
    setattr(analysis, name, value)
    setattr(analysis, name, value)
    assert told == [value]


def test_another_movies_measurements_are_told_although_empty(analysis):
    """Two that hold nothing yet are two."""
    told = []
    analysis.measured = measured()
    analysis.events.measured.connect(told.append)
    analysis.measured = measured()
    assert len(told) == 1


def test_a_report_judged_anew_is_told(analysis):
    """Another profile changes the verdict, not the numbers."""
    told = []
    analysis.report = a_report(50.0)
    analysis.events.report.connect(told.append)
    analysis.report = a_report(50.0).judged_by(find_profile("+100/-100"))
    (report,) = told
    assert report.offset_ms == 50
    assert report.verdict is not a_report(50.0).verdict
