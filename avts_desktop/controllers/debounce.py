"""Doing something once after a burst of changes."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Debounce(QObject):
    """Calls an action when nothing was asked for a while.

    Parameters
    ----------
    action
        What to do.
    quiet_ms
        How long it must be quiet before.
    """

    def __init__(self, action: Callable[[], None], *, quiet_ms: int = 500) -> None:
        super().__init__()
        self._action = action
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(quiet_ms)
        self._timer.timeout.connect(self._action)

    @property
    def is_pending(self) -> bool:
        """Whether the action is still to be done."""
        return self._timer.isActive()

    def ask(self) -> None:
        """Ask for the action; asked again in time, it waits on."""
        self._timer.start()

    def drop(self) -> None:
        """Do not do it, if it was asked for."""
        self._timer.stop()

    def flush(self) -> None:
        """Do it now if it was asked for."""
        if self.is_pending:
            self._timer.stop()
            self._action()
