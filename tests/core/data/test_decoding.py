"""Tests of decoding onto grids: the same clip wherever reading begins."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avts_core.data import decoding
from avts_core.data.decoding import FULL_SCALE, DecodedForm, MovieDecoder
from avts_core.data.manifest import Movie
from avts_core.data.scan import scan
from avts_core.errors import UnreadableError
from avts_core.media.encoding import AudioEncoding, VideoEncoding

MakeMovie = Callable[..., Any]
FORM = DecodedForm(short_side_px=32)


def decoder_of(path: Path, form: DecodedForm = FORM, **changes: Any) -> MovieDecoder:
    (movie,) = scan([path.parent]).movies
    fields = {**movie.__dict__, **changes}
    return MovieDecoder(path=path, movie=Movie(**fields), form=form)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rate", "suffix", "codecs"),
    [
        (Fraction(25), "mp4", ("h264", "aac")),
        (Fraction(30000, 1001), "mkv", ("h264", "opus")),
        (Fraction(60), "ts", ("mpeg2video", "ac3")),
        (Fraction(24), "avi", ("mpeg4", "mp3")),
    ],
)
def test_a_clip_is_the_same_wherever_reading_begins(
    tmp_path: Path,
    noise_movie: MakeMovie,
    monkeypatch: pytest.MonkeyPatch,
    rate: Fraction,
    suffix: str,
    codecs: tuple[str, str],
) -> None:
    """Bit for bit, for any frame rate and codec, across blocks of sound too."""
    monkeypatch.setattr(decoding, "SOUND_BLOCK_S", 2)
    movie = noise_movie(
        duration=Fraction(6),
        rate=rate,
        video=VideoEncoding(codec=codecs[0]),
        audio=AudioEncoding(codec=codecs[1]),
    )
    decoder = decoder_of(movie.write(tmp_path / f"m.{suffix}"))
    ticks = decoder.movie.ticks
    pictures = decoder.pictures(ticks.start, len(ticks))
    samples = decoder.samples(ticks.start, len(ticks))
    assert pictures.shape == (len(ticks), 32, 48, 3)
    assert samples.shape == (640 * len(ticks),)
    for first in (ticks.start, ticks.start + 37, ticks.start + 77, ticks.stop - 25):
        place = first - ticks.start
        part = decoder.pictures(first, 25)
        np.testing.assert_array_equal(part, pictures[place : place + 25])
        heard = decoder.samples(first, 25)
        np.testing.assert_array_equal(heard, samples[640 * place : 640 * (place + 25)])


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001), Fraction(60)])
def test_pictures_are_those_of_their_time(
    tmp_path: Path, noise_movie: MakeMovie, rate: Fraction
) -> None:
    """A movie that grows brighter with time is as bright as the time says."""
    decoder = decoder_of(noise_movie(rate=rate).write(tmp_path / "m.mp4"))
    pictures = decoder.pictures(10, 50)
    levels = pictures.mean(axis=(1, 2, 3))
    # The writer's and the reader's black may differ, their clocks may not.
    slope, _ = np.polyfit(np.arange(50) / 25, levels, 1)
    assert slope == pytest.approx(40, rel=0.03)
    wanted = 40 + 40 * np.arange(10, 60) / 25
    assert np.abs(levels - wanted).max() < 3


def test_sound_is_that_of_its_time(tmp_path: Path, noise_movie: MakeMovie) -> None:
    """Where the file falls silent, the samples do, to a few of them."""
    movie = noise_movie(
        silent_from=Fraction(3, 2), audio=AudioEncoding(codec="pcm_s16le")
    )
    decoder = decoder_of(movie.write(tmp_path / "m.mkv"))
    samples = decoder.samples(25, 25)
    last = int(np.flatnonzero(np.abs(samples) > 0.005 * FULL_SCALE)[-1])
    assert last == pytest.approx(8000, abs=30)


def test_pictures_have_the_short_side_asked_for(
    tmp_path: Path, noise_movie: MakeMovie
) -> None:
    """Scaled down or up, upright or not, the shape stays as near as pixels allow."""
    path = noise_movie(size_px=(48, 32)).write(tmp_path / "m.mp4")
    for side_px, size in ((20, (30, 20)), (64, (96, 64))):
        decoder = decoder_of(path, DecodedForm(short_side_px=side_px))
        assert decoder.pictures(0, 2).shape == (2, *size, 3)


def test_another_sample_rate(tmp_path: Path, noise_movie: MakeMovie) -> None:
    """A tick is a whole number of samples at any rate that can be chosen."""
    path = noise_movie().write(tmp_path / "m.mp4")
    decoder = decoder_of(path, DecodedForm(short_side_px=32, sample_rate_hz=8000))
    assert decoder.samples(3, 10).shape == (3200,)
    with pytest.raises(ValueError, match="multiple of 25"):
        DecodedForm(sample_rate_hz=11025 + 1)
    with pytest.raises(ValueError, match="at least 2"):
        DecodedForm(short_side_px=1)


def test_what_is_not_there_is_said(tmp_path: Path, noise_movie: MakeMovie) -> None:
    """No zeros are put in the place of missing pictures or sound."""
    path = noise_movie().write(tmp_path / "m.mp4")
    decoder = decoder_of(path, end_s=5.0)
    with pytest.raises(UnreadableError, match="no picture at 3"):
        decoder.pictures(60, 25)
    with pytest.raises(UnreadableError, match="no sound at 3"):
        decoder.samples(60, 25)
    late = noise_movie(sound_start=Fraction(1)).write(tmp_path / "late" / "m.mp4")
    with pytest.raises(UnreadableError, match=r"no sound at 0\.00 s"):
        decoder_of(late, begin_s=0.0).samples(0, 25)
