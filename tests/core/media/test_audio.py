"""Tests of the sound reader: tracks, spans, gaps, overlaps, broken times."""

import tracemalloc
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.errors import NoSoundError
from avts_core.media.audio import AudioReader
from avts_core.media.probe import probe
from avts_core.media.writer import (
    AudioEncoding,
    AudioTrack,
    VideoEncoding,
    write_movie,
)
from avts_core.timebase import Span

RATE_HZ = 48000


def tone(hz: float, duration_s: float = 2.0) -> NDArray[np.float32]:
    time_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    return (0.5 * np.sin(2 * np.pi * hz * time_s)).astype(np.float32)[None]


def read(
    path: Path, *, track: str | int | None = None, span: Span | None = None
) -> tuple[Fraction, NDArray[np.float32]]:
    """Give the first sample's time and all samples."""
    with AudioReader(path, track=track, span=span) as reader:
        clips = list(reader)
    return clips[0].start, np.concatenate([c.samples[0] for c in clips])


def main_hz(samples: NDArray[np.float32]) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.argmax(spectrum) * 16000 / samples.size)


def rms(samples: NDArray[np.float32], others: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.mean((samples - others[: samples.size]) ** 2)))


@pytest.fixture
def two_languages(tmp_path: Path) -> Path:
    path = tmp_path / "tracks.mkv"
    sounds = [
        AudioTrack(
            samples=tone(hz),
            rate_hz=RATE_HZ,
            encoding=AudioEncoding(codec="pcm_s16le", language=language),
        )
        for hz, language in ((400, "eng"), (900, "fra"))
    ]
    write_movie(path, rate=Fraction(25), sounds=sounds)
    return path


@pytest.mark.parametrize(
    ("track", "hz"),
    [(None, 400), (0, 400), (1, 900), ("1", 900), ("fra", 900), ("ENG", 400)],
)
def test_track_is_chosen_by_number_or_language(
    two_languages: Path, track: str | int | None, hz: float
) -> None:
    """The first track unless a number or a language says otherwise."""
    _, samples = read(two_languages, track=track)
    assert main_hz(samples) == pytest.approx(hz, abs=1)


@pytest.mark.parametrize("track", [2, "deu", -1, ""])
def test_missing_track_is_refused_with_what_there_is(
    two_languages: Path, track: str | int
) -> None:
    """The error lists the tracks to choose from."""
    message = r"has no sound track .*; it has 0 \(eng\), 1 \(fra\)\.$"
    with pytest.raises(NoSoundError, match=message):
        AudioReader(two_languages, track=track).__enter__()
    with pytest.raises(NoSoundError, match=message):
        probe(two_languages).choose_audio(track)


@pytest.mark.parametrize(
    ("suffix", "codec", "rate_hz", "tolerance"),
    [
        ("mov", "pcm_s16le", 48000, 1e-6),
        ("mov", "pcm_s16le", 44100, 1e-6),
        ("mxf", "pcm_s24le", 48000, 1e-6),
        ("mp4", "aac", 48000, 0.02),
        ("ts", "mp3", 48000, 0.02),
        ("mkv", "opus", 48000, 0.02),
    ],
)
def test_span_gives_the_samples_of_the_whole(
    tmp_path: Path, suffix: str, codec: str, rate_hz: int, tolerance: float
) -> None:
    """A stretch holds the very samples, on the same grid of times."""
    rng = np.random.default_rng(2)
    noise = 0.3 * np.convolve(rng.standard_normal(6 * rate_hz), np.ones(12) / 12)
    path = tmp_path / f"noise.{suffix}"
    write_movie(
        path,
        rate=Fraction(25),
        pictures=((Fraction(i, 25), np.zeros((64, 96), np.uint8)) for i in range(150))
        if suffix == "mxf"
        else None,
        video=VideoEncoding(codec="mpeg2video"),
        sounds=[
            AudioTrack(
                samples=noise.astype(np.float32)[None],
                rate_hz=rate_hz,
                encoding=AudioEncoding(codec=codec),
            )
        ],
    )
    start, whole = read(path)
    for begin, stop in ((Fraction(1, 3), 1), (2, Fraction(7, 2)), (Fraction(9, 2), 5)):
        span = Span(Fraction(begin), Fraction(stop))
        span_start, samples = read(path, span=span)
        assert abs(span_start - span.start) <= Fraction(1, 16000)
        offset = (span_start - start) * 16000
        assert offset.denominator == 1
        assert samples.size == pytest.approx(span.duration * 16000, abs=1)
        # Matroska rounds the time of what is read first, there and here, to 1 ms.
        slips = range(-16, 17) if suffix == "mkv" else [0]
        assert min(rms(samples, whole[int(offset) + n :]) for n in slips) <= tolerance


class Retimed(AudioReader):
    """A reader whose frames begin when it is told, by number of the frame."""

    changes: dict[int, Fraction] = {}  # noqa: RUF012 - set by each test

    def _timed(self) -> Iterator[tuple[Fraction, av.AudioFrame]]:
        shift = Fraction(0)
        for number, (time, frame) in enumerate(super()._timed()):
            shift += self.changes.get(number, Fraction(0))
            yield time + shift, frame


@pytest.fixture
def steady(tmp_path: Path) -> Path:
    """Make two seconds of tone in frames of 1024 samples."""
    path = tmp_path / "tone.mp4"
    sounds = [AudioTrack(samples=tone(500), rate_hz=RATE_HZ)]
    write_movie(path, rate=Fraction(25), sounds=sounds)
    return path


def read_retimed(path: Path, changes: dict[int, Fraction]) -> NDArray[np.float32]:
    Retimed.changes = changes
    with Retimed(path) as reader:
        clips = list(reader)
    for clip, following in pairwise(clips):
        assert clip.start + clip.duration == following.start
    return np.concatenate([c.samples[0] for c in clips])


def test_gap_becomes_silence(steady: Path) -> None:
    """Half a second without frames is half a second of zeros, in its place."""
    whole = read_retimed(steady, {})
    samples = read_retimed(steady, {40: Fraction(1, 2)})
    assert samples.size - whole.size == pytest.approx(8000, abs=2)
    begin = 40 * 1024 // 3
    assert np.abs(samples[begin + 20 : begin + 7980]).max() < 1e-3
    assert np.abs(samples[begin + 8020 : begin + 8200]).max() > 0.4


def test_overlap_is_cut(steady: Path) -> None:
    """Sound that would be heard twice at a time is heard once."""
    whole = read_retimed(steady, {})
    samples = read_retimed(steady, {40: Fraction(-1, 4)})
    assert whole.size - samples.size == pytest.approx(4000, abs=2)


def test_slow_clock_does_not_add_up(steady: Path) -> None:
    """Timestamps that run ahead of the samples a little at a time are followed."""
    changes = {n: Fraction(1, 1000) for n in range(1, 90)}
    whole = read_retimed(steady, {})
    samples = read_retimed(steady, changes)
    assert (samples.size - whole.size) / 16 == pytest.approx(89, abs=6)


def test_jitter_is_not_followed(steady: Path) -> None:
    """Timestamps rounded to a millisecond or two leave the samples alone."""
    changes = {n: Fraction((-1) ** n, 500) for n in range(1, 90)}
    np.testing.assert_array_equal(
        read_retimed(steady, changes), read_retimed(steady, {})
    )


def test_broken_timestamp_costs_one_frame(steady: Path) -> None:
    """A frame that leaps ahead alone is dropped; the rest is where it was."""
    samples = read_retimed(steady, {40: Fraction(500), 41: Fraction(-500)})
    assert samples.size == pytest.approx(32000, abs=1100)
    begin = 42 * 1024 // 3
    assert np.abs(samples[begin : begin + 400]).max() > 0.4


def test_absurd_leap_is_no_silence(steady: Path) -> None:
    """Times a day ahead are damage, not a day of silence."""
    tracemalloc.start()
    samples = read_retimed(steady, {40: Fraction(86400)})
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert samples.size == pytest.approx(40 * 1024 // 3, abs=400)
    assert peak_bytes < 20e6


def test_jump_back_ends_nothing(steady: Path) -> None:
    """Sound from the past is left out; what comes after the present is read."""
    samples = read_retimed(steady, {30: Fraction(-100), 60: Fraction(100)})
    assert samples.size == pytest.approx(32000, abs=1100)


def test_track_that_changes_its_rate_goes_on(steady: Path) -> None:
    """A broadcast that switches from 48 to 44.1 kHz is read through."""

    class Switched(AudioReader):
        def _timed(self) -> Iterator[tuple[Fraction, av.AudioFrame]]:
            for number, (time, frame) in enumerate(super()._timed()):
                if number < 40:
                    yield time, frame
                    continue
                slower = av.AudioFrame.from_ndarray(
                    frame.to_ndarray()[:, :940], format="fltp", layout="mono"
                )
                slower.sample_rate = 44100
                yield time, slower

    with Switched(steady) as reader:
        num_samples = sum(clip.samples.size for clip in reader)
        assert reader.num_damaged == 0
    assert num_samples == pytest.approx(32000, abs=1500)


def test_sound_at_the_wanted_rate_passes_through(tmp_path: Path) -> None:
    """Mono at 16 kHz needs no resampling, and its end is not lost."""
    path = tmp_path / "small.mov"
    encoding = AudioEncoding(codec="pcm_f32le")
    samples = tone(300)[:, :16000]
    sounds = [AudioTrack(samples=samples, rate_hz=16000, encoding=encoding)]
    write_movie(path, rate=Fraction(25), sounds=sounds)
    start, result = read(path)
    assert start == 0
    np.testing.assert_allclose(result, samples[0], atol=1e-6)


@pytest.mark.parametrize("rate_hz", [8000, 22050, 44100, 48000, 96000])
def test_resampling_keeps_the_time(tmp_path: Path, rate_hz: int) -> None:
    """The centre of a burst moves by less than a hundredth of a millisecond."""
    time_s = np.arange(rate_hz) / rate_hz
    envelope = np.exp(-0.5 * ((time_s - 0.5037) / 0.005) ** 2)
    burst = (0.6 * envelope * np.sin(2 * np.pi * 900 * time_s)).astype(np.float32)
    path = tmp_path / "burst.mov"
    encoding = AudioEncoding(codec="pcm_f32le")
    sounds = [AudioTrack(samples=burst[None], rate_hz=rate_hz, encoding=encoding)]
    write_movie(path, rate=Fraction(25), sounds=sounds)
    _, result = read(path)
    before_s = (burst**2 @ time_s) / (burst**2).sum()
    after_s = (result**2 @ np.arange(result.size)) / (result**2).sum() / 16000
    assert abs(after_s - before_s) < 1e-5
