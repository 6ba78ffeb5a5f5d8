"""Stand-ins for the player and the analyst, and small things that tests need often."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from avts_core.sync.report import OffsetSpan, Status, SyncReport
from avts_core.sync.verdict import find_profile
from avts_core.sync.verdict import judge as judge_offset
from avts_desktop.jobs.messages import AnalysisWish
from avts_desktop.playback.transport import Transport
from avts_desktop.state.movie import Movie, SoundTrack

__all__ = ["FakeAnalyst", "FakeTransport", "a_movie", "a_report"]


class FakeTransport(Transport):
    """A player that notes what it is told; tests emit its signals."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Any, ...]] = []

    def named(self, name: str) -> list[tuple[Any, ...]]:
        """Return the arguments of all calls of this name."""
        return [call[1:] for call in self.calls if call[0] == name]

    def open(self, movie: Movie, *, track: int = 0) -> None:
        self.calls.append(("open", movie, track))

    def close(self) -> None:
        self.calls.append(("close",))

    def play(self) -> None:
        self.calls.append(("play",))
        self.playing_changed.emit(True)

    def pause(self) -> None:
        self.calls.append(("pause",))
        self.playing_changed.emit(False)

    def seek(self, time: Fraction) -> None:
        self.calls.append(("seek", time))

    def step(self, num_frames: int) -> None:
        self.calls.append(("step", num_frames))

    def set_speed(self, speed: float) -> None:
        self.calls.append(("set_speed", speed))

    def set_delay_ms(self, delay_ms: float) -> None:
        self.calls.append(("set_delay_ms", delay_ms))

    def set_monitor_latency_ms(self, latency_ms: float) -> None:
        self.calls.append(("set_monitor_latency_ms", latency_ms))

    def set_volume(self, volume: float) -> None:
        self.calls.append(("set_volume", volume))

    def set_muted(self, is_muted: bool) -> None:
        self.calls.append(("set_muted", is_muted))

    def set_track(self, track: int) -> None:
        self.calls.append(("set_track", track))

    def set_looping(self, is_looping: bool) -> None:
        self.calls.append(("set_looping", is_looping))

    def set_view_size(self, width_px: int, height_px: int) -> None:
        self.calls.append(("set_view_size", width_px, height_px))

    def shutdown(self) -> None:
        self.calls.append(("shutdown",))


class FakeAnalyst(QObject):
    """An analyst that notes what it is asked; tests emit its signals."""

    ready = Signal(object)
    identified = Signal(str)
    began = Signal(object)
    grew = Signal(object)
    progressed = Signal(object)
    reported = Signal(object, object)
    finished = Signal()
    failed = Signal(str)
    cancelled = Signal()
    noted = Signal(str)
    lost = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[AnalysisWish] = []
        self.is_busy = False
        self.is_closed = False
        self.is_warm = False

    def warm_up(self) -> None:
        self.is_warm = True

    def start(self, wish: AnalysisWish) -> None:
        self.wishes.append(wish)
        self.is_busy = True

    def cancel(self) -> None:
        if self.is_busy:
            self.is_busy = False
            self.cancelled.emit()

    def close(self) -> None:
        self.is_closed = True


def a_movie(**changes: Any) -> Movie:
    """Return a movie of ten seconds with picture and two sound tracks."""
    movie = Movie(
        path=Path("/films/talk.mp4"),
        identity="content-1",
        duration=Fraction(10),
        fps=Fraction(25),
        width_px=320,
        height_px=240,
        first_frame=0,
        is_drop_frame=False,
        is_variable_rate=False,
        is_interlaced=False,
        video_codec="h264",
        tracks=(a_track(0), a_track(1)),
    )
    return replace(movie, **changes)


def a_track(number: int) -> SoundTrack:
    """Return a stereo track."""
    return SoundTrack(
        number=number, language="eng", title=None, codec="aac", num_channels=2
    )


def a_report(
    offset_ms: float | None = 120.0,
    *,
    spans: tuple[tuple[float, float, float], ...] = (),
    profile: str = "ebu-r37",
) -> SyncReport:
    """Return a report; spans are start, end and offset; None is not measurable."""
    limits = find_profile(profile)
    base = SyncReport(
        file="/films/talk.mp4",
        status=Status.NOT_MEASURABLE,
        reason="no face was found",
        profile=limits,
        tool_version="1.0",
        fps=25.0,
    )
    if offset_ms is None:
        return base
    return replace(
        base,
        status=Status.OK,
        reason=None,
        offset_ms=offset_ms,
        uncertainty_ms=4.0,
        confidence=0.97,
        coverage=0.8,
        spans=tuple(
            OffsetSpan(start_s=a, end_s=b, offset_ms=ms, confidence=0.9)
            for a, b, ms in spans
        ),
        verdict=judge_offset(
            offset_ms, limits, span_offsets_ms=tuple(ms for _, _, ms in spans)
        ),
    )
