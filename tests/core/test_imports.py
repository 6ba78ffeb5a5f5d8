"""What is light stays light: starting up must not load what is not needed yet."""

import subprocess
import sys

import pytest

HEAVY = "torch torchaudio av cv2 matplotlib scenedetect"


@pytest.mark.parametrize(
    "module",
    ["avts_core.errors", "avts_core.jobs", "avts_core.timebase", "avts_core.assets"],
)
def test_the_lowest_floors_need_the_standard_library_only(module):
    """Errors, jobs, time and assets can be had by anything at no cost."""
    assert loaded_by(module, f"{HEAVY} numpy") == []


def test_the_command_line_starts_light():
    """`avts --help` and wrong usage answer at once, so nothing heavy is loaded."""
    assert loaded_by("avts_core.cli.main", HEAVY) == []


def loaded_by(module, names):
    """Import `module` in a fresh interpreter and return which of `names` came along."""
    code = (
        f"import sys, {module}\nprint(*sorted(set({names.split()}) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()
