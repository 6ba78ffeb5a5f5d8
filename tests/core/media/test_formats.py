"""Tests of what people bring: containers, codecs, rates, pictures and sounds."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.media.probe import probe
from avts_core.media.video import PictureReader
from avts_core.media.writer import AudioEncoding, VideoEncoding, write_movie

Measure = Callable[[Path], NDArray[np.float64]]

FILM, PAL = Fraction(24000, 1001), Fraction(25)
NTSC, DOUBLE_NTSC = Fraction(30000, 1001), Fraction(60000, 1001)
LIMIT_MS = 0.3
MILLISECOND_LIMIT_MS = 1.2
"""Matroska and WebM round the times of both streams to 1 ms."""


@pytest.mark.parametrize(
    ("kind", "rate"),
    [
        ("mp4 h264 aac", FILM),
        ("mp4 hevc ac3", PAL),
        ("mp4 av1 opus", Fraction(50)),
        ("mp4 h264 mp3", NTSC),
        ("mov prores pcm_s24le", PAL),
        ("mov h264 pcm_s16le", DOUBLE_NTSC),
        ("mkv h264 opus", FILM),
        ("mkv vp9 mp3", Fraction(60)),
        ("mkv hevc pcm_s24le", NTSC),
        ("mkv mpeg2video ac3", PAL),
        ("webm vp9 opus", NTSC),
        ("webm av1 opus", PAL),
        ("ts h264 aac", Fraction(50)),
        ("ts mpeg2video ac3", NTSC),
        ("ts hevc mp3", PAL),
        ("avi mpeg4 mp3", PAL),
        ("avi mjpeg pcm_s16le", NTSC),
        ("mxf mpeg2video pcm_s16le", PAL),
        ("mxf h264 pcm_s24le", PAL),
    ],
)
def test_flash_and_burst_are_read_at_one_instant(
    tmp_path: Path,
    flash_movie: type,
    measure: Measure,
    kind: str,
    rate: Fraction,
) -> None:
    """Picture and sound keep their instant through any container and codec."""
    suffix, video, audio = kind.split()
    recipe = flash_movie(
        suffix=suffix,
        rate=rate,
        video=VideoEncoding(codec=video),
        audio=AudioEncoding(codec=audio),
    )
    path = recipe.write(tmp_path / "movie")
    limit_ms = MILLISECOND_LIMIT_MS if suffix in {"mkv", "webm"} else LIMIT_MS
    np.testing.assert_allclose(measure(path), np.zeros(3), atol=limit_ms)
    info = probe(path)
    assert info.video is not None
    assert info.video.rate == rate
    assert not info.video.is_variable_rate


@pytest.mark.parametrize("num_reordered", [0, 2, 3])
def test_reordered_pictures_in_avi_are_on_time(
    tmp_path: Path, flash_movie: type, measure: Measure, num_reordered: int
) -> None:
    """AVI has no presentation times; the pictures come in order and on time."""
    video = VideoEncoding(codec="h264", options={"bf": str(num_reordered)})
    recipe = flash_movie(suffix="avi", video=video, audio=AudioEncoding(codec="mp3"))
    path = recipe.write(tmp_path / "movie")
    np.testing.assert_allclose(measure(path), np.zeros(3), atol=LIMIT_MS)
    with PictureReader(path) as reader:
        times = [p.time for p in reader]
        assert reader.num_damaged == 0
    assert times == [i / PAL for i in range(40)]


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "ts"])
def test_variable_rate(
    tmp_path: Path, flash_movie: type, measure: Measure, suffix: str
) -> None:
    """Uneven pictures keep their own times, and the movie is known to be uneven."""
    steps_ms = np.random.default_rng(3).integers(20, 70, 40)
    times = tuple(Fraction(int(steps_ms[:i].sum()), 1000) for i in range(40))
    path = flash_movie(suffix=suffix, times=times).write(tmp_path / "movie")
    np.testing.assert_allclose(measure(path), np.zeros(3), atol=LIMIT_MS)
    info = probe(path)
    assert info.video is not None
    assert info.video.is_variable_rate
    assert 15 < info.video.rate < 35


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "ts"])
@pytest.mark.parametrize(
    ("picture_start", "sound_start"),
    [(Fraction(3, 10), Fraction(0)), (Fraction(0), Fraction(1, 8)), (10, 9)],
)
def test_start_times_count(
    tmp_path: Path,
    flash_movie: type,
    measure: Measure,
    suffix: str,
    picture_start: Fraction,
    sound_start: Fraction,
) -> None:
    """A stream that begins late stays late; a common start changes nothing."""
    times = tuple(picture_start + i / PAL for i in range(40))
    recipe = flash_movie(suffix=suffix, times=times, sound_start=Fraction(sound_start))
    path = recipe.write(tmp_path / "movie")
    np.testing.assert_allclose(measure(path), np.zeros(3), atol=LIMIT_MS)
    info = probe(path)
    assert info.video is not None
    assert min(info.video.start, info.audio[0].start) == 0


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_offset_in_container_and_in_samples_are_alike(
    tmp_path: Path, flash_movie: type, measure: Measure, suffix: str
) -> None:
    """Sound 120 ms early is so whether the samples or the start time say it."""
    early = Fraction(12, 100)
    within = flash_movie(suffix=suffix, early=early).write(tmp_path / "samples")
    shifted = tuple(Fraction(1) + i / PAL for i in range(40))
    recipe = flash_movie(
        suffix=suffix, times=shifted, early=early, sound_start=1 - early
    )
    outside = recipe.write(tmp_path / "container")
    np.testing.assert_allclose(measure(within), np.full(3, 120), atol=LIMIT_MS)
    np.testing.assert_allclose(measure(outside), np.full(3, 120), atol=LIMIT_MS)


@pytest.mark.parametrize("start_s", [95442, 95460])
def test_clock_of_a_transport_stream_may_wrap(
    tmp_path: Path, flash_movie: type, measure: Measure, start_s: int
) -> None:
    """A TS clock runs over at 95443.7 s; the movie's clock does not."""
    times = tuple(start_s + i / PAL for i in range(70))
    recipe = flash_movie(suffix="ts", times=times, sound_start=Fraction(start_s))
    path = recipe.write(tmp_path / "movie")
    np.testing.assert_allclose(measure(path), np.zeros(6), atol=LIMIT_MS)
    info = probe(path)
    assert info.duration is not None
    assert info.duration < 5


@pytest.mark.parametrize(
    ("suffix", "codec"), [("mp4", "h264"), ("ts", "mpeg2video"), ("mov", "prores")]
)
def test_interlaced_picture_stands_for_its_middle(
    tmp_path: Path, flash_movie: type, measure: Measure, suffix: str, codec: str
) -> None:
    """The mean of two fields shows a moment a quarter of a frame after the first."""
    video = VideoEncoding(codec=codec, is_interlaced=True)
    path = flash_movie(suffix=suffix, video=video).write(tmp_path / "movie")
    np.testing.assert_allclose(measure(path), np.full(3, 10), atol=LIMIT_MS)
    info = probe(path)
    assert info.video is not None
    assert info.video.is_interlaced
    assert not info.video.is_variable_rate


@pytest.mark.parametrize("rate_hz", [32000, 44100, 96000])
def test_sample_rates(
    tmp_path: Path, flash_movie: type, measure: Measure, rate_hz: int
) -> None:
    """Resampling to 16 kHz shifts nothing."""
    recipe = flash_movie(
        suffix="mov", rate_hz=rate_hz, audio=AudioEncoding(codec="pcm_s16le")
    )
    path = recipe.write(tmp_path / "movie")
    np.testing.assert_allclose(measure(path), np.zeros(3), atol=0.05)


@pytest.mark.parametrize("codec", ["aac", "ac3", "pcm_s24le"])
def test_surround_is_mixed_down(
    tmp_path: Path, flash_movie: type, measure: Measure, codec: str
) -> None:
    """Six channels come as one."""
    recipe = flash_movie(suffix="mov", num_channels=6, audio=AudioEncoding(codec=codec))
    path = recipe.write(tmp_path / "movie")
    assert probe(path).audio[0].num_channels == 6
    np.testing.assert_allclose(measure(path), np.zeros(3), atol=LIMIT_MS)


def quadrants() -> NDArray[np.uint8]:
    """Give a picture with four levels, the brightest at the top left."""
    picture = np.full((64, 96), 40, np.uint8)
    picture[:32, :48], picture[:32, 48:], picture[32:, :48] = 220, 160, 100
    return picture


def corners(picture: NDArray[np.uint8]) -> list[int]:
    height, width = picture.shape
    places = [(y * height // 4, x * width // 4) for y in (1, 3) for x in (1, 3)]
    return [int(picture[place]) for place in places]


@pytest.mark.parametrize("rotation_deg", [0, 90, 180, 270])
def test_rotated_picture_comes_upright(tmp_path: Path, rotation_deg: int) -> None:
    """A phone's picture, stored lying, is handed out as it was seen."""
    path = tmp_path / "phone.mp4"
    lying = np.ascontiguousarray(np.rot90(quadrants(), rotation_deg // 90))
    write_movie(
        path,
        rate=PAL,
        pictures=((i / PAL, lying) for i in range(3)),
        video=VideoEncoding(rotation_deg=rotation_deg),
    )
    with PictureReader(path) as reader:
        picture = next(iter(reader))
        luma, rgb = picture.luma(), picture.rgb(48)
    assert luma.shape == (64, 96)
    assert rgb.shape == (32, 48, 3)
    # Studio range: 16 to 235.
    expected = [16 + level * 219 / 255 for level in (220, 160, 100, 40)]
    np.testing.assert_allclose(corners(luma), expected, atol=4)
    np.testing.assert_allclose(corners(rgb[..., 1]), (220, 160, 100, 40), atol=6)
    info = probe(path)
    assert info.video is not None
    assert (info.video.width_px, info.video.height_px) == (96, 64)


@pytest.mark.parametrize(
    ("codec", "pixel_format", "bits"),
    [
        ("h264", "yuv420p", 8),
        ("h264", "nv12", 8),
        ("h264", "yuv420p10le", 10),
        ("hevc", "yuv420p10le", 10),
        ("prores", "yuv422p10le", 10),
        ("ffv1", "yuv420p16le", 16),
        ("ffv1", "gray", 8),
    ],
)
def test_brightness_of_any_depth_is_eight_bits(
    tmp_path: Path, codec: str, pixel_format: str, bits: int
) -> None:
    """Deeper pictures are brought to 8 bits, not wrapped or cut."""
    path = tmp_path / "deep.mov"
    if codec == "ffv1":
        path = path.with_suffix(".mkv")
    write_movie(
        path,
        rate=PAL,
        pictures=((i / PAL, quadrants()) for i in range(3)),
        video=VideoEncoding(codec=codec, pixel_format=pixel_format),
    )
    with PictureReader(path) as reader:
        luma = next(iter(reader)).luma()
    levels = np.array((220, 160, 100, 40))
    is_full_range = pixel_format == "gray"
    expected = levels if is_full_range else 16 + levels * 219 / 255
    np.testing.assert_allclose(corners(luma), expected, atol=4)
    info = probe(path)
    assert info.video is not None
    assert info.video.bit_depth == bits
