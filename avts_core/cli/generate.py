"""``avts generate``: write a folder of movies whose faults of sync are known."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from avts_core.cli.outputs import write_whole
from avts_core.cli.progress import progress_bar
from avts_core.errors import ConfigError, WriteError
from avts_core.jobs import Progress, ReportProgress

if TYPE_CHECKING:
    from avts_core.data.synthetic.movie import MovieSettings
    from avts_core.data.synthetic.scene import Scene


class Kind(StrEnum):
    """What is seen and heard."""

    TALK = "talk"
    FLASH = "flash"
    BALL = "ball"
    CLAP = "clap"
    MIXED = "mixed"
    """Each of the others in turn."""


class Place(StrEnum):
    """Where an offset lives."""

    SAMPLES = "samples"
    CONTAINER = "container"


class Container(StrEnum):
    """Kinds of file."""

    MP4 = "mp4"
    MOV = "mov"
    MKV = "mkv"
    WEBM = "webm"
    TS = "ts"
    AVI = "avi"
    MXF = "mxf"


_CODECS = {
    Container.MP4: ("h264", "aac"),
    Container.MOV: ("prores", "pcm_s24le"),
    Container.MKV: ("h264", "opus"),
    Container.WEBM: ("vp9", "opus"),
    Container.TS: ("mpeg2video", "ac3"),
    Container.AVI: ("mpeg4", "mp3"),
    Container.MXF: ("mpeg2video", "pcm_s16le"),
}
"""What is usual in each container, picture and sound."""

_NTSC = {"23.976": 24, "23.98": 24, "29.97": 30, "59.94": 60, "47.952": 48}

_COLUMNS = (
    "file",
    "kind",
    "offset_ms",
    "drift_ms_per_min",
    "offset_place",
    "fps",
    "variable_rate",
    "duration_s",
    "seed",
    "codecs",
)


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """What to make, checked before anything heavy is loaded."""

    kind: Kind
    duration: Fraction
    rate: Fraction
    is_variable_rate: bool
    size_px: tuple[int, int]
    """Width and height."""
    offset_ms: float | None
    offset_range_ms: float
    drift_ms_per_min: float
    place: Place
    container: Container
    codecs: tuple[str, str]
    noise_db: float
    music_db: float | None
    seed: int


def generate(  # noqa: PLR0913 - one parameter an option
    out: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where to write; made if missing.")
    ],
    *,
    count: Annotated[int, typer.Option(min=1, help="How many movies.")] = 10,
    kind: Annotated[Kind, typer.Option(help="What is seen and heard.")] = Kind.TALK,
    duration: Annotated[
        float, typer.Option(min=0.5, metavar="SECONDS", help="Length of each movie.")
    ] = 10.0,
    rate: Annotated[
        str,
        typer.Option(
            metavar="FPS", help="Pictures a second, as 25, 29.97 or 30000/1001."
        ),
    ] = "25",
    variable_rate: Annotated[
        bool, typer.Option("--variable-rate", help="Let the rate vary around FPS.")
    ] = False,
    size: Annotated[
        str, typer.Option(metavar="WxH", help="Size of the picture.")
    ] = "640x480",
    offset: Annotated[
        float | None,
        typer.Option(
            metavar="MS",
            help="Offset of every movie: positive is audio early, negative late.",
            show_default="random",
        ),
    ] = None,
    offset_range: Annotated[
        float,
        typer.Option(
            min=0, max=3500, metavar="MS", help="Draw offsets from -MS to +MS."
        ),
    ] = 400.0,
    drift: Annotated[
        float, typer.Option(metavar="MS", help="Let the offset grow by MS a minute.")
    ] = 0.0,
    offset_place: Annotated[
        Place,
        typer.Option(help="Move the samples, or only the container's start times."),
    ] = Place.SAMPLES,
    container: Annotated[Container, typer.Option(help="Kind of file.")] = Container.MP4,
    video_codec: Annotated[
        str | None,
        typer.Option(help="As h264, hevc, vp9.", show_default="the container's usual"),
    ] = None,
    audio_codec: Annotated[
        str | None,
        typer.Option(help="As aac, opus, ac3.", show_default="the container's usual"),
    ] = None,
    noise: Annotated[
        float, typer.Option(metavar="DB", help="Background noise under full scale.")
    ] = -60.0,
    music: Annotated[
        float | None,
        typer.Option(metavar="DB", help="Music under full scale.", show_default="none"),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, help="The same seed makes the same movies.")
    ] = 0,
) -> None:
    """Write movies whose offset between sound and picture is known.

    FOLDER gets the movies and truth.csv, which tells of each its offset (positive is
    audio early), drift, rate, codecs and seed.

    Raises
    ------
    ConfigError
        If an option cannot be understood, or AVI or MXF is to hold an offset.
    WriteError
        If a movie or the table cannot be written.
    """
    usual = _CODECS[container]
    wish = _Wish(
        kind=kind,
        duration=Fraction(duration).limit_denominator(1000),
        rate=_parse_rate(rate),
        is_variable_rate=variable_rate,
        size_px=_parse_size(size),
        offset_ms=offset,
        offset_range_ms=offset_range,
        drift_ms_per_min=drift,
        place=offset_place,
        container=container,
        codecs=(video_codec or usual[0], audio_codec or usual[1]),
        noise_db=noise,
        music_db=music,
        seed=seed,
    )
    _check(wish)
    _write_all(out, wish, count)


def _parse_rate(text: str) -> Fraction:
    """Read a rate; 29.97 and its like mean the NTSC fractions.

    Raises
    ------
    ConfigError
        If it is no number between 1 and 240.
    """
    if text in _NTSC:
        return Fraction(_NTSC[text] * 1000, 1001)
    try:
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if not 1 <= rate <= 240:
        msg = f"--rate must be 1 to 240, as 25, 29.97 or 30000/1001, got {text!r}."
        raise ConfigError(msg)
    return rate


def _parse_size(text: str) -> tuple[int, int]:
    """Read a size of even numbers.

    Raises
    ------
    ConfigError
        If it is something else.
    """
    match = re.fullmatch(r"(\d+)[xX](\d+)", text)
    size_px = tuple(int(part) for part in match.groups()) if match else (0, 0)
    if any(side < 64 or side > 4096 or side % 2 for side in size_px):
        msg = f"--size must be WxH with even sides of 64 to 4096, got {text!r}."
        raise ConfigError(msg)
    return size_px[0], size_px[1]


def _check(wish: _Wish) -> None:
    """Refuse what a container cannot hold.

    Raises
    ------
    ConfigError
        If an offset or a variable rate would be lost.
    """
    if wish.container not in {Container.AVI, Container.MXF}:
        return
    if wish.place is Place.CONTAINER or wish.is_variable_rate:
        msg = (
            f"{wish.container.upper()} holds neither start times nor a variable rate; "
            "use --offset-place samples, or --container mkv."
        )
        raise ConfigError(msg)


def _write_all(out: Path, wish: _Wish, count: int) -> None:
    """Write the movies, and after each the table of those that are whole.

    Raises
    ------
    WriteError
        If the folder cannot be made or a movie not be written.
    """
    # Loaded here, since other commands and --help have no use for them.
    from avts_core.data.synthetic.movie import make_movie  # noqa: PLC0415

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"Cannot make the folder {out}: {error.strerror}."
        raise WriteError(msg) from error
    rows: list[dict[str, str]] = []
    with progress_bar("Generating") as report:
        for index in range(count):
            kind, settings, row = _plan(wish, index)
            make_movie(
                out / row["file"],
                _scene(kind, wish, settings.seed),
                settings=settings,
                report=_part_of(report, index, count),
            )
            rows.append(row)
            _write_truth(out / "truth.csv", rows)


def _plan(wish: _Wish, index: int) -> tuple[Kind, "MovieSettings", dict[str, str]]:
    """Work out one movie and its row in the table."""
    import numpy as np  # noqa: PLC0415 - see _write_all

    from avts_core.data.synthetic.movie import MovieSettings  # noqa: PLC0415
    from avts_core.data.synthetic.retime import OffsetTrack  # noqa: PLC0415
    from avts_core.media.encoding import AudioEncoding, VideoEncoding  # noqa: PLC0415

    kinds = [k for k in Kind if k is not Kind.MIXED]
    kind = kinds[index % len(kinds)] if wish.kind is Kind.MIXED else wish.kind
    seed = wish.seed * 100_000 + index
    drawn = np.random.default_rng([seed, 40]).uniform(-1, 1) * wish.offset_range_ms
    offset_ms = round(drawn, 1) if wish.offset_ms is None else wish.offset_ms
    settings = MovieSettings(
        duration=wish.duration,
        rate=wish.rate,
        is_variable_rate=wish.is_variable_rate,
        offset=OffsetTrack(offset_ms=offset_ms, drift_ms_per_min=wish.drift_ms_per_min),
        offset_place=wish.place.value,
        video=VideoEncoding(codec=wish.codecs[0]),
        audio=AudioEncoding(codec=wish.codecs[1]),
        noise_db=wish.noise_db,
        music_db=wish.music_db,
        seed=seed,
    )
    values = (
        f"{kind}_{index:04d}.{wish.container}",
        kind,
        offset_ms,
        wish.drift_ms_per_min,
        wish.place,
        f"{float(wish.rate):.3f}",
        int(wish.is_variable_rate),
        float(wish.duration),
        seed,
        "+".join(wish.codecs),
    )
    texts = [str(value) for value in values]
    return kind, settings, dict(zip(_COLUMNS, texts, strict=True))


def _scene(kind: Kind, wish: _Wish, seed: int) -> "Scene":
    """Set up what is seen and heard."""
    from avts_core.data.synthetic.events import (  # noqa: PLC0415 - see _write_all
        BouncingBall,
        ClappingHands,
        FlashAndBeep,
    )
    from avts_core.data.synthetic.scene import TalkingScene  # noqa: PLC0415

    width_px, height_px = wish.size_px
    makers: dict[Kind, Callable[[], Scene]] = {
        Kind.TALK: lambda: TalkingScene(seed, width_px=width_px, height_px=height_px),
        Kind.FLASH: lambda: FlashAndBeep(
            seed, width_px=width_px, height_px=height_px, rate=wish.rate
        ),
        Kind.BALL: lambda: BouncingBall(seed, width_px=width_px, height_px=height_px),
        Kind.CLAP: lambda: ClappingHands(seed, width_px=width_px, height_px=height_px),
    }
    return makers[kind]()


def _part_of(report: ReportProgress, index: int, count: int) -> ReportProgress:
    """Report one movie's progress as its share of all."""

    def report_part(progress: Progress) -> None:
        fraction = (index + progress.fraction) / count
        report(Progress(fraction=fraction, stage=f"{index + 1} of {count}"))

    return report_part


def _write_truth(path: Path, rows: list[dict[str, str]]) -> None:
    """Write the table of what is true of each movie.

    Raises
    ------
    WriteError
        If it cannot be written.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode()

    def write(file: BinaryIO) -> None:
        file.write(content)

    write_whole(path, write)
