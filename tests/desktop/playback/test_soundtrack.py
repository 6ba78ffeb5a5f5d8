"""The thread that decodes sound."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from avts_desktop.playback.soundtrack import Soundtrack
from avts_desktop.state.movie import Movie
from tests.desktop.playback.conftest import write_numbered

RATE_HZ = 48000


@pytest.fixture
def play(qtbot: object) -> Iterator[Callable[..., Soundtrack]]:
    """Make soundtracks; they are ended with the test."""
    made: list[Soundtrack] = []

    def make(path: Path, **given: object) -> Soundtrack:
        fail = given.pop("fail", lambda words: None)
        track = Soundtrack(path, **{"track": 0, "rate_hz": RATE_HZ, **given}, fail=fail)
        made.append(track)
        return track

    yield make
    for track in made:
        track.stop()
        assert track.join(1.0)


def test_it_fills_around_the_place(play, qtbot, film: Movie) -> None:
    """All of a short track comes, and its end is found."""
    store = play(film.path).store
    qtbot.waitUntil(lambda: store.end is not None and store.is_ready(0, 96000))
    assert store.end == 96000
    wave = 0.3 * np.sin(2 * np.pi * 440 * np.arange(4800, 9600) / RATE_HZ)
    heard = store.read(4800, 4800)[:, 0]
    assert np.corrcoef(heard, wave)[0, 1] > 0.999


def test_the_chosen_track_is_read(play, qtbot, film: Movie) -> None:
    """The second track is the one an octave higher."""
    store = play(film.path, track=1).store
    qtbot.waitUntil(lambda: store.is_ready(0, 48000))
    spectrum = np.abs(np.fft.rfft(store.read(0, 48000)[:, 0]))
    assert spectrum.argmax() == 880


def test_a_track_that_begins_late_is_silent_before(play, qtbot, tmp_path) -> None:
    """What lies before its first sample is known to be silence."""
    movie = write_numbered(
        tmp_path / "late.mov", sound_start=Fraction(3, 2), sound_s=0.5
    )
    store = play(movie.path).store
    qtbot.waitUntil(lambda: store.is_ready(0, 96000))
    assert not store.read(0, 71900).any()
    assert np.abs(store.read(72000, 24000)).max() > 0.2


def test_it_follows_a_leap(play, qtbot, tmp_path) -> None:
    """After a leap the sound there is decoded, though it was far."""
    movie = write_numbered(tmp_path / "long.mov", times=(), sound_s=60.0)
    track = play(movie.path)
    track.aim(50 * RATE_HZ)
    qtbot.waitUntil(lambda: track.store.is_ready(50 * RATE_HZ, RATE_HZ))
    assert track.store.read(50 * RATE_HZ, 480).any()
    track.aim(0)
    qtbot.waitUntil(lambda: track.store.is_ready(0, RATE_HZ))
    qtbot.waitUntil(lambda: not track.store.is_ready(50 * RATE_HZ, 480))


def test_without_such_a_track_it_says_so(play, qtbot, film: Movie) -> None:
    """A track that is not there is told in words, and counts as silence."""
    words: list[str] = []
    track = play(film.path, track=7, fail=words.append)
    qtbot.waitUntil(lambda: bool(words))
    assert "no sound track 7" in words[0]
    assert track.store.is_ready(0, 48000)
