"""Arrays that know their time: pictures and samples of a span."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class VideoClip:
    """Pictures in the order they are shown."""

    pictures: NDArray[np.uint8]
    """[shape=(time, height, width) or (time, height, width, 3), uint8] grey or RGB."""
    times_s: NDArray[np.float64]
    """[shape=(time,), float64] presentation times in seconds, rising."""

    def __post_init__(self) -> None:
        """Check dtypes, shapes and order.

        Raises
        ------
        ValueError
            If something does not fit.
        """
        if self.pictures.dtype != np.uint8 or self.pictures.ndim not in {3, 4}:
            msg = (
                "pictures must be uint8 with 3 or 4 dimensions, got "
                f"{self.pictures.dtype} {self.pictures.shape}"
            )
            raise ValueError(msg)
        if self.times_s.shape != self.pictures.shape[:1]:
            msg = (
                "there must be one time a picture, got "
                f"{self.times_s.shape} times for {self.pictures.shape[0]} pictures"
            )
            raise ValueError(msg)
        if np.any(np.diff(self.times_s) <= 0):
            msg = "picture times must rise"
            raise ValueError(msg)


@dataclass(frozen=True, kw_only=True)
class AudioClip:
    """Samples without gaps."""

    samples: NDArray[np.float32]
    """[shape=(channels, samples), float32] full scale is -1 to 1."""
    rate_hz: int
    start: Fraction
    """Time of the first sample in seconds, on the movie's clock."""

    def __post_init__(self) -> None:
        """Check dtype and shape.

        Raises
        ------
        ValueError
            If something does not fit.
        """
        if self.samples.dtype != np.float32 or self.samples.ndim != 2:
            msg = (
                "samples must be float32 (channels, samples), got "
                f"{self.samples.dtype} {self.samples.shape}"
            )
            raise ValueError(msg)
        if self.rate_hz <= 0:
            msg = f"rate_hz must be positive, got {self.rate_hz}"
            raise ValueError(msg)

    @property
    def duration(self) -> Fraction:
        """Length in seconds."""
        return Fraction(self.samples.shape[1], self.rate_hz)
