"""What a network sees of a pair."""

import numpy as np
import pytest

from avts_core.data.pair_inputs import (
    CropConfig,
    PairInputs,
    centre_crop,
    load_batches,
    random_crop,
)
from avts_core.data.pairs import NegativeShares
from tests.core.training.noise_pairs import BlinkingSet


def ramp(height: int = 40, width: int = 60) -> np.ndarray:
    """Return pictures whose first channel is the column, second the row."""
    picture = np.zeros((3, height, width, 3), np.uint8)
    picture[..., 0] = np.arange(width)
    picture[..., 1] = np.arange(height)[:, None]
    return picture


def test_all_pictures_of_a_clip_are_cut_alike() -> None:
    """One crop a clip: motion must not come from the cutting."""
    rng = np.random.default_rng(0)
    cut = random_crop(ramp(), rng, side_px=16, config=CropConfig())
    assert cut.shape == (3, 16, 16, 3)
    assert (cut[0] == cut[1]).all()
    assert (cut[0] == cut[2]).all()


def test_crops_differ_in_size_place_and_side() -> None:
    """Over many draws: small and large, left and right, mirrored or not."""
    rng = np.random.default_rng(0)
    spans, firsts, mirrored = [], [], 0
    for _ in range(100):
        cut = random_crop(ramp(), rng, side_px=40, config=CropConfig())
        row = cut[0, 0, :, 0].astype(int)
        mirrored += row[0] > row[-1]
        spans.append(abs(row[-1] - row[0]) + 1)
        firsts.append(min(row[0], row[-1]))
    assert min(spans) == pytest.approx(0.66 * 40, abs=2)
    assert max(spans) == pytest.approx(40, abs=1)
    assert max(firsts) > 20
    assert 30 < mirrored < 70


def test_the_middle_is_measured() -> None:
    """The largest square from the middle, whatever the shape."""
    for shape in ((40, 60), (60, 40)):
        cut = centre_crop(ramp(*shape), 40)
        assert cut[0, 20, 20].tolist()[:2] == [shape[1] // 2, shape[0] // 2]


@pytest.mark.parametrize("wrong", [{"least_scale": 0.0}, {"flip_share": 1.5}])
def test_shares_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    """A scale of nothing, or more mirrored clips than there are."""
    with pytest.raises(ValueError, match="must be in"):
        CropConfig(**wrong)


def test_a_pair_depends_on_its_index_alone() -> None:
    """Whatever batch, order or worker asks for it."""
    footage = BlinkingSet().footage(NegativeShares(), epoch=1, num_pairs=8)
    inputs = PairInputs(footage, side_px=12, crop=CropConfig(), seed=(1, 1))
    alone = inputs[5]
    (batch,) = load_batches(inputs, [[3, 5]])
    assert (batch.clips[1] == alone.clip).all()
    assert (batch.bands[1] == alone.bands).all()
    assert batch.is_positive.tolist() == [False, False]
    assert [left.file for left in batch.broken] == ["torn.mp4"]
    other = PairInputs(footage, side_px=12, crop=CropConfig(), seed=(1, 2))
    assert (other[5].bands == alone.bands).all()
