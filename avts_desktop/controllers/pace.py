"""How fast some work goes and how long it will still take, smoothed for people."""

import math

_MEMORY_S = 5.0
"""Older speeds count less and less; an hour's job neither jumps nor lags."""
_FIRST_S = 1.0
"""Before, nothing is said: the first reports come in a burst."""


class Pace:
    """Follows the share of work done.

    Parameters
    ----------
    film_s
        Length of what is worked through.
    now_s
        When it began, on any clock.
    """

    def __init__(self, film_s: float, now_s: float) -> None:
        self._film_s = film_s
        self._began_s = self._last_s = now_s
        self._fraction = 0.0
        self._rate: float | None = None

    @property
    def speed(self) -> float | None:
        """Seconds of film a second; None until known."""
        return None if self._rate is None else self._rate * self._film_s

    @property
    def seconds_left(self) -> float | None:
        """Seconds still to go; None until known."""
        if not self._rate:
            return None
        return (1 - self._fraction) / self._rate

    def update(self, fraction: float, now_s: float) -> None:
        """Take note of the share done; one that went back says nothing new."""
        gained, took_s = fraction - self._fraction, now_s - self._last_s
        if gained <= 0 or took_s <= 0 or now_s - self._began_s < _FIRST_S:
            return
        rate = gained / took_s
        if self._rate is None:
            self._rate = fraction / (now_s - self._began_s)
        else:
            weight = 1 - math.exp(-took_s / _MEMORY_S)
            self._rate += weight * (rate - self._rate)
        self._fraction, self._last_s = fraction, now_s
