"""Pictures of a movie with exact times, each decoded once.

The luma plane is handed out as a view wherever the pixel format allows it:
converting every 1080-line picture through swscale costs more than decoding it.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from avts_core.errors import NoPictureError
from avts_core.media.container import FrameWalker, clock_origin, open_movie
from avts_core.media.probe import playable_video
from avts_core.timebase import Span

_ROTATIONS = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_CLOCKWISE,
}
_MIN_ASPECT_CHANGE = 0.02
"""Pixels closer to square than this are left alone: 1119:1120 is square."""


class Picture:
    """One decoded picture, upright and with square pixels.

    Parameters
    ----------
    frame
        What PyAV decoded; kept alive for as long as the picture is.
    time
        Presentation time in seconds on the movie's clock.
    pixel_aspect
        Width of a stored pixel over its height.
    """

    def __init__(
        self, frame: av.VideoFrame, time: Fraction, pixel_aspect: float = 1.0
    ) -> None:
        self._frame = frame
        self._pixel_aspect = pixel_aspect
        self.time = time

    def luma(self) -> NDArray[np.uint8]:
        """Return brightness [shape=(height, width), uint8].

        A view of the decoder's memory where nothing has to be done to it: do not
        write to it.
        """
        plane = _luma_plane(self._frame)
        if self._frame.interlaced_frame:
            # Neighbouring lines show two moments; their mean shows the middle one.
            plane = cv2.blur(plane, (1, 2))
        if abs(self._pixel_aspect - 1) > _MIN_ASPECT_CHANGE:
            width = round(plane.shape[1] * self._pixel_aspect)
            plane = cv2.resize(plane, (width, plane.shape[0]))
        return self._upright(plane)

    def rgb(self, max_side_px: int | None = None) -> NDArray[np.uint8]:
        """Return colours [shape=(height, width, 3), uint8], scaled down if larger."""
        width, height = self._frame.width * self._pixel_aspect, self._frame.height
        scale = min(1.0, (max_side_px or np.inf) / max(width, height))
        small = self._frame.reformat(
            width=max(2, round(width * scale)),
            height=max(2, round(height * scale)),
            format="rgb24",
        )
        return self._upright(small.to_ndarray())

    def _upright(self, array: NDArray[np.uint8]) -> NDArray[np.uint8]:
        turn = _ROTATIONS.get(int(self._frame.rotation or 0) % 360)
        return array if turn is None else cv2.rotate(array, turn)


def _luma_plane(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """Return the stored brightness as 8 bits, without a copy if possible."""
    name = frame.format.name
    if name.startswith(("yuv", "nv", "gray", "p0", "p2", "p4")) and not name.startswith(
        ("yuyv", "yuva")
    ):
        component = frame.format.components[0]
        plane = frame.planes[0]
        if component.bits == 8 and name not in {"yuyv422"}:
            rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
            return rows[: frame.height, : frame.width]
        if component.bits > 8 and not name.endswith("be"):
            rows = np.frombuffer(plane, np.uint16).reshape(-1, plane.line_size // 2)
            values = rows[: frame.height, : frame.width]
            # p010 keeps its bits at the top of the word, yuv420p10 at the bottom.
            top = 16 if name.startswith("p") else component.bits
            return cv2.convertScaleAbs(values, alpha=1 / (1 << (top - 8)))
    return frame.reformat(format="gray8").to_ndarray()


class PictureReader:
    """Read a movie's pictures in order of time.

    A context manager and an iterator; one thread only.

    Parameters
    ----------
    path
        The movie.
    span
        Stretch of the movie's clock to read; all of it by default.

    Attributes
    ----------
    num_damaged : int
        Packets skipped so far because they could not be decoded.

    Raises
    ------
    UnreadableError
        On entering, if the file is not a movie.
    NoPictureError
        On entering, if it has no picture.
    """

    def __init__(self, path: Path, *, span: Span | None = None) -> None:
        self._path = Path(path)
        self._span = span
        self._stack = ExitStack()
        self._walker: FrameWalker | None = None

    def __enter__(self) -> Self:
        container = self._stack.enter_context(open_movie(self._path))
        stream = playable_video(container)
        if stream is None:
            self._stack.close()
            msg = f"{self._path.name} has no picture."
            raise NoPictureError(msg)
        # Frames in parallel; the order and the times stay the same.
        stream.thread_type = "AUTO"
        self._origin = clock_origin(container)
        self._stream = stream
        self._walker = FrameWalker(container, stream)
        if self._span is not None and self._span.start > 0:
            ticks = int((self._span.start + self._origin) / stream.time_base)
            container.seek(ticks, stream=stream, backward=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._walker = None
        self._stack.close()

    @property
    def num_damaged(self) -> int:
        """Packets skipped so far."""
        return self._walker.num_damaged if self._walker is not None else 0

    def __iter__(self) -> Iterator[Picture]:
        """Yield pictures whose times rise; repeated times are passed over."""
        assert self._walker is not None, "use the reader in a with statement"
        rate = self._stream.average_rate or self._stream.guessed_rate or Fraction(25)
        aspect = float(self._stream.sample_aspect_ratio or 1) or 1.0
        last: Fraction | None = None
        for frame in self._walker:
            time = self._time_of(frame, last, 1 / Fraction(rate))
            if last is not None and time <= last:
                continue
            last = time
            if self._span is not None and time < self._span.start:
                continue
            if self._span is not None and time >= self._span.stop:
                return
            yield Picture(frame, time, aspect)

    def _time_of(
        self, frame: av.VideoFrame, last: Fraction | None, spacing: Fraction
    ) -> Fraction:
        """Return the presentation time; raw streams without one count on."""
        if frame.pts is None or not frame.time_base:
            return Fraction(0) if last is None else last + spacing
        time = frame.pts * frame.time_base - self._origin
        # Both fields of an interlaced picture are averaged; their mean moment lies
        # a quarter of a frame after the first.
        return time + spacing / 4 if frame.interlaced_frame else time
