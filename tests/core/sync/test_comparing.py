"""Tests of comparing faces with sound: the lag has its sign, blocks no seam."""

from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.sync.comparing import Comparer
from avts_core.sync.hearing import Hearing
from avts_core.sync.judge import Judge
from avts_core.sync.scores import lags_ms, similarities

MAX_LAG_MS = 400.0
LAGS_MS = lags_ms(MAX_LAG_MS)
SIZE = 16
NUM_TIMES = 800
SPAN = 5


class EchoJudge:
    """Takes the bands' first values for the embedding of the span's middle."""

    sound_span = SPAN

    def __init__(self) -> None:
        self.num_frames = 0

    def embed_sound(self, bands: NDArray[np.float16]) -> NDArray[np.float32]:
        assert len(bands) >= SPAN
        self.num_frames += len(bands)
        half = SPAN // 2
        return bands[half : len(bands) - half, :SIZE].astype(np.float32)


class Sound:
    """Bands that are there once they are asked for, as `Hearing` has them."""

    def __init__(self, bands: NDArray[np.float16], first_band: int = 0) -> None:
        self._bands = bands
        self.first_band = first_band
        self.num_frames = 0

    @property
    def bands(self) -> NDArray[np.float16]:
        return self._bands[: self.num_frames]

    def hear_until(self, frame: int) -> None:
        self.num_frames = max(self.num_frames, min(frame + 1, len(self._bands)))


def sound_units(num_frames: int = 4 * NUM_TIMES) -> NDArray[np.float16]:
    """Return sound of which neighbouring 80 ms are alike, the rest unrelated."""
    rng = np.random.default_rng(7)
    raw = rng.normal(size=(num_frames + 8, SIZE))
    smooth = np.stack([raw[k : k + num_frames] for k in range(8)]).sum(0)
    smooth /= np.linalg.norm(smooth, axis=1, keepdims=True)
    bands = np.zeros((num_frames, 80), np.float16)
    bands[:, :SIZE] = smooth
    return bands


BANDS = sound_units()


def lips(first: int, stop: int, *, early_ms: int) -> NDArray[np.float16]:
    """Return a face that speaks with the sound so early."""
    rng = np.random.default_rng(3)
    at = np.clip(4 * np.arange(first, stop) - early_ms // 10, 0, len(BANDS) - 1)
    pictures = 0.1 * rng.normal(size=(stop - first, SIZE)) + 1.5 * BANDS[at, :SIZE]
    pictures /= np.linalg.norm(pictures, axis=1, keepdims=True)
    return pictures.astype(np.float16)


def comparer(sound: Sound, judge: EchoJudge | None = None) -> Comparer:
    chosen = cast("Judge", judge or EchoJudge())
    return Comparer(chosen, cast("Hearing", sound), MAX_LAG_MS)


def best_lags(values: NDArray[np.float32]) -> NDArray[np.float64]:
    known = np.isfinite(values).any(axis=1)
    return LAGS_MS[np.argmax(np.nan_to_num(values[known], nan=-2), axis=1)]


@pytest.mark.parametrize("early_ms", [-200, 0, 120])
def test_a_face_fits_best_at_its_offset(early_ms: int) -> None:
    """The best lag is the one by which the sound is early."""
    values = comparer(Sound(BANDS)).compare(lips(20, 780, early_ms=early_ms), 20)
    assert values.shape == (760, len(LAGS_MS))
    assert np.mean(best_lags(values) == early_ms) > 0.95


def test_it_equals_the_similarities_with_all_the_sound() -> None:
    """Blocks of sound make no seam: the same as embedding all of it at once."""
    pictures = lips(0, NUM_TIMES, early_ms=80)
    heard = EchoJudge().embed_sound(BANDS)
    direct = similarities(
        pictures.astype(np.float32), 0, heard, SPAN // 2, max_lag_ms=MAX_LAG_MS
    )
    whole = comparer(Sound(BANDS)).compare(pictures, 0)
    np.testing.assert_allclose(whole, direct, atol=1e-6)
    one = comparer(Sound(BANDS))
    parts = [one.compare(pictures[k : k + 99], k) for k in range(0, NUM_TIMES, 99)]
    np.testing.assert_allclose(np.concatenate(parts), direct, atol=1e-6)


def test_the_bands_number_counts() -> None:
    """Sound that begins later or earlier on the clock is looked up where it is."""
    pictures = lips(20, 180, early_ms=40)
    whole = comparer(Sound(BANDS)).compare(pictures, 20)
    padded = Sound(np.concatenate([BANDS[:37], BANDS]), first_band=-37)
    np.testing.assert_array_equal(
        comparer(padded).compare(pictures, 20)[20:], whole[20:]
    )
    late = comparer(Sound(BANDS[300:], first_band=300)).compare(pictures, 20)
    known = np.isfinite(whole[75:]) & np.isfinite(late[75:])
    assert known.mean() > 0.7
    np.testing.assert_array_equal(late[75:][known], whole[75:][known])
    assert np.isnan(late[:40]).all()


def test_sound_is_read_no_further_than_needed() -> None:
    """Faces at the beginning do not wait for the end of the sound."""
    sound = Sound(BANDS)
    comparer(sound).compare(lips(20, 140, early_ms=0), 20)
    needed = 4 * 140 + MAX_LAG_MS / 10
    assert needed <= sound.num_frames <= needed + Comparer.BLOCK_FRAMES + SPAN


def test_sound_is_embedded_once_for_all_faces() -> None:
    """Several faces at the same time share the sound's embeddings."""
    judge = EchoJudge()
    one = comparer(Sound(BANDS), judge)
    for first in (10, 14, 22, 5):
        one.compare(lips(first, first + 100, early_ms=0), first)
    assert judge.num_frames <= 2 * (Comparer.BLOCK_FRAMES + SPAN)


def test_old_blocks_are_forgotten_and_made_anew() -> None:
    """Going back beyond the blocks kept gives the same values once more."""
    one = comparer(Sound(BANDS))
    one.NUM_BLOCKS = 2
    pictures = lips(0, NUM_TIMES, early_ms=0)
    first = one.compare(pictures[:100], 0)
    one.compare(pictures, 0)
    assert len(one._blocks) == 2
    np.testing.assert_array_equal(one.compare(pictures[:100], 0), first)


@pytest.mark.parametrize("centre_ms", [-700.0, 250.0])
def test_lags_may_lie_off_centre(centre_ms: float) -> None:
    """Around another lag, the rows are the same as those of a range that has both."""
    pictures = lips(120, 680, early_ms=200)
    wide = Comparer(
        cast("Judge", EchoJudge()), cast("Hearing", Sound(BANDS)), abs(centre_ms) + 400
    ).compare(pictures, 120)
    off = Comparer(
        cast("Judge", EchoJudge()),
        cast("Hearing", Sound(BANDS)),
        MAX_LAG_MS,
        centre_ms=centre_ms,
    ).compare(pictures, 120)
    at = 0 if centre_ms < 0 else wide.shape[1] - len(LAGS_MS)
    np.testing.assert_allclose(off, wide[:, at : at + len(LAGS_MS)], atol=1e-6)


@pytest.mark.parametrize("num_frames", [0, SPAN - 1])
def test_no_sound_near_a_face_is_unknown(num_frames: int) -> None:
    """Without sound, or with too little, nothing is known and nothing fails."""
    values = comparer(Sound(BANDS[:num_frames])).compare(lips(0, 200, early_ms=0), 0)
    assert values.shape == (200, len(LAGS_MS))
    assert np.isnan(values).all()
    late = comparer(Sound(BANDS, first_band=9000)).compare(lips(0, 50, early_ms=0), 0)
    assert np.isnan(late).all()


def test_no_pictures_need_no_sound() -> None:
    """An empty part has no rows and asks for nothing."""
    sound = Sound(BANDS)
    empty = np.empty((0, 0), np.float16)
    assert comparer(sound).compare(empty, 7).shape == (0, len(LAGS_MS))
    assert sound.num_frames == 0
