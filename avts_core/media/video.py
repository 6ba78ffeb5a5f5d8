"""Pictures of a movie with exact times, each decoded once.

The luma plane is handed out as a view wherever the pixel format allows it:
converting every 1080-line picture through swscale costs more than decoding it.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, cast

import av
import av.container
import cv2
import numpy as np
from numpy.typing import NDArray

from avts_core.errors import MediaError, NoPictureError, UnreadableError
from avts_core.media.bgra import BgraConverter, fit
from avts_core.media.probe import picture_rate, pixel_aspect, playable_video
from avts_core.media.stream import StreamReader

DECODER_THREADS = 8
"""Pictures decoded at a time: more than cores, since they go on being decoded while
the reader looks at one for longer."""
_ROTATIONS = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_CLOCKWISE,
}
_LUMA_FIRST = re.compile(
    r"yuvj?4\d\dp(\d+le)?$|nv(12|21|16|24|42)$|gray(\d+le)?$|p[024]1\d"
)
"""Pixel formats whose first plane is brightness alone, in words as this machine has."""
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
            plane = _uint8(cv2.blur(plane, (1, 2)))
        if abs(self._pixel_aspect - 1) > _MIN_ASPECT_CHANGE:
            width = round(plane.shape[1] * self._pixel_aspect)
            plane = _uint8(cv2.resize(plane, (width, plane.shape[0])))
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
        return self._upright(_uint8(small.to_ndarray()))

    def bgra(
        self, converter: BgraConverter, width_px: int, height_px: int
    ) -> NDArray[np.uint8]:
        """Return colours for a screen, scaled down to fit in a size.

        Parameters
        ----------
        converter
            Made once and used for picture after picture.
        width_px, height_px
            The room there is; a picture that is smaller keeps its size.

        Returns
        -------
        [shape=(height, width, 4), uint8] blue, green, red, opaque.
        """
        is_turned = int(self._frame.rotation or 0) % 180 != 0
        room = (height_px, width_px) if is_turned else (width_px, height_px)
        size = fit(self._frame, self._pixel_aspect, *room)
        return self._upright(converter.convert(self._frame, *size))

    def _upright(self, array: NDArray[np.uint8]) -> NDArray[np.uint8]:
        turn = _ROTATIONS.get(int(self._frame.rotation or 0) % 360)
        return array if turn is None else _uint8(cv2.rotate(array, turn))


def _luma_plane(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """Return the stored brightness as 8 bits, without a copy if possible."""
    name, bits = frame.format.name, frame.format.components[0].bits
    plane = frame.planes[0]
    stride = plane.line_size
    if not _LUMA_FIRST.match(name) or stride <= 0:
        return _uint8(frame.reformat(format="gray8").to_ndarray())
    memory = cast("Any", plane)  # it has the buffer protocol, its stubs say not
    if bits == 8:
        rows = np.frombuffer(memory, np.uint8).reshape(-1, stride)
        return rows[: frame.height, : frame.width]
    words = np.frombuffer(memory, np.uint16).reshape(-1, stride // 2)
    # p010 keeps its bits at the top of the word, yuv420p10 at the bottom.
    top = 16 if name.startswith("p") else bits
    values = words[: frame.height, : frame.width]
    return _uint8(cv2.convertScaleAbs(values, alpha=1 / (1 << (top - 8))))


def _uint8(array: Any) -> NDArray[np.uint8]:  # noqa: ANN401 - what a library gives
    """Tell the type checker what OpenCV and PyAV do not."""
    return cast("NDArray[np.uint8]", array)


class PictureReader(StreamReader[av.VideoFrame]):
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
        Packets and pictures skipped so far because they are damaged.

    Raises
    ------
    UnreadableError
        On entering, if the file is not a movie; at the end, if damage let no picture
        be decoded.
    NoPictureError
        On entering or at the end, if it has no picture.
    """

    _MARGIN = Fraction(0)

    def __iter__(self) -> Iterator[Picture]:
        """Yield pictures whose times rise; those out of order are passed over."""
        span = self._span
        last: Fraction | None = None
        for decoded_time, frame in self._timed_frames():
            time = decoded_time + self._delay_of(frame)
            if last is not None and time <= last:
                # A picture shown twice is no damage, one from the past is.
                self._reader.num_damaged += time < last
                continue
            last = time
            if span is not None and time >= span.stop:
                return
            if span is None or time >= span.start:
                yield Picture(frame, time, self._aspect)

    def _choose(self, container: av.container.InputContainer) -> av.VideoStream:
        """Return the stream to show.

        Raises
        ------
        NoPictureError
            If there is none.
        """
        stream = playable_video(container)
        if stream is None:
            msg = f"{self._path.name} has no picture."
            raise NoPictureError(msg)
        # Frames in parallel; the order and the times stay the same.
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = DECODER_THREADS
        # Pictures that no other is made from go without smoothing of block edges: a
        # tenth of the decoding, unseen in a crop shrunk to 80 pixels.
        stream.codec_context.options = {"skip_loop_filter": "noref"}
        self._spacing = 1 / picture_rate(stream)
        self._aspect = float(pixel_aspect(stream))
        return stream

    def _length_of(self, frame: av.VideoFrame) -> Fraction:
        del frame
        return self._spacing

    def _delay_of(self, frame: av.VideoFrame) -> Fraction:
        """Return how long after its timestamp a picture shows the moment it does.

        The two fields of an interlaced picture are averaged; their mean moment lies a
        quarter of a frame after the first.
        """
        return self._spacing / 4 if frame.interlaced_frame else Fraction(0)

    def _can_begin_with(self, frame: av.VideoFrame) -> bool:
        # Pictures before the first that stands alone lack what they refer to.
        return frame.key_frame

    def _nothing_decoded(self) -> MediaError:
        name = self._path.name
        if self.num_damaged:
            return UnreadableError(f"{name} is damaged: no picture can be decoded.")
        return NoPictureError(f"{name} has a picture track without a picture.")
