"""The pictures of the window: a list that holds, and one that is taken."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from avts_desktop.windows.action_table import SPECS

SCRIPT = Path(__file__).parents[2] / "packaging" / "screenshots.py"


def load_screenshots():
    spec = importlib.util.spec_from_file_location("avts_screenshots", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


shots = load_screenshots().SHOTS


def test_each_picture_has_a_name_of_its_own():
    """Else one would replace another."""
    assert len({shot.name for shot in shots}) == len(shots)


def test_dialogs_are_those_of_actions():
    """A renamed action must not end the script halfway."""
    assert {shot.dialog for shot in shots} - {""} <= SPECS.keys()


def test_all_that_is_judged_is_there():
    """Each state, both themes, all languages, small and large screens."""
    assert {shot.state for shot in shots} == {
        "empty",
        "opened",
        "analysing",
        "done",
        "error",
    }
    assert {shot.theme for shot in shots} == {"dark", "light"}
    assert {shot.language for shot in shots} == {"en", "de", "zh_CN"}
    sizes = {tuple(round(n * s.scale) for n in s.size_px) for s in shots}
    assert {(1280, 720), (1600, 1000), (3840, 2160)} <= sizes


@pytest.mark.slow
def test_a_picture_is_taken_without_any_screen(tmp_path):
    """Offscreen, twice as large, light."""
    env = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(SCRIPT.parents[1])}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        env.pop(name, None)
    subprocess.run(
        [sys.executable, SCRIPT, "--out", tmp_path, "--only", "200-percent-empty"],
        check=True,
        env=env,
        capture_output=True,
    )
    picture = QImage(str(tmp_path / "200-percent-empty.png"))
    assert (picture.width(), picture.height()) == (3840, 2160)
