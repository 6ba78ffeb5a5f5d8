"""Where the window keeps its files on this machine."""

from pathlib import Path

from platformdirs import user_cache_dir, user_config_dir, user_data_dir

_NAME = "avts"


def preferences_path() -> Path:
    """Return the file of the preferences; it need not exist."""
    return Path(user_config_dir(_NAME, appauthor=False)) / "desktop.toml"


def memory_path() -> Path:
    """Return the file that remembers each movie's delay; it need not exist."""
    return Path(user_data_dir(_NAME, appauthor=False)) / "movies.sqlite"


def cache_folder() -> Path:
    """Return the folder of finished analyses; it need not exist."""
    return Path(user_cache_dir(_NAME, appauthor=False)) / "analyses"
