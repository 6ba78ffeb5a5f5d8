"""Preferences on disk: crashes, rubbish, other versions."""

import errno
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from avts_core.errors import ConfigError
from avts_desktop.settings.preferences import (
    MAX_RECENT,
    Loaded,
    Preferences,
    load,
    save,
    save_changes,
    with_recent,
)

CHOSEN = Preferences(
    theme="light",
    language="zh_CN",
    volume=0.25,
    is_muted=True,
    recent=("/a b/ü.mp4", "C:\\films\\x.mov"),
    profile="+20/-40",
    monitor_latency_ms=-35.5,
    keys={"play": "K", "mark": 'Ctrl+"'},
    window_geometry="AdnQywAD",
    window_state="AAAA/w==",
    analyse_on_open=False,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config" / "desktop.toml"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_what_is_saved_is_loaded(path):
    """Every field makes the round trip; the folder is made."""
    save(CHOSEN, path)
    loaded = load(path)
    assert loaded.preferences == CHOSEN
    assert loaded.problem is None


def test_the_first_start_has_defaults(path):
    """A missing file is no problem and stays missing."""
    loaded = load(path)
    assert loaded.preferences == Preferences()
    assert loaded.problem is None
    assert not path.exists()


def test_a_partial_file_is_filled_up(path):
    """What is not said has its default."""
    write(path, "volume = 0.5\n")
    assert load(path).preferences == Preferences(volume=0.5)


def test_keys_of_another_version_are_passed_over(path):
    """A newer version's file keeps all that we know, without a word."""
    write(path, 'theme = "light"\nhologram = true\n[future]\nx = 1\n')
    loaded = load(path)
    assert loaded.preferences == Preferences(theme="light")
    assert loaded.problem is None


@pytest.mark.parametrize(
    "line",
    [
        'volume = "loud"',
        "volume = 7.0",
        "volume = nan",
        'theme = "pink"',
        "recent = 3",
        "recent = [1, 2]",
        "monitor_latency_ms = inf",
        "monitor_latency_ms = nan",
        "keys = [1]",
    ],
)
def test_a_value_that_does_not_fit_costs_only_itself(path, line):
    """Its neighbours are kept, and people are told which one it was."""
    write(path, f'{line}\nprofile = "+20/-40"\n')
    loaded = load(path)
    assert loaded.preferences == Preferences(profile="+20/-40")
    assert loaded.problem is not None
    assert line.split()[0] in loaded.problem


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\xff\xfe\x00garbage",
        b"theme = ",
        b"[[[[",
        b"\x00" * 4096,
        b"[" * 50_000,
        b"a = 1\na = 2\n",
    ],
)
def test_rubbish_is_set_aside(path, rubbish):
    """Defaults are used; the damaged file stays beside for who wants it."""
    write(path, rubbish)
    loaded = load(path)
    assert loaded.preferences == Preferences()
    assert "damaged" in loaded.problem
    assert not path.exists()
    assert path.with_name("desktop.toml.damaged").read_bytes() == rubbish
    save(CHOSEN, path)
    assert load(path).preferences == CHOSEN


def test_rubbish_that_cannot_be_moved_is_left(path, monkeypatch):
    """On a read-only disk the window opens with defaults all the same."""
    write(path, "[[[[")

    def refuse(*_args):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    loaded = load(path)
    assert loaded.preferences == Preferences()
    assert str(path) in loaded.problem
    assert not loaded.may_save


def test_a_folder_in_its_place_is_told(path):
    """What cannot be read gives defaults and a sentence."""
    path.mkdir(parents=True)
    loaded = load(path)
    assert loaded.preferences == Preferences()
    assert "cannot be read" in loaded.problem
    assert not loaded.may_save


def test_a_full_disk_leaves_the_old_file(path, monkeypatch):
    """Saving fails in words; what was there is whole, and nothing lies about."""
    save(CHOSEN, path)

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left"):
        save(Preferences(), path)
    assert load(path).preferences == CHOSEN
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX")
def test_a_kill_in_the_middle_leaves_old_or_new(path):
    """A process that saves for ever and is killed leaves a whole file."""
    code = (
        "import sys; from pathlib import Path\n"
        "from avts_desktop.settings.preferences import Preferences, save\n"
        "path = Path(sys.argv[1]); big = tuple('x' * 5000 for _ in range(12))\n"
        "save(Preferences(volume=0.5, recent=big), path); print('go', flush=True)\n"
        "while True:\n"
        "    for volume in (0.25, 0.5):\n"
        "        save(Preferences(volume=volume, recent=big), path)\n"
    )
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE
        ) as saver:
            assert saver.stdout.readline().strip() == b"go"
            saver.kill()
        loaded = load(path)
        assert loaded.problem is None
        assert loaded.preferences.volume in {0.25, 0.5}


@pytest.mark.parametrize("volume", [-0.1, 1.1, float("nan")])
def test_a_volume_out_of_range_is_refused(volume):
    """0 to 1, as the slider has it."""
    with pytest.raises(ValueError, match="volume"):
        Preferences(volume=volume)


@pytest.mark.parametrize("latency_ms", [-2001.0, 2001.0, float("nan")])
def test_a_latency_out_of_range_is_refused(latency_ms):
    """No room is two seconds late."""
    with pytest.raises(ValueError, match="latency"):
        Preferences(monitor_latency_ms=latency_ms)


def test_the_latest_movie_comes_first():
    """A movie opened again moves up instead of coming twice."""
    preferences = Preferences(recent=("/a", "/b"))
    assert with_recent(preferences, Path("/b")).recent == ("/b", "/a")
    assert with_recent(preferences, Path("/c")).recent == ("/c", "/a", "/b")


def test_recent_movies_are_a_handful():
    """The oldest drop out, when adding and when loading."""
    preferences = Preferences(recent=tuple(f"/{i}" for i in range(MAX_RECENT)))
    assert len(with_recent(preferences, Path("/new")).recent) == MAX_RECENT


def test_too_many_recent_movies_in_a_file_are_cut(path):
    """A file of another version may hold more."""
    write(path, f"recent = {[str(i) for i in range(50)]}\n")
    assert len(load(path).preferences.recent) == MAX_RECENT


def test_a_file_name_that_is_no_text_is_kept(path):
    """Old disks have names in other encodings; the file itself is text all the same."""
    name = os.fsdecode(b"/films/caf\xe9 50%.mp4")
    save(Preferences(recent=(name, "/films/caf\u00e9 50%.mp4")), path)
    path.read_text(encoding="utf-8")
    loaded = load(path)
    assert loaded.problem is None
    assert loaded.preferences.recent == (name, "/films/caf\u00e9 50%.mp4")


def test_text_that_cannot_be_written_is_told(path):
    """Whatever it is, saving fails in words and leaves the old file."""
    save(CHOSEN, path)
    with pytest.raises(ConfigError, match="cannot be saved"):
        save(Preferences(profile="\udce9"), path)
    assert load(path).preferences == CHOSEN
    assert list(path.parent.iterdir()) == [path]


def test_two_windows_keep_each_others_changes(path):
    """Each saves what was changed in it, and no more."""
    start = Preferences(recent=("/old",))
    save(start, path)
    one = replace(start, theme="light", recent=("/a", "/old"))
    other = replace(start, volume=0.5, recent=("/b", "/old"))
    save_changes(one, start, path)
    save_changes(other, start, path)
    assert load(path).preferences == replace(
        start, theme="light", volume=0.5, recent=("/b", "/a", "/old")
    )


def test_recent_movies_that_were_forgotten_do_not_come_back(path):
    """Also those that another window has opened since."""
    save(Preferences(recent=("/b", "/a")), path)
    save_changes(Preferences(), Preferences(recent=("/a",)), path)
    assert load(path).preferences.recent == ()


@pytest.mark.parametrize("there", [None, "[[[[", 'volume = "loud"'])
def test_what_is_of_no_use_is_replaced_by_what_holds(path, there):
    """The file was removed or damaged while the window was open."""
    if there is not None:
        write(path, there)
    save_changes(CHOSEN, replace(CHOSEN, theme="system"), path)
    assert load(path) == Loaded(preferences=CHOSEN)


def test_what_cannot_be_read_is_not_overwritten(path):
    """Nobody knows what it holds."""
    path.mkdir(parents=True)
    with pytest.raises(ConfigError, match="cannot be saved"):
        save_changes(CHOSEN, Preferences(), path)
