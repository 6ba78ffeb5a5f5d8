"""How well distances tell fitting pairs from each kind of negative.

A threshold is chosen on validation pairs and used on others, so accuracy is what a user
would get; the area under the curve needs no threshold. Chance is 50 % and 0.5.

Dimensions: N pairs.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

CHANCE = 0.5
_NUM_RESAMPLES = 1000
_SEED = 0
"""Of the resamples: the same pairs have the same interval."""
_Z_95 = 1.959964


@dataclass(frozen=True, kw_only=True)
class KindFigures:
    """How one kind of negative is told from positives."""

    accuracy: float
    """Mean of the shares of positives and of negatives told right."""
    accuracy_low: float
    """Lower end of its 95 % interval; see `accuracy_interval`."""
    accuracy_high: float
    """Upper end."""
    auc: float
    """Chance that a negative is further apart than a positive."""
    threshold: float
    """Distance under which a pair is said to fit."""
    num_positives: int
    num_negatives: int


@dataclass(frozen=True, kw_only=True)
class Distances:
    """Distances of positives and of one kind of negative, drawn beside each other."""

    positive: NDArray[np.float64]
    """[shape=(N,)]"""
    negative: NDArray[np.float64]
    """[shape=(N,)]"""
    positive_videos: NDArray[np.int64]
    """[shape=(N,)] number of the video that each one's picture is of."""
    negative_videos: NDArray[np.int64]
    """[shape=(N,)]"""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Files that failed on the way, and why."""

    def halves(self) -> tuple["Distances", "Distances"]:
        """Return every other pair, and the rest."""
        one, two = (
            Distances(
                positive=self.positive[k::2],
                negative=self.negative[k::2],
                positive_videos=self.positive_videos[k::2],
                negative_videos=self.negative_videos[k::2],
                left_out=self.left_out,
            )
            for k in (0, 1)
        )
        return one, two


def figures_of(distances: Distances, threshold: float) -> KindFigures:
    """Return a kind's figures with a threshold from other pairs."""
    positive, negative = distances.positive, distances.negative
    low, high = accuracy_interval(distances, threshold)
    return KindFigures(
        accuracy=accuracy_of(positive, negative, threshold),
        accuracy_low=low,
        accuracy_high=high,
        auc=auc_of(positive, negative),
        threshold=threshold,
        num_positives=len(positive),
        num_negatives=len(negative),
    )


def best_threshold(
    positive: NDArray[np.float64], negative: NDArray[np.float64]
) -> float:
    """Return the distance that parts two sets with the fewest errors, sets alike.

    Of several that are as good, the middle one.
    """
    values = np.unique(np.concatenate([positive, negative]))
    cuts = np.concatenate(
        [values[:1] - 1, (values[:-1] + values[1:]) / 2, values[-1:] + 1]
    )
    low = np.searchsorted(np.sort(positive), cuts) / len(positive)
    high = 1 - np.searchsorted(np.sort(negative), cuts) / len(negative)
    # Not their median: that may lie between two, where there are more errors.
    best = cuts[np.isclose(low + high, (low + high).max())]
    return float(best[len(best) // 2])


def accuracy_of(
    positive: NDArray[np.float64], negative: NDArray[np.float64], threshold: float
) -> float:
    """Return the mean of the shares of both sets on their side of a threshold."""
    return float(((positive < threshold).mean() + (negative >= threshold).mean()) / 2)


def auc_of(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> float:
    """Return the chance that a negative is further apart; ties count half."""
    ordered = np.sort(positive)
    below = np.searchsorted(ordered, negative, side="left")
    upto = np.searchsorted(ordered, negative, side="right")
    return float((below + upto).mean() / 2 / len(positive))


def accuracy_interval(distances: Distances, threshold: float) -> tuple[float, float]:
    """Return the ends of the 95 % interval of an accuracy.

    Pairs of one video are alike, so videos are drawn anew with replacement (percentile
    bootstrap). Where that sees no spread, because there are few videos or no errors,
    the binomial interval of the pairs is the wider of the two; the wider one counts.
    """
    sets = (
        (distances.positive < threshold, distances.positive_videos),
        (distances.negative >= threshold, distances.negative_videos),
    )
    num_videos = 1 + max(int(videos.max()) for _, videos in sets)
    seen = np.unique(np.concatenate([videos for _, videos in sets]))
    rng = np.random.default_rng(_SEED)
    weights = rng.multinomial(
        len(seen), np.full(len(seen), 1 / len(seen)), _NUM_RESAMPLES
    )
    shares = []
    for is_right, videos in sets:
        num = np.bincount(videos, minlength=num_videos)[seen]
        num_right = np.bincount(videos, is_right, num_videos)[seen]
        drawn = weights @ num
        # A resample without any pair of a set says nothing about it.
        shares.append((weights @ num_right) / np.where(drawn > 0, drawn, np.nan))
    ends = np.nanpercentile((shares[0] + shares[1]) / 2, [2.5, 97.5])
    total = sum(len(videos) for _, videos in sets)
    accuracy = sum(float(is_right.mean()) for is_right, _ in sets) / 2
    low, high = share_interval(accuracy, total)
    return min(low, float(ends[0])), max(high, float(ends[1]))


def share_interval(share: float, num: int) -> tuple[float, float]:
    """Return the ends of the 95 % interval of a share of independent trials (Wilson).

    Examples
    --------
    >>> low, high = share_interval(1.0, 20)
    >>> round(low, 2), high
    (0.84, 1.0)
    """
    scale = 1 + _Z_95**2 / num
    centre = (share + _Z_95**2 / (2 * num)) / scale
    variance = share * (1 - share) / num + _Z_95**2 / (4 * num**2)
    reach = _Z_95 * math.sqrt(variance) / scale
    return max(0.0, centre - reach), min(1.0, centre + reach)
