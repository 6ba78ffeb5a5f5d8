"""How far the measuring has come, and what came out."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from psygnal import SignalGroupDescriptor

from avts_core.sync.report import SyncReport
from avts_core.sync.verdict import DEFAULT_PROFILE, Profile, find_profile
from avts_desktop.state.measured import Measured
from avts_desktop.state.spans import SpanRow


class Stage(StrEnum):
    """Where an analysis stands."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """It could not be made; `problem` says why."""
    CANCELLED = "cancelled"


class Certainty(StrEnum):
    """What a report rests on."""

    ROUGH = "rough"
    """A few samples spread over a long film."""
    GROWING = "growing"
    """The film up to where the analysis is."""
    FINAL = "final"
    """All of it."""


@dataclass(kw_only=True)
class AnalysisState:
    """The measurement of the open movie."""

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    stage: Stage = Stage.IDLE
    fraction: float = 0.0
    """Share done, 0 to 1."""
    activity: str = ""
    """What is going on: the core's word for it (`Progress.stage`)."""
    seconds_left: float | None = None
    speed: float | None = None
    """Seconds of film measured in a second; None until known."""
    report: SyncReport | None = None
    certainty: Certainty = Certainty.FINAL
    """What `report` rests on."""
    profile: Profile = field(default_factory=lambda: find_profile(DEFAULT_PROFILE))
    """What the report is judged by, already at the movie's frame rate."""
    measured: Measured | None = None
    """Curves and maps; a new object for each movie and track."""
    rows: tuple[SpanRow, ...] = ()
    """The stretches of `report` and `measured`, a moment behind them while they grow;
    those that are flagged are the same for table, keys and lanes."""
    problem: str | None = None
    """Why it failed, in a sentence."""
    device: str = ""
    """What the model runs on, in words; empty until known."""
    model: str = ""
    """Name of the model; empty until known."""
    model_sha256: str = ""
    """Of the model's weights; empty until known."""
