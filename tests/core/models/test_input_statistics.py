"""Tests of the statistics that normalise input."""

from dataclasses import replace
from typing import Any

import pytest
import torch

from avts_core.models.input_statistics import InputStatistics

STATISTICS = InputStatistics(
    picture_means=(100.0, 110.0, 120.0),
    picture_deviations=(50.0, 60.0, 70.0),
    band_means=(-1.0, 2.0),
    band_deviations=(0.5, 4.0),
)


def test_what_has_these_statistics_becomes_normal() -> None:
    """Means become 0 and a deviation above them 1, by channel and by band."""
    means = torch.tensor([100, 110, 120], dtype=torch.uint8).view(1, 3, 1, 1, 1)
    clips = means.expand(2, 3, 4, 5, 6).clone()
    clips[1] += torch.tensor([50, 60, 70], dtype=torch.uint8).view(3, 1, 1, 1)
    normal = STATISTICS.normalised_clips(clips)
    assert normal.dtype == torch.float32
    assert torch.equal(normal[0], torch.zeros(3, 4, 5, 6))
    assert torch.equal(normal[1], torch.ones(3, 4, 5, 6))
    bands = torch.tensor([[-1.0, -0.5], [2.0, 6.0]], dtype=torch.float16)[None]
    expected = torch.tensor([[[0.0, 1.0], [0.0, 1.0]]])
    assert torch.equal(STATISTICS.normalised_bands(bands), expected)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"picture_deviations": (1.0, 0.0, 1.0)}, "positive"),
        ({"band_deviations": (1.0, -1.0)}, "positive"),
        ({"band_means": (1.0,)}, "1 band_means for 2 band_deviations"),
    ],
)
def test_statistics_without_sense_are_refused(
    changes: dict[str, Any], message: str
) -> None:
    """Each wrong number is named."""
    with pytest.raises(ValueError, match=message):
        replace(STATISTICS, **changes)
