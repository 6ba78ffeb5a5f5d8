"""The device's clock: straight, never backwards, true to what the device says."""

import random

import pytest

from avts_desktop.playback.clock import DeviceClock

RATE_HZ = 48000
BITE = 480
LATENCY_S = 0.03


class Device:
    """Takes bites of 10 ms, whose last frame is heard `LATENCY_S` later."""

    def __init__(self, begun_s: float = 100.0) -> None:
        self.begun_s = begun_s

    def taken(self, now_s: float) -> int:
        if now_s < self.begun_s:
            return 0
        return (int((now_s - self.begun_s) * RATE_HZ / BITE) + 1) * BITE

    def heard(self, now_s: float) -> float:
        return max(0.0, BITE + (now_s - self.begun_s - LATENCY_S) * RATE_HZ)


def watch(
    clock: DeviceClock, device: Device, start_s: float, stop_s: float, seed: int = 1
) -> list[float]:
    """Read the device every 2 to 9 ms; return the errors in ms after each reading."""
    rng, now_s, errors = random.Random(seed), start_s, []
    while now_s < stop_s:
        clock.observe(device.taken(now_s), now_s)
        then_s = now_s + rng.uniform(0, 0.002)
        errors.append(1000 * (clock.heard(then_s) - device.heard(then_s)) / RATE_HZ)
        now_s += rng.uniform(0.002, 0.009)
    return errors


@pytest.mark.parametrize("seed", range(5))
def test_bites_make_a_straight_line(seed: int) -> None:
    """However bites and readings fall, the clock is true to 2 ms after a moment."""
    clock = DeviceClock(RATE_HZ, latency_s=LATENCY_S)
    errors = watch(clock, Device(), 99.97, 102.0, seed)
    assert max(abs(e) for e in errors[60:]) < 2
    assert max(abs(e) for e in errors[10:]) < 10


def test_nothing_is_heard_before_the_device_begins() -> None:
    """Until the first bite the clock stands, and tells that it does."""
    clock = DeviceClock(RATE_HZ, latency_s=LATENCY_S)
    for k in range(10):
        clock.observe(0, 100 + k / 200)
    assert clock.heard(100.05) == 0
    assert not clock.has_begun
    assert clock.due_s(480) is None
    clock.observe(BITE, 100.06)
    assert clock.has_begun


def test_what_the_device_says_counts_more_than_a_guess() -> None:
    """A wrong first guess is forgotten once the device has spoken, outliers aside."""
    clock, device = DeviceClock(RATE_HZ, latency_s=0.2), Device()
    watch(clock, device, 100.0, 100.3)
    for k in range(9):
        now_s = 100.3 + k / 20
        told = device.heard(now_s) + (720 if k % 4 == 2 else 0)
        clock.correct(told, now_s)
        errors = watch(clock, device, now_s + 0.001, now_s + 0.05)
    assert max(abs(e) for e in errors) < 2
    assert abs(clock.latency_s - LATENCY_S) < 0.002


def test_it_never_runs_backwards() -> None:
    """Not even when the device says that less was heard than it seemed."""
    clock, device = DeviceClock(RATE_HZ, latency_s=0.0), Device()
    last = 0.0
    for k in range(400):
        now_s = 100 + k / 400
        clock.observe(device.taken(now_s), now_s)
        if k > 100 and k % 20 == 0:
            clock.correct(device.heard(now_s) - 2000, now_s)
        heard = clock.heard(now_s)
        assert heard >= last
        last = heard


def test_a_gap_in_feeding_holds_the_clock() -> None:
    """When the buffer ran empty, time stands until the device has something again."""
    clock, device = DeviceClock(RATE_HZ, latency_s=LATENCY_S), Device()
    watch(clock, device, 100.0, 101.0)
    taken = device.taken(101.0)
    for k in range(20):
        clock.observe(taken, 101.0 + k / 200, is_starved=True)
    assert clock.heard(101.1) <= taken
    late = Device(device.begun_s + 0.1)
    errors = watch(clock, late, 101.11, 102.0)
    assert max(abs(e) for e in errors[40:]) < 2


def test_a_frame_is_due_when_it_is_heard() -> None:
    """The moment told for a frame is the one at which the clock shows it."""
    clock, device = DeviceClock(RATE_HZ, latency_s=LATENCY_S), Device()
    watch(clock, device, 100.0, 101.0)
    due_s = clock.due_s(48000 + 9600)
    assert due_s == pytest.approx(device.begun_s + 1.19 + LATENCY_S, abs=0.002)


def test_another_device_goes_on_where_the_first_was() -> None:
    """After a move the clock neither leaps nor falls back."""
    clock, device = DeviceClock(RATE_HZ, latency_s=LATENCY_S), Device()
    watch(clock, device, 100.0, 101.0)
    heard = round(clock.heard(101.0))
    clock.move(heard, latency_s=0.0)
    assert clock.heard(101.02) == pytest.approx(heard, abs=BITE)
    for k in range(100):
        clock.observe(heard + k * 48, 101.02 + k / 1000)
    assert clock.heard(101.12) == pytest.approx(heard + 4800, abs=100)
