"""How long do the lanes of a three-hour film take to redraw?

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/lanes.py

Fills the real stack of lanes, 1600 x 1000 px, with a generated film (270,000 times by
301 lags, 1.08 million frames of sound) and redraws it: at other places while panning
and zooming, at other delays, with the playhead elsewhere, and with a second of film
added. Each is the time from the change of the state to the picture. Also measured are
the digesting (the longest step on the UI thread, and all of it) and the panning and
zooming at a device pixel ratio of 2.

Prints one JSON object, times in ms; "busy" is the median of the processor's time, which
other work on the machine does not lengthen. Exits with 1 if a median is over 16 ms.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from avts_desktop.state.measured import FacePath, Measured, Piece
from avts_desktop.state.movie import Movie, SoundTrack
from avts_desktop.state.timeline import Marker
from avts_desktop.state.workspace import Workspace
from avts_desktop.views.lanes.digest import Digest
from avts_desktop.views.lanes.lane import Lane
from avts_desktop.views.lanes.lanes import LanesView
from avts_desktop.views.look import Look

LIMIT_MS = 16.0
SIZE_PX = (1600, 1000)
NUM_LAGS = 301
LAG_MS = np.linspace(-1500, 1500, NUM_LAGS, dtype=np.float32)
ROUNDS = 60
Times = tuple[float, float]
"""In ms: on the clock, and of the processor."""


def make_movie(seconds: int) -> Movie:
    """Describe a film."""
    track = SoundTrack(number=0, language=None, title=None, codec="aac", num_channels=2)
    return Movie(
        path=Path("film.mov"),
        identity="film",
        duration=Fraction(seconds),
        fps=Fraction(25),
        width_px=1920,
        height_px=1080,
        first_frame=0,
        is_drop_frame=False,
        is_variable_rate=False,
        is_interlaced=False,
        video_codec="h264",
        tracks=(track,),
    )


def make_piece(seconds: int) -> Piece:
    """Invent the measurements of a film: shots of people, and some without."""
    rng = np.random.default_rng(0)
    num_times, num_frames = 25 * seconds, 100 * seconds
    fit = rng.integers(60, 110, (num_times, NUM_LAGS), dtype=np.uint8)
    rolling = np.repeat(rng.choice([20, 30, 120, -30], num_times // 5000 + 1), 5000)
    rolling = rolling[:num_times] + 10 * np.repeat(
        rng.integers(-1, 2, num_times // 60 + 1), 60
    )[:num_times].astype(np.float32)
    best = np.rint((rolling - LAG_MS[0]) / 10).astype(np.intp)
    for shift in range(-5, 6):
        height = (60 * np.exp(-((shift / 3) ** 2))) * rng.uniform(0.3, 1, num_times)
        fit[np.arange(num_times), best + shift] += height.astype(np.uint8)
    speaker = np.full(num_times, -1, np.int32)
    faces, cuts_s, at = [], [], 0
    while at < num_times:
        stop = min(at + int(rng.integers(40, 300)), num_times)
        cuts_s.append(at * 0.04)
        if rng.random() < 0.2:
            fit[at:stop] = 0
            rolling[at:stop] = np.nan
        else:
            times_s = np.arange(at, stop, 5, dtype=np.float32) * np.float32(0.04)
            boxes = np.zeros((len(times_s), 4), np.float32)
            faces.append(FacePath(track=len(faces), times_s=times_s, boxes=boxes))
            speaker[at:stop] = len(faces) - 1
        at = stop
    loud = np.repeat(rng.integers(0, 120, num_frames // 20 + 1), 20)[:num_frames]
    mel = (loud[:, None] * np.linspace(2, 0.5, 80)).astype(np.uint8)
    return Piece(
        fit=fit,
        rolling_ms=rolling.astype(np.float32),
        speaker=speaker,
        mel=mel,
        peaks=np.stack((-loud, loud), axis=1).astype(np.int8),
        faces=tuple(faces),
        cuts_s=tuple(cuts_s),
    )


def make_measured(seconds: int) -> Measured:
    """Return room for the measurements of a film."""
    return Measured(
        start_s=0.0, sound_start_s=0.0, lag_ms=LAG_MS, room_s=float(seconds)
    )


class Stopwatch:
    """Time since it was made: on the clock, and of the processor."""

    def __init__(self) -> None:
        self._began_s = (time.perf_counter(), time.process_time())

    def read_ms(self) -> Times:
        """Return both times so far."""
        clock_s, busy_s = self._began_s
        return (
            1000 * (time.perf_counter() - clock_s),
            1000 * (time.process_time() - busy_s),
        )


class Stack:
    """The lanes with a film in them."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        self.workspace = workspace
        self.view = LanesView(workspace, look)
        self.view.resize(*SIZE_PX)
        self.view.ensurePolished()

    def paint(self, screen: QPixmap) -> None:
        """Paint the lanes as they are; no background, for they leave none to see."""
        children = QWidget.RenderFlag.DrawChildren
        self.view.render(screen, QPoint(), QRegion(), children)

    def times_ms(
        self, changes: Iterator[Callable[[], None]], ratio: float = 1.0
    ) -> list[Times]:
        """Return how long each change takes, from the state to the picture."""
        times_ms = []
        screen = make_screen(ratio)
        self.paint(screen)
        for change in changes:
            watch = Stopwatch()
            change()
            self.paint(screen)
            times_ms.append(watch.read_ms())
        return times_ms


def make_screen(ratio: float = 1.0) -> QPixmap:
    """Return what is painted on; a window too has one that stays."""
    screen = QPixmap(round(SIZE_PX[0] * ratio), round(SIZE_PX[1] * ratio))
    screen.setDevicePixelRatio(ratio)
    screen.fill()
    return screen


def views(
    stack: Stack, seconds: int, ratio: float = 1.0
) -> Iterator[tuple[str, list[Times]]]:
    """Pan at several lengths, and zoom from all to a second."""
    timeline = stack.workspace.timeline

    def show(start_s: float, length_s: float) -> Callable[[], None]:
        return lambda: setattr(timeline, "view", (start_s, start_s + length_s))

    for name, length_s in {
        "pan, 5 s in view": 5.0,
        "pan, 1 min": 60.0,
        "pan, 10 min": 600.0,
        "pan, 1 h": seconds / 3,
        "pan, nearly all": seconds * 0.95,
    }.items():
        step_s = min(length_s / 40, (seconds - length_s) / ROUNDS)
        starts_s = 0.3 * (seconds - length_s) + step_s * np.arange(ROUNDS) / 2
        yield (
            name,
            stack.times_ms((show(s, length_s) for s in starts_s.tolist()), ratio),
        )
    lengths_s = np.geomspace(seconds, 1, 2 * ROUNDS).tolist()
    yield (
        "zoom from all to 1 s",
        stack.times_ms((show(0.4 * (seconds - n), n) for n in lengths_s), ratio),
    )


def moves(stack: Stack, seconds: int) -> Iterator[tuple[str, list[Times]]]:
    """Drag the slider and move the playhead, all of the film in view."""
    workspace = stack.workspace
    workspace.timeline.view = (0.0, float(seconds))

    def delay(value_ms: float) -> Callable[[], None]:
        return lambda: setattr(workspace.delay, "delay_ms", value_ms)

    def go(number: int) -> Callable[[], None]:
        position = Fraction(number * seconds, ROUNDS)
        return lambda: setattr(workspace.player, "position", position)

    yield "slider", stack.times_ms(delay(7.0 * n - 200) for n in range(ROUNDS))
    yield "playhead", stack.times_ms(go(n) for n in range(ROUNDS))


def growth(look: Look, piece: Piece, seconds: int) -> tuple[list[Times], float]:
    """Add seconds to a film whose second half is not measured yet, all in view.

    Returns
    -------
    Times of the whole, and the longest step of the digesting in ms.
    """
    workspace = make_workspace(seconds)
    measured = make_measured(seconds)
    half = seconds // 2
    measured.add(part_of(piece, 0, half))
    workspace.analysis.measured = measured
    stack = Stack(workspace, look)
    longest_ms = drain(stack.view)
    screen, totals_ms = make_screen(), []
    stack.paint(screen)
    for second in range(half, half + 2 * ROUNDS, 2):
        more = part_of(piece, second, second + 2)
        watch = Stopwatch()
        measured.add(more)
        longest_ms = max(longest_ms, drain(stack.view))
        stack.paint(screen)
        totals_ms.append(watch.read_ms())
    return totals_ms, longest_ms


def part_of(piece: Piece, start_s: int, stop_s: int) -> Piece:
    """Cut a stretch out of a film's measurements."""
    rows, frames = slice(25 * start_s, 25 * stop_s), slice(100 * start_s, 100 * stop_s)
    return replace(
        piece,
        first_time=rows.start,
        fit=piece.fit[rows],
        rolling_ms=piece.rolling_ms[rows],
        speaker=piece.speaker[rows],
        first_frame=frames.start,
        mel=piece.mel[frames],
        peaks=piece.peaks[frames],
        faces=tuple(f for f in piece.faces if start_s <= f.times_s[0] < stop_s),
        cuts_s=tuple(c for c in piece.cuts_s if start_s <= c < stop_s),
    )


def drain(view: LanesView) -> float:
    """Digest all that waits, and return the longest step in ms of the processor."""
    longest_ms = 0.0
    while view.is_digesting:
        watch = Stopwatch()
        view.digest_more()
        longest_ms = max(longest_ms, watch.read_ms()[1])
    return longest_ms


def digesting(measured: Measured, seconds: int) -> dict[str, float]:
    """Measure the digesting of a whole film that comes at once, by the processor."""
    watch = Stopwatch()
    digest = Digest(measured, duration_s=seconds)
    steps_ms = [watch.read_ms()[1]]
    while not digest.is_done:
        watch = Stopwatch()
        digest.work()
        steps_ms.append(watch.read_ms()[1])
    return {
        "begin": round(steps_ms[0], 1),
        "longest step": round(max(steps_ms[1:]), 1),
        "all": round(sum(steps_ms)),
    }


def make_workspace(seconds: int) -> Workspace:
    """Open a film without measurements."""
    workspace = Workspace()
    workspace.session.movie = make_movie(seconds)
    workspace.timeline.duration_s = float(seconds)
    workspace.timeline.view = (0.0, float(seconds))
    workspace.timeline.markers = tuple(
        Marker(time_s=t) for t in np.linspace(0, seconds, 12).tolist()
    )
    return workspace


def summary(times_ms: list[Times]) -> dict[str, float]:
    """Return the figures of a measurement."""
    clock_ms, busy_ms = zip(*times_ms, strict=True)
    return {
        "median": round(float(np.median(clock_ms)), 2),
        "95 %": round(float(np.percentile(clock_ms, 95)), 2),
        "worst": round(max(clock_ms), 2),
        "busy": round(float(np.median(busy_ms)), 2),
    }


def main() -> int:
    """Measure, print, and say whether it is fast enough."""
    parser = argparse.ArgumentParser(description="Time the lanes.")
    parser.add_argument("--hours", type=float, default=3.0)
    seconds = round(3600 * parser.parse_args().hours)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    look = Look(theme="dark")
    look.apply_to(app)
    piece = make_piece(seconds)
    workspace = make_workspace(seconds)
    measured = make_measured(seconds)
    measured.add(piece)
    workspace.analysis.measured = measured
    stack = Stack(workspace, look)
    drain(stack.view)
    figures = {}
    for name, times_ms in (*views(stack, seconds), *moves(stack, seconds)):
        figures[name] = summary(times_ms)
    totals_ms, step_ms = growth(look, piece, seconds)
    figures["growth by 2 s"] = summary(totals_ms)
    # Offscreen no screen is dense; a stand-in will do for the lanes.
    Lane.devicePixelRatioF = lambda _: 2.0
    dense = {
        name: summary(times_ms) for name, times_ms in views(stack, seconds, ratio=2.0)
    }
    result = {
        "size_px": SIZE_PX,
        "hours": seconds / 3600,
        "digest": digesting(measured, seconds),
        "growth, longest step": round(step_ms, 1),
        "redraw": figures,
        "redraw at ratio 2": dense,
    }
    print(json.dumps(result, indent=1))
    return int(
        any(f["median"] > LIMIT_MS for f in (*figures.values(), *dense.values()))
    )


if __name__ == "__main__":
    sys.exit(main())
