"""The real window over real movies, from click to state to view."""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget

from avts_core.assets import asset_path
from avts_core.media.writer import write_movie
from avts_desktop.app import Application, Places
from avts_desktop.state.analysis import Certainty, Stage
from avts_desktop.views.delay_slider import DelaySlider
from avts_desktop.views.lanes.ruler import TimeRuler

SAMPLE = asset_path("sample.mp4")
Make = Callable[[], Application]


@pytest.fixture
def make(qapp: QApplication, tmp_path: Path) -> Iterator[Make]:
    """Return a maker of windows that share preferences, memory and cache."""
    made: list[Application] = []
    places = Places(
        preferences=tmp_path / "desktop.toml",
        memory=tmp_path / "movies.sqlite",
        cache=tmp_path / "cache",
    )

    def make_one() -> Application:
        application = Application(qapp, places=places)
        made.append(application)
        application.window.resize(1280, 720)
        application.window.show()
        return application

    yield make_one
    for application in made:
        application.window.close()
        application.window.deleteLater()


@pytest.fixture
def quick(make: Make) -> Application:
    """Return a window that does not measure by itself."""
    application = make()
    application.controls.preferences.change(analyse_on_open=False)
    return application


def button(parent: QWidget, name: str) -> QToolButton:
    """Return the button that people would call so."""
    found = [
        b for b in parent.findChildren(QWidget) if b.accessibleName().startswith(name)
    ]
    assert found, f"no button {name}"
    return found[0]


def words(parent: QWidget) -> str:
    """Return all that a part of the window says."""
    return "\n".join(
        label.text() for label in parent.findChildren(QLabel) if label.isVisible()
    )


def open_sample(application: Application, qtbot) -> list[object]:
    """Open the sample and return the pictures that are shown, first one included."""
    pictures: list[object] = []
    application.on_picture(pictures.append)
    application.open(SAMPLE)
    qtbot.waitUntil(lambda: bool(pictures), timeout=10_000)
    return pictures


def test_first_picture_before_any_measuring(quick: Application, qtbot):
    """A movie that is opened shows its first picture, its name and its length."""
    pictures = open_sample(quick, qtbot)
    assert pictures[0].time == 0
    assert quick.window.windowTitle().startswith("sample.mp4")
    assert "00:00:20:00" in words(quick.window.transport)
    grabbed = quick.window.video.grab().toImage()
    middle = grabbed.pixelColor(grabbed.width() // 2, grabbed.height() // 2)
    assert middle.lightness() > 40


def test_play_and_pause_by_button(quick: Application, qtbot):
    """The play button plays, the state and the timecode follow, again it pauses."""
    pictures = open_sample(quick, qtbot)
    player = quick.workspace.player
    qtbot.mouseClick(button(quick.window.transport, "Play"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: player.position > Fraction(1, 2), timeout=10_000)
    assert player.is_playing
    times = [picture.time for picture in pictures]
    assert times == sorted(times)
    qtbot.mouseClick(button(quick.window.transport, "Pause"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not player.is_playing)


def test_the_player_tells_its_own_error(quick: Application, qtbot):
    """By a key, what is painted is held against what is heard."""
    open_sample(quick, qtbot)
    video = quick.window.video
    quick.wiring.commands.actions["view.player_sync"].trigger()
    quick.controls.playback.play()
    qtbot.waitUntil(lambda: "ms" in video._sync.line, timeout=10_000)
    quick.controls.playback.pause()
    quick.wiring.commands.actions["view.player_sync"].trigger()
    assert not video.has_player_sync


def test_keys_reach_the_player_and_the_delay(quick: Application, qtbot):
    """Full stop steps a picture, the right bracket delays the sound by one."""
    open_sample(quick, qtbot)
    window, workspace = quick.window, quick.workspace
    window.activateWindow()
    window.video.setFocus()
    qtbot.keyClick(window.video, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: workspace.player.position == Fraction(1, 25))
    qtbot.keyClick(window.video, "]")
    assert workspace.delay.delay_ms == pytest.approx(40.0)
    qtbot.keyClick(window.video, Qt.Key.Key_B)
    assert workspace.delay.heard_ms == 0.0


def test_space_plays_right_after_opening(quick: Application, qtbot):
    """Whatever had the focus before, Space plays the movie that was just opened."""
    quick.window.activateWindow()
    button(quick.window.transport, "Mute").setFocus()
    open_sample(quick, qtbot)
    qtbot.keyClick(quick.window.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: quick.workspace.player.is_playing)
    assert not quick.workspace.player.is_muted


def test_click_in_the_lanes_seeks(quick: Application, qtbot):
    """A click on the ruler shows the picture of that moment."""
    pictures = open_sample(quick, qtbot)
    ruler = quick.window.lanes.findChild(TimeRuler)
    place = QPoint(ruler.width() // 2, ruler.height() // 2)
    qtbot.mouseClick(ruler, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: abs(pictures[-1].time - 10) < 3, timeout=10_000)
    assert quick.workspace.player.position == pictures[-1].time


def test_slider_moves_one_value(quick: Application, qtbot):
    """Dragging the slider changes the delay that all parts show; the key undoes it."""
    open_sample(quick, qtbot)
    slider = quick.window.findChild(DelaySlider)
    middle = QPoint(slider.width() // 2, slider.height() // 2)
    right = QPoint(slider.width() * 3 // 4, slider.height() // 2)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(slider, right)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=right)
    delay = quick.workspace.delay
    assert 200 < delay.delay_ms < 800
    assert f"{delay.delay_ms:.0f} ms" in words(quick.window.sync_panel)
    quick.wiring.commands.actions["delay.reset"].trigger()
    assert delay.delay_ms == 0


def test_dropped_file_opens(quick: Application, flash_movie: Path, qtbot):
    """A file dropped on the window is opened."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(flash_movie))])
    drop = QDropEvent(
        QPointF(30, 30),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    quick.window.dropEvent(drop)
    session = quick.workspace.session
    qtbot.waitUntil(lambda: session.movie is not None, timeout=10_000)
    assert session.movie.path == flash_movie
    assert flash_movie in session.recent


def test_unreadable_file_is_told_in_the_window(quick: Application, tmp_path, qtbot):
    """Rubbish gives a sentence in the window, and the open movie stays."""
    open_sample(quick, qtbot)
    rubbish = tmp_path / "rubbish.mp4"
    rubbish.write_bytes(b"nothing" * 1000)
    quick.open(rubbish)
    session = quick.workspace.session
    qtbot.waitUntil(lambda: session.message is not None, timeout=10_000)
    assert "rubbish.mp4" in words(quick.window.messages)
    assert session.movie.path == SAMPLE
    qtbot.mouseClick(
        button(quick.window.messages, "Dismiss"), Qt.MouseButton.LeftButton
    )
    assert session.message is None
    assert not quick.window.messages.isVisible()


def test_movie_without_sound_plays(quick: Application, tmp_path, qtbot):
    """A silent movie opens, plays, and the window says what cannot be measured."""
    path = tmp_path / "silent.mp4"
    pictures = [np.full((120, 160, 3), 90, np.uint8)] * 50
    times = [Fraction(n, 25) for n in range(50)]
    write_movie(path, pictures=zip(times, pictures, strict=True), rate=Fraction(25))
    quick.open(path)
    workspace = quick.workspace
    qtbot.waitUntil(lambda: workspace.session.movie is not None, timeout=10_000)
    assert "sound" in words(quick.window.messages).lower()
    actions = quick.wiring.commands.actions
    for id_ in ("analysis.start", "delay.use_measured", "delay.bypass"):
        assert not actions[id_].isEnabled()
    quick.controls.playback.play()
    qtbot.waitUntil(lambda: workspace.player.position > Fraction(1, 5), timeout=10_000)


def test_window_comes_back_as_it_was(make: Make, qtbot):
    """Size, volume and recent movies are there again the next time."""
    first = make()
    first.controls.preferences.change(analyse_on_open=False)
    open_sample(first, qtbot)
    first.controls.playback.set_volume(0.5)
    first.controls.delay.set_ms(33.0)
    first.window.resize(1100, 700)
    qtbot.waitUntil(
        lambda: first.workspace.session.movie.identity != "", timeout=10_000
    )
    first.window.close()
    second = make()
    assert second.workspace.player.volume == 0.5
    assert second.workspace.session.recent == (SAMPLE,)
    second.open(SAMPLE)
    qtbot.waitUntil(lambda: second.workspace.delay.delay_ms == 33.0, timeout=10_000)


@pytest.mark.slow
def test_from_opening_to_the_repaired_sound(make: Make, qtbot):
    """The sample is measured, its offset taken over, and judged as repaired."""
    application = make()
    workspace, panel = application.workspace, application.window.sync_panel
    certainties: list[Certainty] = []
    workspace.analysis.events.report.connect(
        lambda *_: certainties.append(workspace.analysis.certainty)
    )
    open_sample(application, qtbot)
    qtbot.waitUntil(lambda: workspace.analysis.stage is Stage.DONE, timeout=120_000)
    report = workspace.analysis.report
    assert report.offset_ms == pytest.approx(120, abs=20)
    assert workspace.analysis.certainty is Certainty.FINAL
    assert Certainty.GROWING in certainties
    assert "early" in words(panel)
    assert "FAIL" in words(panel)
    assert len(workspace.analysis.measured.rolling_ms) == 500
    qtbot.mouseClick(button(panel, "Use measured"), Qt.MouseButton.LeftButton)
    assert workspace.delay.delay_ms == pytest.approx(report.offset_ms, abs=0.1)
    application.controls.analysis.set_profile("+200/-200")
    assert "PASS" in words(panel)
    # Once more: what was measured is known, and nothing is measured again.
    application.controls.media.close_movie()
    began_s = time.monotonic()
    application.open(SAMPLE)
    qtbot.waitUntil(lambda: workspace.analysis.stage is Stage.DONE, timeout=30_000)
    assert time.monotonic() - began_s < 2
    assert workspace.analysis.report.offset_ms == pytest.approx(
        report.offset_ms, abs=0.01
    )


@pytest.mark.slow
def test_cancelling_and_opening_another(make: Make, flash_movie: Path, qtbot):
    """Measuring can be stopped; a second movie takes the place of the first at once."""
    application = make()
    workspace = application.workspace
    open_sample(application, qtbot)
    qtbot.waitUntil(lambda: workspace.analysis.stage is Stage.RUNNING, timeout=10_000)
    application.wiring.commands.actions["analysis.cancel"].trigger()
    assert workspace.analysis.stage is Stage.CANCELLED
    application.controls.analysis.start()
    application.open(flash_movie)
    qtbot.waitUntil(
        lambda: (
            workspace.session.movie.path == flash_movie
            and workspace.analysis.stage is Stage.DONE
        ),
        timeout=120_000,
    )
    assert workspace.analysis.report.file == str(flash_movie)
    assert workspace.analysis.measured.stop_s < 3


@pytest.mark.slow
def test_closing_while_busy_leaves_nothing(make: Make, qtbot):
    """Closed while playing and measuring, the window is gone within two seconds."""
    before = set(threading.enumerate())
    application = make()
    open_sample(application, qtbot)
    application.controls.playback.play()
    workspace = application.workspace
    qtbot.waitUntil(lambda: workspace.analysis.fraction > 0, timeout=60_000)
    pids = [child.pid for child in multiprocessing.active_children()]
    assert len(pids) == 1
    began_s = time.monotonic()
    application.window.close()
    assert time.monotonic() - began_s < 2
    assert multiprocessing.active_children() == []
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize("language", ["en", "de", "zh_CN"])
def test_no_part_is_smaller_than_it_needs(quick: Application, qtbot, language):
    """However small people make the window, no part gets less than its least."""
    quick.controls.preferences.change(language=language)
    open_sample(quick, qtbot)
    window = quick.window
    window.resize(10, 10)
    for part in (window.video, window.transport, window.lanes, window.tabs):
        qtbot.waitUntil(
            lambda part=part: (
                part.size().expandedTo(part.minimumSizeHint()) == part.size()
            )
        )
    assert window.width() <= 1200
    assert window.height() <= 700


def test_every_control_has_a_name(quick: Application, qtbot):
    """Whoever cannot see the window is told what each control is."""
    open_sample(quick, qtbot)
    nameless = [
        widget
        for widget in quick.window.findChildren(QWidget)
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and widget.isVisible()
        and widget.isEnabled()
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []


def test_no_text_is_cut_at_the_smallest_size(quick: Application, qtbot):
    """At 1280x720 all parts are inside the window and none lies over another."""
    open_sample(quick, qtbot)
    window = quick.window
    assert window.width() == 1280
    assert window.height() == 720
    parts = [
        window.video,
        window.transport,
        window.lanes,
        window.sync_panel,
        window.tabs,
        window.status,
    ]
    areas = [part.rect().translated(part.mapTo(window, QPoint())) for part in parts]
    for index, area in enumerate(areas):
        assert window.rect().contains(area)
        assert not any(area.intersects(other) for other in areas[:index])
