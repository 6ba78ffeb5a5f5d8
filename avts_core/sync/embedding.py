"""Embed the mouths of a movie as they come, in blocks, on one time grid.

Nothing is kept but what waits: crops of five seconds a face at most.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from avts_core.features.grid import MAX_PICTURE_GAP_S, PICTURE_RATE_HZ, pictures_at
from avts_core.features.mouths import Mouth
from avts_core.sync.motion import MotionMeter

if TYPE_CHECKING:
    from avts_core.sync.judge import Judge

BLOCK_PICTURES = 128
"""Pictures embedded at a time, five seconds: a tenth of the work is done twice, and
the decoder does not run dry meanwhile."""


@dataclass(frozen=True, kw_only=True)
class FacePart:
    """A part of one face's stretch without a break, embedded.

    The first part of a stretch is empty: it tells that the face is there. Parts of a
    stretch follow each other without a gap.
    """

    stretch: int
    """Number of the stretch, in the order in which they began."""
    track: int
    """Number of the face; it may have several stretches."""
    first: int
    """Grid number of this part's first embedding: it is centred ``0.04 first`` seconds
    after the origin."""
    pictures: NDArray[np.float16]
    """[shape=(pictures, embedding), float16] one each 40 ms."""
    is_last: bool
    """No more parts of this stretch will come."""


@dataclass(kw_only=True)
class _Open:
    """Mouths of a face that are not embedded yet."""

    number: int
    first: int
    """Grid number of the next embedding of this stretch, if there will be one."""
    next_grid: int
    """Grid number of the first picture that is not on the grid yet."""
    counted_from: int
    """Grid number from which a block's pictures are counted."""
    times_s: list[float] = field(default_factory=list)
    crops: list[NDArray[np.uint8]] = field(default_factory=list)
    tail: NDArray[np.uint8] | None = None
    """Pictures on the grid that the next block needs before its own."""
    has_embeddings: bool = False


class FaceEmbedder:
    """Takes mouths in order of time and gives embedded parts of stretches.

    Parameters
    ----------
    judge
        The model.
    origin
        Time of grid number 0 on the movie's clock.

    Attributes
    ----------
    num_stretches : int
        Stretches that have an embedding.
    num_mouths : int
        Mouths taken.
    passed_time : int
        Stretches that begin later begin at this grid number or after it.
    """

    def __init__(self, judge: "Judge", origin: Fraction) -> None:
        self._judge = judge
        self._origin_s = float(origin)
        self._open: dict[int, _Open] = {}
        self._ready: list[FacePart] = []
        self._num_begun = 0
        self._meter = MotionMeter()
        self.num_stretches = 0
        self.num_mouths = 0
        self.passed_time = 0

    @property
    def motion(self) -> float | None:
        """How much the mouths moved (`MotionMeter`); None if none was embedded."""
        return self._meter.motion

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
                self.pass_time(mouth.time_s)
                waiting = self._begin(mouth)
            waiting.times_s.append(mouth.time_s)
            waiting.crops.append(mouth.crop)
            if self._grid_at(mouth.time_s) - waiting.counted_from >= BLOCK_PICTURES:
                self._embed(mouth.track, is_last=False)
                self.pass_time(mouth.time_s)

    def pass_time(self, time_s: float) -> None:
        """Take note that all mouths before a time have come.

        Faces that are gone are closed, so that their crops are not kept.
        """
        self.passed_time = max(self.passed_time, self._grid_ceil(time_s))
        for track, waiting in list(self._open.items()):
            if time_s - waiting.times_s[-1] > MAX_PICTURE_GAP_S:
                self._close(track)

    def take(self) -> list[FacePart]:
        """Return the parts that came since the last call, each stretch's in order."""
        ready, self._ready = self._ready, []
        return ready

    def finish(self) -> list[FacePart]:
        """Embed what waits and return the parts not taken yet."""
        for track in list(self._open):
            self._close(track)
        return self.take()

    def _grid_at(self, time_s: float) -> int:
        """Return the last grid number not after a time."""
        return int(np.floor((time_s - self._origin_s) * PICTURE_RATE_HZ + 1e-6))

    def _grid_ceil(self, time_s: float) -> int:
        """Return the first grid number not before a time."""
        return int(np.ceil((time_s - self._origin_s) * PICTURE_RATE_HZ - 1e-6))

    def _begin(self, mouth: Mouth) -> _Open:
        """Open a stretch and tell of it."""
        start = self._grid_ceil(mouth.time_s)
        opened = _Open(
            number=self._num_begun,
            first=start + self._judge.picture_span // 2,
            next_grid=start,
            counted_from=self._grid_at(mouth.time_s),
        )
        self._num_begun += 1
        self._open[mouth.track] = opened
        self._tell(mouth.track, np.empty((0, 0), np.float16), is_last=False)
        return opened

    def _tell(
        self, track: int, pictures: NDArray[np.float16], *, is_last: bool
    ) -> None:
        """Hand out a part of an open stretch."""
        waiting = self._open[track]
        self._ready.append(
            FacePart(
                stretch=waiting.number,
                track=track,
                first=waiting.first,
                pictures=pictures,
                is_last=is_last,
            )
        )
        waiting.first += len(pictures)

    def _embed(self, track: int, *, is_last: bool) -> None:
        """Embed all whole grid pictures that wait; keep what the next block needs."""
        pictures = self._on_grid(self._open[track])
        embedded = np.empty((0, 0), np.float16)
        if pictures is not None:
            self._meter.push(pictures)
            embedded = self._judge.embed_pictures(pictures).astype(np.float16)
        if len(embedded) or is_last:
            self._tell(track, embedded, is_last=is_last)

    def _on_grid(self, waiting: _Open) -> NDArray[np.uint8] | None:
        """Return the next pictures to embed with those before that they need."""
        start, stop = waiting.next_grid, self._grid_at(waiting.times_s[-1]) + 1
        if stop <= start or len(waiting.times_s) < 2:
            return None
        grid_s = self._origin_s + np.arange(start, stop) / PICTURE_RATE_HZ
        times = np.array(waiting.times_s)
        pictures = pictures_at(times, np.stack(waiting.crops), grid_s)
        if waiting.tail is not None:
            pictures = np.concatenate([waiting.tail, pictures])
        waiting.next_grid = waiting.counted_from = stop
        # The last picture stays: the next grid time may lie right after it.
        waiting.times_s, waiting.crops = waiting.times_s[-1:], waiting.crops[-1:]
        span = self._judge.picture_span
        if len(pictures) < span:
            waiting.tail = pictures
            return None
        self.num_stretches += not waiting.has_embeddings
        waiting.has_embeddings = True
        waiting.tail = pictures[-(span - 1) :]
        return pictures

    def _close(self, track: int) -> None:
        """End a stretch and embed what is left of it."""
        self._embed(track, is_last=True)
        del self._open[track]
