"""A closer look at a wide range of lags: rows around the answer, made at the end.

Over a range of ten seconds either way the distances at each time and lag would fill
200 kB a second of film. So while the film is read they are only summed up, and of the
faces that were chosen the embedded pictures are kept (13 kB a second); once the answer
is known, they are compared again with the sound around it alone.

Dimensions: t times each 40 ms.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.jobs import NEVER, CancelToken
from avts_core.sync.comparing import Comparer
from avts_core.sync.contest import Decided
from avts_core.sync.rows import Rows
from avts_core.sync.tally import Tally

CENTRE_STEP_MS = 500.0
"""Axes are centred on multiples of this, so that those of films in sync are alike."""
_COMPARED_AT_ONCE = 125
"""Times; the comparer keeps the sound around them."""


def centre_ms(offset_ms: float | None, max_lag_ms: float, reach_ms: float) -> float:
    """Return the lag around which to look closely.

    Parameters
    ----------
    offset_ms
        The answer; without one it is 0.
    max_lag_ms
        How far offsets were looked for.
    reach_ms
        How far to look either way of the centre, within what was looked for. For an
        answer no further off than that the centre is 0: what is seen is what the usual
        range shows.
    """
    if offset_ms is None or abs(offset_ms) < reach_ms:
        return 0.0
    nearest = CENTRE_STEP_MS * round(offset_ms / CENTRE_STEP_MS)
    room_ms = max(0.0, max_lag_ms - reach_ms)
    return float(np.clip(nearest, -room_ms, room_ms))


@dataclass(frozen=True)
class _Waiting:
    """Embedded pictures of one face, until it is decided when it talks."""

    track: int
    first: int
    pictures: NDArray[np.float16]

    @property
    def stop(self) -> int:
        return self.first + len(self.pictures)


class ChosenPictures:
    """The embedded pictures of the faces that were chosen, in order of time."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []
        self._times = Rows((), np.intp)
        self._pictures: Rows | None = None

    @property
    def times(self) -> NDArray[np.intp]:
        """[shape=(n,)] grid number of each picture, rising."""
        return self._times.values

    @property
    def pictures(self) -> NDArray[np.float16]:
        """[shape=(n, embedding), float16] one each time."""
        if self._pictures is None:
            return np.empty((0, 1), np.float16)
        return self._pictures.values

    def add(self, track: int, first: int, pictures: NDArray[np.float16]) -> None:
        """Keep pictures of a face until it is decided who talks.

        Parameters
        ----------
        track
            The face, by the number that `Decided.speaker` gives it.
        first
            Grid number of the first of them.
        pictures
            [shape=(t, embedding), float16] may be empty.
        """
        if len(pictures):
            self._waiting.append(_Waiting(track, first, pictures))

    def settle(self, decided: Decided) -> None:
        """Keep the pictures of whom was chosen, and forget the others."""
        stop = decided.first + len(decided.speaker)
        found = [_chosen(waiting, decided) for waiting in self._waiting]
        self._waiting = [w for w in self._waiting if w.stop > stop]
        if not found:
            return
        times = np.concatenate([one[0] for one in found])
        pictures = np.concatenate([one[1] for one in found])
        if self._pictures is None:
            self._pictures = Rows(pictures.shape[1:], np.float16)
        order = np.argsort(times, kind="stable")
        self._times.append(times[order])
        self._pictures.append(pictures[order])


def _chosen(
    waiting: _Waiting, decided: Decided
) -> tuple[NDArray[np.intp], NDArray[np.float16]]:
    """Return the times at which a face was chosen, and its pictures there."""
    low = max(waiting.first, decided.first)
    high = max(low, min(waiting.stop, decided.first + len(decided.speaker)))
    speaker = decided.speaker[low - decided.first : high - decided.first]
    times = low + np.flatnonzero(speaker == waiting.track)
    return times, waiting.pictures[times - waiting.first]


def look_closely(
    chosen: ChosenPictures,
    speaker: NDArray[np.int32],
    comparer: Comparer,
    tally: Tally,
    *,
    cancel: CancelToken = NEVER,
) -> None:
    """Compare the chosen faces with the sound again, and tally it.

    Parameters
    ----------
    chosen
        Whose pictures are compared.
    speaker
        [shape=(T,)] track of the face that was chosen at each time.
    comparer
        Knows around which lag to look.
    tally
        Takes the rows of all times; empty before.
    cancel
        Looked at every few seconds of film.

    Raises
    ------
    JobCancelledError
        If cancelled.
    """
    for start in range(0, len(speaker), _COMPARED_AT_ONCE):
        cancel.check()
        stop = min(start + _COMPARED_AT_ONCE, len(speaker))
        values = np.full((stop - start, len(tally.lags_ms)), np.nan, np.float32)
        low, high = np.searchsorted(chosen.times, [start, stop])
        for rows in _runs(chosen.times[low:high]):
            times, pictures = chosen.times[low + rows], chosen.pictures[low + rows]
            values[times - start] = comparer.compare(pictures, int(times[0]))
        tally.add(Decided(first=start, values=values, speaker=speaker[start:stop]))
    tally.finish()


def _runs(times: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """Yield the numbers of times that follow each other without a gap."""
    parts = np.split(np.arange(len(times)), np.flatnonzero(np.diff(times) != 1) + 1)
    yield from (part for part in parts if len(part))
