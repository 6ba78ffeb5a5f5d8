"""What goes to the device: the sound of each moment, moved, faded and made softer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_desktop.playback.route import Leg, Route
from avts_desktop.playback.sounds import SoundStore

FADE_S = 0.005
"""So long one sound goes over into another: no click, and too short to be heard."""


@dataclass(frozen=True)
class _Place:
    """Where sound is taken from."""

    store: SoundStore | None
    delay_s: float


def loudness(volume: float) -> float:
    """Return the factor for samples of a volume from 0 to 1.

    The cube is close to how people hear: half way down is about 18 dB less.
    """
    return min(1.0, max(0.0, volume)) ** 3


class Mixer:
    """Makes frames for the device.

    Set the attributes from any thread; they are heard from the next frames on.

    Attributes
    ----------
    store : SoundStore or None
        Where the samples are; None is silence.
    delay_s : float
        How much later than the picture the sound comes.
    gain : float
        Factor for the samples.
    """

    def __init__(self) -> None:
        self.store: SoundStore | None = None
        self.delay_s = 0.0
        self.gain = 1.0
        self._last_place: _Place | None = None
        self._last_gain = 0.0

    def begin(self) -> None:
        """Forget what was before: the next frames fade in."""
        self._last_place, self._last_gain = None, 0.0

    def focus(self, route: Route, frame: float) -> int:
        """Return the number of the sample that belongs to a frame."""
        return round((route.time_s(frame) - self.delay_s) * route.rate_hz)

    def is_ready(self, route: Route, num: int) -> bool:
        """Tell whether the sound for the first frames of a route is decoded."""
        leg = route.legs[0]
        if leg.speed < 0:
            return True
        return self.store is not None and self.store.is_ready(
            self.focus(route, leg.frame), int(num * leg.speed)
        )

    def render(self, route: Route, frame: int, num: int) -> NDArray[np.float32]:
        """Return the frames from a number on [shape=(num, 2), float32]."""
        place = _Place(self.store, self.delay_s)
        out = self._read(place, route, frame, num)
        fade = min(num, round(FADE_S * route.rate_hz))
        if fade and self._last_place not in {None, place}:
            assert self._last_place is not None
            old = self._read(self._last_place, route, frame, fade)
            share = _ramp(fade)
            out[:fade] = out[:fade] * share + old * (1 - share)
        self._last_place = place
        return self._made_softer(out, fade)

    def _made_softer(self, out: NDArray[np.float32], fade: int) -> NDArray[np.float32]:
        """Apply the gain, going over from that of the frames before."""
        gain = self.gain
        if gain != self._last_gain and fade:
            share = _ramp(fade)
            out[:fade] *= self._last_gain * (1 - share) + gain * share
            out[fade:] *= gain
        elif gain != 1.0:
            out *= gain
        self._last_gain = gain
        return out

    def _read(
        self, place: _Place, route: Route, frame: int, num: int
    ) -> NDArray[np.float32]:
        """Read the sound of frames that may lie on several legs."""
        parts, stop = [], frame + num
        while frame < stop:
            leg = route.leg_at(frame)
            later = [other.frame for other in route.legs if other.frame > frame]
            until = min([stop, *later])
            parts.append(_read_leg(place, route.rate_hz, leg, (frame, until)))
            frame = until
        return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _read_leg(
    place: _Place, rate_hz: int, leg: Leg, frames: tuple[int, int]
) -> NDArray[np.float32]:
    """Read the sound of frames at one speed; backwards there is none."""
    first, stop = frames
    if place.store is None or leg.speed <= 0:
        return np.zeros((stop - first, 2), np.float32)
    start = (leg.time_s - place.delay_s) * rate_hz
    if leg.speed == 1:
        return place.store.read(round(start) + first - leg.frame, stop - first)
    # As a tape that runs faster: the pitch changes, and time stays exact.
    wanted = start + np.arange(first - leg.frame, stop - leg.frame) * leg.speed
    whole = np.floor(wanted).astype(np.int64)
    samples = place.store.read(int(whole[0]), int(whole[-1] - whole[0]) + 2)
    share = (wanted - whole).astype(np.float32)[:, None]
    whole -= whole[0]
    mixed = np.zeros((stop - first, 2), np.float32)
    mixed += samples[whole] * (1 - share) + samples[whole + 1] * share
    return mixed


def _ramp(num: int) -> NDArray[np.float32]:
    """Return a rise from 0 to 1 [shape=(num, 1)]."""
    return np.linspace(1 / num, 1, num, dtype=np.float32)[:, None]
