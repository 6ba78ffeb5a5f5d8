"""The stretch of time in view."""

from fractions import Fraction
from pathlib import Path

import pytest

from avts_desktop.controllers.timeline import TimelineController
from avts_desktop.state.spans import span_rows
from avts_desktop.state.timeline import MIN_VIEW_S
from tests.desktop.fakes import a_movie, a_report


@pytest.fixture
def timeline(workspace):
    """Return a controller with a movie of 100 s open."""
    timeline = TimelineController(workspace)
    workspace.session.movie = a_movie(duration=Fraction(100))
    return timeline


@pytest.fixture
def state(workspace):
    return workspace.timeline


def play_to(workspace, *times_s):
    for time_s in times_s:
        workspace.player.position = Fraction(time_s)


def test_a_movie_is_shown_whole(timeline, state):
    """From its start to its end."""
    assert state.view == (0, 100)
    assert state.duration_s == 100


def test_closing_shows_an_empty_minute(timeline, state, workspace):
    """And markers are gone."""
    timeline.add_marker()
    workspace.session.movie = None
    assert state.view == (0, 60)
    assert state.duration_s == 0
    assert state.markers == ()


def test_the_identity_that_comes_later_leaves_the_view(timeline, state, workspace):
    """It is the same movie."""
    timeline.set_view(20, 30)
    timeline.add_marker()
    workspace.session.movie = a_movie(duration=Fraction(100), identity="known")
    assert state.view == (20, 30)
    assert len(state.markers) == 1


def test_a_file_opened_again_is_shown_whole(timeline, state, workspace):
    """It may have another length by now."""
    timeline.set_view(20, 30)
    timeline.add_marker()
    workspace.session.movie = a_movie(opening=2, duration=Fraction(40))
    assert state.duration_s == 40
    assert state.view == (0, 40)
    assert state.markers == ()


def test_another_movie_is_shown_whole(timeline, state, workspace):
    """With the view of the last one forgotten, and its markers."""
    timeline.set_view(20, 30)
    timeline.add_marker()
    workspace.session.movie = a_movie(path=Path("/other"), duration=Fraction(40))
    assert state.view == (0, 40)
    assert state.markers == ()
    assert state.is_following


@pytest.mark.parametrize(
    ("wish", "view"),
    [
        ((20, 30), (20, 30)),
        ((-5, 5), (0, 10)),
        ((95, 105), (90, 100)),
        ((-50, 150), (0, 100)),
        ((50, 50), (50, 50 + MIN_VIEW_S)),
        ((50, 40), (50, 50 + MIN_VIEW_S)),
        ((99.9, 99.9), (100 - MIN_VIEW_S, 100)),
    ],
)
def test_the_view_stays_within_the_movie(timeline, state, wish, view):
    """Moved rather than cut, and never too short."""
    timeline.set_view(*wish)
    assert state.view == pytest.approx(view)


@pytest.mark.parametrize("around_s", [20.0, 24.0, 30.0])
def test_zooming_keeps_a_moment_where_it_is(timeline, state, around_s):
    """What is under the pointer stays under the pointer."""
    timeline.set_view(20, 30)
    share = (around_s - 20) / 10
    timeline.zoom(0.5, around_s)
    a_s, b_s = state.view
    assert b_s - a_s == pytest.approx(5)
    assert (around_s - a_s) / (b_s - a_s) == pytest.approx(share)


def test_zooming_ends_at_both_ends(timeline, state):
    """A dozen pictures, and the whole movie."""
    for _ in range(50):
        timeline.zoom(0.5, 50)
    assert state.view[1] - state.view[0] == pytest.approx(MIN_VIEW_S)
    for _ in range(50):
        timeline.zoom(2.0, 50)
    assert state.view == pytest.approx((0, 100))


def test_zooming_around_a_moment_out_of_view_takes_its_edge(timeline, state):
    """The pointer may have left the lanes."""
    timeline.set_view(20, 30)
    timeline.zoom(0.5, 90)
    assert state.view == pytest.approx((25, 30))


@pytest.mark.parametrize("factor", [0.0, -1.0, float("nan")])
def test_a_factor_that_is_not_positive_is_refused(timeline, factor):
    """A slip of the programmer."""
    with pytest.raises(ValueError, match="factor"):
        timeline.zoom(factor, 50)


def test_panning_stops_at_the_ends(timeline, state):
    """With the length of the view unchanged."""
    timeline.set_view(20, 30)
    timeline.pan(5)
    assert state.view == pytest.approx((25, 35))
    timeline.pan(-1000)
    assert state.view == pytest.approx((0, 10))
    timeline.pan(1000)
    assert state.view == pytest.approx((90, 100))


def test_show_all(timeline, state):
    """From anywhere."""
    timeline.set_view(20, 30)
    timeline.show_all()
    assert state.view == (0, 100)


def test_a_movie_shorter_than_a_view_can_be_shown(timeline, state, workspace):
    """A movie of one picture fills some of the lanes."""
    workspace.session.movie = a_movie(path=Path("/x"), duration=Fraction(1, 25))
    assert state.view == (0, MIN_VIEW_S)
    timeline.zoom(2.0, 0)
    timeline.pan(3)
    assert state.view == (0, MIN_VIEW_S)


def test_the_page_turns_when_the_playhead_leaves(timeline, state, workspace):
    """The next page begins where the playhead is."""
    timeline.set_view(0, 10)
    play_to(workspace, 9.5, 9.96)
    assert state.view == (0, 10)
    play_to(workspace, 10.04)
    assert state.view == pytest.approx((10.04, 20.04))


def test_playing_backwards_turns_pages_back(timeline, state, workspace):
    """The page then ends where the playhead is."""
    play_to(workspace, 20)
    timeline.set_view(20, 30)
    play_to(workspace, 19.96)
    assert state.view == pytest.approx((9.96, 19.96))


def test_a_jump_puts_the_playhead_into_the_middle(timeline, state, workspace):
    """One sees what is around where one went."""
    timeline.set_view(0, 10)
    play_to(workspace, 50)
    assert state.view == pytest.approx((45, 55))


def test_a_jump_to_the_end_shows_the_end(timeline, state, workspace):
    """Not beyond it."""
    timeline.set_view(0, 10)
    play_to(workspace, 99.96)
    assert state.view == pytest.approx((90, 100))


def test_who_looks_elsewhere_is_left_in_peace(timeline, state, workspace):
    """Panned away from the playhead, playing on does not drag the view back."""
    timeline.set_view(0, 10)
    play_to(workspace, 5)
    timeline.set_view(60, 70)
    assert not state.is_following
    play_to(workspace, 5.04, 5.08)
    assert state.view == (60, 70)


def test_with_the_playhead_in_view_again_it_is_followed(timeline, state, workspace):
    """Panning back takes it up, and so does a jump."""
    timeline.set_view(60, 70)
    timeline.set_view(0, 10)
    assert state.is_following
    timeline.set_view(60, 70)
    play_to(workspace, 30)
    assert state.is_following
    assert state.view == pytest.approx((25, 35))


def test_following_can_be_chosen(timeline, state, workspace):
    """Switched on, the view goes where the playhead is."""
    play_to(workspace, 5)
    timeline.set_view(60, 70)
    timeline.set_following(True)
    assert state.is_following
    assert state.view[0] <= 5 <= state.view[1]
    timeline.set_following(False)
    assert not state.is_following


def test_markers_lie_in_order_of_time(timeline, state, workspace):
    """Wherever they were added."""
    for time_s in (30, 10, 20):
        play_to(workspace, time_s)
        timeline.add_marker(f"at {time_s}")
    assert [m.time_s for m in state.markers] == [10, 20, 30]
    assert state.markers[0].text == "at 10"


def test_a_moment_is_marked_once(timeline, state, workspace):
    """The key pressed twice makes one marker; the next picture is another moment."""
    play_to(workspace, 10)
    timeline.add_marker()
    timeline.add_marker()
    assert len(state.markers) == 1
    play_to(workspace, Fraction(251, 25))
    timeline.add_marker()
    assert len(state.markers) == 2


def test_markers_can_be_removed(timeline, state, workspace):
    """By number."""
    for time_s in (10, 20, 30):
        play_to(workspace, time_s)
        timeline.add_marker()
    timeline.remove_marker(1)
    assert [m.time_s for m in state.markers] == [10, 30]
    with pytest.raises(IndexError):
        timeline.remove_marker(2)


def test_the_nearest_marker_is_removed(timeline, state, workspace):
    """By where the playhead is; without markers nothing happens."""
    timeline.remove_marker_here()
    for time_s in (10, 20):
        play_to(workspace, time_s)
        timeline.add_marker()
    play_to(workspace, 12)
    timeline.remove_marker_here()
    assert [m.time_s for m in state.markers] == [20]


@pytest.fixture
def flagged(workspace):
    """Have stretches at 10 and 50 s flagged, and one between that is not."""
    report = a_report(0.0, spans=((10, 20, 200.0), (20, 50, 0.0), (50, 60, -200.0)))
    workspace.analysis.rows = span_rows(report)


@pytest.mark.parametrize(
    ("position", "ahead", "back"),
    [
        (0, 10, None),
        (10, 50, None),
        (30, 50, 10),
        (50, None, 10),
        (70, None, 50),
    ],
)
def test_the_next_flagged_stretch_is_found(
    timeline, workspace, flagged, position, ahead, back
):
    """Ahead and back from the playhead; the one we are at is neither."""
    play_to(workspace, position)
    assert timeline.next_flagged(1) == ahead
    assert timeline.next_flagged(-1) == back


def test_pressing_again_goes_on(timeline, workspace, flagged):
    """The picture shown at a stretch's start may have begun a little before it."""
    fps = Fraction(30000, 1001)
    workspace.session.movie = a_movie(
        path=Path("/ntsc"), duration=Fraction(100), fps=fps
    )
    shown = Fraction(int(10 * fps)) / fps
    assert shown < 10
    play_to(workspace, shown)
    assert timeline.next_flagged(1) == 50


def test_without_a_report_nothing_is_flagged(timeline):
    """Nor with one without an answer."""
    assert timeline.next_flagged(1) is None
    assert timeline.next_flagged(-1) is None
