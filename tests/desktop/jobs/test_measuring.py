"""What the process does with a movie; the model and the analysis are stand-ins."""

import sys
import threading
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
import torch

from avts_core.errors import (
    CheckpointError,
    JobCancelledError,
    NoSoundError,
    UnreadableError,
)
from avts_core.jobs import CancelToken, Progress
from avts_core.sync.growth import Growth
from avts_core.sync.scores import Scores
from avts_desktop.jobs import measuring
from avts_desktop.jobs.bundle_key import bundle_key
from avts_desktop.jobs.cache import AnalysisCache, CacheKey
from avts_desktop.jobs.measuring import LONG_S, LipMeasurer
from avts_desktop.jobs.messages import (
    AnalysisWish,
    Began,
    Grew,
    Identified,
    Noted,
    Progressed,
    Ready,
    Reported,
)
from avts_desktop.settings.identity import file_version, movie_identity
from avts_desktop.state.analysis import Certainty
from avts_desktop.state.measured import Measured
from tests.desktop.fakes import a_report

LAGS = np.arange(-2, 3, dtype=float) * 10
WISH = AnalysisWish(path=Path("/films/talk.mp4"), identity="film", track=2)
JUDGE = SimpleNamespace(bundle=SimpleNamespace(name="lip-t", sha256="abc"))


def scores(num):
    return Scores(
        time_s=np.arange(num) * 0.04,
        lag_ms=LAGS,
        distance=np.full((num, len(LAGS)), 0.25, np.float32),
    )


def growth(first_time, num_times, first_frame, num_frames, **changes):
    values = {
        "origin_s": 0.08,
        "lag_ms": LAGS,
        "first_time": first_time,
        "scores": scores(num_times) if num_times else None,
        "rolling_ms": np.full(num_times, 100.0),
        "speaker": np.full(num_times, first_time, np.int32),
        "mel_start_s": 0.02,
        "first_frame": first_frame,
        "mel": np.zeros((num_frames, 80), np.float16),
        "peaks": np.ones((num_frames, 2), np.int8),
        "faces": (),
        "cuts_s": (),
        "report": a_report(None),
    }
    return Growth(**(values | changes))


def path(track, *times_s):
    times = np.array(times_s, np.float32)
    boxes = np.zeros((len(times), 4), np.float32)
    return SimpleNamespace(track=track, times_s=times, boxes=boxes)


def an_analysis(num_times=10, num_frames=40, **changes):
    values = {
        "report": a_report(120.0),
        "origin_s": 0.08,
        "scores": scores(num_times) if num_times else None,
        "rolling_ms": np.full(num_times, 100.0) if num_times else None,
        "speaker": np.arange(num_times, dtype=np.int32),
        "mel": np.zeros((num_frames, 80), np.float16),
        "mel_start_s": 0.02,
        "peaks": np.ones((num_frames, 2), np.int8),
        "faces": (path(4, 0.5, 1.0),),
        "cuts_s": (3.0,),
        "stop_s": 10_000.0,
    }
    return SimpleNamespace(**(values | changes))


class Core:
    """Stands in for the analysis: hands out what a test gives it."""

    def __init__(self):
        self.growths = []
        self.analysis = an_analysis()
        self.progress = []
        self.sampled = 0
        self.asked = {}
        self.rough = a_report(80.0)
        self.error = None

    def analyse(self, path, *, model, grown, report, cancel, **asked):
        self.asked = {"path": path, **asked}
        for fraction in self.progress:
            report(Progress(fraction=fraction, stage=f"at {fraction}"))
        for one in self.growths:
            cancel.check()
            grown(one)
        model.result()
        if self.error is not None:
            raise self.error
        return self.analysis

    def sample(self, path, *, model, report, cancel, audio_track):
        self.sampled += 1
        model.result()
        for fraction in (0.0, 1.0):
            report(Progress(fraction=fraction, stage=f"sampling {fraction}"))
        return self.rough


@pytest.fixture
def core(monkeypatch):
    """Return the stand-in, in place of the modules that measure."""
    core = Core()
    for name in ("analysis", "sampling"):
        module = ModuleType(f"avts_core.sync.{name}")
        module.analyse, module.sample = core.analyse, core.sample
        monkeypatch.setitem(sys.modules, module.__name__, module)

    def load(loading, send):
        loading.key = "abc"
        loading.set_result(JUDGE)
        send(Ready(device="TEST", model="lip-t"))

    monkeypatch.setattr(measuring, "_load", load)
    return core


@pytest.fixture
def film(tmp_path):
    """Return a file to keep the analysis of."""
    film = tmp_path / "talk.mp4"
    film.write_bytes(b"film")
    return film


def key_of(film):
    return CacheKey(identity="film", version=file_version(film), track=2, model="abc")


def run(measurer, wish=WISH, cancel=None):
    """Measure and return all that was sent."""
    sent = []
    measurer.measure(wish, sent.append, cancel or CancelToken())
    return sent


def put_together(sent):
    """Return what a view would see in the end."""
    began = next(m for m in sent if isinstance(m, Began))
    measured = Measured(
        start_s=began.start_s, sound_start_s=began.sound_start_s, lag_ms=began.lag_ms
    )
    for message in sent:
        if isinstance(message, Grew):
            measured.add(message.piece)
    return measured


def kinds(sent):
    return [type(message).__name__ for message in sent]


def test_the_wish_reaches_the_analysis(core):
    """Path and number of the track."""
    run(LipMeasurer())
    assert core.asked == {"path": WISH.path, "audio_track": 2}


def test_an_analysis_that_tells_nothing_on_its_way_is_sent_at_the_end(core):
    """Where it lies, all of it, and the report."""
    sent = run(LipMeasurer())
    assert kinds(sent) == ["Began", "Grew", "Reported"]
    assert (sent[0].start_s, sent[0].sound_start_s) == (0.08, 0.02)
    measured = put_together(sent)
    assert measured.fit.shape == (10, 5)
    assert measured.mel.shape == (40, 80)
    assert [face.track for face in measured.faces] == [4]
    assert measured.cuts_s == (3.0,)
    assert sent[-1] == Reported(report=a_report(120.0), certainty=Certainty.FINAL)


def test_growth_is_sent_as_it_comes_and_only_once(core):
    """Rows, frames, faces and cuts are all there and none twice."""
    core.growths = [
        growth(0, 0, 0, 16, faces=(path(4, 0.5),)),
        growth(0, 6, 16, 8, cuts_s=(3.0,)),
        growth(6, 4, 24, 16, faces=(path(4, 1.0),)),
    ]
    sent = run(LipMeasurer())
    assert kinds(sent) == ["Began", *["Grew", "Reported"] * 3, "Reported"]
    measured = put_together(sent)
    assert measured.fit.shape == (10, 5)
    assert measured.speaker.tolist() == [0] * 6 + [6] * 4
    assert measured.mel.shape == (40, 80)
    assert [len(face.times_s) for face in measured.faces] == [1, 1]
    assert measured.cuts_s == (3.0,)


def test_what_growth_left_out_is_sent_at_the_end(core):
    """The last rows and frames come from the analysis."""
    core.growths = [growth(0, 6, 0, 24)]
    measured = put_together(run(LipMeasurer()))
    assert measured.fit.shape == (10, 5)
    assert measured.speaker.tolist() == [0] * 6 + [6, 7, 8, 9]
    assert measured.mel.shape == (40, 80)


def test_rows_that_come_again_replace_the_first(core):
    """A film without faces is read a second time, from row 0."""
    core.growths = [growth(0, 0, 0, 40), growth(0, 5, 40, 0), growth(0, 10, 40, 0)]
    measured = put_together(run(LipMeasurer()))
    assert measured.fit.shape == (10, 5)
    assert measured.mel.shape == (40, 80)


def test_pictures_before_the_first_sound_wait_for_it(core):
    """Only the first sound tells where frame 0 lies."""
    early = growth(0, 4, 0, 0, mel_start_s=-1.0)
    core.growths = [early, growth(4, 6, 0, 40, mel_start_s=0.5)]
    sent = run(LipMeasurer())
    assert kinds(sent)[:3] == ["Began", "Grew", "Reported"]
    assert sent[0].sound_start_s == 0.5
    assert put_together(sent).fit.shape == (10, 5)


def test_a_film_whose_sound_never_comes_is_sent_at_the_end(core):
    """Faces and cuts are shown although there is nothing to hear."""
    core.growths = [growth(0, 0, 0, 0, faces=(path(1, 0.5),), cuts_s=(1.0,))]
    core.analysis = an_analysis(0, 0, mel=None, report=a_report(None))
    sent = run(LipMeasurer())
    measured = put_together(sent)
    assert [face.track for face in measured.faces] == [1]
    assert measured.cuts_s == (1.0,)
    assert measured.lag_ms.tolist() == LAGS.tolist()


def test_reports_grow_more_certain(core):
    """What the film says so far, then what it says."""
    core.growths = [growth(0, 10, 0, 40, report=a_report(90.0))]
    reports = [m for m in run(LipMeasurer()) if isinstance(m, Reported)]
    assert [m.certainty for m in reports] == [Certainty.GROWING, Certainty.FINAL]
    assert [m.report.offset_ms for m in reports] == [90, 120]


def test_a_long_film_is_sampled_first(core):
    """A rough verdict comes before anything else."""
    sent = run(LipMeasurer(), replace(WISH, duration_s=LONG_S + 1))
    assert core.sampled == 1
    first = next(m for m in sent if isinstance(m, Reported))
    assert first == Reported(report=a_report(80.0), certainty=Certainty.ROUGH)
    assert sent.index(first) < kinds(sent).index("Began")


def test_a_short_film_is_not_sampled(core):
    """The full answer comes as soon."""
    run(LipMeasurer(), replace(WISH, duration_s=LONG_S))
    assert core.sampled == 0


def test_progress_goes_on_from_sampling_to_measuring(core):
    """One bar from 0 to 1, each part as long as it takes."""
    core.progress = [0.0, 0.5, 1.0]
    sent = run(LipMeasurer(), replace(WISH, duration_s=3 * 72.0))
    shares = [m.progress.fraction for m in sent if isinstance(m, Progressed)]
    assert shares == pytest.approx([0.0, 0.25, 0.25, 0.625, 1.0])


def test_progress_does_not_talk_too_much(core):
    """Reports of one stage within a blink are one report."""

    def analyse(path, *, report, model, **asked):
        for number in range(1000):
            report(Progress(fraction=number / 1000, stage="watching"))
        model.result()
        return core.analysis

    sys.modules["avts_core.sync.analysis"].analyse = analyse
    sent = run(LipMeasurer())
    assert kinds(sent).count("Progressed") < 100


def test_a_long_analysis_is_sent_in_parts(core, monkeypatch):
    """No message is larger than the UI thread takes at once."""
    core.analysis = an_analysis(7000, 28000)
    sent = run(LipMeasurer())
    pieces = [m.piece for m in sent if isinstance(m, Grew)]
    assert len(pieces) == 3
    assert put_together(sent).fit.shape == (7000, 5)


def test_what_came_out_is_kept(core, tmp_path, film):
    """Under the movie, its version, the track and the model that measured."""
    sent = run(LipMeasurer(tmp_path / "cache"), replace(WISH, path=film))
    found = AnalysisCache(tmp_path / "cache").find(key_of(film))
    np.testing.assert_array_equal(found.piece.fit, put_together(sent).fit)
    assert found.report == core.analysis.report


def test_without_identity_nothing_is_kept(core, tmp_path, film):
    """It would be found by every other film without one."""
    cache = tmp_path / "cache"
    run(LipMeasurer(cache), replace(WISH, path=film, identity=""))
    assert not cache.exists()


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_film_written_meanwhile_is_not_kept(core, tmp_path, film, is_gone):
    """Nobody knows which part of which version was measured."""

    def analyse(path, **asked):
        film.write_bytes(b"exported anew")
        if is_gone:
            film.unlink()
        return core.analyse(path, **asked)

    sys.modules["avts_core.sync.analysis"].analyse = analyse
    cache = tmp_path / "cache"
    sent = run(LipMeasurer(cache), replace(WISH, path=film))
    assert kinds(sent)[-1] == "Reported"
    assert not cache.exists()


def test_a_film_to_be_measured_anew_is_looked_at_again(core, tmp_path, film):
    """It is kept as what it is now, and the window learns of it."""
    wish = replace(WISH, path=film, identity="as it was", is_anew=True)
    sent = run(LipMeasurer(tmp_path / "cache"), wish)
    now = movie_identity(film)
    assert sent[0] == Identified(identity=now)
    key = replace(key_of(film), identity=now)
    assert AnalysisCache(tmp_path / "cache").find(key) is not None


def test_a_film_that_is_gone_cannot_be_measured_anew(core):
    """In words, before anything is measured."""
    with pytest.raises(UnreadableError):
        run(LipMeasurer(), replace(WISH, is_anew=True))
    assert core.asked == {}


@pytest.mark.parametrize(("stop_s", "is_whole"), [(50.0, False), (59.0, True)])
def test_a_film_read_in_part_has_no_answer(core, tmp_path, film, stop_s, is_whole):
    """Its end was not read: what was seen stays in view, and nothing is kept."""
    core.growths = [growth(0, 10, 0, 40, report=a_report(90.0))]
    core.analysis = an_analysis(stop_s=stop_s)
    wish = replace(WISH, path=film, duration_s=60.0)
    sent = []
    measurer = LipMeasurer(tmp_path / "cache")
    if is_whole:
        measurer.measure(wish, sent.append, CancelToken())
    else:
        words = r"talk.mp4 could be read up to 00:00:50.0 only, of 00:01:00.0"
        with pytest.raises(UnreadableError, match=words):
            measurer.measure(wish, sent.append, CancelToken())
    certainties = [m.certainty for m in sent if isinstance(m, Reported)]
    assert (Certainty.FINAL in certainties) is is_whole
    assert Certainty.GROWING in certainties
    assert (tmp_path / "cache").exists() is is_whole


def test_a_full_disk_is_a_line_in_the_log(core, tmp_path, film):
    """The answer is there all the same."""
    (tmp_path / "file").write_text("")
    sent = run(LipMeasurer(tmp_path / "file" / "cache"), replace(WISH, path=film))
    assert isinstance(sent[-1], Noted)
    assert "could not be kept" in sent[-1].text
    assert sent[-1].is_lost
    assert "Reported" in kinds(sent)


def test_errors_of_the_analysis_come_through(core):
    """The runner of the process turns them into words."""
    core.error = NoSoundError("talk.mp4 has no sound.")
    with pytest.raises(NoSoundError):
        run(LipMeasurer())


def test_cancelling_stops_the_analysis(core):
    """At its next look, and nothing is kept."""
    cancel = CancelToken()
    cancel.cancel()
    core.growths = [growth(0, 1, 0, 4)]
    with pytest.raises(JobCancelledError):
        run(LipMeasurer(), cancel=cancel)


def test_the_model_is_loaded_once(core, monkeypatch):
    """Warming up and two films need one loading."""
    loaded = []

    def load(loading, send):
        loaded.append(loading)
        loading.set_result(JUDGE)

    monkeypatch.setattr(measuring, "_load", load)
    measurer = LipMeasurer()
    measurer.warm_up(lambda _message: None)
    run(measurer)
    run(measurer)
    assert len(loaded) == 1


def test_a_film_given_up_does_not_spoil_the_readiness(core, monkeypatch):
    """The model outlives the film for which it was loaded, and tells by itself."""
    loadings = []
    monkeypatch.setattr(measuring, "_load", lambda *given: loadings.append(given))
    ready = []
    measurer = LipMeasurer()
    measurer.warm_up(ready.append)
    loading, _ = loadings.pop()
    loading.set_exception(CheckpointError("missing"))
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(JobCancelledError):
        measurer.measure(WISH, lambda _message: cancel.check(), cancel)
    _, tell = loadings.pop()
    tell(Ready(device="TEST", model="lip-t"))
    assert [message.model for message in ready] == ["lip-t"]


def test_a_model_that_failed_is_tried_again(core, monkeypatch):
    """People may put the missing file in place meanwhile."""
    answers = [CheckpointError("The model is missing."), None]

    def load(promise, send):
        error = answers.pop(0)
        if error is not None:
            promise.set_exception(error)
        else:
            promise.set_result(JUDGE)

    monkeypatch.setattr(measuring, "_load", load)
    measurer = LipMeasurer()
    with pytest.raises(CheckpointError, match="missing"):
        run(measurer)
    run(measurer)
    assert answers == []


def test_waiting_for_the_model_can_be_cancelled(core, monkeypatch):
    """torch takes seconds to load; the next film must not wait for it."""
    promises = []
    is_waiting = threading.Event()

    def load(promise, send):
        promises.append(promise)
        is_waiting.set()

    monkeypatch.setattr(measuring, "_load", load)
    cancel = CancelToken()

    def stop():
        is_waiting.wait(5)
        cancel.cancel()

    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(JobCancelledError):
        run(LipMeasurer(), cancel=cancel)
    stopper.join()


def test_the_promise_says_when_the_model_is_there():
    """The analysis asks before it compares."""
    loading = Future()
    promise = measuring._Promise(loading, CancelToken())
    assert not promise.done()
    with pytest.raises(TimeoutError):
        promise.result(timeout=0.0)
    loading.set_result(JUDGE)
    assert promise.done()
    assert promise.result(timeout=0.0) is JUDGE


@pytest.mark.slow
def test_the_shipped_model_loads_and_says_what_it_runs_on():
    """On a thread, with one thread of maths, so that the player keeps its cores."""
    promise = measuring._Loading()
    sent = []
    measuring._load(promise, sent.append)
    assert promise.key == bundle_key()
    assert promise.result().bundle.name == "lip-2"
    (ready,) = sent
    assert ready.model == "lip-2"
    assert ready.model_sha256 == promise.result().bundle.sha256
    assert ready.device.startswith(("CPU", "CUDA"))
    assert torch.get_num_threads() == 1


@pytest.mark.slow
def test_a_missing_model_breaks_the_promise():
    """With a sentence for people."""
    promise = measuring._Loading()
    measuring._load(promise, lambda _message: None, "no-such-model")
    with pytest.raises(CheckpointError, match="no-such-model"):
        promise.result()
