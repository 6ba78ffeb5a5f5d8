"""``avts train``: train a model from a recipe and folders of movies."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from avts_core.assets import recipe_path
from avts_core.cli.progress import progress_bar


def train(  # noqa: PLR0913 - one parameter an option
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="FOLDER",
            help="Folders of movies, each with a catalog.csv or without.",
            show_default=False,
        ),
    ],
    *,
    recipe: Annotated[
        str, typer.Option(help="A shipped recipe's name, or the path of a TOML file.")
    ] = "lip",
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the run's files go.")
    ] = Path("runs/lip"),
    cache: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Where movies cut into mouths are kept; inside --out by default.",
        ),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(
            min=1, help="Processes of one thread each; one a core by default."
        ),
    ] = None,
    steps: Annotated[
        int | None, typer.Option(min=1, help="Steps, instead of the recipe's.")
    ] = None,
    base: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FOLDER",
            help="Start from this model (a bundle, or an earlier run's folder) instead "
            "of from nothing.",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run in --out.")
    ] = False,
) -> None:
    """Train the model that judges, from a recipe.

    Prints one JSON object a line for each event. Ctrl-C ends the run after the step
    it is in; --resume goes on from there as if it had never stopped. At the end
    FOLDER/bundle holds a model for "avts inspect --model".

    Raises
    ------
    ConfigError
        If the recipe or the folders make no sense.
    CheckpointError
        If the model to start from cannot be read, or the recipe's is another network.
    MediaError
        If there are no movies.
    TrainingError
        If training broke off.
    """
    # Loaded here: torch takes seconds, and wrong usage is told without it.
    from avts_core.training import run as training  # noqa: PLC0415

    chosen = training.load_recipe(
        out / training.RECIPE_NAME if resume else recipe_path(recipe)
    )
    if steps is not None:
        chosen = replace(chosen, steps=steps)
    run = training.Run(
        recipe=chosen,
        data=tuple(data),
        folder=out,
        cache=cache or out / "cache",
        num_processes=processes or os.cpu_count() or 1,
        is_resumed=resume,
        base=None if resume else base,
    )
    with progress_bar("footage") as report:
        failures = training.prepare(run, report=report)
    for name, reason in failures.items():
        line = {"event": "left_out", "file": name, "reason": reason}
        typer.echo(json.dumps(line))
    training.train(run)
