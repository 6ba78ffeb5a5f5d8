"""Qt's sink where there is no device, or none any more."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication

from avts_desktop.playback.device import QtSpeaker

_SERVER = (
    "pulseaudio",
    "--daemonize=no",
    "--exit-idle-time=-1",
    "-n",
    "-Lmodule-null-sink sink_name=n",
    "-Lmodule-native-protocol-unix",
)


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


def _play_and_lose_the_server(runtime: str) -> None:
    """Play, lose the server, and play again; for a process of its own."""
    process = subprocess.Popen(_SERVER, stderr=subprocess.DEVNULL)
    try:
        _wait_for(Path(runtime, "pulse", "native").exists)
        app = QCoreApplication([])
        speaker = QtSpeaker()
        assert speaker.open()
        process.kill()
        process.wait()
        _wait_for(lambda: app.processEvents() or not speaker._engine.stands())
        assert not speaker.open()
        assert not speaker.is_audible
        speaker.release()
        later = QtSpeaker()
        assert not later.is_audible
        assert not later.open()
        later.release()
    finally:
        process.kill()
        process.wait()


def _wait_for(is_so: Callable[[], object]) -> None:
    until_s = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until_s
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pulseaudio"), reason="needs PulseAudio's server")
def test_a_dead_server_does_not_abort_the_program() -> None:
    """Qt would: neither the sink from before nor a new one may be started."""
    with tempfile.TemporaryDirectory(prefix="avts") as runtime:
        # Short: the name of a socket has at most 107 letters.
        environment = os.environ | {
            "XDG_RUNTIME_DIR": runtime,
            "QT_AUDIO_BACKEND": "pulseaudio",
        }
        for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH"):
            environment.pop(name, None)
        code = (
            "from tests.desktop.playback import test_device as t; "
            f"t._play_and_lose_the_server({runtime!r})"
        )
        run = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert run.returncode == 0, run.stderr
