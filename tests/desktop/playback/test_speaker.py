"""The speaker that is not there."""

import time

import numpy as np

from avts_desktop.playback.speaker import SilentSpeaker


def test_it_takes_frames_by_the_wall_clock() -> None:
    """It takes what it was given at its rate, and no more than that."""
    speaker = SilentSpeaker(48000)
    assert speaker.open()
    begun_s = time.monotonic()
    speaker.write(np.zeros((speaker.num_free(), 2), np.float32))
    while time.monotonic() < begun_s + 0.02:
        taken = speaker.num_taken()
        passed = (time.monotonic() - begun_s) * 48000
        assert taken <= passed + 480
    assert speaker.num_taken() >= 0.02 * 48000 - 1
    assert 0 < speaker.num_free() < 48000


def test_it_cannot_take_what_it_was_not_given() -> None:
    """An empty buffer is starved, as a device's would be."""
    speaker = SilentSpeaker(48000)
    speaker.open()
    speaker.write(np.zeros((100, 2), np.float32))
    until_s = time.monotonic() + 0.01
    while time.monotonic() < until_s:
        assert speaker.num_taken() <= 100
    assert speaker.num_taken() == 100
    assert not speaker.is_audible
