"""What a curriculum table came to: means over the seeds, and the paper's order or not.

The order is judged by accuracy on easy negatives, as the paper's table is.
"""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from avts_core.data.pairs import Negative
from avts_core.training.curriculum import ROWS, Row
from avts_core.training.experiment_job import RunResult


@dataclass(frozen=True, kw_only=True)
class KindSummary:
    """One kind of negative over the seeds."""

    accuracies: tuple[float, ...]
    """Of each seed, as a share."""
    accuracy_mean: float
    accuracy_spread: float | None
    """Standard deviation over the seeds; None with one seed."""
    auc_mean: float
    auc_spread: float | None


@dataclass(frozen=True, kw_only=True)
class RowSummary:
    """One training of the table over the seeds."""

    row: Row
    kinds: dict[str, KindSummary | None]
    """By the names of `Negative`; None where the movies give no such pairs."""

    @property
    def easy_mean(self) -> float:
        """What the order is judged by."""
        easy = self.kinds[Negative.EASY.value]
        assert easy is not None
        return easy.accuracy_mean


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that the paper found, and whether it came out here."""

    words: str
    is_as_in_paper: bool


def summarise_rows(results: Sequence[RunResult]) -> list[RowSummary]:
    """Return the rows that results are of, in the table's order."""
    summaries = []
    for row in ROWS:
        mine = [result for result in results if result.row == row.key]
        if mine:
            kinds = {kind.value: _summarise_kind(mine, kind) for kind in Negative}
            summaries.append(RowSummary(row=row, kinds=kinds))
    return summaries


def find_order(summaries: Sequence[RowSummary]) -> list[Finding]:
    """Compare the order of the rows there are with the paper's.

    Rows without pairs with easy negatives, and comparisons of rows that are not there,
    are left out.
    """
    rows = {
        summary.row.key: summary
        for summary in summaries
        if summary.kinds[Negative.EASY.value] is not None
    }
    findings = []
    if "then-mixed" in rows and len(rows) > 1:
        findings.append(_find_best(rows))
    if {"easy", "mixed"} <= rows.keys():
        findings.append(_find_early_mixture(rows["easy"], rows["mixed"]))
    if len(rows) == len(ROWS):
        findings.append(_find_whole_order(rows))
    return findings


def _summarise_kind(results: Sequence[RunResult], kind: Negative) -> KindSummary | None:
    found = [figures for r in results if (figures := r.kinds[kind.value]) is not None]
    if len(found) < len(results):
        return None
    accuracies = [figures.accuracy for figures in found]
    aucs = [figures.auc for figures in found]
    return KindSummary(
        accuracies=tuple(accuracies),
        accuracy_mean=statistics.fmean(accuracies),
        accuracy_spread=_spread(accuracies),
        auc_mean=statistics.fmean(aucs),
        auc_spread=_spread(aucs),
    )


def _spread(values: Sequence[float]) -> float | None:
    return statistics.stdev(values) if len(values) > 1 else None


def _find_best(rows: Mapping[str, RowSummary]) -> Finding:
    own = rows["then-mixed"]
    rival = max(
        (other for key, other in rows.items() if key != "then-mixed"),
        key=lambda other: other.easy_mean,
    )
    is_best = own.easy_mean > rival.easy_mean
    start = "The curriculum with 75 % easy and 25 % hard negatives is"
    words = (
        f"{start} best, as in the paper: {_percent(own)} against {_percent(rival)} of "
        f"the next ({_name(rival)}){_in_seeds(own, rival)}."
        if is_best
        else f"{start} NOT best, unlike in the paper: {_percent(own)} against "
        f"{_percent(rival)} of {_name(rival)}{_in_seeds(own, rival)}."
    )
    return Finding(words=words, is_as_in_paper=is_best)


def _find_early_mixture(easy: RowSummary, mixed: RowSummary) -> Finding:
    is_worse = mixed.easy_mean < easy.easy_mean
    verb = "worse than" if is_worse else "NOT worse than"
    whether = "as" if is_worse else "unlike"
    words = (
        f"75 % easy and 25 % hard from the start is {verb} easy only, {whether} in the "
        f"paper: {_percent(mixed)} against {_percent(easy)}{_in_seeds(easy, mixed)}."
    )
    return Finding(words=words, is_as_in_paper=is_worse)


def _find_whole_order(rows: Mapping[str, RowSummary]) -> Finding:
    summaries = list(rows.values())
    here = sorted(summaries, key=lambda s: -s.easy_mean)
    paper = sorted(summaries, key=lambda s: -s.row.paper_percent)
    is_same = here == paper
    listed = " > ".join(_name(s) for s in here)
    words = (
        f"The order of all five is the paper's: {listed}."
        if is_same
        else f"The order of all five is NOT the paper's. Here: {listed}. In the paper: "
        f"{' > '.join(_name(s) for s in paper)}."
    )
    return Finding(words=words, is_as_in_paper=is_same)


def _in_seeds(higher: RowSummary, lower: RowSummary) -> str:
    """Return in how many seeds one row is above another, in words."""
    one, other = (s.kinds[Negative.EASY.value] for s in (higher, lower))
    assert one is not None
    assert other is not None
    pairs = list(zip(one.accuracies, other.accuracies, strict=True))
    if len(pairs) == 1:
        return ""
    num = sum(a > b for a, b in pairs)
    return f"; {_name(higher)} is above {_name(lower)} with {num} of {len(pairs)} seeds"


def _percent(summary: RowSummary) -> str:
    return f"{100 * summary.easy_mean:.1f} %"


def _name(summary: RowSummary) -> str:
    return summary.row.key
