"""What the process does with a movie."""

from avts_core.jobs import CancelToken
from avts_desktop.jobs.child import Send
from avts_desktop.jobs.messages import AnalysisWish


class LipMeasurer:
    """To be built."""

    def warm_up(self, send: Send) -> None: ...

    def measure(self, wish: AnalysisWish, send: Send, cancel: CancelToken) -> None: ...
