import pytest

from avts_core.cli.exits import ExitCode, code_of_error
from avts_core.errors import (
    AnalysisError,
    AvtsError,
    ConfigError,
    JobCancelledError,
    NoPictureError,
    NoSoundError,
    UnreadableError,
    WriteError,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError(""), 2),
        (NoPictureError(""), 3),
        (NoSoundError(""), 3),
        (UnreadableError(""), 4),
        (WriteError(""), 5),
        (AnalysisError(""), 5),
        (JobCancelledError(""), 130),
        (AvtsError(""), 5),
    ],
)
def test_code_of_error(error: AvtsError, code: int):
    """Each error that ends a command has the code that the docs promise."""
    assert code_of_error(error) == code


def test_codes_of_results_rise_with_severity():
    """The worst of several files is the highest code."""
    codes = [
        ExitCode.WITHIN,
        ExitCode.OUTSIDE,
        ExitCode.NOT_MEASURABLE,
        ExitCode.UNREADABLE,
    ]
    assert codes == sorted(codes)
