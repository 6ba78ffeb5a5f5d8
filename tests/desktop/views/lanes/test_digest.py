"""Measurements digested for drawing."""

import time
from dataclasses import replace

import numpy as np
import pytest

from avts_desktop.state.measured import Measured, Piece
from avts_desktop.views.lanes.digest import Digest
from avts_desktop.views.lanes.scales import TimeScale
from avts_desktop.views.lanes.smoothing import smoothed
from tests.desktop.views.lanes.films import blank, path


def finish(digest: Digest) -> None:
    """Digest all there is."""
    while digest.work():
        pass


def part(piece: Piece, start: int, stop: int) -> Piece:
    """Return the rows of a film and the sound to them."""
    rows, frames = slice(start, stop), slice(4 * start, 4 * stop)
    return replace(
        piece,
        first_time=start,
        fit=piece.fit[rows],
        rolling_ms=piece.rolling_ms[rows],
        speaker=piece.speaker[rows],
        first_frame=4 * start,
        mel=piece.mel[frames],
        peaks=piece.peaks[frames],
        faces=(),
        cuts_s=(),
    )


def test_everything_is_digested(measured: Measured):
    """Map, best fit, spectrogram and waveform are as long as what was measured."""
    digest = Digest(measured, duration_s=120)
    assert not digest.is_done
    finish(digest)
    assert digest.is_done
    whole = smoothed(measured.fit, 0, len(measured.fit))
    np.testing.assert_array_equal(digest.fit.rows, whole)
    np.testing.assert_array_equal(digest.best.rows[:, 0], whole.max(axis=1))
    np.testing.assert_array_equal(digest.mel.rows, measured.mel)
    np.testing.assert_array_equal(digest.peaks.rows, np.abs(measured.peaks))
    assert digest.seconds_digested == pytest.approx(120)


@pytest.mark.parametrize("duration_s", [120.0, 0.0])
def test_growing_comes_to_the_same(piece: Piece, duration_s):
    """A film that grows piece by piece ends as one that came at once, known or not."""
    measured = blank()
    digest = Digest(measured, duration_s=duration_s)
    measured.changed.connect(digest.mark)
    for start in range(0, 3000, 375):
        measured.add(part(piece, start, start + 375))
        finish(digest)
    np.testing.assert_array_equal(
        digest.fit.rows, smoothed(piece.fit, 0, len(piece.fit))
    )
    np.testing.assert_array_equal(digest.mel.rows, piece.mel)


def test_rewritten_rows_are_digested_again(measured: Measured, piece: Piece):
    """Rows that come a second time replace the first, and change their neighbours."""
    digest = Digest(measured)
    measured.changed.connect(digest.mark)
    finish(digest)
    again = part(piece, 400, 500)
    measured.add(replace(again, fit=np.full_like(again.fit, 240)))
    finish(digest)
    np.testing.assert_array_equal(digest.fit.rows, smoothed(measured.fit, 0, 3000))


def test_a_step_is_short(measured: Measured):
    """Work stops soon after its budget, though much is left."""
    digest = Digest(measured, duration_s=120)
    began_s = time.perf_counter()
    assert digest.work(budget_s=0)
    assert time.perf_counter() - began_s < 0.1
    assert 0 < len(digest.fit) < 3000


def test_speakers_are_stretches(measured: Measured):
    """A speaker's rows are one stretch, drawn where the face is; others are none."""
    first, stop, bars = Digest(measured).speaker_runs()
    assert first.tolist() == [100, 1500]
    assert stop.tolist() == [1200, 2900]
    assert bars.tolist() == [0, 0]


def test_no_rows_have_no_speakers():
    """Before anything is measured nobody speaks."""
    assert [len(part) for part in Digest(blank()).speaker_runs()] == [0, 0, 0]


def test_new_faces_are_added_once(measured: Measured):
    """Faces that were told before are not counted again."""
    digest = Digest(measured)
    measured.changed.connect(digest.mark)
    assert len(digest.bars) == 3
    measured.add(Piece(faces=(path(9, 118, 119),)))
    assert len(digest.bars) == 4


def test_usual_range_passes_over_outliers(measured: Measured):
    """A few stray moments do not stretch the axis."""
    measured.add(
        Piece(
            first_time=10,
            fit=measured.fit[10:12].copy(),
            rolling_ms=np.array([1400, -1400], np.float32),
        )
    )
    assert Digest(measured).usual_ms == (0.0, 120.0)
    assert Digest(blank()).usual_ms == (0.0, 0.0)


def test_extremes_follow_view_and_growth(piece: Piece):
    """The curve's extremes are those of the columns in view and of all measured."""
    measured = blank()
    measured.add(part(piece, 0, 1250))
    digest = Digest(measured)
    measured.changed.connect(digest.mark)
    whole = TimeScale(0.0, 120.0, 12)
    low, high = digest.rolling_extremes(whole)
    assert (low[:5] == 0).all()
    assert np.isnan(low[6:]).all()
    measured.add(part(piece, 1250, 3000))
    low, high = digest.rolling_extremes(whole)
    assert np.isnan(low[5])
    assert (high[6:] == 120).all()
    assert len(digest.rolling_extremes(TimeScale(0.0, 10.0, 7))[0]) == 7
