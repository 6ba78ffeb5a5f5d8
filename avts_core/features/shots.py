"""Find cuts between shots, picture by picture."""

import cv2
import numpy as np
from numpy.typing import NDArray
from scenedetect import FrameTimecode
from scenedetect.detectors import ContentDetector

THUMBNAIL_SIDE_PX = 96
"""Pictures are compared at this size: cuts are large, noise is small."""


class ShotDetector:
    """Tells when a new shot begins.

    PySceneDetect's content detector on the brightness of thumbnails: a cut is where
    the mean change exceeds its standard threshold of 27 grey levels.
    """

    def __init__(self) -> None:
        self._detector = _detector()
        self._count = 0
        self._shape: tuple[int, ...] | None = None

    def is_cut(self, luma: NDArray[np.uint8]) -> bool:
        """Tell whether this picture starts a new shot.

        Parameters
        ----------
        luma
            [shape=(height, width), uint8] the next picture.
        """
        step = max(1, max(luma.shape) // THUMBNAIL_SIDE_PX)
        small = np.ascontiguousarray(luma[step // 2 :: step, step // 2 :: step])
        has_new_size = self._shape is not None and small.shape != self._shape
        if has_new_size:
            # The picture changed its size within the film: surely another shot.
            self._detector = _detector()
        self._shape = small.shape
        time = FrameTimecode(self._count, fps=25.0)
        self._count += 1
        cuts = self._detector.process_frame(time, cv2.merge([small] * 3))
        return has_new_size or bool(cuts)


def _detector() -> ContentDetector:
    return ContentDetector(luma_only=True, min_scene_len=1)
