"""The movie that is open."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class SoundTrack:
    """A sound track to choose."""

    number: int
    """Place among the sound tracks, from 0."""
    language: str | None
    title: str | None
    codec: str
    num_channels: int


@dataclass(frozen=True, kw_only=True)
class Movie:
    """What is known of a movie before anything is measured."""

    path: Path
    identity: str
    """Names the file's content in caches: equal for a copy, another after an edit."""
    duration: Fraction
    """Seconds from the movie's 0 to its end."""
    fps: Fraction
    """Pictures a second; 25 where there is no picture."""
    width_px: int
    """As shown: upright and with square pixels; 0 without a picture."""
    height_px: int
    first_frame: int
    """Number that the timecode track gives the first picture, else 0."""
    is_drop_frame: bool
    """Whether its timecode drops numbers."""
    is_variable_rate: bool
    is_interlaced: bool
    video_codec: str | None
    """None without a picture."""
    tracks: tuple[SoundTrack, ...]
    picture_start: Fraction = Fraction(0)
    """When the first picture is shown: timecode and frame numbers count from here."""
    opening: int = 0
    """Number of its opening: a file opened again may hold another movie."""

    @property
    def has_picture(self) -> bool:
        """Whether there is something to see."""
        return self.video_codec is not None

    @property
    def has_sound(self) -> bool:
        """Whether there is something to hear."""
        return bool(self.tracks)

    @property
    def can_be_measured(self) -> bool:
        """Whether there are both lips and voice to compare."""
        return self.has_picture and self.has_sound

    def is_same_opening(self, other: "Movie | None") -> bool:
        """Tell whether the other is this one, of which more or less is known."""
        if other is None:
            return False
        return (self.opening, self.path) == (other.opening, other.path)
