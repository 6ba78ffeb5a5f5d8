"""The lane of the sound: spectrogram, and the waveform over it."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from avts_core.features.bands import HIGHEST_HZ, LOWEST_HZ
from avts_desktop.resources.palette import mixed
from avts_desktop.state.measured import HOP_S, NUM_BANDS
from avts_desktop.views.lanes.canvas import Canvas
from avts_desktop.views.lanes.columns import pooled
from avts_desktop.views.lanes.images import fill_coded, heat_table, repeated
from avts_desktop.views.lanes.lane import Lane
from avts_desktop.views.lanes.scales import TimeScale
from avts_desktop.views.words import number

LABELLED_KHZ = (0.5, 1.0, 2.0, 4.0)
LABEL_GAP_PX = 12.0
"""Frequencies are labelled at least so far apart."""
DULL, BRIGHT = 10, 250
"""Loudness at the two ends of the colours."""
LEVEL = 2
"""Loudness from one colour to the next: 128 colours, and as many under the waveform."""


class SoundLane(Lane):
    """Log-mel spectrogram with the waveform's envelope."""

    def title(self) -> str:
        """Return the lane's name."""
        return self.tr("Sound")

    def hint(self) -> str:
        """Return what the lane will show."""
        return self.tr("The sound: spectrogram, and its waveform over it")

    def has_content(self) -> bool:
        """Tell whether there is anything to show yet."""
        digest = self.context.digest
        return digest is not None and len(digest.mel) > 0

    def paint_content(self, canvas: Canvas, plot: QRect) -> None:
        """Paint the spectrogram and the waveform, as chosen.

        Both in one image: where the waveform is, a second half of the table of colours
        holds those of the spectrogram under it. On dense screens the spectrogram is of
        blocks, the waveform is not.
        """
        context, pixels, block_px = self.context, canvas.part(plot), canvas.block_px
        scale, (height, width) = self.fine_scale(), pixels.shape
        codes = np.zeros((height, width), np.uint8)
        if context.shows_waveform:
            self._set_waveform(codes, scale)
        if context.shows_spectrogram:
            blocks = self._loudness(scale.coarser(block_px), -(-height // block_px))
            loudness = repeated(blocks // LEVEL, block_px)[:, :width]
            for step in range(block_px):
                part = codes[step::block_px]
                part |= loudness[: len(part)]
        fill_coded(pixels, codes, self._table())

    def paint_axes(self, painter: QPainter, plot: QRect) -> None:
        """Label a few frequencies."""
        if not self.context.shows_spectrogram:
            return
        top = LABELLED_KHZ[-1]
        painter.setPen(self.context.look.colour("muted"))
        above = -LABEL_GAP_PX
        for khz in reversed(LABELLED_KHZ):
            y = plot.bottom() - _mel_share(1000 * khz) * plot.height()
            if y - above < LABEL_GAP_PX:
                continue
            above = y
            text = number(khz, 0 if khz.is_integer() else 1)
            text = self.tr("{value} kHz").format(value=text) if khz == top else text
            self.paint_label(painter, y, text)

    def _loudness(self, scale: TimeScale, height: int) -> NDArray[np.uint8]:
        """Return the spectrogram, so many values high."""
        digest = self.context.digest
        assert digest is not None
        start_s = digest.measured.sound_start_s
        rows, factor = digest.mel.level_for(scale.seconds_a_px / HOP_S)
        edges = scale.row_edges(start_s, HOP_S * factor)
        columns = pooled(rows, edges, has_unknown=False)
        bands = np.ascontiguousarray(columns.T[::-1])
        places = np.linspace(0, NUM_BANDS, height + 1)
        return pooled(bands, places, has_unknown=False)

    def _set_waveform(self, codes: NDArray[np.uint8], scale: TimeScale) -> None:
        """Set what the waveform covers to the first colour under it."""
        digest = self.context.digest
        assert digest is not None
        start_s = digest.measured.sound_start_s
        rows, factor = digest.peaks.level_for(scale.seconds_a_px / HOP_S)
        edges = scale.row_edges(start_s, HOP_S * factor)
        height = len(codes)
        # The loudest of the film at nine tenths of the height.
        loudest = max(12, int(digest.peaks.level_for(np.inf)[0].max(initial=0)))
        scaled = _reaches(rows, edges) * (0.45 * height / loudest)
        # Short integers are compared several at a time.
        tops = np.ceil(height / 2 - scaled[:, 1] - 0.5).astype(np.int16)
        bottoms = np.floor(height / 2 + scaled[:, 0] + 0.5).astype(np.int16)
        rows_px = np.arange(height, dtype=np.int16)[:, None]
        is_covered = (rows_px >= tops) & (rows_px <= bottoms)
        np.left_shift(is_covered.view(np.uint8), np.uint8(7), out=codes)

    def _table(self) -> NDArray[np.uint32]:
        """Return the colours without and with the waveform over them."""
        look = self.context.look
        share = 0.42 if self.context.shows_spectrogram else 0.85
        heat = look.palette.heat
        covered = tuple(mixed(stop, look.palette.text, share) for stop in heat)
        return np.concatenate(
            [
                heat_table(stops, dull=DULL, bright=BRIGHT)[::LEVEL]
                for stops in (heat, covered)
            ]
        )


def _reaches(
    rows: NDArray[np.uint8], edges: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return how far the waveform reaches each way in each column; below 0 outside."""
    reaches = pooled(rows, edges, has_unknown=False).astype(np.float32)
    reaches[(edges[1:] <= 0) | (edges[:-1] >= len(rows))] = -2
    return reaches


def _mel_share(hertz: float) -> float:
    """Return where a frequency lies between the lowest and the highest band."""
    low, high, value = (
        2595 * np.log10(1 + f / 700) for f in (LOWEST_HZ, HIGHEST_HZ, hertz)
    )
    return float((value - low) / (high - low))
