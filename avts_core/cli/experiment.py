"""``avts experiment``: experiments of the AVTS paper, at a size of one's own."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from avts_core.assets import recipe_path
from avts_core.cli.outputs import check_output, write_json
from avts_core.cli.progress import progress_bar

if TYPE_CHECKING:
    from avts_core.training.curriculum_summary import (
        Finding,
        KindSummary,
        RowSummary,
    )
    from avts_core.training.experiment_job import Experiment, RunResult

_ALL_ROWS = "easy,mixed,hard,then-mixed,then-hard"


def curriculum(  # noqa: PLR0913 - one parameter an option
    *,
    data: Annotated[
        Path,
        typer.Option(
            metavar="MANIFEST",
            help="Movies, from `avts data scan`.",
            show_default=False,
        ),
    ],
    recipe: Annotated[
        str,
        typer.Option(
            help="A shipped recipe's name, or the path of a TOML file: the size of it "
            "all. Of its stages only the sum of the epochs counts."
        ),
    ] = "curriculum-small",
    seeds: Annotated[int, typer.Option(min=1, help="Trainings of each row.")] = 3,
    rows: Annotated[
        str, typer.Option(metavar="NAMES", help="Rows, with commas between.")
    ] = _ALL_ROWS,
    pairs: Annotated[
        int,
        typer.Option(
            min=2,
            help="Positives, and as many negatives of each kind, in a measurement.",
        ),
    ] = 500,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the trainings' files go.")
    ] = Path("runs/curriculum"),
    cache: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Where decoded movies are kept; inside --out by default.",
        ),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Trainings at a time, of one thread each; one a core by default.",
        ),
    ] = None,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write all figures as JSON."),
    ] = None,
) -> None:
    """Train the five rows of the paper's Table 1 and print them beside the paper's.

    Easy, mixed (75 % easy, 25 % hard) or hard negatives from the start; or easy ones
    for 50 of 90 epochs, then mixed or hard. Each is measured on the split test, with
    thresholds from val. The same command goes on where it was stopped.

    Raises
    ------
    ConfigError
        If an option, the recipe or the manifest makes no sense, or the folder holds
        another experiment.
    CheckpointError
        If a training cannot be resumed, or a file not be written.
    TrainingError
        If there is nothing to learn from, or a training failed.
    WriteError
        If a file cannot be written.
    JobCancelledError
        If interrupted.
    """
    # Loaded here: torch takes seconds, and wrong usage is told without it.
    from avts_core.config import load_config  # noqa: PLC0415
    from avts_core.data.manifest import load_manifest  # noqa: PLC0415
    from avts_core.training.curriculum import find_rows  # noqa: PLC0415
    from avts_core.training.curriculum_summary import (  # noqa: PLC0415
        find_order,
        summarise_rows,
    )
    from avts_core.training.experiment import run_experiment  # noqa: PLC0415
    from avts_core.training.experiment_job import Experiment  # noqa: PLC0415
    from avts_core.training.pair_recipe import AvtsRecipe  # noqa: PLC0415

    if json_file is not None:
        check_output(json_file, sources=[data])
    experiment = Experiment(
        recipe=load_config(AvtsRecipe, recipe_path(recipe)),
        manifest=load_manifest(data),
        folder=out,
        rows=find_rows(rows),
        num_seeds=seeds,
        num_pairs=pairs,
        cache=cache or out / "cache",
        num_processes=processes or os.cpu_count() or 1,
    )
    with progress_bar("curriculum") as report:
        results = run_experiment(experiment, report=report)
    summaries = summarise_rows(results)
    findings = find_order(summaries)
    if json_file is not None:
        write_json(json_file, as_data(experiment, results, summaries, findings))
    typer.echo(words(experiment, results, summaries, findings))


SUBCOMMANDS = {"curriculum": curriculum}


def as_data(
    experiment: "Experiment",
    results: Sequence["RunResult"],
    summaries: Sequence["RowSummary"],
    findings: Sequence["Finding"],
) -> dict[str, Any]:
    """Return all figures, for JSON."""
    from avts_core.training.curriculum import PAPER_TRUST  # noqa: PLC0415

    rows = [
        {
            "row": summary.row.key,
            "paper_percent": summary.row.paper_percent,
            "kinds": {
                kind: None if found is None else asdict(found)
                for kind, found in summary.kinds.items()
            },
        }
        for summary in summaries
    ]
    return {
        "recipe": experiment.recipe.name,
        "epochs": experiment.recipe.epochs,
        "seeds": list(experiment.seeds),
        "num_pairs": experiment.num_pairs,
        "chance": 0.5,
        "paper_trust": PAPER_TRUST,
        "rows": rows,
        "findings": [asdict(finding) for finding in findings],
        "runs": [asdict(result) for result in results],
    }


def words(
    experiment: "Experiment",
    results: Sequence["RunResult"],
    summaries: Sequence["RowSummary"],
    findings: Sequence["Finding"],
) -> str:
    """Return the tables for people, then what they say about the paper's order."""
    from avts_core.training.curriculum import (  # noqa: PLC0415
        PAPER_TRUST,
        first_epochs,
    )

    recipe = experiment.recipe
    size = f"{recipe.epochs} epochs ({first_epochs(recipe)} of a first stage)"
    num_movies = len(experiment.manifest.of_split("test"))
    negatives = f"{experiment.num_pairs} positives and as many negatives of each kind"
    lines = [
        f"{recipe.name}: {size}; {experiment.num_seeds} seeds.",
        f"Test: {num_movies} movies, {negatives}.",
        f"Paper: on Kinetics, easy negatives; {PAPER_TRUST}.",
    ]
    for title, kind_words in (
        (
            "Accuracy in %, mean ± standard deviation over the seeds; chance 50",
            _percent,
        ),
        ("Area under the curve (AUC), likewise; chance 0.5", _auc),
    ):
        lines += ["", title]
        lines.append(_row("name", "training", ("paper", "easy", "hard", "super-hard")))
        for summary in summaries:
            row = summary.row
            kinds = [kind_words(found) for found in summary.kinds.values()]
            paper = f"{row.paper_percent:.1f}" if kind_words is _percent else ""
            lines.append(_row(row.key, row.words, (paper, *kinds)))
    lines += ["", *(finding.words for finding in findings)]
    left_out = {file: why for run in results for file, why in run.left_out.items()}
    if left_out:
        lines.append(f"Left out, in whole or in part: {len(left_out)}")
        lines += [f"  {file}: {why}" for file, why in left_out.items()]
    return "\n".join(lines).rstrip()


def _percent(found: "KindSummary | None") -> str:
    if found is None:
        return "-"
    mean = f"{100 * found.accuracy_mean:.1f}"
    spread = found.accuracy_spread
    return mean if spread is None else f"{mean} ± {100 * spread:.1f}"


def _auc(found: "KindSummary | None") -> str:
    if found is None:
        return "-"
    mean, spread = f"{found.auc_mean:.3f}", found.auc_spread
    return mean if spread is None else f"{mean} ± {spread:.3f}"


def _row(key: str, training: str, cells: Sequence[str]) -> str:
    paper, *kinds = cells
    return f"{key:<11}{training:<32}{paper:>5}" + "".join(f"{k:>16}" for k in kinds)
