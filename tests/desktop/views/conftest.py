"""A movie, reports and a look for views to show."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from avts_core.sync.report import OffsetSpan, Status, SyncReport
from avts_core.sync.verdict import find_profile, judge
from avts_desktop.state.movie import Movie, SoundTrack
from avts_desktop.state.workspace import Workspace
from avts_desktop.views.look import Look


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    """A dark look that leaves the application as it was."""
    look = Look(theme="dark")
    yield look
    look.set_theme("system")


@pytest.fixture
def movie() -> Movie:
    """Two minutes at 25 fps with two sound tracks."""
    first = SoundTrack(
        number=0, language="eng", title=None, codec="aac", num_channels=2
    )
    return Movie(
        path=Path("film.mov"),
        identity="film",
        duration=Fraction(120),
        fps=Fraction(25),
        width_px=320,
        height_px=240,
        first_frame=0,
        is_drop_frame=False,
        is_variable_rate=False,
        is_interlaced=False,
        video_codec="h264",
        tracks=(first, replace(first, number=1, language="deu", num_channels=6)),
    )


@pytest.fixture
def workspace(movie: Movie) -> Workspace:
    """A window's state with the movie open."""
    workspace = Workspace()
    workspace.session.movie = movie
    return workspace


@pytest.fixture
def make_report() -> Callable[..., SyncReport]:
    """Make a report of an offset, or of no answer where a reason is given."""

    def make(offset_ms: float | None = 120.0, **given) -> SyncReport:
        profile = find_profile("ebu-r37")
        fields = {"file": "film.mov", "profile": profile, "tool_version": "1"}
        if offset_ms is None:
            status = Status.NOT_MEASURABLE
            return SyncReport(**fields, status=status, fps=25.0, **given)
        offsets = given.pop("span_offsets_ms", ())
        spans = tuple(
            OffsetSpan(start_s=10 * i, end_s=10 * i + 10, offset_ms=o, confidence=0.95)
            for i, o in enumerate(offsets)
        )
        answer = {
            "uncertainty_ms": 4.0,
            "confidence": 0.95,
            "coverage": 0.83,
            "fps": 25.0,
            "spans": spans,
            "verdict": judge(
                offset_ms, profile, uncertainty_ms=4.0, span_offsets_ms=offsets
            ),
        }
        return SyncReport(
            **fields, status=Status.OK, offset_ms=offset_ms, **answer | given
        )

    return make
