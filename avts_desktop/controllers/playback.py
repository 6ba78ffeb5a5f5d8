"""Playing: wishes of people to the player, and what the player says to the state."""

from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from avts_desktop.controllers.journal import note
from avts_desktop.controllers.messages import Messages
from avts_desktop.controllers.preferences import PreferencesController
from avts_desktop.playback.transport import Transport
from avts_desktop.settings.preferences import MAX_LATENCY_MS
from avts_desktop.state.movie import Movie
from avts_desktop.state.player import SPEEDS
from avts_desktop.state.session import Message, Severity
from avts_desktop.state.workspace import Workspace

_SHUTTLE = (1.0, 2.0)
"""Speeds of J and L, pressed once and again."""


class PlaybackController:
    """Writes the player's state.

    Parameters
    ----------
    workspace
        The state.
    transport
        The player.
    preferences
        Gives the loudness at the start and keeps it.
    """

    def __init__(
        self,
        workspace: Workspace,
        transport: Transport,
        *,
        preferences: PreferencesController | None = None,
    ) -> None:
        self._workspace = workspace
        self._state = workspace.player
        self._transport = transport
        self._preferences = preferences
        self._chosen_speed = 1.0
        self._sought: Fraction | None = None
        self._movie = workspace.session.movie
        self._connect()
        if preferences is not None:
            self._take_preferences(preferences)

    def toggle(self) -> None:
        """Play, or pause."""
        if self._state.is_playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Play on at the chosen speed; from the start, if the end was reached."""
        if not self._has_movie:
            return
        self._run_at(self._chosen_speed)
        self._transport.play()

    def pause(self) -> None:
        """Stop at the picture that is shown."""
        self._transport.pause()

    def seek(self, time: Fraction | float) -> None:
        """Go to a time, or to the nearest end of the movie."""
        if not self._has_movie:
            return
        exact = Fraction(time).limit_denominator(1_000_000)
        self._sought = min(max(exact, Fraction(0)), self._last)
        self._transport.seek(self._sought)

    def skip(self, seconds: float) -> None:
        """Go on by so much, or back; again and again adds up, however slow the disk."""
        self.seek(self._whereabouts + Fraction(seconds).limit_denominator(1000))

    def step(self, num_frames: int) -> None:
        """Stop, and go so many pictures on or back."""
        if self._has_movie:
            self._sought = None
            self._transport.step(num_frames)

    def shuttle(self, direction: int) -> None:
        """Play forwards (1, the key L), backwards (-1, J) or pause (0, K).

        The same again goes faster; the other way begins slowly.
        """
        if direction == 0 or not self._has_movie:
            self.pause()
            return
        sign = 1 if direction > 0 else -1
        along = self._state.speed * sign if self._state.is_playing else 0.0
        faster = (speed for speed in _SHUTTLE if speed > along)
        self._run_at(sign * next(faster, max(_SHUTTLE[-1], along)))
        self._transport.play()

    def go_to_start(self) -> None:
        """Show the first picture."""
        self.seek(0)

    def go_to_end(self) -> None:
        """Show the last picture."""
        self.seek(self._last)

    def set_speed(self, speed: float) -> None:
        """Play at another speed, now and later.

        Raises
        ------
        ValueError
            If it is not between the slowest and the fastest there is.
        """
        if not SPEEDS[0] <= speed <= SPEEDS[-1]:
            msg = f"the speed must be within {SPEEDS[0]} and {SPEEDS[-1]}, got {speed}"
            raise ValueError(msg)
        self._chosen_speed = speed
        self._run_at(speed)

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0 to 1; louder than nothing also ends the mute."""
        volume = min(max(volume, 0.0), 1.0)
        self._state.volume = volume
        self._transport.set_volume(volume)
        self._keep(volume=volume)
        if volume > 0 and self._state.is_muted:
            self.set_muted(False)

    def set_muted(self, is_muted: bool) -> None:
        """Switch the sound off and on."""
        self._state.is_muted = is_muted
        self._transport.set_muted(is_muted)
        self._keep(is_muted=is_muted)

    def set_looping(self, is_looping: bool) -> None:
        """Start again at the end, or not."""
        self._state.is_looping = is_looping
        self._transport.set_looping(is_looping)

    def set_view_size(self, width_px: int, height_px: int) -> None:
        """Say how large the pictures are shown, in pixels of the device."""
        self._transport.set_view_size(width_px, height_px)

    def set_monitor_latency_ms(self, latency_ms: float) -> None:
        """Say how late the room hears; never part of a delay or an export."""
        latency_ms = min(max(latency_ms, -MAX_LATENCY_MS), MAX_LATENCY_MS)
        self._transport.set_monitor_latency_ms(latency_ms)
        self._keep(monitor_latency_ms=latency_ms)

    @property
    def _has_movie(self) -> bool:
        return self._workspace.session.movie is not None

    @property
    def _last(self) -> Fraction:
        """When the last picture is shown."""
        movie = self._workspace.session.movie
        if movie is None:
            return Fraction(0)
        return max(movie.duration - 1 / movie.fps, Fraction(0))

    @property
    def _whereabouts(self) -> Fraction:
        """Where people think they are: where they were sent last, if not yet there."""
        return self._state.position if self._sought is None else self._sought

    def _run_at(self, speed: float) -> None:
        if self._state.speed != speed:
            self._state.speed = speed
            self._transport.set_speed(speed)

    def _connect(self) -> None:
        transport = self._transport
        transport.position_changed.connect(self._on_position)
        transport.playing_changed.connect(self._on_playing)
        transport.ended.connect(self._on_ended)
        transport.device_changed.connect(self._on_device)
        transport.dropped.connect(self._on_dropped)
        transport.failed.connect(self._on_failed)
        self._workspace.session.events.movie.connect(self._on_movie)

    def _take_preferences(self, preferences: PreferencesController) -> None:
        chosen = preferences.current
        self.set_volume(chosen.volume)
        self.set_muted(chosen.is_muted)
        self.set_monitor_latency_ms(chosen.monitor_latency_ms)

    def _keep(self, **fields: float | bool) -> None:
        if self._preferences is not None:
            self._preferences.change(**fields)

    def _on_position(self, position: Fraction) -> None:
        movie = self._workspace.session.movie
        if self._sought is not None and movie is not None:
            # An earlier wish may be answered first; two pictures off is there.
            is_there = abs(position - self._sought) <= 2 / movie.fps
            if is_there or self._state.is_playing:
                self._sought = None
        self._state.position = position

    def _on_playing(self, is_playing: bool) -> None:
        if is_playing:
            self._state.num_dropped = 0
        self._state.is_playing = is_playing

    def _on_ended(self) -> None:
        self._state.is_playing = False

    def _on_device(self, has_device: bool) -> None:
        self._state.has_device = has_device
        if has_device:
            text = QCoreApplication.translate("PlaybackController", "Sound comes out.")
        else:
            text = QCoreApplication.translate(
                "PlaybackController",
                "No sound device: pictures go on by the computer's clock.",
            )
        note(self._workspace, text)

    def _on_dropped(self, num_dropped: int) -> None:
        self._state.num_dropped = num_dropped

    def _on_failed(self, reason: str) -> None:
        self._state.is_playing = False
        message = Message(severity=Severity.ERROR, text=reason, is_about_movie=True)
        Messages(self._workspace.session).tell(message)
        note(self._workspace, reason)

    def _on_movie(self, movie: Movie | None) -> None:
        """Begin with another movie at its start."""
        before, self._movie = self._movie, movie
        if movie is not None and movie.is_same_opening(before):
            return
        self._sought = None
        self._state.position = Fraction(0)
        self._state.num_dropped = 0
        self._run_at(self._chosen_speed)
