"""``avts evaluate``: how well networks tell fitting pairs from others."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from avts_core.cli.inspect import Device
from avts_core.cli.outputs import check_output, write_json
from avts_core.cli.progress import progress_bar

if TYPE_CHECKING:
    from avts_core.evaluation.pair_metrics import KindFigures
    from avts_core.evaluation.pair_offsets import OffsetFigures
    from avts_core.evaluation.pair_report import ModelReport, PairTest

_CACHE_BYTES = 20 * 2**30


def evaluate(  # noqa: PLR0913 - one parameter an option
    bundles: Annotated[
        list[Path],
        typer.Argument(
            metavar="BUNDLE",
            help="Models of kind avts or l3, all asked about the same pairs.",
            show_default=False,
        ),
    ],
    *,
    data: Annotated[
        Path,
        typer.Option(
            metavar="MANIFEST",
            help="Movies, from `avts data scan`.",
            show_default=False,
        ),
    ],
    split: Annotated[
        str, typer.Option(help="Measure on these movies: test or train.")
    ] = "test",
    pairs: Annotated[
        int,
        typer.Option(min=2, help="Positives, and as many negatives of each kind."),
    ] = 500,
    seed: Annotated[int, typer.Option(min=0, help="Another one draws others.")] = 0,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write all figures as JSON."),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where decoded movies are kept."),
    ] = None,
    short_side: Annotated[
        int | None,
        typer.Option(
            metavar="PX",
            min=2,
            help="Decode pictures with this short side, as the training did; by "
            "default 8/7 of the network's side.",
        ),
    ] = None,
    device: Annotated[
        Device, typer.Option(help="What the models run on.")
    ] = Device.AUTO,
) -> None:
    """Measure how well models tell fitting pairs from others.

    For each kind of negative: accuracy, with a threshold chosen on the movies of the
    split val, its 95 % interval, and the area under the curve (AUC). Then the offsets
    that the model finds for the movies, which are taken to be in sync: the median of
    the errors' sizes and the share of 40 ms at most.

    Raises
    ------
    ConfigError
        If an option or the manifest makes no sense.
    CheckpointError
        If a model cannot be used.
    TrainingError
        If no movie is as long as a clip.
    AnalysisError
        If the movies give nothing to measure.
    WriteError
        If a file cannot be written.
    """
    # Loaded here: torch takes seconds, and wrong usage is told without it.
    from avts_core.data.decode_cache import DecodeCache  # noqa: PLC0415
    from avts_core.data.manifest import load_manifest  # noqa: PLC0415
    from avts_core.evaluation.pair_report import (  # noqa: PLC0415
        PairTest,
        load_pair_judge,
        measure_model,
        split_named,
    )
    from avts_core.sync.judge import choose_device  # noqa: PLC0415

    if json_file is not None:
        check_output(json_file, sources=[data])
    test = PairTest(
        manifest=load_manifest(data),
        split=split_named(split),
        num_pairs=pairs,
        seed=seed,
        cache=None if cache is None else DecodeCache(cache, max_bytes=_CACHE_BYTES),
    )
    for folder in bundles:
        # Told before the first takes its minutes.
        load_pair_judge(folder)
    found = []
    for folder in bundles:
        with progress_bar(folder.name) as report:
            found.append(
                measure_model(
                    folder,
                    test,
                    device=choose_device(device),
                    short_side_px=short_side,
                    report=report,
                )
            )
    if json_file is not None:
        write_json(json_file, as_data(found, test))
    typer.echo(words(found, test))


def as_data(found: Sequence["ModelReport"], test: "PairTest") -> dict[str, Any]:
    """Return all figures, for JSON."""
    return {
        "split": test.split,
        "num_pairs": test.num_pairs,
        "seed": test.seed,
        "chance": 0.5,
        "models": [dataclasses.asdict(model) for model in found],
    }


def words(found: Sequence["ModelReport"], test: "PairTest") -> str:
    """Return the figures for people: a table, then what it leaves open."""
    movies = test.manifest.of_split(test.split)
    num_videos = len({movie.video for movie in movies})
    counts = f"{len(movies)} movies of {num_videos} videos"
    lines = [
        f"Split {test.split}: {counts}.",
        f"{test.num_pairs} positives and as many negatives of each kind.",
        "Thresholds are from the split val. Chance is 50 %, and an AUC of 0.5.",
        "",
        _row("model", "negatives", "accuracy", "95 % interval", "AUC"),
    ]
    for model in found:
        for kind, figures in model.kinds.items():
            lines.append(_kind_row(f"{model.name} ({model.kind})", kind, figures))
    lines += ["", "Offsets found for these movies, on 31 lags from -600 to 600 ms:"]
    lines += [f"  {model.name}: {_offset_words(model.offsets)}" for model in found]
    left_out = {file: why for model in found for file, why in model.left_out.items()}
    if left_out:
        lines.append(f"Left out, in whole or in part: {len(left_out)}")
        lines += [f"  {file}: {why}" for file, why in left_out.items()]
    return "\n".join(lines)


def _kind_row(name: str, kind: str, figures: "KindFigures | None") -> str:
    kind = kind.replace("_", "-")
    if figures is None:
        return _row(name, kind, "-", "no such pairs", "-")
    low, high = 100 * figures.accuracy_low, 100 * figures.accuracy_high
    interval = f"{low:.1f} to {high:.1f} %"
    accuracy = f"{100 * figures.accuracy:.1f} %"
    return _row(name, kind, accuracy, interval, f"{figures.auc:.3f}")


def _offset_words(offsets: "OffsetFigures | None") -> str:
    if offsets is None:
        return "no movie can be asked"
    low, high = 100 * offsets.within_40_ms_low, 100 * offsets.within_40_ms_high
    return (
        f"median error {offsets.median_error_ms:.0f} ms (chance "
        f"{offsets.chance_median_error_ms:.0f} ms); within 40 ms "
        f"{100 * offsets.within_40_ms:.1f} % of {offsets.num_movies} movies (95 % "
        f"interval {low:.1f} to {high:.1f} %, chance "
        f"{100 * offsets.chance_within_40_ms:.1f} %)"
    )


def _row(name: str, kind: str, accuracy: str, interval: str, auc: str) -> str:
    return f"{name:<24}  {kind:<11}{accuracy:>9}{interval:>18}{auc:>8}"
