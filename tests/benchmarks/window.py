"""Whether the window is quick and never freezes.

    python tests/benchmarks/window.py --movie FILM.mp4

Opens the real window on a film (1080 lines at 25 pictures a second is what is judged;
`speed.py --keep` makes one) in a process of its own and measures

- from the command to the window on the screen, and from opening to the first picture;
- the longest stall of the UI thread while the film is opened, played and analysed and
  the delay slider is dragged, all at once;
- pictures dropped and memory while the film just plays.

Without a display it uses Qt's offscreen platform. Prints one JSON object; exit code 1 if
a figure is over its limit.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMITS = {
    "shown_s": 2.0,
    "first_picture_s": 0.5,
    "longest_stall_ms": 100.0,
    "dropped_share": 0.01,
    "memory_growth_mb": 40.0,
}
"""Memory: what a minute of playing may add."""


class Heartbeat:
    """Notes the pauses between the turns of the UI thread's event loop."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.pauses_ms: list[float] = []
        self._last_s = time.perf_counter()
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=2)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def restart(self) -> None:
        """Forget what was noted so far."""
        self.pauses_ms.clear()
        self._last_s = time.perf_counter()

    def _beat(self) -> None:
        now_s = time.perf_counter()
        self.pauses_ms.append(1000 * (now_s - self._last_s))
        self._last_s = now_s


def memory_mb() -> float:
    """Return what the process holds in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def wait(seconds: float, until=lambda: False) -> float:
    """Run the event loop for a while, or until something holds; return the seconds."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    began_s = time.perf_counter()
    timer = QTimer(interval=20)
    timer.timeout.connect(lambda: until() and loop.quit())
    timer.start()
    QTimer.singleShot(round(1000 * seconds), loop, loop.quit)
    loop.exec()
    timer.stop()
    return time.perf_counter() - began_s


def drag_slider(application) -> None:
    """Move the mouse with the button down over the delay slider, to and fro."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    from avts_desktop.views.delay_slider import DelaySlider

    slider = application.window.findChild(DelaySlider)
    middle = slider.height() // 2
    button = Qt.MouseButton.LeftButton
    QTest.mousePress(slider, button, pos=QPoint(slider.width() // 2, middle))
    for step in range(60):
        place = slider.width() / 2 + slider.width() / 3 * (step % 20 - 10) / 10
        QTest.mouseMove(slider, QPoint(round(place), middle))
        wait(0.016)
    QTest.mouseRelease(slider, button, pos=QPoint(slider.width() // 2, middle))


def child(movie: Path, started: float, quiet_s: float) -> None:
    """Open the window and measure; prints the figures."""
    from avts_desktop import early

    early.prepare_qt()
    from PySide6.QtWidgets import QApplication

    from avts_desktop.app import Application, Places
    from avts_desktop.state.analysis import Stage

    qt = QApplication(sys.argv[:1])
    none = Places(preferences=None, memory=None, cache=None)
    application = Application(qt, places=none)
    workspace = application.workspace
    application.window.resize(1600, 1000)
    application.window.show()
    qt.processEvents()
    figures = {"shown_s": time.time() - started}
    heartbeat = Heartbeat()
    wait(1.0)
    pictures: list[float] = []
    application.on_picture(lambda _: pictures.append(time.perf_counter()))
    heartbeat.restart()
    opened_s = time.perf_counter()
    application.open(movie)
    wait(10, lambda: bool(pictures))
    figures["first_picture_s"] = pictures[0] - opened_s
    application.controls.playback.play()
    busy_s = time.perf_counter()
    while (
        workspace.analysis.stage is Stage.RUNNING and time.perf_counter() - busy_s < 60
    ):
        drag_slider(application)
        application.controls.timeline.zoom(0.7, 10.0)
        wait(0.2)
        application.controls.timeline.show_all()
    pauses = sorted(heartbeat.pauses_ms)
    figures["busy_s"] = time.perf_counter() - busy_s
    figures["longest_stall_ms"] = pauses[-1]
    figures["stall_999_ms"] = pauses[int(0.999 * len(pauses))]
    figures["stalls_over_50_ms"] = sum(p > 50 for p in pauses)
    figures["dropped_while_busy"] = workspace.player.num_dropped
    application.controls.analysis.cancel()
    application.controls.playback.pause()
    application.controls.playback.seek(0.0)
    wait(2.0)
    application.controls.playback.play()
    wait(2.0)
    heartbeat.restart()
    num_before, dropped_before = len(pictures), workspace.player.num_dropped
    before_mb = memory_mb()
    wait(quiet_s)
    shown = len(pictures) - num_before
    dropped = workspace.player.num_dropped - dropped_before
    figures |= {
        "shown_pictures": shown,
        "dropped_pictures": dropped,
        "dropped_share": dropped / max(1, shown + dropped),
        "memory_mb": memory_mb(),
        "memory_growth_mb": (memory_mb() - before_mb) * 60 / quiet_s,
        "playing_stall_ms": max(heartbeat.pauses_ms),
    }
    closing_s = time.perf_counter()
    application.window.close()
    figures["close_s"] = time.perf_counter() - closing_s
    print(json.dumps(figures))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--movie", type=Path, required=True)
    parser.add_argument("--quiet-s", type=float, default=40, help="how long to play")
    parser.add_argument("--child", type=float, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child is not None:
        child(arguments.movie, arguments.child, arguments.quiet_s)
        return 0
    environment = dict(os.environ)
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryFile("w+") as output:
        command = [sys.executable, *sys.argv, "--child", str(time.time())]
        code = subprocess.run(command, stdout=output, env=environment).returncode
        output.seek(0)
        if code != 0:
            return code
        figures = json.loads(output.read().splitlines()[-1])
    over = [name for name, limit in LIMITS.items() if figures[name] > limit]
    print(json.dumps({**figures, "limits": LIMITS, "over": over}, indent=1))
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
