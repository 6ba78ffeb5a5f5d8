"""Footage embedded once, so that any face can be held against any sound.

Dimensions: T times each 40 ms, L lags each 10 ms.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from avts_core.data.footage import FootageClip, MouthRun
from avts_core.features.grid import BANDS_A_PICTURE, PICTURE_RATE_HZ, pictures_at
from avts_core.models.lip import LipNet
from avts_core.sync import judge
from avts_core.sync.embedding import BLOCK_PICTURES
from avts_core.sync.evidence import Blocks, blocks_of
from avts_core.sync.scores import lags_ms, similarities

SAME_SOUND = 0.9
"""Two recordings whose course of loudness in 8 bands is correlated more than this over
`PATTERN_FRAMES` are copies of one; other speech reaches 0.7."""
PATTERN_FRAMES = 200


@dataclass(frozen=True, kw_only=True)
class Face:
    """A stretch of one face, embedded as the analysis does it."""

    first: int
    """Number of the first embedding's time."""
    pictures: NDArray[np.float32]
    """[shape=(pictures, embedding)] one each 40 ms."""


@dataclass(frozen=True, kw_only=True)
class Sound:
    """A sound, embedded."""

    person: str
    """Who speaks."""
    first: int
    """Mel frame of the first embedding."""
    embeddings: NDArray[np.float32]
    """[shape=(frames, embedding)] one each 10 ms."""
    bands: NDArray[np.float16]
    """[shape=(frames, 80)] the levelled log-mel it was made from."""


@dataclass(frozen=True, kw_only=True)
class Embedded:
    """A clip's faces and its sound."""

    clip: FootageClip
    faces: Sequence[Face]
    sound: Sound | None
    """None if it is too short."""

    @property
    def person(self) -> str:
        """Who is seen."""
        return self.clip.source.person

    @property
    def num_times(self) -> int:
        """Times from 0 to the last embedding."""
        return max((f.first + len(f.pictures) for f in self.faces), default=0)


@torch.no_grad()
def embed_clip(model: LipNet, clip: FootageClip) -> Embedded:
    """Embed all faces of a clip and its sound, the longest stretch first."""
    runs = sorted(clip.runs, key=lambda run: -len(run.times_s))
    faces = [face for run in runs if (face := _embed_run(model, run)) is not None]
    return Embedded(clip=clip, faces=faces, sound=embed_sound(model, clip))


@torch.no_grad()
def embed_sound(
    model: LipNet, clip: FootageClip, *, bands: NDArray[np.float16] | None = None
) -> Sound | None:
    """Embed a clip's sound, or other sound in its place; None if it is too short.

    Parameters
    ----------
    model
        The network, in evaluation mode.
    clip
        Whose sound it is, and when it begins.
    bands
        [shape=(frames, 80)] levelled log-mel in place of the clip's.
    """
    bands = clip.bands if bands is None else bands
    if len(bands) < model.sound_span:
        return None
    return Sound(
        person=clip.source.person,
        first=clip.first_band + model.sound_span // 2,
        embeddings=judge.embed_sound(model, bands),
        bands=bands,
    )


def evidence_of(
    seen: Embedded, heard: Sound, *, max_lag_ms: float, moved_frames: int = 0
) -> Blocks:
    """Return the evidence of a clip's faces against a sound, by seconds.

    See `similarities_of`.
    """
    return blocks_of(
        similarities_of(seen, heard, max_lag_ms=max_lag_ms, moved_frames=moved_frames)
    )


def similarities_of(
    seen: Embedded, heard: Sound, *, max_lag_ms: float, moved_frames: int = 0
) -> NDArray[np.float32]:
    """Return the similarities of a clip's faces with a sound [shape=(T, L)].

    Where several faces are in view, the one of the longest stretch is compared.

    Parameters
    ----------
    seen
        The faces.
    heard
        The sound.
    max_lag_ms
        How far to look either way.
    moved_frames
        By how many mel frames the sound is played later than it was recorded.
    """
    values = np.full((seen.num_times, len(lags_ms(max_lag_ms))), np.nan, np.float32)
    for face in seen.faces:
        found = similarities(
            face.pictures,
            BANDS_A_PICTURE * face.first,
            heard.embeddings,
            heard.first + moved_frames,
            max_lag_ms=max_lag_ms,
        )
        rows = values[face.first : face.first + len(found)]
        is_free = ~np.isfinite(rows).any(axis=1)
        rows[is_free] = found[is_free]
    return values


def is_same_sound(one: Sound, other: Sound) -> bool:
    """Tell whether two sounds are copies of one recording, as web footage often is.

    Beginning, middle and end of each are looked for in the other.
    """
    first, second = _courses(one), _courses(other)
    if min(len(first), len(second)) < PATTERN_FRAMES:
        return False
    return _is_part_of(first, second) or _is_part_of(second, first)


def _is_part_of(course: NDArray[np.float64], whole: NDArray[np.float64]) -> bool:
    last = len(course) - PATTERN_FRAMES
    size = 1 << int(np.ceil(np.log2(len(whole) + PATTERN_FRAMES)))
    spectrum = np.fft.rfft(whole, size, axis=0)
    square = _window_sums(np.square(whole)).sum(axis=1)
    level = np.square(_window_sums(whole)).sum(axis=1) / PATTERN_FRAMES
    for start in sorted({0, last // 2, last}):
        pattern = course[start : start + PATTERN_FRAMES]
        pattern = pattern - pattern.mean(axis=0)
        mirrored = np.conj(np.fft.rfft(pattern, size, axis=0))
        product = np.fft.irfft(spectrum * mirrored, size, axis=0).sum(axis=1)
        norm = np.sqrt(np.maximum(square - level, 1e-6) * np.square(pattern).sum())
        likeness = product[: len(norm)] / np.maximum(norm, 1e-6)
        if likeness.max() > SAME_SOUND:
            return True
    return False


def _courses(sound: Sound) -> NDArray[np.float64]:
    """Return the course of loudness in 8 bands [shape=(frames, 8)]."""
    bands = sound.bands.astype(np.float64)
    return bands.reshape(len(bands), 8, -1).mean(axis=2)


def _window_sums(values: NDArray[np.float64]) -> NDArray[np.float64]:
    running = np.concatenate([np.zeros((1, values.shape[1])), values.cumsum(axis=0)])
    return running[PATTERN_FRAMES:] - running[:-PATTERN_FRAMES]


def _embed_run(model: LipNet, run: MouthRun) -> Face | None:
    """Embed a stretch on the movie's grid of 25 a second, in blocks."""
    start = int(np.ceil(run.times_s[0] * PICTURE_RATE_HZ - 1e-6))
    stop = int(np.floor(run.times_s[-1] * PICTURE_RATE_HZ + 1e-6)) + 1
    overlap = model.picture_span - 1
    if stop - start <= overlap:
        return None
    grid_s = np.arange(start, stop) / PICTURE_RATE_HZ
    crops = pictures_at(run.times_s, run.crops, grid_s)
    parts = [
        judge.embed_pictures(model, crops[k : k + BLOCK_PICTURES + overlap])
        for k in range(0, len(crops) - overlap, BLOCK_PICTURES)
    ]
    return Face(first=start + model.picture_span // 2, pictures=np.concatenate(parts))
