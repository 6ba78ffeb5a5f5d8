"""A camera: exposure time, blur, noise and the light's flicker."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_NUM_NOISES = 8


@dataclass(frozen=True, kw_only=True)
class CameraSettings:
    """What a camera does to a picture."""

    shutter_s: float = 0.02
    """Time that a picture gathers light, centred on its own time."""
    num_exposures: int = 2
    """Instants averaged over the shutter's time."""
    noise: float = 3.0
    """Standard deviation of the noise in grey levels of 255."""
    blur_px: float = 0.5
    flicker: float = 0.01
    """Share by which the light comes and goes."""


def draw_camera(rng: np.random.Generator) -> CameraSettings:
    """Draw a camera, mostly a good one."""
    return CameraSettings(
        noise=float(min(rng.gamma(2.0, 1.5), 10)),
        blur_px=rng.uniform(0.2, 1.0),
        flicker=rng.uniform(0, 0.02),
    )


class Camera:
    """Takes pictures of something that can be drawn at any time."""

    def __init__(
        self,
        settings: CameraSettings,
        draw: Callable[[float], NDArray[np.uint8]],
        rng: np.random.Generator,
    ) -> None:
        self._settings = settings
        self._draw = draw
        self._seed = int(rng.integers(2**31))
        self._noises: list[NDArray[np.uint8]] = []

    def shoot(self, time_s: float) -> NDArray[np.uint8]:
        """Take the picture of a time [shape=(height, width, 3), uint8], RGB."""
        settings = self._settings
        shares = (np.arange(settings.num_exposures) + 0.5) / settings.num_exposures
        times_s = time_s + settings.shutter_s * (shares - 0.5)
        picture = self._draw(float(times_s[0]))
        for index, instant_s in enumerate(times_s[1:], start=1):
            share = 1 / (index + 1)
            other = self._draw(float(instant_s))
            mixed = cv2.addWeighted(picture, 1 - share, other, share, 0)
            picture = np.asarray(mixed, np.uint8)
        if settings.blur_px > 0.3:
            blurred = cv2.GaussianBlur(picture, (0, 0), settings.blur_px)
            picture = np.asarray(blurred, np.uint8)
        return self._add_noise(picture, time_s)

    def _add_noise(
        self, picture: NDArray[np.uint8], time_s: float
    ) -> NDArray[np.uint8]:
        """Add noise that differs from time to time, and flicker."""
        rng = np.random.default_rng([self._seed, int((time_s + 1e4) * 1e6)])
        if not self._noises:
            self._noises = self._draw_noises(picture.shape)
        noise = self._noises[rng.integers(_NUM_NOISES)]
        rows, columns = rng.integers(picture.shape[0]), rng.integers(picture.shape[1])
        noise = np.roll(noise, (int(rows), int(columns)), (0, 1))
        gain = 1 + self._settings.flicker * float(np.sin(2 * np.pi * 1.7 * time_s))
        noisy = cv2.addWeighted(picture, gain, noise, 1, -128)
        return np.asarray(noisy, np.uint8)

    def _draw_noises(self, shape: tuple[int, ...]) -> list[NDArray[np.uint8]]:
        """Draw a few fields of noise around 128; pictures shift and reuse them."""
        rng = np.random.default_rng(self._seed)
        level = self._settings.noise
        return [
            np.clip(rng.normal(128.5, level, shape), 0, 255).astype(np.uint8)
            for _ in range(_NUM_NOISES)
        ]
