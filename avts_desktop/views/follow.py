"""Redraw a view when state changes, for as long as the view lives."""

from collections.abc import Callable
from typing import Any
from weakref import WeakMethod, ref

from psygnal import SignalInstance
from PySide6.QtCore import QObject
from shiboken6 import isValid


def follow(owner: QObject, signal: SignalInstance, redraw: Callable[[], Any]) -> None:
    """Call a method of `owner`, without arguments, each time `signal` is emitted.

    State outlives views, and a view's Qt half may be gone while its Python half is
    not: so the method is held weakly, and let go of when the view is destroyed.

    Parameters
    ----------
    owner
        Whose method `redraw` is.
    signal
        An event of a state, such as ``player.events.position``.
    redraw
        A bound method.
    """
    view, method = ref(owner), WeakMethod(redraw)

    def call(*_: object) -> None:
        alive, bound = view(), method()
        if alive is not None and bound is not None and isValid(alive):
            bound()

    signal.connect(call)
    owner.destroyed.connect(lambda: signal.disconnect(call, missing_ok=True))
