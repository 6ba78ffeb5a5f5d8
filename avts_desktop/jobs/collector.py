"""Python's collector of rubbish, kept to the UI thread."""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500


class Collector(QObject):
    """Collects circles of references on the UI thread, and nowhere else.

    Python collects on whichever thread happens to make the next object. A dialog or a
    timer in a circle would be destroyed on a worker of ours, and Qt crashes over that:
    "Timers cannot be stopped from another thread". So the automatic collector is off
    while this lives, and the generations are looked at in turn from here.

    What exists when it is made, modules mostly, is left out for good; a whole
    collection then takes some milliseconds. Make it last, on the UI thread.
    """

    def __init__(self) -> None:
        super().__init__()
        gc.collect()
        gc.freeze()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due, with the younger ones."""
        due = [
            generation
            for generation, (count, threshold) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if count > threshold > 0
        ]
        if due:
            gc.collect(max(due))

    def close(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
