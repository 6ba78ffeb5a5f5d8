"""Whether a window can open, before Qt would abort."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo

from avts_desktop.early import display

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems always have a display"
)


@pytest.fixture
def bare(monkeypatch):
    """No display of any kind."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_importing_it_loads_no_qt():
    """A machine that lacks a library must get as far as the check."""
    code = "import sys, avts_desktop.early.display; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "avts_desktop.early.display" in done.stdout
    assert "PySide6" not in done.stdout


@linux_only
@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_each_way_to_have_a_display_counts(name, bare):
    """X, Wayland, or a platform that somebody names."""
    assert not display.has_display()
    bare.setenv(name, "x")
    assert display.has_display()


def test_other_systems_have_a_display(bare):
    """Nobody sets DISPLAY on Windows."""
    bare.setattr(display.sys, "platform", "win32")
    assert display.has_display()
    assert display.why_no_window() is None


@linux_only
def test_no_display_is_said(bare):
    """The sentence names what is not set."""
    assert "WAYLAND_DISPLAY" in display.why_no_window()


@linux_only
def test_a_platform_that_loads_gives_no_problem(bare):
    """The offscreen one loads everywhere."""
    bare.setenv("QT_QPA_PLATFORM", "offscreen:enable_fonts")
    assert display.why_no_window() is None


@linux_only
def test_an_unknown_platform_is_named(bare):
    """Qt would abort with a list."""
    bare.setenv("QT_QPA_PLATFORM", "ofscreen")
    assert "'ofscreen'" in display.why_no_window()


@linux_only
def test_a_dead_x_server_is_named(bare):
    """Qt would abort."""
    bare.setattr(display, "_x_server_answers", lambda: False)
    bare.setattr(display.ctypes, "CDLL", lambda _name: None)
    bare.setenv("DISPLAY", ":4321")
    assert "DISPLAY=:4321" in display.why_no_window()


@linux_only
def test_all_missing_libraries_are_named_with_their_packages(bare):
    """The loader names one at a time; the sentence has them all, and the command."""

    def load(name):
        if "platforms" in name or "xcb-cursor" in name or "xcb-icccm" in name:
            raise OSError("libxcb-cursor.so.0: cannot open shared object file")

    bare.setattr(display.ctypes, "CDLL", load)
    bare.setenv("DISPLAY", ":0")
    sentence = display.why_no_window()
    assert "libxcb-cursor.so.0, libxcb-icccm.so.4" in sentence
    assert sentence.endswith("apt-get install libxcb-cursor0 libxcb-icccm4")


@linux_only
@pytest.mark.parametrize(
    ("wish", "files"),
    [
        ("wayland", ["libqwayland.so"]),
        ("wayland", ["libqwayland-egl.so", "libqwayland-generic.so"]),
        ("wayland-egl", ["libqwayland.so"]),
        ("wayland-egl", ["libqwayland-egl.so", "libqwayland-generic.so"]),
    ],
)
def test_wayland_is_found_in_every_qt(wish, files, bare, tmp_path):
    """Up to 6.9 it comes in several files, one of which is enough."""
    (tmp_path / "platforms").mkdir()
    for name in files:
        (tmp_path / "platforms" / name).touch()

    def load(name):
        if name.endswith("-generic.so"):
            raise OSError("libwayland-cursor.so.0")

    bare.setattr(QLibraryInfo, "path", lambda _place: str(tmp_path))
    bare.setattr(display.ctypes, "CDLL", load)
    bare.setenv("QT_QPA_PLATFORM", wish)
    assert display.why_no_window() is None


@linux_only
def test_a_platform_does_not_stand_for_another(bare, tmp_path):
    """Names that only begin alike are no family."""
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "libqminimalegl.so").touch()
    bare.setattr(QLibraryInfo, "path", lambda _place: str(tmp_path))
    bare.setenv("QT_QPA_PLATFORM", "minimal")
    assert "'minimal'" in display.why_no_window()


@linux_only
def test_an_unknown_reason_is_quoted(bare):
    """Where none of the known libraries is missing, the loader's words are all."""

    def load(name):
        if "platforms" in name:
            raise OSError("wrong ELF class")

    bare.setattr(display.ctypes, "CDLL", load)
    bare.setenv("DISPLAY", ":0")
    assert "wrong ELF class" in display.why_no_window()


@linux_only
def test_one_platform_that_works_is_enough(bare):
    """A session of Wayland without its libraries still opens on X."""

    def load(name):
        if "wayland" in name:
            raise OSError("libwayland-cursor.so.0")

    bare.setattr(display.ctypes, "CDLL", load)
    bare.setattr(display, "_x_server_answers", lambda: True)
    bare.setenv("WAYLAND_DISPLAY", "wayland-0")
    bare.setenv("DISPLAY", ":0")
    assert display.why_no_window() is None
    bare.delenv("DISPLAY")
    assert "libwayland-cursor0" in display.why_no_window()


@linux_only
def test_the_packages_are_those_of_the_set_up():
    """What the set-up script installs for the window is what the check names."""
    script = Path(__file__).parents[3] / "packaging" / "bootstrap.py"
    text = script.read_text()
    for soname, package in display._LIBRARIES.items():
        if soname in text:
            assert f'Part("{soname}", "{package}"' in text
