"""Movies in which a flash is seen and a burst is heard at one instant, and back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.media.audio import AudioReader
from avts_core.media.video import PictureReader
from avts_core.media.writer import (
    AudioEncoding,
    AudioTrack,
    VideoEncoding,
    write_movie,
)
from avts_core.timebase import Span

FLASH_EVERY = 12
PADDING_S = 0.06


@dataclass(frozen=True, kw_only=True)
class FlashMovie:
    """What to write: flashes, and bursts of tone centred on the same instants."""

    suffix: str = "mp4"
    rate: Fraction = Fraction(25)
    times: tuple[Fraction, ...] = ()
    """When pictures are shown; 40 steady ones from 0 if empty."""
    video: VideoEncoding = field(default_factory=VideoEncoding)
    audio: AudioEncoding = field(default_factory=AudioEncoding)
    rate_hz: int = 48000
    num_channels: int = 1
    early: Fraction = Fraction(0)
    """How much the sound leads the picture."""
    sound_start: Fraction = Fraction(0)

    @property
    def picture_times(self) -> tuple[Fraction, ...]:
        return self.times or tuple(i / self.rate for i in range(40))

    @property
    def flash_times(self) -> tuple[Fraction, ...]:
        return self.picture_times[FLASH_EVERY // 2 :: FLASH_EVERY]

    def write(self, path: Path) -> Path:
        """Write it beside `path` with the right suffix."""
        path = path.with_suffix(f".{self.suffix}")
        sound = AudioTrack(
            samples=self.samples(),
            rate_hz=self.rate_hz,
            start=self.sound_start,
            encoding=self.audio,
        )
        write_movie(
            path,
            rate=self.rate,
            pictures=self._pictures(),
            video=self.video,
            sounds=[sound],
        )
        return path

    def samples(self) -> NDArray[np.float32]:
        """Return bursts of 1 kHz under a Gaussian of 8 ms."""
        stop = self.picture_times[-1] + Fraction(1, 2)
        count = int((stop - self.sound_start) * self.rate_hz)
        time_s = float(self.sound_start) + np.arange(count) / self.rate_hz
        wave = np.zeros(count)
        for flash in self.flash_times:
            since_s = time_s - float(flash - self.early)
            envelope = np.exp(-0.5 * (since_s / 0.008) ** 2)
            wave += 0.6 * envelope * np.sin(2 * np.pi * 1000 * since_s + 0.4)
        return np.tile(wave.astype(np.float32), (self.num_channels, 1))

    def _pictures(self) -> Iterator[tuple[Fraction, NDArray[np.uint8]]]:
        for index, time in enumerate(self.picture_times):
            level = 230 if index % FLASH_EVERY == FLASH_EVERY // 2 else 20
            yield time, np.full((64, 96, 3), level, np.uint8)


def flashes_s(path: Path, *, span: Span | None = None) -> NDArray[np.float64]:
    """Return when the reader shows bright pictures."""
    with PictureReader(path, span=span) as pictures:
        return np.array([float(p.time) for p in pictures if p.luma().mean() > 128])


def read_samples(
    path: Path, *, track: str | int | None = None, span: Span | None = None
) -> tuple[Fraction, NDArray[np.float32]]:
    """Return the time of the first sample and all of them, checking the joints."""
    with AudioReader(path, track=track, span=span) as sound:
        clips = list(sound)
    for clip, following in pairwise(clips):
        assert clip.start + clip.duration == following.start
    return clips[0].start, np.concatenate([c.samples[0] for c in clips])


def bursts_s(path: Path, *, track: str | int | None = None) -> NDArray[np.float64]:
    """Return the centres of the bursts that the reader gives."""
    start, samples = read_samples(path, track=track)
    power = np.convolve(samples**2, np.ones(320) / 320, mode="same")
    is_loud = power > 0.25 * power.max()
    edges = np.flatnonzero(np.diff(is_loud.astype(int), prepend=0, append=0))
    centres = []
    for first, stop in edges.reshape(-1, 2):
        near = slice(max(0, first - 480), stop + 480)
        energy = samples[near].astype(np.float64) ** 2
        place = (energy * np.arange(near.start, near.start + energy.size)).sum()
        centres.append(float(start) + place / energy.sum() / 16000)
    return np.array(centres)


def early_ms(path: Path) -> NDArray[np.float64]:
    """Return how much each burst leads its flash as the readers have it."""
    return 1000 * (flashes_s(path) - bursts_s(path))


@pytest.fixture
def flash_movie() -> type[FlashMovie]:
    """Give the recipe of a movie of flashes and bursts."""
    return FlashMovie


@pytest.fixture
def measure() -> Callable[[Path], NDArray[np.float64]]:
    """Give what reads such a movie: by how many ms each burst leads its flash."""
    return early_ms
