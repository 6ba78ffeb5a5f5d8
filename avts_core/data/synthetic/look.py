"""What a drawn head looks like: everything that does not move."""

from dataclasses import dataclass

import numpy as np

Colour = tuple[float, float, float]
"""RGB, 0 to 1."""

_SKINS: tuple[Colour, ...] = (
    (0.93, 0.77, 0.68),
    (0.88, 0.70, 0.58),
    (0.82, 0.62, 0.48),
    (0.72, 0.52, 0.39),
    (0.58, 0.40, 0.29),
    (0.44, 0.30, 0.22),
)
_HAIRS: tuple[Colour, ...] = (
    (0.09, 0.07, 0.06),
    (0.19, 0.12, 0.08),
    (0.33, 0.21, 0.12),
    (0.62, 0.47, 0.26),
    (0.55, 0.53, 0.51),
    (0.45, 0.20, 0.10),
)
_IRISES: tuple[Colour, ...] = (
    (0.22, 0.13, 0.07),
    (0.30, 0.36, 0.20),
    (0.30, 0.42, 0.52),
    (0.33, 0.22, 0.12),
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """A head at rest, in units of half the face's width; x right, y down.

    The line through the eyes is y = 0, the middle of the face x = 0.
    """

    skin: Colour
    hair: Colour
    iris: Colour
    lip_redness: float
    """0 as the skin to 1 painted."""
    clothes: Colour
    backdrop: tuple[Colour, Colour]
    light_x: float
    """-1 lit from the left of the picture to 1 from the right."""
    light_strength: float
    eye_x: float
    eye_size: float
    brow_y: float
    brow_thickness: float
    nose_y: float
    nose_width: float
    mouth_y: float
    mouth_half_width: float
    lip_height: float
    chin_y: float
    jaw_width: float
    hairline_y: float
    hair_is_long: bool
    baldness: float
    beard: float
    """0 shaved, 0.3 stubble, 1 full."""
    moustache: float
    has_glasses: bool
    age: float
    """0 smooth to 1 lined."""
    seed: int
    """For textures."""


def draw_look(rng: np.random.Generator) -> Look:
    """Draw a look."""
    has_beard = rng.random() < 0.3
    is_long = not has_beard and rng.random() < 0.5
    skin_index = int(rng.integers(len(_SKINS)))
    dark_hair_only = skin_index >= 4
    nose_y = rng.uniform(0.53, 0.62)
    return Look(
        skin=_vary(_SKINS[skin_index], rng, 0.04),
        hair=_vary(
            _HAIRS[rng.integers(2 if dark_hair_only else len(_HAIRS))], rng, 0.03
        ),
        iris=_IRISES[0 if dark_hair_only else rng.integers(len(_IRISES))],
        lip_redness=rng.uniform(0.4, 1.0) if is_long else rng.uniform(0.15, 0.5),
        clothes=_vary((0.4, 0.4, 0.45), rng, 0.3),
        backdrop=(_vary((0.5, 0.5, 0.5), rng, 0.25), _vary((0.4, 0.4, 0.4), rng, 0.2)),
        light_x=rng.uniform(-0.8, 0.8),
        light_strength=rng.uniform(0.25, 0.55),
        eye_x=rng.uniform(0.42, 0.47),
        eye_size=rng.uniform(0.9, 1.12),
        brow_y=rng.uniform(-0.29, -0.23),
        brow_thickness=rng.uniform(0.035, 0.065),
        nose_y=nose_y,
        nose_width=rng.uniform(0.2, 0.27),
        mouth_y=nose_y + rng.uniform(0.32, 0.38),
        mouth_half_width=rng.uniform(0.33, 0.4),
        lip_height=rng.uniform(0.075, 0.13),
        chin_y=nose_y + rng.uniform(0.86, 0.98),
        jaw_width=rng.uniform(0.72, 0.86),
        hairline_y=rng.uniform(-1.0, -0.8),
        hair_is_long=is_long,
        baldness=0.0 if is_long else max(0.0, rng.uniform(-1.5, 0.7)),
        beard=rng.uniform(0.25, 1.0) if has_beard else 0.0,
        moustache=rng.uniform(0.2, 0.9) if has_beard else 0.0,
        has_glasses=rng.random() < 0.25,
        age=rng.uniform(0, 1),
        seed=int(rng.integers(2**31)),
    )


def _vary(colour: Colour, rng: np.random.Generator, spread: float) -> Colour:
    """Move a colour a little, mostly in lightness."""
    light = rng.uniform(-spread, spread)
    red, green, blue = (
        float(np.clip(c + light + rng.uniform(-0.3, 0.3) * spread, 0.02, 0.98))
        for c in colour
    )
    return red, green, blue
