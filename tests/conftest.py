"""What holds for every test: quiet logs, no leftover threads, one thread of maths."""

import logging
import os
import re
import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

# Read when numpy, torch and OpenCV are first imported, hence up here. One thread is
# faster on tensors this small, and adds up in the same order on every machine.
for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"
os.environ["MPLBACKEND"] = "Agg"

# Other work on the machine must not fail a test, so no deadline.
settings.register_profile("avts", deadline=None)
settings.load_profile("avts")


class _LogWatch(logging.Handler):
    """Keeps what was logged at WARNING or above, and what a test announced."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self.patterns: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    def faults(self) -> list[str]:
        surprises = [
            f"logged unannounced: {message}"
            for message in self.messages
            if not any(re.search(pattern, message) for pattern in self.patterns)
        ]
        missing = [
            f"announced but never logged: {pattern}"
            for pattern in self.patterns
            if not any(re.search(pattern, message) for message in self.messages)
        ]
        return surprises + missing


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[_LogWatch]:
    """Fail a test that logs a warning or an error it did not announce."""
    watch = _LogWatch()
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)
    faults = watch.faults()
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


@pytest.fixture
def expect_log(log_watch: _LogWatch) -> Callable[[str], None]:
    """Announce a warning: call it with a regular expression that must be logged."""
    return log_watch.patterns.append


@pytest.fixture(autouse=True)
def no_leftover_threads() -> Iterator[None]:
    """Fail a test that leaves a thread running."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(timeout=1)
    names = [thread.name for thread in left if thread.is_alive() and not thread.daemon]
    if names:
        pytest.fail(f"threads left running: {', '.join(names)}", pytrace=False)
