"""``avts finetune``: what a model's video network is good for."""

import json
import os
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from avts_core.cli.progress import progress_bar
from avts_core.data.action_lists import read_hmdb51, read_ucf101
from avts_core.errors import ConfigError

if TYPE_CHECKING:
    from avts_core.training.finetune_recipe import FinetuneRecipe


class ActionData(StrEnum):
    """A data set of actions."""

    UCF101 = "ucf101"
    HMDB51 = "hmdb51"


_READERS = {ActionData.UCF101: read_ucf101, ActionData.HMDB51: read_hmdb51}


def finetune(  # noqa: PLR0913 - one parameter an option
    data_set: Annotated[
        ActionData, typer.Argument(metavar="ucf101|hmdb51", show_default=False)
    ],
    *,
    data: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER", help="The data set as unpacked.", show_default=False
        ),
    ],
    split: Annotated[int, typer.Option(min=1, max=3, help="Which of its splits.")] = 1,
    base: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="BUNDLE",
            help="Start from this model, of kind avts, and take its shape; from "
            "scratch without.",
            show_default=False,
        ),
    ] = None,
    recipe: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A recipe (TOML) to train by.", show_default=False
        ),
    ] = None,
    epochs: Annotated[
        int | None,
        typer.Option(
            min=1, help="Epochs, instead of the recipe's.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Where the run's files go; runs/NAME-SPLIT by default.",
            show_default=False,
        ),
    ] = None,
    processes: Annotated[
        int, typer.Option(min=1, help="Training processes, one a GPU.")
    ] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run in --out.")
    ] = False,
) -> None:
    """Train a video network to name actions, from scratch or from a model.

    The whole network learns, with a classifier on top. Prints one JSON object a line
    for each event; Ctrl-C ends the run after the step it is in, --resume goes on from
    there. At the end the test videos are named, and FOLDER/results.json holds the
    figures, with published ones beside them.

    Raises
    ------
    ConfigError
        If the folder is not the data set, or the recipe or an option makes no sense.
    CheckpointError
        If the model to start from cannot be read or is no such model.
    TrainingError
        If training broke off.
    WriteError
        If the results cannot be written.
    """
    if resume and (base is not None or recipe is not None or epochs is not None):
        msg = (
            "A run is resumed by its own recipe: --resume goes without --from, "
            "--recipe and --epochs."
        )
        raise ConfigError(msg)
    actions = _READERS[data_set](data, split)
    # Loaded here: torch takes seconds, and wrong usage is told without it.
    from avts_core.training import finetune_run as running  # noqa: PLC0415
    from avts_core.training.processes import RANK  # noqa: PLC0415
    from avts_core.training.run_folder import RECIPE_NAME  # noqa: PLC0415

    folder = out or Path(f"runs/{data_set.value}-{split}")
    chosen = _recipe(folder / RECIPE_NAME if resume else recipe)
    if base is not None:
        shape = running.load_video_base(base).model.config
        chosen = replace(chosen, model=shape)
    if epochs is not None:
        chosen = replace(
            chosen, epochs=epochs, warmup_epochs=min(chosen.warmup_epochs, epochs)
        )
    run = running.FinetuneRun(
        recipe=chosen,
        actions=actions,
        folder=folder,
        base=base,
        num_processes=processes,
        is_resumed=resume,
    )
    with progress_bar("videos") as report:
        results = running.finetune(run, report=report)
    if os.environ.get(RANK, "0") == "0":  # torchrun starts this command several times
        _explain(json.loads(results.read_text(encoding="utf-8")))


def _recipe(path: Path | None) -> "FinetuneRecipe":
    from avts_core.training.finetune_recipe import FinetuneRecipe  # noqa: PLC0415
    from avts_core.training.finetune_run import load_finetune_recipe  # noqa: PLC0415

    return FinetuneRecipe() if path is None else load_finetune_recipe(path)


def _explain(results: dict[str, Any]) -> None:
    """Print the results for people, on stderr: stdout has one object a line."""
    from avts_core.evaluation.published import published_lines  # noqa: PLC0415

    start = results["started_from"] or "scratch"
    title = f"{results['data_set']}, split {results['split']}: {results['backbone']} "
    clips = f"{100 * results['clip_accuracy']:.1f} % of {results['num_test_clips']}"
    videos = f"{100 * results['video_accuracy']:.1f} % of {results['num_test_videos']}"
    chance = f"(chance {100 * results['chance']:.1f} %)"
    lines = [
        f"{title}from {start}, {results['epochs']} epochs",
        f"  {clips} clips and {videos} videos named right {chance}",
        f"In the lists, but not here: {len(results['without_file'])}",
        f"Left out: {len(results['left_out'])}",
    ]
    lines += [f"  {file}: {why}" for file, why in results["left_out"].items()]
    typer.echo("\n".join([*lines, *published_lines(results["data_set"])]), err=True)
