"""Tests of the movie writer: what is read back is what was asked for."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.errors import JobCancelledError, WriteError
from avts_core.jobs import CancelToken
from avts_core.media.encoding import AudioEncoding, AudioTrack, VideoEncoding
from avts_core.media.writer import write_movie

RATE_HZ = 48000
PAL = Fraction(25)
NTSC = Fraction(30000, 1001)
FLASH_EVERY = 12
BEEP = 0.7 * np.sin(2 * np.pi * 1000 * np.arange(2400) / RATE_HZ + 0.5)

Timed = tuple[Fraction, NDArray[np.uint8]]


def steady_times(rate: Fraction, *, start: Fraction = Fraction(0)) -> list[Fraction]:
    return [start + i / rate for i in range(40)]


def uneven_times() -> list[Fraction]:
    rng = np.random.default_rng(3)
    steps = [Fraction(int(ms), 1000) for ms in rng.integers(20, 70, 40)]
    return [sum(steps[:i], Fraction(0)) for i in range(40)]


def flashes(times: list[Fraction], *, width_px: int = 96) -> Iterator[Timed]:
    for index, time in enumerate(times):
        is_flash = index % FLASH_EVERY == FLASH_EVERY // 2
        level = 230 if is_flash else 20
        yield time, np.full((64, width_px, 3), level, np.uint8)


def flash_times(times: list[Fraction]) -> list[Fraction]:
    return times[FLASH_EVERY // 2 :: FLASH_EVERY]


def beeps(
    times: list[Fraction], *, start: Fraction = Fraction(0)
) -> NDArray[np.float32]:
    samples = np.zeros((1, 3 * RATE_HZ), np.float32)
    for time in flash_times(times):
        first = round((time - start) * RATE_HZ)
        samples[0, first : first + len(BEEP)] = BEEP
    return samples


def read_flashes(path: Path) -> NDArray[np.float64]:
    with av.open(str(path)) as container:
        frames = [
            (frame.time, frame.to_ndarray(format="gray").mean())
            for frame in container.decode(video=0)
        ]
    return np.array([time for time, level in frames if level > 128])


def read_beeps(path: Path) -> NDArray[np.float64]:
    with av.open(str(path)) as container:
        resampler = av.AudioResampler("fltp", "mono", RATE_HZ)
        frames = list(container.decode(audio=0))
        start = frames[0].time
        blocks = [b.to_ndarray()[0] for f in frames for b in resampler.resample(f)]
    loud = np.flatnonzero(np.abs(np.concatenate(blocks)) > 0.2)
    is_first = np.diff(loud, prepend=-RATE_HZ) > RATE_HZ // 8
    return start + loud[is_first] / RATE_HZ


def audio_delays_ms(path: Path) -> NDArray[np.float64]:
    return 1000 * (read_beeps(path) - read_flashes(path))


@pytest.mark.parametrize(
    ("suffix", "video", "audio"),
    [
        ("mp4", "h264", "aac"),
        ("mp4", "hevc", "ac3"),
        ("mov", "prores", "pcm_s24le"),
        ("mov", "mjpeg", "aac"),
        ("mkv", "h264", "opus"),
        ("mkv", "ffv1", "flac"),
        ("mkv", "vp9", "mp3"),
        ("webm", "vp9", "opus"),
        ("ts", "h264", "aac"),
        ("ts", "mpeg2video", "ac3"),
        ("avi", "mpeg4", "mp3"),
        ("avi", "mjpeg", "aac"),
        ("mxf", "mpeg2video", "pcm_s16le"),
    ],
)
def test_flash_and_beep_meet_in_every_container(
    tmp_path: Path, suffix: str, video: str, audio: str
) -> None:
    """Flash and beep of the same instant come back within 2 ms of each other."""
    times = steady_times(PAL)
    path = tmp_path / f"movie.{suffix}"
    sound = AudioTrack(
        samples=beeps(times), rate_hz=RATE_HZ, encoding=AudioEncoding(codec=audio)
    )
    write_movie(
        path,
        rate=PAL,
        pictures=flashes(times),
        video=VideoEncoding(codec=video),
        sounds=[sound],
    )
    delays_ms = audio_delays_ms(path)
    assert len(delays_ms) == 3
    assert np.abs(delays_ms).max() < 2


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "ts"])
@pytest.mark.parametrize("delay", [Fraction(3, 25), Fraction(-3, 25)])
@pytest.mark.parametrize("start", [Fraction(0), Fraction(10, 7)])
def test_offset_lives_in_the_container(
    tmp_path: Path, suffix: str, delay: Fraction, start: Fraction
) -> None:
    """Moving only the start of the sound delays it by just as much."""
    times = steady_times(NTSC, start=start)
    path = tmp_path / f"movie.{suffix}"
    samples = beeps(times, start=start)
    sound = AudioTrack(samples=samples, rate_hz=RATE_HZ, start=start + delay)
    write_movie(path, rate=NTSC, pictures=flashes(times), sounds=[sound])
    assert np.abs(audio_delays_ms(path) - 1000 * float(delay)).max() < 1.5


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_uneven_picture_times_are_kept(tmp_path: Path, suffix: str) -> None:
    """A movie of variable rate has its pictures at the times that were given."""
    times = uneven_times()
    path = tmp_path / f"movie.{suffix}"
    write_movie(path, rate=PAL, pictures=flashes(times))
    with av.open(str(path)) as container:
        found = [frame.time for frame in container.decode(video=0)]
    assert len(found) == len(times)
    errors_s = np.array(found) - np.array([float(time) for time in times])
    assert np.abs(errors_s).max() <= 0.00051


def test_mp4_keeps_ntsc_times_exactly(tmp_path: Path) -> None:
    """A picture of 29.97 a second is at a whole multiple of 1001/30000 s."""
    times = steady_times(NTSC)
    path = tmp_path / "movie.mp4"
    write_movie(path, rate=NTSC, pictures=flashes(times))
    with av.open(str(path)) as container:
        found = [frame.pts * frame.time_base for frame in container.decode(video=0)]
    assert found == times


def test_pixel_format_interlacing_and_rotation_are_marked(tmp_path: Path) -> None:
    """Ten bits, fields and a turn are found again in the file."""
    path = tmp_path / "movie.mov"
    encoding = VideoEncoding(
        pixel_format="yuv420p10le", rotation_deg=90, is_interlaced=True
    )
    times = steady_times(PAL)[:4]
    write_movie(path, rate=PAL, pictures=flashes(times), video=encoding)
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
    assert frame.format.name == "yuv420p10le"
    assert frame.interlaced_frame
    assert frame.rotation == -90


def test_tracks_keep_language_title_and_channels(tmp_path: Path) -> None:
    """Two tracks come back in order, with their tags and their layout."""
    path = tmp_path / "movie.mkv"
    silence = np.zeros((1, RATE_HZ // 4), np.float32)
    encodings = [
        AudioEncoding(codec="ac3", layout="5.1", language="fra"),
        AudioEncoding(codec="aac", rate_hz=44100, language="eng", title="Dub"),
    ]
    sounds = [
        AudioTrack(samples=silence, rate_hz=RATE_HZ, encoding=encoding)
        for encoding in encodings
    ]
    write_movie(path, rate=PAL, pictures=flashes(steady_times(PAL)), sounds=sounds)
    with av.open(str(path)) as container:
        first, second = container.streams.audio
    assert (first.language, first.channels) == ("fra", 6)
    assert (second.language, second.metadata["title"]) == ("eng", "Dub")
    assert second.rate == 44100


def test_blocks_and_one_array_make_the_same_file(tmp_path: Path) -> None:
    """How the samples are cut into blocks leaves no trace."""
    rng = np.random.default_rng(0)
    noise = rng.uniform(-0.5, 0.5, (2, 20000)).astype(np.float32)
    whole, cut = tmp_path / "whole.mkv", tmp_path / "cut.mkv"
    encoding = AudioEncoding(codec="flac")
    for path, samples in ((whole, noise), (cut, np.array_split(noise, 7, axis=1))):
        track = AudioTrack(samples=samples, rate_hz=RATE_HZ, encoding=encoding)
        write_movie(path, rate=PAL, sounds=[track])
    decoded = []
    for path in (whole, cut):
        with av.open(str(path)) as container:
            frames = [f.to_ndarray() for f in container.decode(audio=0)]
        decoded.append(np.concatenate(frames, axis=1))
    assert np.array_equal(*decoded)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("movie.xyz", {}),
        ("movie.webm", {"video": VideoEncoding(codec="h264")}),
        ("movie.mp4", {"video": VideoEncoding(codec="no such codec")}),
        ("movie.mkv", {"video": VideoEncoding(rotation_deg=90)}),
        ("movie.mp4", {"pictures": iter(())}),
        ("movie.mp4", {"pictures": None}),
        ("movie.mp4", {"pictures": flashes([Fraction(1), Fraction(1)])}),
        ("movie.mp4", {"pictures": flashes([Fraction(0)], width_px=97)}),
        ("movie.avi", {"pictures": flashes([Fraction(0), Fraction(1, 30)])}),
        ("movie.mxf", {"pictures": flashes([Fraction(1), Fraction(2)])}),
        ("no folder/movie.mp4", {}),
    ],
)
def test_failure_is_a_write_error_and_leaves_nothing(
    tmp_path: Path, name: str, changes: dict[str, object]
) -> None:
    """Whatever cannot be written says so in one line and leaves no file behind."""
    arguments = {"rate": PAL, "pictures": flashes(steady_times(PAL)), **changes}
    with pytest.raises(WriteError, match=r"^Cannot write movie\.\w+: .+\.$"):
        write_movie(tmp_path / name, **arguments)
    assert list(tmp_path.iterdir()) == []


def test_avi_refuses_a_start_time_of_the_sound(tmp_path: Path) -> None:
    """An offset that AVI would silently lose is an error with a remedy."""
    late = AudioTrack(
        samples=np.zeros((1, 4800), np.float32), rate_hz=RATE_HZ, start=Fraction(1, 10)
    )
    with pytest.raises(WriteError, match="shift the samples, or choose MP4 or MKV"):
        write_movie(tmp_path / "movie.avi", rate=PAL, sounds=[late])


def test_failure_half_way_keeps_the_old_file(tmp_path: Path) -> None:
    """A picture of another size in the middle leaves an older movie untouched."""
    path = tmp_path / "movie.mp4"
    path.write_bytes(b"old")

    def pictures() -> Iterator[Timed]:
        yield from flashes(steady_times(PAL)[:9])
        yield Fraction(1), np.zeros((32, 32, 3), np.uint8)

    with pytest.raises(WriteError, match="of one size"):
        write_movie(path, rate=PAL, pictures=pictures())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_cancel_stops_and_leaves_nothing(tmp_path: Path) -> None:
    """Cancelling in the middle raises and leaves no file behind."""
    cancel = CancelToken()

    def pictures() -> Iterator[Timed]:
        for timed in flashes(steady_times(PAL)):
            if timed[0] > 1:
                cancel.cancel()
            yield timed

    with pytest.raises(JobCancelledError):
        write_movie(
            tmp_path / "movie.mp4", rate=PAL, pictures=pictures(), cancel=cancel
        )
    assert list(tmp_path.iterdir()) == []


def test_rotation_must_be_a_quarter_turn() -> None:
    """Any other angle is a wrong argument."""
    with pytest.raises(ValueError, match="got 45"):
        VideoEncoding(rotation_deg=45)
