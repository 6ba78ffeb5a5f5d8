"""Whether Qt's connections to PulseAudio stand, which Qt does not tell.

Qt drops them when the server dies, tries once more after three seconds, and may give up
for good. Starting a sink without them aborts the process, so it must be known before.
Qt keeps a thread of its own for each as long as it stands: that tells. There is one for
the list of devices, and from the first start of a sink another for sound. Qt drops and
renews them in the thread that first looked for devices, which is the one that feeds
them; nothing changes between asking here and starting there.
"""

import time
from pathlib import Path
from typing import ClassVar

_TASKS = Path("/proc/self/task")
_NAME = "QPulseAudioEngi"
"""The system cuts names of threads to 15 letters."""
_LOOK_S = 0.4
"""Looking takes a fraction of a millisecond, too much for every bite of sound."""


class PulseEngine:
    """Qt's connections as they are when this is made; for one thread.

    Where Qt plays through something else, they always stand.

    Parameters
    ----------
    tasks
        Folder in which the system lists the threads of the process.
    """

    _num_usual: ClassVar[int] = 0
    """The most that there ever were: with fewer, one is lost, and which is not known.
    0 where Qt does not play through PulseAudio: it keeps to what it began with."""

    def __init__(self, tasks: Path = _TASKS) -> None:
        self._tasks = tasks
        threads = self._look()
        self._threads = threads if self._is_whole(threads) else None
        self._looked_s = time.monotonic()

    def stands(self) -> bool:
        """Tell whether they are still the same and a sink may be started."""
        threads = self._look()
        if self._threads is None or not self._is_whole(threads):
            return False
        return self._threads <= threads

    def note(self) -> None:
        """See what a sink that was started has added."""
        self._look()

    def is_renewed(self) -> bool:
        """Tell whether there are others now; looks a few times a second only."""
        now_s = time.monotonic()
        if now_s - self._looked_s < _LOOK_S:
            return False
        self._looked_s = now_s
        threads = self._look()
        if not self._is_whole(threads):
            return False
        return self._threads is None or not self._threads <= threads

    def _is_whole(self, threads: frozenset[str]) -> bool:
        return len(threads) == self._num_usual

    def _look(self) -> frozenset[str]:
        """Return the numbers of Qt's threads; none where the system does not list."""
        names = self._tasks.glob("*/comm")
        found = frozenset(name.parent.name for name in names if _says(name))
        PulseEngine._num_usual = max(PulseEngine._num_usual, len(found))
        return found


def _says(name: Path) -> bool:
    """Tell whether a thread is Qt's; one that has just ended is not."""
    try:
        return name.read_text(encoding="utf-8", errors="replace").strip() == _NAME
    except OSError:
        return False
