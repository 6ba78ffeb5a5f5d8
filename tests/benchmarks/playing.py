"""How far sound and picture are apart when the player shows them.

    python tests/benchmarks/playing.py [--pulse] [--short] [--memory]

A generated movie of flashes and beeps is played through the real player. When each
picture is presented is noted, and when each beep is heard: by a recording speaker that
takes frames in bites like a device and lets them out later, or (--pulse) by recording
the monitor of a PulseAudio null sink that is started for this. Prints one JSON object;
the exit code is 1 where a figure is over its limit.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from avts_core.media.encoding import AudioEncoding, AudioTrack, VideoEncoding
from avts_core.media.probe import probe
from avts_core.media.writer import write_movie
from avts_desktop.early.qt import prepare_qt
from avts_desktop.playback.frames import ShownPicture
from avts_desktop.playback.speaker import Speaker
from avts_desktop.playback.transport import Transport
from avts_desktop.state.movie import Movie, SoundTrack

RATES = (Fraction(25), Fraction(30000, 1001), Fraction(60))
RATE_HZ = 48000
EVENT_S = 0.8
"""About so often there is a flash with a beep."""
BEEP_S = 0.04
MEDIAN_LIMIT_MS, WORST_LIMIT_MS, NUDGE_LIMIT_MS = 5.0, 20.0, 5.0
DROPPED_LIMIT, FIRST_LIMIT_S, GROWTH_LIMIT_MB = 0.01, 0.5, 20.0


class RecordingSpeaker:
    """Takes frames in bites as a device does, and writes down when each is heard.

    Parameters
    ----------
    latency_s
        Time from a bite to the ear.
    can_tell
        Whether it tells that latency, as a sound server does.
    """

    BITE = 480
    ROOM = 4800
    FIRST_BITE_S = 0.015

    def __init__(self, latency_s: float = 0.027, *, can_tell: bool = True) -> None:
        self.rate_hz = RATE_HZ
        self.latency_s = 0.03 if can_tell else latency_s + self.BITE / RATE_HZ
        self.is_audible = True
        self.can_open = True
        self.is_broken = self.has_moved = False
        self.heard: list[tuple[float, NDArray[np.float32]]] = []
        """When each bite begins to be heard, and its frames (left channel)."""
        self.num_starved = 0
        self._true_latency_s, self._can_tell = latency_s, can_tell
        self._opened_s: float | None = None
        self._num_bites = self._num_taken = 0
        self._buffer = np.zeros(0, np.float32)

    def open(self) -> bool:
        self._opened_s = time.monotonic() + self.FIRST_BITE_S
        self._num_bites = self._num_taken = 0
        self._buffer = np.zeros(0, np.float32)
        return self.can_open and not self.is_broken

    def num_free(self) -> int:
        self._advance()
        return self.ROOM - len(self._buffer)

    def write(self, frames: NDArray[np.float32]) -> None:
        self._advance()
        self._buffer = np.concatenate([self._buffer, frames[:, 0]])

    def num_taken(self) -> int:
        self._advance()
        return self._num_taken

    def measure(self) -> tuple[float, float] | None:
        if not self._can_tell or self._opened_s is None:
            return None
        self._advance()
        now_s, heard = time.monotonic(), float(self._num_taken)
        for begun_s, bite in reversed(self.heard[-20:]):
            share = (now_s - begun_s) * RATE_HZ
            if share >= 0:
                return heard - len(bite) + min(share, len(bite)), now_s
            heard -= len(bite)
        return None

    def is_lost(self) -> bool:
        return self.is_broken

    def is_outdated(self) -> bool:
        has_moved, self.has_moved = self.has_moved, False
        return has_moved

    def close(self) -> None:
        self._advance()
        self._opened_s = None

    def release(self) -> None:
        self.close()

    def _advance(self) -> None:
        """Take the bites that were due until now."""
        while self._opened_s is not None and not self.is_broken:
            due_s = self._opened_s + self._num_bites * self.BITE / RATE_HZ
            if due_s > time.monotonic():
                break
            bite = self._buffer[: self.BITE].copy()
            self._buffer = self._buffer[self.BITE :]
            self.num_starved += self._num_taken > 0 and len(bite) < self.BITE
            self._num_taken += len(bite)
            self._num_bites += 1
            self.heard.append((due_s + self._true_latency_s, bite))

    def onsets_s(self) -> NDArray[np.float64]:
        """Return when beeps began to be heard."""
        times_s, samples = self.samples()
        return onsets_s(times_s, samples)

    def samples(self) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Return when each frame was heard, and all frames."""
        if not self.heard:
            return np.zeros(0), np.zeros(0, np.float32)
        times = [s + np.arange(len(b)) / RATE_HZ for s, b in self.heard]
        return np.concatenate(times), np.concatenate([b for _, b in self.heard])


def onsets_s(
    times_s: NDArray[np.float64], samples: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return when sound began that had been away for a tenth of a second."""
    loud_s = times_s[np.abs(samples) > 0.2]
    return loud_s[np.diff(loud_s, prepend=-1.0) > 0.1]


@dataclass
class Watch:
    """Notes when pictures are presented."""

    shown: list[tuple[float, Fraction, bool]] = field(default_factory=list)
    """When, which, and whether it is bright."""

    def see(self, picture: ShownPicture | None) -> None:
        if picture is None:
            return
        is_bright = bool(picture.bgra[::8, ::8, 1].mean() > 128)
        self.shown.append((time.monotonic(), picture.time, is_bright))

    def onsets_s(self) -> NDArray[np.float64]:
        """Return when pictures turned bright."""
        found, was_bright = [], True
        for at_s, _, is_bright in self.shown:
            if is_bright and not was_bright:
                found.append(at_s)
            was_bright = is_bright
        return np.array(found)


def event_times(rate: Fraction, duration_s: float) -> list[Fraction]:
    """Return the times of pictures at which there is a flash and a beep."""
    step = round(EVENT_S * rate)
    return [n / rate for n in range(step // 2, int(duration_s * rate) - 4, step)]


def write_flashes(
    path: Path, rate: Fraction, duration_s: float, *, early_s: float = 0.0
) -> Path:
    """Write a movie of flashes and beeps; sound leads by `early_s`."""
    events = event_times(rate, duration_s)
    bright = {round(t * rate) + k for t in events for k in range(2)}
    sound = np.zeros((2, int(duration_s * RATE_HZ)), np.float32)
    beep_s = np.arange(int(BEEP_S * RATE_HZ)) / RATE_HZ
    for event in events:
        first = round((float(event) - early_s) * RATE_HZ)
        beep = 0.5 * np.cos(2 * np.pi * 1000 * beep_s)
        sound[:, first : first + len(beep)] = beep
    write_movie(
        path,
        rate=rate,
        pictures=(
            (n / rate, np.full((180, 320), 235 if n in bright else 40, np.uint8))
            for n in range(int(duration_s * rate))
        ),
        video=VideoEncoding(options={"g": "50"}),
        sounds=[_pcm(sound)],
    )
    return path


def write_scenery(path: Path, duration_s: int = 12) -> Path:
    """Write a movie of 1080 lines at 25 pictures a second in which much moves."""
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 255, (1080 // 4, 1920 // 4, 3), np.uint8)
    scene = coarse.repeat(4, axis=0).repeat(4, axis=1)
    sound = 0.1 * rng.standard_normal((2, duration_s * RATE_HZ)).astype(np.float32)
    write_movie(
        path,
        rate=Fraction(25),
        pictures=(
            (Fraction(n, 25), np.roll(scene, (n, 3 * n), (0, 1)))
            for n in range(25 * duration_s)
        ),
        video=VideoEncoding(options={"g": "50", "b": "12M"}),
        sounds=[_pcm(sound)],
    )
    return path


def write_sawtooth(path: Path, duration_s: float = 6.0) -> Path:
    """Write a movie whose samples tell their time: they rise once a second."""
    time_s = np.arange(int(duration_s * RATE_HZ)) / RATE_HZ
    sound = np.tile((0.1 + 0.8 * (time_s % 1)).astype(np.float32), (2, 1))
    write_movie(path, rate=Fraction(25), sounds=[_pcm(sound)])
    return path


def _pcm(sound: NDArray[np.float32]) -> AudioTrack:
    encoding = AudioEncoding(codec="pcm_s16le")
    return AudioTrack(samples=sound, rate_hz=RATE_HZ, encoding=encoding)


def movie_of(path: Path) -> Movie:
    """Return what the window would know of a movie."""
    info = probe(path)
    video = info.video
    return Movie(
        path=path,
        identity=str(path),
        duration=info.duration or Fraction(0),
        fps=video.rate if video else Fraction(25),
        width_px=video.width_px if video else 0,
        height_px=video.height_px if video else 0,
        first_frame=0,
        is_drop_frame=False,
        is_variable_rate=bool(video and video.is_variable_rate),
        is_interlaced=bool(video and video.is_interlaced),
        video_codec=video.codec if video else None,
        tracks=tuple(
            SoundTrack(
                number=a.number,
                language=a.language,
                title=a.title,
                codec=a.codec,
                num_channels=a.num_channels,
            )
            for a in info.audio
        ),
    )


def wait(seconds: float) -> None:
    """Let Qt work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_until(is_true: Callable[[], bool], limit_s: float = 10.0) -> None:
    """Let Qt work until something is so.

    Raises
    ------
    TimeoutError
        If it takes too long.
    """
    until_s = time.monotonic() + limit_s
    while not is_true():
        if time.monotonic() > until_s:
            msg = "the player does not do what it should"
            raise TimeoutError(msg)
        wait(0.005)


@contextmanager
def player(make_speaker: Callable[[], Speaker] | None) -> Iterator[Transport]:
    """Make a player, and end its threads."""
    if make_speaker is None:
        transport = Transport()
    else:
        transport = Transport(make_speaker=make_speaker)
    try:
        yield transport
    finally:
        transport.shutdown()


def differences_ms(
    flashes_s: NDArray[np.float64], beeps_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how much later than its flash each beep was heard."""
    if not len(beeps_s):
        return np.zeros(0)
    nearest = beeps_s[np.abs(beeps_s[None] - flashes_s[:, None]).argmin(axis=1)]
    found = 1000 * (nearest - flashes_s)
    return found[np.abs(found) < 1000 * EVENT_S / 2]


def play_through(
    transport: Transport, path: Path, rate: Fraction, *, num_leaps: int, play_s: float
) -> list[tuple[str, float, float]]:
    """Play, leap, pause and nudge; return stretches of time with their names."""
    stretches = []

    def note(name: str, since_s: float) -> None:
        stretches.append((name, since_s, time.monotonic() - 0.05))

    movie = movie_of(path)
    events = event_times(rate, float(movie.duration))
    transport.open(movie)
    transport.set_looping(True)
    transport.play()
    wait(0.3)
    since_s = time.monotonic()
    wait(play_s)
    note("playing", since_s)
    since_s = time.monotonic()
    rng = np.random.default_rng(5)
    for _ in range(num_leaps):
        event = events[int(rng.integers(0, len(events) - 2))]
        transport.seek(event - Fraction(int(rng.integers(150, 450)), 1000))
        wait(0.85)
    note("seeks", since_s)
    since_s = time.monotonic()
    for _ in range(max(2, num_leaps // 4)):
        wait(0.9)
        transport.pause()
        wait(0.15)
        transport.play()
    note("pauses", since_s)
    transport.seek(Fraction(0))
    for name, delay_ms in (("nudged", 120.0), ("back", 0.0), ("ahead", -200.0)):
        transport.set_delay_ms(delay_ms)
        wait(0.35)
        since_s = time.monotonic()
        wait(max(2.0, play_s / 2))
        note(name, since_s)
    transport.set_delay_ms(0)
    transport.pause()
    return stretches


def judge(
    stretches: list[tuple[str, float, float]],
    flashes_s: NDArray[np.float64],
    beeps_s: NDArray[np.float64],
) -> dict[str, dict[str, float]]:
    """Return median, worst and number of the differences of each stretch."""
    expected_ms = {"nudged": 120.0, "ahead": -200.0}
    results = {}
    for name, start_s, stop_s in stretches:
        inside = flashes_s[(flashes_s >= start_s) & (flashes_s < stop_s - 0.25)]
        found = differences_ms(inside, beeps_s) - expected_ms.get(name, 0.0)
        results[name] = {
            "events": len(found),
            "median_ms": round(float(np.median(found)), 2) if len(found) else 1e9,
            "worst_ms": round(float(np.abs(found).max()), 2) if len(found) else 1e9,
        }
    return results


def measure_sync(
    rate: Fraction, folder: Path, *, num_leaps: int = 20, play_s: float = 8.0
) -> dict[str, Any]:
    """Return the differences at a rate of pictures through the recording speaker."""
    path = write_flashes(folder / f"flash{float(rate):.2f}.mov", rate, 12.0)
    watch, speaker = Watch(), RecordingSpeaker()
    with player(lambda: speaker) as transport:
        transport.picture_shown.connect(watch.see)
        stretches = play_through(
            transport, path, rate, num_leaps=num_leaps, play_s=play_s
        )
    results: dict[str, Any] = judge(stretches, watch.onsets_s(), speaker.onsets_s())
    results["starved"] = speaker.num_starved
    return results


def measure_nudge(folder: Path) -> dict[str, float]:
    """Return how long after a nudge it is heard, and how long the buffer is."""
    path = write_sawtooth(folder / "saw.mov")
    speaker = RecordingSpeaker()
    delays_ms = []
    with player(lambda: speaker) as transport:
        transport.open(movie_of(path))
        transport.play()
        wait(0.8)
        for delay_ms in (120.0, 0.0, 80.0, 0.0, -100.0):
            pressed_s = time.monotonic()
            transport.set_delay_ms(delay_ms)
            wait(0.5)
            times_s, samples = speaker.samples()
            after = times_s > pressed_s
            # Over 5 ms, so that the crossfade counts as one jump; once a second the
            # samples fall by 0.8, which is none.
            change = np.abs(samples[after][240:] - samples[after][:-240])
            jumps = np.flatnonzero((change > 0.03) & (change < 0.5))
            delays_ms.append(1000 * (times_s[after][jumps[0] + 240] - pressed_s))
    buffer_ms = 1000 * (speaker.ROOM / RATE_HZ + 0.027)
    return {
        "median_ms": round(median(delays_ms), 1),
        "worst_ms": round(max(delays_ms), 1),
        "buffer_ms": round(buffer_ms, 1),
    }


def measure_smoothness(folder: Path, seconds: float) -> dict[str, float]:
    """Return the share of dropped pictures, the first one's time, memory's growth."""
    path = write_scenery(folder / "scenery.mov")
    movie, watch, speaker = movie_of(path), Watch(), RecordingSpeaker()
    counts, total = [0], 0
    with player(lambda: speaker) as transport:
        transport.picture_shown.connect(watch.see)
        transport.dropped.connect(counts.append)
        transport.set_looping(True)
        wait(0.3)
        opened_s = time.monotonic()
        transport.open(movie)
        wait_until(lambda: bool(watch.shown))
        first_s = watch.shown[0][0] - opened_s
        transport.play()
        wait(14.0)
        speaker.heard.clear()
        before_mb = _resident_mb()
        for _ in range(max(1, int(seconds))):
            wait(1.0)
            # What is recorded is the benchmark's, not the player's.
            speaker.heard.clear()
        growth_mb = _resident_mb() - before_mb
        total = len(watch.shown)
    return {
        "pictures": total,
        "dropped": max(counts) / max(1, total),
        "first_picture_s": round(first_s, 3),
        "growth_mb": round(growth_mb, 1),
    }


def _resident_mb() -> float:
    """Return the memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def null_sink(folder: Path) -> Iterator[Path]:
    """Start a sound server with a sink that plays nowhere; give what records it."""
    runtime = folder / "pulse"
    runtime.mkdir(mode=0o700)
    socket = runtime / "native"
    os.environ["PULSE_SERVER"] = f"unix:{socket}"
    os.environ["PULSE_RUNTIME_PATH"] = str(runtime)
    server = subprocess.Popen(
        [
            "pulseaudio",
            "--daemonize=no",
            "--use-pid-file=no",
            "--exit-idle-time=-1",
            "-n",
            f"--load=module-null-sink sink_name=null rate={RATE_HZ}",
            f"--load=module-native-protocol-unix socket={socket} auth-anonymous=1",
        ],
        env={**os.environ, "HOME": str(folder)},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(socket.exists)
        recording = folder / "recording.npz"
        yield recording
    finally:
        server.terminate()
        server.wait()


def record(path: Path) -> None:
    """Record the null sink's monitor until a line comes in; with the time of each part.

    A process of its own, so that the player does not hold it up.
    """
    import ctypes
    import threading

    class Spec(ctypes.Structure):
        _fields_ = (
            ("format", ctypes.c_int),
            ("rate", ctypes.c_uint32),
            ("channels", ctypes.c_uint8),
        )

    class Attributes(ctypes.Structure):
        _fields_ = tuple(
            (name, ctypes.c_uint32)
            for name in ("maxlength", "tlength", "prebuf", "minreq", "fragsize")
        )

    pulse = ctypes.CDLL("libpulse-simple.so.0")
    pulse.pa_simple_new.restype = ctypes.c_void_p
    pulse.pa_simple_read.argtypes = [
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_size_t,
        ctypes.c_void_p,
    ]
    any_size, num, float_le, record_direction = 0xFFFFFFFF, 240, 5, 2
    stream = pulse.pa_simple_new(
        None,
        b"recorder",
        record_direction,
        b"null.monitor",
        b"monitor",
        ctypes.byref(Spec(float_le, RATE_HZ, 1)),
        None,
        ctypes.byref(Attributes(any_size, any_size, any_size, any_size, num * 4)),
        None,
    )
    is_over = threading.Event()
    threading.Thread(
        target=lambda: (sys.stdin.readline(), is_over.set()), daemon=True
    ).start()
    parts, times_s = [], []
    part = np.zeros(num, np.float32)
    while not is_over.is_set():
        pulse.pa_simple_read(stream, part.ctypes.data, part.nbytes, None)
        times_s.append(time.monotonic())
        parts.append(part.copy())
    np.savez(path, samples=np.concatenate(parts), times_s=times_s)


def recorded_onsets_s(path: Path) -> NDArray[np.float64]:
    """Return when the null sink played the beeps.

    It hands a bite to its monitor when the bite's first frame is due; parts that begin
    in the middle of a bite come too early for their place, parts that were held up too
    late. The line from a low percentile is that of bites' beginnings, and it is drawn
    anew for each second, as the sink's own clock drifts.
    """
    with np.load(path) as file:
        samples, times_s = file["samples"], file["times_s"]
    num = len(samples) // len(times_s)
    begins_s = times_s - np.arange(len(times_s)) * num / RATE_HZ
    near = round(RATE_HZ / num)
    origins_s = np.array(
        [
            np.percentile(begins_s[max(0, k - near) : k + near], 10)
            for k in range(0, len(begins_s), near)
        ]
    )
    places = np.arange(len(samples)) / RATE_HZ
    centres = np.arange(len(origins_s)) * near * num / RATE_HZ
    return onsets_s(places + np.interp(places, centres, origins_s), samples)


def measure_pulse(
    rates: tuple[Fraction, ...], folder: Path, *, num_leaps: int, play_s: float
) -> dict[str, Any]:
    """Return the differences through Qt's sink and a PulseAudio server."""
    results = {}
    with null_sink(folder) as recording:
        for rate in rates:
            path = write_flashes(folder / f"pulse{float(rate):.2f}.mov", rate, 12.0)
            recorder = subprocess.Popen(
                [sys.executable, __file__, "--record", str(recording)],
                stdin=subprocess.PIPE,
                # What the player asks of the server for itself is not for the recorder.
                env={k: v for k, v in os.environ.items() if k != "PULSE_LATENCY_MSEC"},
            )
            wait(1.5)
            watch = Watch()
            with player(None) as transport:
                transport.picture_shown.connect(watch.see)
                stretches = play_through(
                    transport, path, rate, num_leaps=num_leaps, play_s=play_s
                )
            recorder.communicate(b"\n")
            beeps_s = recorded_onsets_s(recording)
            results[f"{float(rate):.2f}"] = judge(stretches, watch.onsets_s(), beeps_s)
    return results


def is_within(results: dict[str, dict[str, Any]]) -> bool:
    """Tell whether all differences are within their limits."""
    return all(
        abs(stretch["median_ms"]) <= MEDIAN_LIMIT_MS
        and stretch["worst_ms"] <= WORST_LIMIT_MS
        for of_rate in results.values()
        for stretch in of_rate.values()
        if isinstance(stretch, dict)
    )


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pulse", action="store_true")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--record", type=Path)
    arguments = parser.parse_args()
    if arguments.record:
        record(arguments.record)
        return 0
    prepare_qt()
    app = QCoreApplication([])
    num_leaps, play_s = (4, 3.0) if arguments.short else (20, 8.0)
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.pulse:
            sync = measure_pulse(RATES, folder, num_leaps=num_leaps, play_s=play_s)
        else:
            sync = {
                f"{float(rate):.2f}": measure_sync(
                    rate, folder, num_leaps=num_leaps, play_s=play_s
                )
                for rate in RATES
            }
            results["nudge"] = measure_nudge(folder)
            seconds = 60.0 if arguments.memory else 2.0
            results["smoothness"] = measure_smoothness(folder, seconds)
    results["sync"] = sync
    print(json.dumps(results, indent=1))
    app.processEvents()
    is_good = is_within(sync)
    if "nudge" in results:
        nudge, smooth = results["nudge"], results["smoothness"]
        is_good &= nudge["worst_ms"] <= nudge["buffer_ms"] + 50
        is_good &= smooth["dropped"] <= DROPPED_LIMIT
        is_good &= smooth["first_picture_s"] <= FIRST_LIMIT_S
        is_good &= smooth["growth_mb"] <= GROWTH_LIMIT_MB
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
