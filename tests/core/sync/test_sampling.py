"""Tests of rough answers from samples: quick, honest, and in line with the whole."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from avts_core.data.synthetic.events import BouncingBall
from avts_core.data.synthetic.movie import MovieSettings, make_movie
from avts_core.data.synthetic.retime import OffsetTrack
from avts_core.data.synthetic.scene import Scene, TalkingScene
from avts_core.errors import (
    JobCancelledError,
    MediaError,
    NoPictureError,
    NoSoundError,
    UnreadableError,
)
from avts_core.jobs import CancelToken, Progress
from avts_core.media.encoding import AudioEncoding, AudioTrack
from avts_core.media.writer import write_movie
from avts_core.models.calibration import Calibration, ConfidenceModel
from avts_core.sync import sampling
from avts_core.sync.conclusion import Evidence
from avts_core.sync.decision import LITTLE_COVERAGE_CONFIDENCE
from avts_core.sync.evidence import Blocks
from avts_core.sync.judge import Judge, load_judge
from avts_core.sync.report import Status
from avts_core.sync.sampling import sample
from avts_core.sync.scores import lags_ms
from avts_core.sync.verdict import Verdict, find_profile

SECONDS = 24


@pytest.fixture(scope="module")
def judge() -> Judge:
    torch.set_num_threads(1)
    return load_judge(device="cpu")


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that films a scene."""

    def write_one(scene: Scene, offset: OffsetTrack, seconds: int = SECONDS) -> Path:
        path = tmp_path_factory.mktemp("samples") / "film.mp4"
        settings = MovieSettings(duration=Fraction(seconds), offset=offset)
        make_movie(path, scene, settings=settings)
        return path

    return write_one


@pytest.fixture(scope="module")
def head(write: Callable[..., Path]) -> Path:
    """Return a talking head whose audio is 120 ms early."""
    scene = TalkingScene(5, width_px=160, height_px=160)
    return write(scene, OffsetTrack(offset_ms=120.0))


@pytest.mark.slow
def test_samples_add_up(head: Path, judge: Judge) -> None:
    """Two stretches of a steady film give its offset, less sure than all of it."""
    shares: list[Progress] = []
    report = sample(head, model=judge, num_samples=2, sample_s=6, report=shares.append)
    assert report.status is Status.OK
    assert report.offset_ms == pytest.approx(120, abs=25)
    assert report.verdict is Verdict.FAIL
    assert report.confidence <= 3 / 4
    assert report.notes == ("rough: 2 of 2 samples tell the same",)
    assert report.spans == ()
    assert report.coverage > 0.5
    assert [p.fraction for p in shares] == [0, 0.5, 1]


@pytest.mark.slow
def test_one_sample_is_trusted_less(head: Path, judge: Judge) -> None:
    """Less of the film gives less confidence."""
    report = sample(head, model=judge, num_samples=1, sample_s=8)
    assert report.offset_ms == pytest.approx(120, abs=25)
    assert report.confidence <= 2 / 3


@pytest.mark.slow
def test_samples_that_differ_give_no_number(
    write: Callable[..., Path], judge: Judge
) -> None:
    """A film that jumps between the samples is told so, with what each said."""
    scene = TalkingScene(5, width_px=160, height_px=160)
    path = write(scene, OffsetTrack(offset_ms=0.0, jumps=((12.0, 400.0),)))
    report = sample(path, model=judge, num_samples=2, sample_s=8)
    assert report.status is Status.NOT_MEASURABLE
    assert report.reason == "the samples do not agree"
    first, second = report.notes
    assert first.startswith("00:00:0")
    assert "400" not in first
    assert second.startswith("00:00:1")
    assert "early" in second


@pytest.mark.slow
def test_a_short_film_is_measured_with_fewer(head: Path, judge: Judge) -> None:
    """Samples do not overlap; a film shorter than one is taken whole."""
    profile = find_profile("+200/-200")
    report = sample(head, model=judge, profile=profile, num_samples=9, sample_s=10)
    assert report.notes == ("rough: 2 of 2 samples tell the same",)
    assert report.verdict is not Verdict.FAIL
    whole = sample(head, model=judge, sample_s=60)
    assert whole.notes == ("rough: 1 of 1 samples tell the same",)


@pytest.mark.slow
def test_no_face_in_any_sample(write: Callable[..., Path], judge: Judge) -> None:
    """Without a face there is a reason; no picture is taken for a mouth."""
    ball = BouncingBall(1, width_px=160, height_px=120)
    report = sample(write(ball, OffsetTrack(), 12), model=judge, sample_s=5)
    assert report.status is Status.NOT_MEASURABLE
    assert report.reason == "no face was found"


@pytest.mark.slow
def test_it_can_be_cancelled(head: Path, judge: Judge) -> None:
    """A token set between two samples stops the next one."""
    cancel = CancelToken()

    def stop(progress: Progress) -> None:
        if progress.fraction > 0:
            cancel.cancel()

    with pytest.raises(JobCancelledError):
        sample(head, model=judge, sample_s=6, report=stop, cancel=cancel)


@pytest.mark.parametrize(("num_samples", "sample_s"), [(0, 12), (3, 4.9), (3, np.nan)])
def test_samples_must_be_some(num_samples: int, sample_s: float) -> None:
    """No sample, or one too short for an answer, is a mistake of the caller."""
    with pytest.raises(ValueError, match="samples must be"):
        sample(Path("x.mp4"), num_samples=num_samples, sample_s=sample_s)


class _Stretch:
    """A stretch whose sound ends with an error as soon as it is read."""

    def __init__(self, error: MediaError) -> None:
        self._error = error

    def hearing(self) -> None:
        raise self._error


def test_a_drive_that_goes_is_told() -> None:
    """The samples read before it went do not answer for the whole film."""
    with pytest.raises(UnreadableError, match="the drive has gone"):
        sampling._measure(_Stretch(UnreadableError("the drive has gone")))


@pytest.mark.parametrize("kind", [NoSoundError, NoPictureError, MediaError])
def test_a_sample_with_nothing_in_it_is_passed_over(kind: type[MediaError]) -> None:
    """A stretch without sound or picture says why, and the others answer."""
    found = sampling._measure(_Stretch(kind("nothing here")))
    assert found.evidence is None
    assert found.reason == "nothing here"


def test_a_film_without_a_picture_is_told(tmp_path: Path, judge: Judge) -> None:
    """What cannot be measured at all raises as the whole analysis does."""
    path = tmp_path / "sound.mkv"
    track = AudioTrack(
        samples=np.zeros((1, 8000), np.float32),
        rate_hz=8000,
        start=Fraction(0),
        encoding=AudioEncoding(codec="pcm_s16le"),
    )
    write_movie(path, rate=Fraction(25), pictures=None, video=None, sounds=[track])
    with pytest.raises(NoPictureError):
        sample(path, model=judge)


class _Promised:
    """As much of a job as the conclusion asks for."""

    def __init__(self) -> None:
        self.max_lag_ms, self.wider_lag_ms = 1500.0, None
        self.profile = find_profile("ebu-r37")
        self.cancel = CancelToken()
        self.model = self
        self.bundle = self
        weights = ConfidenceModel(bias=-5, clarity=0.4, agreement=0.4, log_range=1)
        self.calibration = Calibration(
            zero_ms=0, spread_ms=10, window_scale=30, confidence=weights
        )

    def result(self) -> "_Promised":
        return self


def _sample(num_silent: int) -> sampling._Sample:
    """Return a sample of 12 s whose lips fit, and speech without any after them."""
    lags = lags_ms(1500.0)
    noise = np.random.default_rng(1).normal(0, 1, (12, len(lags)))
    total = noise + 10 * np.exp(-0.5 * ((lags - 30) / 50) ** 2)
    unclear = np.full(25 * num_silent, np.nan, np.float32)
    evidence = Evidence(
        blocks=Blocks(index=np.arange(12), total=total, count=0 * total + 25),
        max_lag_ms=1500.0,
        rolling_ms=np.concatenate([np.full(300, 30, np.float32), unclear]),
        is_compared=np.ones(300 + len(unclear), bool),
        loudness=np.zeros(4 * (300 + len(unclear)), np.float32),
        first_band=0,
        origin_s=0.0,
    )
    return sampling._Sample(evidence=evidence)


def test_samples_that_speak_for_little_are_trusted_as_little_as_films() -> None:
    """Clear lips in less than a tenth of the speech: not high, and one sample only."""
    much = sampling._conclude(_Promised(), [_sample(0)])
    little = sampling._conclude(_Promised(), [_sample(200)])
    assert little["coverage"] < 0.1 < much["coverage"]
    assert much["confidence"] > little["confidence"]
    assert little["confidence"] == pytest.approx(LITTLE_COVERAGE_CONFIDENCE * 2 / 3)
