"""The player tells its own error."""

from fractions import Fraction

from avts_desktop.views.player_sync import PlayerSync


def note(sync: PlayerSync, errors_ms: list[float], *, first: int = 0) -> None:
    """Have pictures painted so late."""
    for number, error_ms in enumerate(errors_ms, first):
        time = Fraction(number, 25)
        sync.note(time, float(time) + error_ms / 1000)


def test_the_middle_and_the_worst_are_told() -> None:
    """A picture that comes late leaves the audio early."""
    sync = PlayerSync()
    note(sync, [3.0] * 9)
    assert sync.line == ""
    note(sync, [-11.0], first=9)
    assert sync.line == "this player: audio 3 ms early, at most 11 ms apart"


def test_a_picture_painted_again_does_not_count() -> None:
    """As when a menu was over it."""
    sync = PlayerSync()
    note(sync, [2.0])
    for _ in range(20):
        sync.note(Fraction(0), 5.0)
    assert sync.line == ""


def test_what_was_long_ago_is_forgotten() -> None:
    """A hiccup does not stay in the line for the rest of the film."""
    sync = PlayerSync()
    note(sync, [90.0] * 10)
    note(sync, [1.0] * 60, first=10)
    assert sync.line == "this player: audio 1 ms early, at most 1 ms apart"
