"""What a network sees of a decoded pair: a crop of the pictures, bands of the sound.

Dimensions: T pictures, H height, W width.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from avts_core.data.manifest import LeftOut
from avts_core.data.pair_footage import KIND_CODES, PairFootage
from avts_core.features.filterbank import filterbank


@dataclass(frozen=True, kw_only=True)
class CropConfig:
    """How pictures are cut for training: one crop a clip, the same for its pictures."""

    least_scale: float = 0.66
    """Crops have at least this share of the short side (multi-scale cropping: Wang et
    al. 2016, Temporal Segment Networks, from 0.66 to 1)."""
    flip_share: float = 0.5
    """Share of the clips that are mirrored."""

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises
        ------
        ValueError
            If a share is not between 0 and 1.
        """
        if not (0 < self.least_scale <= 1 and 0 <= self.flip_share <= 1):
            msg = "least_scale must be in (0, 1] and flip_share in [0, 1]"
            raise ValueError(msg)


def random_crop(
    pictures: NDArray[np.uint8],
    rng: np.random.Generator,
    *,
    side_px: int,
    config: CropConfig,
) -> NDArray[np.uint8]:
    """Cut a square of random size and place from all pictures alike.

    Parameters
    ----------
    pictures
        [shape=(T, H, W, 3)]
    rng
        Decides about size, place and mirroring.
    side_px
        Side of what is returned.
    config
        What is drawn.

    Returns
    -------
    [shape=(T, side_px, side_px, 3)]
    """
    height, width = pictures.shape[1:3]
    side = max(1, round(min(height, width) * rng.uniform(config.least_scale, 1)))
    top = int(rng.integers(height - side + 1))
    left = int(rng.integers(width - side + 1))
    cut = pictures[:, top : top + side, left : left + side]
    if rng.random() < config.flip_share:
        cut = cut[:, :, ::-1]
    return resized(cut, side_px)


def centre_crop(pictures: NDArray[np.uint8], side_px: int) -> NDArray[np.uint8]:
    """Cut the largest square from the middle, as measuring does.

    Parameters
    ----------
    pictures
        [shape=(T, H, W, 3)]
    side_px
        Side of what is returned.
    """
    height, width = pictures.shape[1:3]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return resized(pictures[:, top : top + side, left : left + side], side_px)


def resized(pictures: NDArray[np.uint8], side_px: int) -> NDArray[np.uint8]:
    """Return square pictures in another size [shape=(T, side_px, side_px, 3)]."""
    if pictures.shape[1] == side_px:
        return np.ascontiguousarray(pictures)
    shrinks = pictures.shape[1] > side_px
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    size = (side_px, side_px)
    # Pictures may be mirrored views, which OpenCV does not take.
    scaled = [
        cv2.resize(np.ascontiguousarray(p), size, interpolation=how) for p in pictures
    ]
    return np.asarray(scaled, np.uint8)


@dataclass(frozen=True, kw_only=True)
class PairInput:
    """One pair as a network takes it, not yet normalised."""

    clip: Tensor
    """[shape=(3, T, side, side), uint8]"""
    bands: Tensor
    """[shape=(40, frames), float32]"""
    kind_code: int
    """See `pair_footage.KIND_CODES`."""
    movie: int
    """Place of the picture's movie among the sampler's spans."""
    broken: tuple[LeftOut, ...]
    """Files that failed on the way."""


@dataclass(frozen=True, kw_only=True)
class PairBatch:
    """Several pairs.

    B is their number.
    """

    clips: Tensor
    """[shape=(B, 3, T, side, side), uint8]"""
    bands: Tensor
    """[shape=(B, 40, frames), float32]"""
    kind_codes: Tensor
    """[shape=(B,), int64]"""
    movies: Tensor
    """[shape=(B,), int64] place of each picture's movie among the sampler's spans."""
    broken: tuple[LeftOut, ...]
    """Files that failed on the way."""

    @property
    def is_positive(self) -> Tensor:
        """Whether each belongs together [shape=(B,), bool]."""
        return self.kind_codes == KIND_CODES[None]


class PairInputs(Dataset[PairInput]):
    """An epoch's pairs, cropped; each depends on its index alone.

    Parameters
    ----------
    footage
        The epoch's pairs.
    side_px
        Side of the pictures.
    crop
        How training cuts them; None takes the middle, as measuring does.
    seed
        Decides, with the index, about each crop.
    """

    def __init__(
        self,
        footage: PairFootage,
        *,
        side_px: int,
        crop: CropConfig | None,
        seed: Sequence[int] = (),
    ) -> None:
        self._footage, self._side_px = footage, side_px
        self._crop, self._seed = crop, tuple(seed)

    def __len__(self) -> int:
        return len(self._footage)

    def __getitem__(self, index: int) -> PairInput:
        """Return a pair.

        Raises
        ------
        TrainingError
            If no usable pair comes up.
        """
        item = self._footage[index]
        if self._crop is None:
            pictures = centre_crop(item.pictures, self._side_px)
        else:
            rng = np.random.default_rng([*self._seed, index])
            pictures = random_crop(
                item.pictures, rng, side_px=self._side_px, config=self._crop
            )
        return PairInput(
            clip=torch.from_numpy(pictures).permute(3, 0, 1, 2),
            bands=torch.from_numpy(filterbank(item.samples)),
            kind_code=item.kind_code,
            movie=item.pair.movie,
            broken=item.broken,
        )


def load_batches(
    inputs: PairInputs, batches: Sequence[list[int]], *, num_workers: int = 0
) -> Iterator[PairBatch]:
    """Yield batches of pairs in the order asked for, decoded ahead by workers.

    Parameters
    ----------
    inputs
        The pairs.
    batches
        Indices of each batch.
    num_workers
        Processes that decode; 0 decodes in this one.

    Raises
    ------
    TrainingError
        If no usable pair comes up.
    """
    loader = DataLoader(
        inputs,
        batch_sampler=batches,
        collate_fn=_batch,
        num_workers=num_workers,
        multiprocessing_context="spawn" if num_workers else None,
    )
    yield from loader


def _batch(items: Sequence[PairInput]) -> PairBatch:
    broken = {left.file: left for item in items for left in item.broken}
    return PairBatch(
        clips=torch.stack([item.clip for item in items]),
        bands=torch.stack([item.bands for item in items]),
        kind_codes=torch.tensor([item.kind_code for item in items]),
        movies=torch.tensor([item.movie for item in items]),
        broken=tuple(broken.values()),
    )
