"""Files that ship with the program: the model bundle, recipes, a sample movie.

An installed package carries them in ``avts_core/_assets``; a checkout has them in
``assets/`` at its top. Nothing is fetched at run time.
"""

from pathlib import Path

from avts_core.errors import AvtsError, CheckpointError, ConfigError

DEFAULT_MODEL = "lip-2"
"""Name of the model that is used unless another is named."""

_PACKAGE = Path(__file__).resolve().parent
_FOLDERS = (_PACKAGE / "_assets", _PACKAGE.parent / "assets")


def asset_path(name: str) -> Path:
    """Find a shipped file or folder, e.g. ``"sample.mp4"`` or ``"models/lip-2"``.

    Parameters
    ----------
    name
        Path inside `assets/`, with forward slashes.

    Raises
    ------
    AvtsError
        If this installation does not have it.
    """
    for folder in _FOLDERS:
        path = folder / name
        if path.exists():
            return path
    msg = (
        f"This installation lacks the file {name!r} of its assets; install AVTS again."
    )
    raise AvtsError(msg)


def recipe_path(name_or_path: str) -> Path:
    """Find a recipe, without reading it.

    Parameters
    ----------
    name_or_path
        A name among the shipped ones or the path of a TOML file.

    Raises
    ------
    ConfigError
        If it is neither.
    """
    path = Path(name_or_path)
    if path.is_file():
        return path
    try:
        return asset_path(f"recipes/{name_or_path}.toml")
    except AvtsError as error:
        msg = f"There is no recipe {name_or_path!r}: neither a shipped one nor a file."
        raise ConfigError(msg) from error


def model_folder(name_or_path: str | None = None) -> Path:
    """Find the bundle of a model, without loading it.

    Parameters
    ----------
    name_or_path
        A name among the shipped ones or the path of a folder; the default one if None.

    Raises
    ------
    CheckpointError
        If it is neither.
    """
    name = name_or_path or DEFAULT_MODEL
    try:
        folder = Path(name)
        return folder if folder.is_dir() else asset_path(f"models/{name}")
    except (AvtsError, OSError, ValueError) as error:
        msg = f"There is no model {name!r}: neither a shipped one nor a folder."
        raise CheckpointError(msg) from error
