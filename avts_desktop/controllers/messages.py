"""What the window tells, one message at a time, until it is dismissed or outdated."""

from dataclasses import dataclass

from avts_desktop.state.session import Message, SessionState

_MAX_WAITING = 5


@dataclass(frozen=True)
class Messages:
    """Tells messages and takes them away.

    A message about a movie goes with the movie. One about anything else stays until it
    is dismissed: where another one comes in between, it is shown again afterwards.

    Parameters
    ----------
    session
        Where the message is.
    """

    session: SessionState

    def tell(self, message: Message) -> None:
        """Show a message."""
        others = [m for m in self._lasting if m != message]
        self.session.waiting = tuple(others[-_MAX_WAITING:])
        self.session.message = message

    def dismiss(self) -> None:
        """Take away what is shown; somebody has read it."""
        waiting = self.session.waiting
        self.session.waiting = waiting[:-1]
        self.session.message = waiting[-1] if waiting else None

    def forget_movie(self) -> None:
        """Take away what was told about a movie."""
        message = self.session.message
        if message is not None and message.is_about_movie:
            self.dismiss()

    @property
    def _lasting(self) -> tuple[Message, ...]:
        """Return what nobody has dismissed yet, the latest last."""
        shown = self.session.message
        if shown is None or shown.is_about_movie:
            return self.session.waiting
        return (*self.session.waiting, shown)
