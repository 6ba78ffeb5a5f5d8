"""Watch a movie once: find, follow and embed the mouths in its pictures."""

import math
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
from avts_core.features.paths import PathRecorder
from avts_core.jobs import CancelToken
from avts_core.media.video import PictureReader
from avts_core.sync.embedding import FaceEmbedder, FacePart
from avts_core.sync.scores import TIME_STEP_S
from avts_core.timebase import Span

if TYPE_CHECKING:
    import numpy as np

    from avts_core.sync.judge import Judge

MAX_WHOLE_PICTURE_S = 600
"""Longer films in which no face is found are not read again as crops of a mouth."""
MAX_QUEUE = 3000
"""Mouths that wait for a model that is still being loaded, 20 MB of them."""
TELL_EVERY_S = 1.0
"""Film read between two steps."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What came of the next second of pictures."""

    parts: list[FacePart]
    """Faces that were embedded."""
    passed_time: int
    """Faces that come later begin at this grid time (each 40 ms) or after it."""


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


class Watcher:
    """Reads the pictures of a movie once and embeds the mouths in them.

    Parameters
    ----------
    job
        What to watch.
    is_whole_picture
        Take each picture for a mouth: footage without any face may be cropped to
        mouth and chin.

    Attributes
    ----------
    num_times : int
        Grid times from the origin to the last picture.
    num_damaged : int
        Packets of the picture that were skipped.
    """

    def __init__(self, job: Watch, *, is_whole_picture: bool = False) -> None:
        self._job = job
        self._queue = _Queue(job.model, job.origin)
        self._cutter: _Cutter = (
            _WholePictures() if is_whole_picture else MouthCutter(Mtcnn())
        )
        self.is_whole_picture = is_whole_picture
        self.num_times = 0
        self.num_damaged = 0

    @property
    def num_mouths(self) -> int:
        """Mouths seen so far."""
        return self._queue.num_mouths

    @property
    def num_stretches(self) -> int:
        """Faces that were in view long enough to be embedded."""
        return self._queue.num_stretches

    @property
    def motion(self) -> float | None:
        """How much the mouths moved (`MotionMeter`); None if none was embedded."""
        return self._queue.motion

    @property
    def paths(self) -> PathRecorder:
        """Where faces were seen so far."""
        return self._cutter.paths

    @property
    def cuts_s(self) -> list[float]:
        """When new shots began, so far."""
        return self._cutter.cut_times_s

    def may_be_a_mouth(self) -> bool:
        """Tell, at the end, whether the film may be nothing but a mouth."""
        is_short = self.num_times * TIME_STEP_S <= MAX_WHOLE_PICTURE_S
        return is_short and not self.is_whole_picture and not self.num_mouths

    def read(self) -> Iterator[Seen]:
        """Read the pictures; yield once a second of film, and at the end.

        Raises
        ------
        UnreadableError, NoPictureError
            If there is nothing to watch.
        CheckpointError, ConfigError
            If the model cannot be loaded.
        JobCancelledError
            If cancelled.
        """
        job, cutter = self._job, self._cutter
        told_s = float(job.origin)
        with PictureReader(job.path, span=job.span) as reader:
            for picture in reader:
                job.cancel.check()
                time_s = float(picture.time)
                mouths = cutter.push(time_s, picture.luma(), picture.rgb)
                self._queue.push(mouths)
                self._note_time(time_s)
                self.num_damaged = reader.num_damaged
                job.report_time(time_s)
                if time_s - told_s >= TELL_EVERY_S:
                    told_s = time_s
                    yield self._queue.take(cutter.passed_s)
            self.num_damaged = reader.num_damaged
        self._queue.push(cutter.finish())
        yield Seen(parts=self._queue.finish(), passed_time=self.num_times)

    def _note_time(self, time_s: float) -> None:
        apart_s = time_s - float(self._job.origin)
        self.num_times = int(apart_s / TIME_STEP_S + 1e-6) + 1


class _Cutter(Protocol):
    passed_s: float
    cut_times_s: list[float]
    paths: PathRecorder

    def push(
        self,
        time_s: float,
        luma: "NDArray[np.uint8]",
        rgb: "Callable[[int], NDArray[np.uint8]]",
    ) -> Iterator[Mouth]: ...

    def finish(self) -> Iterator[Mouth]: ...


class _Queue:
    """Hands mouths to the embedder, and keeps them while there is no model yet."""

    def __init__(self, model: "Future[Judge]", origin: Fraction) -> None:
        self._model = model
        self._origin = origin
        self._waiting: list[Mouth] = []
        self._embedder: FaceEmbedder | None = None

    @property
    def num_mouths(self) -> int:
        num_embedded = self._embedder.num_mouths if self._embedder is not None else 0
        return num_embedded + len(self._waiting)

    @property
    def num_stretches(self) -> int:
        return self._embedder.num_stretches if self._embedder is not None else 0

    @property
    def motion(self) -> float | None:
        return self._embedder.motion if self._embedder is not None else None

    def push(self, mouths: Iterator[Mouth]) -> None:
        if self._embedder is not None:
            self._embedder.push(mouths)
            return
        self._waiting += mouths
        if self._model.done() or len(self._waiting) > MAX_QUEUE:
            self._embed()

    def take(self, passed_s: float) -> Seen:
        """Return what was embedded; all mouths before a time have been pushed."""
        if self._embedder is None:
            return Seen(parts=[], passed_time=0)
        if passed_s > -math.inf:
            self._embedder.pass_time(passed_s)
        parts = self._embedder.take()
        return Seen(parts=parts, passed_time=self._embedder.passed_time)

    def finish(self) -> list[FacePart]:
        """Return what is left, after waiting for the model if need be."""
        return self._embed().finish()

    def _embed(self) -> FaceEmbedder:
        if self._embedder is None:
            self._embedder = FaceEmbedder(self._model.result(), self._origin)
            self._embedder.push(self._waiting)
            self._waiting = []
        return self._embedder


class _WholePictures:
    """Takes each picture whole for a mouth: footage cropped to mouth and chin."""

    def __init__(self) -> None:
        self.passed_s = -math.inf
        self.cut_times_s: list[float] = []
        self.paths = PathRecorder()

    def push(
        self,
        time_s: float,
        luma: "NDArray[np.uint8]",
        rgb: "Callable[[int], NDArray[np.uint8]]",
    ) -> Iterator[Mouth]:
        """Yield the picture's largest square as a mouth."""
        del rgb
        self.passed_s = time_s
        place = whole_picture_place(luma)
        crop = cut_crop(luma, place)
        yield Mouth(track=0, time_s=time_s, crop=crop, scale_px=place.scale_px)

    def finish(self) -> Iterator[Mouth]:
        """Yield nothing: no picture waits."""
        yield from ()
