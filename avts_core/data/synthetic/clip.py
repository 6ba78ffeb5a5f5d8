"""Short talking heads in memory, for training."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from avts_core.clips import AudioClip, VideoClip
from avts_core.data.synthetic.retime import OffsetTrack, retime
from avts_core.data.synthetic.scene import LEAD_S, TalkingScene


@dataclass(frozen=True, kw_only=True)
class TalkingHeadClip:
    """A talking head in perfect sync, and where its mouth is."""

    video: VideoClip
    audio: AudioClip
    mouth_corners_px: NDArray[np.float32]
    """[shape=(time, 2, 2), float32] x and y of the left and the right corner."""
    face_height_px: float


def talking_head_clip(
    seed: int,
    duration_s: float,
    *,
    rate: Fraction = Fraction(25),
    size_px: tuple[int, int] = (240, 320),
    audio_rate_hz: int = 16000,
) -> TalkingHeadClip:
    """Make a talking head without encoding it.

    Parameters
    ----------
    seed
        Everything follows from it: the person, the talk, the room.
    size_px
        Height and width.

    Examples
    --------
    >>> clip = talking_head_clip(1, 0.2, size_px=(96, 96))
    >>> clip.video.pictures.shape, clip.audio.samples.shape
    ((5, 96, 96, 3), (1, 3200))
    """
    height_px, width_px = size_px
    scene = TalkingScene(seed, width_px=width_px, height_px=height_px)
    duration = Fraction(duration_s).limit_denominator(audio_rate_hz)
    times_s = np.array([float(i / rate) for i in range(int(duration * rate))])
    corners_px = np.stack([scene.head.mouth_corners_px(t) for t in times_s])
    pictures = np.stack([scene.picture(float(t)) for t in times_s])
    blocks = retime(
        scene.sound(audio_rate_hz),
        OffsetTrack(),
        rate_hz=audio_rate_hz,
        lead_s=LEAD_S,
        duration=duration,
    )
    samples = np.concatenate(list(blocks))[None]
    return TalkingHeadClip(
        video=VideoClip(pictures=pictures, times_s=times_s),
        audio=AudioClip(samples=samples, rate_hz=audio_rate_hz, start=Fraction(0)),
        mouth_corners_px=corners_px.astype(np.float32),
        face_height_px=scene.head.face_height_px,
    )
