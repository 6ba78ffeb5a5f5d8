"""What is open, what was open, and what went wrong."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from psygnal import SignalGroupDescriptor

from avts_desktop.state.movie import Movie


class Severity(StrEnum):
    """How much a message matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class Message:
    """Something to tell, shown in the window until it is dismissed or outdated."""

    severity: Severity
    text: str
    """One sentence: what happened and, where there is one, the remedy."""
    is_about_movie: bool = False
    """Whether it is outdated by another movie; else it stays until dismissed."""


@dataclass(kw_only=True)
class SessionState:
    """The open movie and what there is to say about it."""

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    movie: Movie | None = None
    opening: Path | None = None
    """The file being opened; None when that is done."""
    message: Message | None = None
    waiting: tuple[Message, ...] = ()
    """What is shown again after `message`, the latest last."""
    recent: tuple[Path, ...] = ()
    """Files opened before, the latest first."""
