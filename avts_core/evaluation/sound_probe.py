"""How well frozen sound features tell the classes of a data set: linear SVMs.

The protocol of the AVTS paper and of those it compares with: each clip is heard in
windows of a second; a classifier is learnt from the windows, one against all others for
each class; a clip's score is the mean of its windows'; the highest one names it.

Dimensions: N clips, W windows of a clip, R windows of all, E features.
"""

import importlib.util
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avts_core.data.manifest import LeftOut
from avts_core.data.sound_sets import Fold, SoundSet, without
from avts_core.errors import ConfigError, MediaError
from avts_core.evaluation.sound_features import SoundProbe
from avts_core.jobs import NEVER, CancelToken, Progress, ReportProgress, ignore_progress

COSTS = (0.01, 0.1, 1.0, 10.0)
"""Costs of an error that are tried. Features are standardised and divided by the root
of their number, so that these mean the same for networks of any width."""


@dataclass(frozen=True, kw_only=True)
class FoldScore:
    """How one fold came out."""

    name: str
    accuracy: float
    """Share of the test clips that were named right."""
    cost: float
    """The classifier's, chosen within the training clips."""
    num_learn: int
    """Clips learnt from."""
    num_test: int
    """Clips measured with."""


@dataclass(frozen=True, kw_only=True)
class ProbeResult:
    """How a network's features did."""

    model: str
    folds: tuple[FoldScore, ...]
    chance: float
    """Accuracy of who guesses one class of all."""
    left_out: tuple[LeftOut, ...]
    """Clips that cannot be read."""

    @property
    def mean(self) -> float:
        """Mean accuracy of the folds."""
        return float(np.mean([fold.accuracy for fold in self.folds]))

    @property
    def deviation(self) -> float | None:
        """Standard deviation of the folds; None for a single one."""
        if len(self.folds) < 2:
            return None
        return float(np.std([fold.accuracy for fold in self.folds], ddof=1))


def check_classifier() -> None:
    """Make sure that scikit-learn is there, before any long work.

    Raises
    ------
    ConfigError
        If it is not.
    """
    if importlib.util.find_spec("sklearn") is None:
        msg = (
            "Probes need scikit-learn, which is not installed: "
            'pip install "avts[research]"'
        )
        raise ConfigError(msg)


def run_probe(
    probe: SoundProbe,
    sounds: SoundSet,
    *,
    report: ReportProgress = ignore_progress,
    cancel: CancelToken = NEVER,
) -> ProbeResult:
    """Measure a frozen network on each fold of a data set.

    Clips that cannot be read are left out and named.

    Raises
    ------
    ConfigError
        If scikit-learn is missing, or a fold has nothing left to learn from, to choose
        with or to measure.
    JobCancelledError
        After `cancel` was called.
    """
    check_classifier()
    left_out: dict[int, LeftOut] = {}
    found: dict[int, NDArray[np.float32]] = {}
    for number, clip in enumerate(sounds.clips):
        cancel.check()
        report(Progress(fraction=number / len(sounds.clips), stage="listening"))
        try:
            found[number] = probe.features(clip.path, sounds.num_windows)
        except MediaError as error:
            left_out[number] = LeftOut(file=clip.name, reason=str(error))
    if not found:
        msg = f"None of the {len(sounds.clips)} sounds can be read: "
        raise ConfigError(msg + next(iter(left_out.values())).reason)
    silent = np.zeros_like(next(iter(found.values())))
    features_NWE = np.stack(
        [found.get(number, silent) for number in range(len(sounds.clips))]
    )
    del found
    folds = without(sounds, list(left_out))
    scores = []
    for number, fold in enumerate(folds):
        report(Progress(fraction=number / len(folds), stage="classifying"))
        scores.append(score_fold(features_NWE, sounds, fold, cancel=cancel))
    return ProbeResult(
        model=probe.name,
        folds=tuple(scores),
        chance=1 / len(sounds.classes),
        left_out=tuple(left_out.values()),
    )


def score_fold(
    features_NWE: NDArray[np.float32],
    sounds: SoundSet,
    fold: Fold,
    *,
    cancel: CancelToken = NEVER,
) -> FoldScore:
    """Choose the cost within a fold's training clips, learn from all, and measure.

    Raises
    ------
    ConfigError
        If there is too little in the fold.
    JobCancelledError
        After `cancel` was called.
    """
    labels = np.array([clip.label for clip in sounds.clips])
    groups = np.array([clip.group for clip in sounds.clips])
    learn, test = np.array(fold.learn, int), np.array(fold.test, int)
    inner = _inner_groups(groups, learn, fold, sounds.num_inner)
    if not test.size or not inner or len(set(labels[learn])) < 2:
        msg = (
            f"Fold {fold.name} of {sounds.name} has too little left: {learn.size} "
            f"clips of {len(set(labels[learn]))} classes to learn from, {test.size} to "
            "measure with."
        )
        raise ConfigError(msg)
    accuracies = []
    for cost in COSTS:
        rights: list[float] = []
        for group in inner:
            cancel.check()
            is_held = groups[learn] == group
            rights += _rights(
                features_NWE, labels, learn[~is_held], learn[is_held], cost
            )
        accuracies.append(float(np.mean(rights)))
    # Of costs that do as well the lowest, which leaves the widest margin.
    cost = COSTS[int(np.argmax(accuracies))]
    cancel.check()
    return FoldScore(
        name=fold.name,
        accuracy=float(np.mean(_rights(features_NWE, labels, learn, test, cost))),
        cost=cost,
        num_learn=learn.size,
        num_test=test.size,
    )


def _inner_groups(
    groups: NDArray[Any], learn: NDArray[Any], fold: Fold, num: int
) -> list[int]:
    """Return the groups of the training clips that choose the cost, one at a time.

    Counted on from the test's own group, so that each of five folds is chosen with
    another one.
    """
    there = sorted({int(group) for group in groups[learn]})
    if len(there) < 2:
        return []
    own = int(groups[fold.test[0]]) if fold.test else there[0]
    ordered = [g for g in there if g > own] + [g for g in there if g <= own]
    return ordered[:num]


def _rights(
    features_NWE: NDArray[np.float32],
    labels: NDArray[Any],
    learn: NDArray[Any],
    test: NDArray[Any],
    cost: float,
) -> list[float]:
    """Return for each test clip whether it is named right, learning from others."""
    rows_RE, row_labels = _rows(features_NWE, labels, learn)
    classes, scores_NWY = _learn(rows_RE, row_labels, features_NWE[test], cost)
    named = classes[scores_NWY.mean(1).argmax(1)]
    return [float(right) for right in named == labels[test]]


def _rows(
    features_NWE: NDArray[np.float32], labels: NDArray[Any], clips: NDArray[Any]
) -> tuple[NDArray[np.float32], NDArray[Any]]:
    """Return the windows of clips one below another, each with its clip's label."""
    chosen = features_NWE[clips]
    rows = chosen.reshape(-1, chosen.shape[-1])
    return rows, np.repeat(labels[clips], chosen.shape[1])


def _learn(
    rows_RE: NDArray[np.float32],
    row_labels: NDArray[Any],
    test_NWE: NDArray[np.float32],
    cost: float,
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return the classes and each test window's score for each of them [N, W, Y]."""
    # Loaded here: only probes need it.
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    scaler = StandardScaler().fit(rows_RE)
    root = np.sqrt(rows_RE.shape[1])
    # The primal problem: no chance in it, and it converges.
    machine = LinearSVC(C=cost, dual=False).fit(
        scaler.transform(rows_RE) / root, row_labels
    )
    flat = scaler.transform(test_NWE.reshape(-1, test_NWE.shape[-1])) / root
    scores = machine.decision_function(flat)
    if scores.ndim == 1:  # of two classes only the second one's is given
        scores = np.stack([-scores, scores], 1)
    return machine.classes_, scores.reshape(*test_NWE.shape[:2], -1)
