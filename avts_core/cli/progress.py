"""A progress bar on the terminal, or none where nobody watches."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from avts_core.jobs import Progress, ReportProgress, ignore_progress


@contextmanager
def progress_bar(title: str) -> Iterator[ReportProgress]:
    """Yield a function that moves a bar on stderr; the bar goes when done.

    Where stderr is not a terminal the function does nothing. Standard output is
    left alone: print results there after the bar is gone.
    """
    if not sys.stderr.isatty():
        yield ignore_progress
        return
    # Loaded here, since scripts that call avts never see the bar.
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[stage]}"),
    )
    # Unlike the defaults, leave stdout and stderr of the process alone.
    with Bar(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        task = bar.add_task(escape(title), total=1.0, stage="")

        def show(progress: Progress) -> None:
            stage = escape(progress.stage)
            bar.update(task, completed=progress.fraction, stage=stage)

        yield show
