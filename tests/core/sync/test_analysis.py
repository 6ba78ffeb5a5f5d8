"""The whole chain, from a movie on disk to the report, with the shipped model."""

import gc
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from avts_core.data.synthetic.events import BouncingBall
from avts_core.data.synthetic.movie import MovieSettings, make_movie
from avts_core.data.synthetic.retime import OffsetTrack
from avts_core.data.synthetic.scene import TalkingScene
from avts_core.errors import (
    CheckpointError,
    JobCancelledError,
    NoPictureError,
    NoSoundError,
)
from avts_core.jobs import CancelToken, Progress
from avts_core.media.encoding import AudioEncoding, AudioTrack, VideoEncoding
from avts_core.media.writer import write_movie
from avts_core.sync.analysis import Analysis, analyse
from avts_core.sync.judge import Judge, load_judge
from avts_core.sync.measurement import Measurement
from avts_core.sync.report import Status
from avts_core.sync.verdict import Verdict, find_profile
from avts_core.timebase import Span

SECONDS = 6


@pytest.fixture(scope="module")
def judge() -> Judge:
    torch.set_num_threads(1)
    return load_judge(device="cpu")


@pytest.fixture(scope="module")
def head(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a talking head whose audio is 120 ms early."""
    path = tmp_path_factory.mktemp("head") / "head.mp4"
    settings = MovieSettings(
        duration=Fraction(SECONDS), offset=OffsetTrack(offset_ms=120.0)
    )
    make_movie(path, TalkingScene(5, width_px=240, height_px=240), settings=settings)
    return path


@pytest.fixture(scope="module")
def analysis(head: Path, judge: Judge) -> Analysis:
    return analyse(head, model=judge)


@pytest.mark.slow
def test_a_head_is_measured(analysis: Analysis) -> None:
    """The offset comes out with its sign, in one span, and fails EBU R37."""
    report = analysis.report
    assert report.status is Status.OK
    assert report.offset_ms == pytest.approx(120, abs=25)
    assert report.direction == "early"
    assert report.verdict is Verdict.FAIL
    assert report.confidence >= 0.9
    assert report.coverage > 0.5
    assert [round(s.start_s) for s in report.spans] == [0]
    assert report.model is not None
    assert len(report.model.sha256) == 64


@pytest.mark.slow
def test_the_scores_show_the_offset(analysis: Analysis) -> None:
    """Distances lie in [0, 1], each 40 and 10 ms, smallest at the offset."""
    scores = analysis.scores
    assert scores is not None
    assert scores.distance.shape == (len(scores.time_s), len(scores.lag_ms))
    assert scores.distance.dtype == np.float32
    np.testing.assert_allclose(np.diff(scores.time_s), 0.04)
    np.testing.assert_allclose(np.diff(scores.lag_ms), 10)
    known = scores.distance[np.isfinite(scores.distance)]
    assert known.min() >= 0
    assert known.max() <= 1
    near = np.abs(scores.lag_ms) <= 600
    rows = scores.distance[:, near]
    rows = rows[np.isfinite(rows).all(axis=1)]
    best = scores.lag_ms[near][rows.mean(axis=0).argmin()]
    assert best == pytest.approx(analysis.report.offset_ms, abs=15)


@pytest.mark.slow
def test_the_face_is_shown_where_it_is(analysis: Analysis) -> None:
    """The talker's path covers the film, and its number is that of the speaker."""
    assert analysis.scores is not None
    assert len(analysis.speaker) == len(analysis.scores.time_s)
    known = np.isfinite(analysis.scores.distance).any(axis=1)
    np.testing.assert_array_equal(analysis.speaker >= 0, known)
    (path,) = analysis.faces
    assert set(analysis.speaker[known]) == {path.track}
    assert path.times_s[0] < 0.2
    assert path.times_s[-1] > SECONDS - 0.3
    assert 0 <= path.boxes.min() <= path.boxes.max() <= 1
    middle = (path.boxes[:, :2] + path.boxes[:, 2:]) / 2
    assert np.abs(middle - 0.5).max() < 0.3
    assert analysis.cuts_s == ()
    assert analysis.origin_s == analysis.scores.time_s[0]


@pytest.mark.slow
def test_the_waveform_goes_with_the_mel(analysis: Analysis) -> None:
    """One pair of peaks a frame, large where the sound is loud."""
    assert analysis.mel is not None
    assert analysis.peaks.shape == (len(analysis.mel), 2)
    assert analysis.peaks.dtype == np.int8
    height = analysis.peaks[:, 1].astype(float) - analysis.peaks[:, 0]
    loudness = analysis.mel.astype(float).mean(axis=1)
    assert np.corrcoef(np.log(height + 1), loudness)[0, 1] > 0.7


@pytest.mark.slow
def test_nothing_is_kept_when_it_is_done(
    head: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nets and buffers go at once, without waiting for the garbage collector."""
    made: list[weakref.ref[Measurement]] = []

    def measurement(*args: Any, **options: Any) -> Measurement:
        one = Measurement(*args, **options)
        made.append(weakref.ref(one))
        made.append(weakref.ref(one.watcher))
        return one

    monkeypatch.setattr("avts_core.sync.analysis.Measurement", measurement)
    gc.disable()
    try:
        analyse(head, model=judge, span=Span(Fraction(0), Fraction(2)))
        assert [ref() for ref in made] == [None, None]
    finally:
        gc.enable()


@pytest.mark.slow
def test_the_rolling_offset_agrees(analysis: Analysis) -> None:
    """Around most moments the two seconds' own offset is the file's."""
    assert analysis.rolling_ms is not None
    known = analysis.rolling_ms[np.isfinite(analysis.rolling_ms)]
    assert len(known) > 50
    assert np.median(known) == pytest.approx(analysis.report.offset_ms, abs=15)


@pytest.mark.slow
def test_a_range_is_measured_alone(head: Path, judge: Judge) -> None:
    """Only the stretch asked for is looked at; times stay the movie's."""
    found = analyse(head, model=judge, span=Span(Fraction(1), Fraction(5)))
    assert found.scores is not None
    assert found.scores.time_s[0] == pytest.approx(1, abs=0.05)
    assert found.scores.time_s[-1] < 5
    assert found.report.offset_ms == pytest.approx(120, abs=30)


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a talking head whose audio is 3.9 s late."""
    path = tmp_path_factory.mktemp("late") / "late.mp4"
    settings = MovieSettings(
        duration=Fraction(14), offset=OffsetTrack(offset_ms=-3900.0)
    )
    make_movie(path, TalkingScene(5, width_px=240, height_px=240), settings=settings)
    return path


@pytest.mark.slow
def test_a_large_offset_is_found_in_a_wide_range(late: Path, judge: Judge) -> None:
    """The answer is right, and the scores are those of the lags around it."""
    found = analyse(late, model=judge, max_offset_ms=6000)
    assert found.report.offset_ms == pytest.approx(-3900, abs=25)
    assert found.report.max_offset_ms == 6000
    assert found.report.coverage > 0.5
    assert found.report.used
    assert found.scores is not None
    assert found.rolling_ms is not None
    zero_ms = judge.bundle.calibration.zero_ms
    assert found.scores.lag_ms[[0, -1]] == pytest.approx(
        np.array([-5500, -2500]) - zero_ms
    )
    assert len(found.scores.time_s) == len(found.speaker) == len(found.rolling_ms)
    assert len(found.scores.time_s) == pytest.approx(25 * 14, abs=10)
    mean = np.nanmean(found.scores.distance, axis=0)
    assert found.scores.lag_ms[mean.argmin()] == pytest.approx(-3900, abs=25)
    known = found.rolling_ms[np.isfinite(found.rolling_ms)]
    assert np.median(known) == pytest.approx(-3900, abs=25)


@pytest.mark.slow
def test_beyond_the_range_there_is_no_answer(late: Path, judge: Judge) -> None:
    """The usual range does not guess, and its reason says how far it looked."""
    report = analyse(late, model=judge).report
    assert report.status is Status.NOT_MEASURABLE
    assert report.wider_offset_ms == 6000
    assert "1500 ms" in str(report.reason)


@pytest.mark.slow
def test_an_answer_at_the_edge_is_a_failure(late: Path, judge: Judge) -> None:
    """The true offset may lie beyond: no number, and the reason."""
    report = analyse(late, model=judge, max_offset_ms=3900).report
    assert report.status is Status.NOT_MEASURABLE
    assert "edge of the range of 3900 ms" in str(report.reason)
    # A film of 14 s is searched no further than half of it.
    assert report.wider_offset_ms == pytest.approx(7000, abs=60)


@pytest.mark.slow
def test_rows_of_a_wide_range_are_those_of_the_usual_one(
    head: Path, judge: Judge, analysis: Analysis
) -> None:
    """Made again from what was kept, they equal those made on the way."""
    found = analyse(head, model=judge, max_offset_ms=2500)
    assert found.report.offset_ms == pytest.approx(analysis.report.offset_ms, abs=5)
    assert found.scores is not None
    assert analysis.scores is not None
    assert found.report.coverage == analysis.report.coverage
    assert found.report.used == analysis.report.used
    np.testing.assert_array_equal(found.scores.lag_ms, analysis.scores.lag_ms)
    np.testing.assert_array_equal(found.scores.time_s, analysis.scores.time_s)
    np.testing.assert_allclose(
        found.scores.distance, analysis.scores.distance, atol=2e-3
    )
    np.testing.assert_array_equal(found.speaker, analysis.speaker)


@pytest.mark.slow
def test_a_short_film_is_not_searched_further_than_half_of_it(
    head: Path, judge: Judge
) -> None:
    """Of each lag half of the film is compared, and the notes say how far."""
    report = analyse(head, model=judge, max_offset_ms=10_000).report
    assert report.offset_ms == pytest.approx(120, abs=25)
    assert report.max_offset_ms == pytest.approx(SECONDS * 500, abs=60)
    (note,) = report.notes
    assert f"further than {report.max_offset_ms:.0f} ms" in note


@pytest.mark.parametrize("wish", [1499.0, 10_001.0, float("nan")])
def test_a_range_out_of_range_is_refused(head: Path, judge: Judge, wish: float) -> None:
    """Before anything is read."""
    with pytest.raises(ValueError, match="within 1500 and 10000"):
        analyse(head, model=judge, max_offset_ms=wish)


@pytest.mark.slow
def test_it_says_how_far_the_film_was_read(analysis: Analysis) -> None:
    """To its end, where nothing is wrong with the file."""
    assert analysis.stop_s == pytest.approx(SECONDS, abs=0.2)


@pytest.mark.slow
def test_a_promised_model_is_waited_for(head: Path, judge: Judge) -> None:
    """A model may still be loading; its failure is the analysis's."""
    promise: Future[Judge] = Future()
    promise.set_result(judge)
    profile = find_profile("+200/-200")
    assert analyse(head, model=promise, profile=profile).report.verdict is not (
        Verdict.FAIL
    )
    broken: Future[Judge] = Future()
    broken.set_exception(CheckpointError("no model"))
    with pytest.raises(CheckpointError):
        analyse(head, model=broken)


@pytest.mark.slow
def test_progress_rises_and_cancel_stops(head: Path, judge: Judge) -> None:
    """Shares never fall and end at 1; a cancelled analysis ends at once."""
    seen: list[Progress] = []
    analyse(head, model=judge, report=seen.append)
    shares = [p.fraction for p in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    cancel = CancelToken()

    def stop_half_way(progress: Progress) -> None:
        if progress.fraction > 0.4:
            cancel.cancel()

    with pytest.raises(JobCancelledError):
        analyse(head, model=judge, report=stop_half_way, cancel=cancel)


def silent(seconds: int) -> AudioTrack:
    return AudioTrack(
        samples=np.zeros((1, 48000 * seconds), np.float32),
        rate_hz=48000,
        start=Fraction(0),
        encoding=AudioEncoding(codec="pcm_s16le"),
    )


def noise(seconds: int) -> AudioTrack:
    rng = np.random.default_rng(1)
    return AudioTrack(
        samples=rng.normal(0, 0.1, (1, 48000 * seconds)).astype(np.float32),
        rate_hz=48000,
        start=Fraction(0),
        encoding=AudioEncoding(codec="pcm_s16le"),
    )


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that films a scene with another sound."""

    def write_one(scene: object, *sounds: AudioTrack, seconds: int = 3) -> Path:
        path = tmp_path / "movie.mkv"
        times = [Fraction(n, 25) for n in range(25 * seconds)]
        write_movie(
            path,
            rate=Fraction(25),
            pictures=None if scene is None else ((t, scene.picture(t)) for t in times),
            video=None if scene is None else VideoEncoding(codec="h264"),
            sounds=list(sounds),
        )
        return path

    return write_one


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sound", "words"), [(silent(6), "silent"), (noise(6), "no speech")]
)
def test_sound_without_speech_is_not_measurable(
    write: Callable[..., Path], judge: Judge, sound: AudioTrack, words: str
) -> None:
    """Silence and noise beside a talking face get a reason, not a guess."""
    scene = TalkingScene(6, width_px=240, height_px=240)
    report = analyse(write(scene, sound, seconds=6), model=judge).report
    assert report.status is Status.NOT_MEASURABLE
    assert report.offset_ms is None
    assert (report.speech_share == 0) == (words == "silent")
    assert report.reason is not None
    assert words in report.reason


@pytest.mark.slow
def test_a_film_without_a_face_is_not_measurable(
    write: Callable[..., Path], judge: Judge
) -> None:
    """A bouncing ball has no lips, not even taken whole for a mouth."""
    ball = BouncingBall(1, width_px=160, height_px=120)
    analysis = analyse(write(ball, noise(3)), model=judge)
    report = analysis.report
    assert report.status is Status.NOT_MEASURABLE
    assert report.reason == "no face was found"
    assert analysis.faces == ()
    assert (analysis.speaker == -1).all()
    assert report.notes == (
        "no face was found; the whole picture was taken for a mouth",
    )


def test_missing_streams_are_said(write: Callable[..., Path], judge: Judge) -> None:
    """A film without picture or sound raises what is missing."""
    with pytest.raises(NoPictureError):
        analyse(write(None, noise(1)), model=judge)
    ball = BouncingBall(1, width_px=160, height_px=120)
    with pytest.raises(NoSoundError):
        analyse(write(ball, seconds=1), model=judge)
