"""Embed the mouths of a movie as they come, in blocks, on one time grid.

Only embeddings are kept: half a kilobyte a picture and face, whatever the movie.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from avts_core.features.grid import MAX_PICTURE_GAP_S, PICTURE_RATE_HZ, pictures_at
from avts_core.features.mouths import Mouth

if TYPE_CHECKING:
    from avts_core.sync.judge import Judge

BLOCK_PICTURES = 128
"""Pictures embedded at a time, five seconds: a tenth of the work is done twice, and
the decoder does not run dry meanwhile."""


@dataclass(frozen=True, kw_only=True)
class FaceStretch:
    """One face for a while without a break, embedded."""

    track: int
    """Number of the face."""
    first: int
    """Grid number of the first embedding: it is centred ``0.04 first`` seconds after
    the origin."""
    pictures: NDArray[np.float16]
    """[shape=(pictures, embedding), float16] one each 40 ms."""
    scale_px: float
    """Median size of the face (`MouthPlace.scale_px`)."""

    @property
    def stop(self) -> int:
        """Grid number after the last embedding."""
        return self.first + len(self.pictures)


@dataclass(kw_only=True)
class _Open:
    """Mouths of a face that are not embedded yet."""

    times_s: list[float] = field(default_factory=list)
    crops: list[NDArray[np.uint8]] = field(default_factory=list)
    scales: list[float] = field(default_factory=list)
    next_grid: int | None = None
    first: int | None = None
    """Grid number of the first embedding of this stretch, once there is one."""
    tail: NDArray[np.uint8] | None = None
    """Pictures on the grid that the next block needs before its own."""
    done: list[NDArray[np.float16]] = field(default_factory=list)


class FaceEmbedder:
    """Takes mouths in order of time and gives embedded stretches.

    Parameters
    ----------
    judge
        The model.
    origin
        Time of grid number 0 on the movie's clock.
    """

    def __init__(self, judge: "Judge", origin: Fraction) -> None:
        self._judge = judge
        self._origin_s = float(origin)
        self._open: dict[int, _Open] = {}
        self._closed: list[FaceStretch] = []
        self.num_mouths = 0

    def push(self, mouths: Iterable[Mouth]) -> None:
        """Take the mouths that are certain now."""
        for mouth in mouths:
            self.num_mouths += 1
            waiting = self._open.get(mouth.track)
            if waiting is not None and (
                mouth.time_s - waiting.times_s[-1] > MAX_PICTURE_GAP_S
            ):
                self._close(mouth.track)
                waiting = None
            if waiting is None:
                # In a film of short shots no face ever fills a block.
                self._close_forgotten(mouth.time_s)
                waiting = self._open[mouth.track] = _Open()
            waiting.times_s.append(mouth.time_s)
            waiting.crops.append(mouth.crop)
            waiting.scales.append(mouth.scale_px)
            if self._num_ready(waiting) >= BLOCK_PICTURES:
                self._embed(waiting)
                self._close_forgotten(mouth.time_s)

    def finish(self) -> list[FaceStretch]:
        """Embed what waits and return all stretches, by their beginning."""
        for track in list(self._open):
            self._close(track)
        return sorted(self._closed, key=lambda s: (s.first, s.track))

    def _grid_at(self, time_s: float) -> int:
        """Return the last grid number not after a time."""
        return int(np.floor((time_s - self._origin_s) * PICTURE_RATE_HZ + 1e-6))

    def _num_ready(self, waiting: _Open) -> int:
        first = waiting.next_grid
        if first is None:
            first = self._grid_at(waiting.times_s[0])
        return self._grid_at(waiting.times_s[-1]) - first

    def _close_forgotten(self, now_s: float) -> None:
        """Close faces that are gone, so that their crops are not kept."""
        for track, waiting in list(self._open.items()):
            if now_s - waiting.times_s[-1] > MAX_PICTURE_GAP_S:
                self._close(track)

    def _embed(self, waiting: _Open) -> None:
        """Embed all whole grid pictures that wait; keep what the next block needs."""
        start, stop = waiting.next_grid, self._grid_at(waiting.times_s[-1]) + 1
        if start is None:
            start = self._grid_ceil(waiting.times_s[0])
        if stop <= start or len(waiting.times_s) < 2:
            return
        grid_s = self._origin_s + np.arange(start, stop) / PICTURE_RATE_HZ
        times = np.array(waiting.times_s)
        pictures = pictures_at(times, np.stack(waiting.crops), grid_s)
        if waiting.tail is not None:
            pictures = np.concatenate([waiting.tail, pictures])
        waiting.next_grid = stop
        # The last picture stays: the next grid time may lie right after it.
        waiting.times_s, waiting.crops = waiting.times_s[-1:], waiting.crops[-1:]
        span = self._judge.picture_span
        if len(pictures) < span:
            waiting.tail = pictures
            return
        if waiting.first is None:
            waiting.first = stop - len(pictures) + span // 2
        waiting.done.append(self._judge.embed_pictures(pictures).astype(np.float16))
        waiting.tail = pictures[-(span - 1) :]

    def _grid_ceil(self, time_s: float) -> int:
        """Return the first grid number not before a time."""
        return int(np.ceil((time_s - self._origin_s) * PICTURE_RATE_HZ - 1e-6))

    def _close(self, track: int) -> None:
        """End a stretch and keep its embeddings."""
        waiting = self._open.pop(track)
        self._embed(waiting)
        if waiting.first is None:
            return
        self._closed.append(
            FaceStretch(
                track=track,
                first=waiting.first,
                pictures=np.concatenate(waiting.done),
                scale_px=float(np.median(waiting.scales)),
            )
        )
