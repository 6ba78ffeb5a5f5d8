"""Which sound is decoded: the track that is heard, and one that is made ready."""

from avts_desktop.playback.mixer import Mixer
from avts_desktop.playback.output import Run
from avts_desktop.playback.soundtrack import Soundtrack
from avts_desktop.playback.worker import Post, Retired, Worker
from avts_desktop.state.movie import Movie

_TRACK_READY_S = 0.3
"""Another track is heard as soon as so much of it is there."""


class Listening:
    """Keeps the mixer in sound; for one thread, which never waits for it.

    Parameters
    ----------
    mixer
        Is given the sound of the track that is heard.
    post
        What the threads tell by.
    retired
        Takes threads that are not needed any more.

    Attributes
    ----------
    rate_hz : int or None
        The device's rate; None until it is known, and nothing is decoded before.
    """

    def __init__(self, mixer: Mixer, *, post: Post, retired: Retired) -> None:
        self.rate_hz: int | None = None
        self._mixer, self._post, self._retired = mixer, post, retired
        self._heard: Soundtrack | None = None
        self._coming: Soundtrack | None = None
        """Another track, until it can be heard."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is being decoded."""
        return self._heard is None and self._coming is None

    @property
    def has_failed(self) -> bool:
        """Whether the track that is heard has given up."""
        return self._heard is not None and self._heard.has_failed

    def owns(self, worker: Worker) -> bool:
        """Tell whether a thread is one of those at work."""
        return worker in {self._heard, self._coming}

    def open(self, movie: Movie, *, track: int) -> None:
        """Begin to decode a track; what is heard until it is there goes on."""
        if not movie.has_sound or self.rate_hz is None:
            return
        self._retired.take(self._coming)
        self._coming = Soundtrack(
            movie.path,
            track=track,
            rate_hz=self.rate_hz,
            post=self._post,
            is_alone=not movie.has_picture,
        )

    def close(self) -> None:
        """Decode nothing any more."""
        for part in (self._heard, self._coming):
            self._retired.take(part)
        self._heard = self._coming = self._mixer.store = None

    def change_track(self) -> None:
        """Hear the track that was being made ready, if any."""
        if self._coming is not None:
            self._retired.take(self._heard)
            self._heard, self._coming = self._coming, None
            self._mixer.store = self._heard.store

    def change_when_ready(self, run: Run, now_s: float) -> None:
        """Hear the track that is being made ready as soon as that leaves no gap."""
        if self._coming is None:
            return
        num = round(_TRACK_READY_S * run.route.rate_hz)
        focus = self._mixer.focus(run.route, run.clock.heard(now_s))
        if self._coming.store.is_ready(focus, num):
            self.change_track()

    def aim(self, time_s: float) -> None:
        """Have the sound decoded that is heard at a time of the picture."""
        if self.rate_hz is None:
            return
        focus = round((time_s - self._mixer.delay_s) * self.rate_hz)
        for part in (self._heard, self._coming):
            if part is not None:
                part.aim(focus)

    def end_s(self, movie: Movie) -> float:
        """Return when the sound that is heard ends; 0 without any."""
        if self._heard is None:
            return 0.0
        store = self._heard.store
        if store.end is None:
            return float(movie.duration)
        return store.end / store.rate_hz
