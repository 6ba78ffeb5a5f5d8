"""What goes to the device: the right samples, moved and faded without a click."""

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_desktop.playback.mixer import FADE_S, Mixer, loudness
from avts_desktop.playback.route import Leg, Route
from avts_desktop.playback.sounds import SoundStore

RATE_HZ = 48000
FADE = round(FADE_S * RATE_HZ)


def sine_store(hz: float = 100.0, seconds: float = 10.0) -> SoundStore:
    """Return a store with a tone."""
    store = SoundStore(RATE_HZ)
    wave = tone(np.arange(int(seconds * RATE_HZ)), hz)
    store.put(0, np.stack([wave, wave], axis=1))
    return store


def tone(samples: NDArray[np.float64], hz: float = 100.0) -> NDArray[np.float32]:
    return (0.5 * np.sin(2 * np.pi * hz * samples / RATE_HZ)).astype(np.float32)


def route(time_s: float = 2.0, speed: float = 1.0) -> Route:
    return Route(RATE_HZ, (Leg(0, time_s, speed),))


@pytest.mark.parametrize("delay_s", [0.0, 0.12, -0.3])
def test_a_delay_reads_what_was_earlier(delay_s: float) -> None:
    """At a time of the picture one hears the sound of that time less the delay."""
    mixer = Mixer()
    mixer.store, mixer.delay_s = sine_store(), delay_s
    frames = mixer.render(route(), 0, 4800)
    expected = tone((2 - delay_s) * RATE_HZ + np.arange(4800))
    assert np.allclose(frames[FADE:, 0], expected[FADE:], atol=1e-3)


def test_blocks_join_without_a_seam() -> None:
    """Frames made in small pieces are those made in one."""
    one, many = Mixer(), Mixer()
    one.store = many.store = sine_store()
    whole = one.render(route(), 0, 5000)
    pieces = [many.render(route(), k, 250) for k in range(0, 5000, 250)]
    assert np.allclose(np.concatenate(pieces)[FADE:], whole[FADE:])


def test_a_nudge_makes_no_click() -> None:
    """Sound goes over to another place within 5 ms, without a leap on the way."""
    mixer = Mixer()
    mixer.store = sine_store()
    before = mixer.render(route(), 0, 960)
    mixer.delay_s = 0.005
    after = mixer.render(route(), 960, 960)
    steps = np.abs(np.diff(np.concatenate([before[FADE:], after])[:, 0]))
    assert steps.max() < 0.02
    expected = tone((2 - 0.005) * RATE_HZ + 960 + np.arange(960))
    assert np.allclose(after[FADE:, 0], expected[FADE:], atol=1e-3)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.25, 2.0])
def test_speed_changes_the_pitch_and_keeps_time(speed: float) -> None:
    """At another speed each frame holds the sound of its own time."""
    mixer = Mixer()
    mixer.store = sine_store()
    frames = mixer.render(route(speed=speed), 0, 4800)
    expected = tone(2 * RATE_HZ + speed * np.arange(4800))
    assert np.allclose(frames[FADE:, 0], expected[FADE:], atol=2e-3)


def test_a_block_may_span_a_change_of_speed() -> None:
    """Frames on both sides of the change have the sound of their times."""
    mixer, changed = Mixer(), route().at_speed(1000, 2.0)
    mixer.store = sine_store()
    frames = mixer.render(changed, 500, 1000)
    times = np.array([changed.time_s(f) for f in range(500, 1500)])
    assert np.allclose(frames[FADE:, 0], tone(times * RATE_HZ)[FADE:], atol=2e-3)


def test_backwards_is_silent() -> None:
    """J has no sound."""
    mixer = Mixer()
    mixer.store = sine_store()
    assert not mixer.render(route(speed=-1.0), 0, 480).any()


def test_gain_fades() -> None:
    """Muting goes down within 5 ms, from where it was."""
    mixer = Mixer()
    mixer.store = sine_store()
    mixer.render(route(), 0, 480)
    mixer.gain = 0.0
    frames = mixer.render(route(), 480, 960)
    assert np.abs(frames[:24]).max() > 0.0
    assert not frames[FADE:].any()


def test_another_track_goes_over() -> None:
    """A change of the store is as smooth as one of the delay."""
    mixer = Mixer()
    mixer.store = sine_store()
    before = mixer.render(route(), 0, 480)
    mixer.store = SoundStore(RATE_HZ)
    after = mixer.render(route(), 480, 480)
    steps = np.abs(np.diff(np.concatenate([before[FADE:], after])[:, 0]))
    assert steps.max() < 0.02
    assert not after[FADE:].any()


def test_without_a_track_there_is_silence() -> None:
    """No store, no sound, no error."""
    assert not Mixer().render(route(), 0, 480).any()


def test_loudness_is_felt_evenly() -> None:
    """Full is full, nothing is nothing, and half way sounds about half as loud."""
    assert [loudness(v) for v in (-1, 0, 1, 2)] == [0, 0, 1, 1]
    assert -20 < 20 * np.log10(loudness(0.5)) < -10
