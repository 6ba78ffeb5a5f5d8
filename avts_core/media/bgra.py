"""Pictures in the colours and the layout that screens take."""

from typing import Any, cast

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray

_HD_LINES = 720
"""Pictures of so many lines are coded by BT.709 where the file does not say."""
# ITU-T H.273, table 4: the numbers that files give for the matrix.
_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
_MIN_PX = 2
_UNBLENDED_SHARE = 0.75
"""An interlaced picture shrunk to less than this has its lines mixed already."""


def fit(
    frame: av.VideoFrame, pixel_aspect: float, width_px: int, height_px: int
) -> tuple[int, int]:
    """Return the size of a picture with square pixels that fits in another size.

    It is not enlarged; its rotation is not looked at.
    """
    width, height = frame.width * pixel_aspect, frame.height
    scale = min(1.0, width_px / width, height_px / height)
    return max(_MIN_PX, round(width * scale)), max(_MIN_PX, round(height * scale))


class BgraConverter:
    """Converts pictures one after the other; for one thread.

    swscale works out its tables once for each size and kind of picture, hence one
    converter is kept for many pictures.
    """

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def convert(
        self, frame: av.VideoFrame, width_px: int, height_px: int
    ) -> NDArray[np.uint8]:
        """Return a picture [shape=(height_px, width_px, 4), uint8], opaque."""
        out = self._reformatter.reformat(
            frame,
            width=width_px,
            height=height_px,
            format="bgra",
            src_colorspace=_matrix(frame),
            dst_colorspace=Colorspace.ITU709,
            src_color_range=_range(frame),
            dst_color_range=ColorRange.JPEG,
            threads=1,
        )
        picture = _view(out)
        if frame.interlaced_frame and height_px > _UNBLENDED_SHARE * frame.height:
            # Neighbouring lines show two moments: mixed, as they are measured.
            picture = cast("NDArray[np.uint8]", cv2.blur(picture, (1, 2)))
        return np.ascontiguousarray(picture)


def _view(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """Return a frame of four bytes a pixel without a copy; it keeps the frame."""
    plane = frame.planes[0]
    memory = cast("Any", plane)  # it has the buffer protocol, its stubs say not
    rows = np.frombuffer(memory, np.uint8).reshape(-1, plane.line_size)
    wanted = rows[: frame.height, : 4 * frame.width]
    return wanted.reshape(frame.height, frame.width, 4)


def _matrix(frame: av.VideoFrame) -> Colorspace:
    """Return how the colours are coded, or what is usual for the size."""
    usual = Colorspace.ITU709 if frame.height >= _HD_LINES else Colorspace.ITU601
    return _MATRICES.get(int(frame.colorspace), usual)


def _range(frame: av.VideoFrame) -> ColorRange:
    """Return whether brightness takes all values or 16 to 235."""
    is_full = frame.color_range == ColorRange.JPEG or frame.format.name.startswith(
        "yuvj"
    )
    if is_full or frame.format.is_rgb:
        return ColorRange.JPEG
    return ColorRange.MPEG
