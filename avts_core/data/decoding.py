"""Pictures and sound of a movie on fixed grids, from whichever tick on.

What a clip holds must not depend on where reading began: a cache decodes a movie
from its first tick, a training item somewhere in its middle. Pictures have their own
times, so that this comes about by itself. Sound is decoded in blocks that lie at fixed
times: decoders remember, and containers round.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from avts_core.data.manifest import Movie
from avts_core.errors import UnreadableError
from avts_core.features.bands import RATE_HZ
from avts_core.features.grid import PICTURE_RATE_HZ, pictures_at
from avts_core.media.audio import AudioReader
from avts_core.media.video import Picture, PictureReader
from avts_core.timebase import Span

SOUND_BLOCK_S = 4
"""A clip of one second needs one block, seldom two. Shorter blocks would have more
joints, where files with rounded times (Matroska) may jump by half a millisecond."""
FULL_SCALE = 32767
"""Of a sample of 16 bits."""
_RUN_UP_S = 1
"""The picture shown at a time is looked for from so much before it."""
_BEYOND_S = 10
"""Pictures are looked for up to so much behind a movie's end."""
_SLACK_S = 0.01
_PICTURE, _SOUND = "picture", "sound"


@dataclass(frozen=True, kw_only=True)
class DecodedForm:
    """What movies are decoded to."""

    short_side_px: int = 256
    """Pictures are scaled, down or up, to this."""
    sample_rate_hz: int = RATE_HZ

    def __post_init__(self) -> None:
        """Check that samples and ticks fit.

        Raises
        ------
        ValueError
            If a tick of 1/25 s is no whole number of samples, or a side is too short.
        """
        if self.sample_rate_hz % PICTURE_RATE_HZ or self.sample_rate_hz <= 0:
            msg = (
                "sample_rate_hz must be a multiple of 25, so that a tick of 1/25 s is "
                f"a whole number of samples, got {self.sample_rate_hz}"
            )
            raise ValueError(msg)
        if self.short_side_px < 2:
            msg = f"short_side_px must be at least 2, got {self.short_side_px}"
            raise ValueError(msg)

    @property
    def samples_a_tick(self) -> int:
        """Samples in 1/25 s."""
        return self.sample_rate_hz // PICTURE_RATE_HZ

    def size_of(self, movie: Movie) -> tuple[int, int]:
        """Return height and width in pixels of a movie's pictures."""
        shorter = min(movie.width_px, movie.height_px)
        longer = max(movie.width_px, movie.height_px)
        long_side_px = round(self.short_side_px * longer / shorter)
        if movie.width_px > movie.height_px:
            return self.short_side_px, long_side_px
        return long_side_px, self.short_side_px


@dataclass(frozen=True, kw_only=True)
class MovieDecoder:
    """Decodes one movie; opens the file for each call and closes it."""

    path: Path
    movie: Movie
    form: DecodedForm

    @cached_property
    def size_px(self) -> tuple[int, int]:
        """Height and width of the pictures."""
        return self.form.size_of(self.movie)

    def each_picture(self, first: int, num: int) -> Iterator[NDArray[np.uint8]]:
        """Yield what is seen at ticks from `first` on.

        Returns
        -------
        `num` times [shape=(height, width, 3), uint8]

        Raises
        ------
        MediaError
            If the movie cannot be read or has no picture at a tick.
        """
        ticks = range(first, first + num)
        start = Fraction(first, PICTURE_RATE_HZ)
        far = Fraction(ticks.stop, PICTURE_RATE_HZ) + _BEYOND_S
        for run_up in (Fraction(_RUN_UP_S), start):
            begin = max(Fraction(0), start - run_up)
            with PictureReader(self.path, span=Span(begin, far)) as reader:
                shown = iter(reader)
                before = next(shown, None)
                is_late = before is None or before.time > start
                if begin > 0 and is_late:
                    continue
                if before is None or before.time > start + Fraction(_SLACK_S):
                    raise self._lack_of(_PICTURE, first)
                yield from self._on_grid(before, shown, ticks)
                return

    def pictures(self, first: int, num: int) -> NDArray[np.uint8]:
        """Return what is seen at ticks from `first` on; see `each_picture`.

        Returns
        -------
        [shape=(num, height, width, 3), uint8]

        Raises
        ------
        MediaError
            If the movie cannot be read or has no picture at a tick.
        """
        return np.stack(list(self.each_picture(first, num)))

    def samples(self, first: int, num: int) -> NDArray[np.int16]:
        """Return what is heard from tick `first` on.

        Returns
        -------
        [shape=(samples,), int16] for `num` ticks.

        Raises
        ------
        MediaError
            If the movie cannot be read or has no sound for all that time.
        """
        a_tick = self.form.samples_a_tick
        start, stop = first * a_tick, (first + num) * a_tick
        block = SOUND_BLOCK_S * self.form.sample_rate_hz
        result = np.empty(stop - start, np.int16)
        for number in range(start // block, -(-stop // block)):
            begin, samples = self._sound_block(number)
            # The part of this block that is asked for.
            low = max(start, number * block)
            high = min(stop, (number + 1) * block)
            if low < begin or high > begin + samples.size:
                is_before = low < begin
                at = low if is_before else begin + samples.size
                raise self._lack_of(_SOUND, at // a_tick)
            result[low - start : high - start] = samples[low - begin : high - begin]
        return result

    def _on_grid(
        self, before: Picture, shown: Iterator[Picture], ticks: range
    ) -> Iterator[NDArray[np.uint8]]:
        """Yield the pictures of ticks from those around them."""
        earlier = _Scaled(before, self.size_px)
        waiting = iter(ticks)
        tick = next(waiting, None)
        for picture in shown:
            later = _Scaled(picture, self.size_px)
            while tick is not None and tick / PICTURE_RATE_HZ <= later.time_s:
                yield _seen_at(tick / PICTURE_RATE_HZ, earlier, later)
                tick = next(waiting, None)
            if tick is None:
                return
            earlier = later
        # The last picture is shown for as long as any other.
        period_s = max(1 / self.movie.picture_rate_hz, 1 / PICTURE_RATE_HZ)
        while tick is not None:
            if tick / PICTURE_RATE_HZ > earlier.time_s + period_s + _SLACK_S:
                raise self._lack_of(_PICTURE, tick)
            yield earlier.rgb
            tick = next(waiting, None)

    def _sound_block(self, number: int) -> tuple[int, NDArray[np.int16]]:
        """Return the first sample's number, from time 0, and the samples of a block."""
        rate = self.form.sample_rate_hz
        span = Span(
            Fraction(number * SOUND_BLOCK_S), Fraction((number + 1) * SOUND_BLOCK_S)
        )
        parts: list[NDArray[np.float32]] = []
        begin = span.start
        with AudioReader(self.path, rate_hz=rate, span=span) as sound:
            for clip in sound:
                if not parts:
                    begin = clip.start
                parts.append(clip.samples[0])
        joined = np.concatenate(parts) if parts else np.empty(0, np.float32)
        scaled = np.rint(np.clip(joined, -1, 1) * FULL_SCALE).astype(np.int16)
        # The file's samples may lie between ours, by half a one at most.
        first = math.floor((begin - span.start) * rate)
        return number * SOUND_BLOCK_S * rate + max(0, first), scaled

    def _lack_of(self, what: str, tick: int) -> UnreadableError:
        at_s = tick / PICTURE_RATE_HZ
        msg = f"{self.path.name} has no {what} at {at_s:.2f} s, where it should."
        return UnreadableError(msg)


class _Scaled:
    """A picture that is scaled when it is needed, once."""

    def __init__(self, picture: Picture, size_px: tuple[int, int]) -> None:
        self._picture, self._size_px = picture, size_px
        self.time_s = float(picture.time)

    @cached_property
    def rgb(self) -> NDArray[np.uint8]:
        """Colours [shape=(height, width, 3), uint8]."""
        height, width = self._size_px
        rgb = self._picture.rgb(max_side_px=max(height, width))
        if rgb.shape[:2] == (height, width):
            return rgb
        # Smaller than wanted, or a file whose pictures change their size.
        return np.asarray(cv2.resize(rgb, (width, height)), np.uint8)


def _seen_at(time_s: float, earlier: _Scaled, later: _Scaled) -> NDArray[np.uint8]:
    """Return the picture of a time between two."""
    times_s = np.array([earlier.time_s, later.time_s])
    pictures = np.stack([earlier.rgb, later.rgb])
    return pictures_at(times_s, pictures, np.array([time_s]))[0]
