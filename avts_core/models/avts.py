"""AVTS: a video and a sound network whose embeddings are near where both are in sync.

"Cooperative Learning of Audio and Video Models from Self-Supervised Synchronization"
(Korbar, Tran & Torresani 2018). Two networks and no layer that fuses them: the loss
compares their embeddings of one second of pictures and one second of sound.

Dimensions: B batch, C channels, T time, H height, W width, K bands, F frames of sound,
D embedding.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from avts_core.models.backbones import BACKBONES, Backbone, make_backbone
from avts_core.models.i3d import SHORTEST_CLIP
from avts_core.models.sound_tower import SHORTEST, SoundTower


@dataclass(frozen=True, kw_only=True)
class AvtsConfig:
    """Shape of the AVTS networks and of what they are given."""

    backbone: Backbone = "mc3"
    """The video network."""
    width: int = 64
    """Channels of the first convolutions; 64 as in the paper, fewer for CPUs."""
    embedding: int = 128
    """Size of the embeddings."""
    is_normalised: bool = True
    """Whether embeddings are given the same length, so that distances are bounded."""
    scale: float = 0.5
    """That length; with 0.5 distances lie between 0 and 1."""
    has_stem_pool: bool = False
    """Whether MCx and R3D halve the picture once more after the first convolution."""
    time_cells: int = 1
    """Stretches of time that the last map is averaged over, each apart; 1 is the
    paper's average over all of it, which forgets when something was seen."""
    dropout: float = 0.0
    """Share of the features hidden from the last layers in training."""
    num_pictures: int = 25
    """Pictures of a clip; 25 are one second."""
    side_px: int = 224
    """Side of the pictures."""
    num_bands: int = 40
    """Filters of the filterbank."""
    num_frames: int = 99
    """Frames of the filterbank; 99 windows of 20 ms, one each 10 ms, are one second."""

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises
        ------
        ValueError
            If the backbone is not known or cannot pool after its stem, a number is
            not positive, there is too little sound or picture, or dropout is not in
            [0, 1).
        """
        if self.backbone not in BACKBONES:
            msg = f"backbone must be one of {', '.join(BACKBONES)}"
            raise ValueError(msg)
        if self.has_stem_pool and self.backbone == "i3d_rgb":
            msg = "i3d_rgb has a pool of its own; has_stem_pool must be false"
            raise ValueError(msg)
        counts = (self.width, self.embedding, self.num_pictures, self.side_px)
        if min(*counts, self.time_cells, self.scale) <= 0:
            msg = (
                "width, embedding, scale, time_cells, num_pictures and side_px must be "
                "positive"
            )
            raise ValueError(msg)
        if min(self.num_bands, self.num_frames) < SHORTEST:
            msg = f"num_bands and num_frames must be {SHORTEST} or more"
            raise ValueError(msg)
        if self.backbone == "i3d_rgb" and self.num_pictures < SHORTEST_CLIP:
            msg = f"i3d_rgb needs {SHORTEST_CLIP} pictures or more"
            raise ValueError(msg)
        if not 0 <= self.dropout < 1:
            msg = f"dropout must be in [0, 1), got {self.dropout}"
            raise ValueError(msg)


class AvtsNet(nn.Module):
    """Two networks that embed pictures and sound into one space.

    Attributes
    ----------
    video : nn.Module
        The video network without its last layer.
    sound : SoundTower
        The sound network without its last layer.
    video_last, sound_last : nn.Linear
        The last layers, which give the embeddings.
    """

    def __init__(self, config: AvtsConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or AvtsConfig()
        self.video = make_backbone(
            config.backbone, width=config.width, has_stem_pool=config.has_stem_pool
        )
        self.sound = SoundTower(
            width=config.width,
            num_bands=config.num_bands,
            num_frames=config.num_frames,
        )
        self.dropout = nn.Dropout(config.dropout)
        self.video_last = _last_layer(
            self.video.num_channels * config.time_cells, config.embedding
        )
        self.sound_last = _last_layer(self.sound.num_features, config.embedding)
        # Tensor cores and oneDNN want it so; two formats, so not for all at once.
        self.video.to(memory_format=torch.channels_last_3d)  # type: ignore[call-overload]
        self.sound.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, clips_BCTHW: Tensor, bands_BKF: Tensor) -> tuple[Tensor, Tensor]:
        """Embed both: see `embed_pictures` and `embed_sound`."""
        return self.embed_pictures(clips_BCTHW), self.embed_sound(bands_BKF)

    def embed_pictures(self, clips_BCTHW: Tensor) -> Tensor:
        """Embed clips of pictures.

        Parameters
        ----------
        clips_BCTHW
            [shape=(B, 3, T, H, W)] normalised by channel; `config` has the T and side
            meant, and others are possible.

        Returns
        -------
        [shape=(B, D), float32] of length `config.scale`, if normalised.
        """
        features = self.video_features(clips_BCTHW).mean((3, 4))
        pooled = functional.adaptive_avg_pool1d(features, self.config.time_cells)
        return self._finished(self.video_last(self.dropout(pooled.flatten(1))))

    def embed_sound(self, bands_BKF: Tensor) -> Tensor:
        """Embed clips of sound.

        Parameters
        ----------
        bands_BKF
            [shape=(B, num_bands, num_frames)] normalised by band.

        Returns
        -------
        [shape=(B, D), float32] of length `config.scale`, if normalised.

        Raises
        ------
        ValueError
            If there are not as many bands and frames as the configuration has.
        """
        return self._finished(self.sound_last(self.dropout(self.sound(bands_BKF))))

    def video_features(self, clips_BCTHW: Tensor) -> Tensor:
        """Return the last map of the video network (conv5), for probes.

        Returns
        -------
        [shape=(B, C, T', H', W')] not negative; MC2 and MC3 keep T' = T.
        """
        features: Tensor = self.video(clips_BCTHW)
        return features

    def sound_features(self, bands_BKF: Tensor) -> Tensor:
        """Return the map of conv_5 of the sound network, for probes.

        Parameters
        ----------
        bands_BKF
            [shape=(B, K, F)] of any length.

        Returns
        -------
        [shape=(B, C, K // 2, F // 2)] not negative.
        """
        return self.sound.features(bands_BKF)

    def sound_map(self, clips_BCTHW: Tensor, bands_BKF: Tensor) -> Tensor:
        """Tell where the sound comes from: small where picture and sound fit.

        The last layer of the video network is applied at each place of its last map
        instead of to their mean. Where it takes stretches of time together
        (`AvtsConfig.time_cells`), T' is 1.

        Returns
        -------
        [shape=(B, T', H', W'), float32] distance of the sound's embedding to each
        place.

        Raises
        ------
        ValueError
            If there are not as many bands and frames as the configuration has.
        """
        features = self.video_features(clips_BCTHW)
        if (cells := self.config.time_cells) > 1:
            batch, _, _, height, width = features.shape
            pooled = functional.adaptive_avg_pool3d(features, (cells, height, width))
            features = pooled.view(batch, -1, 1, height, width)
        places = self.video_last(features.movedim(1, -1))
        heard = self.embed_sound(bands_BKF)[:, None, None, None]
        return self.distance(self._finished(places), heard)

    def distance(self, seen_D: Tensor, heard_D: Tensor) -> Tensor:
        """Return the Euclidean distance of embeddings along their last dimension.

        Between 0 and ``2 * config.scale``, if they are normalised.
        """
        return torch.linalg.vector_norm(seen_D.float() - heard_D.float(), dim=-1)

    def _finished(self, x_D: Tensor) -> Tensor:
        x_D = x_D.float()
        if not self.config.is_normalised:
            return x_D
        return self.config.scale * functional.normalize(x_D, dim=-1)


def _last_layer(before: int, after: int) -> nn.Linear:
    layer = nn.Linear(before, after)
    nn.init.normal_(layer.weight, std=before**-0.5)
    nn.init.zeros_(layer.bias)
    return layer
