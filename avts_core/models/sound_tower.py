"""The sound network of AVTS: a VGG-like 2D network over one second of filterbank.

The paper draws five convolutions, the last called conv_5, and fully connected layers,
but its widths are not known to us. These are the proportions of VGG-M, as SyncNet uses
them for sound.

Dimensions: B batch, C channels, K bands, F frames of sound.
"""

from torch import Tensor, nn
from torch.nn import functional

SHORTEST = 8
"""Least number of bands and of frames: both are pooled by 2, then by 4."""


def vgg_unit(before: int, after: int) -> tuple[nn.Module, ...]:
    """Return a 3 x 3 convolution that keeps the size, its batch norm and a ReLU.

    Parameters
    ----------
    before, after
        Channels.
    """
    convolution = nn.Conv2d(before, after, 3, padding=1, bias=False)
    nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")
    return convolution, nn.BatchNorm2d(after), nn.ReLU(inplace=True)


class SoundTower(nn.Module):
    """Five convolutions up to conv_5, then two layers over all that is left.

    Parameters
    ----------
    width
        Channels of the first convolution; 64 beside the paper's video networks.
    num_bands, num_frames
        Of its input.

    Attributes
    ----------
    num_channels : int
        Of the map of conv_5, ``4 * width``.
    num_features : int
        Of what it returns, ``8 * width``.
    """

    def __init__(self, *, width: int, num_bands: int, num_frames: int) -> None:
        super().__init__()
        self.num_channels, self.num_features = 4 * width, 8 * width
        self._shape = (num_bands, num_frames)
        self.convolutions = nn.Sequential(
            *vgg_unit(1, width),
            *vgg_unit(width, 3 * width),
            nn.MaxPool2d(2),
            *vgg_unit(3 * width, 6 * width),
            *vgg_unit(6 * width, 4 * width),
            *vgg_unit(4 * width, self.num_channels),
        )
        self.pool = nn.MaxPool2d(4)
        rest = (num_bands // SHORTEST, num_frames // SHORTEST)
        # Fully connected, so unlike a mean it knows when a sound was.
        self.fc6 = nn.Conv2d(self.num_channels, self.num_features, rest, bias=False)
        self.fc6_norm = nn.BatchNorm2d(self.num_features)
        self.fc7 = nn.Linear(self.num_features, self.num_features, bias=False)
        self.fc7_norm = nn.BatchNorm1d(self.num_features)
        for layer in (self.fc6, self.fc7):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")

    def features(self, bands_BKF: Tensor) -> Tensor:
        """Return the map of conv_5.

        Parameters
        ----------
        bands_BKF
            [shape=(B, K, F)] of any size.

        Returns
        -------
        [shape=(B, num_channels, K // 2, F // 2)], one column each 20 ms.
        """
        features: Tensor = self.convolutions(bands_BKF[:, None])
        return features

    def forward(self, bands_BKF: Tensor) -> Tensor:
        """Return what the last layer is given, [shape=(B, num_features)].

        Raises
        ------
        ValueError
            If the input is not of the size that the network was made for.
        """
        if bands_BKF.shape[1:] != self._shape:
            bands, frames = self._shape
            msg = (
                f"the sound must be of {bands} bands and {frames} frames, got "
                f"{tuple(bands_BKF.shape[1:])}"
            )
            raise ValueError(msg)
        x = self.fc6_norm(self.fc6(self.pool(self.features(bands_BKF))))
        x = self.fc7_norm(self.fc7(functional.relu(x, inplace=True).flatten(1)))
        return functional.relu(x, inplace=True)
