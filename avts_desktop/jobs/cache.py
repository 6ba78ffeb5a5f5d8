"""Finished analyses on disk."""

from pathlib import Path


class AnalysisCache:
    """To be built."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
