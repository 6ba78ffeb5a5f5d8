"""What an analysis hands out while it runs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.features.paths import FacePath
from avts_core.sync.report import SyncReport
from avts_core.sync.scores import Scores


@dataclass(frozen=True, kw_only=True)
class Growth:
    """All that is new since the last one, and the report of all so far.

    Rows and frames are final: the same ones come back in the `Analysis`. One case
    apart: where no face was found in a whole film, it is read again with every picture
    taken for a mouth, and the rows come again from number 0.

    Dimensions: t times each 40 ms, L lags each 10 ms, f sound frames each 10 ms; t and
    f may be 0.
    """

    origin_s: float
    """Time of row 0 on the movie's clock; the same in each growth of an analysis."""
    lag_ms: NDArray[np.float64]
    """[shape=(L,)] lags of the rows; the same in each growth."""
    first_time: int
    """Number of the first row of `scores`, `rolling_ms` and `speaker`."""
    scores: Scores | None
    """[rows t] Distances; None if no row is new."""
    rolling_ms: NDArray[np.float64]
    """[shape=(t,)] as in `Analysis`."""
    speaker: NDArray[np.int32]
    """[shape=(t,)] as in `Analysis`."""
    mel_start_s: float
    """Time of sound frame 0; the same in each growth that has frames."""
    first_frame: int
    """Number of the first frame of `mel` and `peaks`."""
    mel: NDArray[np.float16]
    """[shape=(f, 80), float16] levelled log-mel."""
    peaks: NDArray[np.int8]
    """[shape=(f, 2), int8] as in `Analysis`."""
    faces: tuple[FacePath, ...]
    """New sightings: parts of paths, which go on those of the same track before."""
    cuts_s: tuple[float, ...]
    """When new shots began, the new ones."""
    report: SyncReport
    """What the film so far says, by the estimator of the final answer. Not measurable
    while there is too little, with the reason of a film that would end here."""
