"""What is measured of a network of pairs: each kind of negative, and offsets."""

import math
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import get_args

from avts_core.data.decode_cache import DecodeCache
from avts_core.data.manifest import Manifest, Split
from avts_core.data.pair_footage import PairConfig
from avts_core.data.pairs import Negative
from avts_core.errors import AnalysisError, CheckpointError, ConfigError
from avts_core.evaluation.pair_distances import PairJudge, PairSet
from avts_core.evaluation.pair_metrics import KindFigures, best_threshold, figures_of
from avts_core.evaluation.pair_offsets import OffsetFigures, measure_offsets
from avts_core.jobs import NEVER, CancelToken, Progress, ReportProgress, ignore_progress
from avts_core.models.avts import AvtsNet
from avts_core.models.bundle import Bundle, load_bundle
from avts_core.models.l3 import L3Net
from avts_core.models.registry import Network, find_kind

THRESHOLD_SPLIT: Split = "val"
"""Thresholds are chosen on its movies, so it is not measured on."""
_SHORT_SIDE = 256 / 224
"""Short side of the decoded pictures for a side of the network's, as in training."""


@dataclass(frozen=True, kw_only=True)
class PairTest:
    """What networks are measured on; the same pairs for each of equal clip length."""

    manifest: Manifest
    split: Split = "test"
    num_pairs: int = 500
    """Positives, and as many negatives, of each kind."""
    seed: int = 0
    """Decides about the pairs."""
    cache: DecodeCache | None = None

    def __post_init__(self) -> None:
        """Check that there is something to measure on.

        Raises
        ------
        ConfigError
            If a split is empty, or is the one that thresholds are chosen on.
        """
        if self.split == THRESHOLD_SPLIT:
            msg = (
                f"Thresholds are chosen on the split {THRESHOLD_SPLIT!r}; measure on "
                "another one."
            )
            raise ConfigError(msg)
        for split in (THRESHOLD_SPLIT, self.split):
            if not self.manifest.of_split(split):
                msg = (
                    f"The manifest has no movies in the split {split!r}: thresholds "
                    f"are chosen on {THRESHOLD_SPLIT!r} and used on {self.split!r}. "
                    "`avts data scan --shares` gives other shares."
                )
                raise ConfigError(msg)

    def pairs(self, split: Split, config: PairConfig) -> PairSet:
        """Return the pairs of a split.

        Raises
        ------
        TrainingError
            If no movie is as long as a clip.
        """
        return PairSet(
            self.manifest.root,
            self.manifest.of_split(split),
            config=config,
            seed=self.seed,
            cache=self.cache,
        )


@dataclass(frozen=True, kw_only=True)
class KindReport:
    """How well each kind of negative is told from positives."""

    kinds: dict[str, KindFigures | None]
    """By the names of `Negative`; None where the movies give no such pairs."""
    left_out: dict[str, str]
    """Files that failed on the way, and why."""


@dataclass(frozen=True, kw_only=True)
class ModelReport:
    """What was measured of one model."""

    name: str
    kind: str
    bundle: str
    """Its folder."""
    sha256: str
    """Of its weights."""
    kinds: dict[str, KindFigures | None]
    offsets: OffsetFigures | None
    """None where no movie can be asked."""
    left_out: dict[str, str]


def split_named(name: str) -> Split:
    """Return the split of a name.

    Raises
    ------
    ConfigError
        If there is none.
    """
    for split in get_args(Split):
        if split == name:
            return split
    msg = f"There is no split {name!r}, only {', '.join(get_args(Split))}."
    raise ConfigError(msg)


def load_pair_judge(folder: Path) -> tuple[Bundle[Network], PairJudge]:
    """Read a bundle whose network judges pairs.

    Raises
    ------
    CheckpointError
        If it is none, is damaged, of another kind, or lacks the input's statistics.
    """
    bundle = load_bundle(folder)
    if not isinstance(bundle.model, AvtsNet | L3Net):
        msg = (
            f"{folder} holds a lip model, which judges faces; pairs need a bundle of "
            "kind 'avts' or 'l3'."
        )
        raise CheckpointError(msg)
    if bundle.statistics is None:
        msg = f"{folder} lacks the statistics that its input is normalised with."
        raise CheckpointError(msg)
    return bundle, PairJudge(bundle.model, bundle.statistics).eval()


def measure_model(
    folder: Path,
    test: PairTest,
    *,
    device: str = "cpu",
    short_side_px: int | None = None,
    report: ReportProgress = ignore_progress,
    cancel: CancelToken = NEVER,
) -> ModelReport:
    """Measure the model in a bundle.

    Parameters
    ----------
    folder
        The bundle.
    test
        What to measure on.
    device
        Where it runs.
    short_side_px
        Pictures are decoded with this short side; by default 8/7 of the network's.
    report, cancel
        See `avts_core.jobs`.

    Raises
    ------
    CheckpointError
        If the bundle cannot be used.
    TrainingError
        If no movie is as long as a clip.
    AnalysisError
        If the movies give nothing to measure.
    WriteError
        If the cache cannot be written.
    """
    bundle, judge = load_pair_judge(folder)
    judge.to(device)
    shape = judge.model.config
    config = PairConfig(
        num_pictures=shape.num_pictures,
        short_side_px=short_side_px or math.ceil(_SHORT_SIDE * shape.side_px),
    )
    found = measure_kinds(
        judge, test, config, report=_part(report, 0, 0.5), cancel=cancel
    )
    offsets, left_out = None, found.left_out
    try:
        offsets = measure_offsets(
            judge,
            test.pairs(test.split, config),
            side_px=shape.side_px,
            report=_part(report, 0.5, 1),
            cancel=cancel,
        )
        left_out = {**offsets.left_out, **left_out}
    except AnalysisError:
        if not any(found.kinds.values()):
            raise
    return ModelReport(
        name=bundle.name,
        kind=find_kind(type(bundle.model)).name,
        bundle=str(folder),
        sha256=bundle.sha256,
        kinds=found.kinds,
        offsets=offsets,
        left_out=left_out,
    )


def measure_kinds(
    judge: PairJudge,
    test: PairTest,
    config: PairConfig,
    *,
    report: ReportProgress = ignore_progress,
    cancel: CancelToken = NEVER,
) -> KindReport:
    """Tell each kind of negative from positives, thresholds from other movies.

    Parameters
    ----------
    judge
        The network, in evaluation mode.
    test
        What to measure on.
    config
        What pairs hold.
    report, cancel
        See `avts_core.jobs`.

    Raises
    ------
    TrainingError
        If no movie is as long as a clip.
    WriteError
        If the cache cannot be written.
    """
    choose = test.pairs(THRESHOLD_SPLIT, config)
    measure = test.pairs(test.split, config)
    kinds: dict[str, KindFigures | None] = {}
    left_out: dict[str, str] = {}
    for place, kind in enumerate(Negative):
        words = f"{kind.replace('_', '-')} negatives"
        report(Progress(fraction=place / len(Negative), stage=words))
        distances = partial(
            PairSet.distances,
            judge=judge,
            kind=kind,
            num=test.num_pairs,
            side_px=judge.model.config.side_px,
            cancel=cancel,
        )
        others = distances(choose)
        own = None if others is None else distances(measure)
        kinds[kind.value] = None
        if others is not None and own is not None:
            threshold = best_threshold(others.positive, others.negative)
            kinds[kind.value] = figures_of(own, threshold)
            left_out |= {**others.left_out, **own.left_out}
    return KindReport(kinds=kinds, left_out=left_out)


def _part(report: ReportProgress, begin: float, end: float) -> ReportProgress:
    """Return what reports a part's progress as that of the whole."""

    def tell(progress: Progress) -> None:
        fraction = begin + (end - begin) * progress.fraction
        report(Progress(fraction=fraction, stage=progress.stage))

    return tell
