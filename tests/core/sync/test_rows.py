"""Tests of arrays that grow."""

import numpy as np
import pytest

from avts_core.sync.rows import Rows


@pytest.mark.parametrize("num_expected", [0, 5, 1000])
def test_rows_are_those_appended(num_expected: int) -> None:
    """Whatever was expected, all rows come back in order, none twice."""
    rows = Rows((3,), np.int16, num_expected=num_expected)
    parts = [np.full((n, 3), n, np.int16) for n in (2, 0, 7, 1, 30)]
    for part in parts:
        rows.append(part)
    np.testing.assert_array_equal(rows.values, np.concatenate(parts))
    assert rows.values.dtype == np.int16
    assert len(rows) == 40


def test_what_was_handed_out_stays() -> None:
    """A view taken earlier keeps its values when more rows come."""
    rows = Rows((), np.float32)
    rows.append(np.arange(4, dtype=np.float32))
    view = rows.values
    rows.append(np.full(100, -1, np.float32))
    np.testing.assert_array_equal(view, np.arange(4))
