"""What is being played."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from psygnal import SignalGroupDescriptor

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
"""Speeds to choose from."""


@dataclass(kw_only=True)
class PlayerState:
    """The transport as people see it."""

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    is_playing: bool = False
    position: Fraction = Fraction(0)
    """Time of the picture that is shown, on the movie's clock."""
    speed: float = 1.0
    """Negative when playing backwards."""
    volume: float = 1.0
    """0 to 1, as the slider has it."""
    is_muted: bool = False
    is_looping: bool = False
    """Whether playing starts again at the end."""
    track: int = 0
    """Number of the sound track that is heard."""
    has_device: bool = True
    """Whether sound comes out; else a wall clock leads."""
    num_dropped: int = 0
    """Pictures that came too late to be shown, since playing began."""
