"""What the player asks of a thing that lets out sound, and one that is silent."""

import time
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

DEFAULT_RATE_HZ = 48000
_ROOM_S = 0.12


class Speaker(Protocol):
    """Takes stereo frames and lets them out at its own pace.

    Used by one thread. Frames are counted from `open`.

    Attributes
    ----------
    rate_hz : int
        Frames a second.
    latency_s : float
        About how long the last frame of a bite needs to the ear once the device has
        taken it.
    is_audible : bool
        Whether somebody hears it.
    """

    rate_hz: int
    latency_s: float
    is_audible: bool

    def open(self) -> bool:
        """Begin anew, with nothing in the buffer; tell whether that worked."""
        ...

    def num_free(self) -> int:
        """Return how many frames the buffer has room for."""
        ...

    def write(self, frames: NDArray[np.float32]) -> None:
        """Append frames [shape=(frames, 2), float32], no more than are free."""
        ...

    def num_taken(self) -> int:
        """Return how many frames have left the buffer."""
        ...

    def measure(self) -> tuple[float, float] | None:
        """Return how many frames have been heard and when, if the device can tell."""
        ...

    def is_lost(self) -> bool:
        """Tell whether the device has gone."""
        ...

    def is_outdated(self) -> bool:
        """Tell whether another device should be used now, once for each change."""
        ...

    def close(self) -> None:
        """Fall silent at once; it may be opened again."""
        ...

    def release(self) -> None:
        """Let go of the device for good."""
        ...


class SilentSpeaker:
    """Takes frames by the wall clock, where there is no device."""

    def __init__(self, rate_hz: int = DEFAULT_RATE_HZ) -> None:
        self.rate_hz = rate_hz
        self.latency_s = 0.0
        self.is_audible = False
        self._num_written = 0
        self._opened_s = 0.0

    def open(self) -> bool:
        """Begin anew; this always works."""
        self._num_written, self._opened_s = 0, time.monotonic()
        return True

    def num_free(self) -> int:
        """Return how many frames may be written to be ahead by a device's buffer."""
        ahead = self._num_written - self.num_taken()
        return max(0, round(_ROOM_S * self.rate_hz) - ahead)

    def write(self, frames: NDArray[np.float32]) -> None:
        """Count frames."""
        self._num_written += len(frames)

    def num_taken(self) -> int:
        """Return how many frames a device would have taken by now."""
        passed = int((time.monotonic() - self._opened_s) * self.rate_hz)
        return min(passed, self._num_written)

    def measure(self) -> tuple[float, float] | None:
        """Return nothing: what is taken is heard."""
        return None

    def is_lost(self) -> bool:
        """Tell that it cannot be lost."""
        return False

    def is_outdated(self) -> bool:
        """Tell that there is no other."""
        return False

    def close(self) -> None:
        """Do nothing: it is silent."""

    def release(self) -> None:
        """Do nothing: it holds nothing."""
