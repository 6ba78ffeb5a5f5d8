"""Finding what ships with the program."""

import pytest

from avts_core import assets
from avts_core.errors import AvtsError, CheckpointError


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


def test_a_model_is_found_by_name_or_folder(tmp_path):
    """The default one without either."""
    assert assets.model_folder() == assets.asset_path("models/lip-2")
    assert assets.model_folder("lip-2") == assets.model_folder()
    assert assets.model_folder(str(tmp_path)) == tmp_path


@pytest.mark.parametrize("name", ["lip-of-mars", "/nowhere/at/all", "bad\0name"])
def test_a_model_that_is_not_there_is_told_by_its_name(name):
    """Whatever is wrong with the name."""
    with pytest.raises(CheckpointError, match="no model"):
        assets.model_folder(name)
