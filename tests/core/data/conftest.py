"""Small movies of noise: every picture and every second of sound is its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.media.encoding import AudioEncoding, AudioTrack, VideoEncoding
from avts_core.media.writer import write_movie


@dataclass(frozen=True, kw_only=True)
class NoiseMovie:
    """What to write."""

    seed: int = 0
    duration: Fraction = Fraction(3)
    rate: Fraction = Fraction(25)
    size_px: tuple[int, int] = (32, 48)
    """Height and width."""
    level: float = 0.1
    silent_from: Fraction | None = None
    sound_start: Fraction = Fraction(0)
    num_sounds: int = 1
    video: VideoEncoding = field(default_factory=VideoEncoding)
    audio: AudioEncoding = field(default_factory=AudioEncoding)

    def write(self, path: Path) -> Path:
        """Write it; the brightness of a picture is 40 + 40 t, t its time in seconds."""
        path.parent.mkdir(parents=True, exist_ok=True)
        sound = AudioTrack(
            samples=self._samples(),
            rate_hz=48000,
            start=self.sound_start,
            encoding=self.audio,
        )
        write_movie(
            path,
            rate=self.rate,
            pictures=self._pictures(),
            video=self.video,
            sounds=[sound] * self.num_sounds,
        )
        return path

    def _pictures(self) -> Iterator[tuple[Fraction, NDArray[np.uint8]]]:
        rng = np.random.default_rng(self.seed)
        for index in range(int(self.duration * self.rate)):
            time = index / self.rate
            noise = rng.uniform(-15, 15, (*self.size_px, 1))
            level = 40 + 40 * float(time) % 200
            picture = np.repeat(np.rint(level + noise), 3, axis=2)
            yield time, picture.astype(np.uint8)

    def _samples(self) -> NDArray[np.float32]:
        rng = np.random.default_rng([self.seed, 1])
        num_samples = int((self.duration - self.sound_start) * 48000)
        noise = self.level * rng.standard_normal((1, num_samples))
        # Bursts of their own strength, so that no two seconds sound alike.
        strength = rng.uniform(0.2, 1, num_samples // 2400 + 1).repeat(2400)
        noise *= strength[:num_samples]
        if self.silent_from is not None:
            noise[:, int(self.silent_from * 48000) :] = 0
        return noise.astype(np.float32)


@pytest.fixture(scope="session")
def noise_movie() -> type[NoiseMovie]:
    """Give the recipe of a movie of noise."""
    return NoiseMovie
