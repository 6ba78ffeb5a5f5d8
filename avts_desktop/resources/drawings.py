"""The icons that ship: line drawings of 24 px whose strokes take any colour."""

import functools
from importlib import resources

_FOLDER = resources.files("avts_desktop.resources").joinpath("icons")


@functools.cache
def names() -> tuple[str, ...]:
    """Return the names of all icons in order."""
    files = (entry.name for entry in _FOLDER.iterdir())
    return tuple(
        sorted(name.removesuffix(".svg") for name in files if name.endswith(".svg"))
    )


@functools.cache
def drawing(name: str, colour: str) -> str:
    """Return an icon as SVG text, drawn in the colour ``#rrggbb``.

    Raises
    ------
    ValueError
        If there is no icon of this name.
    """
    if name not in names():
        msg = f"there is no icon {name!r}; there are {', '.join(names())}"
        raise ValueError(msg)
    text = _FOLDER.joinpath(f"{name}.svg").read_text("utf-8")
    return text.replace("currentColor", colour)
