"""Tests of the films that the benchmark of changes makes."""

import numpy as np

from tests.benchmarks.changes import Films, Map


def test_clips_placed_at_zero_count_for_the_zero() -> None:
    """Where the catalogue moves most clips by nothing, those are left as they are."""
    rows = np.tile(np.arange(21, dtype=np.float32), (25, 1))
    maps = [
        Map(name=str(labelled), person=f"p{k}", rows=rows, labelled=labelled)
        for k, labelled in enumerate([0, 0, 0, 6, None])
    ]
    film = Films(maps).joined(40, np.random.default_rng(0), as_labelled=True)
    moved = {int(row[10]) for row in film}
    assert moved == {10, 4}
