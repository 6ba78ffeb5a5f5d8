"""What the window and the process that measures tell each other."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avts_core.jobs import Progress
from avts_core.sync.report import SyncReport
from avts_desktop.state.analysis import Certainty
from avts_desktop.state.measured import Piece


@dataclass(frozen=True, kw_only=True)
class AnalysisWish:
    """What to measure."""

    path: Path
    identity: str
    """See `avts_desktop.settings.identity`; empty goes without the cache."""
    track: int = 0
    """Number of the sound track."""
    duration_s: float = 0.0
    """Long films are sampled first."""
    is_anew: bool = False
    """Whether to look at the file again and measure it, whatever was kept of it."""


@dataclass(frozen=True, kw_only=True)
class Ready:
    """The model is loaded."""

    device: str
    """What it runs on, in words."""
    model: str
    """Its name."""
    model_sha256: str = ""
    """Of its weights, in lower-case hex."""


@dataclass(frozen=True, kw_only=True)
class Identified:
    """The file was looked at again."""

    identity: str
    """Of what it holds now."""


@dataclass(frozen=True, kw_only=True)
class Began:
    """The measuring of a movie has begun: where its rows and frames lie in time."""

    start_s: float
    """Time of row 0 on the movie's clock."""
    sound_start_s: float
    """Time of sound frame 0."""
    lag_ms: NDArray[np.float32] = field(compare=False)
    """[shape=(L,)] rising; positive = audio early."""


@dataclass(frozen=True, kw_only=True)
class Grew:
    """More was measured."""

    piece: Piece


@dataclass(frozen=True, kw_only=True)
class Progressed:
    """The work went on."""

    progress: Progress


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What can be said so far."""

    report: SyncReport
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A line for the log."""

    text: str
    is_lost: bool = False
    """Whether it says that a finished analysis could not be kept."""


@dataclass(frozen=True, kw_only=True)
class Finished:
    """All was measured."""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """It could not be measured."""

    reason: str
    """One sentence."""


@dataclass(frozen=True, kw_only=True)
class Cancelled:
    """The work was stopped by wish."""


@dataclass(frozen=True, kw_only=True)
class Died:
    """The process is no more."""

    exit_code: int | None
    """Negative: the signal that killed it; None if it never ran."""


Message = (
    Ready
    | Identified
    | Began
    | Grew
    | Progressed
    | Reported
    | Noted
    | Finished
    | Failed
    | Cancelled
    | Died
)
ENDINGS = (Finished, Failed, Cancelled)


@dataclass(frozen=True, kw_only=True)
class Start:
    """To the process: measure this."""

    job: int
    wish: AnalysisWish


@dataclass(frozen=True, kw_only=True)
class Stop:
    """To the process: stop this, if it is still being done."""

    job: int
