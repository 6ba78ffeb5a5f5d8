"""The lanes as people use them."""

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt, QTranslator
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from avts_core.sync.verdict import find_profile
from avts_desktop.resources.palette import DARK, LIGHT, mixed
from avts_desktop.state.measured import Measured, Piece
from avts_desktop.state.spans import span_rows
from avts_desktop.state.timeline import Marker
from avts_desktop.state.workspace import Workspace
from avts_desktop.views.lanes.faces import FacesLane
from avts_desktop.views.lanes.lane import Lane
from avts_desktop.views.lanes.lanes import LanesView
from avts_desktop.views.lanes.offset_map import OffsetMapLane
from avts_desktop.views.lanes.ruler import TimeRuler
from avts_desktop.views.lanes.sound import SoundLane
from avts_desktop.views.lanes.sync import SyncLane
from avts_desktop.views.look import Look
from tests.desktop.fakes import a_report
from tests.desktop.views.lanes.films import blank, drain

LEFT = Qt.MouseButton.LeftButton


def lane_of(view: LanesView, kind: type[Lane]) -> Lane:
    """Return one of the lanes."""
    lane = view.findChild(kind)
    assert lane is not None
    return lane


def picture(widget: QWidget) -> QImage:
    """Return a widget as it looks."""
    return widget.grab().toImage()


def colours(image: QImage, x: int) -> set[str]:
    """Return the colours of a column."""
    return {image.pixelColor(x, y).name() for y in range(image.height())}


def wheel(
    lane: Lane,
    x: float,
    turn: QPoint,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Turn the wheel over a lane."""
    place = QPointF(x, lane.height() / 2)
    event = QWheelEvent(
        place,
        QPointF(lane.mapToGlobal(place.toPoint())),
        QPoint(),
        turn,
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(lane, event)


def drag(qtbot, lane: Lane, start: QPoint, stop: QPoint) -> None:
    """Drag with the left button."""
    qtbot.mousePress(lane, LEFT, pos=start)
    for step in (1, 2, 3, 4):
        at = start + (stop - start) * step / 4
        qtbot.mouseMove(lane, at)
    qtbot.mouseRelease(lane, LEFT, pos=stop)


def test_empty_lanes_teach(open_lanes, look: Look):
    """Before a movie is open each lane says what it will show, and takes no clicks."""
    view = open_lanes(Workspace())
    for lane in view.findChildren(Lane):
        assert lane.hint()
        assert DARK.muted in {
            name for x in range(100, 500) for name in colours(picture(lane), x)
        }


def test_lanes_have_names_for_those_who_cannot_see(open_lanes):
    """Each lane has an accessible name and says what it shows."""
    view = open_lanes(Workspace())
    for widget in (view, *view.findChildren(Lane)):
        assert widget.accessibleName()
        assert widget.accessibleDescription()


@pytest.mark.parametrize("kind", [FacesLane, SoundLane, SyncLane, OffsetMapLane])
def test_click_seeks(qtbot, open_lanes, film: Workspace, kind):
    """A click wishes for the time under it."""
    view = open_lanes(film)
    lane = lane_of(view, kind)
    x = round(lane.x_of(84.0))
    with qtbot.waitSignal(view.seek_wished) as wish:
        qtbot.mouseClick(lane, LEFT, pos=QPoint(x, 8))
    assert wish.args[0] == pytest.approx(84.0, abs=lane.scale().seconds_a_px)


def test_click_beside_the_film_seeks_to_its_ends(qtbot, open_lanes, film: Workspace):
    """Beside the plot there is no time but the first or the last in it."""
    view = open_lanes(film)
    lane = lane_of(view, SoundLane)
    with qtbot.waitSignal(view.seek_wished) as wish:
        qtbot.mouseClick(lane, LEFT, pos=QPoint(3, 30))
    assert wish.args == [0.0]
    with qtbot.waitSignal(view.seek_wished) as wish:
        qtbot.mouseClick(lane, LEFT, pos=QPoint(lane.width() - 3, 30))
    assert wish.args == [120.0]


def test_drag_pans(qtbot, open_lanes, film: Workspace):
    """A drag to the left shows what comes later, and is no click."""
    view = open_lanes(film)
    film.timeline.view = (40.0, 60.0)
    lane = lane_of(view, SyncLane)
    with qtbot.assertNotEmitted(view.seek_wished):
        drag(qtbot, lane, QPoint(600, 40), QPoint(500, 44))
    moved_s = 100 * lane.scale().seconds_a_px
    assert film.timeline.view == pytest.approx((40 + moved_s, 60 + moved_s))


def test_pan_ends_with_the_film(qtbot, open_lanes, film: Workspace):
    """One cannot pan beyond the ends."""
    view = open_lanes(film)
    film.timeline.view = (1.0, 21.0)
    drag(qtbot, lane_of(view, SoundLane), QPoint(300, 30), QPoint(900, 30))
    assert film.timeline.view == (0.0, 20.0)


def test_wheel_zooms_around_the_cursor(open_lanes, film: Workspace):
    """What is under the cursor stays there while zooming, in and out again."""
    view = open_lanes(film)
    lane = lane_of(view, OffsetMapLane)
    time_s = lane.time_at(400)
    wheel(lane, 400, QPoint(0, 240))
    assert film.timeline.view[1] - film.timeline.view[0] == pytest.approx(120 / 1.25**2)
    assert lane.time_at(400) == pytest.approx(time_s)
    wheel(lane, 400, QPoint(0, -480))
    assert film.timeline.view == (0.0, 120.0)


def test_zoom_ends_at_a_dozen_pictures(open_lanes, film: Workspace):
    """However far one zooms in, half a second stays in view."""
    lane = lane_of(open_lanes(film), SoundLane)
    wheel(lane, 500, QPoint(0, 12_000))
    start_s, stop_s = film.timeline.view
    assert stop_s - start_s == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("turn", "modifiers"),
    [
        (QPoint(-120, 0), Qt.KeyboardModifier.NoModifier),
        (QPoint(0, -120), Qt.KeyboardModifier.ShiftModifier),
        (QPoint(-120, 0), Qt.KeyboardModifier.ShiftModifier),
    ],
)
def test_sideways_wheel_pans(open_lanes, film: Workspace, turn, modifiers):
    """A wheel turned sideways, or with Shift, moves on by a tenth of the view."""
    lane = lane_of(open_lanes(film), SyncLane)
    film.timeline.view = (10.0, 30.0)
    wheel(lane, 400, turn, modifiers)
    assert film.timeline.view == pytest.approx((12, 32))


def test_double_click_shows_all(qtbot, open_lanes, film: Workspace):
    """A double click brings all of the movie into view."""
    lane = lane_of(open_lanes(film), SoundLane)
    film.timeline.view = (10.0, 12.0)
    qtbot.mouseDClick(lane, LEFT, pos=QPoint(400, 20))
    assert film.timeline.view == (0.0, 120.0)


def test_ruler_scrubs(qtbot, open_lanes, film: Workspace):
    """Pressing on the ruler seeks at once, and dragging goes on seeking."""
    view = open_lanes(film)
    ruler = lane_of(view, TimeRuler)
    times_s: list[float] = []
    view.seek_wished.connect(times_s.append)
    drag(qtbot, ruler, QPoint(300, 14), QPoint(500, 14))
    assert len(times_s) == 5
    assert times_s == sorted(times_s)
    assert times_s[-1] == pytest.approx(ruler.time_at(500))
    qtbot.mouseMove(ruler, QPoint(600, 14))
    assert len(times_s) == 5


def test_markers_can_be_reached_and_removed(qtbot, open_lanes, film: Workspace):
    """A click near a marker goes to it exactly, and its menu offers to remove it."""
    view = open_lanes(film)
    film.timeline.markers = (Marker(time_s=30.0), Marker(time_s=90.0, text="door"))
    ruler = lane_of(view, TimeRuler)
    place = QPoint(round(ruler.x_of(90.0)) + 3, 10)
    with qtbot.waitSignal(view.seek_wished) as wish:
        qtbot.mouseClick(ruler, LEFT, pos=place)
    assert wish.args == [90.0]
    first = view.menu(ruler.mapTo(view, place)).actions()[0]
    with qtbot.waitSignal(view.marker_removal_wished) as removal:
        first.trigger()
    assert removal.args == [1]
    texts = [action.text() for action in view.menu(QPoint(400, 300)).actions()]
    assert first.text() not in texts


def test_slider_line_can_be_dragged(qtbot, open_lanes, film: Workspace):
    """Dragging the slider's line up wishes for more delay, in whole ms."""
    view = open_lanes(film)
    lane = lane_of(view, OffsetMapLane)
    wishes: list[float] = []
    view.delay_wished.connect(wishes.append)
    values = lane.value_scale()
    start = QPoint(500, round(values.y(0)))
    with qtbot.assertNotEmitted(view.view_wished):
        drag(qtbot, lane, start, QPoint(540, round(values.y(120))))
    assert wishes[-1] == pytest.approx(120, abs=5)
    assert all(wish == round(wish) for wish in wishes)
    assert wishes == sorted(wishes)


def test_double_click_on_the_line_resets(qtbot, open_lanes, film: Workspace):
    """A double click on the slider's line wishes for no delay."""
    film.delay.delay_ms = 80.0
    view = open_lanes(film)
    lane = lane_of(view, OffsetMapLane)
    y = round(lane.value_scale().y(80.0))
    with (
        qtbot.waitSignal(view.delay_wished) as wish,
        qtbot.assertNotEmitted(view.view_wished),
    ):
        qtbot.mouseDClick(lane, LEFT, pos=QPoint(500, y))
    assert wish.args == [0.0]


def test_wheel_over_the_lags_zooms_them(open_lanes, film: Workspace):
    """Over the axis of lags the wheel changes its reach, never the time."""
    lane = lane_of(open_lanes(film), OffsetMapLane)
    before = lane.value_scale().top
    wheel(lane, 20, QPoint(0, -120))
    assert lane.value_scale().top > before
    wheel(lane, 20, QPoint(0, -12_000))
    wheel(lane, 20, QPoint(0, 240))
    assert lane.value_scale().top <= 1500
    assert film.timeline.view == (0.0, 120.0)


@pytest.mark.parametrize("centre_ms", [5000.0, -5000.0])
def test_lags_may_lie_to_one_side(
    open_lanes, film: Workspace, piece: Piece, centre_ms: float
):
    """A map of lags around a large offset shows it, and nothing elsewhere."""
    measured = blank(centre_ms=centre_ms)
    rolling_ms = (piece.rolling_ms + centre_ms).astype("float32")
    measured.add(replace(piece, rolling_ms=rolling_ms))
    film.analysis.measured = measured
    film.analysis.report = a_report(centre_ms)
    film.analysis.rows = span_rows(film.analysis.report, measured)
    lane = lane_of(open_lanes(film), OffsetMapLane)
    image, values = picture(lane), lane.value_scale()
    assert values.top > abs(centre_ms) + 500
    x = round(lane.x_of(90.0))

    def lightness(lag_ms: float) -> float:
        middle = round(values.y(lag_ms))
        near = range(middle - 2, middle + 3)
        return max(image.pixelColor(x, y).lightnessF() for y in near)

    assert "distance 0." in lane.readout(x, values.y(centre_ms + 120))
    assert "not measurable" in lane.readout(x, values.y(0))
    assert lightness(centre_ms + 120) > lightness(-centre_ms) + 0.2
    for _ in range(9):
        wheel(lane, 20, QPoint(0, 120))
    assert lane.value_scale().top < 1000
    picture(lane)
    assert "not measurable" in lane.readout(x, lane.value_scale().y(0))


def test_flagged_stretch_follows_the_delay(open_lanes, film: Workspace):
    """What is outside the limits is shaded, until the delay has repaired it."""
    view = open_lanes(film)
    lane = lane_of(view, SyncLane)
    fine, early = round(lane.x_of(40.0)), round(lane.x_of(90.0))
    assert DARK.out in colours(picture(lane), early)
    assert DARK.out not in colours(picture(lane), fine)
    film.delay.delay_ms = 120.0
    assert DARK.out not in colours(picture(lane), early)
    assert DARK.out in colours(picture(lane), fine)
    film.delay.is_bypassed = True
    assert DARK.out in colours(picture(lane), early)


def test_limits_are_the_profiles(open_lanes, film: Workspace, measured: Measured):
    """With wider limits nothing is outside."""
    lane = lane_of(open_lanes(film), SyncLane)
    wide = find_profile("+200/-200")
    film.analysis.profile = wide
    film.analysis.rows = span_rows(a_report(0.0).judged_by(wide), measured)
    assert DARK.out not in colours(picture(lane), round(lane.x_of(90.0)))


def test_nothing_is_judged_without_an_answer(open_lanes, film: Workspace, make_report):
    """While the report has no answer the curve is muted, and no stretch is outside."""
    lane = lane_of(open_lanes(film), SyncLane)
    early = round(lane.x_of(90.0))
    y = round(lane.value_scale().y(120.0))
    film.analysis.report = make_report(None, reason="too little")
    image = picture(lane)
    fine, band = round(lane.x_of(40.0)), mixed(DARK.panel, DARK.in_sync, 0.10)
    assert DARK.out not in colours(image, early)
    assert band not in colours(image, fine)
    assert image.pixelColor(early, y).name() == DARK.muted
    film.analysis.report = make_report(120.0)
    image = picture(lane)
    assert DARK.out in colours(image, early)
    assert band in colours(image, fine)
    assert image.pixelColor(early, y).name() == DARK.text


@pytest.mark.parametrize("kind", [SyncLane, OffsetMapLane])
def test_both_sides_are_named_or_neither(open_lanes, film: Workspace, kind):
    """Early and late stand beside the axis together, at the least height already."""
    view = open_lanes(film)
    view.resize(900, 300)
    QApplication.processEvents()
    lane = lane_of(view, kind)
    heights = (lane.height(), lane.minimumHeight(), *range(30, 160, 7))
    named = []
    for height in heights:
        lane.setMinimumHeight(0)
        lane.resize(lane.width(), height)
        image = picture(lane)
        gutter = {name for x in range(30) for name in colours(image, x)}
        assert (DARK.early in gutter) == (DARK.late in gutter)
        named.append(DARK.early in gutter)
    assert named[:2] == [True, True]
    assert False in named


def test_numbers_follow_the_language(open_lanes, film: Workspace, monkeypatch):
    """Decimals on axes and in readouts are written as the locale writes them."""
    view = open_lanes(film)
    sync, sound = lane_of(view, SyncLane), lane_of(view, SoundLane)
    labels: list[str] = []
    monkeypatch.setattr(sound, "paint_label", lambda *given: labels.append(given[-1]))
    before = picture(sync)
    default = QLocale()
    QLocale.setDefault(QLocale("de"))
    try:
        sound.redraw()
        picture(sound)
        sync.redraw()
        assert picture(sync) != before
        assert "distance 0," in sync.readout(sync.x_of(90.01), 10)
    finally:
        QLocale.setDefault(default)
    assert "0,5" in labels


def test_ridge_glows(open_lanes, film: Workspace):
    """The map is bright at the offset and dull elsewhere."""
    lane = lane_of(open_lanes(film), OffsetMapLane)
    film.delay.delay_ms = -100.0
    image, values = picture(lane), lane.value_scale()
    x = round(lane.x_of(90.0))

    def lightness(lag_ms: float) -> float:
        return image.pixelColor(x, round(values.y(lag_ms))).lightnessF()

    assert lightness(105.0) > lightness(0.0) + 0.2
    gap_x = round(lane.x_of(55.0))
    assert len(colours(image, gap_x) & set(DARK.heat[1:])) == 0


@pytest.mark.parametrize("kind", [SyncLane, OffsetMapLane])
def test_readout_puts_the_place_into_words(open_lanes, film: Workspace, kind):
    """Under the cursor are timecode, offset and distance, or that there is none."""
    film.delay.delay_ms = 20.0
    lane = lane_of(open_lanes(film), kind)
    y = lane.value_scale().y(100.0)
    words = lane.readout(lane.x_of(90.01), y)
    assert words.startswith("00:01:30:00")
    assert "100 ms early" in words
    assert "distance 0." in words
    assert "not measurable" in lane.readout(lane.x_of(55.0), y)
    film.timeline.view = (0.0, 400.0)
    film.timeline.duration_s = 400.0
    assert lane.readout(lane.x_of(300.0), y) == ""


def test_playhead_repaints_no_content(qtbot, open_lanes, film: Workspace, monkeypatch):
    """Moving the playhead copies what is painted; it paints no curve or image."""
    view = open_lanes(film)
    picture(view)
    painted: list[str] = []
    for lane in view.findChildren(Lane):
        monkeypatch.setattr(
            lane, "paint_content", lambda *_, lane=lane: painted.append(lane.title())
        )
    film.player.position = Fraction(70)
    image = picture(view)
    assert painted == []
    lane = lane_of(view, SoundLane)
    x = int(lane.x_of(70.0))
    assert (
        image.pixelColor(x, lane.mapTo(view, QPoint(0, 30)).y()).name() == DARK.accent
    )
    film.timeline.view = (10.0, 110.0)
    picture(view)
    assert len(painted) == 5


def test_slider_repaints_only_its_curves(open_lanes, film: Workspace, monkeypatch):
    """A small move of the slider paints neither sound nor map anew."""
    view = open_lanes(film)
    film.delay.delay_ms = 30.0
    picture(view)
    painted: list[str] = []
    for lane in view.findChildren(Lane):
        monkeypatch.setattr(
            lane, "paint_content", lambda *_, lane=lane: painted.append(lane.title())
        )
    before = picture(lane_of(view, OffsetMapLane))
    film.delay.delay_ms = 60.0
    assert picture(lane_of(view, OffsetMapLane)) != before
    picture(view)
    assert painted == [lane_of(view, SyncLane).title()]


def test_lanes_fill_while_the_film_is_measured(
    qtbot, open_lanes, film: Workspace, piece: Piece
):
    """New measurements are drawn by themselves, several of a frame at once."""
    film.analysis.measured = blank()
    view = open_lanes(film)
    lane = lane_of(view, SoundLane)
    x = round(lane.x_of(100.7))
    assert len(colours(picture(lane), x)) == 1
    film.analysis.measured.add(
        replace(piece, mel=piece.mel[:11_000], peaks=piece.peaks[:11_000])
    )
    assert view.is_digesting
    qtbot.waitUntil(lambda: not view.is_digesting)
    assert len(colours(picture(lane), x)) > 1
    assert len(colours(picture(lane), round(lane.x_of(115.7)))) == 1


def test_other_movie_takes_over(qtbot, open_lanes, film: Workspace, measured: Measured):
    """With another movie's measurements, the old ones are no longer listened to."""
    view = open_lanes(film)
    film.analysis.measured = blank()
    drain(view)
    lane = lane_of(view, SyncLane)
    assert not lane.has_content()
    measured.add(Piece(cuts_s=(100.0,)))
    assert not view.is_digesting
    film.analysis.measured = None
    assert not view.is_digesting


def test_theme_changes_while_running(open_lanes, film: Workspace, look: Look):
    """Another theme repaints all lanes in its colours."""
    view = open_lanes(film)
    dark = picture(view)
    look.set_theme("light")
    light = picture(view)
    assert dark.pixelColor(4, 200).name() == DARK.panel
    assert light.pixelColor(4, 200).name() == LIGHT.panel


def test_parts_can_be_hidden(open_lanes, film: Workspace):
    """Spectrogram, waveform and distance are shown or hidden each by itself."""
    view = open_lanes(film)
    for toggle in view.toggles:
        assert toggle.isChecked()
        before = picture(view)
        toggle.setChecked(False)
        assert picture(view) != before
    assert set(view.toggles) <= set(view.menu(QPoint(300, 300)).actions())


def test_gap_without_a_face_is_spelt_out(open_lanes, film: Workspace):
    """Where nobody is in view the lane of faces says so."""
    lane = lane_of(open_lanes(film), FacesLane)
    image = picture(lane)
    gap = {
        name
        for x in range(round(lane.x_of(51)), round(lane.x_of(59)))
        for name in colours(image, x)
    }
    assert DARK.muted in gap
    assert DARK.accent in colours(image, round(lane.x_of(20.0)))
    assert DARK.accent not in colours(image, round(lane.x_of(2.0)))


@pytest.mark.parametrize("size", [(860, 380), (1600, 600)])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_lanes_fit_and_are_sharp(open_lanes, film: Workspace, monkeypatch, size, ratio):
    """In a small window all lanes are there, and dense screens get all their pixels."""
    monkeypatch.setattr(Lane, "devicePixelRatioF", lambda _: ratio)
    view = open_lanes(film)
    view.resize(*size)
    lanes = sorted(
        view.findChildren(Lane), key=lambda lane: lane.mapTo(view, QPoint()).y()
    )
    QApplication.processEvents()
    bottoms = [lane.mapTo(view, QPoint(0, lane.height())).y() for lane in lanes]
    tops = [lane.mapTo(view, QPoint(0, 0)).y() for lane in lanes]
    assert all(b <= t for b, t in zip(bottoms, tops[1:], strict=False))
    assert bottoms[-1] <= size[1]
    image = QImage(
        round(size[0] * ratio), round(size[1] * ratio), QImage.Format.Format_RGB32
    )
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(1, 2, 3))
    view.render(image)
    sync = lane_of(view, SyncLane)
    left = round(ratio * (sync.x_of(60.0) + 1))
    top = round(ratio * sync.mapTo(view, QPoint(0, 0)).y())
    # The bar of a flagged stretch is three pixels high, whatever a pixel is.
    bar = [image.pixelColor(left, top + n).name() for n in range(12)]
    assert bar.count(DARK.out) == round(3 * ratio)
    corner = image.pixelColor(image.width() - 1, image.height() - 1)
    assert corner.name() == DARK.panel


def test_state_outlives_the_lanes(
    qtbot, look: Look, film: Workspace, measured: Measured
):
    """State that changes after the lanes are gone finds nobody, and nothing breaks."""
    view = LanesView(film, look)
    view.deleteLater()
    qtbot.waitUntil(lambda: not isValid(view))
    film.timeline.view = (1.0, 2.0)
    film.player.position = Fraction(3)
    measured.add(Piece(cuts_s=(4.0,)))
    look.set_theme("light")
    assert view.toggles


def test_drop_frame_ruler(open_lanes, film: Workspace):
    """The ruler counts as the movie does."""
    film.session.movie = replace(
        film.session.movie, fps=Fraction(30000, 1001), is_drop_frame=True
    )
    ruler = lane_of(open_lanes(film), TimeRuler)
    labels = [tick.label for tick in ruler.ticks() if tick.label]
    assert "00:01:00;02" in labels


def test_language_changes_while_running(qtbot, open_lanes, film: Workspace, qapp):
    """In another language all words are others, and titles have the room they need."""
    view = open_lanes(film)
    names = [lane.accessibleName() for lane in view.findChildren(Lane)]
    texts = [toggle.text() for toggle in view.toggles]
    plot = lane_of(view, SyncLane).plot()
    translator = _Longer()
    qapp.installTranslator(translator)
    try:
        qtbot.waitUntil(lambda: view.accessibleName().endswith("!!!!"))
        for lane, name in zip(view.findChildren(Lane), names, strict=True):
            assert lane.accessibleName() == f"{name}!!!!"
        assert [toggle.text() for toggle in view.toggles] == [t + "!!!!" for t in texts]
        assert lane_of(view, SyncLane).plot().left() > plot.left()
    finally:
        qapp.removeTranslator(translator)


class _Longer(QTranslator):
    """A language in which all is said with more emphasis."""

    def translate(
        self, context: str, text: str, comment: str | None = None, n: int = -1
    ) -> str:
        return f"{text}!!!!"

    def isEmpty(self) -> bool:  # noqa: N802 - a name of Qt
        return False
