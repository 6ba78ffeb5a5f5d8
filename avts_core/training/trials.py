"""Excerpts of people not trained on, measured with all kinds of sound.

With their own sound; with their own sound in part, beside others' voices; with the
sound of others, of another take of the same person, or their own backwards; and in a
wide range of lags. What they teach is in `avts_core.training.calibration`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from avts_core.data.footage import FootageClip
from avts_core.models.calibration import Calibration
from avts_core.models.lip import LipNet
from avts_core.sync.estimate import (
    RIGHT_MS,
    Estimate,
    Signs,
    estimate,
    footage_noise_ms,
)
from avts_core.sync.evidence import Blocks
from avts_core.sync.scores import USUAL_LAG_MS, lags_ms
from avts_core.training.excerpts import (
    Embedded,
    Sound,
    embed_clip,
    embed_sound,
    evidence_of,
    is_same_sound,
)

WIDE_LAG_MS = ((10.0, 5000.0), (20.0, 10000.0))
"""Clips of so many seconds are measured in this wider range too; the analysis looks no
further than half a film."""
EXCERPTS_S = (2, 3, 4, 6, 9, 12, 20, 30)
"""Lengths of the excerpts, in seconds with lips."""
EXCERPTS_A_LENGTH = 2
OTHERS_A_CLIP = 12
"""Other people's sounds tried on the clips of a person, shared among them."""
SOUNDS_LEARNT = 90
"""Sounds of people trained on that serve as foreign ones: their lips are not seen."""
SOUND_FRAMES = 3200
MIXED_SHARES = (0.1, 0.2, 0.35, 0.5)
"""Shares of own sound among seconds of others'."""
MIXED_VOICES = 12
"""At most so many others, where the clip is short."""
MIXED_BLOCKS = (8, 12, 20, 30, 60)
MIN_TRUTH_Z = 3.2
MIN_TRUTH_LEAD = 0.3
"""A clip whose whole evidence is less clear is held against what the catalogue says."""
MIN_REST_BLOCKS = 3
"""Excerpts are held against the rest of their clip if there is so much of it."""


class Kind(StrEnum):
    """What an excerpt's lips are held against."""

    OWN = "own sound"
    MIXED = "own sound in part"
    OTHER = "another person"
    TAKE = "another take"
    REVERSED = "own sound backwards"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One measured excerpt."""

    person: str
    kind: Kind
    signs: Signs
    seconds: float
    is_right: bool
    is_wide: bool = False
    is_at_edge: bool = False


@dataclass(frozen=True, kw_only=True)
class NoiseTrial:
    """An excerpt with its own sound, held against the rest of its clip."""

    person: str
    error_ms: float
    excerpt: tuple[float, int, float]
    """Bootstrap's deviation in ms, number of blocks, seconds."""
    rest: tuple[float, int, float]

    def noise_ms(self, second_ms: float) -> float:
        """Return the deviation of the difference that is to be expected."""
        return float(
            np.hypot(
                footage_noise_ms(*self.excerpt, second_ms),
                footage_noise_ms(*self.rest, second_ms),
            )
        )


class TrialMaker:
    """Measures excerpts of people not trained on, with all kinds of sound.

    Parameters
    ----------
    model
        The network, in evaluation mode.
    held_out
        Footage of people not trained on.
    learnt
        Footage whose sounds serve as foreign ones; one clip a person.
    calibration
        The model's zero and temperature.

    Attributes
    ----------
    noise : list of NoiseTrial
        Grows along with the trials.
    """

    def __init__(
        self,
        model: LipNet,
        held_out: Sequence[FootageClip],
        learnt: Sequence[FootageClip],
        calibration: Calibration,
    ) -> None:
        self._calibration = calibration
        clips = [embed_clip(model, clip) for clip in held_out]
        self._clips = [c for c in clips if c.faces and c.sound is not None]
        self._sounds = [c.sound for c in self._clips if c.sound is not None]
        self._sounds += _learnt_sounds(model, learnt)
        self._reversed = [
            embed_sound(model, c.clip, bands=c.clip.bands[::-1].copy())
            for c in self._clips
        ]
        self._rng = np.random.default_rng(0)
        self.noise: list[NoiseTrial] = []

    def trials(self) -> Iterator[Trial]:
        """Yield the trials of all clips."""
        num_clips = Counter(c.person for c in self._clips)
        for number, seen in enumerate(self._clips):
            few = max(1, round(OTHERS_A_CLIP / num_clips[seen.person]))
            yield from self._own(seen)
            yield from self._foreign(seen, self._reversed[number], Kind.REVERSED)
            for other in self._drawn(seen, few, is_take=False):
                yield from self._foreign(seen, other, Kind.OTHER)
            for other in self._drawn(seen, few, is_take=True):
                yield from self._foreign(seen, other, Kind.TAKE)
            yield from self._elsewhere(seen)
            for max_lag_ms in _wide_ranges(seen):
                for other in self._drawn(seen, 2, is_take=False):
                    yield from self._foreign(seen, other, Kind.OTHER, max_lag_ms)

    def _own(self, seen: Embedded) -> Iterator[Trial]:
        """Measure a clip with its own sound, in part too, and in wide ranges."""
        assert seen.sound is not None
        blocks = evidence_of(seen, seen.sound, max_lag_ms=USUAL_LAG_MS)
        truth_ms = self._truth_ms(seen, blocks)
        if truth_ms is None:
            return
        self._measure_noise(seen, blocks, truth_ms)
        is_right = _nearness(truth_ms)
        yield from self._excerpts(seen, blocks, Kind.OWN, USUAL_LAG_MS, is_right)
        for max_lag_ms in _wide_ranges(seen):
            wide = evidence_of(seen, seen.sound, max_lag_ms=max_lag_ms)
            yield from self._excerpts(seen, wide, Kind.OWN, max_lag_ms, is_right)
        yield from self._mixed(seen, blocks, is_right)

    def _truth_ms(self, seen: Embedded, blocks: Blocks) -> float | None:
        """Return the clip's own offset on the model's scale, if it is known."""
        if not len(blocks.index):
            return None
        whole = self._estimate(blocks, np.ones(len(blocks.index), bool), USUAL_LAG_MS)
        if whole.peak.z >= MIN_TRUTH_Z and whole.peak.lead >= MIN_TRUTH_LEAD:
            return whole.peak.offset_ms
        known_ms = seen.clip.known_ms
        return None if known_ms is None else known_ms + self._calibration.zero_ms

    def _foreign(
        self,
        seen: Embedded,
        heard: Sound | None,
        kind: Kind,
        max_lag_ms: float = USUAL_LAG_MS,
    ) -> Iterator[Trial]:
        """Measure a clip with a sound that is not its own."""
        if heard is None:
            return
        blocks = self._dubbed(seen, heard, max_lag_ms)
        yield from self._excerpts(seen, blocks, kind, max_lag_ms, _never)

    def _dubbed(self, seen: Embedded, heard: Sound, max_lag_ms: float) -> Blocks:
        """Return a clip's evidence with some part of another sound laid under it."""
        begin = 4 * min(f.first for f in seen.faces) - round(max_lag_ms / 10)
        spare = len(heard.embeddings) - 4 * seen.num_times + begin - 300
        skip = int(self._rng.integers(spare)) if spare > 0 else 0
        moved = begin - skip - heard.first
        return evidence_of(seen, heard, max_lag_ms=max_lag_ms, moved_frames=moved)

    def _elsewhere(self, seen: Embedded) -> Iterator[Trial]:
        """Measure a long clip with its own sound from another place."""
        assert seen.sound is not None
        half = len(seen.sound.embeddings) // 2
        if half < 100 * (2 * USUAL_LAG_MS / 1000 + 2):
            return
        for moved in (half, -half):
            blocks = evidence_of(
                seen, seen.sound, max_lag_ms=USUAL_LAG_MS, moved_frames=moved
            )
            yield from self._excerpts(seen, blocks, Kind.TAKE, USUAL_LAG_MS, _never)

    def _mixed(
        self, seen: Embedded, own: Blocks, is_right: Callable[[Estimate], bool]
    ) -> Iterator[Trial]:
        """Measure a run of own seconds beside a run of others' voices.

        No second serves twice: one repeated would agree with itself, and look surer
        than any film's.
        """
        others = self._voices(seen, max(MIXED_BLOCKS))
        if others is None:
            return
        for share in MIXED_SHARES:
            num = int(self._rng.choice(MIXED_BLOCKS))
            num_own = max(1, round(share * num))
            if num_own > len(own.index) or num - num_own > len(others.index):
                continue
            mine = self._stretch(len(own.index), num_own)
            theirs = self._stretch(len(others.index), num - num_own)
            blocks = Blocks(
                index=np.arange(num),
                total=np.concatenate([own.total[mine], others.total[theirs]]),
                count=np.concatenate([own.count[mine], others.count[theirs]]),
            )
            found = self._estimate(blocks, np.ones(num, bool), USUAL_LAG_MS)
            yield _trial(seen, found, Kind.MIXED, is_right=is_right(found))

    def _voices(self, seen: Embedded, least: int) -> Blocks | None:
        """Return a clip's evidence with others' sounds, one after the other."""
        parts: list[Blocks] = []
        for other in self._drawn(seen, MIXED_VOICES, is_take=False):
            parts.append(self._dubbed(seen, other, USUAL_LAG_MS))
            if sum(len(part.index) for part in parts) >= least:
                break
        if not parts:
            return None
        return Blocks(
            index=np.concatenate([part.index for part in parts]),
            total=np.concatenate([part.total for part in parts]),
            count=np.concatenate([part.count for part in parts]),
        )

    def _stretch(self, num: int, length: int) -> slice:
        """Return a stretch of a length, at a random place."""
        start = int(self._rng.integers(num - length + 1))
        return slice(start, start + length)

    def _excerpts(
        self,
        seen: Embedded,
        blocks: Blocks,
        kind: Kind,
        max_lag_ms: float,
        is_right: Callable[[Estimate], bool],
    ) -> Iterator[Trial]:
        """Measure some excerpts of each length that fits."""
        for length in EXCERPTS_S:
            for chosen in self._stretches(len(blocks.index), length):
                found = self._estimate(blocks, chosen, max_lag_ms)
                yield _trial(
                    seen,
                    found,
                    kind,
                    is_right=is_right(found),
                    is_wide=max_lag_ms > USUAL_LAG_MS,
                )

    def _stretches(self, num_blocks: int, length: int) -> Iterator[NDArray[np.bool_]]:
        """Yield stretches of a length, at random places."""
        num_starts = num_blocks - length + 1
        if num_starts < 1:
            return
        num = min(EXCERPTS_A_LENGTH, num_starts, (num_starts - 1) // 2 + 1)
        for start in self._rng.choice(num_starts, num, replace=False):
            chosen = np.zeros(num_blocks, bool)
            chosen[start : start + length] = True
            yield chosen

    def _estimate(
        self, blocks: Blocks, chosen: NDArray[np.bool_], max_lag_ms: float
    ) -> Estimate:
        return estimate(blocks, chosen, lags_ms(max_lag_ms), self._calibration)

    def _measure_noise(self, seen: Embedded, blocks: Blocks, truth_ms: float) -> None:
        """Hold excerpts against the rest of their clip."""
        num_blocks = len(blocks.index)
        for length in EXCERPTS_S:
            if num_blocks - length < MIN_REST_BLOCKS:
                break
            for chosen in self._stretches(num_blocks, length):
                part = self._estimate(blocks, chosen, USUAL_LAG_MS)
                rest = self._estimate(blocks, ~chosen, USUAL_LAG_MS)
                if not all(_nearness(truth_ms)(one) for one in (part, rest)):
                    continue  # a wrong answer is confidence's matter
                self.noise.append(
                    NoiseTrial(
                        person=seen.person,
                        error_ms=part.peak.offset_ms - rest.peak.offset_ms,
                        excerpt=(part.bootstrap_ms, length, part.seconds),
                        rest=(rest.bootstrap_ms, num_blocks - length, rest.seconds),
                    )
                )

    def _drawn(self, seen: Embedded, num: int, *, is_take: bool) -> list[Sound]:
        """Draw sounds of others, or other sounds of the same person."""
        own = seen.sound
        assert own is not None
        fitting = [
            s
            for s in self._sounds
            if s is not own and is_take == (s.person == own.person)
        ]
        order = self._rng.permutation(len(fitting))[: 2 * num]
        # Web footage has the same recording under two names.
        drawn = [fitting[k] for k in order if not is_same_sound(own, fitting[k])]
        return drawn[:num]


def _learnt_sounds(model: LipNet, clips: Sequence[FootageClip]) -> list[Sound]:
    """Embed the sound of one clip a person, of so many people."""
    by_person = {clip.source.person: clip for clip in clips}
    people = sorted(by_person)
    order = np.random.default_rng(0).permutation(len(people))[:SOUNDS_LEARNT]
    chosen = [by_person[people[k]] for k in order]
    sounds = [embed_sound(model, c, bands=c.bands[:SOUND_FRAMES]) for c in chosen]
    return [sound for sound in sounds if sound is not None]


def _wide_ranges(seen: Embedded) -> list[float]:
    """Return the wide ranges in which a clip may be measured."""
    assert seen.sound is not None
    seconds = len(seen.sound.embeddings) / 100
    return [max_lag_ms for least_s, max_lag_ms in WIDE_LAG_MS if seconds >= least_s]


def _nearness(truth_ms: float) -> Callable[[Estimate], bool]:
    return lambda found: abs(found.peak.offset_ms - truth_ms) <= RIGHT_MS


def _never(found: Estimate) -> bool:
    del found
    return False


def _trial(
    seen: Embedded,
    found: Estimate,
    kind: Kind,
    *,
    is_right: bool,
    is_wide: bool = False,
) -> Trial:
    return Trial(
        person=seen.person,
        kind=kind,
        signs=found.signs,
        seconds=found.seconds,
        is_right=is_right,
        is_wide=is_wide,
        is_at_edge=found.peak.is_at_edge,
    )
