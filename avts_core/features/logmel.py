"""Log-mel filterbanks of sound, as a stream, exactly placed in time."""

from collections.abc import Iterable
from dataclasses import dataclass
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

DRAINED_S = 10
"""Sound is made into frames so much at a time."""


@dataclass(frozen=True, kw_only=True)
class SoundFrames:
    """Sound as frames each 10 ms."""

    bands: NDArray[np.float16]
    """[shape=(frames, 80), float16] natural logarithm of the power."""
    peaks: NDArray[np.int8]
    """[shape=(frames, 2), int8] smallest and largest sample within 5 ms of each
    frame's centre; 127 = full scale."""


class LogMel:
    """Computes log-mel bands block by block.

    Band frame k is centred at ``origin + 0.01 k`` seconds exactly (to the nearest
    sample of 1/16000 s). Only frames that lie wholly in the sound are made.

    Parameters
    ----------
    origin
        Time of band frame 0 in seconds on the movie's clock.

    Attributes
    ----------
    first_frame : int or None
        Number of the first band frame (its time is ``origin + 0.01 first_frame``);
        None before any sound came.
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
        self._waiting: list[NDArray[np.float32]] = []
        self._num_waiting = 0
        self._ready: list[SoundFrames] = []
        self.first_frame: int | None = None

    def push(self, clip: AudioClip) -> None:
        """Take the next block of 16 kHz mono samples; blocks must join without gap."""
        if self.first_frame is None:
            self._start(clip)
        self._waiting.append(clip.samples[0])
        self._num_waiting += clip.samples.shape[1]
        if self._num_waiting >= DRAINED_S * RATE_HZ:
            self._drain()

    def take(self) -> SoundFrames:
        """Return the frames made since the last call."""
        ready, self._ready = self._ready, []
        return _joined(ready)

    def finish(self) -> SoundFrames:
        """Return the frames not taken yet, to the end of what was pushed."""
        self._drain()
        return self.take()

    def _start(self, clip: AudioClip) -> None:
        """Drop the samples before the first whole frame."""
        # Frame k covers [k hop - fft/2, k hop + fft/2) samples after the origin.
        begin = round_half_up((clip.start - self._origin) * RATE_HZ)
        first = -(-(begin + FFT_SAMPLES // 2) // HOP_SAMPLES)
        self.first_frame = first
        self._skip = first * HOP_SAMPLES - FFT_SAMPLES // 2 - begin

    def _drain(self) -> None:
        if not self._waiting:
            return
        samples = np.concatenate(self._waiting)
        dropped = min(self._skip, samples.size)
        samples = samples[dropped:]
        self._skip -= dropped
        num = (samples.size - FFT_SAMPLES) // HOP_SAMPLES + 1
        if not self._skip and num > 0:
            self._ready.append(self._frames(samples, num))
            samples = samples[num * HOP_SAMPLES :].copy()
        self._waiting, self._num_waiting = [samples], samples.size

    def _frames(self, samples: NDArray[np.float32], num: int) -> SoundFrames:
        used = samples[: (num - 1) * HOP_SAMPLES + FFT_SAMPLES]
        power = self._transform(torch.from_numpy(used))
        bands = torch.log(power + LOG_FLOOR).T
        around = (FFT_SAMPLES - HOP_SAMPLES) // 2
        centres = used[around : around + num * HOP_SAMPLES]
        return SoundFrames(
            bands=bands.numpy().astype(np.float16), peaks=wave_peaks(centres)
        )


def wave_peaks(samples: NDArray[np.float32]) -> NDArray[np.int8]:
    """Return the smallest and largest sample of each 10 ms, for drawing.

    Parameters
    ----------
    samples
        [shape=(160 n,), float32] at 16 kHz, full scale is -1 to 1.

    Returns
    -------
    [shape=(n, 2), int8] 127 = full scale.
    """
    hops = samples.reshape(-1, HOP_SAMPLES)
    peaks = np.stack([hops.min(axis=1), hops.max(axis=1)], axis=1)
    return np.rint(np.clip(peaks, -1, 1) * 127).astype(np.int8)


def _joined(parts: list[SoundFrames]) -> SoundFrames:
    if len(parts) == 1:
        return parts[0]
    none = SoundFrames(
        bands=np.empty((0, NUM_BANDS), np.float16), peaks=np.empty((0, 2), np.int8)
    )
    parts = parts or [none]
    return SoundFrames(
        bands=np.concatenate([p.bands for p in parts]),
        peaks=np.concatenate([p.peaks for p in parts]),
    )


def log_mel(
    clips: Iterable[AudioClip], *, origin: Fraction
) -> tuple[int, NDArray[np.float16]]:
    """Return the log-mel bands of blocks of sound; see `LogMel`.

    Returns
    -------
    first : int
        Number of the first band frame.
    bands : [shape=(frames, 80), float16]
        Natural logarithm of the power.
    """
    stream = LogMel(origin)
    for clip in clips:
        stream.push(clip)
    bands = stream.finish().bands
    return stream.first_frame or 0, bands


class Leveller:
    """Frees bands of loudness as they come, as networks take them.

    The level is the 95th percentile of all cells within 10 s of each second, by
    seconds; a stretch far quieter than the loudest second of its surroundings keeps
    its quietness, since the percentile is taken over speech and pauses alike. So what
    comes out is some 12 s behind what goes in.
    """

    def __init__(self) -> None:
        self._levels: list[np.float32] = []
        self._recent = np.empty((0, NUM_BANDS), np.float16)
        self._first_recent = 0
        self._num_done = 0

    def push(self, bands: NDArray[np.float16]) -> NDArray[np.float16]:
        """Take more bands [shape=(frames, 80)]; return those that are certain now."""
        self._recent = np.concatenate([self._recent, bands])
        num_frames = self._first_recent + len(self._recent)
        self._measure(num_frames // _SECOND - _HALF_WINDOW)
        # Between the middles of two measured seconds the level is a straight line.
        return self._levelled((len(self._levels) - 1) * _SECOND + _SECOND // 2)

    def finish(self) -> NDArray[np.float16]:
        """Return the bands that are left; call once, at the end."""
        num_frames = self._first_recent + len(self._recent)
        self._measure(-(-num_frames // _SECOND))
        return self._levelled(num_frames)

    def _measure(self, num_seconds: int) -> None:
        """Measure the level of so many seconds from the beginning."""
        for second in range(len(self._levels), num_seconds):
            low = max(0, second - _HALF_WINDOW) * _SECOND - self._first_recent
            high = (second + _HALF_WINDOW + 1) * _SECOND - self._first_recent
            # Every third band and frame: the percentile hardly moves, the sort is
            # short.
            some = self._recent[low:high][::3, ::3].astype(np.float32)
            self._levels.append(np.float32(np.percentile(some, LEVEL_PERCENTILE)))

    def _levelled(self, stop: int) -> NDArray[np.float16]:
        """Return the next bands before a frame, and forget what is not needed."""
        start = self._num_done
        if stop <= start:
            return np.empty((0, NUM_BANDS), np.float16)
        rows = slice(start - self._first_recent, stop - self._first_recent)
        part = self._recent[rows].astype(np.float32)
        centres = np.arange(len(self._levels)) * _SECOND + _SECOND / 2
        at = np.arange(start, stop)
        part -= np.interp(at, centres, self._levels).astype(np.float32)[:, None]
        self._num_done = stop
        oldest = min(stop, max(0, len(self._levels) - _HALF_WINDOW) * _SECOND)
        self._recent = self._recent[oldest - self._first_recent :].copy()
        self._first_recent = oldest
        return (np.maximum(part, FLOOR_BELOW_LEVEL) / SPREAD).astype(np.float16)


def levelled(bands: NDArray[np.float16]) -> NDArray[np.float16]:
    """Return bands free of loudness; see `Leveller`.

    Parameters
    ----------
    bands
        [shape=(frames, 80), float16] as `log_mel` gives them.

    Returns
    -------
    [shape=(frames, 80), float16] from about -3.2 to 1.5.
    """
    leveller = Leveller()
    step = 60 * _SECOND
    parts = [leveller.push(bands[k : k + step]) for k in range(0, len(bands), step)]
    return np.concatenate([*parts, leveller.finish()])


_SECOND = round(1 / HOP_S)
_HALF_WINDOW = round(LEVEL_WINDOW_S / 2)
