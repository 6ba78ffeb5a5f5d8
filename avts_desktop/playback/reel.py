"""A movie's pictures to and fro, with those seen lately kept."""

from collections import OrderedDict
from collections.abc import Iterator
from fractions import Fraction

from avts_core.jobs import NEVER, CancelToken
from avts_core.media.bgra import BgraConverter
from avts_core.media.video import Picture
from avts_core.media.viewing import ViewReader
from avts_desktop.playback.frames import ShownPicture, Still

_KEPT_BYTES = 128 << 20
_MIN_KEPT, _MAX_KEPT = 4, 120
"""Pictures kept: at 960x540 about sixty, for running backwards without decoding each
of them anew from the last picture that stands alone."""


class Reel:
    """Finds pictures by time, the next and the one before; for one thread.

    Parameters
    ----------
    reader
        An open movie.

    Attributes
    ----------
    cancel : CancelToken
        Ends what is being looked for with `JobCancelledError`.
    """

    def __init__(self, reader: ViewReader) -> None:
        self.cancel: CancelToken = NEVER
        self._reader = reader
        self._converter = BgraConverter()
        self._room = (1, 1)
        self._kept: OrderedDict[Fraction, Still] = OrderedDict()
        self._coming: Iterator[tuple[Picture, Fraction | None]] = iter(())
        self._coming_time: Fraction | None = None
        """Time of the picture that comes next; None where that is not known."""
        self._landed: tuple[Picture, Still] | None = None

    @property
    def num_kept(self) -> int:
        """How many pictures of this size may be kept."""
        size = 4 * self._room[0] * self._room[1]
        return max(_MIN_KEPT, min(_MAX_KEPT, _KEPT_BYTES // size))

    @property
    def room(self) -> tuple[int, int]:
        """Width and height that pictures fit in."""
        return self._room

    @room.setter
    def room(self, room: tuple[int, int]) -> None:
        if room != self._room:
            self._room = room
            self._kept.clear()

    def at(self, time: Fraction) -> Still:
        """Return the picture that is shown at a time.

        Raises
        ------
        MediaError
            If there is none.
        JobCancelledError
            If cancelled.
        """
        for still in self._kept.values():
            if still.covers(time):
                return self._keep(still)
        if self._landed is not None and self._landed[1].covers(time):
            # Shown at another size.
            picture, still = self._landed
            return self._keep(self._converted(picture, still.stop))
        self._go_to(time)
        picture, stop = next(self._coming)
        still = self._keep(self._converted(picture, stop))
        self._coming_time = stop
        self._landed = (picture, still)
        return still

    def after(self, still: Still, *, is_seen: bool = True) -> Still | None:
        """Return the next picture, None after the last.

        Parameters
        ----------
        still
            The one before it.
        is_seen
            Whether it must be made ready for showing.

        Raises
        ------
        MediaError
            If the movie cannot be read on.
        JobCancelledError
            If cancelled.
        """
        if still.stop is None:
            return None
        kept = self._kept.get(still.stop)
        if kept is not None:
            return self._keep(kept)
        if self._coming_time != still.stop:
            self._go_to(still.stop)
        return self._pull(is_seen=is_seen)

    def before(self, still: Still, num_ahead: int = 12) -> Still | None:
        """Return the picture before, None before the first.

        Parameters
        ----------
        still
            The one after it.
        num_ahead
            Pictures to decode at a time, as they come in order only.

        Raises
        ------
        MediaError
            If the movie cannot be read.
        JobCancelledError
            If cancelled.
        """
        for kept in self._kept.values():
            if kept.stop == still.time:
                return self._keep(kept)
        found: Still | None = None
        num = max(1, min(num_ahead, self.num_kept // 2))
        self._go_to(still.time - num * self._reader.spacing)
        while (pulled := self._pull()) is not None and pulled.time < still.time:
            found = pulled
            if found.stop == still.time:
                break
        return found

    def _go_to(self, time: Fraction) -> None:
        self._coming_time = None
        self._coming = self._reader.pictures_from(time, cancel=self.cancel)

    def _pull(self, *, is_seen: bool = True) -> Still | None:
        """Decode the next picture and keep it."""
        self._coming_time = None
        picture, stop = next(self._coming, (None, None))
        if picture is None:
            return None
        if is_seen:
            still = self._keep(self._converted(picture, stop))
        else:
            still = Still(picture.time, stop, None)
        self._coming_time = stop
        return still

    def _converted(self, picture: Picture, stop: Fraction | None) -> Still:
        bgra = picture.bgra(self._converter, *self._room)
        return Still(picture.time, stop, ShownPicture(picture.time, bgra))

    def _keep(self, still: Still) -> Still:
        """Remember a picture as the one seen last, and forget the oldest."""
        self._kept[still.time] = still
        self._kept.move_to_end(still.time)
        while len(self._kept) > self.num_kept:
            self._kept.popitem(last=False)
        return still
