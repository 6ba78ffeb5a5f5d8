"""Arrays that know their time."""

from fractions import Fraction

import numpy as np
import pytest

from avts_core.clips import AudioClip, VideoClip


def pictures(*shape, dtype=np.uint8):
    return np.zeros(shape, dtype)


@pytest.mark.parametrize("shape", [(3, 4, 5), (3, 4, 5, 3)])
def test_grey_and_colour_pictures_are_taken(shape):
    """Both kinds of pictures may be in a clip, at uneven times."""
    clip = VideoClip(pictures=pictures(*shape), times_s=np.array([0.0, 0.04, 0.2]))
    assert clip.pictures.shape == shape


def test_a_clip_may_be_empty():
    """No picture at all is a clip too."""
    clip = VideoClip(pictures=pictures(0, 4, 5), times_s=np.zeros(0))
    assert len(clip.pictures) == 0


@pytest.mark.parametrize(
    ("array", "times_s", "complaint"),
    [
        (pictures(2, 4, 5, dtype=np.float32), [0.0, 1.0], "must be uint8"),
        (pictures(4, 5), [0.0] * 4, "3 or 4 dimensions"),
        (pictures(2, 4, 5), [0.0], "one time a picture"),
        (pictures(2, 4, 5), [1.0, 1.0], "must rise"),
        (pictures(2, 4, 5), [1.0, 0.5], "must rise"),
    ],
)
def test_pictures_that_do_not_fit_are_refused(array, times_s, complaint):
    """Dtype, shape, number and order of times are checked."""
    with pytest.raises(ValueError, match=complaint):
        VideoClip(pictures=array, times_s=np.array(times_s))


def test_the_length_of_sound_is_exact():
    """A third of a second at a rate that floats cannot hold stays a third."""
    clip = AudioClip(
        samples=np.zeros((2, 14_700), np.float32), rate_hz=44_100, start=Fraction(0)
    )
    assert clip.duration == Fraction(1, 3)


@pytest.mark.parametrize(
    ("samples", "rate_hz", "complaint"),
    [
        (np.zeros((1, 8), np.float64), 8000, "must be float32"),
        (np.zeros(8, np.float32), 8000, "channels, samples"),
        (np.zeros((1, 8), np.float32), 0, "must be positive"),
    ],
)
def test_samples_that_do_not_fit_are_refused(samples, rate_hz, complaint):
    """Dtype, shape and rate are checked."""
    with pytest.raises(ValueError, match=complaint):
        AudioClip(samples=samples, rate_hz=rate_hz, start=Fraction(0))
