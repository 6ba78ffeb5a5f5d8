"""Tests of evidence: who talks, and what the sums over seconds hold."""

from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from avts_core.errors import JobCancelledError
from avts_core.jobs import CancelToken
from avts_core.sync import evidence
from avts_core.sync.embedding import FaceStretch
from avts_core.sync.evidence import (
    MIN_BLOCK_TIMES,
    blocks_of,
    centred,
    fit_of,
    score_faces,
    shrunk_mean,
    smoothed_blocks,
)
from avts_core.sync.judge import Judge
from avts_core.sync.scores import lags_ms, similarities

MAX_LAG_MS = 400.0
LAGS_MS = lags_ms(MAX_LAG_MS)
SIZE = 16
NUM_TIMES = 200
SPAN = 5


class EchoJudge:
    """Takes the bands' first values for the embedding of the span's middle."""

    sound_span = SPAN

    def embed_sound(self, bands: NDArray[np.float16]) -> NDArray[np.float32]:
        half = SPAN // 2
        return bands[half : len(bands) - half, :SIZE].astype(np.float32)


JUDGE = cast("Judge", EchoJudge())


def sound_units(num_frames: int = 4 * NUM_TIMES) -> NDArray[np.float16]:
    """Return sound of which neighbouring 80 ms are alike, the rest unrelated."""
    rng = np.random.default_rng(7)
    raw = rng.normal(size=(num_frames + 8, SIZE))
    smooth = np.stack([raw[k : k + num_frames] for k in range(8)]).sum(0)
    smooth /= np.linalg.norm(smooth, axis=1, keepdims=True)
    bands = np.zeros((num_frames, 80), np.float16)
    bands[:, :SIZE] = smooth
    return bands


def face(
    first: int,
    stop: int,
    *,
    early_ms: int | None,
    bands: NDArray[np.float16],
    track: int = 0,
) -> FaceStretch:
    """Return a face that speaks with the sound so early; None is a listener."""
    rng = np.random.default_rng(track + 100)
    pictures = rng.normal(size=(stop - first, SIZE))
    if early_ms is not None:
        at = 4 * np.arange(first, stop) - early_ms // 10
        pictures = 0.1 * pictures + 1.5 * bands[np.clip(at, 0, None), :SIZE]
    pictures /= np.linalg.norm(pictures, axis=1, keepdims=True)
    return FaceStretch(
        track=track,
        first=first,
        pictures=pictures.astype(np.float16),
        scale_px=100.0,
    )


def best_lags(values: NDArray[np.float32]) -> NDArray[np.float64]:
    known = np.isfinite(values).any(axis=1)
    return LAGS_MS[np.argmax(np.nan_to_num(values[known], nan=-2), axis=1)]


def score(
    stretches: list[FaceStretch],
    bands: NDArray[np.float16],
    *,
    first_band: int = 0,
    cancel: CancelToken | None = None,
) -> NDArray[np.float32]:
    return score_faces(
        JUDGE,
        stretches,
        bands,
        first_band,
        num_times=NUM_TIMES,
        max_lag_ms=MAX_LAG_MS,
        cancel=cancel or CancelToken(),
    )


@pytest.mark.parametrize("early_ms", [-200, 0, 120])
def test_one_face_is_scored_at_its_offset(early_ms: int) -> None:
    """A lone face fits best at the lag by which its sound is early."""
    bands = sound_units()
    values = score([face(20, 180, early_ms=early_ms, bands=bands)], bands)
    assert values.shape == (NUM_TIMES, len(LAGS_MS))
    assert np.isnan(values[:20]).all()
    assert np.isnan(values[180:]).all()
    assert np.isfinite(values[20:180]).any(axis=1).all()
    assert np.mean(best_lags(values) == early_ms) > 0.95


@pytest.mark.parametrize("talker_first", [True, False])
def test_the_talking_face_wins(talker_first: bool) -> None:
    """Of two faces in view the one whose lips fit is taken, in whatever order."""
    bands = sound_units()
    talker = face(0, 200, early_ms=80, bands=bands, track=1)
    listener = face(30, 170, early_ms=None, bands=bands, track=2)
    faces = [talker, listener] if talker_first else [listener, talker]
    values = score(faces, bands)
    np.testing.assert_array_equal(values, score([talker], bands))


def test_each_of_three_faces_has_its_turn() -> None:
    """Where one face hands over to another, each is taken while it talks."""
    bands = sound_units()
    silent = face(0, 200, early_ms=None, bands=bands, track=1)
    first = face(0, 90, early_ms=0, bands=bands, track=2)
    second = face(110, 200, early_ms=200, bands=bands, track=3)
    values = score([silent, first, second], bands)
    assert np.mean(best_lags(values[:80]) == 0) > 0.9
    assert np.mean(best_lags(values[120:]) == 200) > 0.9


def test_the_bands_number_counts() -> None:
    """Sound that begins later or earlier on the clock is looked up where it is."""
    bands = sound_units()
    stretch = face(20, 180, early_ms=40, bands=bands)
    whole = score([stretch], bands)
    padded = np.concatenate([bands[:37], bands])
    np.testing.assert_array_equal(
        score([stretch], padded, first_band=-37)[30:170], whole[30:170]
    )
    late = score([stretch], bands[300:], first_band=300)
    assert np.mean(best_lags(late[90:170]) == 40) > 0.95


def test_blocks_of_pictures_join_without_a_seam(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Scoring in small blocks gives what one block gives."""
    bands = sound_units()
    stretch = face(3, 197, early_ms=40, bands=bands)
    whole = score([stretch], bands)
    monkeypatch.setattr(evidence, "BLOCK_PICTURES", 17)
    np.testing.assert_allclose(score([stretch], bands), whole, atol=1e-6)


def test_no_sound_near_a_face_is_unknown() -> None:
    """Pictures far from any sound have no values at all."""
    bands = sound_units()
    values = score([face(0, 200, early_ms=0, bands=bands)], bands[:4], first_band=0)
    assert np.isnan(values).all()


def test_scoring_can_be_cancelled() -> None:
    """A cancelled token stops the scoring."""
    bands = sound_units()
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(JobCancelledError):
        score([face(0, 200, early_ms=0, bands=bands)], bands, cancel=cancel)


def noisy_values(num_times: int, seed: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    values = rng.normal(0.1, 0.3, (num_times, 21)).astype(np.float32)
    values[rng.random(values.shape) < 0.2] = np.nan
    values[rng.random(num_times) < 0.1] = np.nan
    return values


def plain_centred(values: NDArray[np.float32]) -> NDArray[np.float64]:
    result = values.astype(np.float64)
    for time in np.flatnonzero(np.isfinite(result).any(axis=1)):
        result[time] -= np.nanmean(result[time])
    return result


def test_centred_takes_each_times_mean_away() -> None:
    """Each row's known values have mean 0 afterwards; unknown ones stay unknown."""
    values = noisy_values(50, 1)
    np.testing.assert_allclose(centred(values), plain_centred(values), atol=1e-6)


@pytest.mark.parametrize("block", [7, 40, 2000])
@pytest.mark.parametrize("window", [1, 5, 51])
def test_smoothing_is_a_moving_mean(
    monkeypatch: pytest.MonkeyPatch, block: int, window: int
) -> None:
    """The moving mean of what is known equals a plain loop, whatever the blocks."""
    monkeypatch.setattr(evidence, "SMOOTHING_BLOCK", block)
    values = noisy_values(120, 2)
    result = np.full(values.shape, -9.0, np.float32)
    for rows, curves in smoothed_blocks(values, window):
        result[rows] = curves
    middle = plain_centred(values)
    for time in range(len(values)):
        near = middle[max(0, time - window // 2) : time + window // 2 + 1]
        known = np.isfinite(near)
        count = known.sum(0)
        total = np.where(known, near, 0).sum(0)
        shrink = np.sqrt(count / max(count.max(), 1))
        mean = total / np.maximum(count, 1) * shrink
        expected = np.where(count > 0, mean, np.nan)
        np.testing.assert_allclose(result[time], expected, atol=1e-5)


def test_fit_tells_talkers_from_listeners() -> None:
    """A steady peak fits far better than noise; where nothing is known fit is -1."""
    rng = np.random.default_rng(3)
    noise = rng.normal(0, 0.2, (300, 81)).astype(np.float32)
    talking = noise.copy()
    talking[:, 50] += 0.3
    talking[200:] = np.nan
    assert fit_of(talking)[:150].min() > fit_of(noise).max()
    assert (fit_of(talking)[230:] == -1).all()


def test_shrunk_mean_pulls_rare_lags_to_zero() -> None:
    """The mean is multiplied by the root of the lag's share of the times."""
    total = np.array([30.0, 30.0, 3.0, 0.0])
    count = np.array([100.0, 25.0, 4.0, 0.0])
    expected = [0.3 * 1.0, 1.2 * 0.5, 0.75 * 0.2, 0.0]
    np.testing.assert_allclose(shrunk_mean(total, count), expected)


def test_blocks_sum_seconds() -> None:
    """Each block holds the sums and counts of its 25 times, sparse ones left out."""
    values = noisy_values(110, 4)
    values[25 : 50 - MIN_BLOCK_TIMES + 1] = np.nan  # the second second: too little
    blocks = blocks_of(values)
    assert list(blocks.index) == [0, 2, 3, 4]
    middle = plain_centred(values)
    for place, number in enumerate(blocks.index):
        part = middle[25 * number : 25 * number + 25]
        np.testing.assert_allclose(blocks.total[place], np.nansum(part, 0), atol=1e-5)
        np.testing.assert_array_equal(blocks.count[place], np.isfinite(part).sum(0))


def test_the_curve_is_the_mean_over_the_chosen_blocks() -> None:
    """With all lags known everywhere the curve is the plain mean of the times."""
    rng = np.random.default_rng(5)
    values = rng.normal(0, 1, (100, 21)).astype(np.float32)
    blocks = blocks_of(values)
    middle = plain_centred(values)
    np.testing.assert_allclose(blocks.curve(), middle.mean(0), atol=1e-6)
    chosen = np.array([False, True, False, True])
    expected = np.concatenate([middle[25:50], middle[75:]]).mean(0)
    np.testing.assert_allclose(blocks.curve(chosen), expected, atol=1e-6)


def test_no_evidence_makes_no_blocks() -> None:
    """A movie without any known time gives no blocks, of the right width."""
    blocks = blocks_of(np.full((100, 21), np.nan, np.float32))
    assert blocks.total.shape == (0, 21)
    assert len(blocks.index) == 0


def test_similarities_and_faces_share_the_sign() -> None:
    """Scoring a face equals the similarities of its embeddings with all the sound."""
    bands = sound_units()
    stretch = face(0, 200, early_ms=80, bands=bands)
    heard = JUDGE.embed_sound(bands)
    direct = similarities(
        stretch.pictures.astype(np.float32), 0, heard, 2, max_lag_ms=MAX_LAG_MS
    )
    np.testing.assert_allclose(score([stretch], bands), direct, atol=1e-6)
