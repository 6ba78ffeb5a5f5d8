"""Which picture is shown, and which is being looked for."""

from collections.abc import Callable
from fractions import Fraction

from avts_desktop.playback.frames import Still
from avts_desktop.playback.projector import Projector, Wish
from avts_desktop.playback.worker import Post, Retired, Worker
from avts_desktop.state.movie import Movie


class Screen:
    """The player's side of the pictures; for one thread, which never waits for it.

    Parameters
    ----------
    post
        What the thread that decodes tells by.
    retired
        Takes threads that are not needed any more.

    Attributes
    ----------
    still : Still or None
        What is shown; None before the first picture.
    wish : Wish or None
        What is being looked for; None when it is there.
    direction : int
        Where pictures are made ready: 1 forwards, -1 backwards.
    """

    def __init__(self, *, post: Post, retired: Retired) -> None:
        self.still: Still | None = None
        self.wish: Wish | None = None
        self.direction = 1
        self._post, self._retired = post, retired
        self._movie: Movie | None = None
        self._projector: Projector | None = None
        self._num_wishes = 0
        self._room = (960, 540)
        self._made_for: tuple[int, int] | None = None
        """Room that what was wished last fits in; None where that is not known."""

    def open(self, movie: Movie) -> None:
        """Have a movie's pictures decoded, if it has any."""
        if movie.has_picture:
            self._movie = movie
            self._read_anew(movie)

    def close(self) -> None:
        """Let go of the movie."""
        self._retired.take(self._projector)
        self._movie = self._projector = self.still = self.wish = None

    @property
    def is_used(self) -> bool:
        """Whether the movie has pictures."""
        return self._projector is not None

    @property
    def is_waiting(self) -> bool:
        """Whether the picture to play on from is not there yet."""
        return self.is_used and (self.wish is not None or self.still is None)

    @property
    def is_at_end(self) -> bool:
        """Whether no picture is to come in this direction."""
        return self._projector is None or self._projector.is_at_end

    @property
    def has_failed(self) -> bool:
        """Whether decoding has been given up."""
        return self._projector is not None and self._projector.has_failed

    def owns(self, worker: Worker) -> bool:
        """Tell whether a thread is the one at work."""
        return worker is self._projector

    def aim(
        self, time: Fraction, *, num_steps: int = 0, is_again: bool = False
    ) -> None:
        """Have a picture looked for; see `Wish`."""
        assert self._movie is not None
        assert self._projector is not None
        if self._projector.has_failed:
            self._read_anew(self._movie)
        self._num_wishes += 1
        self.wish = Wish(
            self._num_wishes, time, num_steps, self.direction, is_again=is_again
        )
        self._made_for = self._room
        self._projector.aim(self.wish)

    def step(self, num_frames: int) -> None:
        """Have the picture so many further on looked for; steps add up."""
        if self.wish is not None:
            self.aim(self.wish.time, num_steps=self.wish.num_steps + num_frames)
        elif self.still is not None:
            self.aim(self.still.time, num_steps=num_frames)

    def land(self, wish: Wish, still: Still) -> bool:
        """Take the picture that was found; tell whether it is the one wished last."""
        self.still = still
        is_latest = self.wish is not None and wish.number == self.wish.number
        if is_latest:
            self.wish = None
        return is_latest

    def set_room(self, width_px: int, height_px: int) -> None:
        """Set the size that pictures made from now on fit in."""
        self._room = (max(1, width_px), max(1, height_px))
        if self._projector is not None:
            self._projector.set_room(*self._room)

    def fit(self) -> None:
        """Have the picture that is shown made for the room there is now."""
        is_there = self.wish is None and self.still is not None
        if is_there and self._room != self._made_for:
            assert self.still is not None
            self.aim(self.still.time, is_again=True)

    def roll(self, now: Callable[[], float] | None) -> None:
        """Give the clock that pictures follow; None when it stands."""
        if self._projector is not None:
            self._projector.roll(now)

    def take(self, time_s: float) -> tuple[Still | None, int]:
        """Return the picture that is due, and how many were passed over for it."""
        if self._projector is None:
            return None, 0
        still, num_passed = self._projector.take(time_s)
        if still is not None:
            self.still, self._made_for = still, None
        return still, num_passed

    def next_time(self) -> Fraction | None:
        """Return when the next picture is due; None if it is not there yet."""
        return None if self._projector is None else self._projector.next_time()

    def _read_anew(self, movie: Movie) -> None:
        self._retired.take(self._projector)
        self._projector = Projector(movie.path, room=self._room, post=self._post)
