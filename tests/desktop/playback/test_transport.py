"""The player as the window sees it."""

import threading
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from avts_core.media.encoding import VideoEncoding
from avts_core.media.viewing import ViewReader
from avts_desktop.playback.frames import ShownPicture
from avts_desktop.playback.transport import Transport
from avts_desktop.playback.worker import Failed
from avts_desktop.state.movie import Movie
from tests.benchmarks.playing import RecordingSpeaker
from tests.desktop.playback.conftest import (
    PAL,
    Stage,
    number_of,
    write_numbered,
)

NewStage = Callable[..., Stage]


def opened(stage: Stage, movie: Movie, qtbot, at: Fraction = Fraction(0)) -> Transport:
    """Open a movie and wait for a picture."""
    stage.transport.open(movie)
    qtbot.waitUntil(lambda: bool(stage.shown))
    if at:
        sought(stage, qtbot, at)
    return stage.transport


def sought(stage: Stage, qtbot, time: Fraction) -> None:
    stage.transport.seek(time)
    qtbot.waitUntil(lambda: stage.transport._screen.wish is None)


def test_the_first_picture_is_shown(stage: Stage, qtbot, film: Movie) -> None:
    """Opening shows the first picture, at once, and plays nothing."""
    transport = opened(stage, film, qtbot)
    assert stage.times == [0]
    assert number_of(stage.shown[0]) == 0
    assert transport.position == 0
    assert not transport.is_playing


@pytest.mark.parametrize("at", [Fraction(1), Fraction(101, 100), Fraction(1039, 1000)])
def test_seeking_shows_the_picture_of_that_time(
    stage: Stage, qtbot, film: Movie, at: Fraction
) -> None:
    """Wherever in a picture one lands, it is that one, and the position is its time."""
    transport = opened(stage, film, qtbot, at)
    assert number_of(stage.shown[-1]) == 25
    assert transport.position == stage.of("position_changed")[-1] == 1


@pytest.mark.slow
def test_playing_shows_every_picture_and_ends(stage: Stage, qtbot, film: Movie) -> None:
    """From start to end each picture comes once, in order; then it stands still."""
    transport = opened(stage, film, qtbot)
    with qtbot.waitSignal(transport.ended, timeout=10_000):
        transport.play()
    assert stage.times == sorted(set(stage.times))
    dropped = stage.of("dropped")[-1]
    assert len(stage.times) + dropped >= 50
    assert stage.times[-1] == 49 / PAL
    assert stage.of("playing_changed") == [True, False]
    assert not transport.is_playing


def test_after_the_end_play_begins_again(stage: Stage, qtbot, film: Movie) -> None:
    """Pressing play at the end starts over."""
    transport = opened(stage, film, qtbot, Fraction(19, 10))
    with qtbot.waitSignal(transport.ended, timeout=5000):
        transport.play()
    transport.play()
    qtbot.waitUntil(lambda: stage.times[-1] < 1)


@pytest.mark.parametrize(
    ("sound_s", "num_last"),
    [(0.4, 9), (0.43, 9), (0.52, 12), (0, 9)],
    ids=["as long", "a little longer", "longer", "silent"],
)
def test_after_the_end_one_is_where_the_end_is(
    stage: Stage, qtbot, tmp_path: Path, sound_s: float, num_last: int
) -> None:
    """Not on a frame after the last: played or gone to, it is the same place."""
    times = tuple(n / PAL for n in range(10))
    movie = write_numbered(tmp_path / "end.mov", times=times, sound_s=sound_s)
    last = max(times[-1], movie.duration - 1 / PAL)
    transport = opened(stage, movie, qtbot, Fraction(1, 5))
    with qtbot.waitSignal(transport.ended, timeout=5000):
        transport.play()
    assert transport.position == num_last / PAL
    assert transport.position == stage.of("position_changed")[-1]
    assert max(stage.of("position_changed")) == transport.position
    transport.seek(Fraction(1, 5))
    qtbot.waitUntil(lambda: transport.position == Fraction(1, 5))
    transport.seek(last)
    qtbot.waitUntil(lambda: transport.position == num_last / PAL)


def test_looping_goes_on(stage: Stage, qtbot, film: Movie) -> None:
    """With looping, the start follows the end, and nothing ends."""
    transport = opened(stage, film, qtbot, Fraction(19, 10))
    transport.set_looping(True)
    transport.play()
    qtbot.waitUntil(lambda: 2 / PAL in stage.times)
    assert transport.is_playing
    assert not stage.of("ended")


def test_pausing_stays_at_the_picture(stage: Stage, qtbot, film: Movie) -> None:
    """A pause keeps the picture that is shown, and going on continues from it."""
    transport = opened(stage, film, qtbot)
    transport.play()
    qtbot.waitUntil(lambda: len(stage.shown) > 5)
    transport.pause()
    paused = transport.position
    assert paused == stage.times[-1]
    num = len(stage.shown)
    transport.play()
    qtbot.waitUntil(lambda: len(stage.shown) > num + 2)
    assert stage.times[num] >= paused + 1 / PAL
    assert stage.times == sorted(set(stage.times))


def test_steps_add_up(stage: Stage, qtbot, film: Movie) -> None:
    """However fast the key is pressed, each press is one picture, both ways."""
    transport = opened(stage, film, qtbot, Fraction(1))
    for num in (1, 1, 1, -1, 5, -10):
        transport.step(num)
    qtbot.waitUntil(lambda: transport._screen.wish is None)
    assert number_of(stage.shown[-1]) == 22
    transport.step(-30)
    qtbot.waitUntil(lambda: transport._screen.wish is None)
    assert transport.position == 0


def test_a_step_stops_playing(stage: Stage, qtbot, film: Movie) -> None:
    """Stepping pauses first."""
    transport = opened(stage, film, qtbot)
    transport.play()
    qtbot.waitUntil(lambda: len(stage.shown) > 3)
    transport.step(-1)
    assert not transport.is_playing
    at = transport.position
    qtbot.waitUntil(lambda: transport.position == at - 1 / PAL)


def test_scrubbing_arrives_at_the_last_place(stage: Stage, qtbot, film: Movie) -> None:
    """Of a flood of leaps the last one counts."""
    transport = opened(stage, film, qtbot)
    for k in range(60):
        transport.seek(Fraction(k, 40))
    qtbot.waitUntil(lambda: transport._screen.wish is None)
    assert transport.position == Fraction(36, 25)
    assert number_of(stage.shown[-1]) == 36


def test_leaping_goes_on_playing(stage: Stage, qtbot, film: Movie) -> None:
    """A leap while playing plays on there."""
    transport = opened(stage, film, qtbot)
    transport.play()
    qtbot.waitUntil(lambda: len(stage.shown) > 3)
    transport.seek(Fraction(3, 2))
    qtbot.waitUntil(lambda: stage.times[-1] > Fraction(8, 5))
    assert stage.times[-1] < 2
    assert transport.is_playing


@pytest.mark.slow
def test_backwards_is_in_falling_order_and_silent(
    stage: Stage, qtbot, film: Movie
) -> None:
    """J shows the pictures before, to the first, without sound."""
    transport = opened(stage, film, qtbot, Fraction(1))
    num = len(stage.shown)
    transport.set_speed(-1)
    transport.play()
    qtbot.waitUntil(lambda: not transport.is_playing, timeout=5000)
    run = stage.times[num:]
    assert run == sorted(run, reverse=True)
    assert run[-1] == 0
    assert not stage.speaker.samples()[1].any()
    assert not stage.of("ended")


def test_turning_round_while_playing(stage: Stage, qtbot, film: Movie) -> None:
    """From L to J and back, pictures follow the direction."""
    transport = opened(stage, film, qtbot, Fraction(1))
    transport.play()
    qtbot.waitUntil(lambda: stage.times[-1] > Fraction(6, 5))
    transport.set_speed(-1)
    qtbot.waitUntil(lambda: stage.times[-1] < Fraction(1))
    transport.set_speed(1)
    qtbot.waitUntil(lambda: stage.times[-1] > Fraction(6, 5))


@pytest.mark.slow
@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_speed_is_kept(stage: Stage, qtbot, film: Movie, speed: float) -> None:
    """At half and double speed the film takes twice and half the time."""
    transport = opened(stage, film, qtbot)
    transport.set_speed(speed)
    at_s: list[tuple[float, float]] = []

    def see(picture: ShownPicture | None) -> None:
        if picture is not None:
            at_s.append((time.monotonic(), float(picture.time)))

    transport.picture_shown.connect(see)
    transport.play()
    qtbot.waitUntil(lambda: stage.times[-1] > 0.8, timeout=5000)
    (begun_s, first_s), (now_s, last_s) = at_s[0], at_s[-1]
    assert (last_s - first_s) / (now_s - begun_s) == pytest.approx(speed, rel=0.15)


def test_no_speed_is_refused(stage: Stage) -> None:
    """Standing still is a pause."""
    with pytest.raises(ValueError, match="pause instead"):
        stage.transport.set_speed(0)


def test_sound_alone_plays(stage: Stage, qtbot, tmp_path: Path) -> None:
    """Without a picture the position runs with the sound, and it ends with it."""
    movie = write_numbered(tmp_path / "sound.mov", times=(), sound_s=0.6)
    stage.transport.open(movie)
    with qtbot.waitSignal(stage.transport.ended, timeout=5000):
        stage.transport.play()
    positions = stage.of("position_changed")
    assert positions == sorted(positions)
    assert len(positions) > 4
    assert 0.5 < positions[-1] <= 0.7
    assert not stage.shown
    assert np.abs(stage.speaker.samples()[1]).max() > 0.1


def test_picture_alone_plays(stage: Stage, qtbot, tmp_path: Path) -> None:
    """Without sound the pictures follow the device's clock all the same."""
    movie = write_numbered(
        tmp_path / "silent.mov", times=tuple(n / PAL for n in range(15)), sound_s=0
    )
    transport = opened(stage, movie, qtbot)
    with qtbot.waitSignal(transport.ended, timeout=5000):
        transport.play()
    assert stage.times[-1] == 14 / PAL


@pytest.mark.slow
def test_sound_longer_than_the_picture_is_heard_out(
    stage: Stage, qtbot, tmp_path: Path
) -> None:
    """The last picture stays until the sound is over, and the position goes on."""
    movie = write_numbered(
        tmp_path / "long.mov", times=tuple(n / PAL for n in range(10)), sound_s=1.0
    )
    transport = opened(stage, movie, qtbot)
    with qtbot.waitSignal(transport.ended, timeout=5000):
        transport.play()
    assert stage.times[-1] == 9 / PAL
    assert 0.9 < transport.position < 1.1
    transport.seek(Fraction(4, 5))
    qtbot.waitUntil(lambda: transport.position == Fraction(4, 5))
    assert stage.times[-1] == 9 / PAL


def test_a_picture_that_begins_late_is_shown_before(
    stage: Stage, qtbot, tmp_path: Path
) -> None:
    """Where only sound is, the first picture waits; playing begins at the start."""
    movie = write_numbered(
        tmp_path / "late.mov",
        times=tuple(Fraction(1, 2) + n / PAL for n in range(10)),
        sound_s=0.9,
    )
    transport = opened(stage, movie, qtbot)
    assert stage.times == [Fraction(1, 2)]
    assert transport.position == 0
    with qtbot.waitSignal(transport.ended, timeout=5000):
        transport.play()
    seconds = len(stage.speaker.samples()[1]) / 48000
    assert seconds > 0.85


@pytest.mark.slow
def test_varying_rate_and_damage_go_on(stage: Stage, qtbot, tmp_path: Path) -> None:
    """A stretch that cannot be decoded is passed over; the rest is shown."""
    movie = write_numbered(
        tmp_path / "hurt.mov",
        times=tuple(Fraction(n * 30 + n % 3 * 8, 1000) for n in range(40)),
        video=VideoEncoding(options={"g": "8"}),
        sound_s=1.2,
    )
    data = bytearray(movie.path.read_bytes())
    middle = data.find(b"mdat") + 4000
    data[middle : middle + 300] = bytes(300)
    movie.path.write_bytes(data)
    transport = opened(stage, movie, qtbot)
    with qtbot.waitSignal(transport.ended, timeout=10_000):
        transport.play()
    assert stage.times == sorted(set(stage.times))
    assert stage.times[-1] > 1


def test_volume_and_mute(stage: Stage, qtbot, film: Movie) -> None:
    """Muted is silence; the volume makes it softer as people hear."""
    transport = opened(stage, film, qtbot)
    transport.set_muted(True)
    transport.play()
    qtbot.waitUntil(lambda: len(stage.speaker.heard) > 20)
    assert not stage.speaker.samples()[1].any()
    transport.set_muted(False)
    transport.set_volume(0.5)
    num = len(stage.speaker.heard)
    qtbot.waitUntil(lambda: len(stage.speaker.heard) > num + 30)
    loudest = np.abs(stage.speaker.samples()[1]).max()
    assert 0.01 < loudest < 0.1


def test_another_track_while_playing(stage: Stage, qtbot, film: Movie) -> None:
    """The other track is heard without a gap, and the picture does not stop."""
    transport = opened(stage, film, qtbot)
    transport.play()
    qtbot.waitUntil(lambda: len(stage.speaker.heard) > 40)
    transport.set_track(1)
    num = len(stage.speaker.heard)
    qtbot.waitUntil(lambda: len(stage.speaker.heard) > num + 60)
    samples = stage.speaker.samples()[1]
    spectrum = np.abs(np.fft.rfft(samples[-9600:]))
    assert abs(spectrum.argmax() * 5 - 880) <= 10
    is_quiet = np.abs(samples[480:].reshape(-1, 480)).max(axis=1) < 0.02
    assert not is_quiet.any()


def test_a_lost_device_is_told_and_playing_goes_on(
    stage: Stage, qtbot, film: Movie
) -> None:
    """Pictures keep coming by the wall clock."""
    transport = opened(stage, film, qtbot)
    transport.play()
    qtbot.waitUntil(lambda: len(stage.shown) > 3)
    stage.speaker.is_broken = True
    qtbot.waitUntil(lambda: stage.of("device_changed") == [True, False])
    num = len(stage.shown)
    qtbot.waitUntil(lambda: len(stage.shown) > num + 5)
    assert transport.is_playing


@pytest.mark.slow
def test_no_device_is_told_and_played(new_stage: NewStage, qtbot, film: Movie) -> None:
    """A machine without sound shows the film at its pace."""
    speaker = RecordingSpeaker()
    speaker.is_audible = speaker.can_open = False
    stage = new_stage(speaker)
    transport = opened(stage, film, qtbot)
    with qtbot.waitSignal(transport.ended, timeout=10_000):
        transport.play()
    assert stage.of("device_changed") == [False]


def test_a_vanished_file_is_told_in_words(
    stage: Stage, qtbot, film: Movie, tmp_path: Path, monkeypatch
) -> None:
    """When the drive is gone, playing stops with a sentence."""
    monkeypatch.setattr("avts_desktop.playback.worker.LOOK_S", 0.02)
    path = tmp_path / "gone.mov"
    path.write_bytes(film.path.read_bytes())
    transport = opened(stage, write_like(film, path), qtbot)
    transport.play()
    path.unlink()
    qtbot.waitUntil(lambda: bool(stage.of("failed")))
    assert stage.of("failed") == ["gone.mov is no longer there."]
    assert not transport.is_playing


def test_a_vanished_sound_file_is_told_in_words(
    stage: Stage, qtbot, tmp_path: Path, monkeypatch
) -> None:
    """Where there is no picture that would notice, the sound does."""
    monkeypatch.setattr("avts_desktop.playback.worker.LOOK_S", 0.02)
    movie = write_numbered(tmp_path / "gone.mov", times=(), sound_s=2.0)
    stage.transport.open(movie)
    stage.transport.play()
    qtbot.waitUntil(lambda: stage.transport.position > 0)
    movie.path.unlink()
    qtbot.waitUntil(lambda: bool(stage.of("failed")))
    assert stage.of("failed") == ["gone.mov is no longer there."]
    assert not stage.transport.is_playing


def test_what_cannot_be_read_is_refused_each_time(
    stage: Stage, qtbot, film: Movie, tmp_path: Path
) -> None:
    """Playing what failed says why, again, and does not wait for ever."""
    path = tmp_path / "no.mov"
    path.write_bytes(b"nothing of the kind" * 99)
    transport = stage.transport
    transport.open(write_like(film, path))
    for num in range(1, 4):
        qtbot.waitUntil(lambda num=num: len(stage.of("failed")) == num)
        assert not transport.is_playing
        transport.play()
    qtbot.waitUntil(lambda: len(stage.of("failed")) == 4)
    assert not transport.is_playing
    path.write_bytes(film.path.read_bytes())
    transport.play()
    qtbot.waitUntil(lambda: transport.position > Fraction(1, 5))
    assert len(stage.of("failed")) == 4


def test_sound_alone_that_cannot_be_read_is_refused_each_time(
    stage: Stage, qtbot, tmp_path: Path
) -> None:
    """So it is without a picture; once the file is there again, it plays."""
    movie = write_numbered(tmp_path / "sound.mov", times=(), sound_s=1.0)
    data = movie.path.read_bytes()
    movie.path.unlink()
    transport = stage.transport
    transport.open(movie)
    for num in range(1, 4):
        qtbot.waitUntil(lambda num=num: len(stage.of("failed")) == num)
        assert not transport.is_playing
        transport.play()
    qtbot.waitUntil(lambda: len(stage.of("failed")) == 4)
    movie.path.write_bytes(data)
    with qtbot.waitSignal(transport.ended, timeout=5000):
        transport.play()
    assert np.abs(stage.speaker.samples()[1]).max() > 0.1


def test_a_film_that_is_cut_off_while_open_is_told(
    stage: Stage, qtbot, film: Movie, monkeypatch
) -> None:
    """Going to where nothing is any more ends in words, not in waiting."""
    transport = opened(stage, film, qtbot)
    monkeypatch.setattr(ViewReader, "_timed_from", lambda *_: iter(()))
    transport.play()
    transport.seek(Fraction(19, 10))
    qtbot.waitUntil(lambda: bool(stage.of("failed")))
    assert "film.mov is damaged or was cut off" in stage.of("failed")[0]
    assert not transport.is_playing


def test_what_nobody_expected_is_told_and_got_over(
    stage: Stage, qtbot, film: Movie, monkeypatch, expect_log
) -> None:
    """A fault in the thread of pictures is told; going on reads anew."""
    expect_log("for playing failed")
    transport = opened(stage, film, qtbot)
    monkeypatch.setattr(transport._screen._projector, "_land", lambda *_: 1 / 0)
    transport.play()
    transport.seek(Fraction(1))
    qtbot.waitUntil(lambda: bool(stage.of("failed")))
    assert stage.of("failed")[0].startswith("film.mov cannot be played on")
    assert not transport.is_playing
    transport.play()
    qtbot.waitUntil(lambda: stage.times[-1] > Fraction(1, 5))
    assert transport.is_playing


def test_what_retired_threads_say_is_not_heard(
    stage: Stage, qtbot, film: Movie
) -> None:
    """A track that was left fails late: the one that is heard plays on."""
    transport = opened(stage, film, qtbot)
    qtbot.waitUntil(lambda: transport._sound._heard is not None)
    old = (transport._sound._heard, transport._screen._projector)
    transport.set_track(1)
    transport._screen._read_anew(film)
    transport.seek(Fraction(0))
    transport.play()
    for worker in old:
        transport._arrived.emit(worker, Failed("the old one"))
    num = len(stage.shown)
    qtbot.waitUntil(lambda: len(stage.shown) > num + 3)
    assert stage.of("failed") == []
    assert transport.is_playing


def write_like(movie: Movie, path: Path) -> Movie:
    """Return the same movie at another path."""
    return Movie(**{**vars(movie), "path": path})


def test_a_larger_view_gets_larger_pictures(stage: Stage, qtbot, film: Movie) -> None:
    """A change of the view shows the same picture anew, no larger than it is."""
    stage.transport.set_view_size(48, 48)
    transport = opened(stage, film, qtbot, Fraction(1))
    assert stage.shown[-1].bgra.shape == (32, 48, 4)
    transport.set_view_size(500, 500)
    qtbot.waitUntil(lambda: stage.shown[-1].bgra.shape == (64, 96, 4))
    assert number_of(stage.shown[-1]) == 25


def test_another_size_at_the_end_moves_nothing(
    stage: Stage, qtbot, tmp_path: Path
) -> None:
    """Where sound outlasts the picture, the place stays, and play begins again."""
    movie = write_numbered(
        tmp_path / "long.mov", times=tuple(n / PAL for n in range(5)), sound_s=0.4
    )
    stage.transport.set_view_size(48, 48)
    transport = opened(stage, movie, qtbot)
    with qtbot.waitSignal(transport.ended, timeout=5000):
        transport.play()
    position = transport.position
    assert position > 8 / PAL
    transport.set_view_size(500, 500)
    qtbot.waitUntil(lambda: stage.shown[-1].bgra.shape == (64, 96, 4))
    assert transport.position == position
    assert number_of(stage.shown[-1]) == 4
    num = len(stage.shown)
    transport.play()
    qtbot.waitUntil(lambda: len(stage.shown) > num)
    assert stage.times[num] == 0


def test_the_last_of_many_sizes_is_shown(stage: Stage, qtbot, film: Movie) -> None:
    """While the window is dragged larger, nothing is left in a size between."""
    transport = opened(stage, film, qtbot, Fraction(1))
    for side_px in range(30, 60, 3):
        transport.set_view_size(side_px, side_px)
    transport.set_view_size(33, 33)
    qtbot.waitUntil(lambda: stage.shown[-1].bgra.shape == (22, 33, 4))
    transport.seek(Fraction(3, 2))
    transport.set_view_size(48, 48)
    qtbot.waitUntil(lambda: transport.position == Fraction(37, 25))
    qtbot.waitUntil(lambda: stage.shown[-1].bgra.shape == (32, 48, 4))


def test_a_size_that_changed_while_playing(stage: Stage, qtbot, film: Movie) -> None:
    """Made larger while it plays and small again after it: it fits each time."""
    stage.transport.set_view_size(48, 48)
    transport = opened(stage, film, qtbot)
    transport.play()
    transport.set_view_size(500, 500)
    qtbot.waitUntil(lambda: stage.shown[-1].bgra.shape == (64, 96, 4))
    transport.pause()
    transport.set_view_size(48, 48)
    qtbot.waitUntil(lambda: stage.shown[-1].bgra.shape == (32, 48, 4))


def test_closing_takes_the_picture_away(stage: Stage, qtbot, film: Movie) -> None:
    """The picture of one film does not stay under the name of another."""
    transport = opened(stage, film, qtbot)
    assert stage.of("picture_shown") == []
    transport.close()
    assert stage.of("picture_shown") == [None]
    transport.close()
    assert stage.of("picture_shown") == [None]


def test_another_movie_replaces_the_first(
    stage: Stage, qtbot, film: Movie, tmp_path: Path
) -> None:
    """What the first movie still has to tell is not heard any more."""
    other = write_numbered(tmp_path / "other.mov", times=tuple(n / PAL for n in (0, 9)))
    transport = opened(stage, film, qtbot, Fraction(1))
    transport.seek(Fraction(3, 2))
    transport.open(other)
    num = len(stage.shown)
    qtbot.waitUntil(lambda: len(stage.shown) > num)
    assert stage.times[num:] == [0]
    assert transport.position == 0
    assert not transport.is_playing


@pytest.mark.slow
def test_monitor_latency_delays_the_pictures_alone(
    new_stage: NewStage, qtbot, film: Movie
) -> None:
    """Slow headphones: each picture comes so much later after its sound."""
    lags_s = []
    for latency_ms in (0.0, 200.0):
        stage = new_stage()
        transport = opened(stage, film, qtbot)
        transport.set_monitor_latency_ms(latency_ms)
        at_s: list[float] = []
        transport.picture_shown.connect(lambda _, at=at_s: at.append(time.monotonic()))
        transport.play()
        qtbot.waitUntil(lambda at=at_s: len(at) > 8)
        times = [float(t) for t in stage.times[-len(at_s) :]]
        begun_s = stage.speaker.heard[0][0]
        lags_s.append(np.median(np.array(at_s) - begun_s - times))
        transport.pause()
    assert lags_s[1] - lags_s[0] == pytest.approx(0.2, abs=0.05)


def test_closing_while_busy_is_quick(new_stage: NewStage, qtbot, film: Movie) -> None:
    """All threads end within a second, whatever they were doing."""
    stage = new_stage()
    transport = opened(stage, film, qtbot)
    transport.play()
    for k in range(30):
        transport.seek(Fraction(k, 20))
    transport.set_track(1)
    begun_s = time.monotonic()
    transport.shutdown()
    assert time.monotonic() - begun_s < 1.0
    assert not transport._outlet._thread.isRunning()
    names = [t.name for t in threading.enumerate()]
    assert not {"pictures", "sound"} & set(names)


@pytest.mark.slow
def test_a_hundred_movies_leave_nothing_behind(
    stage: Stage, qtbot, film: Movie
) -> None:
    """Opening again and again leaves neither threads nor open files."""

    def num_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    if not Path("/proc/self/fd").exists():
        pytest.skip("counts open files as Linux does")
    opened(stage, film, qtbot)
    before = num_files()
    for _ in range(100):
        num = len(stage.shown)
        stage.transport.open(film)
        qtbot.waitUntil(lambda num=num: len(stage.shown) > num)
    stage.transport.close()
    qtbot.waitUntil(lambda: num_files() <= before + 1)
    qtbot.waitUntil(lambda: threading.active_count() < 6)
