"""Progress and cancelling."""

import threading

import pytest

from avts_core.errors import JobCancelledError
from avts_core.jobs import NEVER, CancelToken, Progress, ignore_progress


def test_a_fresh_token_lets_work_go_on():
    """Nobody asked to stop, so nothing stops."""
    token = CancelToken()
    token.check()
    assert not token.is_cancelled


def test_a_cancelled_token_stops_at_every_check():
    """Once cancelled, always cancelled: work that caught one stop meets the next."""
    token = CancelToken()
    token.cancel()
    token.cancel()
    assert token.is_cancelled
    for _ in range(2):
        with pytest.raises(JobCancelledError, match="cancelled"):
            token.check()


def test_another_thread_can_cancel():
    """The wish crosses threads: that is what a token is for."""
    token = CancelToken()
    thread = threading.Thread(target=token.cancel)
    thread.start()
    thread.join()
    assert token.is_cancelled


def test_tokens_are_independent():
    """Cancelling one job leaves the others and the default alone."""
    CancelToken().cancel()
    NEVER.check()


def test_the_default_report_takes_anything():
    """Work may report without asking whether anybody listens."""
    assert ignore_progress(Progress(fraction=0.5, stage="reading")) is None
