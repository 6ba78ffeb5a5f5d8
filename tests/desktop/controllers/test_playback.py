"""Playing: wishes to the player, and the player's word to the state."""

from fractions import Fraction
from pathlib import Path

import pytest

from avts_desktop.controllers.playback import PlaybackController
from avts_desktop.controllers.preferences import PreferencesController
from avts_desktop.settings.preferences import Preferences
from avts_desktop.state.session import Severity
from tests.desktop.fakes import a_movie


@pytest.fixture
def playback(workspace, transport):
    """Return a controller with a movie of ten seconds open."""
    playback = PlaybackController(workspace, transport)
    workspace.session.movie = a_movie()
    transport.calls.clear()
    return playback


@pytest.fixture
def state(workspace):
    return workspace.player


def test_play_and_pause(playback, transport, state):
    """The state follows the player's word."""
    playback.play()
    assert state.is_playing
    playback.pause()
    assert not state.is_playing
    assert transport.calls == [("play",), ("pause",)]


def test_toggling_goes_back_and_forth(playback, transport):
    """One key for both."""
    for _ in range(3):
        playback.toggle()
    assert transport.calls == [("play",), ("pause",), ("play",)]


def test_the_state_does_not_run_ahead_of_the_player(playback, transport, state):
    """A player that cannot play never shows as playing."""
    transport.playing_changed.disconnect()
    playback.play()
    assert not state.is_playing


@pytest.mark.parametrize(
    "act",
    [
        lambda p: p.play(),
        lambda p: p.toggle(),
        lambda p: p.seek(3),
        lambda p: p.skip(1.0),
        lambda p: p.step(1),
        lambda p: p.go_to_end(),
    ],
)
def test_without_a_movie_nothing_plays(workspace, transport, act):
    """Keys pressed in the empty window do nothing."""
    playback = PlaybackController(workspace, transport)
    transport.calls.clear()
    act(playback)
    assert transport.calls == []


@pytest.mark.parametrize(
    ("wish", "time"),
    [
        (4, Fraction(4)),
        (2.5, Fraction(5, 2)),
        (Fraction(1001, 30000), Fraction(1001, 30000)),
        (-1, Fraction(0)),
        (11.0, Fraction(249, 25)),
        (10, Fraction(249, 25)),
    ],
)
def test_seeking_stays_within_the_movie(playback, transport, wish, time):
    """Exact times arrive exactly; the end is the last picture."""
    playback.seek(wish)
    assert transport.calls == [("seek", time)]


def test_start_and_end(playback, transport):
    """The first and the last picture."""
    playback.go_to_start()
    playback.go_to_end()
    assert transport.named("seek") == [(Fraction(0),), (Fraction(249, 25),)]


def test_a_movie_shorter_than_a_picture_has_a_start(workspace, transport, playback):
    """Its end is its start."""
    workspace.session.movie = a_movie(path=Path("/x"), duration=Fraction(0))
    transport.calls.clear()
    playback.seek(3)
    assert transport.calls == [("seek", Fraction(0))]


def test_skips_go_from_where_one_is(playback, transport):
    """Forwards and back from the picture shown."""
    transport.position_changed.emit(Fraction(4))
    playback.skip(1.0)
    transport.position_changed.emit(Fraction(5))
    playback.skip(-5.0)
    assert transport.named("seek") == [(Fraction(5),), (Fraction(0),)]


def test_skips_add_up_while_the_disk_is_slow(playback, transport):
    """Three presses are three seconds although no picture came yet."""
    for _ in range(3):
        playback.skip(1.0)
    assert transport.named("seek")[-1] == (Fraction(3),)


def test_skips_add_up_while_earlier_answers_come_in(playback, transport):
    """The picture of the first press is not where the second went."""
    playback.skip(1.0)
    playback.skip(1.0)
    transport.position_changed.emit(Fraction(1))
    playback.skip(1.0)
    assert transport.named("seek")[-1] == (Fraction(3),)
    transport.position_changed.emit(Fraction(3))
    transport.position_changed.emit(Fraction(7))
    playback.skip(1.0)
    assert transport.named("seek")[-1] == (Fraction(8),)


def test_while_playing_skips_go_from_the_picture(playback, transport):
    """Playing on, the last wish is soon history."""
    playback.play()
    playback.seek(2)
    transport.position_changed.emit(Fraction(6))
    playback.skip(1.0)
    assert transport.named("seek")[-1] == (Fraction(7),)


def test_after_a_step_skips_go_from_the_picture(playback, transport):
    """Where a step went is not known before its picture is there."""
    playback.seek(2)
    playback.step(-1)
    transport.position_changed.emit(Fraction(1))
    playback.skip(1.0)
    assert transport.calls[-2:] == [("step", -1), ("seek", Fraction(2))]


def test_l_plays_and_then_faster(playback, transport, state):
    """1x, 2x, and no faster than that."""
    speeds = []
    for _ in range(3):
        playback.shuttle(1)
        speeds.append(state.speed)
    assert speeds == [1, 2, 2]
    assert transport.named("set_speed") == [(2.0,)]
    assert state.is_playing


def test_j_plays_backwards_and_then_faster(playback, state):
    """-1x, -2x."""
    speeds = []
    for _ in range(3):
        playback.shuttle(-1)
        speeds.append(state.speed)
    assert speeds == [-1, -2, -2]


def test_the_other_way_begins_slowly(playback, state):
    """From backwards L goes forwards, from forwards J goes back."""
    speeds = []
    for direction in (-1, -1, 1, 1, -1):
        playback.shuttle(direction)
        speeds.append(state.speed)
    assert speeds == [-1, -2, 1, 2, -1]


def test_k_pauses_and_playing_goes_forwards_again(playback, state, transport):
    """After a shuttle, Space plays at the chosen speed."""
    playback.set_speed(0.75)
    playback.shuttle(-1)
    playback.shuttle(0)
    assert not state.is_playing
    playback.toggle()
    assert state.speed == 0.75
    assert transport.named("set_speed")[-1] == (0.75,)


def test_l_from_a_slow_speed_goes_up(playback, state):
    """0.5x, then 1x, then 2x."""
    playback.set_speed(0.5)
    playback.play()
    playback.shuttle(1)
    assert state.speed == 1
    playback.shuttle(1)
    assert state.speed == 2


def test_a_chosen_speed_holds_while_playing(playback, state, transport):
    """Without stopping."""
    playback.play()
    playback.set_speed(1.5)
    assert state.speed == 1.5
    assert state.is_playing
    assert transport.named("set_speed") == [(1.5,)]


@pytest.mark.parametrize("speed", [0.4, 2.1, -1.0, float("nan")])
def test_a_speed_that_is_not_offered_is_refused(playback, speed):
    """Backwards is the shuttle's."""
    with pytest.raises(ValueError, match="speed"):
        playback.set_speed(speed)


def test_the_volume_stays_within_its_range(playback, state, transport):
    """0 to 1."""
    for volume in (0.5, 1.5, -0.5):
        playback.set_volume(volume)
    assert transport.named("set_volume") == [(0.5,), (1.0,), (0.0,)]
    assert state.volume == 0


def test_turning_up_ends_the_mute(playback, state, transport):
    """Turning down to nothing does not."""
    playback.set_muted(True)
    playback.set_volume(0.0)
    assert state.is_muted
    playback.set_volume(0.3)
    assert not state.is_muted
    assert transport.named("set_muted") == [(True,), (False,)]


def test_looping_and_the_view_reach_the_player(playback, state, transport):
    """As they are."""
    playback.set_looping(True)
    playback.set_view_size(1280, 720)
    assert state.is_looping
    assert transport.calls == [("set_looping", True), ("set_view_size", 1280, 720)]


def test_loudness_comes_from_the_preferences_and_is_kept(workspace, transport):
    """As it was last time, and for the next."""
    chosen = Preferences(volume=0.25, is_muted=True, monitor_latency_ms=80.0)
    keeper = PreferencesController(workspace, chosen)
    playback = PlaybackController(workspace, transport, preferences=keeper)
    assert workspace.player.volume == 0.25
    assert workspace.player.is_muted
    assert transport.named("set_monitor_latency_ms") == [(80.0,)]
    playback.set_volume(0.75)
    playback.set_monitor_latency_ms(9999.0)
    assert keeper.current.volume == 0.75
    assert not keeper.current.is_muted
    assert keeper.current.monitor_latency_ms == 2000


def test_the_position_is_the_players(playback, transport, state):
    """The time of the picture that is shown."""
    transport.position_changed.emit(Fraction(7, 25))
    assert state.position == Fraction(7, 25)


def test_the_end_stops(playback, transport, state):
    """The last picture stays."""
    playback.play()
    transport.ended.emit()
    assert not state.is_playing


def test_a_lost_device_is_told_in_the_log(playback, transport, state, workspace):
    """And its return, too."""
    transport.device_changed.emit(False)
    assert not state.has_device
    assert "No sound device" in workspace.log.lines[-1]
    transport.device_changed.emit(True)
    assert state.has_device


def test_dropped_pictures_are_counted_since_playing_began(playback, transport, state):
    """Playing again counts anew."""
    playback.play()
    transport.dropped.emit(3)
    assert state.num_dropped == 3
    playback.pause()
    playback.play()
    assert state.num_dropped == 0


def test_a_failure_is_a_message(playback, transport, workspace):
    """In the player's words, and playing has stopped."""
    playback.play()
    transport.failed.emit("The disk is gone.")
    message = workspace.session.message
    assert message.severity is Severity.ERROR
    assert message.text == "The disk is gone."
    assert not workspace.player.is_playing
    assert "The disk is gone." in workspace.log.lines[-1]


def test_another_movie_begins_at_its_start(playback, transport, state, workspace):
    """Position, shuttle and counts of the last one are gone."""
    playback.shuttle(-1)
    transport.position_changed.emit(Fraction(5))
    transport.dropped.emit(4)
    workspace.session.movie = a_movie(path=Path("/films/other.mp4"))
    assert state.position == 0
    assert state.num_dropped == 0
    assert state.speed == 1
    playback.skip(1.0)
    assert transport.named("seek") == [(Fraction(1),)]


def test_a_file_opened_again_begins_at_its_start(playback, transport, state, workspace):
    """It may hold something else by now."""
    transport.position_changed.emit(Fraction(5))
    workspace.session.movie = a_movie(opening=2)
    assert state.position == 0


def test_the_identity_that_comes_later_changes_nothing(
    playback, transport, state, workspace
):
    """It is the same movie, which may be playing already."""
    transport.position_changed.emit(Fraction(5))
    workspace.session.movie = a_movie(identity="now known")
    assert state.position == 5
