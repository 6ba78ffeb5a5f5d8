"""The stretch of time that the lanes show."""

from dataclasses import dataclass
from typing import ClassVar

from psygnal import SignalGroupDescriptor

MIN_VIEW_S = 0.5
"""Zooming in ends here: a dozen pictures."""


@dataclass(frozen=True, kw_only=True)
class Marker:
    """A moment that people marked."""

    time_s: float
    text: str = ""


@dataclass(kw_only=True)
class TimelineState:
    """What the lanes show, and what people marked."""

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    view: tuple[float, float] = (0.0, 60.0)
    """First and last second in view."""
    duration_s: float = 0.0
    """Zooming out ends here."""
    is_following: bool = True
    """Whether the view turns the page when the playhead leaves it."""
    markers: tuple[Marker, ...] = ()
    """In order of time."""
