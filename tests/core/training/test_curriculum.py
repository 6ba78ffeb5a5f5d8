"""Tests of the table's rows and of what is said about their order."""

from dataclasses import replace

import pytest

from avts_core.errors import ConfigError
from avts_core.evaluation.pair_metrics import KindFigures
from avts_core.training.curriculum import ROWS, find_rows, first_epochs, recipe_of
from avts_core.training.curriculum_summary import find_order, summarise_rows
from avts_core.training.experiment_job import RunResult
from avts_core.training.pair_recipe import AvtsRecipe, PairStage

PAPER = AvtsRecipe(name="a", stages=(PairStage(name="x", epochs=90, hard=0.0),))


def test_rows_are_the_papers():
    """Epochs and shares of all five, at the paper's size."""
    stages = {
        row.key: [(s.epochs, s.easy, s.hard) for s in recipe.stages]
        for row in ROWS
        for recipe in [recipe_of(row, PAPER, seed=3)]
        if recipe.seed == 3
    }
    assert stages == {
        "easy": [(90, 1, 0)],
        "mixed": [(90, 0.75, 0.25)],
        "hard": [(90, 0, 1)],
        "then-mixed": [(50, 1, 0), (40, 0.75, 0.25)],
        "then-hard": [(50, 1, 0), (40, 0, 1)],
    }


def test_epochs_follow_the_recipe():
    """A first stage has 50 of 90, and at least one; one epoch makes no two stages."""
    for epochs, first in ((36, 20), (9, 5), (2, 1)):
        stage = PairStage(name="x", epochs=epochs)
        assert first_epochs(replace(PAPER, stages=(stage,))) == first
    with pytest.raises(ConfigError, match="two epochs"):
        first_epochs(replace(PAPER, stages=(PairStage(name="x", epochs=1),)))


def test_rows_are_found_by_name():
    """In the table's order; others are refused with the names there are."""
    assert [r.key for r in find_rows("then-hard, easy")] == ["easy", "then-hard"]
    with pytest.raises(ConfigError, match="no row 'best' in the table, only easy, mix"):
        find_rows("easy,best")


def results_of(**accuracies):
    def figures(accuracy):
        return KindFigures(
            accuracy=accuracy,
            accuracy_low=0.0,
            accuracy_high=1.0,
            auc=accuracy,
            threshold=0.5,
            num_positives=9,
            num_negatives=9,
        )

    return [
        RunResult(
            row=row.replace("_", "-"),
            seed=seed,
            kinds={"easy": figures(a), "hard": figures(0.5), "super_hard": None},
            left_out={},
        )
        for row, values in accuracies.items()
        for seed, a in enumerate(values)
    ]


def test_rows_are_summed_up_over_seeds():
    """Mean and standard deviation; a kind without pairs stays without figures."""
    (summary,) = summarise_rows(results_of(easy=[0.6, 0.7, 0.8]))
    easy = summary.kinds["easy"]
    assert easy.accuracy_mean == pytest.approx(0.7)
    assert easy.accuracy_spread == pytest.approx(0.1)
    assert easy.accuracies == (0.6, 0.7, 0.8)
    assert summary.kinds["super_hard"] is None
    (alone,) = summarise_rows(results_of(easy=[0.6]))
    assert alone.kinds["easy"].accuracy_spread is None


def test_the_papers_order_is_recognised():
    """All three statements hold, with figures and numbers of seeds."""
    results = results_of(
        easy=[0.7, 0.7],
        mixed=[0.6, 0.71],
        hard=[0.5, 0.5],
        then_mixed=[0.8, 0.8],
        then_hard=[0.66, 0.66],
    )
    best, early, order = find_order(summarise_rows(results))
    assert all(f.is_as_in_paper for f in (best, early, order))
    assert "80.0 % against 70.0 % of the next (easy)" in best.words
    assert "easy is above mixed with 1 of 2 seeds" in early.words
    assert order.words.endswith("then-mixed > easy > then-hard > mixed > hard.")


def test_another_order_is_said():
    """Each statement that does not hold says NOT and gives the figures."""
    results = results_of(
        easy=[0.7], mixed=[0.75], hard=[0.5], then_mixed=[0.72], then_hard=[0.6]
    )
    findings = find_order(summarise_rows(results))
    assert not any(f.is_as_in_paper for f in findings)
    assert all("NOT" in f.words for f in findings)
    assert "72.0 % against 75.0 % of mixed" in findings[0].words


def test_only_rows_that_are_there_are_compared():
    """Two rows give one statement, one gives none."""
    pair = find_order(summarise_rows(results_of(easy=[0.7], mixed=[0.6])))
    assert [f.is_as_in_paper for f in pair] == [True]
    assert find_order(summarise_rows(results_of(then_mixed=[0.7]))) == []
