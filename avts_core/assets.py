"""Files that ship with the program: the model bundle, recipes, a sample movie.

An installed package carries them in ``avts_core/_assets``; a checkout has them in
``assets/`` at its top. Nothing is fetched at run time.
"""

from pathlib import Path

from avts_core.errors import AvtsError

_PACKAGE = Path(__file__).resolve().parent
_FOLDERS = (_PACKAGE / "_assets", _PACKAGE.parent / "assets")


def asset_path(name: str) -> Path:
    """Find a shipped file or folder, e.g. ``"sample.mp4"`` or ``"models/lip-1"``.

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
