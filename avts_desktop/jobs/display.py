"""Measurements as small arrays for drawing; made in the process that measures."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from avts_core.features.bands import FLOOR_BELOW_LEVEL, SPREAD
from avts_core.features.paths import FacePath
from avts_desktop.state.measured import UNKNOWN, Piece

if TYPE_CHECKING:
    from avts_core.sync.analysis import Analysis
    from avts_core.sync.growth import Growth

CHUNK_TIMES = 3000
CHUNK_FRAMES = 12000
"""Two minutes of film: with 301 lags 0.9 MB of map and 1 MB of sound, which the UI
thread takes in well under 10 ms."""
_MEL_FLOOR = FLOOR_BELOW_LEVEL / SPREAD
_MEL_LOUD = 1.3
"""Levelled bands end about here; the few cells above are all equally bright."""


def fit_of(distance: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return how well picture and sound fit: 255 perfectly, 1 not at all, 0 unknown.

    Parameters
    ----------
    distance
        [shape=(t, L), float32] 0 to 1; NaN where unknown.
    """
    fit = np.empty(distance.shape, np.uint8)
    for rows in _blocks(len(distance)):
        shown = np.rint(255.0 - 254.0 * np.clip(distance[rows], 0, 1))
        fit[rows] = np.nan_to_num(shown, nan=UNKNOWN)
    return fit


def brightness_of(bands: NDArray[np.float16]) -> NDArray[np.uint8]:
    """Return levelled log-mel as brightness, 0 at the floor to 255 for loud."""
    brightness = np.empty(bands.shape, np.uint8)
    for rows in _blocks(len(bands)):
        above = bands[rows].astype(np.float32) - _MEL_FLOOR
        share = np.nan_to_num(above / (_MEL_LOUD - _MEL_FLOOR))
        brightness[rows] = np.rint(255 * np.clip(share, 0, 1))
    return brightness


def piece_of_growth(growth: "Growth") -> Piece:
    """Return what is new as a piece."""
    scores = growth.scores
    return Piece(
        first_time=growth.first_time,
        fit=_no_rows(growth.lag_ms) if scores is None else fit_of(scores.distance),
        rolling_ms=growth.rolling_ms.astype(np.float32),
        speaker=growth.speaker.astype(np.int32),
        first_frame=growth.first_frame,
        mel=brightness_of(growth.mel),
        peaks=growth.peaks,
        faces=_seen(growth.faces),
        cuts_s=growth.cuts_s,
    )


def piece_of_analysis(analysis: "Analysis", lag_ms: NDArray[np.float32]) -> Piece:
    """Return all that was measured as one piece."""
    scores, rolling_ms, mel = analysis.scores, analysis.rolling_ms, analysis.mel
    empty = Piece()
    return Piece(
        fit=_no_rows(lag_ms) if scores is None else fit_of(scores.distance),
        rolling_ms=(
            empty.rolling_ms if rolling_ms is None else rolling_ms.astype(np.float32)
        ),
        speaker=analysis.speaker.astype(np.int32),
        mel=empty.mel if mel is None else brightness_of(mel),
        peaks=analysis.peaks,
        faces=_seen(analysis.faces),
        cuts_s=analysis.cuts_s,
    )


def is_empty(piece: Piece) -> bool:
    """Tell whether there is nothing in a piece."""
    return not (_num_times(piece) or _num_frames(piece) or piece.faces or piece.cuts_s)


def chunks(piece: Piece) -> Iterator[Piece]:
    """Yield a piece in parts of at most two minutes, in order of time.

    Parts are copies: a piece may lie in files, and those who draw must not wait for it.
    """
    num_chunks = max(
        1,
        -(-_num_times(piece) // CHUNK_TIMES),
        -(-_num_frames(piece) // CHUNK_FRAMES),
    )
    faces = sorted(piece.faces, key=lambda face: float(face.times_s[0]))
    for number in range(num_chunks):
        rows = slice(number * CHUNK_TIMES, (number + 1) * CHUNK_TIMES)
        frames = slice(number * CHUNK_FRAMES, (number + 1) * CHUNK_FRAMES)
        some = slice(
            number * len(faces) // num_chunks, (number + 1) * len(faces) // num_chunks
        )
        yield Piece(
            first_time=piece.first_time + rows.start,
            fit=np.array(piece.fit[rows]),
            rolling_ms=np.array(piece.rolling_ms[rows]),
            speaker=np.array(piece.speaker[rows]),
            first_frame=piece.first_frame + frames.start,
            mel=np.array(piece.mel[frames]),
            peaks=np.array(piece.peaks[frames]),
            faces=tuple(faces[some]),
            cuts_s=piece.cuts_s if number == 0 else (),
        )


def _blocks(num_rows: int) -> Iterator[slice]:
    """Yield the rows in parts, so that a whole film is never held as float32 again."""
    for start in range(0, num_rows, CHUNK_TIMES):
        yield slice(start, start + CHUNK_TIMES)


def _num_times(piece: Piece) -> int:
    return max(len(piece.fit), len(piece.rolling_ms), len(piece.speaker))


def _num_frames(piece: Piece) -> int:
    return max(len(piece.mel), len(piece.peaks))


def _no_rows(lag_ms: NDArray[np.floating]) -> NDArray[np.uint8]:
    return np.zeros((0, len(lag_ms)), np.uint8)


def _seen(paths: tuple[FacePath, ...]) -> tuple[FacePath, ...]:
    """Leave out faces without a sighting that is new."""
    return tuple(path for path in paths if len(path.times_s))
