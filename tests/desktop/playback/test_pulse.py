"""Asking the sound server."""

import sys

import pytest

from avts_desktop.playback import pulse


def test_without_a_server_it_knows_nothing(monkeypatch, tmp_path) -> None:
    """No server answers: no latency, no error, no waiting for it."""
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path / 'nothing'}")
    probe = pulse.PulseProbe()
    assert probe.latency_s() is None
    assert probe.latency_s() is None
    probe.close()
    assert probe.latency_s() is None


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux is asked for PulseAudio"
)
def test_without_the_library_it_knows_nothing(monkeypatch) -> None:
    """A system without PulseAudio's library is no error."""

    def refuse(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(pulse.ctypes, "CDLL", refuse)
    probe = pulse.PulseProbe()
    assert probe.latency_s() is None
    probe.close()
