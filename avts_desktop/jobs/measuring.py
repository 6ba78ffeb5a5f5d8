"""What the process does with a movie: sample it, measure it, keep what came out.

torch and all that imports it are loaded inside functions: the window imports this
module to name the class, and must stay without them.
"""

import os
import time
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

import numpy as np

from avts_core.errors import UnreadableError
from avts_core.jobs import CancelToken, Progress, ReportProgress
from avts_core.sync.report import SyncReport, clock
from avts_desktop.jobs.bundle_key import bundle_key
from avts_desktop.jobs.cache import AnalysisCache, CacheKey, KeptAnalysis
from avts_desktop.jobs.child import Send
from avts_desktop.jobs.display import (
    chunks,
    is_empty,
    piece_of_analysis,
    piece_of_growth,
)
from avts_desktop.jobs.messages import (
    AnalysisWish,
    Began,
    Grew,
    Identified,
    Message,
    Noted,
    Progressed,
    Ready,
    Reported,
)
from avts_desktop.settings.identity import file_version, movie_identity
from avts_desktop.state.analysis import Certainty
from avts_desktop.state.measured import Piece

if TYPE_CHECKING:
    from avts_core.sync.analysis import Analysis
    from avts_core.sync.growth import Growth
    from avts_core.sync.judge import Judge

LONG_S = 180.0
"""Longer films are sampled first."""
_SAMPLED_S = 72.0
"""What the samples cost, in seconds of film."""
_WHOLE_SHARE = 0.9
_WHOLE_SLACK_S = 2.0
"""Containers and streams differ by so much about where a film ends."""
_PROGRESS_EVERY_S = 0.1


class LipMeasurer:
    """Measures movies with the lip model, loaded once.

    Parameters
    ----------
    cache_folder
        Where finished analyses are kept; None keeps none.
    """

    def __init__(self, cache_folder: Path | None = None) -> None:
        self._cache = None if cache_folder is None else AnalysisCache(cache_folder)
        self._lock = Lock()
        self._loading: _Loading | None = None
        self._tell_ready: Send = _tell_nobody

    def warm_up(self, send: Send) -> None:
        """Load the shipped model on a thread and tell when it is there."""
        # Kept, as a model may be loaded anew: a movie's own may end before the loading.
        self._tell_ready = send
        self._promise()

    def measure(self, wish: AnalysisWish, send: Send, cancel: CancelToken) -> None:
        """Measure a movie.

        Raises
        ------
        MediaError
            If it cannot be read, or not to its end, or has no picture or no such sound.
        CheckpointError
            If the model is not there or damaged.
        JobCancelledError
            If cancelled.
        """
        loading = self._promise()
        judge = _Promise(loading, cancel)
        version = file_version(wish.path)
        if wish.is_anew:
            wish = replace(wish, identity=movie_identity(wish.path, cancel=cancel))
            send(Identified(identity=wish.identity))
        share = 0.0
        if wish.duration_s > LONG_S:
            share = _SAMPLED_S / (_SAMPLED_S + wish.duration_s)
            _sample(wish, judge, _progress(send, 0.0, share), send, cancel)
        # Loaded here: see above.
        from avts_core.sync.analysis import analyse  # noqa: PLC0415

        growing = _Growing(send)
        analysis = analyse(
            wish.path,
            audio_track=wish.track,
            model=judge,
            grown=growing.take,
            report=_progress(send, share, 1.0),
            cancel=cancel,
        )
        kept = growing.finish(analysis)
        _check_is_whole(wish, analysis.stop_s)
        send(Reported(report=analysis.report, certainty=Certainty.FINAL))
        if version is None or loading.key is None or not wish.identity:
            return
        key = CacheKey(
            identity=wish.identity,
            version=version,
            track=wish.track,
            model=loading.key,
        )
        self._keep(key, kept, wish.path, send)

    def _promise(self) -> "_Loading":
        """Return a model that is loaded, or being loaded; one that failed, anew."""
        with self._lock:
            found = self._loading
            if found is not None and not (found.done() and found.exception()):
                return found
            loading = self._loading = _Loading()
        Thread(
            target=_load, args=(loading, self._tell_ready), name="load", daemon=True
        ).start()
        return loading

    def _keep(self, key: CacheKey, kept: KeptAnalysis, path: Path, send: Send) -> None:
        """Keep what was measured, unless the file was written meanwhile."""
        if self._cache is None or file_version(path) != key.version:
            return
        problem = self._cache.store(key, kept)
        if problem is not None:
            send(Noted(text=problem, is_lost=True))


class _Loading(Future["Judge"]):
    """A model being loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.key: str | None = None
        """See `avts_desktop.jobs.bundle_key`; known when it is loaded."""


def _tell_nobody(_message: Message) -> None:
    """Take a message and do nothing."""


def _load(loading: "_Loading", send: Send, model: str | None = None) -> None:
    """Load a model and keep the promise, or break it with the reason."""
    # One core is for the measuring; the player has the others.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        import cv2  # noqa: PLC0415
        import torch  # noqa: PLC0415

        torch.set_num_threads(1)
        cv2.setNumThreads(1)
        # What measures is loaded too, so that the first movie need not wait for it.
        import avts_core.sync.analysis  # noqa: F401, PLC0415
        from avts_core.sync.judge import choose_device, load_judge  # noqa: PLC0415

        device = choose_device("auto")
        # Before: files that change while they are read have another one afterwards.
        loading.key = bundle_key(model)
        judge = load_judge(model, device)
    except BaseException as error:  # noqa: BLE001 - whoever asks for the model gets it
        loading.set_exception(error)
        return
    loading.set_result(judge)
    bundle = judge.bundle
    words = device.upper()
    if device == "cuda":
        words = f"CUDA, {torch.cuda.get_device_name()}"
    send(Ready(device=words, model=bundle.name, model_sha256=bundle.sha256))


class _Promise(Future["Judge"]):
    """A model being loaded, for one job: waiting for it ends when the job does."""

    def __init__(self, loading: "Future[Judge]", cancel: CancelToken) -> None:
        super().__init__()
        self._loading = loading
        self._cancel = cancel

    def done(self) -> bool:
        """Tell whether the model is there, or never will be."""
        return self._loading.done()

    def result(self, timeout: float | None = None) -> "Judge":
        """Wait for the model.

        Raises
        ------
        TimeoutError
            If it takes longer than `timeout`.
        JobCancelledError
            If the job was cancelled.
        """
        until_s = None if timeout is None else time.monotonic() + timeout
        while not self._loading.done():
            self._cancel.check()
            if until_s is not None and time.monotonic() > until_s:
                raise TimeoutError
            _wait_a_moment(self._loading)
        return self._loading.result()


def _check_is_whole(wish: AnalysisWish, stop_s: float) -> None:
    """Refuse an answer that rests on a part of the film only.

    Raises
    ------
    UnreadableError
        If much of it could not be read.
    """
    if stop_s < _WHOLE_SHARE * wish.duration_s - _WHOLE_SLACK_S:
        msg = (
            f"{wish.path.name} could be read up to {clock(stop_s)} only, of "
            f"{clock(wish.duration_s)}: it is cut off, or its drive failed."
        )
        raise UnreadableError(msg)


def _wait_a_moment(loading: "Future[Judge]") -> None:
    try:
        loading.exception(timeout=0.05)
    except TimeoutError:
        return


def _sample(
    wish: AnalysisWish,
    judge: "Future[Judge]",
    report: ReportProgress,
    send: Send,
    cancel: CancelToken,
) -> None:
    """Send a rough verdict from stretches spread over a long film."""
    # Loaded here: see the head of the file.
    from avts_core.sync.sampling import sample  # noqa: PLC0415

    rough: SyncReport = sample(
        wish.path, audio_track=wish.track, model=judge, report=report, cancel=cancel
    )
    send(Reported(report=rough, certainty=Certainty.ROUGH))


def _progress(send: Send, start: float, stop: float) -> ReportProgress:
    """Return a reporter of a part of the work, which does not talk too much."""
    last_s = -_PROGRESS_EVERY_S
    last_stage = ""

    def report(progress: Progress) -> None:
        nonlocal last_s, last_stage
        now_s = time.monotonic()
        if now_s - last_s < _PROGRESS_EVERY_S and progress.stage == last_stage:
            return
        last_s, last_stage = now_s, progress.stage
        fraction = start + (stop - start) * progress.fraction
        send(Progressed(progress=Progress(fraction=fraction, stage=progress.stage)))

    return report


class _Growing:
    """Sends what an analysis hands out, and at its end what it did not."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._began: Began | None = None
        self._waiting: list[Growth] = []
        self._num_times = 0
        self._num_frames = 0
        self._has_paths = False

    def take(self, growth: "Growth") -> None:
        """Send what is new; until the first sound, nobody knows where sound begins."""
        self._waiting.append(growth)
        if self._began is None and len(growth.mel):
            self._begin(growth.mel_start_s)
        if self._began is not None:
            self._send_waiting()

    def finish(self, analysis: "Analysis") -> KeptAnalysis:
        """Send the rest and return all of it."""
        if self._began is None and self._waiting:
            self._begin(analysis.mel_start_s)
        if self._began is None:
            self._began = _began_of_analysis(analysis)
            self._send(self._began)
        self._send_waiting()
        whole = piece_of_analysis(analysis, self._began.lag_ms)
        rest = Piece(
            first_time=self._num_times,
            fit=whole.fit[self._num_times :],
            rolling_ms=whole.rolling_ms[self._num_times :],
            speaker=whole.speaker[self._num_times :],
            first_frame=self._num_frames,
            mel=whole.mel[self._num_frames :],
            peaks=whole.peaks[self._num_frames :],
            faces=() if self._has_paths else whole.faces,
            cuts_s=() if self._has_paths else whole.cuts_s,
        )
        self._send_piece(rest)
        return KeptAnalysis(began=self._began, piece=whole, report=analysis.report)

    def _begin(self, sound_start_s: float) -> None:
        first = self._waiting[0]
        self._began = Began(
            start_s=first.origin_s,
            sound_start_s=sound_start_s,
            lag_ms=first.lag_ms.astype(np.float32),
        )
        self._send(self._began)

    def _send_waiting(self) -> None:
        for growth in self._waiting:
            piece = piece_of_growth(growth)
            self._send_piece(piece)
            self._num_times = growth.first_time + len(piece.rolling_ms)
            self._num_frames = growth.first_frame + len(piece.mel)
            self._has_paths = True
            self._send(Reported(report=growth.report, certainty=Certainty.GROWING))
        self._waiting.clear()

    def _send_piece(self, piece: Piece) -> None:
        if not is_empty(piece):
            for part in chunks(piece):
                self._send(Grew(piece=part))


def _began_of_analysis(analysis: "Analysis") -> Began:
    """Return where an analysis lies that handed out nothing on its way."""
    lag_ms = np.zeros(0) if analysis.scores is None else analysis.scores.lag_ms
    return Began(
        start_s=analysis.origin_s,
        sound_start_s=analysis.mel_start_s,
        lag_ms=lag_ms.astype(np.float32),
    )
