"""The head at rest, shaded from a relief: skin, hair, ears, brows, glasses."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from avts_core.data.synthetic.look import Colour, Look

Plane = NDArray[Any]
"""Numbers of pixels; numpy's types lose the float32 on the way."""

LEFT, RIGHT, TOP, BOTTOM = -1.75, 1.75, -1.85, 2.65
"""Extent of a portrait, in units of half the face's width."""


@dataclass(frozen=True)
class Grid:
    """Places of a portrait's pixels."""

    px_per_unit: float

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return (
            round((BOTTOM - TOP) * self.px_per_unit),
            round((RIGHT - LEFT) * self.px_per_unit),
        )

    def axes(self) -> tuple[Plane, Plane]:
        """Give x ``[shape=(1, width)]`` and y ``[shape=(height, 1)]`` in units."""
        height, width = self.size
        x = LEFT + (np.arange(width, dtype=np.float32) + 0.5) / self.px_per_unit
        y = TOP + (np.arange(height, dtype=np.float32) + 0.5) / self.px_per_unit
        return x[None, :], y[:, None]


def paint_portrait(look: Look, grid: Grid) -> NDArray[np.uint8]:
    """Paint a head with its mouth shut and its eyes still blank.

    Returns
    -------
    portrait
        [shape=(height, width, 4), uint8] RGB, not premultiplied, and alpha.
    """
    rng = np.random.default_rng(look.seed)
    x, y = grid.axes()
    noise = _Noise(rng, grid)
    colour = np.empty((*grid.size, 3), np.float32)
    colour[:] = look.skin
    _blush(colour, look, x, y, noise)
    _grow_beard(colour, look, x, y, noise)
    shade = _shade(look, x, y, grid)
    skull = _skull(look, x, y)
    on_face = _soft(skull, grid, 3)
    shade = on_face * shade + (1 - on_face) * _shade_neck(look, x, y)
    colour *= shade[..., None]
    _draw_nostrils(colour, look, x, y)
    _draw_wrinkles(colour, look, x, y)
    _draw_brows(colour, look, x, y, noise)
    neck = _neck(look, x, y, grid)
    alpha = np.maximum(_soft(skull, grid, 1.5), neck)
    alpha = np.maximum(alpha, _draw_ears(colour, look, x, y, grid, skull))
    alpha = _grow_hair(colour, look, (x, y), alpha, noise, grid)
    if look.has_glasses:
        _put_glasses(colour, look, x, y, grid)
    portrait = np.dstack([np.clip(colour, 0, 1), np.clip(alpha, 0, 1)])
    return np.asarray(portrait * 255 + 0.5, np.uint8)


class _Noise:
    """Textures of several grains."""

    def __init__(self, rng: np.random.Generator, grid: Grid) -> None:
        self._rng = rng
        self._grid = grid

    def grain(self, size: float, *, stretch: float = 1.0) -> Plane:
        """Give smooth noise of a grain in units, stretched upright."""
        height, width = self._grid.size
        step = size * self._grid.px_per_unit
        small = (max(2, int(width / step)), max(2, int(height / step / stretch)))
        raw = self._rng.standard_normal((small[1], small[0])).astype(np.float32)
        return cv2.resize(raw, (width, height), interpolation=cv2.INTER_CUBIC)


def _soft(distance: Plane, grid: Grid, softness_px: float) -> Plane:
    """Turn a distance in units, positive inside, into cover from 0 to 1."""
    return np.clip(distance * grid.px_per_unit / softness_px + 0.5, 0, 1)


def _bump(x: Plane, y: Plane, cx: float, cy: float, sx: float, sy: float) -> Plane:
    """Give a Gaussian hill of height 1."""
    return np.exp(-0.5 * (((x - cx) / sx) ** 2 + ((y - cy) / sy) ** 2))


def _pair(x: Plane, y: Plane, cx: float, cy: float, sx: float, sy: float) -> Plane:
    """Give two hills, left and right of the middle."""
    return _bump(np.abs(x), y, cx, cy, sx, sy)


def _half_width(look: Look, y: Plane) -> Plane:
    """Give half the width of the face at each height; 0 above and below it."""
    top, chin = -1.42, look.chin_y
    upper = np.sqrt(np.clip(1 - (np.minimum(y, 0) / top) ** 2, 0, 1))
    place = np.clip(y / chin, 0, 1)
    # A superellipse: wide down to the jaw's corner, then round to the chin.
    lower = np.clip(1 - place**3.6, 0, 1) ** 0.55
    narrow = np.clip((place - 0.05) / 0.75, 0, 1)
    lower = lower * (1 - (1 - look.jaw_width) * narrow * narrow * (3 - 2 * narrow))
    return np.where(y < 0, upper, lower) * ((y > top) & (y < chin))


def _skull(look: Look, x: Plane, y: Plane) -> Plane:
    """Give the distance inside the face's outline, roughly, in units."""
    half = _half_width(look, y)
    outside = -np.maximum(np.abs(y) - 1.4, 0.3) - 0 * x
    return np.where(half > 0, half - np.abs(x), outside)


def _relief(look: Look, x: Plane, y: Plane) -> Plane:
    """Give how far the face stands out at each place, in units."""
    half = np.maximum(_half_width(look, y), 0.25)
    round_x = np.clip(1 - (x / (half * 1.04)) ** 2, 0, 1) ** 0.5
    round_y = np.clip(1 - ((y - 0.05) / 1.75) ** 2, 0, 1) ** 0.5
    z = 0.95 * round_x * round_y
    nose = look.nose_y
    rise = np.clip((y + 0.1) / (nose + 0.1), 0, 1)
    ridge = rise * np.clip((nose + 0.12 - y) / 0.16, 0, 1)
    z += 0.20 * ridge * np.exp(-0.5 * (x / (0.075 + 0.05 * ridge)) ** 2)
    z += 0.13 * _bump(x, y, 0, nose - 0.02, 0.1, 0.09)
    z += 0.07 * _pair(x, y, look.nose_width * 0.62, nose + 0.01, 0.06, 0.06)
    z -= 0.13 * _pair(x, y, look.eye_x - 0.02, -0.02, 0.19, 0.11)
    z += 0.05 * _pair(x, y, look.eye_x, 0.0, 0.12, 0.08)
    z += 0.06 * _pair(x, y, look.eye_x - 0.03, look.brow_y + 0.03, 0.26, 0.07)
    z += 0.07 * _pair(x, y, 0.58, 0.36, 0.2, 0.2)
    z += 0.10 * _bump(x, y, 0, look.mouth_y, 0.36, 0.2)
    z -= 0.025 * _bump(x, y, 0, look.mouth_y - 0.17, 0.035, 0.08)
    z -= 0.06 * _bump(x, y, 0, look.mouth_y + 0.24, 0.22, 0.06)
    z += 0.06 * _bump(x, y, 0, look.chin_y - 0.24, 0.2, 0.13)
    fold = np.abs(x) - (look.nose_width + 0.03 + 0.45 * (y - nose))
    z -= (0.01 + 0.03 * look.age) * (
        np.exp(-0.5 * (fold / 0.045) ** 2) * _bump(y, y, nose + 0.17, 0, 0.14, 9)
    )
    return z.astype(np.float32)


def _shade(look: Look, x: Plane, y: Plane, grid: Grid) -> Plane:
    """Light the relief: one lamp, light from all around, a little shine."""
    z = _relief(look, x, y)
    z = cv2.GaussianBlur(z, (0, 0), 0.02 * grid.px_per_unit)
    dy, dx = np.gradient(z, 1 / grid.px_per_unit)
    length = np.sqrt(dx * dx + dy * dy + 1)
    lamp = np.array([look.light_x, -0.55, 1.0])
    lamp /= np.linalg.norm(lamp)
    lit = np.clip((-dx * lamp[0] - dy * lamp[1] + lamp[2]) / length, 0, 1)
    around = 0.5 + 0.5 / length
    strength = look.light_strength
    shade = (1 - strength) * around + strength * 1.35 * lit
    return np.asarray(
        (
            shade * _chin_shadow(look, y) + 0.10 * lit**14 * (y < look.chin_y - 0.15)
        ).astype(np.float32)
    )


def _chin_shadow(look: Look, y: Plane) -> Plane:
    """Darken what faces down under the chin."""
    return 1 - 0.35 * np.clip((y - look.chin_y + 0.14) / 0.14, 0, 1) ** 2


def _shade_neck(look: Look, x: Plane, y: Plane) -> Plane:
    """Light the neck as a post, in the shadow of the jaw."""
    across = np.clip(x / 0.72, -1, 1)
    post = 0.55 + 0.4 * np.sqrt(1 - across * across) + 0.25 * look.light_x * across
    edge = look.chin_y * (1 - 0.35 * np.clip(np.abs(x) / 0.7, 0, 1) ** 2.5)
    shadow = 1 - 0.5 * np.exp(-np.clip(y - edge, 0, None) / 0.28)
    return np.asarray(np.where(y > 0.5, post * shadow, 0.8), np.float32)


def _tint(colour: Plane, cover: Plane, tint: Colour) -> None:
    """Blend a colour in where it covers."""
    colour += cover[..., None] * (np.array(tint, np.float32) - colour)


def _scaled(colour: Colour, *factors: float) -> Colour:
    """Multiply a colour by a factor for each part."""
    red, green, blue = (min(1.0, c * f) for c, f in zip(colour, factors, strict=True))
    return red, green, blue


def _blush(colour: Plane, look: Look, x: Plane, y: Plane, noise: _Noise) -> None:
    """Give the skin its blotches, pores and warmth."""
    red = _scaled(look.skin, 1.02, 0.84, 0.82)
    _tint(colour, 0.5 * _pair(x, y, 0.55, 0.42, 0.22, 0.2), red)
    _tint(colour, 0.45 * _bump(x, y, 0, look.nose_y, 0.15, 0.12), red)
    _tint(
        colour,
        0.3 * _pair(x, y, look.eye_x, 0.1, 0.2, 0.07),
        _scaled(look.skin, 0.8, 0.72, 0.74),
    )
    texture = 0.02 * noise.grain(0.12) + 0.018 * noise.grain(0.03)
    colour *= 1 + texture[..., None]


def _grow_beard(colour: Plane, look: Look, x: Plane, y: Plane, noise: _Noise) -> None:
    """Darken the lower face with hair."""
    if look.beard == 0:
        return
    ax = np.abs(x)
    cheek = np.clip((y - (0.95 - 0.75 * ax**1.6)) / 0.18, 0, 1)
    lips = 1 - _bump(x, y, 0, look.mouth_y + 0.02, look.mouth_half_width * 0.75, 0.11)
    lip_top = np.clip((y - look.nose_y - 0.1) / 0.06, 0, 1) * (y < look.mouth_y)
    moustache = look.moustache * lip_top * np.clip((0.5 - ax) / 0.1, 0, 1)
    side = np.clip((ax - 0.34) / 0.12, 0, 1)
    chin = np.clip((y - look.mouth_y - 0.1) / 0.08, 0, 1)
    cheek = cheek * np.clip((look.chin_y + 0.12 - y) / 0.15, 0, 1)
    cover = np.maximum(cheek * np.maximum(side, chin) * look.beard, moustache)
    hairs = np.clip(0.8 + 0.35 * noise.grain(0.02, stretch=2.5), 0, 1)
    _tint(colour, np.clip(0.85 * cover * hairs * lips, 0, 0.92), look.hair)


def _draw_nostrils(colour: Plane, look: Look, x: Plane, y: Plane) -> None:
    """Darken nostrils, the nose's lower edge and its wings."""
    holes = _pair(x, y, look.nose_width * 0.42, look.nose_y + 0.065, 0.042, 0.02)
    under = _bump(x, y, 0, look.nose_y + 0.085, look.nose_width * 0.7, 0.022)
    wings = _pair(x, y, look.nose_width * 1.02, look.nose_y + 0.01, 0.018, 0.05)
    dark = np.clip(0.75 * holes + 0.28 * under + 0.25 * wings, 0, 0.85)
    _tint(colour, dark, _scaled(look.skin, 0.28, 0.18, 0.16))


def _draw_wrinkles(colour: Plane, look: Look, x: Plane, y: Plane) -> None:
    """Draw lines on the forehead and under the eyes."""
    dark = np.zeros(np.broadcast_shapes(x.shape, y.shape), np.float32)
    for row, strength in ((-0.62, 0.8), (-0.5, 1.0), (-0.73, 0.6)):
        line = np.exp(-0.5 * ((y - row + 0.04 * np.cos(2.2 * x)) / 0.012) ** 2)
        dark += 0.14 * look.age * strength * line * _bump(x, y, 0, row, 0.4, 1)
    bag = np.abs(y - 0.15 - 0.05 * np.cos(5 * (np.abs(x) - look.eye_x)))
    dark += (0.08 + 0.12 * look.age) * (
        np.exp(-0.5 * (bag / 0.016) ** 2) * _pair(x, y, look.eye_x, 0.15, 0.13, 1)
    )
    _tint(colour, dark, _scaled(look.skin, 0.5, 0.4, 0.38))


def _draw_brows(colour: Plane, look: Look, x: Plane, y: Plane, noise: _Noise) -> None:
    """Draw eyebrows as arcs of hair."""
    along = (np.abs(x) - look.eye_x) / 0.27
    centre = look.brow_y + 0.05 * along**2 - 0.015 * along
    thickness = look.brow_thickness * np.clip(1.0 - 0.35 * along, 0.3, 1.4)
    cover = np.exp(-0.5 * ((y - centre) / (0.6 * thickness)) ** 4)
    cover = cover * np.clip((1.05 - np.abs(along)) / 0.25, 0, 1)
    hairs = np.clip(0.8 + 0.3 * noise.grain(0.02), 0, 1)
    _tint(colour, 0.85 * cover * hairs, _scaled(look.hair, 0.85, 0.85, 0.85))


def _neck(look: Look, x: Plane, y: Plane, grid: Grid) -> Plane:
    """Give the neck's cover, fading out at its foot."""
    half = 0.56 + 0.12 * look.beard + 0.22 * np.clip((y - 1.75) / 0.8, 0, 1) ** 2
    side = _soft(half - np.abs(x), grid, 2.5) * (y > 0.5)
    return side * np.clip((BOTTOM - 0.1 - y) / 0.3, 0, 1)


def _draw_ears(
    colour: Plane,
    look: Look,
    x: Plane,
    y: Plane,
    grid: Grid,
    skull: Plane,
) -> Plane:
    """Draw ears beside the face; give their cover."""
    ax = np.abs(x)
    ear = 1 - np.sqrt(((ax - 1.0) / 0.15) ** 2 + ((y - 0.16) / 0.3) ** 2)
    cover = _soft(0.15 * ear, grid, 1.5)
    outside = cover * (1 - _soft(skull, grid, 2))
    inner = _bump(ax, y, 1.02, 0.14, 0.05, 0.13)
    tone = 0.8 - 0.3 * inner
    colour += outside[..., None] * (
        np.array(look.skin, np.float32) * tone[..., None] - colour
    )
    return cover


def _grow_hair(
    colour: Plane,
    look: Look,
    place: tuple[Plane, Plane],
    alpha: Plane,
    noise: _Noise,
    grid: Grid,
) -> Plane:
    """Draw the hair over head and ears; give the cover of all."""
    x, y = place
    ax = np.abs(x)
    outer = 1 - np.sqrt((x / 1.13) ** 2 + ((y + 0.2) / 1.4) ** 2)
    temple = np.clip((ax - 0.7) / 0.25, 0, 1)
    line = look.hairline_y - 0.25 * max(0.0, look.baldness) + 0.1 * np.cos(3 * x)
    # Down the temples to the ears.
    line = line + temple**1.3 * (0.1 - look.hairline_y) + 0.03 * noise.grain(0.12)
    above = _soft(line - y, grid, 4) * _soft(outer, grid, 3)
    if look.hair_is_long:
        fall = 1.13 + 0.10 * np.clip(y + 0.3, 0, 1.2) + 0.03 * noise.grain(0.4)
        side = _soft(fall - ax, grid, 3) * _soft(ax - 0.84 + 0.1 * y, grid, 5)
        end = 1.9 + 0.05 * noise.grain(0.3)
        side = side * np.clip((y + 0.5) / 0.3, 0, 1) * _soft(end - y, grid, 12)
        above = np.maximum(above, side)
    cover = above
    strands = 0.16 * noise.grain(0.025, stretch=7) + 0.10 * noise.grain(0.09, stretch=5)
    shine = 0.35 * np.exp(-0.5 * ((y + 0.95 + 0.25 * x * look.light_x) / 0.16) ** 2)
    side_light = 0.9 + 0.3 * look.light_x * x
    tone = np.clip((0.85 + strands + shine) * side_light, 0.3, 1.9)
    # The colour reaches a little further than the cover, so that no skin shines out.
    wide = np.where(outer < 0.03, np.clip(line - y + 0.5, 0, 1) > 0, cover)
    wide = np.maximum(cover, wide * (y < 0.1))
    colour += wide[..., None] * (
        np.array(look.hair, np.float32) * tone[..., None] - colour
    )
    # The hair throws a soft shadow on the forehead.
    shadow = np.clip(1 - np.abs(y - line) / 0.12, 0, 1) * (1 - cover) * 0.25
    colour *= 1 - shadow[..., None]
    return np.asarray(np.maximum(alpha, cover))


def _put_glasses(colour: Plane, look: Look, x: Plane, y: Plane, grid: Grid) -> None:
    """Put on glasses: rims, bridge and temples."""
    ax = np.abs(x)
    ring = np.abs(
        (np.abs((ax - look.eye_x) / 0.34) ** 3.5 + np.abs((y - 0.03) / 0.26) ** 3.5)
        ** (1 / 3.5)
        - 1
    )
    rims = _soft(0.028 - 0.27 * ring, grid, 1.5)
    bridge = _soft(0.02 - np.abs(y + 0.06 - 0.3 * x * x), grid, 1.5) * (
        ax < look.eye_x - 0.3
    )
    temples = _soft(0.025 - np.abs(y + 0.05), grid, 1.5) * (ax > look.eye_x + 0.33)
    temples = temples * (ax < 1.04)
    cover = np.maximum(np.maximum(rims, bridge), temples)
    _tint(colour, 0.9 * cover, (0.12, 0.1, 0.1))
