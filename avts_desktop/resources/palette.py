"""The colours of the window: the only place where colours are written as numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Palette:
    """One theme's colours, as ``#rrggbb``."""

    is_dark: bool
    window: str
    """Behind everything."""
    panel: str
    """Docks, lanes, cards, fields."""
    line: str
    """Hairlines and grid."""
    text: str
    """Words and numbers."""
    muted: str
    """Labels and units."""
    accent: str
    """Slider, focus, playhead."""
    on_accent: str
    """Words on a surface of the accent."""
    in_sync: str
    """A verdict of pass; like the next three never without a word or a shape."""
    warn: str
    out: str
    unknown: str
    """Not measurable; gaps in curve and map, where it is hatched."""
    early: str
    """The side of zero where the audio is early: slider, curve, map."""
    late: str
    stage: str
    """Behind the picture: as dark in the light theme, so that it does not glare."""
    on_stage: str
    """Words over the picture."""
    stage_accent: str
    """Boxes around faces that speak."""
    heat: tuple[str, ...]
    """Even stops of spectrogram and offset map, from nothing to most."""


# Six stops of an inferno-like ramp; each theme puts its own panel at the dull end, so
# that silence and no match are the ground and what matters stands out from it.
_DARK_HEAT = ("#1f2228", "#4a1a6a", "#932667", "#dd513a", "#fca50a", "#fcffa4")
_LIGHT_HEAT = ("#ffffff", "#fbd38a", "#f0803c", "#c23b4e", "#7a1f6d", "#280b53")

DARK = Palette(
    is_dark=True,
    window="#17191d",
    panel="#1f2228",
    line="#2e333b",
    text="#e7e9ec",
    muted="#9aa3ad",
    accent="#4c9ffe",
    on_accent="#0b1420",
    in_sync="#3fb68b",
    warn="#e3b341",
    out="#f0625d",
    unknown="#8b93a1",
    early="#f2994a",
    late="#7aa2ff",
    stage="#0c0d0f",
    on_stage="#f2f3f5",
    stage_accent="#4c9ffe",
    heat=_DARK_HEAT,
)

LIGHT = Palette(
    is_dark=False,
    window="#f3f4f6",
    panel="#ffffff",
    line="#d9dde3",
    text="#1a1d21",
    muted="#5c6670",
    accent="#1769d2",
    on_accent="#ffffff",
    in_sync="#14805b",
    warn="#9a6700",
    out="#c2302b",
    unknown="#6b7480",
    early="#b35900",
    late="#2f5fd0",
    stage="#0c0d0f",
    on_stage="#f2f3f5",
    stage_accent="#4c9ffe",
    heat=_LIGHT_HEAT,
)


def mixed(below: str, above: str, share: float) -> str:
    """Return `above` laid over `below` with the opacity `share`, as ``#rrggbb``.

    Examples
    --------
    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_channels(below), _channels(above), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of WCAG 2 between two colours, 1 to 21."""
    lights = sorted(_luminance(colour) + 0.05 for colour in (first, second))
    return lights[1] / lights[0]


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _luminance(colour: str) -> float:
    """Relative luminance of sRGB, as WCAG 2 defines it."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (value / 255 for value in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
