"""A measured movie of two minutes: in sync, then 120 ms early, with a gap between."""

from collections.abc import Callable

import numpy as np
import pytest

from avts_desktop.state.measured import Measured, Piece
from avts_desktop.state.spans import span_rows
from avts_desktop.state.workspace import Workspace
from avts_desktop.views.lanes.lanes import LanesView
from avts_desktop.views.look import Look
from tests.desktop.fakes import a_report
from tests.desktop.views.lanes.films import NUM_LAGS, blank, drain, path

NUM_TIMES = 3000


@pytest.fixture
def piece() -> Piece:
    """Ridge at 0 for 50 s, nothing for 10 s, then at 120 ms."""
    rng = np.random.default_rng(3)
    fit = rng.integers(60, 90, (NUM_TIMES, NUM_LAGS), dtype=np.uint8)
    rolling_ms = np.where(np.arange(NUM_TIMES) < 1250, 0.0, 120.0)
    column = np.rint((rolling_ms + 1500) / 10).astype(np.intp)
    for shift in (-2, -1, 0, 1, 2):
        fit[np.arange(NUM_TIMES), column + shift] = 150
    fit[1250:1500] = 0
    rolling_ms[1250:1500] = np.nan
    speaker = np.full(NUM_TIMES, -1, np.int32)
    speaker[100:1200], speaker[1500:2900] = 0, 1
    loud = np.tile(np.repeat(np.array([0, 100], np.uint8), 50), 120)
    return Piece(
        fit=fit,
        rolling_ms=rolling_ms.astype(np.float32),
        speaker=speaker,
        mel=np.repeat(2 * loud[:, None], 80, axis=1),
        peaks=np.stack((-loud.astype(np.int8), loud.astype(np.int8)), axis=1),
        faces=(path(0, 0, 50), path(1, 60, 118), path(2, 70, 80)),
        cuts_s=(0.0, 50.0, 60.0),
    )


@pytest.fixture
def measured(piece: Piece) -> Measured:
    """The movie, all of it."""
    measured = blank()
    measured.add(piece)
    return measured


@pytest.fixture
def film(workspace: Workspace, measured: Measured) -> Workspace:
    """A window's state with the measured movie, all of it in view."""
    workspace.timeline.duration_s = 120.0
    workspace.timeline.view = (0.0, 120.0)
    workspace.analysis.measured = measured
    workspace.analysis.report = a_report(0.0)
    workspace.analysis.rows = span_rows(workspace.analysis.report, measured)
    return workspace


@pytest.fixture
def open_lanes(qtbot, look: Look) -> Callable[[Workspace], LanesView]:
    """Show lanes of a state, whose wishes for a view come true."""

    def open_lanes(workspace: Workspace) -> LanesView:
        view = LanesView(workspace, look)
        qtbot.addWidget(view)
        view.resize(1000, 560)
        view.view_wished.connect(
            lambda start_s, stop_s: setattr(
                workspace.timeline, "view", (start_s, stop_s)
            )
        )
        with qtbot.waitExposed(view):
            view.show()
        drain(view)
        return view

    return open_lanes
