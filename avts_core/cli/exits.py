"""Exit codes: what a script that calls ``avts`` can rely on."""

from enum import IntEnum

from avts_core.errors import (
    AvtsError,
    ConfigError,
    JobCancelledError,
    NoPictureError,
    NoSoundError,
    UnreadableError,
)
from avts_core.sync.report import Status, SyncReport
from avts_core.sync.verdict import Verdict


class ExitCode(IntEnum):
    """How the process ended.

    For several files it is the highest of theirs, so unreadable wins over not
    measurable, that over outside the limits, and that over within.
    """

    WITHIN = 0
    """Done; every offset is within the limits (verdict pass or warn)."""
    OUTSIDE = 1
    """An offset is outside the limits (verdict fail)."""
    USAGE = 2
    """The command line or a recipe is wrong."""
    NOT_MEASURABLE = 3
    """A file has no answer, for a reason that is given."""
    UNREADABLE = 4
    """A file cannot be read."""
    FAILED = 5
    """The work could not be done: no room, a damaged model, training broke off."""
    BUG = 70
    """An error in the program itself (``EX_SOFTWARE`` of BSD's sysexits)."""
    CANCELLED = 130
    """Stopped by Ctrl-C, as shells have it."""


def code_of_report(report: SyncReport) -> ExitCode:
    """Return the exit code that one file's report asks for."""
    if report.status is Status.ERROR:
        return ExitCode.UNREADABLE
    if report.status is Status.NOT_MEASURABLE:
        return ExitCode.NOT_MEASURABLE
    is_outside = report.verdict is Verdict.FAIL
    return ExitCode.OUTSIDE if is_outside else ExitCode.WITHIN


def code_of_error(error: AvtsError) -> ExitCode:
    """Return the exit code of an error that ended a whole command."""
    codes: dict[type[AvtsError], ExitCode] = {
        ConfigError: ExitCode.USAGE,
        NoPictureError: ExitCode.NOT_MEASURABLE,
        NoSoundError: ExitCode.NOT_MEASURABLE,
        UnreadableError: ExitCode.UNREADABLE,
        JobCancelledError: ExitCode.CANCELLED,
    }
    for kind, code in codes.items():
        if isinstance(error, kind):
            return code
    return ExitCode.FAILED
