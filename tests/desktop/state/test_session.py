"""What is open and what there is to say about it."""

from pathlib import Path

import pytest

from avts_desktop.state.session import Message, SessionState, Severity
from tests.desktop.fakes import a_movie

ERROR = Message(severity=Severity.ERROR, text="talk.mp4 does not exist.")


@pytest.fixture
def session():
    return SessionState()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("movie", a_movie()),
        ("opening", Path("/films/talk.mp4")),
        ("message", ERROR),
        ("recent", (Path("/a"), Path("/b"))),
    ],
)
def test_each_field_tells_its_new_value(session, name, value):
    """Once, and not again for the same value."""
    told = []
    getattr(session.events, name).connect(told.append)
    setattr(session, name, value)
    setattr(session, name, value)
    assert told == [value]


def test_the_same_message_after_another_is_told_again(session):
    """Dismissed, it may come back."""
    told = []
    session.events.message.connect(told.append)
    for message in (ERROR, None, ERROR):
        session.message = message
    assert told == [ERROR, None, ERROR]


def test_a_movie_whose_identity_became_known_is_told(session):
    """It differs from the one before, though it is the same file."""
    told = []
    session.movie = a_movie(identity="")
    session.events.movie.connect(told.append)
    session.movie = a_movie(identity="known")
    assert [movie.identity for movie in told] == ["known"]


def test_messages_are_compared_by_what_they_say():
    """Two of one text but another weight differ."""
    same = Message(severity=Severity.ERROR, text=ERROR.text)
    milder = Message(severity=Severity.WARNING, text=ERROR.text)
    assert same == ERROR
    assert milder != ERROR
