"""The lip network: mouths and sound embedded so that what fits in time lies close.

Two towers, fully convolutional in time and without any padding there: an embedding
sees only what lies in its receptive field, so no stream can tell where a clip begins
or ends (a prototype with padding scored 100 % on clips and chance on windows).

Dimensions: B batch, T time, C channels, H height, W width, F mel frames, K mel bands,
D embedding.
"""

import copy
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

INPUT_SIDE_PX = 64
"""Side of the picture the network sees, cut from the middle of the stored crop."""
STEM_PICTURES = 5
"""Pictures that the first layer looks at together."""


@dataclass(frozen=True, kw_only=True)
class LipConfig:
    """Shape of the lip network."""

    picture_widths: tuple[int, int, int, int] = (64, 64, 96, 160)
    """Channels of the stem and of the three residual blocks."""
    picture_dilations: tuple[int, ...] = (1, 1, 2)
    """Steps of the temporal convolutions over pictures."""
    sound_widths: tuple[int, int, int] = (32, 64, 96)
    """Channels of the three convolutions over the log-mel."""
    sound_dilations: tuple[int, ...] = (1, 2, 2, 4)
    """Steps of the temporal convolutions over sound, in units of 20 ms."""
    hidden: int = 384
    """Channels of the temporal convolutions."""
    embedding: int = 256
    """Size of the embeddings."""
    dropout: float = 0.1
    num_bands: int = 80
    """Mel bands of the sound; a multiple of 8."""
    bands_a_picture: int = 4
    """Mel frames that pass from one picture to the next."""

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises
        ------
        ValueError
            If a number is not positive, dropout not in [0, 1), or the bands cannot be
            halved three times.
        """
        widths = (*self.picture_widths, *self.sound_widths, self.hidden, self.embedding)
        steps = (*self.picture_dilations, *self.sound_dilations, self.bands_a_picture)
        if min(*widths, *steps, self.num_bands) < 1:
            msg = "widths, dilations and numbers of bands must be positive"
            raise ValueError(msg)
        if self.num_bands % 8:
            msg = f"num_bands must be a multiple of 8, got {self.num_bands}"
            raise ValueError(msg)
        if not 0 <= self.dropout < 1:
            msg = f"dropout must be in [0, 1), got {self.dropout}"
            raise ValueError(msg)


class LipNet(nn.Module):
    """Two towers that embed mouths and sound into one space.

    Attributes
    ----------
    picture_span : int
        Pictures that one picture embedding sees.
    sound_span : int
        Mel frames that one sound embedding sees.
    aligned_sound_index : int
        Sound embedding ``2 i + aligned_sound_index`` belongs to picture embedding i,
        if the sound given begins one mel frame before the first picture.
    log_scales : [shape=(4,)]
        Logarithms of the inverse temperatures of the training loss, one for each
        length of window.

    Raises
    ------
    ValueError
        If the centres of the towers' receptive fields do not meet on a 20 ms grid.
    """

    def __init__(self, config: LipConfig | None = None) -> None:
        super().__init__()
        self.config = config or LipConfig()
        self.pictures = _PictureTower(self.config)
        self.sound = _SoundTower(self.config)
        self.log_scales = nn.Parameter(torch.tensor([2.5, 2.7, 3.0, 3.2]))
        self.picture_span = self.pictures.span
        self.sound_span = self.sound.span
        # Picture embedding i is centred at mel frame 4 i + 4 (span // 2) of its first
        # picture, sound embedding j at 2 j + span // 2 - 1: training gives the sound
        # one mel frame more at the front. Where they meet, j = 2 i + this index.
        self.aligned_sound_index, rest = divmod(
            self.config.bands_a_picture * (self.picture_span // 2)
            - self.sound_span // 2
            + 1,
            2,
        )
        if rest or self.aligned_sound_index < 0:
            msg = (
                "the towers' receptive fields do not meet on a 20 ms grid: "
                f"{self.picture_span} pictures, {self.sound_span} mel frames"
            )
            raise ValueError(msg)
        self.apply(_initialise)
        self.pictures.start_with_motion()

    def embed_pictures(self, mouths_BTHW: Tensor) -> Tensor:
        """Embed pictures; the first embedding is centred on picture ``span // 2``.

        Parameters
        ----------
        mouths_BTHW
            [shape=(B, T, 64, 64)] as `normalised_pictures` gives them.

        Returns
        -------
        [shape=(B, T - picture_span + 1, D), float32] of length 1.
        """
        return self.pictures(mouths_BTHW)

    def embed_sound(self, bands_BFK: Tensor) -> Tensor:
        """Embed every second mel frame; the first is centred on ``span // 2``.

        Parameters
        ----------
        bands_BFK
            [shape=(B, F, 80)] levelled log-mel.

        Returns
        -------
        [shape=(B, (F - sound_span) // 2 + 1, D), float32] of length 1, one each 20 ms.
        """
        return self.sound(bands_BFK)

    def embed_sound_densely(self, bands_BFK: Tensor) -> Tensor:
        """Embed every mel frame; the first is centred on ``span // 2``.

        The tower strides by two from its third layer on; those layers run on both
        phases and interleaved they give what a tower without stride would.

        Returns
        -------
        [shape=(B, F - sound_span + 1, D), float32] of length 1, one each 10 ms.
        """
        shared = self.sound.early(bands_BFK)
        even = self.sound.late(shared)
        if bands_BFK.shape[1] == self.sound_span:
            return even
        odd = self.sound.late(shared[:, :, 1:])
        dense = even.new_empty(
            even.shape[0], even.shape[1] + odd.shape[1], even.shape[2]
        )
        dense[:, 0::2], dense[:, 1::2] = even, odd
        return dense


def grown(model: LipNet, config: LipConfig) -> LipNet:
    """Return a network of another shape that starts as the same function.

    Temporal layers may be added at the end of each tower; they start as identities,
    seeing more time. So a long run need not start from nothing.

    Parameters
    ----------
    model
        The network to grow.
    config
        Its shape, or more.

    Raises
    ------
    ValueError
        If one shape is not the other with layers added.
    """
    new = LipNet(config)
    state = new.state_dict()
    old = model.state_dict()
    if any(k not in state or state[k].shape != v.shape for k, v in old.items()):
        msg = "a network grows by temporal layers only"
        raise ValueError(msg)
    new.load_state_dict({**state, **old})
    for tower, before in ((new.pictures, model.pictures), (new.sound, model.sound)):
        for norm in tower.temporal.norms[len(before.temporal.dilations) :]:
            assert isinstance(norm, nn.BatchNorm1d)
            nn.init.zeros_(norm.weight)
    return new


def fused(model: LipNet) -> LipNet:
    """Return a copy for inference whose norms are folded into the layers before them.

    The same function with fewer passes over memory.

    Parameters
    ----------
    model
        A network in evaluation mode.
    """
    model = copy.deepcopy(model)
    pictures, sound = model.pictures, model.sound
    _fold(pictures, "stem", pictures, "stem_norm")
    for block in pictures.trunk:
        _fold(block, "first", block, "first_norm")
        _fold(block, "second", block, "second_norm")
    for index in range(0, len(sound.convolutions), 3):
        _fold(sound.convolutions, str(index), sound.convolutions, str(index + 1))
    for tower in (pictures, sound):
        temporal = tower.temporal
        _fold(tower, "flatten", temporal, "norm")
        for index in range(len(temporal.dilations)):
            _fold(temporal.layers, str(index), temporal.norms, str(index))
    return model


def _fold(owner: nn.Module, layer: str, norm_owner: nn.Module, norm: str) -> None:
    """Fold a norm into the convolution before it."""
    convolution = getattr(owner, layer)
    folded = fuse_conv_bn_eval(convolution, getattr(norm_owner, norm))
    setattr(owner, layer, folded)
    setattr(norm_owner, norm, nn.Identity())


def normalised_pictures(crops_BTHW: Tensor) -> Tensor:
    """Take brightness and contrast out of crops, over each stretch as a whole.

    One mean and one deviation a stretch, so that flicker within it stays visible; they
    are the same for all its pictures, so they tell nothing about position.

    Parameters
    ----------
    crops_BTHW
        [shape=(B, T, height, width)] grey, 0 to 255; the middle 64 x 64 is used.
    """
    height, width = crops_BTHW.shape[2:]
    top, left = (height - INPUT_SIDE_PX) // 2, (width - INPUT_SIDE_PX) // 2
    middle = crops_BTHW[:, :, top : top + INPUT_SIDE_PX, left : left + INPUT_SIDE_PX]
    middle = middle.float()
    mean = middle.mean((1, 2, 3), keepdim=True)
    deviation = middle.std((1, 2, 3), keepdim=True)
    # Four grey levels keep a black picture from being blown up to noise.
    return (middle - mean) / (deviation + 4)


class _PictureTower(nn.Module):
    """64 x 64 pictures to embeddings; sees 5 pictures plus the temporal layers."""

    def __init__(self, config: LipConfig) -> None:
        super().__init__()
        first, *rest = config.picture_widths
        # A stem of stride 4 halves the time of a step against stride 2.
        # Five pictures as five channels: a 3D convolution in time, at a 2D one's speed.
        self.stem = nn.Conv2d(STEM_PICTURES, first, 7, 4, 3, bias=False)
        self.stem_norm = nn.BatchNorm2d(first)
        strides = (1, 2, 2)
        widths = zip((first, *rest[:-1]), rest, strides, strict=True)
        self.trunk = nn.Sequential(*(_Residual(*w) for w in widths))
        self.flatten = nn.Conv2d(rest[-1], config.hidden, 4, bias=False)
        self.temporal = _Temporal(config, config.picture_dilations)
        self.span = STEM_PICTURES + self.temporal.reach
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def start_with_motion(self) -> None:
        """Let three quarters of the stem's kernels ignore what stands still."""
        with torch.no_grad():
            weight = self.stem.weight
            count = weight.shape[0] * 3 // 4
            weight[:count] -= weight[:count].mean(1, keepdim=True)

    def forward(self, mouths_BTHW: Tensor) -> Tensor:
        batch, time, height, width = mouths_BTHW.shape
        time -= STEM_PICTURES - 1
        near = [mouths_BTHW[:, k : k + time] for k in range(STEM_PICTURES)]
        x = torch.stack(near, -1).view(batch * time, height, width, STEM_PICTURES)
        x = self.stem(x.permute(0, 3, 1, 2))  # channels last without a copy
        x = self.trunk(functional.relu(self.stem_norm(x), inplace=True))
        x = self.flatten(x).view(batch, time, -1).transpose(1, 2)
        return self.temporal(x)


class _SoundTower(nn.Module):
    """Log-mel to embeddings each 20 ms."""

    def __init__(self, config: LipConfig) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 1
        for width, stride in zip(config.sound_widths, (1, 1, 2), strict=True):
            layers += [
                nn.Conv2d(before, width, 3, (stride, 2), (0, 1), bias=False),
                nn.BatchNorm2d(width),
                nn.ReLU(inplace=True),
            ]
            before = width
        self.convolutions = nn.Sequential(*layers)
        flat = before * (config.num_bands // 8)
        self.flatten = nn.Conv1d(flat, config.hidden, 3, bias=False)
        self.temporal = _Temporal(config, config.sound_dilations)
        # Three kernels of 3, the later layers in steps of two mel frames.
        self.span = 7 + 4 + 2 * self.temporal.reach

    def forward(self, bands_BFK: Tensor) -> Tensor:
        return self.late(self.early(bands_BFK))

    def early(self, bands_BFK: Tensor) -> Tensor:
        """Run the layers that keep every mel frame."""
        x = bands_BFK[:, None].contiguous(memory_format=torch.channels_last)
        return self.convolutions[:-3](x)

    def late(self, x_BCFK: Tensor) -> Tensor:
        """Run the rest, which goes in steps of two mel frames."""
        x = self.convolutions[-3:](x_BCFK)
        x = x.permute(0, 1, 3, 2).reshape(x.shape[0], -1, x.shape[2])
        return self.temporal(self.flatten(x))


class _Residual(nn.Module):
    """Two 3 x 3 convolutions over a way around them."""

    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(after)
        self.second = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(after)
        self.around: nn.Module = nn.Identity()
        if before != after or stride != 1:
            self.around = nn.Conv2d(before, after, 1, stride, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = functional.relu(self.first_norm(self.first(x)), inplace=True)
        y = self.second_norm(self.second(y))
        return functional.relu(y + self.around(x), inplace=True)


class _Temporal(nn.Module):
    """Residual temporal convolutions without padding, then the embedding."""

    def __init__(self, config: LipConfig, dilations: tuple[int, ...]) -> None:
        super().__init__()
        width = config.hidden
        self.norm = nn.BatchNorm1d(width)
        self.dropout = nn.Dropout(config.dropout)
        self.layers = nn.ModuleList(
            nn.Conv1d(width, width, 3, dilation=d, bias=False) for d in dilations
        )
        self.norms = nn.ModuleList(nn.BatchNorm1d(width) for _ in dilations)
        self.out = nn.Conv1d(width, config.embedding, 1)
        self.dilations = dilations
        self.reach = 2 * sum(dilations)

    def forward(self, x_BCT: Tensor) -> Tensor:
        x = self.dropout(functional.relu(self.norm(x_BCT)))
        for step, layer, norm in zip(
            self.dilations, self.layers, self.norms, strict=True
        ):
            y = self.dropout(norm(layer(x)))
            x = functional.relu(y + x[:, :, step:-step])
        embedded = functional.normalize(self.out(x).float(), dim=1)
        return embedded.transpose(1, 2)


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv1d | nn.Conv2d | nn.Conv3d):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)
