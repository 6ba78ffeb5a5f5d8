"""Scenes: something to see and hear whose instants are known exactly."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from avts_core.data.synthetic.camera import Camera, draw_camera
from avts_core.data.synthetic.head import Framing, TalkingHead
from avts_core.data.synthetic.look import draw_look
from avts_core.data.synthetic.motion import HeadMotion
from avts_core.data.synthetic.talk import Talk

LEAD_S = 4
"""A scene goes on before time 0, so that shifted sound has something to show."""


class Scene(Protocol):
    """Something to see and hear."""

    def picture(self, time_s: float) -> NDArray[np.uint8]:
        """Give the picture of a time [shape=(height, width, 3), uint8], RGB."""
        ...

    def sound(self, rate_hz: int) -> Iterator[NDArray[np.float32]]:
        """Give blocks [shape=(samples,)] for ever; the first sample is at -`LEAD_S`."""
        ...


class TalkingScene:
    """A head that talks."""

    def __init__(
        self,
        seed: int,
        *,
        width_px: int,
        height_px: int,
        face_share: float | None = None,
    ) -> None:
        rng = np.random.default_rng([seed, 10])
        look = draw_look(rng)
        motion = HeadMotion(rng, liveliness=rng.uniform(0.5, 1.3))
        share = rng.uniform(0.4, 0.58)
        framing = Framing(
            width_px=width_px,
            height_px=height_px,
            face_share=face_share or min(share, 0.62 * width_px / height_px),
            centre_x=rng.uniform(0.45, 0.55),
            centre_y=rng.uniform(0.43, 0.5),
        )
        self.talk = Talk(seed, start_s=-float(LEAD_S))
        self.head = TalkingHead(look, motion, framing, pose_at=self.talk.pose_at)
        self._camera = Camera(draw_camera(rng), self.head.draw, rng)

    def picture(self, time_s: float) -> NDArray[np.uint8]:
        """Give the picture of a time [shape=(height, width, 3), uint8], RGB."""
        return self._camera.shoot(time_s)

    def sound(self, rate_hz: int) -> Iterator[NDArray[np.float32]]:
        """Give blocks [shape=(samples,)] for ever; the first sample is at -`LEAD_S`."""
        return self.talk.sound(rate_hz)
