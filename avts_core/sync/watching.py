"""Watch a movie once: find, follow and embed the mouths in its pictures."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from numpy.typing import NDArray

from avts_core.features.mouths import (
    Mouth,
    MouthCutter,
    cut_crop,
    whole_picture_place,
)
from avts_core.features.mtcnn import Mtcnn
from avts_core.jobs import CancelToken
from avts_core.media.video import PictureReader
from avts_core.sync.embedding import FaceEmbedder, FaceStretch
from avts_core.sync.scores import TIME_STEP_S
from avts_core.timebase import Span

if TYPE_CHECKING:
    import numpy as np

    from avts_core.sync.judge import Judge

MAX_WHOLE_PICTURE_S = 600
"""Longer films in which no face is found are not read again as crops of a mouth."""
MAX_QUEUE = 3000
"""Mouths that wait for a model that is still being loaded, 20 MB of them."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The faces of a movie."""

    stretches: list[FaceStretch]
    num_times: int
    """Grid times, each 40 ms, from the origin to the last picture."""
    num_mouths: int
    is_whole_picture: bool
    """No face was found, so every picture was taken for a mouth."""
    num_damaged: int
    """Packets of the picture that were skipped."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What to watch, and who wants to know."""

    path: Path
    span: Span | None
    origin: Fraction
    """Time of grid number 0 on the movie's clock."""
    model: "Future[Judge]"
    """The judge, or its promise: pictures are read while it is being loaded."""
    report_time: Callable[[float], None]
    """Told the time of each picture, in seconds."""
    cancel: CancelToken


def watch(job: Watch) -> Seen:
    """Read the pictures of a movie and embed the mouths in them.

    Footage without any face is read a second time, each picture taken for a mouth: it
    may be cropped to mouth and chin.

    Raises
    ------
    UnreadableError, NoPictureError
        If there is nothing to watch.
    CheckpointError, ConfigError
        If the model cannot be loaded.
    JobCancelledError
        If cancelled.
    """
    seen = _read_faces(job, MouthCutter(Mtcnn()), is_whole_picture=False)
    is_long = seen.num_times * TIME_STEP_S > MAX_WHOLE_PICTURE_S
    if seen.num_mouths or is_long:
        return seen
    return _read_faces(job, _WholePictures(), is_whole_picture=True)


class _Cutter(Protocol):
    def push(
        self,
        time_s: float,
        luma: "NDArray[np.uint8]",
        rgb: "Callable[[int], NDArray[np.uint8]]",
    ) -> Iterator[Mouth]: ...

    def finish(self) -> Iterator[Mouth]: ...


def _read_faces(job: Watch, cutter: _Cutter, *, is_whole_picture: bool) -> Seen:
    queue = _Queue(job.model, job.origin)
    last_s = float(job.origin)
    with PictureReader(job.path, span=job.span) as reader:
        for picture in reader:
            job.cancel.check()
            last_s = float(picture.time)
            queue.push(cutter.push(last_s, picture.luma(), picture.rgb))
            job.report_time(last_s)
        num_damaged = reader.num_damaged
    queue.push(cutter.finish())
    embedder = queue.embedder()
    return Seen(
        stretches=embedder.finish(),
        num_times=int((last_s - float(job.origin)) / TIME_STEP_S + 1e-6) + 1,
        num_mouths=embedder.num_mouths,
        is_whole_picture=is_whole_picture,
        num_damaged=num_damaged,
    )


class _Queue:
    """Hands mouths to the embedder, and keeps them while there is no model yet."""

    def __init__(self, model: "Future[Judge]", origin: Fraction) -> None:
        self._model = model
        self._origin = origin
        self._waiting: list[Mouth] = []
        self._embedder: FaceEmbedder | None = None

    def push(self, mouths: Iterator[Mouth]) -> None:
        if self._embedder is not None:
            self._embedder.push(mouths)
            return
        self._waiting += mouths
        if self._model.done() or len(self._waiting) > MAX_QUEUE:
            self.embedder()

    def embedder(self) -> FaceEmbedder:
        """Return the embedder, after waiting for the model if need be."""
        if self._embedder is None:
            self._embedder = FaceEmbedder(self._model.result(), self._origin)
            self._embedder.push(self._waiting)
            self._waiting = []
        return self._embedder


class _WholePictures:
    """Takes each picture whole for a mouth: footage cropped to mouth and chin."""

    def push(
        self,
        time_s: float,
        luma: "NDArray[np.uint8]",
        rgb: "Callable[[int], NDArray[np.uint8]]",
    ) -> Iterator[Mouth]:
        """Yield the picture's largest square as a mouth."""
        del rgb
        place = whole_picture_place(luma)
        crop = cut_crop(luma, place)
        yield Mouth(track=0, time_s=time_s, crop=crop, scale_px=place.scale_px)

    def finish(self) -> Iterator[Mouth]:
        """Yield nothing: no picture waits."""
        yield from ()
