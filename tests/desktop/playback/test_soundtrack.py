"""The thread that decodes sound."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from avts_core.clips import AudioClip
from avts_core.errors import UnreadableError
from avts_core.media.viewing import HearReader
from avts_desktop.playback import soundtrack, worker
from avts_desktop.playback.soundtrack import Soundtrack
from avts_desktop.state.movie import Movie
from tests.desktop.playback.conftest import write_numbered

RATE_HZ = 48000


@pytest.fixture
def play(qtbot: object) -> Iterator[Callable[..., Soundtrack]]:
    """Make soundtracks; they are ended with the test."""
    made: list[Soundtrack] = []

    def make(path: Path, **given: object) -> Soundtrack:
        told = given.pop("told", [])
        track = Soundtrack(
            path,
            **{"track": 0, "rate_hz": RATE_HZ, **given},
            post=lambda _, message: told.append(message.words),
        )
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
    track = play(film.path, track=7, told=words)
    qtbot.waitUntil(lambda: bool(words))
    assert "no sound track 7" in words[0]
    assert track.store.is_ready(0, 48000)


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """Return a minute of sound."""
    return write_numbered(tmp_path / "long.mov", times=(), sound_s=60.0).path


def test_sound_comes_back_after_a_failure(play, qtbot, long: Path, monkeypatch) -> None:
    """A share that fails for a moment is told, once, and the sound is read after it."""
    failures = [UnreadableError("The share is gone.")] * 3

    class Flaky(HearReader):
        def clips_from(self, time: Fraction) -> Iterator[AudioClip]:
            if time > 30 and failures:
                raise failures.pop()
            return super().clips_from(time)

    monkeypatch.setattr(soundtrack, "HearReader", Flaky)
    monkeypatch.setattr(soundtrack, "_RETRY_S", 0.01)
    told: list[str] = []
    track = play(long, told=told)
    qtbot.waitUntil(lambda: track.store.is_ready(0, RATE_HZ))
    track.aim(40 * RATE_HZ)
    qtbot.waitUntil(lambda: track.store.is_ready(40 * RATE_HZ, RATE_HZ))
    assert np.abs(track.store.read(40 * RATE_HZ, RATE_HZ)).max() > 0.2
    assert told == ["The share is gone."]
    assert track.store.end is None
    assert not track.has_failed


def test_a_bad_sector_costs_no_more_than_itself(
    play, qtbot, long: Path, monkeypatch
) -> None:
    """What cannot be read however often is silence; it is told once, and goes on."""

    class Scratched(HearReader):
        def clips_from(self, time: Fraction) -> Iterator[AudioClip]:
            for clip in super().clips_from(time):
                length = Fraction(clip.samples.shape[1], clip.rate_hz)
                if clip.start < Fraction(6, 5) < clip.start + length:
                    raise UnreadableError("A sector is bad.")
                yield clip

    monkeypatch.setattr(soundtrack, "HearReader", Scratched)
    monkeypatch.setattr(soundtrack, "_RETRY_S", 0.01)
    told: list[str] = []
    track = play(long, told=told)
    qtbot.waitUntil(lambda: track.store.is_ready(0, 5 * RATE_HZ))
    samples = np.abs(track.store.read(0, 5 * RATE_HZ)[:, 0]).reshape(-1, 480)
    is_silent = samples.max(axis=1) < 0.01
    assert is_silent[130:150].all()
    assert is_silent.sum() <= 50
    assert told == ["A sector is bad."]
    assert not track.has_failed


def test_damage_is_no_end_for_who_leaps_behind_it(
    play, qtbot, long: Path, monkeypatch
) -> None:
    """Playing ends at the damage; whoever goes behind it hears what is there."""

    class Damaged(HearReader):
        _is_hurt = False

        def clips_from(self, time: Fraction) -> Iterator[AudioClip]:
            self._is_hurt = time < 10
            clips = super().clips_from(time)
            return islice(clips, 3) if self._is_hurt else clips

        @property
        def is_cut_short(self) -> bool:
            return self._is_hurt

    monkeypatch.setattr(soundtrack, "HearReader", Damaged)
    track = play(long)
    qtbot.waitUntil(lambda: track.store.end is not None)
    assert track.store.end < 10 * RATE_HZ
    track.aim(40 * RATE_HZ)
    qtbot.waitUntil(lambda: track.store.end is None)
    qtbot.waitUntil(lambda: track.store.is_ready(40 * RATE_HZ, RATE_HZ))
    assert np.abs(track.store.read(40 * RATE_HZ, RATE_HZ)).max() > 0.2


def test_a_sure_end_stays(play, qtbot, film: Movie) -> None:
    """Where the sound really ends it does so after a leap, too."""
    track = play(film.path)
    qtbot.waitUntil(lambda: track.store.end is not None)
    track.aim(RATE_HZ * 3 // 2)
    qtbot.waitUntil(lambda: not track._has_leapt)
    assert track.store.end == 96000


@pytest.mark.parametrize("is_alone", [True, False])
def test_a_vanished_file_is_noticed_where_nobody_else_looks(
    play, qtbot, tmp_path, film: Movie, monkeypatch, is_alone: bool
) -> None:
    """Sound alone tells it; beside pictures those do."""
    monkeypatch.setattr(worker, "LOOK_S", 0.0)
    monkeypatch.setattr(soundtrack, "_IDLE_S", 0.005)
    path = tmp_path / "gone.mov"
    path.write_bytes(film.path.read_bytes())
    told: list[str] = []
    track = play(path, told=told, is_alone=is_alone)
    qtbot.waitUntil(lambda: track.store.end is not None)
    path.unlink()
    if is_alone:
        qtbot.waitUntil(lambda: bool(told))
        assert told == ["gone.mov is no longer there."]
    else:
        qtbot.wait(50)
        assert not told
