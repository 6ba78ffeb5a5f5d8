"""Where files are kept."""

from avts_desktop.settings.places import (
    cache_folder,
    memory_path,
    preferences_path,
)


def test_each_kind_has_its_own_place():
    """Settings, memory and cache are apart and named after the program."""
    places = {preferences_path(), memory_path(), cache_folder()}
    assert len(places) == 3
    assert all("avts" in place.parts for place in places)
    assert all(place.is_absolute() for place in places)


def test_asking_makes_nothing(tmp_path, monkeypatch):
    """Folders are made when something is written, not before."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    preferences_path()
    assert list(tmp_path.iterdir()) == []
