"""Profiles (how far apart sound and picture may be) and the verdict against one.

Signs are those of the offset: positive = audio early. Limits are asymmetric,
since people forgive late sound more easily than early sound, and each profile
states whose limits they are and since when (``profiles.toml`` beside this file).
"""

import functools
import math
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources

from avts_core.config import from_dict
from avts_core.errors import ConfigError

DEFAULT_PROFILE = "ebu-r37"


class Verdict(StrEnum):
    """What comes of holding a measurement against a profile."""

    PASS = "pass"  # noqa: S105 - not a password
    """Within the limits, with the whole band of uncertainty."""
    WARN = "warn"
    """Within the limits, but so close that the uncertainty reaches beyond."""
    FAIL = "fail"
    """Outside the limits: the file as a whole, or a span of it."""
    NOT_MEASURABLE = "not_measurable"
    """Nothing was measured, so nothing can be said."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Limits on the offset; both limits themselves still pass."""

    name: str
    """What ``--profile`` takes."""
    title: str
    """What people call it."""
    early_limit_ms: float
    """The largest offset allowed (audio early), not negative."""
    late_limit_ms: float
    """The smallest offset allowed (audio late), not positive."""
    source: str
    """Whose limits they are."""
    year: int | None = None
    """When the source was published, where that is known."""
    note: str = ""
    """Where the limits apply."""
    num_frames: float | None = None
    """Limits in frames each way: `at_fps` computes the limits in ms from it."""

    def __post_init__(self) -> None:
        """Check the signs.

        Raises
        ------
        ValueError
            If a limit is on the wrong side of zero or not finite.
        """
        is_early_good = math.isfinite(self.early_limit_ms) and self.early_limit_ms >= 0
        is_late_good = math.isfinite(self.late_limit_ms) and self.late_limit_ms <= 0
        if not (is_early_good and is_late_good):
            msg = (
                "limits must be early >= 0 >= late in ms, got "
                f"{self.early_limit_ms} and {self.late_limit_ms}"
            )
            raise ValueError(msg)

    @property
    def limits(self) -> str:
        """The limits in ms as people write them: ``+40/-60``."""
        return f"{_signed(self.early_limit_ms)}/{_signed(self.late_limit_ms, '-')}"

    def at_fps(self, fps: float | None) -> "Profile":
        """Return the profile for a file of this frame rate.

        Only profiles that count frames change; they stay as they are where the
        rate is not known.
        """
        if self.num_frames is None or fps is None or not fps > 0:
            return self
        limit_ms = self.num_frames * 1000 / fps
        return replace(self, early_limit_ms=limit_ms, late_limit_ms=-limit_ms)

    def contains(self, offset_ms: float) -> bool:
        """Tell whether an offset is within the limits."""
        return self.late_limit_ms <= offset_ms <= self.early_limit_ms


def judge(
    offset_ms: float | None,
    profile: Profile,
    *,
    uncertainty_ms: float | None = None,
    span_offsets_ms: Sequence[float] = (),
) -> Verdict:
    """Hold a measurement against a profile.

    The estimate decides between pass and fail; the uncertainty only turns a pass
    into a warning. A span outside fails the file whatever the file's own offset
    is: viewers see the jump, not the median.

    Parameters
    ----------
    offset_ms
        The file's offset, positive = audio early; None if not measurable.
    profile
        The limits, already at the file's frame rate (`Profile.at_fps`).
    uncertainty_ms
        Half the width of the band around the offset.
    span_offsets_ms
        Offsets of the spans that are trusted on their own.
    """
    if offset_ms is None:
        return Verdict.NOT_MEASURABLE
    if not all(map(profile.contains, (offset_ms, *span_offsets_ms))):
        return Verdict.FAIL
    band_ms = uncertainty_ms or 0.0
    if profile.contains(offset_ms - band_ms) and profile.contains(offset_ms + band_ms):
        return Verdict.PASS
    return Verdict.WARN


@functools.cache
def profiles() -> tuple[Profile, ...]:
    """Return the profiles that ship, the default first."""
    text = (
        resources.files("avts_core.sync").joinpath("profiles.toml").read_text("utf-8")
    )
    return from_dict(_Shipped, tomllib.loads(text), where="profiles.toml").profiles


def find_profile(text: str) -> Profile:
    """Return the profile of this name, or the limits written as ``+40/-60``.

    Raises
    ------
    ConfigError
        If it is neither.

    Examples
    --------
    >>> find_profile("+20/-40").late_limit_ms
    -40.0
    """
    for profile in profiles():
        if profile.name == text.strip().lower():
            return profile
    match = _CUSTOM.fullmatch(text.strip())
    if match is None:
        names = ", ".join(profile.name for profile in profiles())
        msg = (
            f"there is no profile {text!r}; choose one of {names}, or give limits in "
            "ms as +EARLY/-LATE, such as +40/-60"
        )
        raise ConfigError(msg)
    custom = Profile(
        name="custom",
        title="limits",
        early_limit_ms=float(match["early"]),
        late_limit_ms=-float(match["late"]),
        source="the command line",
    )
    return replace(custom, name=custom.limits)


@dataclass(frozen=True, kw_only=True)
class _Shipped:
    """The file of profiles."""

    profiles: tuple[Profile, ...]


# Both signs are demanded: "40/60" leaves open which of them is early.
_CUSTOM = re.compile(
    r"\+(?P<early>\d+(\.\d+)?)\s*/\s*[-\N{MINUS SIGN}](?P<late>\d+(\.\d+)?)"
)


def _signed(value_ms: float, zero_sign: str = "+") -> str:
    """Write a limit with its sign and no needless decimals."""
    text = f"{abs(value_ms):.1f}".removesuffix(".0")
    return ("+" if value_ms > 0 else "-" if value_ms < 0 else zero_sign) + text
