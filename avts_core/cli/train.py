"""``avts train``: train a model from a recipe and folders of movies."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from avts_core.assets import recipe_path
from avts_core.cli.progress import progress_bar
from avts_core.errors import ConfigError

if TYPE_CHECKING:
    from avts_core.data.manifest import Manifest
    from avts_core.training.run import Run


def train(  # noqa: PLR0913 - one parameter an option
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="FOLDER",
            help="Folders of movies, each with a catalog.csv or without; or, for AVTS "
            "and L3, one manifest.",
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
            help="Where movies cut into mouths, or decoded ones, are kept; inside "
            "--out by default.",
        ),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Processes of one thread each; one a core by default, for pairs one.",
        ),
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option(min=1, help="Steps, instead of the recipe's (lip model)."),
    ] = None,
    base: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FOLDER",
            help="Start from this model (a bundle, or an earlier lip run's folder) "
            "instead of from nothing.",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run in --out.")
    ] = False,
) -> None:
    """Train a model from a recipe: the lip model that judges, or AVTS or L3 on pairs.

    FOLDER holds movies; for AVTS and L3 it may be a manifest of "avts data scan".
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
    from avts_core.training.pair_run import (  # noqa: PLC0415
        PairRun,
        load_run_manifest,
        train_pairs,
    )
    from avts_core.training.recipe import Recipe  # noqa: PLC0415
    from avts_core.training.recipes import load_recipe  # noqa: PLC0415
    from avts_core.training.run import Run  # noqa: PLC0415
    from avts_core.training.run_folder import RECIPE_NAME  # noqa: PLC0415

    chosen = load_recipe(out / RECIPE_NAME if resume else recipe_path(recipe))
    if isinstance(chosen, Recipe):
        if steps is not None:
            chosen = replace(chosen, steps=steps)
        _train_lips(
            Run(
                recipe=chosen,
                data=tuple(data),
                folder=out,
                cache=cache or out / "cache",
                num_processes=processes or os.cpu_count() or 1,
                is_resumed=resume,
                base=None if resume else base,
            )
        )
        return
    if steps is not None:
        msg = "--steps goes with recipes of the lip network; others count epochs."
        raise ConfigError(msg)
    train_pairs(
        PairRun(
            recipe=chosen,
            manifest=load_run_manifest(out) if resume else _manifest(data),
            folder=out,
            cache=cache or out / "cache",
            num_processes=processes or 1,
            is_resumed=resume,
            base=None if resume else base,
        )
    )


def _train_lips(run: "Run") -> None:
    """Cut the movies into mouths, then train."""
    from avts_core.training.run import prepare, train  # noqa: PLC0415

    with progress_bar("footage") as report:
        failures = prepare(run, report=report)
    for name, reason in failures.items():
        line = {"event": "left_out", "file": name, "reason": reason}
        typer.echo(json.dumps(line))
    train(run)


def _manifest(data: list[Path]) -> "Manifest":
    """Return what a manifest says is there, or what a scan of folders finds.

    Raises
    ------
    ConfigError
        If it cannot be read, or it is one beside other data.
    MediaError
        If a folder is none, or there are no movies.
    """
    from avts_core.data.manifest import load_manifest  # noqa: PLC0415
    from avts_core.data.scan import scan  # noqa: PLC0415

    files = [path for path in data if not path.is_dir()]
    if files:
        if len(data) > 1:
            msg = "Give one manifest, or folders to scan."
            raise ConfigError(msg)
        return load_manifest(files[0])
    with progress_bar("movies") as report:
        return scan(data, report=report)
