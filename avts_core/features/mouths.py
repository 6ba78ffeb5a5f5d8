"""Cut the mouths out of a movie's pictures, in one pass and bounded memory.

Faces are looked at some eight times a second; the places between are interpolated
and smoothed, for which a picture waits until the sightings around it are known::

    push(picture) ─> waiting pictures ─┐
         └> looked at every 0.12 s ────┴─> places ─> crops of pictures 0.6 s old
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from avts_core.features.faces import FaceFinder, MouthPlace
from avts_core.features.paths import PathRecorder
from avts_core.features.shots import ShotDetector
from avts_core.features.tracks import MAX_GAP_S, FaceTrack, FaceTracker

CROP_SIDE_PX = 80
"""Side of a stored crop; networks see the middle 64."""
CROP_SIDE_SCALES = 1.7
"""Side of a crop in face scales: from the nose's tip to below the chin with room for
shifting it in training."""
CHIN_SHIFT_SCALES = 0.1
"""The crop's centre lies so far below the middle of the lips."""
LOOK_EVERY_S = 0.115
"""Pause between two looks at the faces; in between mouths hardly leave their path."""
LOOKAHEAD_S = 0.6
"""A picture is cut when the faces are known this far beyond it: more than `MAX_GAP_S`,
and five times the width of the smoothing."""
POSITION_SMOOTHING_S = 0.12
SIZE_SMOOTHING_S = 0.4
"""Widths of the Gaussians over a track; measured in prototype runs: narrower ones
shake the crop, wider ones lag behind the head."""


@dataclass(frozen=True, kw_only=True)
class Mouth:
    """The mouth of one face in one picture."""

    track: int
    """Number of the face; one number is one face in one shot."""
    time_s: float
    crop: NDArray[np.uint8]
    """[shape=(80, 80), uint8] grey, upright."""
    scale_px: float
    """Size of the face in the movie (`MouthPlace.scale_px`)."""


@dataclass(frozen=True)
class _Waiting:
    time_s: float
    luma: NDArray[np.uint8]
    shot: int


class MouthCutter:
    """Turns pictures into mouths.

    Parameters
    ----------
    finder
        Where faces come from.

    Attributes
    ----------
    num_shots : int
        Shots seen so far.
    cut_times_s : list of float
        When a new shot began.
    passed_s : float
        Time of the last picture whose mouths were given; -inf before the first.
    paths : PathRecorder
        Where faces were seen.
    """

    def __init__(self, finder: FaceFinder) -> None:
        self._tracker = FaceTracker(finder)
        self._shots = ShotDetector()
        self._waiting: deque[_Waiting] = deque()
        self._tracks: list[tuple[int, FaceTrack]] = []
        self._last_look_s = -np.inf
        self.cut_times_s: list[float] = []
        self.passed_s = -np.inf
        self.paths = PathRecorder()

    @property
    def num_shots(self) -> int:
        """Shots seen so far."""
        return len(self.cut_times_s) + 1

    def push(
        self,
        time_s: float,
        luma: NDArray[np.uint8],
        rgb: Callable[[int], NDArray[np.uint8]],
    ) -> Iterator[Mouth]:
        """Take the next picture; yield the mouths that are now certain.

        Parameters
        ----------
        time_s
            When the picture is shown; must rise.
        luma
            [shape=(height, width), uint8] brightness; kept for `LOOKAHEAD_S`.
        rgb
            Gives the picture in colours, its longer side at most so many pixels.
        """
        if self._shots.is_cut(luma):
            self._look_at_last()
            self._tracker.cut()
            self.cut_times_s.append(time_s)
            self._last_look_s = -np.inf
        self._waiting.append(_Waiting(time_s, luma, len(self.cut_times_s)))
        if time_s - self._last_look_s >= LOOK_EVERY_S:
            self._look(time_s, luma, rgb)
        while self._waiting and self._is_certain(self._waiting[0], time_s):
            yield from self._cut(self._waiting.popleft())

    def finish(self) -> Iterator[Mouth]:
        """Yield the mouths of the pictures still waiting; call once, at the end."""
        self._look_at_last()
        while self._waiting:
            yield from self._cut(self._waiting.popleft())

    def _is_certain(self, picture: _Waiting, now_s: float) -> bool:
        is_past_shot = picture.shot < len(self.cut_times_s)
        return is_past_shot or now_s - picture.time_s >= LOOKAHEAD_S

    def _look_at_last(self) -> None:
        """Look at the last picture of a shot, so that tracks reach its end."""
        if self._waiting and self._waiting[-1].time_s > self._last_look_s:
            last = self._waiting[-1]
            if last.shot == len(self.cut_times_s):
                luma = last.luma
                self._look(last.time_s, luma, lambda side: _shrunk(luma, side))

    def _look(
        self,
        time_s: float,
        luma: NDArray[np.uint8],
        rgb: Callable[[int], NDArray[np.uint8]],
    ) -> None:
        self._last_look_s = time_s
        self._tracker.look(time_s, luma, rgb)
        height_px, width_px = luma.shape
        for track in self._tracker.tracks:
            if track.times_s[-1] == time_s:
                self.paths.add(
                    track.number,
                    time_s,
                    track.box,
                    height_px=height_px,
                    width_px=width_px,
                )
        known = {track.number for _, track in self._tracks}
        shot = len(self.cut_times_s)
        self._tracks += [
            (shot, track) for track in self._tracker.tracks if track.number not in known
        ]

    def _cut(self, picture: _Waiting) -> Iterator[Mouth]:
        self.passed_s = picture.time_s
        oldest = picture.time_s - 5 * SIZE_SMOOTHING_S
        self._tracks = [
            (shot, track)
            for shot, track in self._tracks
            if shot >= picture.shot and track.times_s[-1] >= oldest
        ]
        for shot, track in self._tracks:
            _forget(track, oldest)
            if shot != picture.shot:
                continue
            place = place_at(track, picture.time_s)
            if place is not None:
                yield Mouth(
                    track=track.number,
                    time_s=picture.time_s,
                    crop=cut_crop(picture.luma, place),
                    scale_px=place.scale_px,
                )


def _forget(track: FaceTrack, before_s: float) -> None:
    """Drop sightings that no picture needs any more; a long shot has thousands."""
    num_old = bisect_left(track.times_s, before_s)
    del track.times_s[:num_old]
    del track.places[:num_old]


def place_at(track: FaceTrack, time_s: float) -> MouthPlace | None:
    """Return where a face's mouth is at a time, smoothed, or None if unknown.

    Parameters
    ----------
    track
        Sightings of the face.
    time_s
        Between two sightings that are at most `MAX_GAP_S` apart, or None comes back.
    """
    times = track.times_s
    after = bisect_left(times, time_s)
    if after == len(times) or (after == 0 and times[0] > time_s):
        return None
    if after > 0 and times[after] - times[after - 1] > MAX_GAP_S:
        return None
    first = bisect_left(times, time_s - 3 * SIZE_SMOOTHING_S)
    last = max(bisect_left(times, time_s + LOOKAHEAD_S), after + 1)
    near = track.places[first:last]
    apart = np.array(times[first:last]) - time_s
    values = np.array([(p.x_px, p.y_px, p.scale_px, p.roll_rad) for p in near])
    if np.ptp(values[:, 3]) > np.pi:
        values[:, 3] = np.unwrap(values[:, 3])
    x, y = _smoothed(apart, values[:, :2], POSITION_SMOOTHING_S)
    scale, roll = _smoothed(apart, values[:, 2:], SIZE_SMOOTHING_S)
    return MouthPlace(x_px=x, y_px=y, scale_px=scale, roll_rad=roll)


def _smoothed(
    apart_s: NDArray[np.float64], values: NDArray[np.float64], width_s: float
) -> NDArray[np.float64]:
    """Return a local straight line's value at 0, so that a moving head is not lagged.

    The plain weighted mean is drawn to the side with more sightings; the line is not.
    """
    weight = np.exp(-0.5 * (apart_s / width_s) ** 2) + 1e-9
    weight /= weight.sum()
    mean_time = weight @ apart_s
    mean = weight @ values
    spread = weight @ (apart_s - mean_time) ** 2
    if spread < (0.2 * width_s) ** 2:
        return mean
    slope = (weight * (apart_s - mean_time)) @ (values - mean) / spread
    return mean - slope * mean_time


def whole_picture_place(luma: NDArray[np.uint8]) -> MouthPlace:
    """Return the place that makes the crop the largest square of the picture.

    For footage that is itself a crop of mouth and chin, where no face can be found.
    """
    height, width = luma.shape
    scale = min(height, width) / CROP_SIDE_SCALES
    return MouthPlace(
        x_px=width / 2,
        y_px=height / 2 - CHIN_SHIFT_SCALES * scale,
        scale_px=scale,
        roll_rad=0.0,
    )


def cut_crop(luma: NDArray[np.uint8], place: MouthPlace) -> NDArray[np.uint8]:
    """Cut a mouth upright and shrink it by averaging areas.

    Parameters
    ----------
    luma
        [shape=(height, width), uint8] a picture.
    place
        Where the mouth is.

    Returns
    -------
    [shape=(80, 80), uint8]; beyond the picture its edge is repeated.
    """
    cos, sin = np.cos(place.roll_rad), np.sin(place.roll_rad)
    down = CHIN_SHIFT_SCALES * place.scale_px
    centre = np.array([place.x_px - sin * down, place.y_px + cos * down])
    zoom = CROP_SIDE_PX / (CROP_SIDE_SCALES * place.scale_px)
    # Shrinking needs an average of areas: warp to a whole multiple, then average. From
    # four on, a few per cent of the pixels may be left out of it.
    multiple = max(1, int(np.ceil(1 / zoom) if zoom > 1 / 4 else np.round(1 / zoom)))
    side = CROP_SIDE_PX * multiple
    turn = zoom * multiple * np.array([[cos, sin], [-sin, cos]])
    # Pixel centres, not corners, are what warpAffine counts.
    shift = (side - 1) / 2 - turn @ centre
    crop = cv2.warpAffine(
        luma,
        np.column_stack([turn, shift]),
        (side, side),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if multiple > 1:
        size = (CROP_SIDE_PX, CROP_SIDE_PX)
        crop = cv2.resize(crop, size, interpolation=cv2.INTER_AREA)
    return crop.astype(np.uint8, copy=False)


def _shrunk(luma: NDArray[np.uint8], side_px: int) -> NDArray[np.uint8]:
    scale = min(1.0, side_px / max(luma.shape))
    small = cv2.resize(luma, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False)
