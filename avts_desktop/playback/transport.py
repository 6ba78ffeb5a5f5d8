"""The player: what the window and its controller know of playing a movie."""

import time
from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from avts_desktop.playback.clock import DeviceClock
from avts_desktop.playback.frames import Still
from avts_desktop.playback.listening import Listening
from avts_desktop.playback.outlet import Outlet
from avts_desktop.playback.output import Run
from avts_desktop.playback.projector import Landed, Wish
from avts_desktop.playback.route import Leg, Route
from avts_desktop.playback.screen import Screen
from avts_desktop.playback.speaker import Speaker
from avts_desktop.playback.worker import Failed, Retired, Worker
from avts_desktop.state.movie import Movie

_EARLY_S = 0.001
"""A picture may come so much too early: timers count whole milliseconds."""
_LONGEST_WAIT_S = 0.05
"""The clock is looked at again at least so often."""
_START_WAIT_S = 0.004
_TICK_S = 0.04
"""So often the position is told where no picture tells it."""
_SHUTDOWN_S = 0.9


def _usual_speaker() -> Speaker:
    """Return the system's usual device; to be called in the thread that feeds it."""
    # Loading it takes a while, which must not hold up the window.
    from avts_desktop.playback.device import QtSpeaker  # noqa: PLC0415

    return QtSpeaker()


class Transport(QObject):
    """Plays a movie; lives on the UI thread and never blocks it.

    Decoding runs in threads; the device is fed from another and its clock leads: a
    picture is shown when the device lets out the sound that belongs to it.

    Parameters
    ----------
    parent
        Qt's owner.
    make_speaker
        Makes the device that is fed, in the thread that feeds it; None if there is
        none. The system's usual device by default.

    Attributes
    ----------
    picture_shown : Signal(ShownPicture or None)
        A picture is due now: paint it. None when the movie is closed: none is.
    position_changed : Signal(Fraction)
        Time of the picture that is shown; of the sound where there is no picture.
    playing_changed : Signal(bool)
    ended : Signal()
        The end was reached, and playing has stopped at the last picture.
    device_changed : Signal(bool)
        Whether sound comes out; else a wall clock leads.
    dropped : Signal(int)
        Pictures that came too late to be shown, since playing began.
    failed : Signal(str)
        Something cannot be played (on); what, in a sentence.
    """

    picture_shown = Signal(object)
    position_changed = Signal(object)
    playing_changed = Signal(bool)
    ended = Signal()
    device_changed = Signal(bool)
    dropped = Signal(int)
    failed = Signal(str)

    _arrived = Signal(object, object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        make_speaker: Callable[[], Speaker | None] = _usual_speaker,
    ) -> None:
        super().__init__(parent)
        self._movie: Movie | None = None
        self._track = 0
        self._retired = Retired()
        self._outlet = Outlet(make_speaker, parent=self)
        self._outlet.prepared.connect(self._use_rate)
        self._outlet.device_changed.connect(self.device_changed)
        self._arrived.connect(self._take_in, Qt.ConnectionType.QueuedConnection)
        post = self._arrived.emit
        self._screen = Screen(post=post, retired=self._retired)
        self._sound = Listening(self._outlet.mixer, post=post, retired=self._retired)
        self._position = Fraction(0)
        self._run: Run | None = None
        self._num_dropped = 0
        self._is_playing = self._is_looping = self._is_over = False
        self._speed, self._latency_s = 1.0, 0.0
        self._told = ""
        """What went wrong since the last wish of people: told once for each."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def prepare(self) -> None:
        """Look for the device; otherwise done when the first movie is opened.

        It takes a while, in a thread of its own.
        """
        self._outlet.prepare()

    @property
    def is_playing(self) -> bool:
        """Whether it plays, or will as soon as the picture is there."""
        return self._is_playing

    @property
    def position(self) -> Fraction:
        """Time of the picture that is shown, in seconds on the movie's clock."""
        return self._position

    @property
    def due_s(self) -> float | None:
        """Time of the picture that belongs to what is heard now; None if it stands."""
        return None if self._run is None else self._time_s(self._run)

    def open(self, movie: Movie, *, track: int = 0) -> None:
        """Show a movie's first picture; the one that was open is closed."""
        self.close()
        self.prepare()
        self._movie, self._track = movie, track
        self._screen.open(movie)
        if self._screen.is_used:
            self._aim(Fraction(0))
        self._open_sound()

    def close(self) -> None:
        """Let go of the movie."""
        self.pause()
        if self._screen.still is not None:
            self.picture_shown.emit(None)
        self._screen.close()
        self._sound.close()
        self._movie = None
        self._position, self._is_over, self._told = Fraction(0), False, ""

    def play(self) -> None:
        """Play on; from the start, if the end was reached."""
        if self._movie is None or self._is_playing:
            return
        self._is_playing, self._num_dropped, self._told = True, 0, ""
        self.playing_changed.emit(True)
        self.dropped.emit(0)
        is_turned = self._screen.direction * self._speed < 0
        if self._is_over and self._speed > 0:
            self._go(Fraction(0))
        elif is_turned or self._must_read_anew():
            self._go(self._position)
        else:
            self._begin()

    def pause(self) -> None:
        """Stop at the picture that is shown."""
        self._stop_run()
        if self._is_playing:
            self._is_playing = False
            self.playing_changed.emit(False)

    def seek(self, time: Fraction) -> None:
        """Go to the picture that is shown at a time; playing goes on there."""
        self._told = ""
        if self._movie is not None:
            self._go(min(max(Fraction(0), Fraction(time)), self._movie.duration))

    def step(self, num_frames: int) -> None:
        """Stop, and go so many pictures on, or back if negative."""
        self._told = ""
        self.pause()
        if self._movie is None:
            return
        if not self._screen.is_used:
            self.seek(self._position + num_frames / self._movie.fps)
            return
        self._is_over = False
        self._screen.direction = self._direction
        self._screen.step(num_frames)
        self._aim_sound()

    def set_speed(self, speed: float) -> None:
        """Play faster or slower; negative plays backwards without sound.

        Raises
        ------
        ValueError
            If the speed is 0: that is `pause`.
        """
        if speed == 0:
            msg = "speed must not be 0; pause instead"
            raise ValueError(msg)
        is_turned = speed * self._speed < 0
        self._speed = speed
        if not self._is_playing:
            return
        if is_turned:
            self._go(self._position)
        elif self._run is not None:
            self._outlet.change_speed(speed)

    def set_delay_ms(self, delay_ms: float) -> None:
        """Delay the sound against the picture, heard at once."""
        self._outlet.mixer.delay_s = delay_ms / 1000
        self._aim_sound()

    def set_monitor_latency_ms(self, latency_ms: float) -> None:
        """Show pictures later, as headphones or loudspeakers are slow."""
        self._latency_s = latency_ms / 1000

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0 to 1, as people hear it."""
        self._outlet.set_volume(volume)

    def set_muted(self, is_muted: bool) -> None:
        """Switch the sound off and on."""
        self._outlet.set_muted(is_muted)

    def set_track(self, track: int) -> None:
        """Hear another sound track."""
        if track != self._track:
            self._track = track
            self._open_sound()

    def set_looping(self, is_looping: bool) -> None:
        """Start again at the end, or not."""
        self._is_looping = is_looping

    def set_view_size(self, width_px: int, height_px: int) -> None:
        """Say how large the view is, in pixels of the device."""
        self._screen.set_room(width_px, height_px)
        if self._run is None:
            self._screen.fit()

    def shutdown(self) -> None:
        """End all threads within a second; nothing may be called afterwards.

        One that a system library holds up ends later, by itself.
        """
        until_s = time.monotonic() + _SHUTDOWN_S
        self.close()
        self._outlet.finish()
        self._retired.wait(until_s)
        self._outlet.wait(until_s)

    @property
    def _direction(self) -> int:
        return 1 if self._speed > 0 else -1

    @Slot(int)
    def _use_rate(self, rate_hz: int) -> None:
        """Take sound at the device's rate from now on."""
        if rate_hz == self._sound.rate_hz:
            return
        self._stop_run()
        self._sound.close()
        self._sound.rate_hz = rate_hz
        self._open_sound()
        self._begin()

    def _open_sound(self) -> None:
        """Decode the chosen track; what is heard until then goes on."""
        if self._movie is None or (self._screen.is_used and self._screen.still is None):
            # With pictures after the first of them, which it would hold up.
            return
        self._sound.open(self._movie, track=self._track)
        self._aim_sound()
        if self._run is None:
            self._sound.change_track()

    def _aim_sound(self) -> None:
        """Have the sound around the position decoded."""
        wish = self._screen.wish
        time_s = float(self._position if wish is None or wish.is_again else wish.time)
        if self._run is not None:
            time_s = self._run.time_s(time.monotonic())
        self._sound.aim(time_s)

    def _go(self, time: Fraction) -> None:
        """Go to a time and, if it plays, play on there."""
        self._stop_run()
        if self._screen.is_used:
            self._aim(time)
            return
        self._is_over, self._position = False, time
        self.position_changed.emit(time)
        if self._must_read_anew():
            self._open_sound()
        self._aim_sound()
        self._begin()

    def _must_read_anew(self) -> bool:
        """Tell whether what the position runs with has given up."""
        leading = self._screen if self._screen.is_used else self._sound
        return leading.has_failed

    def _aim(self, time: Fraction) -> None:
        """Have the picture that is shown at a time looked for."""
        self._is_over = False
        self._screen.direction = self._direction
        self._screen.aim(time)
        self._aim_sound()

    @Slot(object, object)
    def _take_in(self, worker: Worker, message: object) -> None:
        """Hear from the threads of the movie; those that are retired do not count."""
        if not self._screen.owns(worker) and not self._sound.owns(worker):
            return
        if isinstance(message, Failed):
            self.pause()
            if message.words != self._told:
                self._told = message.words
                self.failed.emit(message.words)
        elif isinstance(message, Landed):
            self._land(message.wish, message.still)
        else:
            self._tick()

    def _land(self, wish: Wish, still: Still) -> None:
        """Show the picture that was looked for, and play on if it is the latest."""
        is_latest = self._screen.land(wish, still)
        self._show(still, position=self._place_of(wish, still))
        if self._sound.is_empty:
            self._open_sound()
        if is_latest:
            self._aim_sound()
            self._begin()
        if self._run is None:
            # The view may have changed meanwhile.
            self._screen.fit()

    def _place_of(self, wish: Wish, still: Still) -> Fraction:
        """Return where one is when the picture that was wished for is shown."""
        assert self._movie is not None
        if wish.is_again:
            return self._position
        end = still.stop or still.time + 1 / self._movie.fps
        is_outside = wish.num_steps == 0 and not still.time <= wish.time < end
        place = wish.time if is_outside else still.time
        return min(place, self._last_place(still))

    def _last_place(self, still: Still | None) -> Fraction:
        """Return the last place there is, a frame from the end.

        It is the last picture unless the sound outlasts that by a whole frame.
        """
        assert self._movie is not None
        frame = 1 / self._movie.fps
        if still is not None:
            end = still.stop or still.time + frame
            if self._movie.duration < end + frame:
                return still.time
        return max(self._movie.duration - frame, Fraction(0))

    def _show(self, still: Still, *, position: Fraction) -> None:
        self._position = position
        self.picture_shown.emit(still.shown)
        self.position_changed.emit(position)

    def _begin(self) -> None:
        """Play from the picture that is shown, if it is time for that."""
        rate_hz = self._sound.rate_hz
        if not self._is_playing or rate_hz is None or self._screen.is_waiting:
            return
        route = Route(rate_hz, (Leg(0, float(self._position), self._speed),))
        run = self._run = Run(route, DeviceClock(rate_hz))
        self._screen.roll(lambda: self._time_s(run))
        self._outlet.begin(run)
        self._timer.start(0)

    def _stop_run(self) -> None:
        """Fall silent and show no more."""
        self._timer.stop()
        if self._run is None:
            return
        self._run = None
        self._outlet.halt()
        self._sound.change_track()
        self._screen.roll(None)

    def _time_s(self, run: Run) -> float:
        """Return the time of the picture that is due now."""
        heard = run.clock.heard(time.monotonic())
        return run.route.time_s(heard - self._latency_s * run.route.rate_hz)

    @Slot()
    def _tick(self) -> None:
        """Show what is due, and wait for what comes next."""
        run = self._run
        if run is None:
            return
        time_s = self._time_s(run)
        self._present(time_s)
        self._aim_sound()
        self._sound.change_when_ready(run, time.monotonic())
        if self._has_come_to_end(time_s):
            self._end()
        elif self._run is run:
            self._timer.start(int(self._wait_s(run) * 1000))

    def _present(self, time_s: float) -> None:
        """Show the picture that is due, if any, or tell the time without one."""
        still, num_passed = self._screen.take(time_s + _EARLY_S * self._speed)
        if num_passed:
            self._num_dropped += num_passed
            self.dropped.emit(self._num_dropped)
        if still is not None:
            self._show(still, position=still.time)
        elif self._screen.is_at_end:
            # Sound goes on where there is no picture.
            last = self._last_place(self._screen.still)
            place = min(Fraction(round(time_s * 1000), 1000), last)
            if abs(place - self._position) >= _TICK_S:
                self._stand_at(place)

    def _stand_at(self, place: Fraction) -> None:
        if place != self._position:
            self._position = place
            self.position_changed.emit(place)

    def _wait_s(self, run: Run) -> float:
        """Return how long to wait for the next picture."""
        if self._screen.is_at_end:
            return _TICK_S / 2
        if not run.clock.has_begun:
            return _START_WAIT_S
        following = self._screen.next_time()
        if following is None:
            return _LONGEST_WAIT_S
        due_s = run.clock.due_s(run.route.frame(float(following)))
        if due_s is None:
            return _START_WAIT_S
        wait_s = due_s + self._latency_s - time.monotonic()
        return min(max(0.0, wait_s), _LONGEST_WAIT_S)

    def _has_come_to_end(self, time_s: float) -> bool:
        """Tell whether all has been played."""
        assert self._movie is not None
        if not self._screen.is_at_end:
            return False
        still = self._screen.still
        if self._speed < 0:
            return time_s <= (0 if still is None else float(still.time))
        shown_s = 0.0 if still is None else float(still.time + 1 / self._movie.fps)
        return time_s >= max(shown_s, self._sound.end_s(self._movie))

    def _end(self) -> None:
        """Begin again, or stop at the last picture."""
        if self._is_looping and self._speed > 0:
            self._go(Fraction(0))
            return
        self.pause()
        if self._speed > 0:
            self._stand_at(self._last_place(self._screen.still))
            self._is_over = True
            self.ended.emit()
