"""Tests of generated movies: the offset asked for is in the file."""

import itertools
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from avts_core.data.synthetic.events import FlashAndBeep
from avts_core.data.synthetic.movie import MovieSettings, OffsetPlace, make_movie
from avts_core.data.synthetic.retime import OffsetTrack
from avts_core.data.synthetic.scene import TalkingScene
from avts_core.errors import JobCancelledError, WriteError
from avts_core.jobs import CancelToken, Progress
from avts_core.media.encoding import AudioEncoding, VideoEncoding

NTSC = Fraction(30000, 1001)


def flash_scene(rate: Fraction) -> FlashAndBeep:
    return FlashAndBeep(7, width_px=64, height_px=64, rate=rate)


def measured_ms(path: Path) -> np.ndarray:
    """Read how early each beep is against its flash."""
    with av.open(str(path)) as container:
        pictures = [
            (f.time, f.to_ndarray(format="gray").mean() > 170)
            for f in container.decode(video=0)
        ]
    flashes = [t for (_, a), (t, b) in itertools.pairwise(pictures) if b > a]
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
        rate = frames[0].sample_rate
        resampler = av.AudioResampler("fltp", "mono", rate)
        blocks = [b.to_ndarray()[0] for f in frames for b in resampler.resample(f)]
    loud = np.flatnonzero(np.abs(np.concatenate(blocks)) > 0.15)
    firsts = loud[np.diff(loud, prepend=-rate) > rate // 8]
    beeps = frames[0].time + firsts / rate
    inner = [t for t in flashes if t > 0.5 and t < pictures[-1][0] - 0.5]
    assert len(inner) >= 2
    return np.array([1000 * (t - beeps[np.argmin(np.abs(beeps - t))]) for t in inner])


@pytest.mark.parametrize("place", ["samples", "container"])
@pytest.mark.parametrize(
    ("suffix", "video", "audio"),
    [("mp4", "h264", "aac"), ("mkv", "h264", "opus"), ("ts", "mpeg2video", "ac3")],
)
@pytest.mark.parametrize("offset_ms", [120.0, -200.0])
def test_offset_is_in_the_file_wherever_it_lives(
    tmp_path: Path,
    place: OffsetPlace,
    suffix: str,
    video: str,
    audio: str,
    offset_ms: float,
) -> None:
    """Audio is early by the offset, within 2 ms, in samples as in the container."""
    path = tmp_path / f"movie.{suffix}"
    settings = MovieSettings(
        duration=Fraction(6),
        rate=NTSC,
        offset=OffsetTrack(offset_ms=offset_ms),
        offset_place=place,
        video=VideoEncoding(codec=video),
        audio=AudioEncoding(codec=audio),
    )
    make_movie(path, flash_scene(NTSC), settings=settings)
    assert np.abs(measured_ms(path) - offset_ms).max() < 2


def test_movie_may_start_late(tmp_path: Path) -> None:
    """A movie whose clock starts at ten seconds has the same offset."""
    path = tmp_path / "movie.mp4"
    settings = MovieSettings(
        duration=Fraction(6),
        start=Fraction(10),
        offset=OffsetTrack(offset_ms=80),
    )
    make_movie(path, flash_scene(Fraction(25)), settings=settings)
    with av.open(str(path)) as container:
        assert next(container.decode(video=0)).time == pytest.approx(10)
    assert np.abs(measured_ms(path) - 80).max() < 2


@pytest.mark.slow
def test_drift_and_jump_are_in_the_file(tmp_path: Path) -> None:
    """Each beep is early by offset, drift and jump at its own time."""
    path = tmp_path / "movie.mp4"
    track = OffsetTrack(offset_ms=40, drift_ms_per_min=120, jumps=((8.0, -60.0),))
    settings = MovieSettings(duration=Fraction(16), offset=track)
    make_movie(path, flash_scene(Fraction(25)), settings=settings)
    found = measured_ms(path)
    assert found[0] == pytest.approx(40, abs=4)
    assert found[-1] == pytest.approx(-60 + 120 * 15 / 60, abs=5)


def test_variable_rate_draws_pictures_at_uneven_times(tmp_path: Path) -> None:
    """Times from picture to picture vary by half a period either way."""
    path = tmp_path / "movie.mp4"
    settings = MovieSettings(duration=Fraction(2), is_variable_rate=True)
    scene = TalkingScene(1, width_px=64, height_px=64)
    make_movie(path, scene, settings=settings)
    with av.open(str(path)) as container:
        times = np.array([f.time for f in container.decode(video=0)])
    steps_ms = 1000 * np.diff(times)
    assert steps_ms.min() > 19
    assert steps_ms.max() < 61
    assert steps_ms.std() > 5


def test_background_lies_under_the_sound(tmp_path: Path) -> None:
    """Noise has its level, and music adds to it."""
    levels = []
    for music_db in (None, -20.0):
        path = tmp_path / "movie.mkv"
        settings = MovieSettings(
            duration=Fraction(2),
            noise_db=-40,
            music_db=music_db,
            audio=AudioEncoding(codec="flac"),
        )
        make_movie(path, flash_scene(Fraction(25)), settings=settings)
        with av.open(str(path)) as container:
            frames = [f.to_ndarray().ravel() for f in container.decode(audio=0)]
        samples = np.concatenate(frames) / 32768
        levels.append(np.sqrt(np.median(samples**2) / 0.4549))
    assert levels[0] == pytest.approx(0.01, rel=0.2)
    assert levels[1] > 3 * levels[0]


def test_progress_rises_to_one(tmp_path: Path) -> None:
    """Reports start at 0, rise and end with 1."""
    reports: list[Progress] = []
    settings = MovieSettings(duration=Fraction(1))
    make_movie(
        tmp_path / "movie.mp4",
        flash_scene(Fraction(25)),
        settings=settings,
        report=reports.append,
    )
    shares = [progress.fraction for progress in reports]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)


def test_cancelling_leaves_no_file(tmp_path: Path) -> None:
    """A cancelled movie is not there."""
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(JobCancelledError):
        make_movie(
            tmp_path / "movie.mp4",
            flash_scene(Fraction(25)),
            settings=MovieSettings(),
            cancel=cancel,
        )
    assert list(tmp_path.iterdir()) == []


def test_too_late_sound_is_a_write_error(tmp_path: Path) -> None:
    """An offset beyond the scene's lead is refused in one line."""
    settings = MovieSettings(offset=OffsetTrack(offset_ms=-5000))
    with pytest.raises(WriteError, match="at most 4 s late"):
        make_movie(tmp_path / "a.mp4", flash_scene(Fraction(25)), settings=settings)
