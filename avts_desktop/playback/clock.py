"""What the device lets one hear now, in frames, from what it has taken so far.

A device takes frames in bites of 5 to 50 ms, and some of what it took is still on its
way to the ear. Just after a bite the most is under way; the largest of all recent
readings of (frames taken - time) hence lies on a straight line, whatever the moment
of reading, and the line lies ahead of the ear by the latency. Where the device tells
what is heard, that is taken instead as soon as it has told it a few times: it also
notices what happens behind the buffer.
"""

import threading
from collections import deque
from statistics import median

_WINDOW_S = 0.8
"""Readings so old are forgotten: longer than several bites, short enough to follow a
device whose second differs from ours by a hundredth of a percent."""
_SETTLE_S = 0.1
"""A small correction is spread over about this time."""
_MAX_SMOOTH_S = 0.025
"""A larger one is made at once."""
_FRESH_S = 0.015
_STALL_S = 0.2
"""A device that takes nothing for so long has stopped; its line begins anew."""
_NUM_TOLD, _MIN_TOLD = 5, 3
"""Of so many answers of the device the middle one counts: now and then one that was
given while a bite was on its way is 15 ms off."""


class DeviceClock:
    """Turns readings of a device into a smooth clock that never runs backwards.

    Any thread may ask; the one that writes to the device tells.

    Parameters
    ----------
    rate_hz
        Frames a second.
    latency_s
        First guess of the time from leaving the buffer to the ear.
    """

    def __init__(self, rate_hz: int, *, latency_s: float = 0.0) -> None:
        self._rate_hz = rate_hz
        self._lock = threading.Lock()
        self._guess_s = latency_s
        self._told: deque[float] = deque(maxlen=_NUM_TOLD)
        """Heard seconds less our seconds, as the device said lately."""
        self._peaks: deque[tuple[float, float]] = deque()
        """Times and lags of readings, the lags falling."""
        self._lag_s: float | None = None
        """Heard seconds less our seconds; None while the device has not begun."""
        self._last = 0.0
        self._taken = 0
        self._moved_s: float | None = None
        self._read_s = 0.0

    @property
    def latency_s(self) -> float:
        """Time from leaving the buffer to the ear, as far as is known."""
        if len(self._told) < _MIN_TOLD or not self._peaks:
            return self._guess_s
        return max(0.0, self._peaks[0][1] - median(self._told))

    @property
    def has_begun(self) -> bool:
        """Whether sound comes out."""
        return self._lag_s is not None

    def observe(self, taken: int, now_s: float, *, is_starved: bool = False) -> None:
        """Tell how many frames have left the buffer.

        Parameters
        ----------
        taken
            Frames since playing began.
        now_s
            When that was so, by `time.monotonic`.
        is_starved
            Whether the buffer ran empty: what is heard after it comes later.
        """
        with self._lock:
            self._last = self._heard(now_s)
            has_moved = taken > self._taken
            if has_moved:
                self._taken, self._moved_s = taken, now_s
            self._read_s = now_s
            stalled_s = 0.0 if self._moved_s is None else now_s - self._moved_s
            if is_starved or stalled_s > _STALL_S:
                self._peaks.clear()
                self._told.clear()
                self._lag_s = None
            elif has_moved or self._lag_s is not None:
                self._follow(taken / self._rate_hz - now_s, now_s)

    def correct(self, heard: float, at_s: float) -> None:
        """Tell what the device itself says is heard.

        Parameters
        ----------
        heard
            Frames heard since playing began.
        at_s
            When that was so, by `time.monotonic`.
        """
        with self._lock:
            self._told.append(heard / self._rate_hz - at_s)

    def move(self, heard: int, *, latency_s: float) -> None:
        """Go on with another device, which begins at a frame."""
        with self._lock:
            self._peaks.clear()
            self._told.clear()
            self._lag_s, self._moved_s = None, None
            self._guess_s, self._taken = latency_s, heard
            self._last = max(self._last, heard)

    def heard(self, now_s: float) -> float:
        """Return the frames heard since playing began."""
        with self._lock:
            self._last = self._heard(now_s)
            return self._last

    def due_s(self, frame: float) -> float | None:
        """Return when a frame is heard, by `time.monotonic`, if that is known."""
        with self._lock:
            if self._lag_s is None:
                return None
            return frame / self._rate_hz - self._lag_s

    def _heard(self, now_s: float) -> float:
        if self._lag_s is None:
            return self._last
        heard = (self._lag_s + now_s) * self._rate_hz
        if now_s - self._read_s < _FRESH_S:
            heard = min(heard, self._taken)
        return max(self._last, heard)

    def _follow(self, lag_s: float, now_s: float) -> None:
        """Move the line towards the largest recent reading, less the latency."""
        peaks = self._peaks
        since_s = now_s - peaks[-1][0] if peaks else 0.0
        while peaks and peaks[-1][1] <= lag_s:
            peaks.pop()
        peaks.append((now_s, lag_s))
        while peaks[0][0] < now_s - _WINDOW_S:
            peaks.popleft()
        goal_s = peaks[0][1] - self.latency_s
        gap_s = goal_s - (goal_s if self._lag_s is None else self._lag_s)
        if self._lag_s is None or abs(gap_s) > _MAX_SMOOTH_S:
            self._lag_s = goal_s
        else:
            self._lag_s += gap_s * min(1.0, since_s / _SETTLE_S)
