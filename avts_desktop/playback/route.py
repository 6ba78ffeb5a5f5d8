"""Which moment of the movie belongs to which frame of the device."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Leg:
    """A stretch at one speed."""

    frame: int
    """First frame, counted since playing began."""
    time_s: float
    """The movie's time there, as the picture has it."""
    speed: float
    """Seconds of the movie in a second; negative runs backwards."""


@dataclass(frozen=True)
class Route:
    """Legs one after the other; the last has no end.

    Parameters
    ----------
    rate_hz
        Frames of the device a second.
    legs
        At least one, in order.
    """

    rate_hz: int
    legs: tuple[Leg, ...]

    def leg_at(self, frame: float) -> Leg:
        """Return the leg that a frame lies on; before the first, that one."""
        found = self.legs[0]
        for leg in self.legs:
            if leg.frame <= frame:
                found = leg
        return found

    def time_s(self, frame: float) -> float:
        """Return the movie's time at a frame."""
        leg = self.leg_at(frame)
        return leg.time_s + (frame - leg.frame) / self.rate_hz * leg.speed

    def frame(self, time_s: float) -> float:
        """Return the frame at which the last leg that can reach a time does so."""
        frame = 0.0
        for leg in reversed(self.legs):
            frame = leg.frame + (time_s - leg.time_s) / leg.speed * self.rate_hz
            if frame >= leg.frame:
                break
        return frame

    def at_speed(self, frame: int, speed: float) -> "Route":
        """Return a route that goes on at another speed from a frame."""
        kept = tuple(leg for leg in self.legs if leg.frame < frame)[-4:]
        return Route(self.rate_hz, (*kept, Leg(frame, self.time_s(frame), speed)))
