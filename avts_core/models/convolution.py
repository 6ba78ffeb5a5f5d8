"""The convolution over space and time that the video networks are made of."""

import torch
from torch import Tensor, nn


class ClipConv3d(nn.Conv3d):
    """A convolution without bias that keeps times and sides, but for its stride.

    Parameters
    ----------
    before, after
        Channels.
    kernel
        Its extent in time, height and width; odd.
    stride
        The same.
    """

    def __init__(
        self,
        before: int,
        after: int,
        kernel: tuple[int, int, int],
        stride: tuple[int, int, int] = (1, 1, 1),
    ) -> None:
        time, height, width = kernel
        padding = (time // 2, height // 2, width // 2)
        super().__init__(before, after, kernel, stride, padding, bias=False)

    def forward(self, x_BCTHW: Tensor) -> Tensor:
        """Return the convolved clip, [shape=(B, after, T', H', W')]."""
        is_short = 1 < self.kernel_size[0] >= x_BCTHW.shape[2]
        if not (is_short and x_BCTHW.device.type == "cpu"):
            return super().forward(x_BCTHW)
        # In bfloat16, oneDNN's gradient of the weights is wrong where a kernel of 3 is
        # given two pictures (torch 2.11); in float32 it is right.
        with torch.autocast("cpu", enabled=False):
            return super().forward(x_BCTHW.to(self.weight.dtype))
