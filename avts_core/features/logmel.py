"""Log-mel filterbanks of sound, as a stream, exactly placed in time."""

from collections.abc import Iterable
from fractions import Fraction

import numpy as np
import torch
import torchaudio
from numpy.typing import NDArray

from avts_core.clips import AudioClip
from avts_core.features.bands import (
    FFT_SAMPLES,
    FLOOR_BELOW_LEVEL,
    HIGHEST_HZ,
    HOP_S,
    HOP_SAMPLES,
    LEVEL_PERCENTILE,
    LEVEL_WINDOW_S,
    LOG_FLOOR,
    LOWEST_HZ,
    NUM_BANDS,
    RATE_HZ,
    SPREAD,
    WINDOW_SAMPLES,
)
from avts_core.timebase import round_half_up


class LogMel:
    """Computes log-mel bands block by block.

    Band frame k is centred at ``origin + 0.01 k`` seconds exactly (to the nearest
    sample of 1/16000 s).

    Parameters
    ----------
    origin
        Time of band frame 0 in seconds on the movie's clock.
    """

    def __init__(self, origin: Fraction) -> None:
        self._origin = origin
        self._transform = torchaudio.transforms.MelSpectrogram(
            sample_rate=RATE_HZ,
            n_fft=FFT_SAMPLES,
            win_length=WINDOW_SAMPLES,
            hop_length=HOP_SAMPLES,
            f_min=LOWEST_HZ,
            f_max=HIGHEST_HZ,
            n_mels=NUM_BANDS,
            center=False,
            power=2.0,
        )
        self._buffer = np.empty(0, np.float32)
        self._parts: list[NDArray[np.float16]] = []
        self._first_frame: int | None = None

    def push(self, clip: AudioClip) -> None:
        """Take the next block of 16 kHz mono samples; blocks must join without gap."""
        if self._first_frame is None:
            self._start(clip)
        self._buffer = np.concatenate([self._buffer, clip.samples[0]])
        if self._buffer.size >= 10 * RATE_HZ:
            self._drain()

    def finish(self) -> tuple[int, NDArray[np.float16]]:
        """Return the bands of all that was pushed.

        Returns
        -------
        first : int
            Number of the first band frame (its time is ``origin + 0.01 first``).
        bands : [shape=(frames, 80), float16]
            Natural logarithm of the power; only frames that lie wholly in the sound.
        """
        self._drain()
        if not self._parts:
            return self._first_frame or 0, np.empty((0, NUM_BANDS), np.float16)
        return self._first_frame or 0, np.concatenate(self._parts)

    def _start(self, clip: AudioClip) -> None:
        """Drop the samples before the first whole frame."""
        # Frame k covers [k hop - fft/2, k hop + fft/2) samples after the origin.
        begin = round_half_up((clip.start - self._origin) * RATE_HZ)
        first = -(-(begin + FFT_SAMPLES // 2) // HOP_SAMPLES)
        self._first_frame = first
        self._skip = first * HOP_SAMPLES - FFT_SAMPLES // 2 - begin

    def _drain(self) -> None:
        if self._first_frame is None:
            return
        dropped = min(self._skip, self._buffer.size)
        self._buffer = self._buffer[dropped:]
        self._skip -= dropped
        num = (self._buffer.size - FFT_SAMPLES) // HOP_SAMPLES + 1
        if self._skip or num <= 0:
            return
        used = self._buffer[: (num - 1) * HOP_SAMPLES + FFT_SAMPLES]
        power = self._transform(torch.from_numpy(used))
        bands = torch.log(power + LOG_FLOOR).T
        self._parts.append(bands.numpy().astype(np.float16))
        self._buffer = self._buffer[num * HOP_SAMPLES :].copy()


def log_mel(
    clips: Iterable[AudioClip], *, origin: Fraction
) -> tuple[int, NDArray[np.float16]]:
    """Return the log-mel bands of blocks of sound; see `LogMel`."""
    stream = LogMel(origin)
    for clip in clips:
        stream.push(clip)
    return stream.finish()


def levelled(bands: NDArray[np.float16]) -> NDArray[np.float16]:
    """Return bands free of loudness, as networks take them.

    The level is the 95th percentile of all cells within 10 s of each second, by
    seconds; a stretch far quieter than the loudest second of its surroundings keeps
    its quietness, since the percentile is taken over speech and pauses alike.

    Parameters
    ----------
    bands
        [shape=(frames, 80), float16] as `LogMel` gives them.

    Returns
    -------
    [shape=(frames, 80), float16] from about -3.2 to 1.5.
    """
    if len(bands) == 0:
        return bands
    block = round(1 / HOP_S)
    half = round(LEVEL_WINDOW_S / 2)
    num_blocks = -(-len(bands) // block)
    levels = np.empty(num_blocks, np.float32)
    for index in range(num_blocks):
        near = bands[max(0, index - half) * block : (index + half + 1) * block]
        # Every third band and frame: the percentile hardly moves, the sort is short.
        some = near[::3, ::3].astype(np.float32)
        levels[index] = np.percentile(some, LEVEL_PERCENTILE)
    centres = np.arange(num_blocks) * block + block / 2
    result = np.empty_like(bands)
    for start in range(0, len(bands), 60 * block):
        part = bands[start : start + 60 * block].astype(np.float32)
        at = np.arange(start, start + len(part))
        part -= np.interp(at, centres, levels).astype(np.float32)[:, None]
        result[start : start + len(part)] = np.maximum(part, FLOOR_BELOW_LEVEL) / SPREAD
    return result
