"""Which track is heard, and when another takes over."""

import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest

from avts_desktop.playback.clock import DeviceClock
from avts_desktop.playback.listening import Listening
from avts_desktop.playback.mixer import Mixer
from avts_desktop.playback.output import Run
from avts_desktop.playback.route import Leg, Route
from avts_desktop.playback.worker import Retired
from avts_desktop.state.movie import Movie

RATE_HZ = 48000


@pytest.fixture
def listening(qtbot: object) -> Iterator[Listening]:
    """Return one whose device is known."""
    retired = Retired()
    listening = Listening(Mixer(), post=lambda *told: None, retired=retired)
    listening.rate_hz = RATE_HZ
    yield listening
    listening.close()
    retired.wait(time.monotonic() + 1)


def test_without_sound_or_device_nothing_is_decoded(
    listening: Listening, film: Movie
) -> None:
    """There is nothing to be heard, or nobody knows at which rate."""
    listening.open(replace(film, tracks=()), track=0)
    assert listening.is_empty
    listening.rate_hz = None
    listening.open(film, track=0)
    assert listening.is_empty
    assert listening.end_s(film) == 0


def test_another_track_takes_over_when_it_is_ready(
    listening: Listening, qtbot, film: Movie
) -> None:
    """What is heard goes on until then."""
    listening.open(film, track=0)
    listening.change_track()
    first = listening._mixer.store
    assert first is not None
    listening.open(film, track=1)
    assert listening._mixer.store is first
    run = Run(Route(RATE_HZ, (Leg(0, 0.0, 1.0),)), DeviceClock(RATE_HZ))

    def has_changed() -> bool:
        listening.change_when_ready(run, 0.0)
        return listening._mixer.store is not first

    qtbot.waitUntil(has_changed)
    assert listening._mixer.store.is_ready(0, RATE_HZ // 4)


def test_the_end_is_the_movies_until_it_is_found(
    listening: Listening, qtbot, film: Movie
) -> None:
    """What the container says counts until the last sample is read."""
    longer = replace(film, duration=Fraction(7))
    listening.open(longer, track=0)
    listening.change_track()
    qtbot.waitUntil(lambda: listening.end_s(longer) == 2.0)
    listening._mixer.store.reopen()
    assert listening.end_s(longer) == 7.0


def test_the_delay_moves_what_is_decoded(
    listening: Listening, qtbot, film: Movie
) -> None:
    """At a time of the picture the sound of so much earlier is heard."""
    listening.open(film, track=0)
    listening._mixer.delay_s = 0.5
    listening.aim(1.5)
    assert listening._coming._focus == RATE_HZ
