"""The name of a model's weights, without loading them."""

import hashlib
import subprocess
import sys

import pytest

from avts_core.assets import asset_path
from avts_core.models import bundle
from avts_core.sync import judge
from avts_desktop.jobs import weights
from avts_desktop.jobs.weights import weights_sha256


def test_it_is_the_digest_of_the_shipped_weights():
    """The same that a report names."""
    path = asset_path("models/lip-1/weights.safetensors")
    assert weights_sha256() == hashlib.sha256(path.read_bytes()).hexdigest()
    assert weights_sha256("lip-1") == weights_sha256()


def test_the_file_name_is_that_of_a_bundle():
    """What is hashed here is what is loaded there."""
    assert weights._FILE_NAME == bundle.WEIGHTS_NAME


def test_the_default_is_that_of_the_judge():
    """The key of the cache must name the model that measures."""
    assert weights.DEFAULT_MODEL == judge.DEFAULT_MODEL


def test_a_bundle_is_named_by_its_folder(tmp_path):
    """Weights that change are another model."""
    path = tmp_path / "weights.safetensors"
    path.write_bytes(b"one")
    first = weights_sha256(str(tmp_path))
    path.write_bytes(b"other")
    assert weights_sha256(str(tmp_path)) != first
    assert first == hashlib.sha256(b"one").hexdigest()


@pytest.mark.parametrize("name", ["missing", "/nowhere/at/all", "bad\0name"])
def test_without_a_model_there_is_no_name(name):
    """Whoever loads it will say why."""
    assert weights_sha256(name) is None


def test_a_folder_without_weights_has_no_name(tmp_path):
    """It is not a bundle."""
    assert weights_sha256(str(tmp_path)) is None


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
