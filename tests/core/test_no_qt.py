"""The core runs without a window system: nothing in it imports Qt."""

import subprocess
import sys

import pytest

# import-linter does not see what is imported by name at run time; this does.
IMPORT_ALL = """
import importlib, pkgutil, sys
import avts_core
for module in pkgutil.walk_packages(avts_core.__path__, "avts_core."):
    importlib.import_module(module.name)
interface = {"PySide6", "shiboken6", "pyqtgraph", "psygnal", "avts_desktop"}
print(*sorted(interface & set(sys.modules)))
"""


@pytest.mark.slow
def test_the_whole_core_imports_no_qt():
    """A fresh interpreter that imported every module of the core has no Qt."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
