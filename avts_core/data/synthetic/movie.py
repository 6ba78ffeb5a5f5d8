"""Making movies of scenes, with faults of sync that are known exactly."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from avts_core.data.synthetic.retime import OffsetTrack, retime
from avts_core.data.synthetic.scene import LEAD_S, Scene
from avts_core.jobs import (
    NEVER,
    CancelToken,
    Progress,
    ReportProgress,
    ignore_progress,
)
from avts_core.media.encoding import AudioEncoding, AudioTrack, VideoEncoding
from avts_core.media.writer import write_movie
from avts_core.timebase import round_half_up

OffsetPlace = Literal["samples", "container"]


@dataclass(frozen=True, kw_only=True)
class MovieSettings:
    """What to make of a scene."""

    duration: Fraction = Fraction(10)
    """In seconds."""
    rate: Fraction = Fraction(25)
    is_variable_rate: bool = False
    """Draw the time from each picture to the next from half to 1.5 periods."""
    start: Fraction = Fraction(0)
    """Time of the first picture in the file; the container's clock."""
    offset: OffsetTrack = field(default_factory=OffsetTrack)
    offset_place: OffsetPlace = "samples"
    """Where the constant part of the offset lives; the rest is in the samples."""
    video: VideoEncoding = field(default_factory=VideoEncoding)
    audio: AudioEncoding = field(default_factory=AudioEncoding)
    audio_rate_hz: int = 48000
    noise_db: float = -60.0
    """Level of the background noise under full scale."""
    music_db: float | None = None
    """Level of music in the background; None is without."""
    seed: int = 0
    """For noise, music and the variable rate."""


def make_movie(
    path: Path,
    scene: Scene,
    *,
    settings: MovieSettings,
    report: ReportProgress = ignore_progress,
    cancel: CancelToken = NEVER,
) -> None:
    """Write a movie of a scene.

    Memory does not grow with the duration.

    Raises
    ------
    WriteError
        If the movie cannot be written, or its sound cannot be that late.
    JobCancelledError
        After `cancel` was called.

    Examples
    --------
    >>> scene = TalkingScene(1, width_px=320, height_px=240)
    >>> early = MovieSettings(offset=OffsetTrack(offset_ms=120))
    >>> make_movie(Path("early.mp4"), scene, settings=early)  # doctest: +SKIP
    """
    write_movie(
        path,
        rate=settings.rate,
        pictures=_pictures(scene, settings, report),
        video=settings.video,
        sounds=[_sound(scene, settings)],
        cancel=cancel,
    )
    report(Progress(fraction=1.0, stage="writing"))


def _pictures(
    scene: Scene, settings: MovieSettings, report: ReportProgress
) -> Iterator[tuple[Fraction, NDArray[np.uint8]]]:
    """Take pictures of the scene."""
    for time in _picture_times(settings):
        report(Progress(fraction=float(time / settings.duration), stage="writing"))
        yield settings.start + time, scene.picture(float(time))


def _picture_times(settings: MovieSettings) -> Iterator[Fraction]:
    """Give the times of the pictures, from 0 on."""
    rng = np.random.default_rng([settings.seed, 30])
    period, time = 1 / settings.rate, Fraction(0)
    index = 0
    while time < settings.duration:
        yield time
        index += 1
        if settings.is_variable_rate:
            time += period * Fraction(int(rng.integers(500, 1501)), 1000)
        else:
            time = index * period


def _sound(scene: Scene, settings: MovieSettings) -> AudioTrack:
    """Take the sound of the scene, moved as the settings say."""
    rate_hz, offset, start = settings.audio_rate_hz, settings.offset, settings.start
    if settings.offset_place == "container":
        delay = Fraction(round_half_up(-offset.offset_ms * 1000), 1_000_000)
        start += delay
        offset = OffsetTrack(
            drift_ms_per_min=offset.drift_ms_per_min,
            jumps=tuple((t, ms - offset.offset_ms) for t, ms in offset.jumps),
        )
    blocks = retime(
        scene.sound(rate_hz),
        offset,
        rate_hz=rate_hz,
        lead_s=LEAD_S,
        duration=settings.duration,
    )
    return AudioTrack(
        samples=_with_background(blocks, settings),
        rate_hz=rate_hz,
        start=start,
        encoding=settings.audio,
    )


def _with_background(
    blocks: Iterator[NDArray[np.float32]], settings: MovieSettings
) -> Iterator[NDArray[np.float32]]:
    """Add noise and music; give blocks [shape=(1, samples)]."""
    rng = np.random.default_rng([settings.seed, 31])
    tones_hz = 110 * 2 ** (rng.choice([0, 3, 7, 10, 12, 15, 19], 4, replace=False) / 12)
    position, last = 0, 0.0
    for block in blocks:
        times_s = (position + np.arange(len(block))) / settings.audio_rate_hz
        position += len(block)
        white = rng.standard_normal(len(block) + 1)
        white[0] = last
        last = white[-1]
        # The mean of two neighbours is darker than white noise.
        noise = (white[1:] + white[:-1]) / 2**0.5
        background = 10 ** (settings.noise_db / 20) * noise
        if settings.music_db is not None:
            background += 10 ** (settings.music_db / 20) * _music(times_s, tones_hz)
        yield (block + background).astype(np.float32)[None]


def _music(
    times_s: NDArray[np.float64], tones_hz: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Play slow chords of about unit RMS, each tone plucked in its own time."""
    music = np.zeros_like(times_s)
    for index, hz in enumerate(tones_hz):
        since_s = (times_s + 0.37 * index) % (0.8 + 0.31 * index)
        plucked = np.exp(-since_s / 0.6) * np.minimum(since_s / 0.01, 1)
        music += plucked * np.sin(2 * np.pi * hz * times_s)
        music += 0.4 * plucked * np.sin(2 * np.pi * 2 * hz * times_s)
    return music
