"""Draw training crops: which clip, which moment, at which speed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avts_core.data.footage import FootageClip, MouthRun
from avts_core.errors import TrainingError
from avts_core.features.bands import HOP_S
from avts_core.features.grid import BANDS_A_PICTURE, PICTURE_RATE_HZ, pictures_at

MAX_DRAWS = 1000


@dataclass(frozen=True, kw_only=True)
class SamplerConfig:
    """How crops are drawn."""

    num_pictures: int = 64
    """Pictures in a crop, at 25 a second."""
    person_cap_s: float = 240.0
    """Seconds of one person beyond this add no weight."""
    anchor_share: float = 0.2
    """Studio clips (few people, all alike) make up at most this share of the draws."""
    speed_range: float = 0.1
    """Half of the crops are played faster or slower by up to this share."""
    unclear_weight: float = 0.4
    """Weight of clips of which nobody knows their own offset."""


@dataclass(frozen=True, kw_only=True)
class Crop:
    """A stretch of one clip; sound and picture fit as well as is known."""

    clip: int
    """Place of the clip in the sampler's list."""
    pictures: NDArray[np.uint8]
    """[shape=(time, 80, 80), uint8]"""
    bands: NDArray[np.float32]
    """[shape=(4 time + 1, 80), float32]; begins one mel frame before the first
    picture."""


class CropSampler:
    """Draws crops from clips.

    People are drawn by the root of their seconds, so that nobody dominates.

    Parameters
    ----------
    clips
        Footage; clips too short for a crop are never drawn.
    config
        How to draw.

    Raises
    ------
    TrainingError
        If no clip is long enough for a crop.
    """

    def __init__(self, clips: Sequence[FootageClip], config: SamplerConfig) -> None:
        self._clips = clips
        self._config = config
        self._room_s = (config.num_pictures - 1) / PICTURE_RATE_HZ * (
            1 + config.speed_range
        ) + 0.05
        self._usable = [self._usable_runs(clip) for clip in clips]
        self.set_weights(np.ones(len(clips)))

    def set_weights(self, trust: NDArray[np.float64]) -> None:
        """Weigh clips by how far their own offset is known.

        Parameters
        ----------
        trust
            [shape=(clips,)] factor on the weight of each clip.

        Raises
        ------
        TrainingError
            If no clip is long enough for a crop.
        """
        seconds = np.array([sum(r[1] for r in runs) for runs in self._usable])
        total: dict[str, float] = {}
        for clip, amount in zip(self._clips, seconds, strict=True):
            total[clip.source.person] = total.get(clip.source.person, 0.0) + amount
        cap = self._config.person_cap_s
        weights = np.array(
            [
                amount
                / total[c.source.person]
                * np.sqrt(min(total[c.source.person], cap))
                if amount
                else 0.0
                for c, amount in zip(self._clips, seconds, strict=True)
            ]
        )
        weights *= trust
        is_anchor = np.array([c.source.is_anchor for c in self._clips])
        anchors, others = weights[is_anchor].sum(), weights[~is_anchor].sum()
        share = self._config.anchor_share
        if others > 0 and anchors > share / (1 - share) * others:
            weights[is_anchor] *= share / (1 - share) * others / anchors
        if weights.sum() <= 0:
            msg = (
                "No clip is long enough to learn from: a face and sound for "
                f"{self._room_s:.1f} s without a break are needed."
            )
            raise TrainingError(msg)
        self._weights = weights / weights.sum()

    def draw(self, rng: np.random.Generator) -> Crop:
        """Draw a crop.

        Raises
        ------
        TrainingError
            If in a thousand draws no clip's sound reached its pictures.
        """
        for _ in range(MAX_DRAWS):
            index = int(rng.choice(len(self._clips), p=self._weights))
            crop = self._draw_from(index, rng)
            if crop is not None:
                return crop
        msg = "No clip has sound beside its pictures for long enough to learn from."
        raise TrainingError(msg)

    def _draw_from(self, index: int, rng: np.random.Generator) -> Crop | None:
        """Draw a moment of a clip; None if its sound does not reach there."""
        config = self._config
        speed = 1.0
        if rng.random() < 0.5:
            speed = rng.uniform(1 - config.speed_range, 1 + config.speed_range)
        runs = self._usable[index]
        room = np.array([seconds for _, seconds in runs])
        run = runs[int(rng.choice(len(runs), p=room / room.sum()))][0]
        length_s = (config.num_pictures - 1) / PICTURE_RATE_HZ * speed
        latest = run.times_s[-1] - length_s
        # Begin with a real picture, give or take what the grid lets pass unblended.
        begin = int(rng.integers(np.searchsorted(run.times_s, latest, side="right")))
        start_s = run.times_s[begin] + rng.uniform(-0.004, 0.004)
        wanted = start_s + np.arange(config.num_pictures) / PICTURE_RATE_HZ * speed
        clip = self._clips[index]
        bands = self._bands(clip, start_s, speed)
        if bands is None:
            return None
        pictures = pictures_at(run.times_s, run.crops, wanted)
        return Crop(clip=index, pictures=pictures, bands=bands)

    def _bands(
        self, clip: FootageClip, start_s: float, speed: float
    ) -> NDArray[np.float32] | None:
        """Return the log-mel beside the pictures, read where the sound belongs."""
        num = BANDS_A_PICTURE * self._config.num_pictures + 1
        steps = (np.arange(num) - 1) * speed
        # Early sound (positive) that belongs to a picture at t is heard at t - early.
        first = (start_s - clip.early_ms / 1000) / HOP_S - clip.first_band
        position = first + steps
        if position[0] < 0 or position[-1] > len(clip.bands) - 1:
            return None
        low = np.minimum(position.astype(int), len(clip.bands) - 2)
        share = (position - low)[:, None].astype(np.float32)
        before = clip.bands[low].astype(np.float32)
        after = clip.bands[low + 1].astype(np.float32)
        return before + share * (after - before)

    def _usable_runs(self, clip: FootageClip) -> list[tuple[MouthRun, float]]:
        """Return the runs a crop fits into, with the room for its start."""
        lengths = [(run, run.times_s[-1] - run.times_s[0]) for run in clip.runs]
        margin = abs(clip.early_ms) / 1000 + 0.1
        sound_s = len(clip.bands) * HOP_S - margin
        return [
            (run, float(length - self._room_s + 0.2))
            for run, length in lengths
            if length > self._room_s and sound_s > self._room_s
        ]
