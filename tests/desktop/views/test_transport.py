"""The transport bar shows the player and wishes for what people press."""

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from avts_desktop.views.transport import TransportBar


@pytest.fixture
def bar(workspace, look, qtbot) -> TransportBar:
    """A bar with the movie open."""
    bar = TransportBar(workspace.session, workspace.player, look)
    qtbot.addWidget(bar)
    bar.resize(960, 36)
    bar.show()
    return bar


def _find(bar: TransportBar, name: str) -> QWidget:
    return next(w for w in bar.findChildren(QWidget) if w.accessibleName() == name)


@pytest.mark.parametrize(
    ("name", "signal", "args"),
    [
        ("Play", "toggle_wished", []),
        ("To the start", "start_wished", []),
        ("To the end", "end_wished", []),
        ("Previous frame", "step_wished", [-1]),
        ("Next frame", "step_wished", [1]),
        ("Play again at the end", "loop_wished", [True]),
        ("Mute", "mute_wished", [True]),
    ],
)
def test_buttons_wish(bar, qtbot, name: str, signal: str, args: list) -> None:
    """Each button says what it wishes for."""
    with qtbot.waitSignal(getattr(bar, signal)) as caught:
        qtbot.mouseClick(_find(bar, name), Qt.MouseButton.LeftButton)
    assert caught.args == args


def test_buttons_show_the_state_not_the_click(workspace, bar, qtbot) -> None:
    """Loop is on when the player loops, whatever was clicked."""
    loop = _find(bar, "Play again at the end")
    qtbot.mouseClick(loop, Qt.MouseButton.LeftButton)
    assert not loop.isChecked()
    workspace.player.is_looping = True
    assert loop.isChecked()


def test_play_becomes_pause(workspace, bar) -> None:
    """While it plays, the button pauses."""
    workspace.player.is_playing = True
    assert bar._play.accessibleName() == "Pause"
    workspace.player.is_playing = False
    assert bar._play.accessibleName() == "Play"


def test_position_and_duration(workspace, bar) -> None:
    """Position and duration are timecodes, with the frame's number beside."""
    workspace.player.position = Fraction(83, 25)
    assert bar.time_field.text() == "00:00:03:08"
    assert bar._frame.text() == "frame 83"
    assert bar._duration.text() == "/ 00:02:00:00"


def test_drop_frame(workspace, bar, movie) -> None:
    """A movie that drops numbers is shown with semicolons."""
    fps = Fraction(30000, 1001)
    workspace.session.movie = replace(movie, fps=fps, is_drop_frame=True)
    workspace.player.position = 1800 / fps
    assert bar.time_field.text() == "00:01:00;02"


def test_position_is_drawn_once_a_frame(workspace, bar, monkeypatch) -> None:
    """Positions within one picture cost nothing."""
    shown: list[str] = []
    monkeypatch.setattr(bar.time_field, "show_code", shown.append)
    for ms in range(40, 80, 10):
        workspace.player.position = Fraction(ms, 1000)
    assert len(shown) <= 2


def test_without_a_movie(workspace, bar) -> None:
    """Without a movie there is no time, and nothing to press but the volume."""
    workspace.session.movie = None
    assert bar.time_field.text() == "--:--:--:--"
    assert not bar._play.isEnabled()
    assert bar._volume.isEnabled()
    assert not bar._track.isEnabled()


@pytest.mark.parametrize("typed", ["00:00:03:08", "83", "3.32"])
def test_typing_goes_there(bar, qtbot, typed: str) -> None:
    """A time that is typed is wished for exactly, and the field is left."""
    field = bar.time_field
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    assert field.selectedText() == field.text()
    qtbot.keyClicks(field, typed)
    with qtbot.waitSignal(bar.seek_wished) as caught:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert caught.args == [Fraction(83, 25)]
    assert not field.hasFocus()


def test_typing_is_not_overwritten(workspace, bar, qtbot) -> None:
    """While somebody types, the player does not write into the field."""
    field = bar.time_field
    field.setFocus()
    qtbot.keyClicks(field, "1:0")
    workspace.player.position = Fraction(1)
    assert field.text() == "1:0"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "00:00:01:00"


def test_nonsense_is_said(bar, qtbot) -> None:
    """What cannot be read stays, is marked, and wishes for nothing."""
    wishes: list[object] = []
    bar.seek_wished.connect(wishes.append)
    field = bar.time_field
    field.setFocus()
    qtbot.keyClicks(field, "1:x")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert wishes == []
    assert "no time" in field.toolTip()
    qtbot.keyClicks(field, "1")
    assert "no time" not in field.toolTip()


def test_position_can_be_copied(workspace, bar, qtbot) -> None:
    """A click selects the timecode, so that Ctrl+C copies it."""
    workspace.player.position = Fraction(2)
    qtbot.mouseClick(bar.time_field, Qt.MouseButton.LeftButton)
    qtbot.keyClick(bar.time_field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "00:00:02:00"


def test_speeds(workspace, bar, qtbot) -> None:
    """Usual speeds are offered; another one that plays is shown too."""
    with qtbot.waitSignal(bar.speed_wished) as caught:
        bar._speed.activated.emit(bar._speed.findData(0.5))
    assert caught.args == [0.5]
    workspace.player.speed = -4.0
    assert bar._speed.currentText() == "\N{MINUS SIGN}4\N{MULTIPLICATION SIGN}"
    workspace.player.speed = 1.0
    assert bar._speed.findData(-4.0) == -1


def test_no_speed_is_cut(workspace, bar, qapp) -> None:
    """Backwards and with two decimals there is room for all of it, always the same."""
    widths = set()
    for speed in (1.0, 1.25, -2.0, -1.25):
        workspace.player.speed = speed
        qapp.processEvents()
        needed = bar._speed.fontMetrics().horizontalAdvance(bar._speed.currentText())
        assert needed <= bar._speed.width() - 40
        widths.add(bar._speed.width())
    assert len(widths) == 1


def test_first_digit_comes_back_with_the_room(bar, qapp) -> None:
    """A field that was too narrow for a while shows the timecode from its start."""
    field = bar.time_field
    bar.layout().removeWidget(field)
    field.resize(50, field.height())
    field.end(False)
    qapp.processEvents()
    field.resize(200, field.height())
    assert field.cursorPosition() == 0


def test_volume(workspace, bar, qtbot) -> None:
    """The slider wishes for a volume, and shows one without wishing."""
    with qtbot.waitSignal(bar.volume_wished) as caught:
        bar._volume.setValue(50)
    assert caught.args == [0.5]
    with qtbot.assertNotEmitted(bar.volume_wished):
        workspace.player.volume = 0.25
    assert bar._volume.value() == 25


def test_a_title_is_shown_letter_by_letter(workspace, bar, movie) -> None:
    """A file cannot make the window read pictures or show words in red."""
    titled = replace(movie.tracks[0], title='<img src="/x.png">')
    workspace.session.movie = replace(movie, tracks=(titled, *movie.tracks[1:]))
    assert titled.title in bar._track.currentText()
    assert "<img" not in bar._track.toolTip()


def test_tracks(workspace, bar, movie, qtbot) -> None:
    """Tracks are told by number, language, codec and channels."""
    texts = [bar._track.itemText(i) for i in range(bar._track.count())]
    assert texts == ["1  eng  aac  stereo", "2  deu  aac  5.1"]
    with qtbot.waitSignal(bar.track_wished) as caught:
        bar._track.activated.emit(1)
    assert caught.args == [1]
    workspace.player.track = 1
    assert bar._track.currentIndex() == 1
    workspace.session.movie = replace(movie, tracks=())
    assert bar._track.currentText() == "no sound"
    assert not bar._mute.isEnabled()


def test_bar_fits_beside_the_panel(bar) -> None:
    """At 1280 px the bar fits beside the panel of 320."""
    assert bar.minimumSizeHint().width() <= 960


def test_shortcuts_stand_in_tooltips(bar) -> None:
    """Keys that the window gives appear where they act."""
    bar.set_keys({"playback.toggle": "Space"})
    assert bar._play.toolTip() == "Play (Space)"
