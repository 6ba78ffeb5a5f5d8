"""Look, Listen and Learn: the baseline that fuses both streams and says yes or no.

With the backbone "frame" it is the network of Arandjelovic & Zisserman (2017), which
sees one picture; with one of AVTS's it is what the authors of AVTS tried first. Either
is given what `avts_core.models.avts` is given, so both can be asked about the same
pairs.

Dimensions: B batch, C channels, T time, H height, W width, K bands, F frames of sound.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import torch
from torch import Tensor, nn
from torch.nn import functional

from avts_core.models.backbones import MixedConvolutionNet, make_backbone
from avts_core.models.i3d import SHORTEST_CLIP, InceptionI3d
from avts_core.models.sound_tower import SHORTEST, SoundTower, vgg_unit

L3Backbone = Literal["frame", "mc2", "mc3", "mc4", "mc5", "r3d_18", "i3d_rgb"]
L3_BACKBONES: tuple[L3Backbone, ...] = get_args(L3Backbone)


@dataclass(frozen=True, kw_only=True)
class L3Config:
    """Shape of the fused network and of what it is given."""

    backbone: L3Backbone = "frame"
    """The video network; "frame" sees the middle picture only."""
    width: int = 64
    """Channels of the first convolutions."""
    hidden: int = 128
    """Units of the layer that fuses the streams."""
    dropout: float = 0.0
    """Share of the features hidden from the fusing layer in training."""
    num_pictures: int = 25
    """Pictures of a clip."""
    side_px: int = 224
    """Side of the pictures."""
    num_bands: int = 40
    """Filters of the filterbank."""
    num_frames: int = 99
    """Frames of the filterbank."""

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises
        ------
        ValueError
            If the backbone is not known, a number is not positive, there is too
            little sound or picture for it, or dropout is not in [0, 1).
        """
        if self.backbone not in L3_BACKBONES:
            msg = f"backbone must be one of {', '.join(L3_BACKBONES)}"
            raise ValueError(msg)
        if min(self.width, self.hidden, self.num_pictures) < 1:
            msg = "width, hidden and num_pictures must be positive"
            raise ValueError(msg)
        if min(self.side_px, self.num_bands, self.num_frames) < SHORTEST:
            msg = f"side_px, num_bands and num_frames must be {SHORTEST} or more"
            raise ValueError(msg)
        if self.backbone == "i3d_rgb" and self.num_pictures < SHORTEST_CLIP:
            msg = f"i3d_rgb needs {SHORTEST_CLIP} pictures or more"
            raise ValueError(msg)
        if not 0 <= self.dropout < 1:
            msg = f"dropout must be in [0, 1), got {self.dropout}"
            raise ValueError(msg)


class L3Net(nn.Module):
    """Two networks whose features one classifier judges together.

    Attributes
    ----------
    video, sound : nn.Module
        The networks of both streams, without the layers that fuse them.
    """

    def __init__(self, config: L3Config | None = None) -> None:
        super().__init__()
        self.config = config = config or L3Config()
        self.video: _MiddlePicture | MixedConvolutionNet | InceptionI3d
        self.sound: _Sound | SoundTower
        if config.backbone == "frame":
            self.video = _MiddlePicture(config.width)
            self.sound = _Sound(config.width)
        else:
            self.video = make_backbone(config.backbone, width=config.width)
            self.sound = SoundTower(
                width=config.width,
                num_bands=config.num_bands,
                num_frames=config.num_frames,
            )
            self.video.to(memory_format=torch.channels_last_3d)  # type: ignore[call-overload]
        self.sound.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        num_features = self.video.num_channels + self.sound.num_features
        self.dropout = nn.Dropout(config.dropout)
        self.fusion = nn.Linear(num_features, config.hidden)
        self.last = nn.Linear(config.hidden, 1)

    def forward(self, clips_BCTHW: Tensor, bands_BKF: Tensor) -> Tensor:
        """Return how surely pictures and sound belong together.

        Parameters
        ----------
        clips_BCTHW
            [shape=(B, 3, T, H, W)] normalised by channel.
        bands_BKF
            [shape=(B, num_bands, num_frames)] normalised by band.

        Returns
        -------
        [shape=(B,), float32] logits, for binary cross-entropy.

        Raises
        ------
        ValueError
            If AVTS's sound network is given another size than the configuration's.
        """
        return self.fuse(self.see(clips_BCTHW), self.sound(bands_BKF))

    def see(self, clips_BCTHW: Tensor) -> Tensor:
        """Return what is fused of the pictures [shape=(B, C)]."""
        features = self.video_features(clips_BCTHW)
        # Each as it was published: L3 takes the maximum, MCx and I3D the mean.
        is_frame = self.config.backbone == "frame"
        return features.amax((2, 3, 4)) if is_frame else features.mean((2, 3, 4))

    def fuse(self, seen_BC: Tensor, heard_BC: Tensor) -> Tensor:
        """Judge what `see` and `sound` gave; see `forward`."""
        both = self.dropout(torch.cat([seen_BC, heard_BC], 1))
        fused = functional.relu(self.fusion(both))
        logits: Tensor = self.last(fused)
        return logits.float()[:, 0]

    def video_features(self, clips_BCTHW: Tensor) -> Tensor:
        """Return the last map of the video network, for probes.

        Returns
        -------
        [shape=(B, C, T', H', W')] not negative; T' is 1 with "frame".
        """
        features: Tensor = self.video(clips_BCTHW)
        return features

    def sound_features(self, bands_BKF: Tensor) -> Tensor:
        """Return the last map of the sound network, for probes.

        Returns
        -------
        [shape=(B, C, K', F')] not negative.
        """
        return self.sound.features(bands_BKF)


class _MiddlePicture(nn.Module):
    """The picture in the middle of a clip to its last map, whose T' is 1."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.convolutions, self.num_channels = _vgg(3, width)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, clips_BCTHW: Tensor) -> Tensor:
        features: Tensor = self.convolutions(
            clips_BCTHW[:, :, clips_BCTHW.shape[2] // 2]
        )
        return features[:, :, None]


class _Sound(nn.Module):
    """Sound to its last map, and to the maximum of that."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.convolutions, self.num_features = _vgg(1, width)

    def features(self, bands_BKF: Tensor) -> Tensor:
        features: Tensor = self.convolutions(bands_BKF[:, None])
        return features

    def forward(self, bands_BKF: Tensor) -> Tensor:
        return self.features(bands_BKF).amax((2, 3))


def _vgg(num_inputs: int, width: int) -> tuple[nn.Sequential, int]:
    """Return four pairs of convolutions with pools between, and their channels."""
    net = nn.Sequential(*vgg_unit(num_inputs, width), *vgg_unit(width, width))
    for before in (width, 2 * width, 4 * width):
        after = 2 * before
        net.append(nn.MaxPool2d(2))
        net.extend((*vgg_unit(before, after), *vgg_unit(after, after)))
    return net, 8 * width
