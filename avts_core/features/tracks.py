"""Follow faces through a movie: look everywhere now and then, nearby in between."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from avts_core.features.faces import Face, FaceFinder, MouthPlace

SEARCH_SIDE_PX = 480
"""Longer side of the picture that is searched: faces from 1/24 of it are found."""
MIN_FACE_PX = 20
"""Smallest face looked for in that picture (MTCNN's own smallest)."""
SEARCH_EVERY_S = 3.0
"""Pause between searches of the whole picture while the faces are followed."""
SEARCH_EVERY_WHEN_EMPTY_S = 0.5
"""The same while no face is known."""
MAX_GAP_S = 0.5
"""A face unseen for longer is a new one when it comes back."""
MIN_SCORE = 0.6
"""Below this the last net of the finder no longer sees the face being followed."""
MAX_JUMP = 0.9
"""Two sightings further apart than this (`MouthPlace.distance`) are two faces."""
MAX_FACES = 6
"""Faces followed at a time, the largest first."""


@dataclass(kw_only=True)
class FaceTrack:
    """One face while it is in view without a break."""

    number: int
    times_s: list[float] = field(default_factory=list)
    places: list[MouthPlace] = field(default_factory=list)
    box: tuple[float, float, float, float] = (0, 0, 0, 0)
    is_over: bool = False
    """No more sightings will come."""


class FaceTracker:
    """Follows faces picture by picture.

    Parameters
    ----------
    finder
        Where faces come from.

    Attributes
    ----------
    tracks : list of FaceTrack
        Faces being followed.
    """

    def __init__(self, finder: FaceFinder) -> None:
        self._finder = finder
        self.tracks: list[FaceTrack] = []
        self._num_tracks = 0
        self._last_search_s = -np.inf

    def look(
        self,
        time_s: float,
        luma: NDArray[np.uint8],
        rgb: Callable[[int], NDArray[np.uint8]],
    ) -> None:
        """Look at one picture and extend, start and end tracks.

        Parameters
        ----------
        time_s
            When it is shown; must rise from call to call.
        luma
            [shape=(height, width), uint8] the picture in full size.
        rgb
            Gives the picture in colours, its longer side at most so many pixels.
        """
        num_before = len(self.tracks)
        self._refind(time_s, luma)
        self.tracks = [t for t in self.tracks if not t.is_over]
        is_followed = bool(self.tracks) and all(
            t.times_s[-1] == time_s for t in self.tracks
        )
        pause = SEARCH_EVERY_S if is_followed else SEARCH_EVERY_WHEN_EMPTY_S
        has_lost_one = len(self.tracks) < num_before
        if has_lost_one or time_s - self._last_search_s >= pause:
            self._search(time_s, luma.shape, rgb)

    def cut(self) -> None:
        """End all tracks: another shot begins."""
        for track in self.tracks:
            track.is_over = True
        self.tracks = []
        self._last_search_s = -np.inf

    def _refind(self, time_s: float, luma: NDArray[np.uint8]) -> None:
        """Look for the known faces where they were last."""
        faces = self._finder.refind(luma, [t.box for t in self.tracks])
        for track, face in zip(self.tracks, faces, strict=True):
            place = MouthPlace.of(face)
            is_seen = face.score >= MIN_SCORE and (
                place.distance(track.places[-1]) <= MAX_JUMP
            )
            if is_seen and not self._is_taken(place, time_s):
                _extend(track, time_s, place, face)
            elif time_s - track.times_s[-1] > MAX_GAP_S:
                track.is_over = True

    def _is_taken(self, place: MouthPlace, time_s: float) -> bool:
        """Tell whether another track sits on this face already."""
        return any(
            t.times_s[-1] == time_s and place.distance(t.places[-1]) < MAX_JUMP / 2
            for t in self.tracks
        )

    def _search(
        self,
        time_s: float,
        shape: tuple[int, ...],
        rgb: Callable[[int], NDArray[np.uint8]],
    ) -> None:
        """Look everywhere; give lost tracks their face back, start new ones."""
        self._last_search_s = time_s
        picture = rgb(SEARCH_SIDE_PX)
        scale = max(shape[:2]) / max(picture.shape[:2])
        found = self._finder.find(picture, min_face_px=MIN_FACE_PX)
        for face in sorted(found, key=lambda f: f.box[1] - f.box[3]):
            grown = _enlarged(face, scale)
            place = MouthPlace.of(grown)
            if self._is_taken(place, time_s):
                continue
            lost = [t for t in self.tracks if t.times_s[-1] < time_s]
            nearest = min(
                lost, key=lambda t: place.distance(t.places[-1]), default=None
            )
            if nearest is not None and place.distance(nearest.places[-1]) <= MAX_JUMP:
                _extend(nearest, time_s, place, grown)
            elif len(self.tracks) < MAX_FACES:
                track = FaceTrack(number=self._num_tracks)
                self._num_tracks += 1
                _extend(track, time_s, place, grown)
                self.tracks.append(track)


def _extend(track: FaceTrack, time_s: float, place: MouthPlace, face: Face) -> None:
    track.times_s.append(time_s)
    track.places.append(place)
    track.box = face.box


def _enlarged(face: Face, scale: float) -> Face:
    """Return a face in the pixels of a picture `scale` times as large."""
    left, top, right, bottom = (v * scale for v in face.box)
    return Face(
        box=(left, top, right, bottom), points=face.points * scale, score=face.score
    )
