"""Tests of hearing in step: lazily, in pieces, and the same as all at once."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.errors import JobCancelledError, NoSoundError
from avts_core.features.logmel import levelled, log_mel
from avts_core.jobs import NEVER, CancelToken
from avts_core.media.audio import AudioReader
from avts_core.media.encoding import AudioEncoding, AudioTrack
from avts_core.media.writer import write_movie
from avts_core.sync.hearing import Hearing
from avts_core.sync.speech import speech_loudness
from avts_core.timebase import Span

RATE_HZ = 16000


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a film of sound alone."""

    def write_one(samples: NDArray[np.float64]) -> Path:
        path = tmp_path / "sound.mkv"
        track = AudioTrack(
            samples=samples.astype(np.float32)[None],
            rate_hz=RATE_HZ,
            start=Fraction(0),
            encoding=AudioEncoding(codec="pcm_s16le"),
        )
        write_movie(path, rate=Fraction(25), pictures=None, video=None, sounds=[track])
        return path

    return write_one


def noise(seconds: float) -> NDArray[np.float64]:
    rng = np.random.default_rng(0)
    return rng.normal(0, 0.1, round(seconds * RATE_HZ))


def hearing_of(
    path: Path,
    *,
    origin: Fraction = Fraction(0),
    span: Span | None = None,
    cancel: CancelToken = NEVER,
) -> Hearing:
    return Hearing(
        path,
        track=None,
        span=span,
        origin=origin,
        duration=Fraction(10),
        cancel=cancel,
    )


@pytest.mark.parametrize("origin", [Fraction(0), Fraction(1, 3)])
def test_steps_give_what_is_heard_at_once(
    write: Callable[..., Path], origin: Fraction
) -> None:
    """Heard in steps, bands, loudness and first frame are those of the whole sound."""
    path = write(noise(41.3))
    with AudioReader(path) as reader:
        first, raw = log_mel(reader, origin=origin)
    with hearing_of(path, origin=origin) as hearing:
        counts = []
        for frame in range(0, 6000, 400):
            hearing.hear_until(frame)
            counts.append(hearing.num_frames)
        assert hearing.is_over
    np.testing.assert_array_equal(hearing.bands, levelled(raw))
    np.testing.assert_array_equal(hearing.loudness, speech_loudness(levelled(raw)))
    assert hearing.first_band == first
    assert len(hearing.peaks) == len(raw)
    assert len(set(counts)) > 2


def test_sound_is_not_read_before_it_is_asked_for(write: Callable[..., Path]) -> None:
    """Opened alone nothing is read; a frame asked for is there, the end is not."""
    with hearing_of(write(noise(120))) as hearing:
        assert hearing.num_frames == 0
        assert hearing.first_band == 0
        hearing.hear_until(500)
        assert 500 < hearing.num_frames < 4000
        assert not hearing.is_over
        before = hearing.num_frames
        hearing.hear_until(before - 1)
        assert hearing.num_frames == before
        hearing.hear_all()
        assert hearing.is_over
        assert hearing.num_frames > 11_900


def test_peaks_lie_where_the_frames_are(write: Callable[..., Path]) -> None:
    """A click shows in the peaks of the frame of its time, with its sign and size."""
    samples = np.zeros(3 * RATE_HZ)
    samples[round(1.23 * RATE_HZ)] = 0.5
    samples[round(2.34 * RATE_HZ)] = -1.0
    with hearing_of(write(samples)) as hearing:
        hearing.hear_all()
    peaks, first = hearing.peaks, hearing.first_band
    assert np.argmax(peaks[:, 1]) + first == 123
    assert np.argmin(peaks[:, 0]) + first == 234
    assert peaks[123 - first, 1] == 64
    assert peaks[234 - first, 0] == -127
    assert (np.count_nonzero(peaks, axis=0) == 1).all()


def test_silence_is_told(write: Callable[..., Path]) -> None:
    """Zeros are silence, noise is not; before anything is heard it is silence."""
    with hearing_of(write(np.zeros(2 * RATE_HZ))) as hearing:
        hearing.hear_all()
        assert hearing.is_silent
    with hearing_of(write(noise(2))) as hearing:
        assert hearing.is_silent
        hearing.hear_all()
        assert not hearing.is_silent


def test_a_span_is_heard_alone(write: Callable[..., Path]) -> None:
    """Only the stretch asked for is heard, numbered from the origin."""
    span = Span(Fraction(4), Fraction(7))
    with hearing_of(write(noise(10)), origin=Fraction(5), span=span) as hearing:
        hearing.hear_all()
    assert -100 <= hearing.first_band <= -97
    assert 290 <= hearing.num_frames <= 300


def test_cancel_stops_the_hearing(write: Callable[..., Path]) -> None:
    """A cancelled token stops at the next block."""
    cancel = CancelToken()
    with hearing_of(write(noise(3)), cancel=cancel) as hearing:
        cancel.cancel()
        with pytest.raises(JobCancelledError):
            hearing.hear_all()


def test_a_track_that_is_not_there_is_told_on_entering(
    write: Callable[..., Path],
) -> None:
    """Which sound to hear is settled before anything is read."""
    hearing = Hearing(
        write(noise(1)),
        track=3,
        span=None,
        origin=Fraction(0),
        duration=None,
        cancel=NEVER,
    )
    with pytest.raises(NoSoundError, match="no sound track 3"), hearing:
        pass
