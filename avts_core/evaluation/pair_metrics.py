"""How well distances tell fitting pairs from each kind of negative.

A threshold is chosen on validation pairs and used on others, so accuracy is what a user
would get; the area under the curve needs no threshold. Chance is 50 % and 0.5.

Dimensions: N pairs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CHANCE = 0.5


@dataclass(frozen=True, kw_only=True)
class KindFigures:
    """How one kind of negative is told from positives."""

    accuracy: float
    """Mean of the shares of positives and of negatives told right."""
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

    def halves(self) -> tuple["Distances", "Distances"]:
        """Return every other pair, and the rest."""
        one, two = (
            Distances(positive=self.positive[k::2], negative=self.negative[k::2])
            for k in (0, 1)
        )
        return one, two


def figures_of(distances: Distances, threshold: float) -> KindFigures:
    """Return a kind's figures with a threshold from other pairs."""
    positive, negative = distances.positive, distances.negative
    return KindFigures(
        accuracy=accuracy_of(positive, negative, threshold),
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
    is_best = np.isclose(low + high, (low + high).max())
    return float(np.median(cuts[is_best]))


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
