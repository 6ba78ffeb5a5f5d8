"""The thread that feeds the device and reads its clock."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from avts_desktop.playback.clock import DeviceClock
from avts_desktop.playback.mixer import Mixer
from avts_desktop.playback.route import Route
from avts_desktop.playback.speaker import SilentSpeaker, Speaker

_FEED_MS, _FEED_AT_FIRST_MS = 5, 2
"""At first the device is read more often, to find out when exactly it began."""
_AT_FIRST_S = 0.3
_IDLE_MS = 500
_READY_S = 0.1
"""So much sound must be decoded before it begins,"""
_PATIENCE_S = 0.3
"""unless that takes longer than this."""
_START_S, _STALL_S = 2.5, 1.0
"""A device that takes nothing for so long is lost: at first, and later."""
_MEASURE_S, _MEASURE_AT_FIRST_S = 0.05, 0.03
_NUM_LATENCIES = 40
"""A new run begins with the latency that was usual lately."""


@dataclass
class Run:
    """Playing without a break, from pressing play to a pause or a leap.

    The route is replaced as a whole when the speed changes.
    """

    route: Route
    clock: DeviceClock

    def time_s(self, now_s: float) -> float:
        """Return the movie's time that is heard at a moment."""
        return self.route.time_s(self.clock.heard(now_s))


class Output(QObject):
    """Feeds a speaker; lives in a thread with an event loop of its own.

    Parameters
    ----------
    make_speaker
        Makes the device's speaker; called in the thread. None if there is no device.
    mixer
        Makes the frames.

    Attributes
    ----------
    prepared : Signal(int)
        The rate of the device, or of the silent speaker, is known.
    device_changed : Signal(bool)
        Whether sound comes out.
    """

    prepared = Signal(int)
    device_changed = Signal(bool)

    def __init__(
        self, make_speaker: Callable[[], Speaker | None], mixer: Mixer
    ) -> None:
        super().__init__()
        self._make_speaker, self._mixer = make_speaker, mixer
        self._device: Speaker | None = None
        self._speaker: Speaker = SilentSpeaker()
        self._is_open = False
        self._is_audible: bool | None = None
        self._run: Run | None = None
        self._base = self._num_rendered = 0
        self._begun_s = self._opened_s = self._moved_s = self._measured_s = 0.0
        self._num_taken = 0
        self._latencies_s: deque[float] = deque(maxlen=_NUM_LATENCIES)

    @Slot()
    def prepare(self) -> None:
        """Find the device; call it once, in the thread."""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._use_device()
        self._timer.start(_IDLE_MS)

    @Slot(object)
    def begin(self, run: Run) -> None:
        """Play along a route, as soon as its sound is there."""
        self._fall_silent()
        # One that was lost may be back.
        self._speaker = self._device or self._speaker
        self._run = run
        # A change of speed may come before the first frame.
        self._base = self._num_rendered = 0
        self._begun_s = time.monotonic()
        self._mixer.begin()
        self._timer.start(_FEED_AT_FIRST_MS)
        self._tick()

    @Slot()
    def halt(self) -> None:
        """Fall silent at once."""
        self._fall_silent()
        self._timer.start(_IDLE_MS)

    @Slot(float)
    def change_speed(self, speed: float) -> None:
        """Go on at another speed with the next frames."""
        run = self._run
        if run is not None:
            run.route = run.route.at_speed(self._num_rendered, speed)

    @Slot()
    def finish(self) -> None:
        """Let go of the device; call it last, in the thread."""
        self._fall_silent()
        self._timer.stop()
        self._let_go()
        self._speaker = SilentSpeaker()
        self.thread().quit()

    def _let_go(self) -> None:
        if self._device is not None:
            self._device.release()
        self._device = None

    def _use_device(self) -> None:
        """Take the device that is the usual one now."""
        self._let_go()
        self._device = self._make_speaker()
        self._latencies_s.clear()
        self._speaker = self._device or SilentSpeaker()
        self.prepared.emit(self._speaker.rate_hz)
        self._tell(is_audible=self._speaker.is_audible)

    def _tell(self, *, is_audible: bool) -> None:
        if is_audible != self._is_audible:
            self._is_audible = is_audible
            self.device_changed.emit(is_audible)

    def _fall_silent(self) -> None:
        if self._is_open:
            self._speaker.close()
        self._run, self._is_open = None, False

    def _tick(self) -> None:
        """Feed the device, and see how it fares."""
        if self._device is not None and self._device.is_outdated():
            self._change_device()
        run = self._run
        if run is None:
            return
        if not self._is_open and not self._open(run):
            return
        now_s = time.monotonic()
        if self._timer.interval() != _FEED_MS and now_s - self._opened_s > _AT_FIRST_S:
            self._timer.start(_FEED_MS)
        self._read_clock(run)
        self._feed(run)
        if self._is_gone(now_s):
            self._go_on_silently(run)

    def _open(self, run: Run) -> bool:
        """Open the device if the sound is there; tell whether it is open."""
        now_s = time.monotonic()
        num = round(_READY_S * run.route.rate_hz)
        is_ready = self._mixer.is_ready(run.route, num)
        if not is_ready and now_s - self._begun_s < _PATIENCE_S:
            return False
        if not self._speaker.open():
            self._speaker = SilentSpeaker(run.route.rate_hz)
            self._speaker.open()
        run.clock.move(0, latency_s=self._speaker.latency_s)
        self._start_watching(now_s)
        self._tell(is_audible=self._speaker.is_audible)
        return True

    def _start_watching(self, now_s: float) -> None:
        self._is_open = True
        self._opened_s = self._moved_s = now_s
        self._measured_s, self._num_taken = now_s, 0

    def _read_clock(self, run: Run) -> None:
        """Hand on what the device has taken and what it says of itself."""
        speaker = self._speaker
        taken, now_s = speaker.num_taken(), time.monotonic()
        if taken > self._num_taken:
            self._num_taken, self._moved_s = taken, now_s
        is_starved = 0 < self._num_rendered - self._base == taken
        run.clock.observe(self._base + taken, now_s, is_starved=is_starved)
        is_new = now_s - self._opened_s < 1.0
        if taken and now_s - self._measured_s > (
            _MEASURE_AT_FIRST_S if is_new else _MEASURE_S
        ):
            self._measured_s = now_s
            measured = speaker.measure()
            if measured is not None:
                run.clock.correct(self._base + measured[0], measured[1])
                self._latencies_s.append(run.clock.latency_s)
                speaker.latency_s = median(self._latencies_s)

    def _feed(self, run: Run) -> None:
        num = self._speaker.num_free()
        if num > 0:
            frames = self._mixer.render(run.route, self._num_rendered, num)
            self._speaker.write(frames)
            self._num_rendered += num

    def _is_gone(self, now_s: float) -> bool:
        """Tell whether the device has stopped taking frames."""
        limit_s = _STALL_S if self._num_taken else _START_S
        return self._speaker.is_lost() or now_s - self._moved_s > limit_s

    def _go_on_silently(self, run: Run) -> None:
        self._go_on_with(SilentSpeaker(run.route.rate_hz), run)

    def _go_on_with(self, speaker: Speaker, run: Run) -> None:
        """Play on with another speaker, from what is heard now."""
        self._speaker.close()
        now_s = time.monotonic()
        heard = round(run.clock.heard(now_s))
        self._speaker = speaker
        if not speaker.open():
            self._speaker = SilentSpeaker(run.route.rate_hz)
            self._speaker.open()
        run.clock.move(heard, latency_s=self._speaker.latency_s)
        self._base = self._num_rendered = heard
        self._start_watching(now_s)
        self._tell(is_audible=self._speaker.is_audible)

    def _change_device(self) -> None:
        """Play on with the device that is the usual one now."""
        run, rate_hz, old = self._run, self._speaker.rate_hz, self._device
        if run is None or not self._is_open:
            self._use_device()
            return
        speaker = self._device = self._make_speaker()
        self._latencies_s.clear()
        if speaker is None:
            self._go_on_silently(run)
        elif speaker.rate_hz == rate_hz:
            self._go_on_with(speaker, run)
        else:
            # Sound must be decoded anew at this rate; the player begins a new run.
            self._fall_silent()
            self._speaker = speaker
            self.prepared.emit(speaker.rate_hz)
            self._tell(is_audible=speaker.is_audible)
        if old is not None:
            old.release()
