"""All state of a window, made once by the application."""

from dataclasses import dataclass, field

from avts_desktop.state.analysis import AnalysisState
from avts_desktop.state.delay import DelayState
from avts_desktop.state.log import LogState
from avts_desktop.state.player import PlayerState
from avts_desktop.state.session import SessionState
from avts_desktop.state.timeline import TimelineState


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """The state of a window."""

    session: SessionState = field(default_factory=SessionState)
    player: PlayerState = field(default_factory=PlayerState)
    delay: DelayState = field(default_factory=DelayState)
    analysis: AnalysisState = field(default_factory=AnalysisState)
    timeline: TimelineState = field(default_factory=TimelineState)
    log: LogState = field(default_factory=LogState)
