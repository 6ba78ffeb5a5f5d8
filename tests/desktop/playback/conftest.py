"""Movies in which each picture tells its number, and players that end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.media.encoding import AudioEncoding, AudioTrack, VideoEncoding
from avts_core.media.writer import write_movie
from avts_desktop.playback.frames import ShownPicture
from avts_desktop.playback.transport import Transport
from avts_desktop.state.movie import Movie
from tests.benchmarks.playing import RecordingSpeaker, movie_of

PAL = Fraction(25)


@dataclass
class Stage:
    """A player, what it is fed into, and what it has told."""

    transport: Transport
    speaker: RecordingSpeaker
    shown: list[ShownPicture] = field(default_factory=list)
    told: list[tuple[str, object]] = field(default_factory=list)

    def see(self, picture: ShownPicture | None) -> None:
        """Note a picture, or that there is none any more."""
        if picture is None:
            self.told.append(("picture_shown", None))
        else:
            self.shown.append(picture)

    @property
    def times(self) -> list[Fraction]:
        """Times of the pictures that were shown."""
        return [picture.time for picture in self.shown]

    def of(self, name: str) -> list[object]:
        """What a signal has carried."""
        return [value for signal, value in self.told if signal == name]


def numbered(index: int) -> NDArray[np.uint8]:
    """Return a picture whose brightness tells its number modulo 50."""
    return np.full((64, 96), 20 + 4 * (index % 50), np.uint8)


def number_of(picture: ShownPicture) -> int:
    """Return the number that a picture tells."""
    return round((float(picture.bgra[:, :, 1].mean()) - 20) / 4)


def write_numbered(
    path: Path,
    *,
    times: tuple[Fraction, ...] = tuple(n / PAL for n in range(50)),
    sound_s: float = 2.0,
    sound_start: Fraction = Fraction(0),
    num_tracks: int = 1,
    video: VideoEncoding | None = None,
) -> Movie:
    """Write a movie of numbered pictures with a tone; return what is known of it."""
    at_s = np.arange(int(sound_s * 48000)) / 48000
    tracks = [
        AudioTrack(
            samples=(0.3 * np.sin(2 * np.pi * 440 * (k + 1) * at_s))[None].astype("f4"),
            rate_hz=48000,
            start=sound_start,
            encoding=AudioEncoding(codec="pcm_s16le"),
        )
        for k in range(num_tracks if sound_s else 0)
    ]
    pictures = ((t, numbered(n)) for n, t in enumerate(times)) if times else None
    write_movie(
        path,
        rate=PAL,
        pictures=pictures,
        video=video or VideoEncoding(options={"g": "12"}),
        sounds=tracks,
    )
    return movie_of(path)


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Movie:
    """Return a movie of two seconds at 25 pictures a second with two tracks."""
    folder = tmp_path_factory.mktemp("playback")
    return write_numbered(folder / "film.mov", num_tracks=2)


@pytest.fixture
def new_stage(qapp: object) -> Iterator[Callable[..., Stage]]:
    """Make players; they are ended with the test."""
    stages = []

    def make(speaker: RecordingSpeaker | None = None) -> Stage:
        device = speaker or RecordingSpeaker()
        transport = Transport(make_speaker=lambda: device)
        stage = Stage(transport, device)
        transport.picture_shown.connect(stage.see)
        for name in (
            "position_changed",
            "playing_changed",
            "device_changed",
            "dropped",
            "failed",
        ):
            getattr(transport, name).connect(
                lambda value, name=name: stage.told.append((name, value))
            )
        transport.ended.connect(lambda: stage.told.append(("ended", True)))
        stages.append(stage)
        return stage

    yield make
    for stage in stages:
        stage.transport.shutdown()


@pytest.fixture
def stage(new_stage: Callable[..., Stage]) -> Stage:
    """Return a player that feeds a recording speaker."""
    return new_stage()
