"""Which face talks: faces in view at a time compete, moment by moment, as they come.

Dimensions: t times each 40 ms, L lags each 10 ms.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.sync.evidence import CHOICE_WINDOW, fit_of

NOBODY = -1
"""Number in place of a track where no face was compared."""
_HALF = CHOICE_WINDOW // 2


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Times whose face is chosen for good."""

    first: int
    """Number of the first time."""
    values: NDArray[np.float32]
    """[shape=(t, L)] similarities of the chosen face; NaN where unknown."""
    speaker: NDArray[np.int32]
    """[shape=(t,)] its track, or `NOBODY`."""


@dataclass(kw_only=True)
class _Entrant:
    """One face's stretch, from its beginning until all its times are decided."""

    track: int
    first: int
    """Its first time."""
    next_time: int
    """First of its times that has not competed yet."""
    own: NDArray[np.float32]
    """[shape=(t, L)] its similarities, from half a window before `next_time` on."""
    before: NDArray[np.float32]
    """[shape=(up to half a window, L)] what stood at the times just before
    `next_time` when this face competed for them."""
    is_last: bool = False
    has_rival: bool = False

    @property
    def stop(self) -> int:
        """Time after the last that is known."""
        return self.next_time - len(self.before) + len(self.own)


class Contest:
    """Chooses, at each time, the face whose lips fit the sound best around it.

    Faces compete in the order in which they came; a newcomer takes the times at which
    it fits more clearly than whoever held them, both judged within two seconds around
    and within the newcomer's stretch. What a face does later can change a time only
    within that window, so times are decided a second or two after their pictures.

    Parameters
    ----------
    num_lags
        L.
    """

    def __init__(self, num_lags: int) -> None:
        self._entrants: dict[int, _Entrant] = {}
        self._first = 0
        self._values = np.empty((0, num_lags), np.float32)
        self._fit = np.empty(0, np.float32)
        self._speaker = np.empty(0, np.int32)

    @property
    def num_decided(self) -> int:
        """Times handed out so far."""
        return self._first

    def add(
        self,
        stretch: int,
        track: int,
        first: int,
        values: NDArray[np.float32],
        *,
        is_last: bool,
    ) -> None:
        """Take the next similarities of a face.

        Parameters
        ----------
        stretch
            Which of the stretches; they rank by their beginning, then by track.
        track
            The face.
        first
            Time of the first of them.
        values
            [shape=(t, L), float32] they go on where those before ended; may be empty.
        is_last
            Whether the stretch ends with them.
        """
        entrant = self._entrants.get(stretch)
        if entrant is None:
            none = self._values[:0]
            entrant = _Entrant(
                track=track, first=first, next_time=first, own=none, before=none
            )
            self._entrants[stretch] = entrant
        if len(values):
            entrant.own = np.concatenate([entrant.own, values])
        entrant.is_last = is_last

    def decide(self, passed_time: int) -> Decided:
        """Let faces compete as far as is known, and return what is certain now.

        Parameters
        ----------
        passed_time
            Faces that come later begin at this time or after it.
        """
        decided = passed_time
        before: int | None = None
        for number, entrant in self._ranked():
            self._compete(entrant, before)
            if entrant.is_last and entrant.next_time == entrant.stop:
                del self._entrants[number]
            else:
                decided = min(decided, entrant.next_time)
                ahead = entrant.next_time if before is None else before
                before = min(entrant.next_time, ahead)
        return self._hand_out(decided)

    def _ranked(self) -> list[tuple[int, _Entrant]]:
        """Return the entrants, those first that hold their times against the rest."""

        def rank(item: tuple[int, _Entrant]) -> tuple[int, int]:
            entrant = item[1]
            return entrant.first, entrant.track

        return sorted(self._entrants.items(), key=rank)

    def _compete(self, entrant: _Entrant, before: int | None) -> None:
        """Let a face compete for its next times.

        Parameters
        ----------
        entrant
            The face.
        before
            Those ranked before it have competed for all times before this one; None
            if they are done.
        """
        start = entrant.next_time
        stop = entrant.stop if entrant.is_last else entrant.stop - _HALF
        if before is not None:
            stop = min(stop, before - _HALF)
        if stop <= start:
            return
        low, high = start - len(entrant.before), min(entrant.stop, stop + _HALF)
        self._reserve(high)
        held = self._values[start - self._first : high - self._first]
        theirs = np.concatenate([entrant.before, held])
        rows = slice(start - low, stop - low)
        at = slice(start - self._first, stop - self._first)
        wins = self._wins(entrant, theirs, rows, self._fit[at])
        self._values[at][wins] = entrant.own[rows][wins]
        self._speaker[at][wins] = entrant.track
        kept = max(low, stop - _HALF) - low
        entrant.before = theirs[kept : stop - low].copy()
        entrant.own = entrant.own[kept:]
        entrant.next_time = stop

    def _wins(
        self,
        entrant: _Entrant,
        theirs: NDArray[np.float32],
        rows: slice,
        rival: NDArray[np.float32],
    ) -> NDArray[np.bool_]:
        """Return at which of the rows a face wins, and write how well it fits there."""
        taken = np.isfinite(theirs[rows]).any(axis=1)
        wins = np.array(~taken)
        entrant.has_rival |= bool(taken.any())
        # Fits are worked out where two faces meet, and kept for a third one.
        if entrant.has_rival:
            unknown = taken & np.isnan(rival)
            if unknown.any():
                rival[unknown] = fit_of(theirs)[rows][unknown]
            fit = fit_of(entrant.own[: len(theirs)])[rows]
            wins |= fit > rival
            rival[wins] = fit[wins]
        return wins

    def _reserve(self, stop: int) -> None:
        """Make room for the times before `stop`."""
        num_more = stop - self._first - len(self._values)
        if num_more > 0:
            shape = (num_more, self._values.shape[1])
            more = np.full(shape, np.nan, np.float32)
            self._values = np.concatenate([self._values, more])
            self._fit = np.concatenate([self._fit, more[:, 0]])
            nobody = np.full(num_more, NOBODY, np.int32)
            self._speaker = np.concatenate([self._speaker, nobody])

    def _hand_out(self, stop: int) -> Decided:
        """Return the times before `stop` that were not handed out yet; forget them."""
        first, count = self._first, max(0, stop - self._first)
        self._reserve(first + count)
        values, speaker = self._values[:count], self._speaker[:count]
        speaker[~np.isfinite(values).any(axis=1)] = NOBODY
        self._first += count
        self._values, self._fit = self._values[count:], self._fit[count:]
        self._speaker = self._speaker[count:]
        return Decided(first=first, values=values, speaker=speaker)
