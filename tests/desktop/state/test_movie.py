"""What is known of a movie."""

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
