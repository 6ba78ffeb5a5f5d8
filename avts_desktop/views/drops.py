"""What is dragged onto the window."""

from pathlib import Path

from PySide6.QtCore import QMimeData


def dropped_path(data: QMimeData) -> Path | None:
    """Return the first local file of what is dragged, None if there is none."""
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return next(paths, None)
