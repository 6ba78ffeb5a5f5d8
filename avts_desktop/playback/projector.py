"""The thread that decodes pictures: the one that is asked for, then those to come."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from avts_core.errors import JobCancelledError
from avts_core.jobs import CancelToken
from avts_core.media.viewing import ViewReader
from avts_desktop.playback import worker
from avts_desktop.playback.frames import Still
from avts_desktop.playback.reel import Reel
from avts_desktop.playback.worker import Post, Worker

_AHEAD_BYTES = 96 << 20
_MIN_AHEAD, _MAX_AHEAD = 2, 6
"""Pictures made ready before they are due, within so many bytes."""
_PATIENCE_S = 0.4
"""A search that a newer one follows is finished all the same if nothing has been
shown for so long: scrubbing shows something on the way."""
_GLIMPSE_S = 0.2
"""When pictures come too late, one is shown at least so often."""


@dataclass(frozen=True)
class Wish:
    """Which picture to go to."""

    number: int
    """Counts wishes; the latest counts."""
    time: Fraction
    """The picture shown at this time,"""
    num_steps: int = 0
    """and so many further on, or back."""
    direction: int = 1
    """Where pictures are made ready from there: 1 forwards, -1 backwards."""
    is_again: bool = False
    """Whether it is the picture that is shown already, in another size."""


@dataclass(frozen=True)
class Landed:
    """The picture that was asked for is there."""

    wish: Wish
    still: Still


@dataclass(frozen=True)
class Ready:
    """A picture has come that `Projector.take` was missing."""


class Projector(Worker):
    """Makes pictures ready; has a thread and a movie of its own.

    Parameters
    ----------
    path
        The movie.
    room
        Width and height that pictures fit in.
    post
        Called from the thread with itself and `Landed`, `Failed` or `Ready`.
    """

    def __init__(self, path: Path, *, room: tuple[int, int], post: Post) -> None:
        super().__init__(path, post, name="pictures")
        self._wish: Wish | None = None
        self._room = room
        self._cancel = CancelToken()
        self._landed_s = 0.0
        self._ahead: deque[Still] = deque()
        self._tail: Still | None = None
        """What the next picture to be made ready follows."""
        self._direction = 1
        self._is_hungry = self._is_at_end = self._is_landing = False
        self._seen_s = 0.0
        self._now: Callable[[], float] | None = None
        self._thread.start()

    def aim(self, wish: Wish) -> None:
        """Go to a picture; what was asked for before is given up."""
        with self._wake:
            self._wish = wish
            self._now = None
            has_shown = time.monotonic() - self._landed_s < _PATIENCE_S
            if has_shown or not self._is_landing:
                self._cancel.cancel()
            self._wake.notify()

    def roll(self, now: Callable[[], float] | None) -> None:
        """Give the clock to play by, for pictures too late to be made ready."""
        with self._wake:
            self._now = now

    def set_room(self, width_px: int, height_px: int) -> None:
        """Set the size that pictures made from now on fit in."""
        with self._wake:
            self._room = (width_px, height_px)

    def take(self, time_s: float) -> tuple[Still | None, int]:
        """Return the picture that is due, and how many were passed over for it.

        Parameters
        ----------
        time_s
            Time of the movie now.
        """
        due: Still | None = None
        num_passed = -1
        with self._wake:
            while self._ahead and (
                (float(self._ahead[0].time) - time_s) * self._direction <= 0
            ):
                still = self._ahead.popleft()
                num_passed += 1
                if still.shown is not None:
                    due = still
            self._is_hungry = not self._ahead and not self._is_at_end
            self._wake.notify()
        return due, max(0, num_passed)

    def next_time(self) -> Fraction | None:
        """Return when the next picture is due; None if it is not there yet."""
        with self._wake:
            return self._ahead[0].time if self._ahead else None

    @property
    def is_at_end(self) -> bool:
        """Whether the picture taken last is the last in its direction."""
        with self._wake:
            return self._is_at_end and not self._ahead

    def stop(self) -> None:
        """End the thread soon, without waiting for it."""
        with self._wake:
            super().stop()
            self._cancel.cancel()

    def _read(self) -> None:
        """Meet wishes until told to stop.

        Raises
        ------
        MediaError
            If the movie cannot be read (on).
        """
        with ViewReader(self._path) as reader:
            reel = Reel(reader)
            while not self._is_stopping:
                self._work(reel)

    def _work(self, reel: Reel) -> None:
        """Go where is wished, or make the next picture ready, or wait."""
        with self._wake:
            if self._is_stopping:
                return
            wish, self._wish = self._wish, None
            if wish is not None:
                reel.cancel = self._cancel = CancelToken()
                self._ahead.clear()
                self._tail, self._is_at_end = None, False
            elif self._is_idle(reel):
                self._wake.wait(worker.LOOK_S)
            self._is_landing = wish is not None
            reel.room = self._room
        self._look_after_file()
        try:
            if wish is not None:
                self._land(reel, wish)
            elif not self._is_idle(reel):
                self._make_ready(reel)
        except JobCancelledError:
            pass

    def _is_idle(self, reel: Reel) -> bool:
        """Tell whether enough is ready."""
        if self._tail is None or self._is_at_end:
            return True
        if self._direction < 0:
            return len(self._ahead) >= reel.num_kept // 2
        size = 4 * self._room[0] * self._room[1]
        return len(self._ahead) >= max(
            _MIN_AHEAD, min(_MAX_AHEAD, _AHEAD_BYTES // size)
        )

    def _land(self, reel: Reel, wish: Wish) -> None:
        """Find the picture that is wished for, and tell.

        Raises
        ------
        MediaError
            If there is none.
        JobCancelledError
            If a newer wish has come.
        """
        still = reel.at(wish.time)
        for _ in range(abs(wish.num_steps)):
            found = reel.after(still) if wish.num_steps > 0 else reel.before(still)
            if found is None:
                break
            still = found
        with self._wake:
            self._tail, self._direction = still, wish.direction
            self._landed_s = self._seen_s = time.monotonic()
        self._tell(Landed(wish, still))

    def _make_ready(self, reel: Reel) -> None:
        """Decode one picture more.

        Raises
        ------
        MediaError
            If the movie cannot be read on.
        JobCancelledError
            If a newer wish has come.
        """
        tail, now = self._tail, self._now
        assert tail is not None
        if self._direction < 0:
            still = reel.before(tail, reel.num_kept)
        else:
            still = reel.after(tail, is_seen=not self._is_too_late(tail, now))
        with self._wake:
            if self._tail is not tail or self._wish is not None:
                return
            if still is None:
                self._is_at_end = True
            else:
                self._tail = still
                self._ahead.append(still)
                if still.shown is not None:
                    self._seen_s = time.monotonic()
                self._is_at_end = self._direction > 0 and still.stop is None
            is_missed, self._is_hungry = self._is_hungry, False
        if is_missed:
            self._tell(Ready())

    def _is_too_late(self, tail: Still, now: Callable[[], float] | None) -> bool:
        """Tell whether the picture after one would come when it is over already."""
        if now is None or tail.stop is None:
            return False
        length = tail.stop - tail.time
        is_over = float(tail.stop + length) < now()
        return is_over and time.monotonic() - self._seen_s < _GLIMPSE_S
