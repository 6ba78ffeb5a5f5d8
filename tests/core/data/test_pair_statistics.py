"""Mean and spread of a training set."""

import numpy as np
import pytest

from avts_core.data.pair_statistics import measure_statistics
from avts_core.data.pairs import NegativeShares
from avts_core.features.filterbank import filterbank
from tests.core.training.noise_pairs import SIDE_PX, BlinkingSet


def test_input_becomes_normal() -> None:
    """What the statistics were measured on has mean 0 and deviation 1 in each band."""
    footage = BlinkingSet().footage(NegativeShares(), epoch=0, num_pairs=16)
    found = measure_statistics(footage, side_px=SIDE_PX)
    bands = np.stack([filterbank(footage[k].samples) for k in range(16)])
    assert found.band_means == pytest.approx(bands.mean((0, 2)), abs=1e-3)
    assert found.band_deviations == pytest.approx(bands.std((0, 2)), rel=1e-3)
    pictures = np.stack([footage[k].pictures for k in range(16)]).reshape(-1, 3)
    assert found.picture_means == pytest.approx(pictures.mean(0), abs=1e-3)
    assert found.picture_deviations == pytest.approx(pictures.std(0), rel=1e-3)
