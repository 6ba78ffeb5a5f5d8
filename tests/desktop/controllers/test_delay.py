"""The delay that people try."""

from fractions import Fraction

import pytest

from avts_desktop.settings.memory import NOTHING
from avts_desktop.state.delay import MAX_DELAY_MS
from tests.desktop.fakes import a_movie, a_report


@pytest.fixture
def state(workspace):
    return workspace.delay


def heard(transport):
    """Return the delay that the player has."""
    return transport.named("set_delay_ms")[-1][0]


def test_the_delay_is_set_and_heard(delay, state, transport):
    """State and player have the same number."""
    delay.set_ms(120.0)
    assert state.delay_ms == 120
    assert heard(transport) == 120


@pytest.mark.parametrize(
    ("wish_ms", "given_ms"),
    [
        (MAX_DELAY_MS + 1, MAX_DELAY_MS),
        (-MAX_DELAY_MS - 1, -MAX_DELAY_MS),
        (float("inf"), MAX_DELAY_MS),
        (float("-inf"), -MAX_DELAY_MS),
    ],
)
def test_no_more_than_the_most_is_given(delay, state, transport, wish_ms, given_ms):
    """The slider's ends are the ends."""
    delay.set_ms(wish_ms)
    assert state.delay_ms == given_ms
    assert heard(transport) == given_ms


def test_what_is_not_a_number_is_refused(delay, state):
    """Rather than shown as a delay."""
    delay.set_ms(5.0)
    with pytest.raises(ValueError, match="number"):
        delay.set_ms(float("nan"))
    assert state.delay_ms == 5


def test_nudges_add_up(delay, state):
    """In milliseconds, both ways."""
    for change_ms in (10.0, 1.0, -100.0):
        delay.nudge_ms(change_ms)
    assert state.delay_ms == pytest.approx(-89)


@pytest.mark.parametrize(
    ("fps", "frame_ms"),
    [(Fraction(25), 40.0), (Fraction(30000, 1001), 33.3667), (Fraction(50), 20.0)],
)
def test_a_frame_is_as_long_as_the_movies(delay, workspace, fps, frame_ms):
    """Nudging by frames follows the movie's rate."""
    workspace.session.movie = a_movie(fps=fps)
    delay.nudge_frames(3)
    assert workspace.delay.delay_ms == pytest.approx(3 * frame_ms, abs=0.001)
    delay.nudge_frames(-4)
    assert workspace.delay.delay_ms == pytest.approx(-frame_ms, abs=0.001)


def test_without_a_movie_there_are_no_frames(delay, state):
    """Nothing to step by."""
    delay.nudge_frames(1)
    assert state.delay_ms == 0


def test_reset_is_zero_without_a_sign(delay, state):
    """Nobody wants to read -0 ms."""
    delay.set_ms(-40.0)
    delay.reset()
    assert str(state.delay_ms) == "0.0"
    delay.set_ms(-0.0)
    assert str(state.delay_ms) == "0.0"


def test_the_measured_offset_repairs(delay, workspace):
    """The offset is the delay, with the same sign, to a tenth."""
    workspace.analysis.report = a_report(123.456)
    delay.use_measured()
    assert workspace.delay.delay_ms == 123.5
    assert workspace.delay.residual_ms(123.456) == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("report", [None, a_report(None)])
def test_without_an_answer_the_delay_stays(delay, workspace, report):
    """There is nothing to take."""
    delay.set_ms(40.0)
    workspace.analysis.report = report
    delay.use_measured()
    assert workspace.delay.delay_ms == 40


def test_bypass_switches_what_is_heard(delay, state, transport):
    """The value stays; A/B goes back and forth."""
    delay.set_ms(120.0)
    delay.toggle_bypass()
    assert state.is_bypassed
    assert state.delay_ms == 120
    assert heard(transport) == 0
    delay.toggle_bypass()
    assert not state.is_bypassed
    assert heard(transport) == 120


@pytest.mark.parametrize("act", ["nudge_ms", "set_ms"])
def test_a_change_ends_the_bypass(delay, state, transport, act):
    """Whoever moves the slider wants to hear it."""
    delay.set_ms(120.0)
    delay.toggle_bypass()
    getattr(delay, act)(10.0)
    assert not state.is_bypassed
    assert heard(transport) == state.delay_ms


def test_the_delay_is_remembered_for_the_movie(delay, workspace, memory, qtbot):
    """A moment after the last change."""
    workspace.session.movie = a_movie()
    delay.set_ms(80.0)
    delay.set_ms(120.0)
    assert memory.recall("content-1") == NOTHING
    qtbot.waitUntil(lambda: memory.recall("content-1").delay_ms == 120)


def test_another_movie_begins_at_zero_and_the_first_is_remembered(
    delay, workspace, memory, transport
):
    """A change just before opening another movie is not lost, nor taken along."""
    workspace.session.movie = a_movie()
    delay.set_ms(120.0)
    delay.toggle_bypass()
    delay.forget()
    workspace.session.movie = a_movie(identity="content-2")
    assert memory.recall("content-1").delay_ms == 120
    assert workspace.delay.delay_ms == 0
    assert not workspace.delay.is_bypassed
    assert heard(transport) == 0
    delay.flush()
    assert memory.recall("content-2") == NOTHING


def test_recalling_is_no_change(delay, workspace, memory, transport):
    """It is heard at once, but not saved again."""
    workspace.session.movie = a_movie()
    delay.recall(-40.0)
    assert workspace.delay.delay_ms == -40
    assert heard(transport) == -40
    delay.flush()
    assert memory.recall("content-1") == NOTHING
    delay.recall(None)
    assert workspace.delay.delay_ms == 0


@pytest.mark.parametrize("movie", [None, a_movie(identity="")])
def test_without_identity_nothing_is_remembered(delay, workspace, memory, movie):
    """A delay must not reach another movie without a name."""
    workspace.session.movie = movie
    delay.set_ms(120.0)
    delay.flush()
    assert memory.recall("") == NOTHING
    assert memory.count() == 0


def test_a_delay_set_before_the_movie_was_known_stays(delay, workspace, memory):
    """It is remembered for it, instead of what was remembered before."""
    workspace.session.movie = a_movie(identity="")
    delay.set_ms(120.0)
    delay.flush()
    workspace.session.movie = a_movie()
    delay.recall(-80.0)
    delay.flush()
    assert workspace.delay.delay_ms == 120
    assert memory.recall("content-1").delay_ms == 120


def test_a_delay_of_the_movie_before_counts_for_nothing(delay, workspace):
    """The next one has its own."""
    workspace.session.movie = a_movie()
    delay.set_ms(120.0)
    delay.forget()
    delay.recall(-80.0)
    assert workspace.delay.delay_ms == -80
