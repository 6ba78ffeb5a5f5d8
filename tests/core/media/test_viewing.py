"""Tests of reading here and there: the same pictures and samples as in one go."""

import random
from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.media.audio import AudioReader
from avts_core.media.video import PictureReader
from avts_core.media.viewing import HearReader, ViewReader
from avts_core.media.writer import AudioEncoding, VideoEncoding

PAL = Fraction(25)
FORMATS = [
    ("mp4", "h264", {"g": "30"}),
    ("mp4", "h264", {"g": "250", "bf": "3"}),
    ("mkv", "h264", {"g": "60", "x264-params": "open-gop=1"}),
    ("ts", "h264", {"g": "50"}),
    ("ts", "mpeg2video", {"g": "12", "bf": "2"}),
    ("avi", "mpeg4", {"bf": "2", "g": "20"}),
    ("avi", "mpeg4", {"bf": "0", "g": "20"}),
    ("avi", "mjpeg", {}),
    ("mov", "prores", {}),
    ("webm", "vp9", {"g": "40"}),
]


def shown_at(times: list[Fraction], time: Fraction) -> Fraction:
    """Return the time of the picture that is shown at a time."""
    return max([t for t in times if t <= time], default=times[0])


@pytest.mark.parametrize(("suffix", "codec", "options"), FORMATS)
def test_lands_on_the_picture_shown(
    tmp_path: Path, flash_movie: type, suffix: str, codec: str, options: dict[str, str]
) -> None:
    """Wherever one goes, one sees what is shown there, and what follows."""
    path = flash_movie(
        suffix=suffix,
        times=tuple(i / PAL for i in range(120)),
        video=VideoEncoding(codec=codec, options=options),
        audio=AudioEncoding(codec="opus" if suffix == "webm" else "aac"),
    ).write(tmp_path / "movie")
    with PictureReader(path) as whole:
        times = [p.time for p in whole]
    rng = random.Random(4)
    wishes = [Fraction(rng.randrange(-100, 5200), 1000) for _ in range(12)]
    with ViewReader(path) as reader:
        for wish in [*times[:3], *wishes, times[-1], Fraction(90), times[50]]:
            found = list(islice(reader.pictures_from(wish), 3))
            first = times.index(shown_at(times, wish))
            assert [p.time for p, _ in found] == times[first : first + 3]
            expected = [*times[first + 1 : first + 4], None][: len(found)]
            assert [stop for _, stop in found] == expected


@pytest.mark.parametrize(("suffix", "codec", "options"), FORMATS[:4])
def test_seeking_does_not_change_a_picture(
    tmp_path: Path, flash_movie: type, suffix: str, codec: str, options: dict[str, str]
) -> None:
    """A picture reached by a leap is the one decoded on the way, bit for bit."""
    path = flash_movie(
        suffix=suffix,
        times=tuple(i / PAL for i in range(100)),
        video=VideoEncoding(codec=codec, options=options),
    ).write(tmp_path / "movie")
    with ViewReader(path) as reader:
        whole = {p.time: p.luma().copy() for p, _ in reader.pictures_from(Fraction(0))}
        for time in random.Random(1).sample(sorted(whole), 8):
            picture, _ = next(reader.pictures_from(time))
            assert np.array_equal(picture.luma(), whole[time])


def test_lands_between_pictures_of_varying_length(
    tmp_path: Path, flash_movie: type
) -> None:
    """With a varying rate, a picture is shown until the next one begins."""
    times = (0, 40, 50, 200, 210, 900, 1000, 1500)
    path = flash_movie(times=tuple(Fraction(t, 1000) for t in times)).write(
        tmp_path / "movie"
    )
    with ViewReader(path) as reader:
        for wish, begin, stop in ((45, 40, 50), (199, 50, 200), (899, 210, 900)):
            picture, following = next(reader.pictures_from(Fraction(wish, 1000)))
            assert (picture.time, following) == (
                Fraction(begin, 1000),
                Fraction(stop, 1000),
            )


def test_interlaced_pictures_are_found_by_their_times(
    tmp_path: Path, flash_movie: type
) -> None:
    """Each picture of an interlaced film is found by the time it has in one go."""
    path = flash_movie(
        suffix="mkv",
        times=tuple(i / PAL for i in range(80)),
        video=VideoEncoding(is_interlaced=True),
    ).write(tmp_path / "movie")
    with PictureReader(path) as whole:
        times = [p.time for p in whole]
    assert times[0] == Fraction(1, 100), "the movie is not interlaced"
    with ViewReader(path) as reader:
        for time in random.Random(2).sample(times, 10):
            assert next(reader.pictures_from(time))[0].time == time


def heard(
    reader: HearReader, start: Fraction, num_samples: int
) -> tuple[Fraction, NDArray[np.float32]]:
    """Return the time of the first sample, and so many of them."""
    clips = []
    for clip in reader.clips_from(start):
        clips.append(clip)
        if sum(c.samples.shape[1] for c in clips) >= num_samples:
            break
    samples = np.concatenate([c.samples for c in clips], axis=1)
    return clips[0].start, samples[:, :num_samples]


@pytest.mark.parametrize(
    ("suffix", "codec"),
    [("mp4", "aac"), ("mov", "pcm_s16le"), ("mp4", "mp3"), ("mp4", "opus")],
)
def test_sound_is_the_same_from_anywhere(
    tmp_path: Path, flash_movie: type, suffix: str, codec: str
) -> None:
    """Samples read from the middle are those read from the start, at their times."""
    path = flash_movie(
        suffix=suffix,
        times=tuple(i / PAL for i in range(150)),
        audio=AudioEncoding(codec=codec),
        num_channels=2,
        sound_start=Fraction(1, 4),
    ).write(tmp_path / "movie")
    rate = 44100
    with AudioReader(path, rate_hz=rate, layout="stereo") as whole:
        clips = list(whole)
    everything = np.concatenate([c.samples for c in clips], axis=1)
    with HearReader(path, track=0, rate_hz=rate) as reader:
        for wish in (Fraction(3), Fraction(0), Fraction(21, 10), Fraction(1, 2)):
            start, samples = heard(reader, wish, rate // 2)
            first = round((start - clips[0].start) * rate)
            expected = everything[:, first : first + rate // 2]
            assert samples.shape == (2, rate // 2)
            assert abs(start - max(wish, clips[0].start)) < Fraction(1, 1000)
            assert np.abs(samples - expected).max() < 0.02


def test_mono_is_heard_on_both_sides(tmp_path: Path, flash_movie: type) -> None:
    """A track of one channel comes out left and right alike."""
    path = flash_movie(num_channels=1).write(tmp_path / "movie")
    with HearReader(path, track=0, rate_hz=48000) as reader:
        _, samples = heard(reader, Fraction(0), 48000)
    assert np.abs(samples).max() > 0.2
    assert np.array_equal(samples[0], samples[1])


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_beyond_the_end_is_silence(
    tmp_path: Path, flash_movie: type, suffix: str
) -> None:
    """After the last sample there is none, and it is no error."""
    path = flash_movie(suffix=suffix).write(tmp_path / "movie")
    with HearReader(path, track=0, rate_hz=48000) as reader:
        assert list(reader.clips_from(Fraction(100))) == []
        assert heard(reader, Fraction(1), 4800)[1].shape == (2, 4800)
