"""Speech sounds: how each sounds, and what lips, jaw and tongue do for it."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, kw_only=True)
class MouthPose:
    """What a camera sees of a mouth, each part from 0 to 1 unless it says more."""

    opening: float = 0.0
    """Distance of the inner lips; 1 is a loud *ah*."""
    width: float = 0.0
    """-1 is drawn together as in *oo*, 1 is spread as in *ee*."""
    jaw: float = 0.0
    """How far the chin is down."""
    press: float = 0.0
    """1 is closed lips pressed together, whatever `opening` says."""
    lip_teeth: float = 0.0
    """1 is the lower lip at the upper teeth, as in *f*."""
    teeth: float = 0.0
    """How much of the teeth is lit."""
    tongue: float = 0.0
    """How far the tongue is forward and up."""


POSE_PARTS = tuple(part.name for part in fields(MouthPose))
"""The parts of a pose, in the order of an array's columns."""


@dataclass(frozen=True, kw_only=True)
class Phone:
    """One speech sound."""

    kind: str
    """vowel, glide, nasal, fricative, plosive, or pause."""
    formants_hz: tuple[float, float, float] = (500, 1500, 2500)
    voicing: float = 0.0
    """Loudness of the voice, 0 to 1."""
    noise: float = 0.0
    """Loudness of hiss or burst, 0 to 1."""
    noise_hz: float = 4000
    """Where the hiss is strongest."""
    noise_width_hz: float = 2000
    duration_s: float = 0.08
    pose: MouthPose = MouthPose()
    hold: float = 1.0
    """How strongly lips and jaw insist on this pose against the neighbours'."""


def _vowel(
    f1: float, f2: float, f3: float, opening: float, width: float, jaw: float
) -> Phone:
    """Make a vowel from its formants and its mouth."""
    return Phone(
        kind="vowel",
        formants_hz=(f1, f2, f3),
        voicing=1.0,
        duration_s=0.13,
        pose=MouthPose(
            opening=opening, width=width, jaw=jaw, teeth=0.55 + 0.35 * width, tongue=0.3
        ),
    )


# Formants of the first eleven: Peterson and Barney 1952, men; speakers scale them.
VOWELS = {
    "iy": _vowel(270, 2290, 3010, 0.26, 0.85, 0.15),
    "ih": _vowel(390, 1990, 2550, 0.36, 0.45, 0.28),
    "eh": _vowel(530, 1840, 2480, 0.56, 0.40, 0.50),
    "ae": _vowel(660, 1720, 2410, 0.80, 0.50, 0.80),
    "aa": _vowel(730, 1090, 2440, 1.00, 0.00, 1.00),
    "ao": _vowel(570, 840, 2410, 0.75, -0.50, 0.75),
    "uh": _vowel(440, 1020, 2240, 0.34, -0.60, 0.30),
    "uw": _vowel(300, 870, 2240, 0.20, -1.00, 0.15),
    "ah": _vowel(640, 1190, 2390, 0.66, 0.05, 0.62),
    "er": _vowel(490, 1350, 1690, 0.38, -0.35, 0.30),
    "ax": _vowel(500, 1500, 2500, 0.42, 0.05, 0.35),
    "ey": _vowel(420, 2150, 2650, 0.42, 0.65, 0.32),
    "ow": _vowel(450, 820, 2400, 0.45, -0.80, 0.42),
    "a": _vowel(760, 1320, 2500, 0.92, 0.15, 0.95),
}

_CLOSED = MouthPose(press=1.0, jaw=0.1)
_LIP_TEETH = MouthPose(opening=0.16, width=0.1, jaw=0.15, lip_teeth=1.0, teeth=0.9)
_RIDGE = MouthPose(opening=0.24, width=0.2, jaw=0.16, teeth=0.7, tongue=0.75)
_HISS = MouthPose(opening=0.2, width=0.35, jaw=0.06, teeth=1.0, tongue=0.5)
_HUSH = MouthPose(opening=0.3, width=-0.6, jaw=0.12, teeth=1.0, tongue=0.4)
_BETWEEN = MouthPose(opening=0.28, width=0.1, jaw=0.2, teeth=0.8, tongue=1.0)
_BACK = MouthPose(opening=0.34, width=0.0, jaw=0.3, teeth=0.4, tongue=0.2)
_ROUND = MouthPose(opening=0.1, width=-1.0, jaw=0.12, teeth=0.1, tongue=0.2)

_LIPS_HZ = (260, 850, 2250)
_RIDGE_HZ = (270, 1750, 2650)
_BACK_HZ = (280, 1950, 2400)


def _plosive(
    formants_hz: tuple[float, float, float],
    pose: MouthPose,
    burst_hz: float,
    *,
    voicing: float,
    hold: float,
) -> Phone:
    """Make a plosive: a closure that ends in a burst."""
    return Phone(
        kind="plosive",
        formants_hz=formants_hz,
        voicing=voicing,
        noise=0.9,
        noise_hz=burst_hz,
        noise_width_hz=0.8 * burst_hz,
        duration_s=0.085,
        pose=pose,
        hold=hold,
    )


def _fricative(
    noise_hz: float, pose: MouthPose, *, noise: float, voicing: float, hold: float
) -> Phone:
    """Make a fricative: hiss, with or without voice."""
    return Phone(
        kind="fricative",
        formants_hz=_LIPS_HZ if pose is _LIP_TEETH else _RIDGE_HZ,
        voicing=voicing,
        noise=noise,
        noise_hz=noise_hz,
        noise_width_hz=0.5 * noise_hz,
        duration_s=0.1,
        pose=pose,
        hold=hold,
    )


def _hum(
    formants_hz: tuple[float, float, float], pose: MouthPose, hold: float
) -> Phone:
    """Make a nasal."""
    return Phone(
        kind="nasal",
        formants_hz=formants_hz,
        voicing=0.5,
        duration_s=0.08,
        pose=pose,
        hold=hold,
    )


def _glide(formants_hz: tuple[float, float, float], pose: MouthPose) -> Phone:
    """Make a glide or liquid."""
    return Phone(
        kind="glide", formants_hz=formants_hz, voicing=0.7, duration_s=0.07, pose=pose
    )


CONSONANTS = {
    "p": _plosive(_LIPS_HZ, _CLOSED, 1200, voicing=0.0, hold=3.0),
    "b": _plosive(_LIPS_HZ, _CLOSED, 900, voicing=0.25, hold=3.0),
    "t": _plosive(_RIDGE_HZ, _RIDGE, 4500, voicing=0.0, hold=0.9),
    "d": _plosive(_RIDGE_HZ, _RIDGE, 3500, voicing=0.25, hold=0.9),
    "k": _plosive(_BACK_HZ, _BACK, 2000, voicing=0.0, hold=0.35),
    "g": _plosive(_BACK_HZ, _BACK, 1800, voicing=0.25, hold=0.35),
    "m": _hum(_LIPS_HZ, _CLOSED, 3.0),
    "n": _hum(_RIDGE_HZ, _RIDGE, 0.8),
    "ng": _hum(_BACK_HZ, _BACK, 0.35),
    "f": _fricative(6000, _LIP_TEETH, noise=0.3, voicing=0.0, hold=2.5),
    "v": _fricative(5000, _LIP_TEETH, noise=0.15, voicing=0.45, hold=2.5),
    "s": _fricative(6500, _HISS, noise=0.7, voicing=0.0, hold=1.5),
    "z": _fricative(6000, _HISS, noise=0.35, voicing=0.4, hold=1.5),
    "sh": _fricative(3200, _HUSH, noise=0.75, voicing=0.0, hold=2.0),
    "th": _fricative(5500, _BETWEEN, noise=0.2, voicing=0.2, hold=1.5),
    "h": _fricative(1500, _BACK, noise=0.25, voicing=0.0, hold=0.1),
    "w": _glide((300, 700, 2200), _ROUND),
    "r": _glide((350, 1150, 1550), MouthPose(opening=0.28, width=-0.5, jaw=0.2)),
    "l": _glide((360, 1200, 2700), _RIDGE),
    "y": _glide((280, 2250, 3000), MouthPose(opening=0.25, width=0.6, jaw=0.15)),
}

REST = Phone(kind="pause", duration_s=0.3, pose=MouthPose(press=0.35), hold=0.8)
BREATH = Phone(
    kind="pause",
    noise=0.05,
    noise_hz=1800,
    noise_width_hz=2500,
    duration_s=0.35,
    pose=MouthPose(opening=0.3, jaw=0.25, teeth=0.3),
    hold=0.8,
)
