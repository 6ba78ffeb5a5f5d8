"""Measurements as small arrays."""

import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest

from avts_core.features.bands import FLOOR_BELOW_LEVEL, SPREAD
from avts_core.features.paths import FacePath
from avts_desktop.jobs.display import (
    CHUNK_FRAMES,
    CHUNK_TIMES,
    brightness_of,
    chunks,
    fit_of,
    is_empty,
    piece_of_analysis,
    piece_of_growth,
)
from avts_desktop.state.measured import Measured, Piece

LAGS = np.arange(-2, 3, dtype=np.float32) * 10


def path(track, *times_s):
    return FacePath(
        track=track,
        times_s=np.array(times_s, np.float32),
        boxes=np.zeros((len(times_s), 4), np.float32),
    )


def growth(**changes):
    """Return what an analysis hands out: three rows and twelve frames."""
    values = {
        "origin_s": 0.0,
        "lag_ms": LAGS.astype(float),
        "first_time": 5,
        "scores": SimpleNamespace(distance=np.full((3, 5), 0.5, np.float32)),
        "rolling_ms": np.array([1.0, np.nan, 3.0]),
        "speaker": np.array([0, -1, 2]),
        "first_frame": 20,
        "mel": np.zeros((12, 80), np.float16),
        "peaks": np.ones((12, 2), np.int8),
        "faces": (path(0, 1.0), path(1)),
        "cuts_s": (0.5,),
    }
    return SimpleNamespace(**(values | changes))


def test_a_perfect_fit_is_brightest_and_none_is_not_unknown():
    """Distance 0 is 255, distance 1 is 1; only what is unknown is 0."""
    distance = np.array([[0.0, 1.0, np.nan, 0.5]], np.float32)
    assert fit_of(distance).tolist() == [[255, 1, 0, 128]]
    assert fit_of(distance).dtype == np.uint8


@pytest.mark.parametrize(("convert", "dtype"), [(fit_of, "f4"), (brightness_of, "f2")])
def test_a_whole_film_is_converted_in_parts(convert, dtype):
    """Beside what comes out, next to nothing is needed; the parts fit together."""
    rng = np.random.default_rng(1)
    film = rng.random((20 * CHUNK_TIMES + 7, 40)).astype(dtype)
    tracemalloc.start()
    try:
        shown = convert(film)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 4 * film.size  # that of one copy as float32
    for start in (0, CHUNK_TIMES - 3, 20 * CHUNK_TIMES):
        rows = slice(start, start + 7)
        np.testing.assert_array_equal(shown[rows], convert(film[rows]))


def test_distances_out_of_range_stay_within():
    """A rounding beyond 0 or 1 does not wrap around."""
    distance = np.array([[-0.01, 1.01]], np.float32)
    assert fit_of(distance).tolist() == [[255, 1]]


def test_sound_goes_from_dark_to_bright():
    """The floor is 0, loud is 255, and louder does not wrap around."""
    floor = FLOOR_BELOW_LEVEL / SPREAD
    bands = np.array([[floor, -1.0, 1.3, 9.0]], np.float16)
    shown = brightness_of(bands)[0]
    assert shown[0] == 0
    assert 0 < shown[1] < shown[2]
    assert shown[2:].tolist() == [255, 255]
    assert shown.dtype == np.uint8


def test_sound_that_is_not_a_number_is_dark():
    """Damaged samples do not warn or shine."""
    assert brightness_of(np.full((1, 80), np.nan, np.float16)).max() == 0


def test_growth_becomes_a_piece():
    """Numbers of rows and frames are kept, types are those of the state."""
    piece = piece_of_growth(growth())
    assert (piece.first_time, piece.first_frame) == (5, 20)
    assert piece.fit.shape == (3, 5)
    assert piece.rolling_ms.dtype == np.float32
    assert piece.speaker.dtype == np.int32
    assert piece.mel.shape == (12, 80)
    assert [face.track for face in piece.faces] == [0]
    assert piece.cuts_s == (0.5,)


def test_growth_without_rows_is_a_piece_of_sound():
    """Nothing to compare yet; the map's columns are there all the same."""
    piece = piece_of_growth(
        growth(scores=None, rolling_ms=np.zeros(0), speaker=np.zeros(0))
    )
    assert piece.fit.shape == (0, 5)
    assert len(piece.mel) == 12


def test_an_analysis_becomes_one_piece():
    """All rows and frames, from the first."""
    analysis = growth(mel_start_s=0.0)
    piece = piece_of_analysis(analysis, LAGS)
    assert (piece.first_time, piece.first_frame) == (0, 0)
    assert len(piece.fit) == len(piece.rolling_ms) == len(piece.speaker) == 3


def test_an_analysis_without_an_answer_becomes_a_piece():
    """A film without faces has sound alone, or nothing at all."""
    empty = growth(
        scores=None,
        rolling_ms=None,
        mel=None,
        speaker=np.zeros(0),
        peaks=np.zeros((0, 2), np.int8),
        faces=(),
        cuts_s=(),
    )
    piece = piece_of_analysis(empty, LAGS)
    assert piece.fit.shape == (0, 5)
    assert piece.mel.shape == (0, 80)


def whole(num_times, num_frames, num_faces=0):
    """Return a piece of which each row and frame is another."""
    rng = np.random.default_rng(0)
    return Piece(
        fit=rng.integers(0, 255, (num_times, 5), dtype=np.uint8),
        rolling_ms=rng.normal(size=num_times).astype(np.float32),
        speaker=rng.integers(0, 9, num_times, dtype=np.int32),
        mel=rng.integers(0, 255, (num_frames, 80), dtype=np.uint8),
        peaks=rng.integers(0, 9, (num_frames, 2), dtype=np.int8),
        faces=tuple(
            FacePath(
                track=i,
                times_s=np.array([100.0 - i], np.float32),
                boxes=np.zeros((1, 4), np.float32),
            )
            for i in range(num_faces)
        ),
        cuts_s=(1.0, 2.0),
    )


@pytest.mark.parametrize(
    ("num_times", "num_frames", "num_chunks"),
    [
        (0, 0, 1),
        (10, 40, 1),
        (CHUNK_TIMES, CHUNK_FRAMES, 1),
        (CHUNK_TIMES + 1, 40, 2),
        (10, 3 * CHUNK_FRAMES + 1, 4),
        (2 * CHUNK_TIMES, 8100, 2),
    ],
)
def test_chunks_put_together_are_the_whole(num_times, num_frames, num_chunks):
    """No row, frame, face or cut is lost or comes twice."""
    piece = whole(num_times, num_frames, num_faces=7)
    parts = list(chunks(piece))
    assert len(parts) == num_chunks
    measured = Measured(start_s=0, sound_start_s=0, lag_ms=LAGS)
    for part in parts:
        assert len(part.fit) <= CHUNK_TIMES
        assert len(part.mel) <= CHUNK_FRAMES
        measured.add(part)
    for name in ("fit", "rolling_ms", "speaker", "mel", "peaks"):
        np.testing.assert_array_equal(getattr(measured, name), getattr(piece, name))
    assert [face.track for face in measured.faces] == [6, 5, 4, 3, 2, 1, 0]
    assert measured.cuts_s == (1.0, 2.0)


def test_chunks_of_a_later_piece_keep_its_place():
    """Their numbers count from the piece's first row and frame."""
    piece = Piece(
        first_time=100,
        fit=np.zeros((CHUNK_TIMES + 1, 5), np.uint8),
        first_frame=400,
        mel=np.zeros((10, 80), np.uint8),
    )
    parts = list(chunks(piece))
    assert [part.first_time for part in parts] == [100, 100 + CHUNK_TIMES]
    assert parts[0].first_frame == 400


def test_chunks_are_small_enough_for_the_ui_thread():
    """With the model's 301 lags a part has less than 2 MB."""
    piece = Piece(
        fit=np.zeros((2 * CHUNK_TIMES, 301), np.uint8),
        mel=np.zeros((2 * CHUNK_FRAMES, 80), np.uint8),
        peaks=np.zeros((2 * CHUNK_FRAMES, 2), np.int8),
    )
    for part in chunks(piece):
        arrays = (part.fit, part.rolling_ms, part.speaker, part.mel, part.peaks)
        assert sum(a.nbytes for a in arrays) <= 2_000_000


def test_only_a_piece_of_nothing_is_empty():
    """Faces or cuts alone are something."""
    assert is_empty(Piece())
    assert is_empty(Piece(first_time=9, fit=np.zeros((0, 5), np.uint8)))
    assert not is_empty(Piece(cuts_s=(1.0,)))
    assert not is_empty(whole(1, 0))
    assert not is_empty(whole(0, 1))


def test_chunks_are_copies():
    """They do not lie in the arrays, or files, of the whole."""
    piece = whole(10, 40)
    (part,) = chunks(piece)
    assert not np.shares_memory(part.fit, piece.fit)
    assert not np.shares_memory(part.mel, piece.mel)
