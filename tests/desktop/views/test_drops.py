"""What is dragged onto the window."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from avts_desktop.views.drops import dropped_path


def test_the_first_file_counts(tmp_path: Path) -> None:
    """An address of the web is no file, and of several files one is opened."""
    data = QMimeData()
    assert dropped_path(data) is None
    data.setUrls([QUrl("https://example.org/film.mov")])
    assert dropped_path(data) is None
    paths = [tmp_path / "a film #1 50%.mov", tmp_path / "b.mov"]
    files = [QUrl.fromLocalFile(str(path)) for path in paths]
    data.setUrls([*data.urls(), *files])
    assert dropped_path(data) == paths[0]
