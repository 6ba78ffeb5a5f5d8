"""Qt's sink where there is no device."""

import numpy as np
import pytest

from avts_desktop.playback.device import QtSpeaker


@pytest.fixture
def speaker(qapp: object, monkeypatch, tmp_path):
    """Return the usual device of a machine without one."""
    for name in ("PULSE_SERVER", "PIPEWIRE_REMOTE"):
        monkeypatch.setenv(name, f"unix:{tmp_path / 'nothing'}")
    speaker = QtSpeaker()
    if speaker.is_audible:
        pytest.skip("this machine has a device all the same")
    yield speaker
    speaker.release()


def test_it_cannot_be_opened(speaker: QtSpeaker) -> None:
    """It says so, rather than fail later, and takes nothing."""
    assert not speaker.open()
    assert not speaker.is_audible
    assert speaker.is_lost()
    assert speaker.num_free() == 0
    speaker.write(np.zeros((10, 2), np.float32))
    assert speaker.num_taken() == 0
    assert speaker.measure() is None


def test_it_waits_for_a_device_to_turn_up(speaker: QtSpeaker) -> None:
    """When the list of devices changes but the usual one does not, nothing is new."""
    assert not speaker.is_outdated()
    speaker._look()
    assert not speaker.is_outdated()
    speaker._id = b"another"
    speaker._look()
    assert speaker.is_outdated()
    assert not speaker.is_outdated()
