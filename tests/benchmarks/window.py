"""Whether the window is quick and never freezes.

    python tests/benchmarks/window.py --movie FILM.mp4

Opens the real window on a film (1080 lines at 25 pictures a second is what is judged;
`speed.py --keep` makes one) in a process of its own and measures

- from the command to the window on the screen, and from opening to the first picture;
- the longest stall of the UI thread while the film is opened, played and analysed and
  the delay slider is dragged, all at once;
- pictures dropped and memory while the film just plays.

Without a display it uses Qt's offscreen platform. Prints one JSON object; exit code 1
if a figure is over its limit.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest

BUSY_S = 60.0
"""A long film is played, measured and dragged for so long."""
LIMITS = {
    "shown_s": 2.0,
    "first_picture_s": 0.5,
    "longest_stall_ms": 100.0,
    "dropped_share": 0.01,
    "memory_growth_mb_a_min": 10.0,
}


class Heartbeat:
    """Notes the pauses between the turns of the UI thread's event loop."""

    def __init__(self) -> None:
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


def wait(seconds: float, until: Callable[[], bool] = lambda: False) -> None:
    """Run the event loop for a while, or until something holds."""
    loop = QEventLoop()
    timer = QTimer(interval=20)
    timer.timeout.connect(lambda: until() and loop.quit())
    timer.start()
    QTimer.singleShot(round(1000 * seconds), loop, loop.quit)
    loop.exec()
    timer.stop()


class Run:
    """One window, from the command to its end."""

    def __init__(self, movie: Path, *, began_s: float) -> None:
        from avts_desktop.early.qt import prepare_qt

        prepare_qt()
        from PySide6.QtWidgets import QApplication

        from avts_desktop.app import Application, Places

        self._movie = movie
        self._qt = QApplication(sys.argv[:1])
        none = Places(preferences=None, memory=None, cache=None)
        self._app = Application(self._qt, places=none)
        self._app.window.resize(1600, 1000)
        self._app.window.show()
        self._qt.processEvents()
        self.figures: dict[str, float] = {"shown_s": time.time() - began_s}
        self._pictures_s: list[float] = []
        self._app.on_picture(lambda _: self._pictures_s.append(time.perf_counter()))
        self._heartbeat = Heartbeat()
        wait(1.0)

    def open(self) -> None:
        """Open the film and wait for its first picture."""
        self._heartbeat.restart()
        opened_s = time.perf_counter()
        self._app.open(self._movie)
        wait(10, lambda: bool(self._pictures_s))
        self.figures["first_picture_s"] = self._pictures_s[0] - opened_s

    def be_busy(self) -> None:
        """Play, measure, drag and zoom, all at once."""
        from avts_desktop.state.analysis import Stage

        analysis, timeline = self._app.workspace.analysis, self._app.controls.timeline
        self._app.controls.playback.play()
        began_s = time.perf_counter()
        while (
            analysis.stage is Stage.RUNNING and time.perf_counter() - began_s < BUSY_S
        ):
            self._drag_slider()
            timeline.zoom(0.7, 10.0)
            wait(0.2)
            timeline.show_all()
        pauses = sorted(self._heartbeat.pauses_ms)
        self.figures |= {
            "busy_s": time.perf_counter() - began_s,
            "longest_stall_ms": pauses[-1],
            "stall_ms_999_of_1000": pauses[int(0.999 * len(pauses))],
            "stalls_over_50_ms": sum(pause > 50 for pause in pauses),
            "dropped_while_busy": self._app.workspace.player.num_dropped,
        }

    def just_play(self, seconds: float) -> None:
        """Play while nothing else is done."""
        playback, player = self._app.controls.playback, self._app.workspace.player
        self._app.controls.analysis.cancel()
        playback.pause()
        playback.seek(0.0)
        wait(2.0)
        playback.play()
        wait(3.0)
        self._heartbeat.restart()
        pictures, dropped = len(self._pictures_s), player.num_dropped
        before_mb = memory_mb()
        wait(seconds)
        pictures = len(self._pictures_s) - pictures
        dropped = player.num_dropped - dropped
        self.figures |= {
            "shown_pictures": pictures,
            "dropped_pictures": dropped,
            "dropped_share": dropped / max(1, pictures + dropped),
            "memory_mb": memory_mb(),
            "memory_growth_mb_a_min": (memory_mb() - before_mb) * 60 / seconds,
            "longest_stall_while_playing_ms": max(self._heartbeat.pauses_ms),
        }

    def close(self) -> None:
        """Close the window."""
        began_s = time.perf_counter()
        self._app.window.close()
        self.figures["close_s"] = time.perf_counter() - began_s

    def _drag_slider(self) -> None:
        """Move the mouse with the button down over the delay slider, to and fro."""
        from avts_desktop.views.delay_slider import DelaySlider

        slider = self._app.window.findChild(DelaySlider)
        button, y = Qt.MouseButton.LeftButton, slider.height() // 2
        QTest.mousePress(slider, button, pos=QPoint(slider.width() // 2, y))
        for step in range(60):
            x = slider.width() / 2 + slider.width() / 3 * (step % 20 - 10) / 10
            QTest.mouseMove(slider, QPoint(round(x), y))
            wait(0.016)
        QTest.mouseRelease(slider, button, pos=QPoint(slider.width() // 2, y))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--movie", type=Path, required=True)
    parser.add_argument("--play-s", type=float, default=40, help="how long to play")
    parser.add_argument("--child", type=float, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child is not None:
        run = Run(arguments.movie, began_s=arguments.child)
        run.open()
        run.be_busy()
        run.just_play(arguments.play_s)
        run.close()
        print(json.dumps(run.figures))
        return 0
    environment = dict(os.environ)
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryFile("w+") as output:
        command = [sys.executable, *sys.argv, "--child", str(time.time())]
        subprocess.run(command, stdout=output, env=environment, check=True)
        output.seek(0)
        figures = json.loads(output.read().splitlines()[-1])
    over = [name for name, limit in LIMITS.items() if figures[name] > limit]
    print(json.dumps({**figures, "limits": LIMITS, "over": over}, indent=1))
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
