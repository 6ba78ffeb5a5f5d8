"""Mean and spread of what a model was trained on; normalises what it is given.

Dimensions: B batch, T time, H height, W width, K bands, F frames of sound.
"""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, kw_only=True)
class InputStatistics:
    """Statistics of the training set's pictures and sound; part of a bundle."""

    picture_means: tuple[float, float, float]
    """Of red, green and blue, from 0 to 255."""
    picture_deviations: tuple[float, float, float]
    """Standard deviations of the same."""
    band_means: tuple[float, ...]
    """Of each band of the filterbank."""
    band_deviations: tuple[float, ...]
    """Standard deviations of the same."""

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises
        ------
        ValueError
            If a deviation is not positive, or the bands have not one each.
        """
        if len(self.band_means) != len(self.band_deviations):
            msg = (
                f"there are {len(self.band_means)} band_means for "
                f"{len(self.band_deviations)} band_deviations"
            )
            raise ValueError(msg)
        if min(*self.picture_deviations, *self.band_deviations) <= 0:
            msg = "deviations must be positive"
            raise ValueError(msg)

    def normalised_clips(self, clips_B3THW: Tensor) -> Tensor:
        """Return clips of mean 0 and deviation 1 in each channel.

        Parameters
        ----------
        clips_B3THW
            [shape=(B, 3, T, H, W)] red, green and blue, 0 to 255, of any type.

        Returns
        -------
        The same shape, float32.
        """
        shape = (3, 1, 1, 1)
        return _normalised(
            clips_B3THW, self.picture_means, self.picture_deviations, shape
        )

    def normalised_bands(self, bands_BKF: Tensor) -> Tensor:
        """Return sound of mean 0 and deviation 1 in each band.

        Parameters
        ----------
        bands_BKF
            [shape=(B, K, F)] logarithms of the filterbank, of any type.

        Returns
        -------
        The same shape, float32.
        """
        shape = (len(self.band_means), 1)
        return _normalised(bands_BKF, self.band_means, self.band_deviations, shape)


def _normalised(
    data: Tensor,
    means: tuple[float, ...],
    deviations: tuple[float, ...],
    shape: tuple[int, ...],
) -> Tensor:
    mean = torch.tensor(means, device=data.device).view(shape)
    deviation = torch.tensor(deviations, device=data.device).view(shape)
    return (data.float() - mean) / deviation
