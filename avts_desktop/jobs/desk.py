"""Between the window and the process that measures: one thread minds it all."""

from collections.abc import Callable

from avts_desktop.jobs.cache import AnalysisCache
from avts_desktop.jobs.child import MakeMeasurer
from avts_desktop.jobs.messages import AnalysisWish, Message


class Desk:
    """To be built."""

    def __init__(
        self,
        *,
        post: Callable[[int, Message], None],
        make_measurer: MakeMeasurer,
        cache: AnalysisCache | None,
    ) -> None:
        self._post = post

    def warm_up(self) -> None: ...

    def start(self, job: int, wish: AnalysisWish) -> None: ...

    def cancel(self) -> None: ...

    def release(self) -> None: ...

    def close(self) -> None: ...
