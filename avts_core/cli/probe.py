"""``avts probe``: what a network's sound features are good for."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from avts_core.cli.outputs import check_output, write_whole
from avts_core.cli.progress import progress_bar
from avts_core.data.sound_sets import SoundSet, read_dcase2014, read_esc50

if TYPE_CHECKING:
    from avts_core.evaluation.sound_probe import ProbeResult


class SoundData(StrEnum):
    """A data set of labelled sounds."""

    ESC50 = "esc50"
    DCASE2014 = "dcase2014"


_READERS = {SoundData.ESC50: read_esc50, SoundData.DCASE2014: read_dcase2014}


def probe(
    data_set: Annotated[
        SoundData, typer.Argument(metavar="esc50|dcase2014", show_default=False)
    ],
    *,
    data: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER", help="The data set as unpacked.", show_default=False
        ),
    ],
    model: Annotated[
        Path | None,
        typer.Option(
            metavar="BUNDLE",
            help="The model, of kind avts or l3; without one only random weights are "
            "measured.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--json",
            metavar="FILE",
            help="Write the results as JSON.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the random weights.")] = 1,
) -> None:
    """Measure what a model's sound features are good for.

    The sound network is frozen. Linear classifiers learn from its last convolution
    (conv_5), on the data set's own folds, and a network of the same shape with random
    weights is measured beside it. Needs scikit-learn: pip install "avts[research]".

    Raises
    ------
    ConfigError
        If the folder is not the data set, or scikit-learn is missing.
    CheckpointError
        If the model cannot be read or has no such features.
    WriteError
        If the results cannot be written.
    JobCancelledError
        If the work was cancelled.
    """
    if out is not None:
        check_output(out, sources=[])
    sounds = _READERS[data_set](data)
    # Loaded here: torch takes seconds, and wrong usage is told without it.
    from avts_core.evaluation.sound_features import (  # noqa: PLC0415
        load_probe,
        random_probe,
    )
    from avts_core.evaluation.sound_probe import (  # noqa: PLC0415
        check_classifier,
        run_probe,
    )

    check_classifier()
    trained = None if model is None else load_probe(model)
    probes = [random_probe(trained, seed=seed)]
    if trained is not None:
        probes.insert(0, trained)
    results = []
    for one in probes:
        with progress_bar(one.name) as report:
            results.append(run_probe(one, sounds, report=report))
    typer.echo("\n".join(words(sounds, results)))
    if out is not None:
        text = json.dumps(as_json(sounds, results), indent=2) + "\n"

        def write(file: BinaryIO) -> None:
            file.write(text.encode())

        write_whole(out, write)


def words(sounds: SoundSet, results: Sequence["ProbeResult"]) -> list[str]:
    """Return the results for people: each fold, the mean, and what was published."""
    from avts_core.evaluation.published import published_lines  # noqa: PLC0415

    lines = [f"{sounds.name}: {len(sounds.clips)} clips of {len(sounds.classes)} kinds"]
    for result in results:
        spread = result.deviation
        more = "" if spread is None else f" ± {100 * spread:.1f}"
        lines.append(
            f"{result.model}: {100 * result.mean:.1f}{more} % right "
            f"(chance {100 * result.chance:.1f} %)"
        )
        lines += [
            f"  fold {fold.name}: {100 * fold.accuracy:.1f} % of {fold.num_test} "
            f"clips, cost {fold.cost:g}"
            for fold in result.folds
        ]
    left_out = results[0].left_out
    lines.append(f"Left out: {len(left_out)}")
    lines += [f"  {left.file}: {left.reason}" for left in left_out]
    return lines + published_lines(sounds.name)


def as_json(sounds: SoundSet, results: Sequence["ProbeResult"]) -> dict[str, Any]:
    """Return the results for programs; accuracies are shares from 0 to 1."""
    from avts_core.evaluation.published import published_json  # noqa: PLC0415

    return {
        "data_set": sounds.name,
        "num_clips": len(sounds.clips),
        "num_classes": len(sounds.classes),
        "windows_a_clip": sounds.num_windows,
        "results": [
            {
                "model": result.model,
                "mean": result.mean,
                "deviation": result.deviation,
                "chance": result.chance,
                "folds": [asdict(fold) for fold in result.folds],
            }
            for result in results
        ],
        "left_out": {left.file: left.reason for left in results[0].left_out},
        "published": published_json(sounds.name),
    }
