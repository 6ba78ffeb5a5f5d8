"""The preferences in use."""

import threading
from dataclasses import replace

import pytest

from avts_desktop.controllers import preferences as module
from avts_desktop.controllers.preferences import PreferencesController
from avts_desktop.jobs.runner import JobRunner
from avts_desktop.settings.preferences import Preferences, load, save_changes
from avts_desktop.state.session import Severity


@pytest.fixture
def path(tmp_path):
    return tmp_path / "desktop.toml"


@pytest.fixture
def keeper(qapp, workspace, path):
    return PreferencesController(workspace, Preferences(volume=0.5), path=path)


def test_the_loaded_ones_hold(keeper):
    """Until something changes."""
    assert keeper.current == Preferences(volume=0.5)


def test_without_any_the_defaults_hold(qapp, workspace):
    """The first start."""
    assert PreferencesController(workspace).current == Preferences()


def test_a_change_holds_at_once_and_is_told(keeper):
    """With what was before, so that listeners see what changed."""
    told = []
    keeper.changed.connect(lambda new, old: told.append((new, old)))
    keeper.change(theme="light")
    before = Preferences(volume=0.5)
    assert keeper.current == replace(before, theme="light")
    assert told == [(keeper.current, before)]


def test_no_change_is_no_news(keeper, path):
    """The same value again is neither told nor saved."""
    told = []
    keeper.changed.connect(lambda new, old: told.append(new))
    keeper.change(volume=0.5)
    keeper.flush()
    assert told == []
    assert not path.exists()


def test_a_change_is_saved_a_moment_later(keeper, path, qtbot):
    """By itself."""
    keeper.change(profile="+20/-40")
    assert not path.exists()
    qtbot.waitUntil(path.exists)
    assert load(path).preferences.profile == "+20/-40"


def test_flushing_saves_now(keeper, path):
    """As when the window closes."""
    keeper.change(is_muted=True)
    keeper.flush()
    assert load(path).preferences == Preferences(volume=0.5, is_muted=True)


def test_a_wrong_value_is_refused_and_changes_nothing(keeper):
    """A slip of the programmer."""
    with pytest.raises(ValueError, match="volume"):
        keeper.change(volume=3.0)
    with pytest.raises(TypeError):
        keeper.change(colour="blue")
    assert keeper.current == Preferences(volume=0.5)


def test_what_cannot_be_saved_is_told_once(qapp, workspace, tmp_path):
    """The disk stays full for a while; one line is enough, until it worked again."""
    (tmp_path / "file").write_text("")
    keeper = PreferencesController(workspace, path=tmp_path / "file" / "x.toml")
    for volume in (0.1, 0.2):
        keeper.change(volume=volume)
        keeper.flush()
    assert len(workspace.log.lines) == 1
    assert "cannot be saved" in workspace.log.lines[0]
    message = workspace.session.message
    assert message.severity is Severity.WARNING
    assert "until the window is closed" in message.text
    assert "Make room" in message.text
    (tmp_path / "file").unlink()
    keeper.change(volume=0.3)
    keeper.flush()
    assert len(workspace.log.lines) == 1
    assert load(tmp_path / "file" / "x.toml").preferences.volume == 0.3


def test_without_a_place_nothing_is_saved(qapp, workspace):
    """For tests, and for a look around."""
    keeper = PreferencesController(workspace)
    keeper.change(volume=0.1)
    keeper.flush()
    assert workspace.log.lines == ()


@pytest.fixture
def runner(qapp):
    runner = JobRunner()
    yield runner
    runner.close()


def test_a_disk_that_takes_its_time_holds_nobody_up(
    workspace, path, runner, qtbot, monkeypatch
):
    """Saving goes on elsewhere, and what changed meanwhile is saved as well."""
    gate = threading.Event()
    threads = []

    def slow(new, old, where):
        threads.append(threading.current_thread())
        assert gate.wait(10)
        save_changes(new, old, where)

    monkeypatch.setattr(module, "save_changes", slow)
    keeper = PreferencesController(workspace, path=path, runner=runner)
    keeper.change(volume=0.1)
    qtbot.waitUntil(lambda: len(threads) == 1)
    assert threads[0] is not threading.current_thread()
    keeper.change(volume=0.2)
    gate.set()
    keeper.flush()
    assert load(path).preferences.volume == 0.2


def test_a_disk_that_hangs_does_not_hang_the_end(
    workspace, path, runner, qtbot, monkeypatch
):
    """After a moment the window closes without having saved."""
    monkeypatch.setattr(module, "_PATIENCE_S", 0.01)
    gate = threading.Event()
    has_begun = threading.Event()

    def hangs(new, old, where):
        has_begun.set()
        gate.wait(10)

    monkeypatch.setattr(module, "save_changes", hangs)
    keeper = PreferencesController(workspace, path=path, runner=runner)
    keeper.change(volume=0.1)
    qtbot.waitUntil(has_begun.is_set)
    keeper.change(volume=0.2)
    keeper.flush()
    gate.set()
    assert "does not answer" in workspace.log.lines[-1]


def test_what_cannot_be_saved_elsewhere_is_told(workspace, tmp_path, runner, qtbot):
    """In a line, as well."""
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "x.toml"
    keeper = PreferencesController(workspace, path=path, runner=runner)
    keeper.change(volume=0.1)
    qtbot.waitUntil(lambda: bool(workspace.log.lines))
    assert "cannot be saved" in workspace.log.lines[0]
