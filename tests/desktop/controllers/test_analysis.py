"""Measuring: what is asked of the analyst, and what becomes of its word."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from avts_core.jobs import Progress
from avts_core.sync.verdict import Verdict, profiles
from avts_desktop.controllers.analysis import AnalysisController
from avts_desktop.controllers.preferences import PreferencesController
from avts_desktop.jobs.messages import AnalysisWish, Began, Ready
from avts_desktop.settings.preferences import Preferences
from avts_desktop.state.analysis import Certainty, Stage
from avts_desktop.state.measured import Piece
from avts_desktop.state.session import Severity
from tests.desktop.fakes import a_movie, a_report

BEGAN = Began(start_s=0.08, sound_start_s=0.02, lag_ms=np.arange(5, dtype=np.float32))


@pytest.fixture
def state(workspace):
    return workspace.analysis


@pytest.fixture
def movie(workspace, analysis):
    """Open a movie."""
    workspace.session.movie = a_movie()
    return workspace.session.movie


@pytest.fixture
def running(analysis, movie, analyst):
    """Have the movie being measured."""
    analysis.start()
    return analyst


def test_the_wish_says_what_to_measure(analysis, movie, workspace, analyst, state):
    """Path, identity, the track that is heard, and the length."""
    workspace.player.track = 1
    analysis.start()
    assert analyst.wishes == [
        AnalysisWish(
            path=movie.path,
            identity="content-1",
            track=1,
            duration_s=10.0,
            is_anew=True,
        )
    ]
    assert state.stage is Stage.RUNNING


def test_only_who_asks_for_it_has_it_measured_anew(analysis, movie, analyst, workspace):
    """What comes by itself may be there from last time."""
    analysis.open(movie)
    workspace.player.track = 1
    analysis.take_track()
    analysis.start()
    assert [wish.is_anew for wish in analyst.wishes] == [False, False, True]


def test_a_file_that_changed_is_told(analysis, running):
    """What is played and shown is no longer what is measured."""
    told = []
    analysis.outdated.connect(lambda: told.append(1))
    running.identified.emit("content-1")
    assert told == []
    running.identified.emit("content-2")
    assert told == [1]


def test_before_the_identity_is_known_nothing_is_outdated(analysis, workspace, running):
    """It is being read at this moment."""
    told = []
    analysis.outdated.connect(lambda: told.append(1))
    workspace.session.movie = a_movie(identity="")
    running.identified.emit("content-1")
    assert told == []


@pytest.mark.parametrize("what", [None, a_movie(tracks=()), a_movie(video_codec=None)])
def test_there_must_be_something_to_compare(analysis, workspace, analyst, state, what):
    """No movie, no sound, or no picture: nothing is started."""
    workspace.session.movie = what
    analysis.start()
    assert analyst.wishes == []
    assert state.stage is Stage.IDLE


def test_opening_measures_by_itself(analysis, movie, analyst):
    """As the preferences have it at first."""
    analysis.open(movie)
    assert len(analyst.wishes) == 1


def test_opening_measures_nothing_if_not_wished(
    workspace, analyst, memory, preferences
):
    """People may start it themselves."""
    preferences.change(analyse_on_open=False)
    analysis = AnalysisController(
        workspace, analyst, memory=memory, preferences=preferences
    )
    workspace.session.movie = a_movie()
    analysis.open(workspace.session.movie)
    assert analyst.wishes == []
    analysis.start()
    assert len(analyst.wishes) == 1


def test_opening_leaves_what_already_runs(analysis, movie, running):
    """Started by hand before the identity was known, it is not started again."""
    analysis.open(movie)
    assert len(running.wishes) == 1


def test_pieces_are_put_together(running, state):
    """In one object, of the movie's length, which tells what is new."""
    running.began.emit(BEGAN)
    measured = state.measured
    assert (measured.start_s, measured.sound_start_s) == (0.08, 0.02)
    running.grew.emit(Piece(fit=np.full((3, 5), 7, np.uint8)))
    running.grew.emit(Piece(first_time=3, fit=np.full((2, 5), 8, np.uint8)))
    assert state.measured is measured
    assert measured.fit[:, 0].tolist() == [7, 7, 7, 8, 8]


def test_a_piece_before_anything_began_is_dropped(running, state):
    """There is nowhere to put it."""
    running.grew.emit(Piece(fit=np.zeros((1, 5), np.uint8)))
    assert state.measured is None


def test_progress_has_speed_and_time_left(running, state, clock):
    """Smoothed, and unknown at first."""
    running.progressed.emit(Progress(fraction=0.0, stage="watching"))
    assert state.activity == "watching"
    assert state.seconds_left is None
    assert state.speed is None
    for step in range(1, 21):
        clock.now_s = 100.0 + step / 4
        running.progressed.emit(Progress(fraction=step / 40, stage="watching"))
    assert state.fraction == 0.5
    assert state.speed == pytest.approx(1.0)
    assert state.seconds_left == pytest.approx(5.0)


def test_the_bar_never_goes_back(running, state):
    """A report of an earlier part does not shrink it."""
    running.progressed.emit(Progress(fraction=0.5, stage="a"))
    running.progressed.emit(Progress(fraction=0.4, stage="b"))
    assert state.fraction == 0.5
    assert state.activity == "b"


def test_the_end_is_the_end(running, state, workspace):
    """Full bar, no time left, and the answer in the log."""
    running.progressed.emit(Progress(fraction=0.9, stage="comparing"))
    running.reported.emit(a_report(120.0), Certainty.FINAL)
    running.finished.emit()
    assert state.stage is Stage.DONE
    assert state.fraction == 1
    assert state.seconds_left is None
    assert state.activity == ""
    assert "120 ms early" in workspace.log.lines[-1]


def test_a_failure_is_told_in_words(running, state, workspace):
    """Beside what was measured so far, and in the log."""
    running.began.emit(BEGAN)
    running.failed.emit("The disk is gone.")
    assert state.stage is Stage.FAILED
    assert state.problem == "The disk is gone."
    assert state.measured is not None
    assert "The disk is gone." in workspace.log.lines[-1]


def test_after_a_failure_it_can_be_started_again(analysis, running, state):
    """The problem is gone."""
    running.failed.emit("The disk is gone.")
    analysis.start()
    assert state.stage is Stage.RUNNING
    assert state.problem is None
    assert len(running.wishes) == 2


def test_cancelling_keeps_what_was_measured(analysis, running, state):
    """The curve stays as far as it came, and so does the verdict."""
    running.began.emit(BEGAN)
    running.reported.emit(a_report(90.0), Certainty.GROWING)
    analysis.cancel()
    assert state.stage is Stage.CANCELLED
    assert state.measured is not None
    assert state.report.offset_ms == 90


def test_cancelling_nothing_changes_nothing(analysis, state):
    """The key pressed in the empty window."""
    analysis.cancel()
    assert state.stage is Stage.IDLE


def test_starting_again_forgets_the_last_answer(analysis, running, state):
    """Nothing old stands beside a new analysis."""
    running.began.emit(BEGAN)
    running.progressed.emit(Progress(fraction=0.5, stage="x"))
    running.reported.emit(a_report(120.0), Certainty.FINAL)
    running.finished.emit()
    analysis.start()
    assert state.report is None
    assert state.measured is None
    assert state.fraction == 0
    assert state.stage is Stage.RUNNING


def test_forgetting_stops_and_clears(analysis, running, state):
    """As before another movie."""
    running.began.emit(BEGAN)
    analysis.forget()
    assert not running.is_busy
    assert state.stage is Stage.IDLE
    assert state.measured is None
    assert state.problem is None


def test_the_first_answer_is_shown_as_what_it_is(running, state):
    """Growing, then final."""
    for offset_ms, certainty in (
        (100.0, Certainty.GROWING),
        (120.0, Certainty.FINAL),
    ):
        running.reported.emit(a_report(offset_ms), certainty)
        assert state.report.offset_ms == offset_ms
        assert state.certainty is certainty


def test_first_scenes_do_not_outweigh_samples_of_the_whole_film(running, state):
    """A rough answer stays until a fifth of the film is measured."""
    running.began.emit(BEGAN)
    running.reported.emit(a_report(80.0), Certainty.ROUGH)
    for num_times, expected in ((25, Certainty.ROUGH), (50, Certainty.GROWING)):
        rolling_ms = np.zeros(num_times, np.float32)
        running.grew.emit(Piece(rolling_ms=rolling_ms))
        running.reported.emit(a_report(100.0), Certainty.GROWING)
        assert state.certainty is expected
    assert state.report.offset_ms == 100


def test_the_whole_film_always_outweighs_samples(running, state):
    """However little of it could be drawn."""
    running.reported.emit(a_report(80.0), Certainty.ROUGH)
    running.reported.emit(a_report(100.0), Certainty.GROWING)
    assert state.report.offset_ms == 80
    running.reported.emit(a_report(120.0), Certainty.FINAL)
    assert state.report.offset_ms == 120
    assert state.certainty is Certainty.FINAL


@pytest.mark.parametrize("certainty", [Certainty.ROUGH, Certainty.GROWING])
def test_too_little_so_far_is_no_news(running, state, certainty):
    """It neither stands alone nor replaces a rough answer."""
    running.reported.emit(a_report(None), certainty)
    assert state.report is None
    running.reported.emit(a_report(80.0), Certainty.ROUGH)
    running.reported.emit(a_report(None), certainty)
    assert state.report.offset_ms == 80


def test_an_answer_that_was_withdrawn_is_withdrawn(running, state):
    """More of the film may show that there is none after all."""
    running.reported.emit(a_report(80.0), Certainty.GROWING)
    running.reported.emit(a_report(None), Certainty.GROWING)
    assert state.report.offset_ms is None


def test_not_measurable_is_an_answer_in_the_end(running, state):
    """It is not an error; the reason is in the report."""
    running.reported.emit(a_report(80.0), Certainty.ROUGH)
    running.reported.emit(a_report(None), Certainty.FINAL)
    running.finished.emit()
    assert state.report.reason == "no face was found"
    assert state.stage is Stage.DONE
    assert state.problem is None


def grown(analyst, *parts):
    """Have a curve grow by parts of so many rows."""
    analyst.began.emit(BEGAN)
    values = [np.full(count, ms, np.float32) for count, ms in parts]
    analyst.grew.emit(Piece(rolling_ms=np.concatenate(values)))


def test_flagged_stretches_come_with_the_final_report(running, state):
    """At once: nothing more is to come."""
    grown(running, (75, 0.0), (75, 90.0))
    running.reported.emit(a_report(0.0), Certainty.FINAL)
    assert [row.offset_ms for row in state.rows] == [90]


def test_flagged_stretches_follow_the_profile_and_go_with_the_movie(
    analysis, running, state
):
    """Other limits judge the same curve anew."""
    grown(running, (75, 0.0), (75, 90.0))
    running.reported.emit(a_report(0.0), Certainty.FINAL)
    analysis.set_profile("+200/-200")
    assert state.rows == ()
    analysis.set_profile("+40/-60")
    assert len(state.rows) == 1
    analysis.forget()
    assert state.rows == ()


def test_flagged_stretches_are_not_looked_for_with_each_piece(running, state, qtbot):
    """A moment later, though pieces go on coming."""
    grown(running, (75, 90.0))
    running.reported.emit(a_report(0.0), Certainty.GROWING)
    assert state.rows == ()
    qtbot.waitUntil(lambda: len(state.rows) == 1)


def test_another_profile_judges_at_once(analysis, running, state):
    """The same measurement, without measuring again."""
    running.reported.emit(a_report(120.0), Certainty.FINAL)
    assert state.report.verdict is Verdict.FAIL
    analysis.set_profile("+200/-200")
    assert state.report.verdict is Verdict.PASS
    assert state.report.offset_ms == 120
    assert state.profile.early_limit_ms == 200
    assert len(running.wishes) == 1


def test_reports_are_judged_by_the_profile_that_holds(analysis, running, state):
    """Also those that come later, or from the cache."""
    analysis.set_profile("+200/-200")
    running.reported.emit(a_report(120.0, profile="ebu-r37"), Certainty.FINAL)
    assert state.report.verdict is Verdict.PASS
    assert state.report.profile == state.profile


def test_limits_in_frames_follow_the_movie(analysis, workspace, state):
    """One frame is 40 ms at 25 and 20 ms at 50 frames a second."""
    framed = next(p for p in profiles() if p.num_frames is not None)
    for fps in (25, 50):
        workspace.session.movie = a_movie(fps=Fraction(fps))
        analysis.set_profile(framed.name)
        limit_ms = framed.num_frames * 1000 / fps
        assert state.profile.early_limit_ms == pytest.approx(limit_ms)


@pytest.mark.parametrize("text", ["40/60", "nonsense", "", "+40/-60/+1"])
def test_limits_that_make_no_sense_are_told(analysis, state, workspace, text):
    """In a message that says how to write them; nothing else changes."""
    before = state.profile
    analysis.set_profile(text)
    message = workspace.session.message
    assert message.severity is Severity.WARNING
    assert message.text.startswith(f"“{text}” is no profile")
    assert "+40/-60" in message.text
    assert state.profile == before


def test_the_choice_is_kept_for_the_movie_and_the_next(
    analysis, movie, memory, preferences
):
    """This movie keeps it; new ones begin with it."""
    analysis.set_profile("+20/-40")
    assert memory.recall("content-1").profile == "+20/-40"
    assert preferences.current.profile == "+20/-40"


def test_a_movie_is_judged_as_it_was_last_time(analysis, movie, state, preferences):
    """Its own profile counts more than the last choice, which it leaves."""
    analysis.open(movie, profile="+20/-40")
    assert state.profile.limits == "+20/-40"
    assert preferences.current.profile == "ebu-r37"
    analysis.open(movie)
    assert state.profile.name == "ebu-r37"


def test_a_profile_chosen_before_the_movie_was_known_stays(
    analysis, workspace, state, memory
):
    """It is remembered for it, also over another track of it."""
    workspace.session.movie = a_movie(identity="")
    analysis.set_profile("+20/-40")
    analysis.take_track()
    workspace.session.movie = a_movie()
    analysis.open(workspace.session.movie, profile="+80/-80")
    assert state.profile.limits == "+20/-40"
    assert memory.recall("content-1").profile == "+20/-40"


def test_a_profile_of_the_movie_before_counts_for_nothing(analysis, movie, state):
    """The next one has its own."""
    analysis.set_profile("+20/-40")
    analysis.forget()
    analysis.open(movie, profile="+80/-80")
    assert state.profile.limits == "+80/-80"


def test_a_profile_that_is_gone_gives_way(analysis, movie, state, preferences):
    """To that of the preferences, or to the default; not to the last movie's."""
    preferences.change(profile="+20/-40")
    analysis.open(movie, profile="+80/-80")
    analysis.open(movie, profile="no such house")
    assert state.profile.limits == "+20/-40"
    preferences.change(profile="gone as well")
    analysis.open(movie, profile="no such house")
    assert state.profile.name == "ebu-r37"


def test_the_profile_comes_from_the_preferences(workspace, analyst, memory):
    """As it was chosen last."""
    keeper = PreferencesController(workspace, Preferences(profile="+20/-40"))
    AnalysisController(workspace, analyst, memory=memory, preferences=keeper)
    assert workspace.analysis.profile.limits == "+20/-40"


def test_preferences_with_rubbish_for_a_profile_are_told(workspace, analyst, memory):
    """The default judges."""
    keeper = PreferencesController(workspace, Preferences(profile="rubbish"))
    AnalysisController(workspace, analyst, memory=memory, preferences=keeper)
    assert workspace.analysis.profile.name == "ebu-r37"
    text = workspace.session.message.text
    assert "“rubbish”" in text
    assert "EBU R37 +40/-60" in text
    assert "ebu-r37" not in text


def test_rubbish_for_a_profile_is_met_once(workspace, analyst, memory):
    """The next start finds the default in the preferences."""
    keeper = PreferencesController(workspace, Preferences(profile="rubbish"))
    AnalysisController(workspace, analyst, memory=memory, preferences=keeper)
    assert keeper.current.profile == "ebu-r37"


def test_a_movies_profile_that_is_gone_is_told_once(analysis, movie, memory, workspace):
    """The next opening finds what it was replaced by."""
    memory.remember("content-1", profile="no such house")
    analysis.open(movie, profile=memory.recall("content-1").profile)
    assert "“no such house”" in workspace.session.message.text
    assert memory.recall("content-1").profile == "ebu-r37"


def test_another_track_is_measured_anew(analysis, running, workspace, state):
    """What was measured belongs to the other one."""
    running.began.emit(BEGAN)
    running.reported.emit(a_report(120.0), Certainty.FINAL)
    running.finished.emit()
    workspace.player.track = 1
    analysis.take_track()
    assert [wish.track for wish in running.wishes] == [0, 1]
    assert state.report is None
    assert state.stage is Stage.RUNNING


def test_another_track_of_what_was_never_measured_waits(
    analysis, movie, analyst, preferences, state
):
    """If people do not want it by itself."""
    preferences.change(analyse_on_open=False)
    analysis.take_track()
    assert analyst.wishes == []
    assert state.stage is Stage.IDLE


def test_the_model_and_its_device_are_shown(analysis, analyst, state):
    """As soon as they are known, for the status bar."""
    analyst.ready.emit(Ready(device="CPU", model="lip-2", model_sha256="abc"))
    assert (state.device, state.model, state.model_sha256) == ("CPU", "lip-2", "abc")


def test_lines_of_the_analyst_reach_the_log(analysis, analyst, workspace):
    """Such as that the disk is full."""
    analyst.noted.emit("The analysis could not be kept.")
    assert "could not be kept" in workspace.log.lines[-1]


def test_a_movie_without_identity_is_measured(analysis, workspace, analyst):
    """Only the cache goes without it."""
    workspace.session.movie = replace(a_movie(), identity="")
    analysis.start()
    assert analyst.wishes[0].identity == ""


def test_a_result_that_is_lost_is_told_once(running, workspace):
    """In a message with the remedy; later ones are lines in the log."""
    for name in ("a", "b"):
        running.lost.emit(f"The analysis could not be kept in /{name}: full.")
    message = workspace.session.message
    assert message.severity is Severity.WARNING
    assert message.text.startswith("The analysis could not be kept in /a: full.")
    assert "measured again" in message.text
    assert len(workspace.log.lines) == 2
