"""What a file holds, as the window needs it."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from avts_core.media.probe import AudioStream, MediaInfo, VideoStream, probe
from avts_desktop.controllers.opening import describe, movie_of, shown_size
from avts_desktop.state.movie import SoundTrack

VIDEO = VideoStream(
    index=0,
    codec="h264",
    width_px=720,
    height_px=576,
    rate=Fraction(25),
    start=Fraction(0),
    duration=Fraction(10),
    rotation_deg=0,
    pixel_aspect=Fraction(1),
    is_interlaced=True,
    is_variable_rate=True,
    bit_depth=8,
    pixel_format="yuv420p",
)
AUDIO = AudioStream(
    index=1,
    number=0,
    codec="aac",
    rate_hz=48000,
    num_channels=2,
    layout="stereo",
    language="deu",
    title="Kommentar",
    start=Fraction(1, 2),
    duration=Fraction(12),
)
INFO = MediaInfo(
    path=Path("/films/talk.mp4"),
    container="mov",
    origin=Fraction(0),
    duration=Fraction(10),
    video=VIDEO,
    audio=(AUDIO,),
)


def movie(info=INFO, **more):
    return movie_of(info, path=Path("/films/talk.mp4"), **more)


def test_a_movie_has_what_the_file_has():
    """Picture, rate, length and tracks."""
    found = movie(identity="abc")
    assert found.identity == "abc"
    assert (found.width_px, found.height_px) == (720, 576)
    assert found.fps == 25
    assert found.duration == 10
    assert found.video_codec == "h264"
    assert found.is_interlaced
    assert found.is_variable_rate
    assert found.tracks == (
        SoundTrack(
            number=0, language="deu", title="Kommentar", codec="aac", num_channels=2
        ),
    )


@pytest.mark.parametrize(
    ("aspect", "rotation_deg", "size"),
    [
        (Fraction(1), 0, (720, 576)),
        (Fraction(16, 11), 0, (1047, 576)),
        (Fraction(8, 9), 0, (720, 648)),
        (Fraction(2), 90, (720, 1152)),
        (Fraction(2), 270, (720, 1152)),
        (Fraction(2), 180, (1440, 576)),
    ],
)
def test_the_picture_is_shown_with_square_pixels(aspect, rotation_deg, size):
    """Long pixels make it wider, or higher where it is turned; no side shrinks."""
    video = replace(VIDEO, pixel_aspect=aspect, rotation_deg=rotation_deg)
    assert shown_size(video) == size


def test_a_sound_file_has_no_picture():
    """It gets a rate all the same, to count time in frames."""
    found = movie(replace(INFO, video=None))
    assert not found.has_picture
    assert (found.width_px, found.height_px) == (0, 0)
    assert found.fps == 25
    assert not found.is_variable_rate


def test_a_late_first_picture_is_known():
    """Timecode counts from it, not from where sound begins."""
    late = replace(VIDEO, start=Fraction(2, 5))
    assert movie(replace(INFO, video=late)).picture_start == Fraction(2, 5)
    assert movie(replace(INFO, video=None)).picture_start == 0


def test_a_silent_film_has_no_tracks():
    """Nothing to hear."""
    assert not movie(replace(INFO, audio=())).has_sound


def test_a_length_that_is_not_said_is_that_of_the_longest_stream():
    """From the movie's 0 to the last end."""
    assert movie(replace(INFO, duration=None)).duration == Fraction(25, 2)
    silent = replace(INFO, duration=None, audio=())
    assert movie(silent).duration == 10


def test_without_any_length_it_is_zero():
    """As with a raw stream."""
    video = replace(VIDEO, duration=None)
    assert movie(replace(INFO, duration=None, video=video, audio=())).duration == 0


@pytest.mark.parametrize(
    ("rate", "drops"),
    [
        (Fraction(25), False),
        (Fraction(30000, 1001), True),
        (Fraction(60000, 1001), True),
        (Fraction(24000, 1001), False),
        (Fraction(30), False),
    ],
)
def test_timecode_drops_numbers_where_it_may(rate, drops):
    """At 29.97 and 59.94, so that it follows the clock."""
    assert movie(replace(INFO, video=replace(VIDEO, rate=rate))).is_drop_frame is drops


def test_the_line_for_the_log_says_what_is_in_it():
    """Name, picture, sound and length."""
    line = describe(movie())
    for words in ("talk.mp4", "h264 720x576, 25 fps", "sound 0: aac, 2 ch", "10.000 s"):
        assert words in line
    assert "h264" not in describe(movie(replace(INFO, video=None)))


def test_a_real_file_becomes_a_movie(flash_movie):
    """Probed as it is on disk."""
    found = movie_of(probe(flash_movie), path=flash_movie)
    assert (found.width_px, found.height_px) == (160, 120)
    assert found.fps == 25
    assert float(found.duration) == pytest.approx(2, abs=0.1)
    assert found.has_sound


@pytest.mark.parametrize(
    ("timecode", "rate", "first"),
    [
        (None, Fraction(25), (0, False)),
        (None, Fraction(30000, 1001), (0, True)),
        ("10:00:00:00", Fraction(25), (900_000, False)),
        ("01:00:00;00", Fraction(30000, 1001), (107_892, True)),
        ("01:00:00:00", Fraction(30000, 1001), (108_000, False)),
        ("reel 4", Fraction(25), (0, False)),
    ],
)
def test_the_first_picture_has_the_number_of_its_timecode(timecode, rate, first):
    """Frames are counted from the file's own timecode; rubbish counts as none."""
    info = replace(INFO, timecode=timecode, video=replace(VIDEO, rate=rate))
    found = movie(info)
    assert (found.first_frame, found.is_drop_frame) == first
