"""One endless talk, as sound and as movement of the mouth, each at its own pace."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from avts_core.data.synthetic.articulation import track_articulation
from avts_core.data.synthetic.phones import POSE_PARTS, MouthPose
from avts_core.data.synthetic.utterance import Phrase, Speaker, draw_speaker, phrases
from avts_core.data.synthetic.voice import synthesise

_NUM_KEPT = 3
"""Phrases of movement kept for times a little back."""


class Talk:
    """What somebody says, from a given time on and for ever.

    Sound and movement are worked out from the same phrases, each when it is asked
    for, so that neither waits for the other and memory stays small.
    """

    def __init__(self, seed: int, *, start_s: float) -> None:
        self._seed = seed
        self._start_s = start_s
        self.speaker: Speaker = draw_speaker(np.random.default_rng([seed, 1]))
        self._coming = self.phrases()
        self._kept: list[tuple[NDArray[np.float64], NDArray[np.float32]]] = []

    def phrases(self) -> Iterator[Phrase]:
        """Give all phrases from the first on."""
        rng = np.random.default_rng([self._seed, 2])
        return phrases(self.speaker, rng, start_s=self._start_s)

    def sound(self, rate_hz: int) -> Iterator[NDArray[np.float32]]:
        """Give the samples in blocks [shape=(samples,)], from the start on."""
        for index, phrase in enumerate(self.phrases()):
            rng = np.random.default_rng([self._seed, 3, index])
            yield synthesise(phrase, self.speaker, rng, rate_hz=rate_hz)

    def pose_at(self, time_s: float) -> MouthPose:
        """Give the mouth's pose at a time; quickest when times rise."""
        if self._kept and time_s < self._kept[0][0][0]:
            self._coming, self._kept = self.phrases(), []
        while not self._kept or time_s >= self._kept[-1][0][-1]:
            self._kept.append(track_articulation(next(self._coming), self.speaker))
            self._kept = self._kept[-_NUM_KEPT:]
        times_s, poses = next(k for k in self._kept if time_s < k[0][-1])
        parts = [float(np.interp(time_s, times_s, column)) for column in poses.T]
        return MouthPose(**dict(zip(POSE_PARTS, parts, strict=True)))
