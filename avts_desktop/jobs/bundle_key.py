"""A name for what judges: version and model, found out without loading torch."""

import functools
import hashlib
from pathlib import Path

from avts_core import __version__
from avts_core.assets import model_folder
from avts_core.errors import AvtsError

FILE_NAMES = ("bundle.json", "weights.safetensors")
"""Of a bundle, all that an answer depends on."""


def bundle_key(model: str | None = None) -> str | None:
    """Return a text that changes whenever an answer might.

    It covers the weights, their calibration, and this version of the estimator.

    Parameters
    ----------
    model
        Name of a shipped model or folder of a bundle; the shipped one by default.

    Returns
    -------
    Lower-case hex, or None if there is no such model: whoever loads it says so better.
    """
    try:
        folder = model_folder(model)
        digests = (_sha256(folder / name) for name in FILE_NAMES)
        text = " ".join((__version__, *digests))
    except (AvtsError, OSError, ValueError):
        return None
    return hashlib.sha256(text.encode()).hexdigest()


def _sha256(path: Path) -> str:
    stat = path.stat()
    return _sha256_of_version(path, stat.st_size, stat.st_mtime_ns)


@functools.lru_cache(maxsize=8)
def _sha256_of_version(path: Path, _size: int, _changed: int) -> str:
    """Hash a file once for each of its versions."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
