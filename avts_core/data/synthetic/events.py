"""Events that are seen and heard at one instant: flashes, a ball, hands."""

import bisect
from abc import ABC, abstractmethod
from collections.abc import Iterator
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from avts_core.data.synthetic.backdrop import paint_room
from avts_core.data.synthetic.camera import Camera, draw_camera
from avts_core.data.synthetic.look import draw_look
from avts_core.data.synthetic.scene import LEAD_S
from avts_core.timebase import round_half_up

_BLOCK_S = 1


class EventScene(ABC):
    """Something that happens again and again, at times drawn from a seed."""

    def __init__(self, seed: int, *, width_px: int, height_px: int) -> None:
        self._seed = seed
        self.width_px = width_px
        self.height_px = height_px
        rng = np.random.default_rng([seed, 20])
        self._look = draw_look(rng)
        self._room = paint_room(self._look, (height_px, width_px))
        self._camera = Camera(draw_camera(rng), self._draw, rng)
        self._times: list[Fraction] = []
        self._coming = self._draw_times(np.random.default_rng([seed, 21]))

    def event_times(self, stop: Fraction) -> list[Fraction]:
        """Give the exact times of all events before `stop`, from -`LEAD_S` on."""
        while not self._times or self._times[-1] < stop:
            self._times.append(next(self._coming))
        return self._times[: bisect.bisect_left(self._times, stop)]

    def picture(self, time_s: float) -> NDArray[np.uint8]:
        """Give the picture of a time [shape=(height, width, 3), uint8], RGB."""
        return self._camera.shoot(time_s)

    def sound(self, rate_hz: int) -> Iterator[NDArray[np.float32]]:
        """Give blocks [shape=(samples,)] for ever; the first sample is at -`LEAD_S`."""
        carried = np.zeros(0, np.float32)
        position = -LEAD_S
        while True:
            block = np.zeros((_BLOCK_S + 1) * rate_hz, np.float32)
            block[: len(carried)] = carried
            stop = Fraction(position + _BLOCK_S)
            for time in self.event_times(stop):
                if time >= position:
                    first = round_half_up((time - position) * rate_hz)
                    blow = self._blow(time, rate_hz)
                    block[first : first + len(blow)] += blow
            yield block[: _BLOCK_S * rate_hz]
            carried, position = block[_BLOCK_S * rate_hz :], position + _BLOCK_S

    def _around(self, time_s: float) -> tuple[float, float]:
        """Give the times of the events before and after a time."""
        self.event_times(Fraction(time_s) + 10)
        index = bisect.bisect_right(self._times, Fraction(time_s))
        before = float(self._times[index - 1]) if index else -1e9
        return before, float(self._times[index])

    def _rng(self, time: Fraction) -> np.random.Generator:
        """Give random numbers that belong to one event."""
        ticks = round_half_up((time + LEAD_S) * 1_000_000)
        return np.random.default_rng([self._seed, 22, ticks])

    @abstractmethod
    def _draw_times(self, rng: np.random.Generator) -> Iterator[Fraction]:
        """Draw the times of the events, in order, for ever."""

    @abstractmethod
    def _draw(self, time_s: float) -> NDArray[np.uint8]:
        """Draw the scene at an instant."""

    @abstractmethod
    def _blow(self, time: Fraction, rate_hz: int) -> NDArray[np.float32]:
        """Make the sound of an event, under `_BLOCK_S` long, its start first."""


class FlashAndBeep(EventScene):
    """A white picture and a tone of 1 kHz, both for 80 ms.

    Events lie on the grid of a picture rate, so that the first white picture of a
    movie of that rate has the time of the tone's first sample.
    """

    _LENGTH_S = 0.08

    def __init__(
        self, seed: int, *, width_px: int, height_px: int, rate: Fraction
    ) -> None:
        self._rate = rate
        super().__init__(seed, width_px=width_px, height_px=height_px)

    def picture(self, time_s: float) -> NDArray[np.uint8]:
        """Give the picture of a time [shape=(height, width, 3), uint8], RGB."""
        # A shutter would mix pictures and blur the instant.
        return self._draw(time_s)

    def _draw_times(self, rng: np.random.Generator) -> Iterator[Fraction]:
        picture = round_half_up(-LEAD_S * self._rate)
        while True:
            picture += round_half_up(Fraction(rng.uniform(0.8, 2.4)) * self._rate)
            yield picture / self._rate

    def _draw(self, time_s: float) -> NDArray[np.uint8]:
        # A movie's clock may round a time down by a little.
        since_s = time_s + 0.001 - self._around(time_s + 0.001)[0]
        if since_s < self._LENGTH_S:
            return np.full_like(self._room, 240)
        return np.asarray(self._room // 2)

    def _blow(self, time: Fraction, rate_hz: int) -> NDArray[np.float32]:
        del time  # all sound alike
        times_s = np.arange(int(self._LENGTH_S * rate_hz)) / rate_hz
        return (0.5 * np.cos(2 * np.pi * 1000 * times_s)).astype(np.float32)


class BouncingBall(EventScene):
    """A ball dropped on a floor, again and again; it sounds where it touches."""

    _GRAVITY = 9.81
    _BOUNCE = 0.78
    """Share of the speed that is kept."""
    _HEIGHT_M = 1.1

    def _draw_times(self, rng: np.random.Generator) -> Iterator[Fraction]:
        time_s = -LEAD_S + 0.3
        while True:
            height_m = self._HEIGHT_M * rng.uniform(0.5, 1)
            flight_s = 2 * (2 * height_m / self._GRAVITY) ** 0.5
            for _ in range(int(rng.integers(4, 8))):
                yield Fraction(time_s).limit_denominator(1_000_000)
                flight_s *= self._BOUNCE
                time_s += flight_s
            time_s += 0.5

    def _draw(self, time_s: float) -> NDArray[np.uint8]:
        height_m = min(self._height_m(time_s), self._HEIGHT_M)
        picture = self._room.copy()
        floor = int(0.85 * self.height_px)
        picture[floor:] = (picture[floor:] * 0.6).astype(np.uint8)
        radius = 0.09 * self.height_px
        y = floor - radius - height_m / self._HEIGHT_M * (0.65 * self.height_px)
        x = self.width_px * (0.5 + 0.1 * np.sin(0.7 * time_s))
        squash = 1 - 0.25 * np.exp(-height_m / 0.015)
        shadow = (int(x), int(floor + 0.3 * radius))
        spread = (int(radius * (1 + height_m)), int(0.25 * radius * (1 + height_m)))
        cv2.ellipse(picture, shadow, spread, 0, 0, 360, (40, 38, 36), -1, cv2.LINE_AA)
        self._draw_ball(picture, (x, y + radius * (1 - squash)), radius, squash)
        return picture

    def _height_m(self, time_s: float) -> float:
        """Give the height of the ball's lowest point over the floor."""
        before, after = self._around(time_s)
        if before < -1e6:
            return 0.5 * self._GRAVITY * (after - time_s) ** 2
        up, down = time_s - before, after - time_s
        return 0.5 * self._GRAVITY * up * down

    def _draw_ball(
        self,
        picture: NDArray[np.uint8],
        centre: tuple[float, float],
        radius: float,
        squash: float,
    ) -> None:
        """Draw the ball as shells of light, with parts of a pixel."""
        colour = np.array(self._look.clothes) * 180 + 60
        for index in range(6):
            share = 1 - index / 7
            tone = (colour * (0.45 + 0.11 * index)).tolist()
            aside = index * radius
            middle = (centre[0] - 0.04 * aside, centre[1] - 0.05 * aside)
            axes = (radius * share / squash**0.5, radius * share * squash)
            fixed = [round(v * 16) for v in (*middle, *axes)]
            cv2.ellipse(
                picture,
                (fixed[0], fixed[1]),
                (fixed[2], fixed[3]),
                0,
                0,
                360,
                tone,
                -1,
                cv2.LINE_AA,
                4,
            )

    def _blow(self, time: Fraction, rate_hz: int) -> NDArray[np.float32]:
        times_s = np.arange(int(0.25 * rate_hz)) / rate_hz
        rng = self._rng(time)
        sound = 0.25 * rng.standard_normal(len(times_s)) * np.exp(-times_s / 0.004)
        modes = ((140, 0.05, 0.5), (310, 0.03, 0.3), (820, 0.015, 0.2))
        for hz, decay_s, level in modes:
            tone = np.sin(2 * np.pi * hz * rng.uniform(0.97, 1.03) * times_s)
            sound += level * tone * np.exp(-times_s / decay_s)
        return (0.6 * sound).astype(np.float32)


class ClappingHands(EventScene):
    """Two hands that clap."""

    _REACH_S = 0.12
    """Time from the first movement to the clap."""

    def _draw_times(self, rng: np.random.Generator) -> Iterator[Fraction]:
        time_s = -LEAD_S + 0.5
        while True:
            pace_s = rng.uniform(0.32, 0.6)
            for _ in range(int(rng.integers(3, 9))):
                yield Fraction(time_s).limit_denominator(1_000_000)
                time_s += pace_s * rng.uniform(0.95, 1.05)
            time_s += rng.uniform(0.3, 1.5)

    def _draw(self, time_s: float) -> NDArray[np.uint8]:
        before, after = self._around(time_s)
        closing = np.clip((after - time_s) / self._REACH_S, 0, 1)
        opening = np.clip((time_s - before - 0.03) / 0.2, 0, 1)
        # The fastest movement is at the clap itself; then the hands rest a little.
        apart = min(np.sin(closing * np.pi / 2), opening * opening * (3 - 2 * opening))
        picture = self._room.copy()
        size = 0.2 * self.height_px
        y = self.height_px * (0.5 + 0.02 * np.sin(1.3 * time_s))
        for side in (-1, 1):
            x = self.width_px / 2 + side * (0.22 * size + 1.6 * size * apart)
            self._draw_hand(picture, (x, y), size, side)
        return picture

    def _draw_hand(
        self,
        picture: NDArray[np.uint8],
        centre: tuple[float, float],
        size: float,
        side: int,
    ) -> None:
        """Draw a hand seen from its edge, with its arm and its thumb."""
        skin = np.array(self._look.skin) * 255
        x, y = centre
        parts = (
            ((side * 0.62, 1.5), (0.24, 1.05), side * -24, 0.8),
            ((0.0, 0.0), (0.24, 0.85), 0, 0.95),
            ((side * 0.05, -0.7), (0.17, 0.6), side * 4, 1.0),
            ((side * 0.22, -0.1), (0.13, 0.45), side * 24, 0.82),
        )
        for (dx, dy), (across, along), angle, tone in parts:
            fixed = [
                round(v * 16)
                for v in (x + dx * size, y + dy * size, across * size, along * size)
            ]
            cv2.ellipse(
                picture,
                (fixed[0], fixed[1]),
                (fixed[2], fixed[3]),
                angle,
                0,
                360,
                (skin * tone).tolist(),
                -1,
                cv2.LINE_AA,
                4,
            )

    def _blow(self, time: Fraction, rate_hz: int) -> NDArray[np.float32]:
        times_s = np.arange(int(0.12 * rate_hz)) / rate_hz
        rng = self._rng(time)
        noise = rng.standard_normal(len(times_s))
        centre_hz = rng.uniform(900, 1700)
        ring = np.sin(2 * np.pi * centre_hz * times_s + rng.uniform(0, 6))
        shape = np.exp(-times_s / 0.006) + 0.15 * np.exp(-times_s / 0.03)
        return (0.45 * (0.5 * noise + 0.8 * ring) * shape).astype(np.float32)
