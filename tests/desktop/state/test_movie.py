"""What is known of a movie."""

from pathlib import Path

import pytest

from tests.desktop.fakes import a_movie


def test_a_movie_with_both_has_both():
    """Picture and sound are there to see and hear."""
    movie = a_movie()
    assert movie.has_picture
    assert movie.has_sound


def test_without_a_codec_there_is_no_picture():
    """A sound file has nothing to see."""
    assert not a_movie(video_codec=None).has_picture


def test_without_tracks_there_is_no_sound():
    """A silent film has nothing to hear."""
    assert not a_movie(tracks=()).has_sound


def test_a_movie_of_which_more_is_known_is_the_same():
    """Its identity comes later than its picture."""
    assert a_movie(identity="known").is_same_opening(a_movie(identity=""))


@pytest.mark.parametrize(
    "other", [None, a_movie(path=Path("/films/other.mp4")), a_movie(opening=2)]
)
def test_another_file_or_the_same_one_opened_again_is_another(other):
    """It may have been exported anew meanwhile."""
    assert not a_movie(opening=1).is_same_opening(other)
