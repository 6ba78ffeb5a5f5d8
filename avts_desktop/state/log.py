"""What happened, line by line."""

from dataclasses import dataclass
from typing import ClassVar

from psygnal import SignalGroupDescriptor

MAX_LINES = 2000
"""Older lines are forgotten."""


@dataclass(kw_only=True)
class LogState:
    """Lines for the log tab."""

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    lines: tuple[str, ...] = ()
    """The latest last, each with its time of day."""

    def add(self, line: str) -> None:
        """Append a line and forget the oldest beyond `MAX_LINES`."""
        self.lines = (*self.lines, line)[-MAX_LINES:]
