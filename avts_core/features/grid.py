"""Bring pictures of any frame rate onto a model's time grid."""

import numpy as np
from numpy.typing import NDArray

PICTURE_RATE_HZ = 25
"""Pictures a second that the lip networks take."""
BANDS_A_PICTURE = 4
"""Mel frames (10 ms) from one picture to the next."""
MAX_PICTURE_GAP_S = 0.1
"""A longer gap between pictures ends a stretch: the mouth in between is unknown."""
MAX_SLIP_S = 0.008
"""A picture this near to a grid time stands for it unchanged; otherwise its two
neighbours are blended. Blending everything would blur every second picture of 30
frames/s for nothing; never blending makes lips jump by up to 20 ms."""


def pictures_at(
    times_s: NDArray[np.float64],
    pictures: NDArray[np.uint8],
    wanted_s: NDArray[np.float64],
) -> NDArray[np.uint8]:
    """Return the pictures that would be seen at the wanted times.

    Parameters
    ----------
    times_s
        [shape=(pictures,)] when each picture is shown, rising.
    pictures
        [shape=(pictures, height, width), uint8]
    wanted_s
        [shape=(wanted,)] times within those of the pictures; beyond the ends the
        first or last picture stands.

    Returns
    -------
    [shape=(wanted, height, width), uint8]
    """
    after = np.clip(np.searchsorted(times_s, wanted_s), 1, len(times_s) - 1)
    before = after - 1
    gap = times_s[after] - times_s[before]
    share = np.clip((wanted_s - times_s[before]) / gap, 0.0, 1.0)
    slip = np.minimum(share, 1 - share) * gap
    share = np.where(slip <= MAX_SLIP_S, np.round(share), share)
    result = np.asarray(pictures[np.where(share >= 0.5, after, before)])
    for row in np.nonzero((share > 0) & (share < 1))[0]:
        early = pictures[before[row]].astype(np.float32)
        late = pictures[after[row]].astype(np.float32)
        result[row] = np.rint(early + share[row] * (late - early))
    return result
