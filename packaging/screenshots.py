#!/usr/bin/env python3
"""Take pictures of the window in each of its states, to be looked at.

::

    python packaging/screenshots.py --out FOLDER [--only WORD]

Drives the real window over movies that it makes itself, and names each file by its
state. It does so on a screen of its own where Xvfb is installed, else on the one that
is there, else without one (offscreen). Takes a few minutes: all is measured for real,
once.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import (  # noqa: TID251 - it drives the window
    QApplication,
    QDialog,
    QWidget,
)

from avts_core.assets import asset_path
from avts_core.data.synthetic.events import BouncingBall
from avts_core.data.synthetic.movie import MovieSettings, make_movie
from avts_core.data.synthetic.retime import OffsetTrack
from avts_core.data.synthetic.scene import Scene, TalkingScene
from avts_core.media.writer import write_movie
from avts_desktop.app import Application, Places
from avts_desktop.early.display import has_display
from avts_desktop.early.qt import prepare_qt
from avts_desktop.settings.preferences import Preferences, save
from avts_desktop.state.analysis import Stage

_SCREEN = "3840x2160x24"
_SIZE_PX = {"width_px": 854, "height_px": 480}
_PATIENCE_S = 180.0
_SETTLE_S = 0.8
"""After this, picture, plots and words are all there."""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A picture to take."""

    name: str
    state: Literal["empty", "opened", "analysing", "done", "error"] = "done"
    movie: str = "early"
    """See `make_movies`."""
    size_px: tuple[int, int] = (1600, 1000)
    """Of the window, before scaling."""
    theme: Literal["dark", "light"] = "dark"
    language: Literal["en", "de", "zh_CN"] = "en"
    scale: float = 1.0
    position_s: float = 4.0
    """Where the playhead stands."""
    delay_ms: float = 0.0
    dialog: str = ""
    """The action whose dialog is taken in place of the window."""


_HD, _UHD_AT_2 = (1280, 720), (1920, 1080)

SHOTS = (
    Shot(name="empty", state="empty"),
    Shot(name="empty-light", state="empty", theme="light"),
    Shot(name="empty-1280x720", state="empty", size_px=_HD),
    Shot(name="opened", state="opened", movie="late"),
    Shot(name="analysing", state="analysing", movie="late"),
    Shot(name="late", movie="late"),
    Shot(name="late-light", movie="late", theme="light"),
    Shot(name="early"),
    Shot(name="early-repaired", delay_ms=120.0),
    Shot(name="early-light", theme="light"),
    Shot(name="early-1280x720", size_px=_HD),
    Shot(name="early-light-1280x720", size_px=_HD, theme="light"),
    Shot(name="jump", movie="jump", position_s=20.0),
    Shot(name="in-sync", movie="in-sync"),
    Shot(name="not-measurable", movie="no-face"),
    Shot(name="not-measurable-light", movie="no-face", theme="light"),
    Shot(name="no-sound", movie="silent", state="opened"),
    Shot(name="error", movie="broken", state="error"),
    Shot(name="error-light", movie="broken", state="error", theme="light"),
    Shot(name="keys", dialog="help.keys"),
    Shot(name="keys-light", dialog="help.keys", theme="light"),
    Shot(name="preferences", dialog="file.preferences"),
    Shot(name="about", dialog="help.about"),
    Shot(name="german", movie="late", language="de"),
    Shot(name="german-empty", state="empty", language="de"),
    Shot(name="german-1280x720", language="de", size_px=_HD),
    Shot(name="german-not-measurable", movie="no-face", language="de"),
    Shot(name="german-keys", language="de", dialog="help.keys"),
    Shot(name="german-preferences", language="de", dialog="file.preferences"),
    Shot(name="chinese", movie="late", language="zh_CN"),
    Shot(name="chinese-empty", state="empty", language="zh_CN"),
    Shot(name="chinese-1280x720", language="zh_CN", size_px=_HD),
    Shot(name="chinese-not-measurable", movie="no-face", language="zh_CN"),
    Shot(name="chinese-preferences", language="zh_CN", dialog="file.preferences"),
    Shot(name="200-percent-3840x2160", scale=2.0, size_px=_UHD_AT_2),
    Shot(name="200-percent-empty", state="empty", scale=2.0, size_px=_UHD_AT_2),
    Shot(name="200-percent-light", scale=2.0, size_px=_UHD_AT_2, theme="light"),
    Shot(name="150-percent", movie="late", scale=1.5, size_px=_HD),
)


def make_movies(folder: Path, wanted: set[str]) -> None:
    """Make those of the movies that are wanted; ``early`` is the sample that ships."""
    late, jump = OffsetTrack(offset_ms=-180.0), OffsetTrack(jumps=((18.0, -140.0),))
    scenes: dict[str, tuple[Scene, int, OffsetTrack]] = {
        "late": (TalkingScene(7, **_SIZE_PX), 36, late),
        "jump": (TalkingScene(7, **_SIZE_PX), 36, jump),
        "in-sync": (TalkingScene(4, **_SIZE_PX), 20, OffsetTrack()),
        "no-face": (BouncingBall(1, **_SIZE_PX), 12, OffsetTrack()),
    }
    for name in scenes.keys() & wanted:
        scene, duration_s, offset = scenes[name]
        settings = MovieSettings(
            duration=Fraction(duration_s), offset=offset, noise_db=-55
        )
        make_movie(folder / f"{name}.mp4", scene, settings=settings)
    scene = scenes["in-sync"][0]
    pictures = ((Fraction(i, 25), scene.picture(i / 25)) for i in range(125))
    if "silent" in wanted:
        write_movie(folder / "silent.mp4", rate=Fraction(25), pictures=pictures)
    (folder / "broken.mp4").write_bytes(b"This is no movie.")


class Session:
    """A window of one language and scale, and the pictures taken of it.

    Parameters
    ----------
    shots
        All with the same language and scale.
    work
        Folder with the movies; measurements are kept there for the next session.
    out
        Where the pictures go.
    """

    def __init__(self, shots: Sequence[Shot], work: Path, out: Path) -> None:
        self._shots, self._out = shots, out
        self._movies = {path.stem: path for path in work.glob("*.mp4")}
        self._movies["early"] = asset_path("sample.mp4")
        chosen = work / "preferences.toml"
        save(Preferences(language=shots[0].language), chosen)
        prepare_qt()
        self._qt = QApplication(sys.argv[:1])
        places = Places(preferences=chosen, memory=None, cache=work / "cache")
        self._application = Application(self._qt, places=places)
        self._state = self._application.workspace
        self._open: Path | None = None

    def take(self) -> None:
        """Take all pictures and close the window."""
        self._application.window.show()
        for shot in self._shots:
            self._prepare(shot)
            widget = self._dialog(shot) if shot.dialog else self._application.window
            self._wait(_SETTLE_S)
            widget.grab().save(str(self._out / f"{shot.name}.png"))
            sys.stdout.write(f"{shot.name}\n")
            sys.stdout.flush()
            if shot.dialog:
                widget.close()
        self._application.window.close()
        self._wait(_SETTLE_S)

    def _prepare(self, shot: Shot) -> None:
        """Bring the window into a state."""
        controls = self._application.controls
        controls.preferences.change(theme=shot.theme)
        self._application.window.resize(*shot.size_px)
        if shot.state in {"empty", "error"}:
            controls.media.close_movie()
            self._open = None
        if shot.state == "empty":
            return
        path = self._movies[shot.movie]
        if path != self._open:
            controls.media.open(path)
            self._open = path
        if shot.state == "error":
            self._wait_for(lambda: self._state.session.message is not None)
            return
        self._wait_for(lambda: getattr(self._state.session.movie, "path", "") == path)
        if shot.state == "analysing":
            analysis = self._state.analysis
            self._wait_for(
                lambda: analysis.measured is not None and analysis.fraction > 0.4
            )
        elif shot.state == "done":
            self._wait_for(lambda: self._state.analysis.stage is Stage.DONE)
            controls.playback.seek(shot.position_s)
            controls.delay.set_ms(shot.delay_ms)

    def _dialog(self, shot: Shot) -> QWidget:
        """Open a dialog by its action."""
        self._application.wiring.commands.actions[shot.dialog].trigger()
        windows = self._qt.topLevelWidgets()
        return next(w for w in windows if isinstance(w, QDialog) and w.isVisible())

    def _wait_for(self, is_reached: Callable[[], bool]) -> None:
        stop = time.monotonic() + _PATIENCE_S
        while not is_reached():
            self._wait(0.02)
            if time.monotonic() > stop:
                problem = self._state.analysis.problem or self._state.session.message
                sys.exit(f"The window did not get there: {problem}")

    def _wait(self, duration_s: float) -> None:
        stop = time.monotonic() + duration_s
        while (left_s := stop - time.monotonic()) > 0:
            flags = QEventLoop.ProcessEventsFlag.AllEvents
            self._qt.processEvents(flags, round(1000 * left_s))
            time.sleep(min(left_s, 0.005))


@contextlib.contextmanager
def a_screen() -> Iterator[dict[str, str]]:
    """Give the environment of a screen that is large enough."""
    if shutil.which("Xvfb") is None:
        if not has_display():
            sys.stderr.write("No display and no Xvfb: Qt draws offscreen.\n")
            yield {"QT_QPA_PLATFORM": "offscreen"}
        else:
            yield {}
        return
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", _SCREEN, "-nolisten", "tcp"]
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            number = server.stdout.readline().strip() if server.stdout else ""
            yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        finally:
            server.terminate()


def main(arguments: Sequence[str]) -> int:
    """Take the pictures and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="where they go")
    parser.add_argument("--only", default="", help="those whose name has this word")
    parser.add_argument("--session", help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    wish = parser.parse_args(arguments)
    sessions: dict[str, list[Shot]] = {}
    for shot in SHOTS:
        if wish.only in shot.name:
            key = f"{shot.language} {shot.scale}"
            sessions.setdefault(key, []).append(shot)
    if wish.session:
        Session(sessions[wish.session], wish.work, wish.out).take()
        return 0
    wish.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, a_screen() as screen:
        make_movies(
            Path(name), {shot.movie for shots in sessions.values() for shot in shots}
        )
        return max(_run(key, screen, Path(name), wish) for key in sessions)


def _run(key: str, screen: dict[str, str], work: Path, wish: argparse.Namespace) -> int:
    """Take a session's pictures in a process, since Qt reads its scale once."""
    env = {**os.environ, **screen, "QT_SCALE_FACTOR": key.split()[1]}
    command = [sys.executable, __file__, "--out", str(wish.out), "--only", wish.only]
    command += ["--session", key, "--work", str(work)]
    return subprocess.run(command, env=env, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
