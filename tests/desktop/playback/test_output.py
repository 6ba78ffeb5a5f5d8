"""Feeding the device: begin, change of speed, loss, another device."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QThread

from avts_desktop.playback.clock import DeviceClock
from avts_desktop.playback.mixer import Mixer
from avts_desktop.playback.output import Output, Run
from avts_desktop.playback.route import Leg, Route
from avts_desktop.playback.sounds import SoundStore
from tests.benchmarks.playing import RecordingSpeaker

RATE_HZ = 48000


class Desk:
    """An output that runs on this thread, and the devices that it finds."""

    def __init__(self) -> None:
        self.speakers = [RecordingSpeaker()]
        self.mixer = Mixer()
        self.mixer.store = SoundStore(RATE_HZ)
        values = np.arange(10 * RATE_HZ, dtype=np.float32) / (10 * RATE_HZ)
        self.mixer.store.put(0, np.stack([values, values], axis=1))
        self.output = Output(lambda: self.speakers[-1], self.mixer)
        self.audible: list[bool] = []
        self.rates: list[int] = []
        self.output.device_changed.connect(self.audible.append)
        self.output.prepared.connect(self.rates.append)
        self.output.prepare()

    def begin(self, time_s: float = 1.0, speed: float = 1.0) -> Run:
        route = Route(RATE_HZ, (Leg(0, time_s, speed),))
        run = Run(route, DeviceClock(RATE_HZ))
        self.output.begin(run)
        return run


@pytest.fixture
def desk(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Return an output with a recording speaker."""
    # It ends its thread, which here is the test's own.
    monkeypatch.setattr(QThread, "quit", lambda thread: None)
    desk = Desk()
    yield desk
    desk.output.finish()


def heard(speaker: RecordingSpeaker) -> np.ndarray:
    """Return the movie's times of the samples that were heard."""
    return speaker.samples()[1] * 10


def test_it_tells_what_it_found(desk: Desk) -> None:
    """Rate and presence of the device are told at once."""
    assert (desk.rates, desk.audible) == ([48000], [True])


def test_frames_are_fed_in_order(desk: Desk, qtbot) -> None:
    """The device hears the movie from where it began, without a hole."""
    run = desk.begin(1.0)
    qtbot.waitUntil(lambda: run.clock.heard(0.0) > 9600)
    times_s = heard(desk.speakers[0])[300:9000]
    assert np.allclose(times_s, 1 + np.arange(300, 9000) / RATE_HZ, atol=1e-4)


def test_speed_changes_without_a_break(desk: Desk, qtbot) -> None:
    """The new speed is heard after the buffer, and the clock knows."""
    run = desk.begin(1.0)
    qtbot.waitUntil(lambda: run.clock.has_begun)
    desk.output.change_speed(2.0)
    change = run.route.legs[-1].frame
    qtbot.waitUntil(lambda: run.clock.heard(0.0) > change + 4800)
    times_s = heard(desk.speakers[0])
    assert np.diff(times_s[300:]).max() < 0.001
    assert np.median(np.diff(times_s[change + 300 :])) > 1.5 / RATE_HZ
    assert run.route.time_s(change + 4800) == pytest.approx(
        1 + change / RATE_HZ + 0.2, abs=1e-6
    )


def test_speed_changes_while_the_sound_is_awaited(desk: Desk, qtbot) -> None:
    """It holds from the first frame of the run, however long the one before was."""
    run = desk.begin(1.0)
    qtbot.waitUntil(lambda: run.clock.heard(0.0) > 9600)
    store, desk.mixer.store = desk.mixer.store, None
    run = desk.begin(1.0)
    desk.output.change_speed(2.0)
    assert run.route == Route(RATE_HZ, (Leg(0, 1.0, 2.0),))
    desk.mixer.store = store
    qtbot.waitUntil(lambda: run.clock.has_begun)
    assert run.route.time_s(4800) == pytest.approx(1.2)


def test_a_halt_is_silent_at_once(desk: Desk, qtbot) -> None:
    """After a halt nothing more is fed."""
    run = desk.begin()
    qtbot.waitUntil(lambda: run.clock.has_begun)
    desk.output.halt()
    assert desk.speakers[0]._opened_s is None


def test_a_lost_device_does_not_stop_the_film(desk: Desk, qtbot) -> None:
    """The wall clock takes over from what was heard, and it is told."""
    run = desk.begin()
    qtbot.waitUntil(lambda: run.clock.heard(0.0) > 4800)
    desk.speakers[0].is_broken = True
    qtbot.waitUntil(lambda: desk.audible == [True, False])
    lost = run.clock.heard(0.0)
    qtbot.waitUntil(lambda: run.clock.heard(0.0) > lost + 4800)


def test_a_new_device_is_taken_while_playing(desk: Desk, qtbot) -> None:
    """Headphones that are plugged in go on where the loudspeaker was."""
    run = desk.begin()
    qtbot.waitUntil(lambda: run.clock.heard(0.0) > 4800)
    desk.speakers.append(RecordingSpeaker())
    desk.speakers[0].has_moved = True
    qtbot.waitUntil(lambda: len(desk.speakers[1].heard) > 8)
    assert desk.speakers[0]._opened_s is None
    old_s, new_s = heard(desk.speakers[0])[-1], heard(desk.speakers[1])[300]
    assert abs(new_s - old_s) < 0.2


def test_a_device_that_cannot_be_opened_is_silence(desk: Desk, qtbot) -> None:
    """Another program holds it: the film plays without sound, and it is told."""
    desk.speakers[0].can_open = False
    run = desk.begin()
    qtbot.waitUntil(lambda: run.clock.heard(0.0) > 4800)
    assert desk.audible == [True, False]
    desk.output.halt()
    desk.speakers[0].can_open = True
    run = desk.begin()
    qtbot.waitUntil(lambda: run.clock.has_begun)
    assert desk.audible == [True, False, True]


def test_it_waits_for_the_sound_a_little(desk: Desk, qtbot) -> None:
    """Nothing is played before the sound is decoded, but not for ever."""
    store, desk.mixer.store = desk.mixer.store, None
    run = desk.begin()
    assert desk.speakers[0]._opened_s is None
    desk.mixer.store = store
    qtbot.waitUntil(lambda: run.clock.has_begun)
    desk.output.halt()
    desk.mixer.store = None
    run = desk.begin()
    qtbot.waitUntil(lambda: run.clock.has_begun)
