"""Finding what ships with the program."""

import pytest

from avts_core import assets
from avts_core.errors import AvtsError


def test_a_checkout_has_its_assets():
    """Without an installed copy, the folder at the top of the checkout is used."""
    assert assets.asset_path("README.md").parent.name in {"assets", "_assets"}


def test_an_installed_copy_comes_first(tmp_path, monkeypatch):
    """A package uses its own files even where a folder `assets` lies beside it."""
    folders = tmp_path / "_assets", tmp_path / "assets"
    for folder in folders:
        (folder / "recipes").mkdir(parents=True)
        (folder / "recipes" / "lip.toml").touch()
    (folders[1] / "only-here").touch()
    monkeypatch.setattr(assets, "_FOLDERS", folders)
    assert assets.asset_path("recipes/lip.toml") == folders[0] / "recipes" / "lip.toml"
    assert assets.asset_path("only-here") == folders[1] / "only-here"


def test_a_missing_file_is_told_in_a_sentence():
    """The person learns which file is missing and what helps."""
    with pytest.raises(AvtsError, match=r"'models/none'.*install AVTS again"):
        assets.asset_path("models/none")
