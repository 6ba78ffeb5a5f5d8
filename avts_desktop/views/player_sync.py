"""How far picture and sound of the player itself are apart, while it plays."""

from collections import deque
from fractions import Fraction
from statistics import median

from PySide6.QtCore import QCoreApplication

from avts_desktop.views.words import number, offset_words

_NUM_PICTURES = 50
"""The last two seconds at 25 fps."""
_EVERY = 10
"""Numbers that change with each picture cannot be read."""


class PlayerSync:
    """Collects how late each picture was painted, and says so in a line.

    Whoever judges 10 ms by this player can see how much of them is its own. What the
    screen adds after the painting is not known here.
    """

    def __init__(self) -> None:
        self._errors_ms: deque[float] = deque(maxlen=_NUM_PICTURES)
        self._num_noted = 0
        self._last: Fraction | None = None
        self.line = ""
        """Empty until enough pictures were painted."""

    def note(self, time: Fraction, due_s: float) -> None:
        """Note that a picture was painted.

        Parameters
        ----------
        time
            Of the picture; one that is painted again does not count.
        due_s
            Time of the picture that belongs to what was heard then.
        """
        if time == self._last:
            return
        self._last = time
        self._errors_ms.append(1000 * (due_s - float(time)))
        self._num_noted += 1
        if self._num_noted % _EVERY == 0:
            self.line = self._words()

    def _words(self) -> str:
        text = QCoreApplication.translate(
            "PlayerSync", "this player: audio {middle}, at most {most} ms apart"
        )
        most_ms = max(map(abs, self._errors_ms))
        middle = offset_words(median(self._errors_ms))
        return text.format(middle=middle, most=number(most_ms))
