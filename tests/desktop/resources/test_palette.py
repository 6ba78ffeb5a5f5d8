"""Both palettes must be readable."""

import re
from dataclasses import fields

import pytest

from avts_desktop.resources.palette import DARK, LIGHT, Palette, contrast, mixed

PALETTES = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
WORDS = (
    "text muted accent in_sync warn out unknown early late".split()  # noqa: SIM905
)


@PALETTES
@pytest.mark.parametrize("token", WORDS)
@pytest.mark.parametrize("ground", ["panel", "window"])
def test_words_stand_out(palette: Palette, token: str, ground: str) -> None:
    """Words of any colour have the contrast that WCAG AA asks of small type."""
    least = 4.5 if ground == "panel" else 4.3
    assert contrast(getattr(palette, token), getattr(palette, ground)) >= least


@PALETTES
def test_words_on_surfaces_stand_out(palette: Palette) -> None:
    """Words on the accent and over the picture can be read too."""
    assert contrast(palette.on_accent, palette.accent) >= 4.5
    assert contrast(palette.on_stage, palette.stage) >= 7


@PALETTES
def test_every_colour_is_written_alike(palette: Palette) -> None:
    """All colours are #rrggbb in lower case."""
    values = [getattr(palette, field.name) for field in fields(palette)]
    colours = [v for v in values if isinstance(v, str)] + list(palette.heat)
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in colours)


@PALETTES
def test_heat_rises_from_the_panel(palette: Palette) -> None:
    """Each stop of the heat map stands out from the panel more than the last."""
    rises = [contrast(stop, palette.panel) for stop in palette.heat]
    assert rises[0] == 1
    assert rises == sorted(rises)
    assert rises[-1] > 12


def test_contrast_of_black_and_white() -> None:
    """Contrast is WCAG's: 21 for black on white, whichever comes first."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


def test_mixing_ends_at_its_parts() -> None:
    """A share of 0 is the lower colour, 1 the upper."""
    assert mixed("#102030", "#405060", 0) == "#102030"
    assert mixed("#102030", "#405060", 1) == "#405060"
