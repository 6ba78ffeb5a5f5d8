"""The picture is painted pixel by pixel, with what belongs over it."""

import warnings
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from avts_core.features.paths import FacePath
from avts_desktop.resources.palette import DARK, LIGHT
from avts_desktop.state.measured import Measured, Piece
from avts_desktop.views.video import VideoView
from avts_desktop.views.video_overlay import letterbox


@dataclass(frozen=True)
class _Picture:
    time: Fraction
    bgra: np.ndarray


@pytest.fixture
def view(workspace, look, qtbot) -> VideoView:
    """A view of 320x200 with the movie open."""
    view = VideoView(workspace.session, workspace.analysis, look)
    qtbot.addWidget(view)
    view.resize(320, 200)
    view.show()
    return view


def _noise(width: int, height: int) -> np.ndarray:
    values = np.random.default_rng(1).integers(0, 256, (height, width, 4))
    return values.astype(np.uint8)


def _painted(view: VideoView) -> np.ndarray:
    image = view.grab().toImage().convertToFormat(view._image.format())
    rows = np.frombuffer(image.constBits(), np.uint8)
    rows = rows.reshape(image.height(), image.bytesPerLine())
    shape = (image.height(), image.width(), 4)
    return rows[:, : image.width() * 4].reshape(shape).copy()  # the image goes


def test_every_pixel_is_the_pictures(view) -> None:
    """A picture made for the view is painted unscaled, in the middle."""
    picture = _noise(266, 200)
    view.show_picture(_Picture(Fraction(0), picture))
    painted = _painted(view)
    assert (painted[:, 27:293, :3] == picture[:, :, :3]).all()
    black = QColor(DARK.stage)
    assert (painted[:, :27, :3] == [black.blue(), black.green(), black.red()]).all()


def test_rows_with_padding(view) -> None:
    """An array whose rows are wider than the picture is painted right too."""
    picture = _noise(300, 200)[:, :266]
    view.show_picture(_Picture(Fraction(0), picture))
    assert (_painted(view)[:, 27:293, :3] == picture[:, :, :3]).all()


def test_the_array_is_kept(view) -> None:
    """The picture can be painted after everybody else let go of its array."""
    picture = _noise(266, 200)
    wanted = picture.copy()
    view.show_picture(_Picture(Fraction(0), picture))
    del picture
    assert (_painted(view)[:, 27:293, :3] == wanted[:, :, :3]).all()


def test_nothing_of_another_movie_is_seen(workspace, view, movie) -> None:
    """Until its first picture comes, the stage is empty."""
    view.show_picture(_Picture(Fraction(0), _noise(320, 200)))
    workspace.session.movie = replace(movie, identity="known by now")
    assert view._image is not None
    workspace.session.movie = replace(movie, path=Path("other.mov"))
    image = view.grab().toImage()
    assert image.pixelColor(160, 100) == QColor(DARK.stage)
    view.show_picture(_Picture(Fraction(0), _noise(320, 200)))
    view.show_picture(None)
    assert view.grab().toImage().pixelColor(160, 100) == QColor(DARK.stage)


@pytest.mark.parametrize(
    ("picture", "view", "place"),
    [
        ((160, 90), (320, 200), (0, 10, 320, 180)),
        ((319, 199), (320, 200), (0, 0, 319, 199)),
        ((640, 480), (320, 200), (26, 0, 267, 200)),
        ((90, 160), (320, 200), (104, 0, 112, 200)),
    ],
)
def test_letterbox(picture, view, place) -> None:
    """Pictures fill the view without being stretched; a pixel's rounding stays."""
    found = letterbox(QSize(*picture), QSize(*view)).getRect()
    assert np.allclose(found, place, atol=1)
    if place[2:] == picture:
        assert found[2:] == picture


def test_size_is_wished_in_device_pixels(workspace, look, qtbot) -> None:
    """Shown or resized the view says how large pictures should be, once."""
    view = VideoView(workspace.session, workspace.analysis, look)
    qtbot.addWidget(view)
    sizes: list[tuple[int, int]] = []
    view.size_wished.connect(lambda w, h: sizes.append((w, h)))
    view.resize(320, 200)
    assert sizes == []
    view.show()
    ratio = view.devicePixelRatioF()
    view.resize(400, 300)
    assert sizes == [
        (round(320 * ratio), round(200 * ratio)),
        (round(400 * ratio), round(300 * ratio)),
    ]


def test_faces_are_drawn_and_can_be_hidden(workspace, view) -> None:
    """The face that speaks has corners in the accent, unless boxes are off."""
    lags = np.array([-10, 0, 10], np.float32)
    measured = Measured(start_s=0, sound_start_s=0, lag_ms=lags)
    workspace.analysis.measured = measured
    path = FacePath(
        track=1,
        times_s=np.array([0, 1], np.float32),
        boxes=np.array([[0.4, 0.4, 0.6, 0.6]] * 2, np.float32),
    )
    speaker = np.full(25, 1, np.int32)
    measured.add(Piece(fit=np.ones((25, 3), np.uint8), speaker=speaker, faces=(path,)))
    view.show_picture(_Picture(Fraction(1, 2), np.zeros((200, 320, 4), np.uint8)))
    accent = QColor(DARK.stage_accent)
    wanted = [accent.blue(), accent.green(), accent.red()]
    assert (_painted(view)[80, 130:140, :3] == wanted).all(-1).any()
    view.show_faces(False)
    assert not _painted(view)[..., :3].any()
    assert not view.has_faces


def test_the_player_tells_its_own_error(view) -> None:
    """How late each picture is painted stands over a corner, if somebody asks."""
    due_s: list[float | None] = [None]
    view.measure_by(lambda: due_s[0])
    view.show_player_sync(True)
    assert view.has_player_sync
    for number in range(30):
        black = np.zeros((200, 320, 4), np.uint8)
        view.show_picture(_Picture(Fraction(number, 25), black))
        due_s[0] = number / 25 + 0.004
        assert _painted(view)[:40, :120, :3].max() > 150
    assert "4 ms early" in view._sync.line
    view.show_player_sync(False)
    assert not _painted(view)[..., :3].any()


def _drag(view: VideoView, urls: list[QUrl]) -> tuple[QDragEnterEvent, QMimeData]:
    data = QMimeData()
    data.setUrls(urls)
    with warnings.catch_warnings():
        # PySide marks the only way to make one as deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        event = QDragEnterEvent(
            QPoint(9, 9),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    QApplication.sendEvent(view, event)
    return event, data


def test_files_can_be_dropped(view, qtbot, tmp_path: Path) -> None:
    """A dropped file is wished for by its path."""
    path = tmp_path / "a film #1 50%.mov"
    event, data = _drag(view, [QUrl.fromLocalFile(str(path))])
    assert event.isAccepted()
    drop = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(view.file_dropped) as caught:
        QApplication.sendEvent(view, drop)
    assert caught.args == [path]


def test_other_things_cannot_be_dropped(view) -> None:
    """An address of the web is not a file."""
    event, _ = _drag(view, [QUrl("https://example.org/film.mov")])
    assert not event.isAccepted()


def test_click_plays(workspace, view, qtbot) -> None:
    """A click on the picture plays or pauses; without a movie it does nothing."""
    with qtbot.waitSignal(view.toggle_wished):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    workspace.session.movie = None
    with qtbot.assertNotEmitted(view.toggle_wished):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton)


def test_welcome(workspace, view, qtbot) -> None:
    """Without a movie the view says how to begin; while one opens it does not."""
    assert not view._welcome.isVisible()
    workspace.session.movie = None
    assert view._welcome.isVisible()
    for button, signal in (
        (view._welcome._open, view.open_wished),
        (view._welcome._sample, view.sample_wished),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    workspace.session.opening = Path("film.mov")
    assert not view._welcome.isVisible()


def test_welcome_gives_way_where_it_is_tight(workspace, view) -> None:
    """In a low view the buttons stay, what the lanes show is left out."""
    workspace.session.movie = None
    view.resize(960, 500)
    assert view._welcome._teaching.isVisible()
    view.resize(400, 190)
    assert not view._welcome._teaching.isVisible()
    assert view._welcome._open.isVisible()


def test_sound_without_picture(workspace, view, movie) -> None:
    """A movie without a picture is told in words, on a calm ground."""
    workspace.session.movie = replace(movie, video_codec=None)
    image = view.grab().toImage()
    assert image.pixelColor(5, 5) == QColor(DARK.stage)
    below = [
        image.pixelColor(x, y).lightness()
        for x in range(60, 260)
        for y in range(112, 140)
    ]
    assert max(below) > 100


def test_theme_changes_at_once(workspace, view, look) -> None:
    """The empty window follows the theme."""
    workspace.session.movie = None
    look.set_theme("light")
    assert view.grab().toImage().pixelColor(2, 2) == QColor(LIGHT.window)


def test_name_for_screen_readers(workspace, view, movie) -> None:
    """The picture is named after its file."""
    assert view.accessibleName() == "Picture of film.mov"
