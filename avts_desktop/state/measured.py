"""What was measured along a movie, as small arrays for drawing.

It grows from left to right while an analysis runs, hence it is one object that is
written in place; `changed` tells which stretch of time is new.

Dimensions: T times each 40 ms, L lags each 10 ms, F sound frames each 10 ms.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from avts_core.features.paths import FacePath

TIME_STEP_S = 0.04
HOP_S = 0.01
NUM_BANDS = 80
UNKNOWN = 0
"""Value in the map where nothing could be measured."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of measurements: all that is new since the last one, or everything.

    Rows of the map and frames of the sound may overlap those that came before; the
    later ones count.
    """

    first_time: int = 0
    """Number of the first row below."""
    fit: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 0), np.uint8))
    """[shape=(t, L)] 255 = distance 0 (a perfect fit), 1 = distance 1, 0 = unknown."""
    rolling_ms: NDArray[np.float32] = field(
        default_factory=lambda: np.zeros(0, np.float32)
    )
    """[shape=(t,)] offset of the two seconds around; NaN where unclear."""
    speaker: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    """[shape=(t,)] track of the face whose lips were compared; -1 where none."""
    first_frame: int = 0
    """Number of the first sound frame below."""
    mel: NDArray[np.uint8] = field(
        default_factory=lambda: np.zeros((0, NUM_BANDS), np.uint8)
    )
    """[shape=(f, 80)] log-mel, 0 = floor to 255 = loud."""
    peaks: NDArray[np.int8] = field(default_factory=lambda: np.zeros((0, 2), np.int8))
    """[shape=(f, 2)] smallest and largest sample of each 10 ms, 127 = full scale."""
    faces: tuple[FacePath, ...] = ()
    """Faces or parts of their paths that are new."""
    cuts_s: tuple[float, ...] = ()
    """When new shots began, those that are new."""


class Measured:
    """All measurements of a movie so far.

    Parameters
    ----------
    start_s
        Time of row 0 on the movie's clock.
    sound_start_s
        Time of sound frame 0.
    lag_ms
        [shape=(L,)] lags of the map's columns, rising; positive = audio early.
    room_s
        How long the movie is: room is made once for so much, and more when needed.

    Attributes
    ----------
    changed : Signal(float, float)
        The stretch of time, in seconds, that has been written.
    """

    changed = Signal(float, float)

    def __init__(
        self,
        *,
        start_s: float,
        sound_start_s: float,
        lag_ms: NDArray[np.float32],
        room_s: float = 0.0,
    ) -> None:
        self.start_s = start_s
        self.sound_start_s = sound_start_s
        self.lag_ms = lag_ms
        num_times = int(room_s / TIME_STEP_S) + 1
        num_frames = int(room_s / HOP_S) + 1
        self._fit = _Column((len(lag_ms),), np.uint8, UNKNOWN, num_times)
        self._rolling = _Column((), np.float32, np.nan, num_times)
        self._speaker = _Column((), np.int32, -1, num_times)
        self._mel = _Column((NUM_BANDS,), np.uint8, 0, num_frames)
        self._peaks = _Column((2,), np.int8, 0, num_frames)
        self._faces: list[FacePath] = []
        self._cuts_s: list[float] = []

    @property
    def fit(self) -> NDArray[np.uint8]:
        """[shape=(T, L)] 255 = perfect fit, 1 = none, 0 = unknown."""
        return self._fit.values

    @property
    def rolling_ms(self) -> NDArray[np.float32]:
        """[shape=(T,)] rolling offset; NaN where unclear."""
        return self._rolling.values

    @property
    def speaker(self) -> NDArray[np.int32]:
        """[shape=(T,)] track of the face that was compared; -1 where none."""
        return self._speaker.values

    @property
    def mel(self) -> NDArray[np.uint8]:
        """[shape=(F, 80)] log-mel."""
        return self._mel.values

    @property
    def peaks(self) -> NDArray[np.int8]:
        """[shape=(F, 2)] extremes of the waveform."""
        return self._peaks.values

    @property
    def faces(self) -> tuple[FacePath, ...]:
        """Paths of faces, each whole or in parts."""
        return tuple(self._faces)

    @property
    def cuts_s(self) -> tuple[float, ...]:
        """When new shots began."""
        return tuple(self._cuts_s)

    @property
    def stop_s(self) -> float:
        """Time up to which there are rows."""
        return self.start_s + len(self.fit) * TIME_STEP_S

    def add(self, piece: Piece) -> None:
        """Write a piece and tell which stretch of time is new."""
        self._fit.write(piece.first_time, piece.fit)
        self._rolling.write(piece.first_time, piece.rolling_ms)
        self._speaker.write(piece.first_time, piece.speaker)
        self._mel.write(piece.first_frame, piece.mel)
        self._peaks.write(piece.first_frame, piece.peaks)
        self._faces += piece.faces
        self._cuts_s += piece.cuts_s
        stretches = []
        if len(piece.fit):
            begin_s = self.start_s + piece.first_time * TIME_STEP_S
            stretches.append((begin_s, begin_s + len(piece.fit) * TIME_STEP_S))
        if len(piece.mel):
            begin_s = self.sound_start_s + piece.first_frame * HOP_S
            stretches.append((begin_s, begin_s + len(piece.mel) * HOP_S))
        stretches += [
            (float(f.times_s[0]), float(f.times_s[-1]))
            for f in piece.faces
            if len(f.times_s)
        ]
        stretches += [(cut_s, cut_s) for cut_s in piece.cuts_s]
        if stretches:
            self.changed.emit(
                min(s[0] for s in stretches), max(s[1] for s in stretches)
            )


class _Column:
    """Rows that are added at the end, mostly; room is made by doubling."""

    def __init__(
        self, shape: tuple[int, ...], dtype: type[np.generic], empty: float, room: int
    ) -> None:
        self._empty = empty
        self._rows = _blank((room, *shape), np.dtype(dtype), empty)
        self._count = 0

    @property
    def values(self) -> NDArray[Any]:
        return self._rows[: self._count]

    def write(self, first: int, rows: NDArray[Any]) -> None:
        if not len(rows):
            return
        stop = first + len(rows)
        if stop > len(self._rows):
            shape = (max(stop, 2 * len(self._rows)), *self._rows.shape[1:])
            grown = _blank(shape, self._rows.dtype, self._empty)
            grown[: self._count] = self._rows[: self._count]
            self._rows = grown
        self._rows[first:stop] = rows
        self._count = max(self._count, stop)


def _blank(
    shape: tuple[int, ...], dtype: np.dtype[np.generic], empty: float
) -> NDArray[Any]:
    # Zeros cost nothing until they are written: the system gives them page by page. A
    # film of three hours would hold up the UI thread for a tenth of a second otherwise.
    return np.zeros(shape, dtype) if empty == 0 else np.full(shape, empty, dtype)
