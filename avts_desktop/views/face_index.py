"""Where faces are at a moment, found fast among the thousands of a film."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from avts_core.features.paths import FacePath
from avts_desktop.state.measured import TIME_STEP_S, Measured

_SLOT_S = 8.0
_BRIDGE_S = 1.0
"""Sightings of a face this far apart are joined by a straight line."""
_LINGER_S = 0.06
"""How long a box stays without a sighting before and after: a picture and a half."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the picture."""


@dataclass(frozen=True, kw_only=True)
class FaceBox:
    """A face at a moment."""

    box: Box
    is_speaking: bool


class FaceIndex:
    """The faces of a movie, by time.

    Parameters
    ----------
    measured
        Grows while it is used: `update` takes in what is new.
    """

    def __init__(self, measured: Measured) -> None:
        self._measured = measured
        self._num_taken = 0
        self._slots: defaultdict[int, list[FacePath]] = defaultdict(list)

    def update(self) -> None:
        """Take in the faces that are new."""
        faces = self._measured.faces
        for path in faces[self._num_taken :]:
            if len(path.times_s):
                first, last = (int(path.times_s[i] // _SLOT_S) for i in (0, -1))
                for slot in range(first, last + 1):
                    self._slots[slot].append(path)
        self._num_taken = len(faces)

    def at(self, time_s: float) -> tuple[FaceBox, ...]:
        """Return the faces of a moment."""
        parts: defaultdict[int, list[FacePath]] = defaultdict(list)
        slots = {int((time_s + d) // _SLOT_S) for d in (-_BRIDGE_S, 0.0, _BRIDGE_S)}
        seen = set()
        for slot in sorted(slots):
            for path in self._slots.get(slot, ()):
                if id(path) not in seen:
                    seen.add(id(path))
                    parts[path.track].append(path)
        speaker = self._speaker_at(time_s)
        found = ((track, _box_at(paths, time_s)) for track, paths in parts.items())
        return tuple(
            FaceBox(box=box, is_speaking=track == speaker)
            for track, box in found
            if box is not None
        )

    def _speaker_at(self, time_s: float) -> int:
        """Return the track of the face whose lips are compared; -1 for none."""
        speaker = self._measured.speaker
        place = int((time_s - self._measured.start_s) // TIME_STEP_S)
        return int(speaker[place]) if 0 <= place < len(speaker) else -1


def _box_at(paths: list[FacePath], time_s: float) -> Box | None:
    """Return where a face is between its sightings; None where it is not."""
    times = np.concatenate([path.times_s for path in paths])
    boxes = np.concatenate([path.boxes for path in paths])
    after = int(np.searchsorted(times, time_s))
    before = max(after - 1, 0)
    after = min(after, len(times) - 1)
    gap_s = float(times[after] - times[before])
    if times[before] <= time_s <= times[after] and 0 < gap_s <= _BRIDGE_S:
        share = (time_s - float(times[before])) / gap_s
        return _as_box(boxes[before] + (boxes[after] - boxes[before]) * share)
    nearest = min((before, after), key=lambda i: abs(times[i] - time_s))
    if abs(float(times[nearest]) - time_s) > _LINGER_S:
        return None
    return _as_box(boxes[nearest])


def _as_box(values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Box:
    left, top, right, bottom = (float(value) for value in values)
    return left, top, right, bottom
