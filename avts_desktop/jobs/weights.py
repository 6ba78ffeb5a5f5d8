"""Which weights a model has, found out without loading it: that takes torch."""

import functools
import hashlib
from pathlib import Path

from avts_core.assets import asset_path
from avts_core.errors import AvtsError

DEFAULT_MODEL = "lip-1"
_FILE_NAME = "weights.safetensors"


def weights_sha256(model: str | None = None) -> str | None:
    """Return the SHA-256 of a model's weights, as the report names them.

    Parameters
    ----------
    model
        Name of a shipped model or folder of a bundle; the shipped one by default.

    Returns
    -------
    Lower-case hex, or None if there is no such model: whoever loads it says so better.
    """
    name = model or DEFAULT_MODEL
    try:
        folder = Path(name) if Path(name).is_dir() else asset_path(f"models/{name}")
        path = folder / _FILE_NAME
        stat = path.stat()
        return _sha256(path, stat.st_size, stat.st_mtime_ns)
    except (AvtsError, OSError, ValueError):
        return None


@functools.lru_cache(maxsize=8)
def _sha256(path: Path, _size: int, _changed: int) -> str:
    """Hash a file once for each of its versions."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
