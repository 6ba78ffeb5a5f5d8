"""Tests of what an analysis hands out on its way: joined, it is the analysis."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from avts_core.data.synthetic.events import BouncingBall
from avts_core.data.synthetic.movie import MovieSettings, make_movie
from avts_core.data.synthetic.retime import OffsetTrack
from avts_core.data.synthetic.scene import Scene, TalkingScene
from avts_core.errors import JobCancelledError
from avts_core.jobs import CancelToken
from avts_core.sync import growth as growth_module
from avts_core.sync.analysis import Analysis, analyse
from avts_core.sync.growth import Growth
from avts_core.sync.judge import Judge, load_judge
from avts_core.sync.report import Status

SECONDS = 14


@pytest.fixture(scope="module")
def judge() -> Judge:
    torch.set_num_threads(1)
    return load_judge(device="cpu")


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that films a scene."""

    def write_one(scene: Scene, name: str, seconds: int) -> Path:
        path = tmp_path_factory.mktemp("growth") / name
        settings = MovieSettings(
            duration=Fraction(seconds), offset=OffsetTrack(offset_ms=-80.0)
        )
        make_movie(path, scene, settings=settings)
        return path

    return write_one


@pytest.fixture(scope="module")
def head(write: Callable[..., Path]) -> Path:
    return write(TalkingScene(5, width_px=160, height_px=160), "head.mp4", SECONDS)


@dataclass(frozen=True)
class Grown:
    growths: list[Growth]
    analysis: Analysis


@pytest.fixture(scope="module")
def grown(head: Path, judge: Judge) -> Grown:
    """Return an analysis and what it handed out, as often as the film allows."""
    growths: list[Growth] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(growth_module, "MIN_PAUSE_S", 0.0)
        patch.setattr(growth_module, "PAUSE_COSTS", 0.0)
        analysis = analyse(head, model=judge, grown=growths.append)
    return Grown(growths, analysis)


def check_joined(growths: list[Growth], analysis: Analysis) -> None:
    """Check that the rows, frames and faces handed out are all of the analysis."""
    scores = analysis.scores
    assert scores is not None
    assert analysis.rolling_ms is not None
    given = [g.scores for g in growths if g.scores is not None]
    np.testing.assert_array_equal(
        np.concatenate([s.distance for s in given]), scores.distance
    )
    np.testing.assert_array_equal(
        np.concatenate([s.time_s for s in given]), scores.time_s
    )
    for name in ("rolling_ms", "speaker", "mel", "peaks"):
        joined = np.concatenate([getattr(g, name) for g in growths])
        np.testing.assert_array_equal(joined, getattr(analysis, name))
    assert sum((g.cuts_s for g in growths), ()) == analysis.cuts_s
    for path in analysis.faces:
        parts = [f for g in growths for f in g.faces if f.track == path.track]
        times = np.concatenate([part.times_s for part in parts])
        np.testing.assert_array_equal(times, path.times_s)


@pytest.mark.slow
def test_growths_join_to_the_analysis(grown: Grown) -> None:
    """Nothing is missing, doubled or changed later."""
    check_joined(grown.growths, grown.analysis)
    times = frames = 0
    for one in grown.growths:
        assert (one.first_time, one.first_frame) == (times, frames)
        times, frames = times + len(one.speaker), frames + len(one.mel)
        assert one.origin_s == grown.analysis.origin_s
        assert one.mel_start_s == grown.analysis.mel_start_s
        if one.scores is not None:
            np.testing.assert_array_equal(one.lag_ms, one.scores.lag_ms)


@pytest.mark.slow
def test_it_grows_while_the_film_is_read(grown: Grown) -> None:
    """Sound is shown at once, rows follow, an answer stands before the end."""
    first = grown.growths[0]
    assert len(first.mel) > 200
    assert first.report.status is Status.NOT_MEASURABLE
    assert first.report.reason
    assert len(grown.growths) >= SECONDS / 2 - 1
    assert sum(g.scores is not None for g in grown.growths) >= 2
    answers = [g.report for g in grown.growths[:-1] if g.report.status is Status.OK]
    assert answers
    assert answers[-1].offset_ms == pytest.approx(-80, abs=30)
    assert grown.growths[-1].report == grown.analysis.report


@pytest.mark.slow
def test_growing_changes_no_answer(head: Path, judge: Judge, grown: Grown) -> None:
    """With or without somebody who watches, the report is the same."""
    plain = analyse(head, model=judge).report
    watched = replace(grown.analysis.report, elapsed_s=plain.elapsed_s)
    assert watched == plain


@pytest.mark.slow
def test_a_dear_report_is_made_seldom(
    head: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Growths pause in proportion to what they cost; the last one always comes."""
    monkeypatch.setattr(growth_module, "PAUSE_COSTS", 1e9)
    growths: list[Growth] = []
    analysis = analyse(head, model=judge, grown=growths.append)
    assert len(growths) == 2
    check_joined(growths, analysis)


@pytest.mark.slow
def test_a_film_read_twice_grows_twice(
    write: Callable[..., Path], judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a face the rows come again from number 0; the later ones count."""
    monkeypatch.setattr(growth_module, "MIN_PAUSE_S", 0.0)
    monkeypatch.setattr(growth_module, "PAUSE_COSTS", 0.0)
    path = write(BouncingBall(1, width_px=160, height_px=120), "ball.mp4", 5)
    growths: list[Growth] = []
    analysis = analyse(path, model=judge, grown=growths.append)
    assert analysis.scores is not None
    rows = np.full(analysis.scores.distance.shape, -1, np.float32)
    assert sum(len(g.speaker) for g in growths) > len(rows)
    for one in growths:
        if one.scores is not None:
            stop = one.first_time + len(one.scores.distance)
            rows[one.first_time : stop] = one.scores.distance
    np.testing.assert_array_equal(rows, analysis.scores.distance)
    np.testing.assert_array_equal(
        np.concatenate([g.mel for g in growths]), analysis.mel
    )


@pytest.mark.slow
def test_rows_of_a_wide_range_come_at_the_end(
    head: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sound and provisional answers come on the way, rows with the last growth."""
    monkeypatch.setattr(growth_module, "MIN_PAUSE_S", 0.0)
    monkeypatch.setattr(growth_module, "PAUSE_COSTS", 0.0)
    growths: list[Growth] = []
    analysis = analyse(head, model=judge, max_offset_ms=4000, grown=growths.append)
    check_joined(growths, analysis)
    assert [g.scores is not None for g in growths[-2:]] == [False, True]
    assert len(growths[-1].speaker) == len(analysis.speaker)
    assert any(g.report.status is Status.OK for g in growths[:-1])


@pytest.mark.slow
def test_a_late_model_loses_nothing(head: Path, judge: Judge) -> None:
    """While the model is loaded pictures wait; afterwards all is made up for."""
    promise: Future[Judge] = Future()

    def load_late(progress: object) -> None:
        if getattr(progress, "fraction", 0) > 0.5 and not promise.done():
            promise.set_result(judge)

    growths: list[Growth] = []
    analysis = analyse(head, model=promise, grown=growths.append, report=load_late)
    check_joined(growths, analysis)
    assert analysis.report.offset_ms == pytest.approx(-80, abs=25)


@pytest.mark.slow
def test_who_takes_a_growth_may_cancel(head: Path, judge: Judge) -> None:
    """A token set while a growth is taken ends the analysis before the next one."""
    cancel = CancelToken()
    growths: list[Growth] = []

    def take(growth: Growth) -> None:
        growths.append(growth)
        cancel.cancel()

    with pytest.raises(JobCancelledError):
        analyse(head, model=judge, grown=take, cancel=cancel)
    assert len(growths) == 1
