"""One message at a time, and none lost that nobody has read."""

import pytest

from avts_desktop.controllers.messages import Messages
from avts_desktop.state.session import Message, SessionState, Severity


def about_movie(text: str) -> Message:
    return Message(severity=Severity.ERROR, text=text, is_about_movie=True)


def about_all(text: str) -> Message:
    return Message(severity=Severity.WARNING, text=text)


@pytest.fixture
def session():
    return SessionState()


@pytest.fixture
def messages(session):
    return Messages(session)


def test_what_is_about_a_movie_goes_with_it(messages, session):
    """Opening another one makes it pointless."""
    messages.tell(about_movie("no sound"))
    messages.forget_movie()
    assert session.message is None


def test_what_is_about_no_movie_outlives_opening_one(messages, session):
    """Damaged preferences are found before the movie of the command line."""
    messages.tell(about_all("damaged"))
    messages.forget_movie()
    assert session.message == about_all("damaged")


def test_what_nobody_has_read_comes_back(messages, session):
    """Another message hid it."""
    messages.tell(about_all("damaged"))
    messages.tell(about_movie("no sound"))
    assert session.message == about_movie("no sound")
    messages.dismiss()
    assert session.message == about_all("damaged")
    messages.dismiss()
    assert session.message is None


def test_the_same_is_not_told_twice(messages, session):
    """It is not to be dismissed twice either."""
    for text in ("full", "damaged", "full", "full"):
        messages.tell(about_all(text))
    seen = []
    while session.message is not None:
        seen.append(session.message.text)
        messages.dismiss()
    assert seen == ["full", "damaged"]


def test_only_the_latest_wait(messages, session):
    """A thousand errors are not to be dismissed one by one."""
    for number in range(1000):
        messages.tell(about_all(f"error {number}"))
    assert len(session.waiting) < 10
