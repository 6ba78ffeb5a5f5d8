"""The name of a model, without loading it."""

import json
import subprocess
import sys

import pytest

from avts_core.models import bundle
from avts_desktop.jobs import bundle_key as bundle_key_module
from avts_desktop.jobs.bundle_key import FILE_NAMES, bundle_key


def make_bundle(folder, *, weights=b"one", zero_ms=3.0):
    (folder / "weights.safetensors").write_bytes(weights)
    (folder / "bundle.json").write_text(json.dumps({"zero_ms": zero_ms}))


def test_the_shipped_model_has_one():
    """By default, or by its name."""
    assert len(bundle_key()) == 64
    assert bundle_key("lip-2") == bundle_key()


def test_the_files_are_those_of_a_bundle():
    """What is hashed here is what is loaded there."""
    assert set(FILE_NAMES) == {bundle.WEIGHTS_NAME, bundle.DESCRIPTION_NAME}


@pytest.mark.parametrize("change", [{"weights": b"two"}, {"zero_ms": 40.0}])
def test_another_model_has_another(tmp_path, change):
    """Other weights answer otherwise, and so do the same ones calibrated anew."""
    make_bundle(tmp_path)
    first = bundle_key(str(tmp_path))
    make_bundle(tmp_path, **change)
    assert bundle_key(str(tmp_path)) != first


def test_another_version_has_another(monkeypatch):
    """What is made of the model's words changes with the program."""
    first = bundle_key()
    monkeypatch.setattr(bundle_key_module, "__version__", "99.0")
    assert bundle_key() != first


@pytest.mark.parametrize("name", ["missing", "/nowhere/at/all", "bad\0name"])
def test_without_a_model_there_is_none(name):
    """Whoever loads it will say why."""
    assert bundle_key(name) is None


@pytest.mark.parametrize("name", FILE_NAMES)
def test_half_a_bundle_has_none(tmp_path, name):
    """It cannot be loaded either."""
    make_bundle(tmp_path)
    (tmp_path / name).unlink()
    assert bundle_key(str(tmp_path)) is None


@pytest.mark.slow
def test_the_windows_side_of_the_jobs_needs_no_torch():
    """A fresh interpreter that imported the analyst has no torch, cv2 or widgets."""
    code = (
        "import sys, avts_desktop.jobs.analyst\n"
        "print(*({'torch', 'cv2', 'PySide6.QtWidgets'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
