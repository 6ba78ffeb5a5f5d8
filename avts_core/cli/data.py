"""``avts data``: what there is to learn from."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from avts_core.cli.exits import ExitCode
from avts_core.cli.outputs import check_output
from avts_core.cli.progress import progress_bar
from avts_core.data.lists import Layout, ListFile
from avts_core.data.manifest import Manifest, Movie, Split, save_manifest
from avts_core.data.splits import DEFAULT_SHARES
from avts_core.errors import ConfigError


def scan(  # noqa: PLR0913 - one parameter an option
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="FOLDER",
            help="Folders of movies, with all folders in them.",
            show_default=False,
        ),
    ],
    *,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Where the manifest goes.")
    ] = Path("manifest.jsonl"),
    lists: Annotated[
        list[Path] | None,
        typer.Option(
            "--list",
            metavar="FILE",
            help="A data set's list: only movies in it are taken, with its labels and "
            "splits. May be given more than once.",
            show_default=False,
        ),
    ] = None,
    layout: Annotated[
        Layout | None,
        typer.Option(help="Whose list it is.", show_default=False),
    ] = None,
    shares: Annotated[
        tuple[float, float, float],
        typer.Option(
            metavar="TRAIN VAL TEST", help="Shares of the splits, by numbers of videos."
        ),
    ] = DEFAULT_SHARES,
    seed: Annotated[int, typer.Option(help="Another one gives other splits.")] = 0,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as one JSON object.")
    ] = False,
) -> None:
    """Find the movies to learn from, split them, and write a manifest.

    Each is opened and read at its beginning and its end. Movies without picture or
    sound, damaged ones and exact copies are left out; the summary and the manifest
    say why. Splits go by videos and follow from their names: new files move no others.

    Raises
    ------
    typer.Exit
        With code 5, if there is not one usable movie.
    ConfigError
        If a list or an option makes no sense.
    MediaError
        If a folder is none, or there are no movies.
    WriteError
        If the manifest cannot be written.
    JobCancelledError
        If the work was cancelled.
    """
    # Loaded here: the media libraries take a while, --help does without.
    from avts_core.data.scan import scan as scan_folders  # noqa: PLC0415

    if bool(lists) != (layout is not None):
        msg = "--list and --layout go together: name both or neither."
        raise ConfigError(msg)
    files = (
        [] if layout is None else [ListFile(path=p, layout=layout) for p in lists or []]
    )
    check_output(out, sources=[])
    with progress_bar("movies") as report:
        manifest = scan_folders(
            folders, lists=files, shares=shares, seed=seed, report=report
        )
    save_manifest(manifest, out)
    summary = summarise(manifest)
    typer.echo(json.dumps(summary) if as_json else words(summary, out))
    if not manifest.movies:
        raise typer.Exit(ExitCode.FAILED)


SUBCOMMANDS = {"scan": scan}


def summarise(manifest: Manifest) -> dict[str, object]:
    """Return what was found, in numbers, and each file that was left out."""
    movies = manifest.movies
    rates_hz = Counter(f"{movie.picture_rate_hz:.5g}" for movie in movies)
    sounds_hz = Counter(str(movie.sample_rate_hz) for movie in movies)
    return {
        "num_movies": len(movies),
        "num_videos": len({movie.video for movie in movies}),
        "hours": _hours(movies),
        "num_labels": len({movie.label for movie in movies} - {""}),
        "splits": {split: _split_row(manifest, split) for split in get_args(Split)},
        "picture_rates_hz": dict(rates_hz.most_common()),
        "sample_rates_hz": dict(sounds_hz.most_common()),
        "num_left_out": len(manifest.left_out),
        "num_without_file": manifest.num_without_file,
        "left_out": {left.file: left.reason for left in manifest.left_out},
    }


def _split_row(manifest: Manifest, split: Split) -> dict[str, float]:
    movies = manifest.of_split(split)
    num_videos = len({movie.video for movie in movies})
    return {
        "num_movies": len(movies),
        "num_videos": num_videos,
        "hours": _hours(movies),
    }


def _hours(movies: tuple[Movie, ...]) -> float:
    return round(sum(movie.end_s - movie.begin_s for movie in movies) / 3600, 4)


def words(summary: Mapping[str, Any], out: Path) -> str:
    """Return the summary for people: what is there, then what is left out and why."""
    total = f"{summary['num_movies']} movies of {summary['num_videos']} videos"
    lines = [f"{total}, {summary['hours']:.2f} h, written to {out}"]
    for split, row in summary["splits"].items():
        counts = f"{row['num_movies']} movies of {row['num_videos']} videos"
        lines.append(f"  {split:<6}{counts}, {row['hours']:.2f} h")
    if summary["num_labels"]:
        lines.append(f"Labels: {summary['num_labels']}")
    for title, key in (
        ("Pictures a second", "picture_rates_hz"),
        ("Samples a second", "sample_rates_hz"),
    ):
        counted = (f"{rate} ({count})" for rate, count in summary[key].items())
        lines.append(f"{title}: {', '.join(counted)}")
    if summary["num_without_file"]:
        lines.append(f"In the lists, but not here: {summary['num_without_file']}")
    lines.append(f"Left out: {summary['num_left_out']}")
    lines += [f"  {file}: {why}" for file, why in summary["left_out"].items()]
    return "\n".join(lines)
