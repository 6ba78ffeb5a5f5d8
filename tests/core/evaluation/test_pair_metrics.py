"""Tests of thresholds, accuracies, areas under the curve and their intervals."""

import numpy as np
import pytest

from avts_core.evaluation.pair_metrics import (
    Distances,
    accuracy_interval,
    accuracy_of,
    auc_of,
    best_threshold,
    figures_of,
    share_interval,
)


def distances_of(positive, negative, num_videos=10):
    videos = [np.arange(len(values)) % num_videos for values in (positive, negative)]
    return Distances(
        positive=np.asarray(positive, float),
        negative=np.asarray(negative, float),
        positive_videos=videos[0],
        negative_videos=videos[1],
    )


def test_a_threshold_parts_what_can_be_parted():
    """It lies in the middle of the gap, and the accuracy with it is 1."""
    near, far = np.array([0.1, 0.2]), np.array([0.6, 0.9])
    threshold = best_threshold(near, far)
    assert threshold == pytest.approx(0.4)
    assert accuracy_of(near, far, threshold) == 1


def test_a_threshold_makes_the_fewest_errors():
    """No other cut does better on sets that overlap; both sets count alike."""
    rng = np.random.default_rng(0)
    near, far = rng.normal(0, 1, 40), rng.normal(1, 1, 90)
    best = accuracy_of(near, far, best_threshold(near, far))
    others = [accuracy_of(near, far, cut) for cut in np.linspace(-4, 5, 500)]
    assert best >= max(others)


def test_swapped_sets_are_no_better_than_chance():
    """Where positives are further apart, a threshold calls all of them the same."""
    threshold = best_threshold(np.array([0.8, 0.9]), np.array([0.1, 0.2]))
    assert accuracy_of(np.array([0.8]), np.array([0.1]), threshold) == 0.5


def test_the_area_counts_ties_half():
    """It is the share of pairs of a positive and a negative in the right order."""
    assert auc_of(np.array([1.0, 2.0]), np.array([2.0, 3.0])) == 7 / 8
    assert auc_of(np.ones(3), np.ones(4)) == 0.5


def test_figures_use_the_threshold_they_are_given():
    """They hold its accuracy, the area, the numbers of pairs, and an interval."""
    figures = figures_of(distances_of([0.1, 0.5], [0.3, 0.9, 0.8]), 0.4)
    assert figures.accuracy == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert (figures.num_positives, figures.num_negatives) == (2, 3)
    assert figures.threshold == 0.4
    assert figures.accuracy_low < figures.accuracy < figures.accuracy_high


def test_halves_take_every_other_pair_with_its_video():
    """Together they are the whole."""
    whole = distances_of(np.arange(5), np.arange(6))
    one, other = whole.halves()
    np.testing.assert_array_equal(one.positive, [0, 2, 4])
    np.testing.assert_array_equal(other.positive_videos, [1, 3])
    np.testing.assert_array_equal(other.negative, [1, 3, 5])


def test_pairs_of_few_videos_say_less():
    """The interval is wider where whole videos are right or wrong."""
    is_far = np.arange(400) % 10 < 3
    by_video = distances_of(is_far, ~is_far, num_videos=10)
    mixed = distances_of(is_far, ~is_far, num_videos=7)
    ends = [accuracy_interval(d, 0.5) for d in (by_video, mixed)]
    widths = [high - low for low, high in ends]
    assert widths[0] > 3 * widths[1]
    for low, high in ends:
        assert low < 0.7 < high


def test_no_error_is_no_certainty():
    """All right, or one video only, still leaves the interval of so many trials."""
    low, high = accuracy_interval(distances_of([0] * 10, [1] * 10, num_videos=1), 0.5)
    assert (low, high) == pytest.approx(share_interval(1.0, 20))
    assert 0.8 < low < 0.9


def test_intervals_of_shares_hold_what_they_promise():
    """Of many samples some 95 % have the true share in their interval."""
    counts = np.random.default_rng(0).binomial(50, 0.8, 2000)
    ends = np.array([share_interval(k / 50, 50) for k in counts])
    covered = ((ends[:, 0] <= 0.8) & (ends[:, 1] >= 0.8)).mean()
    assert 0.93 < covered < 0.97
