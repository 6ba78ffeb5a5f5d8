"""Opening and closing movies."""

import threading
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from avts_core.data.synthetic.events import FlashAndBeep
from avts_core.errors import AvtsError, UnreadableError
from avts_core.media.probe import probe
from avts_core.media.writer import AudioTrack, write_movie
from avts_desktop.controllers import media as media_module
from avts_desktop.controllers.analysis import AnalysisController
from avts_desktop.controllers.delay import DelayController
from avts_desktop.controllers.media import MediaController
from avts_desktop.controllers.preferences import PreferencesController
from avts_desktop.jobs.runner import JobRunner
from avts_desktop.settings.identity import movie_identity
from avts_desktop.settings.memory import FileMemory
from avts_desktop.state.analysis import Stage
from avts_desktop.state.session import Severity
from avts_desktop.state.workspace import Workspace
from tests.desktop.fakes import FakeAnalyst, FakeTransport, a_movie


@pytest.fixture
def runner(qapp):
    runner = JobRunner(max_workers=2)
    yield runner
    runner.close()


class SlowDisk:
    """Probes files, but waits until a test opens the gate of a name."""

    def __init__(self):
        self.gates = {}

    def gate(self, path):
        return self.gates.setdefault(Path(path).name, threading.Event())

    def __call__(self, path):
        if path.name in self.gates:
            assert self.gates[path.name].wait(10)
        return probe(path)


@pytest.fixture
def disk():
    return SlowDisk()


@dataclass
class Bench:
    """The controller and all that it works with."""

    workspace: Workspace
    transport: FakeTransport
    analyst: FakeAnalyst
    memory: FileMemory
    preferences: PreferencesController
    delay: DelayController
    analysis: AnalysisController
    runner: JobRunner
    disk: SlowDisk

    def make(self):
        """Return a controller."""
        return MediaController(
            self.workspace,
            self.transport,
            runner=self.runner,
            memory=self.memory,
            preferences=self.preferences,
            delay=self.delay,
            analysis=self.analysis,
            probe_movie=self.disk,
        )


@pytest.fixture
def bench(request):
    """Return the parts around the controller, the same ones that tests ask for."""
    names = (one.name for one in fields(Bench))
    return Bench(**{name: request.getfixturevalue(name) for name in names})


@pytest.fixture
def media(bench):
    return bench.make()


@pytest.fixture
def session(workspace):
    return workspace.session


@pytest.fixture
def settle(qtbot, session, analyst):
    """Return a function that waits until a movie is open and known."""

    def wait(path):
        qtbot.waitUntil(
            lambda: (
                session.movie is not None
                and session.movie.path == path
                and session.movie.identity != ""
            )
        )

    return wait


@pytest.fixture
def told(session, qtbot, media):
    """Return a function that opens a path and waits for the message."""

    def open_and_wait(path):
        media.open(path)
        qtbot.waitUntil(lambda: session.message is not None)
        return session.message

    return open_and_wait


def test_a_movie_opens(media, settle, flash_movie, session, transport):
    """The player has it, the window shows it, and its content has a name."""
    media.open(flash_movie)
    assert session.opening == flash_movie
    settle(flash_movie)
    assert session.opening is None
    assert session.message is None
    assert session.movie.identity == movie_identity(flash_movie)
    assert session.movie.width_px == 160
    (opened,) = transport.named("open")
    assert opened[0].path == flash_movie
    assert opened[1] == 0


def test_the_first_picture_does_not_wait_for_the_identity(
    bench, media, flash_movie, monkeypatch, qtbot
):
    """Of a slow disk, only the head is read before playing; then it is measured."""
    gate = threading.Event()

    def slow(path, *, cancel):
        assert gate.wait(10)
        return "late"

    monkeypatch.setattr(media_module, "movie_identity", slow)
    media.open(flash_movie)
    qtbot.waitUntil(lambda: len(bench.transport.named("open")) == 1)
    assert bench.workspace.session.movie.identity == ""
    assert bench.analyst.wishes == []
    gate.set()
    qtbot.waitUntil(lambda: len(bench.analyst.wishes) == 1)
    assert bench.workspace.session.movie.identity == "late"
    assert bench.analyst.wishes[0].identity == "late"


def test_measuring_begins_by_itself(media, settle, flash_movie, analyst, workspace):
    """With the identity, so that the cache knows the movie."""
    media.open(flash_movie)
    settle(flash_movie)
    (wish,) = analyst.wishes
    assert wish.path == flash_movie
    assert wish.identity == movie_identity(flash_movie)
    assert workspace.analysis.stage is Stage.RUNNING


def test_a_name_with_a_tilde_or_without_a_folder_is_found(
    media, settle, flash_movie, monkeypatch, session
):
    """As people type them."""
    monkeypatch.chdir(flash_movie.parent)
    media.open(flash_movie.name)
    settle(flash_movie)
    monkeypatch.setenv("HOME", str(flash_movie.parent))
    monkeypatch.setenv("USERPROFILE", str(flash_movie.parent))
    media.open(f"~/{flash_movie.name}")
    assert session.opening == flash_movie


def test_the_sample_opens(media, session):
    """The one that ships with the program."""
    media.open_sample()
    assert session.opening.name == "sample.mp4"


def test_a_missing_sample_is_told(media, session, monkeypatch):
    """An installation may be damaged."""

    def lacks(_name):
        raise AvtsError("This installation lacks the file.")

    monkeypatch.setattr(media_module, "asset_path", lacks)
    media.open_sample()
    assert session.message.text == "This installation lacks the file."


def make_bad(tmp_path, kind):
    path = tmp_path / f"{kind}.mp4"
    if kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.touch()
    elif kind == "text":
        path.write_text("not a movie " * 500)
    return path


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing", "does not exist"),
        ("folder", "is a folder"),
        ("empty", "is empty"),
        ("text", "not a movie"),
    ],
)
def test_what_is_no_movie_is_told_in_words(told, tmp_path, session, kind, words):
    """In a message that names the file; nothing is open, nothing hangs."""
    path = make_bad(tmp_path, kind)
    message = told(path)
    assert message.severity is Severity.ERROR
    assert words in message.text
    assert path.name in message.text
    assert session.movie is None
    assert session.opening is None


def test_the_open_movie_stays_when_another_cannot_be_opened(
    bench, media, settle, told, flash_movie, tmp_path
):
    """One can go on with what one had."""
    media.open(flash_movie)
    settle(flash_movie)
    closed = len(bench.transport.named("close"))
    told(tmp_path / "missing.mp4")
    assert bench.workspace.session.movie.path == flash_movie
    assert len(bench.transport.named("close")) == closed


def test_something_unexpected_is_told_too(told, media, flash_movie):
    """Whatever the probe comes up with."""

    def broken(_path):
        raise RuntimeError("strange")

    media._probe = broken
    assert "cannot be opened: strange" in told(flash_movie).text


def picture(_time):
    scene = FlashAndBeep(1, width_px=160, height_px=120, rate=Fraction(25))
    return scene.picture(0.0)


def test_a_silent_film_opens_and_says_what_lacks(told, tmp_path, session, analyst):
    """It plays; nothing is measured."""
    path = tmp_path / "silent.mp4"
    pictures = [(Fraction(i, 25), picture(i)) for i in range(25)]
    write_movie(path, rate=Fraction(25), pictures=pictures)
    message = told(path)
    assert message.severity is Severity.WARNING
    assert "has no sound" in message.text
    assert session.movie.path == path
    assert analyst.wishes == []


def test_sound_alone_opens_and_says_what_lacks(
    told, tmp_path, session, analyst, transport
):
    """It plays; nothing is measured."""
    path = tmp_path / "sound.mp4"
    track = AudioTrack(samples=np.zeros((1, 48000), np.float32), rate_hz=48000)
    write_movie(path, rate=Fraction(25), sounds=[track])
    message = told(path)
    assert message.severity is Severity.WARNING
    assert "has no picture" in message.text
    assert session.movie.path == path
    assert len(transport.named("open")) == 1
    assert analyst.wishes == []


def test_a_file_with_neither_is_told(told, media, flash_movie, session):
    """Subtitles alone, or codecs that nobody knows."""
    media._probe = lambda path: replace(probe(path), video=None, audio=())
    assert "neither a picture nor a sound" in told(flash_movie).text
    assert session.movie is None


def test_a_second_open_takes_over_from_the_first(
    bench, media, settle, flash_movie, other_movie, qtbot
):
    """The first, still being read, never appears."""
    gate = bench.disk.gate(flash_movie)
    media.open(flash_movie)
    media.open(other_movie)
    assert bench.workspace.session.opening == other_movie
    settle(other_movie)
    gate.set()
    is_read = []
    bench.runner.start(
        lambda report, cancel: None,
        on_success=lambda _: is_read.append(1),
        on_failure=lambda _: None,
    )
    qtbot.waitUntil(lambda: bool(is_read))
    assert bench.workspace.session.movie.path == other_movie
    assert [call[0].path for call in bench.transport.named("open")] == [other_movie]


def test_another_movie_replaces_the_open_one(
    bench, media, settle, flash_movie, other_movie
):
    """Its delay, track and analysis are not taken along."""
    media.open(flash_movie)
    settle(flash_movie)
    media._delay.set_ms(120.0)
    bench.workspace.player.track = 0
    media.open(other_movie)
    settle(other_movie)
    assert bench.workspace.delay.delay_ms == 0
    assert [wish.path for wish in bench.analyst.wishes] == [flash_movie, other_movie]
    assert bench.memory.recall(movie_identity(flash_movie)).delay_ms == 120
    assert bench.transport.named("set_delay_ms")[-1] == (0.0,)


def test_what_was_chosen_last_time_is_there_again(
    media, settle, flash_movie, memory, workspace, transport
):
    """Delay and profile, by the content and not by the name."""
    identity = movie_identity(flash_movie)
    memory.remember(identity, delay_ms=-80.0, profile="+20/-40")
    media.open(flash_movie)
    settle(flash_movie)
    assert workspace.delay.delay_ms == -80
    assert transport.named("set_delay_ms")[-1] == (-80.0,)
    assert workspace.analysis.profile.limits == "+20/-40"


def test_a_renamed_copy_is_known_again(media, settle, flash_movie, memory, tmp_path):
    """People move their films about."""
    copy = tmp_path / "copy of it.mp4"
    copy.write_bytes(flash_movie.read_bytes())
    memory.remember(movie_identity(flash_movie), delay_ms=40.0)
    media.open(copy)
    settle(copy)
    assert media._workspace.delay.delay_ms == 40


@pytest.mark.parametrize(("remembered", "track"), [(1, 1), (5, 0), (-1, 0)])
def test_the_track_chosen_last_time_is_taken_if_it_is_there(
    bench, media, settle, flash_movie, remembered, track
):
    """Heard and measured."""
    two = replace(probe(flash_movie), audio=probe(flash_movie).audio * 2)
    media._probe = lambda _path: two
    bench.memory.remember(movie_identity(flash_movie), track=remembered)
    media.open(flash_movie)
    settle(flash_movie)
    assert bench.workspace.player.track == track
    assert bench.analyst.wishes[-1].track == track


def test_another_track_is_heard_measured_and_remembered(
    media, workspace, transport, memory, analyst
):
    """Chosen once, it is there next time."""
    workspace.session.movie = a_movie()
    media.choose_track(1)
    assert workspace.player.track == 1
    assert transport.named("set_track") == [(1,)]
    assert memory.recall("content-1").track == 1
    assert [wish.track for wish in analyst.wishes] == [1]


@pytest.mark.parametrize("number", [-1, 0, 2])
def test_a_track_that_is_not_there_or_heard_already_changes_nothing(
    media, workspace, transport, analyst, number
):
    """Nothing is measured again for nothing."""
    workspace.session.movie = a_movie()
    media.choose_track(number)
    assert transport.named("set_track") == []
    assert analyst.wishes == []


def test_without_a_movie_there_are_no_tracks(media, transport):
    """Nothing to choose."""
    media.choose_track(0)
    assert transport.calls == []


def test_closing_leaves_nothing_open(bench, media, settle, flash_movie):
    """Nothing plays, nothing is measured."""
    media.open(flash_movie)
    settle(flash_movie)
    media.close_movie()
    assert bench.workspace.session.movie is None
    assert bench.workspace.session.opening is None
    assert bench.transport.calls[-1] == ("close",)
    assert bench.workspace.analysis.stage is Stage.IDLE
    assert not bench.analyst.is_busy


def test_closing_while_opening_gives_it_up(bench, media, flash_movie, qtbot):
    """The movie does not appear afterwards."""
    gate = bench.disk.gate(flash_movie)
    media.open(flash_movie)
    media.close_movie()
    assert bench.workspace.session.opening is None
    gate.set()
    is_read = []
    for _ in range(2):
        bench.runner.start(
            lambda report, cancel: None,
            on_success=lambda _: is_read.append(1),
            on_failure=lambda _: None,
        )
    qtbot.waitUntil(lambda: len(is_read) == 2)
    assert bench.workspace.session.movie is None
    assert bench.transport.named("open") == []


def test_an_identity_that_cannot_be_had_does_not_stop_anything(
    media, flash_movie, monkeypatch, analyst, qtbot, session
):
    """The disk may fail later in the file: it is measured, without the cache."""

    def fails(path, *, cancel):
        raise UnreadableError("cannot be read")

    monkeypatch.setattr(media_module, "movie_identity", fails)
    media.open(flash_movie)
    qtbot.waitUntil(lambda: len(analyst.wishes) == 1)
    assert analyst.wishes[0].identity == ""
    assert session.message is None


def test_recent_movies_are_kept(
    media, settle, flash_movie, other_movie, session, preferences
):
    """The latest first, in the preferences and in the menu."""
    for path in (flash_movie, other_movie, flash_movie):
        media.open(path)
        settle(path)
    assert session.recent == (flash_movie, other_movie)
    assert preferences.current.recent == (str(flash_movie), str(other_movie))


def test_what_could_not_be_opened_is_not_recent(told, tmp_path, session):
    """A typing error does not stay in the menu."""
    told(tmp_path / "missing.mp4")
    assert session.recent == ()


def test_recent_movies_are_there_at_the_start(bench):
    """From last time."""
    bench.preferences.change(recent=("/films/a.mp4", "/films/b.mp4"))
    bench.make()
    assert bench.workspace.session.recent == (
        Path("/films/a.mp4"),
        Path("/films/b.mp4"),
    )


def test_recent_movies_can_be_forgotten(bench):
    """Menu and bench.preferences."""
    bench.preferences.change(recent=("/films/a.mp4",))
    bench.make().clear_recent()
    assert bench.workspace.session.recent == ()
    assert bench.preferences.current.recent == ()


def test_a_message_can_be_dismissed(media, told, tmp_path, session):
    """And another opening takes it away as well."""
    told(tmp_path / "missing.mp4")
    media.dismiss_message()
    assert session.message is None
    told(tmp_path / "missing.mp4")
    media.open(tmp_path / "other.mp4")
    assert session.message is None


def test_the_log_says_what_was_opened_and_what_went_wrong(
    media, settle, told, flash_movie, tmp_path, workspace
):
    """Line by line."""
    media.open(flash_movie)
    settle(flash_movie)
    assert "flash.mp4; h264 160x120" in workspace.log.lines[-1]
    told(tmp_path / "missing.mp4")
    assert "does not exist" in workspace.log.lines[-1]


def test_a_file_that_changed_is_opened_again_and_measured(
    media, bench, flash_movie, other_movie, tmp_path, qtbot
):
    """With its new length, under the same name, and whatever the preferences say."""
    path = tmp_path / "export.mp4"
    path.write_bytes(flash_movie.read_bytes())
    bench.preferences.change(analyse_on_open=False)
    session = bench.workspace.session
    media.open(path)
    qtbot.waitUntil(lambda: session.movie is not None and session.movie.identity != "")
    path.write_bytes(other_movie.read_bytes())
    bench.analysis.start()
    identity = movie_identity(other_movie)
    bench.analyst.identified.emit(identity)
    assert "has changed" in session.message.text
    qtbot.waitUntil(lambda: len(bench.analyst.wishes) == 2)
    assert session.movie.duration < 1.5
    assert session.movie.identity == identity
    assert [wish.is_anew for wish in bench.analyst.wishes] == [True, False]
    assert bench.workspace.analysis.stage is Stage.RUNNING


def test_without_a_movie_nothing_is_opened_again(media, bench):
    """It was closed meanwhile."""
    bench.analysis.outdated.emit()
    assert bench.workspace.session.opening is None


def test_each_opening_is_another(media, settle, flash_movie, session, qtbot):
    """Also of the same path; what becomes known later belongs to its own."""
    media.open(flash_movie)
    settle(flash_movie)
    first = session.movie
    media.open(flash_movie)
    qtbot.waitUntil(lambda: not session.movie.is_same_opening(first))
    opened = session.movie
    qtbot.waitUntil(lambda: session.movie.identity != "")
    assert session.movie.is_same_opening(opened)


@pytest.fixture
def half_open(bench, media, flash_movie, monkeypatch, qtbot):
    """Open a movie of two tracks; return a gate for its identity."""
    gate = threading.Event()

    def slow(path, *, cancel):
        assert gate.wait(10)
        return "late"

    monkeypatch.setattr(media_module, "movie_identity", slow)
    two = replace(probe(flash_movie), audio=probe(flash_movie).audio * 2)
    media._probe = lambda _path: two
    media.open(flash_movie)
    qtbot.waitUntil(lambda: bench.workspace.session.movie is not None)
    yield gate
    gate.set()


@pytest.mark.parametrize(("remembered", "chosen"), [(1, 0), (0, 1)])
def test_a_track_chosen_before_the_movie_was_known_stays(
    bench, media, half_open, qtbot, remembered, chosen
):
    """It is heard, measured and remembered."""
    bench.memory.remember("late", track=remembered)
    media.choose_track(1)
    media.choose_track(chosen)
    half_open.set()
    session = bench.workspace.session
    qtbot.waitUntil(lambda: session.movie.identity == "late")
    assert bench.workspace.player.track == chosen
    assert bench.transport.named("set_track")[-1] == (chosen,)
    assert bench.analyst.wishes[-1].track == chosen
    assert bench.memory.recall("late").track == chosen


def test_the_track_that_is_being_measured_goes_on_being_heard(bench, half_open, qtbot):
    """The answer must be that of what one hears."""
    bench.memory.remember("late", track=1)
    bench.analysis.start()
    half_open.set()
    session = bench.workspace.session
    qtbot.waitUntil(lambda: session.movie.identity == "late")
    assert bench.workspace.player.track == 0
    assert [wish.track for wish in bench.analyst.wishes] == [0]
