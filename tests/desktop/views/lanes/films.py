"""What tests of the lanes make their films of."""

import numpy as np

from avts_core.features.paths import FacePath
from avts_desktop.state.measured import Measured
from avts_desktop.views.lanes.lanes import LanesView

NUM_LAGS = 301


def blank(*, centre_ms: float = 0.0) -> Measured:
    """Return measurements of which none is there yet, of lags around some lag."""
    lags_ms = np.linspace(-1500, 1500, NUM_LAGS, dtype=np.float32) + np.float32(
        centre_ms
    )
    return Measured(start_s=0.0, sound_start_s=0.0, lag_ms=lags_ms)


def path(track: int, start_s: float, stop_s: float) -> FacePath:
    """Return where a face was."""
    times_s = np.arange(start_s, stop_s, 0.2, dtype=np.float32)
    boxes = np.zeros((len(times_s), 4), np.float32)
    return FacePath(track=track, times_s=times_s, boxes=boxes)


def drain(view: LanesView) -> None:
    """Digest all that was measured."""
    while view.is_digesting:
        view.digest_more()
