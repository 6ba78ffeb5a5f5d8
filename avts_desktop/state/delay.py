"""The delay that people try on the sound: one value, from which all else follows."""

from dataclasses import dataclass
from typing import ClassVar

from psygnal import SignalGroupDescriptor

MAX_DELAY_MS = 10_000.0
"""How far the sound may be moved either way."""


@dataclass(kw_only=True)
class DelayState:
    """How much the sound is delayed; negative advances it."""

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    delay_ms: float = 0.0
    """As set on the slider: the same number as the offset that it repairs."""
    is_bypassed: bool = False
    """A/B: hear the sound as it is in the file."""

    @property
    def heard_ms(self) -> float:
        """The delay that is heard now."""
        return 0.0 if self.is_bypassed else self.delay_ms

    @property
    def can_be_compared(self) -> bool:
        """Whether A and B differ."""
        return self.delay_ms != 0 or self.is_bypassed

    def residual_ms(self, offset_ms: float) -> float:
        """Return the offset that is left with the delay that is heard."""
        return offset_ms - self.heard_ms
