"""Tests of events: what is seen and what is heard happen at the given times."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from avts_core.data.synthetic.events import (
    BouncingBall,
    ClappingHands,
    EventScene,
    FlashAndBeep,
)
from avts_core.data.synthetic.scene import LEAD_S

RATE_HZ = 16000
NTSC = Fraction(30000, 1001)


def make_scene(name: str, *, seed: int = 3) -> EventScene:
    if name == "flash":
        return FlashAndBeep(seed, width_px=96, height_px=80, rate=NTSC)
    kind = BouncingBall if name == "ball" else ClappingHands
    return kind(seed, width_px=96, height_px=80)


@pytest.mark.parametrize("name", ["flash", "ball", "clap"])
def test_sound_starts_at_each_event(name: str) -> None:
    """Just before an event there is less sound than just after it."""
    scene = make_scene(name)
    blocks = scene.sound(RATE_HZ)
    samples = np.concatenate([next(blocks) for _ in range(LEAD_S + 8)])
    times = [t for t in scene.event_times(Fraction(7)) if t > -LEAD_S + 1]
    assert len(times) >= 4
    few = round(0.004 * RATE_HZ)
    for time in times:
        first = round((time + LEAD_S) * RATE_HZ)
        after = np.abs(samples[first : first + few]).max()
        before = np.abs(samples[first - few : first]).max()
        assert after > 0.1
        assert before < 0.2 * after


def test_flash_begins_with_the_picture_of_its_time() -> None:
    """On the grid of the rate the picture of an event is white, the one before not."""
    scene = make_scene("flash")
    for time in [t for t in scene.event_times(Fraction(10)) if t > 0]:
        assert (time * NTSC).denominator == 1
        assert scene.picture(float(time)).mean() > 200
        assert scene.picture(float(time - 1 / NTSC)).mean() < 130


def lowest_change(scene: EventScene, time_s: float) -> float:
    """Say how low the thing that moves is: mean row of what differs from the room."""
    picture = scene._draw(time_s).astype(int)
    room = scene._room.astype(int)
    changed = np.abs(picture - room).sum(axis=2) > 60
    changed[round(0.84 * 80) :] = False
    return float(np.nonzero(changed)[0].mean())


def test_ball_is_lowest_at_its_contact() -> None:
    """Half a tenth of a second before and after the contact the ball is higher."""
    scene = make_scene("ball", seed=6)
    for time in [t for t in scene.event_times(Fraction(6)) if t > 0][:5]:
        contact = lowest_change(scene, float(time))
        assert lowest_change(scene, float(time) - 0.05) < contact - 2
        assert lowest_change(scene, float(time) + 0.05) < contact - 2


def test_hands_are_together_at_the_clap() -> None:
    """Before a clap the middle between the hands is free, at the clap it is not."""
    scene = make_scene("clap")
    middle = (slice(30, 50), slice(46, 50))
    for time in [t for t in scene.event_times(Fraction(6)) if t > 0][:5]:
        room = scene._room[middle].astype(int)
        seen = {
            when: np.abs(scene._draw(float(time) + when)[middle] - room).mean()
            for when in (-0.06, 0.001)
        }
        assert seen[0.001] > 5 * seen[-0.06] + 5


@pytest.mark.parametrize("name", ["flash", "ball", "clap"])
def test_times_follow_from_the_seed_and_rise(name: str) -> None:
    """The same seed has the same events, whichever time is asked for first."""
    forwards, backwards = make_scene(name), make_scene(name)
    backwards.picture(30.0)
    times = forwards.event_times(Fraction(20))
    assert times == backwards.event_times(Fraction(20))
    assert all(a < b for a, b in itertools.pairwise(times))
    assert np.array_equal(forwards.picture(2.0), backwards.picture(2.0))
