"""Progress of long work, and the wish to stop it.

Long functions take ``report`` and ``cancel`` as keyword arguments; both default
to doing nothing. They start no threads: who calls decides where they run.
"""

from collections.abc import Callable
from dataclasses import dataclass

from avts_core.errors import JobCancelledError


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far some work has come."""

    fraction: float
    """Share done, 0 to 1."""
    stage: str
    """What is going on, in a word or two."""


ReportProgress = Callable[[Progress], None]


def ignore_progress(progress: Progress) -> None:
    """Take a report and do nothing."""


class CancelToken:
    """A flag that one thread sets and long work looks at."""

    def __init__(self) -> None:
        self._is_cancelled = False

    def cancel(self) -> None:
        """Ask the work to stop at its next check."""
        self._is_cancelled = True

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._is_cancelled

    def check(self) -> None:
        """Stop the work if somebody asked for it.

        Raises
        ------
        JobCancelledError
            After `cancel` was called.
        """
        if self._is_cancelled:
            msg = "The work was cancelled."
            raise JobCancelledError(msg)


NEVER = CancelToken()
"""The default of every ``cancel`` argument: nobody ever cancels."""
