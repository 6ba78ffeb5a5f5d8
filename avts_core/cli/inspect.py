"""``avts inspect``: measure movies, print words or JSON, exit with the verdict."""

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import numpy as np
import typer

from avts_core import __version__
from avts_core.cli.exits import ExitCode, code_of_report
from avts_core.cli.outputs import check_output, write_whole
from avts_core.cli.progress import progress_bar
from avts_core.errors import (
    AnalysisError,
    CheckpointError,
    ConfigError,
    MediaError,
    UnreadableError,
)
from avts_core.sync.report import Status, SyncReport
from avts_core.sync.scores import USUAL_LAG_MS, WIDEST_LAG_MS
from avts_core.sync.verdict import DEFAULT_PROFILE, Profile, find_profile
from avts_core.timebase import Span

if TYPE_CHECKING:
    from avts_core.sync.analysis import Analysis
    from avts_core.sync.judge import Judge
    from avts_core.sync.scores import Scores


class Device(StrEnum):
    """What the model runs on."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """What to measure, checked before anything heavy is loaded."""

    profile: Profile
    audio_track: int | str | None
    span: Span | None
    device: str
    max_offset_ms: int


def inspect(  # noqa: PLR0913 - one parameter an option
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Movies to measure.", show_default=False),
    ],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a file and line.")
    ] = False,
    scores: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT.npz",
            help="Write the distance at each time and lag (one FILE only).",
        ),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="OUT.png", help="Draw what was measured (one FILE only)."),
    ] = None,
    profile: Annotated[
        str,
        typer.Option(
            metavar="PROFILE",
            help="Limits to judge by: a profile's name, or ms as +EARLY/-LATE.",
        ),
    ] = DEFAULT_PROFILE,
    audio_track: Annotated[
        str | None,
        typer.Option(
            metavar="TRACK",
            help="Which sound: its number among the audio tracks, from 0, or its "
            "language, such as eng.",
        ),
    ] = None,
    device: Annotated[
        Device, typer.Option(help="What the model runs on.")
    ] = Device.AUTO,
    time_range: Annotated[
        str | None,
        typer.Option(
            "--range",
            metavar="START-END",
            help="Measure only this part; seconds or HH:MM:SS.mmm.",
        ),
    ] = None,
    max_offset_ms: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=int(USUAL_LAG_MS),
            max=int(WIDEST_LAG_MS),
            help="How far offsets are looked for either way, 1500 to 10000 ms. The "
            "wider, the likelier a chance fit: widen it only if need be.",
        ),
    ] = int(USUAL_LAG_MS),
    model: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL", help="Another model: its name or the path of its bundle."
        ),
    ] = None,
) -> None:
    """Measure whether sound and picture of movies are in sync.

    Prints one line a movie, such as "Audio is 120 ms early (3.0 frames at 25 fps),
    confidence high, FAIL against EBU R37 +40/-60". Early means that the sound comes
    before its picture.

    Exit code: 0 all within the limits, 1 one outside, 2 wrong usage, 3 one not
    measurable, 4 one unreadable; for several movies the highest.

    Raises
    ------
    typer.Exit
        Always, with the exit code.
    ConfigError
        If an option is wrong or the device is not there.
    CheckpointError
        If the default model cannot be loaded.
    WriteError
        If the scores or the plot cannot be written.
    JobCancelledError
        If the work was cancelled.
    """
    wish = _Wish(
        profile=find_profile(profile),
        audio_track=_parse_track(audio_track),
        span=None if time_range is None else parse_range(time_range),
        device=device.value,
        max_offset_ms=max_offset_ms,
    )
    _check_outputs(files, scores=scores, plot=plot)
    worst = ExitCode.WITHIN
    with _loading(model, device.value) as judge:
        for file in files:
            report, analysis = _measure(file, wish, judge=judge)
            _print(report, as_json=as_json)
            if scores is not None:
                _write_scores(scores, analysis)
            if plot is not None:
                _write_plot(plot, analysis)
            worst = max(worst, code_of_report(report))
        judge.result()  # a wrong --model or --device is told even if no file came to it
    raise typer.Exit(worst)


def _print(report: SyncReport, *, as_json: bool) -> None:
    """Print the result; what went wrong goes to stderr, unless a script listens."""
    text = json_line(report) if as_json else words(report)
    typer.echo(text, err=report.status is Status.ERROR and not as_json)


def json_line(report: SyncReport) -> str:
    """Return the report as JSON on one line of ASCII, whatever the file's name."""
    return json.dumps(report.to_json_dict(), allow_nan=False)


def words(report: SyncReport) -> str:
    """Return the report for people: the file, the sentence, and indented details."""
    lines = [f"{report.file}: {report.sentence()}", *report.details()]
    wider_ms = report.wider_offset_ms
    if wider_ms is not None:
        lines.append(f"If it may be off by more, try --max-offset-ms {wider_ms:.0f}")
    return "\n  ".join(lines)


def parse_range(text: str) -> Span:
    """Read ``START-END``, each in seconds or ``HH:MM:SS.mmm``.

    Raises
    ------
    ConfigError
        If it is written otherwise, or does not end after it starts.

    Examples
    --------
    >>> parse_range("90-00:01:40.5").duration
    Fraction(21, 2)
    """
    start, dash, stop = text.partition("-")
    times = (_parse_time(start), _parse_time(stop))
    if not dash or times[0] is None or times[1] is None:
        msg = (
            f"--range {text!r} is not START-END in seconds or HH:MM:SS.mmm, such as "
            "60-90.5 or 00:01:00-00:01:30.500"
        )
        raise ConfigError(msg)
    if times[1] <= times[0]:
        msg = f"--range {text!r} does not end after it starts"
        raise ConfigError(msg)
    return Span(times[0], times[1])


_TIME = re.compile(
    r"(?:(?:(?P<hours>\d+):)?(?P<minutes>[0-5]?\d):)?(?P<seconds>\d+(?:\.\d+)?)"
)


def _parse_time(text: str) -> Fraction | None:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    seconds = Fraction(match["seconds"])
    if match["minutes"] is None:
        return seconds
    if seconds >= 60:
        return None
    return int(match["hours"] or 0) * 3600 + int(match["minutes"]) * 60 + seconds


def _parse_track(text: str | None) -> int | str | None:
    """Return a number as int and a language as text."""
    return int(text) if text is not None and text.isdecimal() else text


def _check_outputs(
    files: list[Path], *, scores: Path | None, plot: Path | None
) -> None:
    """Refuse outputs that cannot be, before the work.

    Raises
    ------
    ConfigError
        If there is no single movie for them, or they cannot be written.
    """
    outputs = {"--scores": scores, "--plot": plot}
    for option, path in outputs.items():
        if path is None:
            continue
        if len(files) != 1:
            msg = f"{option} takes one FILE, got {len(files)}"
            raise ConfigError(msg)
        check_output(path, sources=files)
    if plot is not None and plot.suffix.lower() != ".png":
        msg = f"--plot draws PNG pictures; {plot} does not end in .png"
        raise ConfigError(msg)
    if scores is not None and scores == plot:
        msg = f"--scores and --plot cannot both write {scores}"
        raise ConfigError(msg)


@contextmanager
def _loading(model: str | None, device: str) -> "Iterator[Future[Judge]]":
    """Load the model once for all files, beside the work on the first one."""
    with ThreadPoolExecutor(1, thread_name_prefix="model") as pool:
        yield pool.submit(_load_judge, model, device)


def _load_judge(model: str | None, device: str) -> "Judge":
    """Load the model.

    Raises
    ------
    ConfigError
        If a model was named that cannot be loaded.
    CheckpointError
        If the default cannot.
    """
    # Loaded here: torch takes seconds, and wrong usage is told without it.
    import torch  # noqa: PLC0415

    from avts_core.sync.judge import load_judge  # noqa: PLC0415

    # The other cores decode; threads that wait for each other beside them were
    # measured ten times slower.
    torch.set_num_threads(1)
    try:
        return load_judge(model, device)
    except CheckpointError as error:
        if model is None:
            raise
        msg = f"--model {model} cannot be used: {error}"
        raise ConfigError(msg) from error


def _measure(
    file: Path, wish: _Wish, *, judge: "Future[Judge]"
) -> tuple[SyncReport, "Analysis | None"]:
    """Measure one file; what is wrong with it becomes its report."""
    # Loaded here: OpenCV and the rest take a moment, and wrong usage is told without.
    import cv2  # noqa: PLC0415

    from avts_core.sync.analysis import analyse  # noqa: PLC0415

    cv2.setNumThreads(1)  # the other cores decode

    began_s = time.monotonic()
    try:
        with progress_bar(file.name) as report:
            analysis = analyse(
                file,
                profile=wish.profile,
                audio_track=wish.audio_track,
                span=wish.span,
                device=wish.device,
                model=judge,
                max_offset_ms=wish.max_offset_ms,
                report=report,
            )
    except UnreadableError as error:
        status, reason = Status.ERROR, str(error)
    except (MediaError, AnalysisError) as error:
        status, reason = Status.NOT_MEASURABLE, str(error)
    else:
        return analysis.report, analysis
    failed = SyncReport(
        file=str(file),
        status=status,
        reason=" ".join(reason.split()),
        profile=wish.profile,
        tool_version=__version__,
        elapsed_s=time.monotonic() - began_s,
    )
    return failed, None


def _write_scores(path: Path, analysis: "Analysis | None") -> None:
    """Write the distances, or say why there are none."""
    if analysis is None or analysis.scores is None:
        typer.echo(f"{path} was not written: nothing was scored", err=True)
        return
    found: Scores = analysis.scores

    def write(file: BinaryIO) -> None:
        np.savez_compressed(
            file,
            time_s=found.time_s.astype(np.float64),
            lag_ms=found.lag_ms.astype(np.float64),
            distance=found.distance.astype(np.float32),
        )

    write_whole(path, write)


def _write_plot(path: Path, analysis: "Analysis | None") -> None:
    """Draw the analysis, or say why there is nothing to draw."""
    if analysis is None or analysis.scores is None:
        typer.echo(f"{path} was not drawn: nothing was scored", err=True)
        return
    # Loaded here: matplotlib takes a second that other runs need not wait.
    from avts_core.cli.plot import draw_analysis  # noqa: PLC0415

    write_whole(path, lambda file: draw_analysis(analysis, file))
