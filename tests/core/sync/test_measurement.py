"""Tests of what a job knows before anything is measured."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from avts_core.sync.measurement import Job


@pytest.mark.parametrize(
    ("max_ms", "widest_ms", "wider_ms"),
    [
        (1500.0, 10_000.0, 6000.0),
        (6000.0, 10_000.0, 10_000.0),
        (10_000.0, 10_000.0, None),
        (1500.0, 5200.0, 5200.0),
        # A film of three seconds.
        (1500.0, 1520.0, None),
    ],
)
def test_a_film_allows_so_much_more(
    max_ms: float, widest_ms: float, wider_ms: float | None
) -> None:
    """Up to what its length allows, if that is worth another run."""
    job = SimpleNamespace(max_lag_ms=max_ms, widest_lag_ms=widest_ms)
    wider: Any = Job.wider_lag_ms.fget  # type: ignore[attr-defined]
    assert wider(cast("Job", job)) == wider_ms
