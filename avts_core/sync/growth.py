"""What an analysis hands out while it runs."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from avts_core import __version__
from avts_core.features.paths import FacePath
from avts_core.models.calibration import Calibration
from avts_core.sync.conclusion import conclude
from avts_core.sync.coverage import SpeechShares, speech_shares
from avts_core.sync.measurement import NO_FACE, Job, Measurement
from avts_core.sync.report import ModelId, Status, SyncReport
from avts_core.sync.scores import TIME_STEP_S, Scores

MIN_PAUSE_S = 0.5
"""Between two growths: as often as people can follow."""
MIN_FILM_S = 2.0
"""Film read between two growths."""
PAUSE_COSTS = 30.0
"""A pause lasts at least so many times as long as making the last growth took: a long
film's provisional answer takes longer, and must not slow the reading."""


@dataclass(frozen=True, kw_only=True)
class Growth:
    """All that is new since the last one, and the report of all so far.

    Rows and frames are final: the same ones come back in the `Analysis`. One case
    apart: where no face was found in a whole film, it is read again with every picture
    taken for a mouth, and the rows come again from number 0.

    Where offsets are looked for beyond the usual range, rows come at the end only, all
    at once: of the lags around the answer.

    Dimensions: t times each 40 ms, L lags each 10 ms, f sound frames each 10 ms; t and
    f may be 0.
    """

    origin_s: float
    """Time of row 0 on the movie's clock; the same in each growth of an analysis."""
    lag_ms: NDArray[np.float64]
    """[shape=(L,)] lags of the rows; the same in each growth that has rows."""
    first_time: int
    """Number of the first row of `scores`, `rolling_ms` and `speaker`."""
    scores: Scores | None
    """[rows t] Distances; None if no row is new."""
    rolling_ms: NDArray[np.float64]
    """[shape=(t,)] as in `Analysis`."""
    speaker: NDArray[np.int32]
    """[shape=(t,)] as in `Analysis`."""
    mel_start_s: float
    """Time of sound frame 0; the same in each growth that has frames."""
    first_frame: int
    """Number of the first frame of `mel` and `peaks`."""
    mel: NDArray[np.float16]
    """[shape=(f, 80), float16] levelled log-mel."""
    peaks: NDArray[np.int8]
    """[shape=(f, 2), int8] as in `Analysis`."""
    faces: tuple[FacePath, ...]
    """New sightings: parts of paths, which go on those of the same track before."""
    cuts_s: tuple[float, ...]
    """When new shots began, the new ones."""
    report: SyncReport
    """What the film so far says, by the estimator of the final answer. Not measurable
    while there is too little, with the reason of a film that would end here."""


class Grower:
    """Hands out what is new of a measurement, neither too often nor at too high a cost.

    Parameters
    ----------
    measurement
        What grows.
    deliver
        Takes each growth.
    began_s
        When the work began, on the monotonic clock.
    """

    def __init__(
        self,
        measurement: Measurement,
        deliver: Callable[[Growth], None],
        began_s: float,
    ) -> None:
        self._measurement = measurement
        self._deliver = deliver
        self._began_s = began_s
        self._view = measurement.view
        self._num_times = 0
        self._num_frames = 0
        self._num_cuts = 0
        self._film_times = 0
        self._due_s = began_s

    def look(self) -> None:
        """Hand out what is new, if it is time to.

        Raises
        ------
        JobCancelledError
            If cancelled.
        """
        measurement = self._measurement
        if measurement.view is not self._view:
            # A second reading: its rows come from number 0 again.
            self._view, self._num_times, self._film_times = measurement.view, 0, 0
        film_s = (measurement.watcher.num_times - self._film_times) * TIME_STEP_S
        now_s = time.monotonic()
        has_begun = self._num_frames > 0
        if not measurement.hearing.num_frames or now_s < self._due_s:
            return
        if has_begun and film_s < MIN_FILM_S:
            return
        self._film_times = measurement.watcher.num_times
        self._hand_out(provisional_report(measurement, self._began_s))
        cost_s = time.monotonic() - now_s
        pause_s = max(MIN_PAUSE_S, PAUSE_COSTS * cost_s)
        self._due_s = now_s + pause_s

    def finish(self, report: SyncReport) -> None:
        """Hand out what is left, with the final report."""
        if self._measurement.view is not self._view:
            self._view, self._num_times = self._measurement.view, 0
        self._hand_out(report)

    def _hand_out(self, report: SyncReport) -> None:
        measurement, hearing = self._measurement, self._measurement.hearing
        calibration = _calibration(measurement)
        first, stop = self._num_times, self._view.num_whole
        first_frame, num_frames = self._num_frames, hearing.num_frames
        cuts_s = tuple(measurement.cuts_s[self._num_cuts :])
        self._num_times, self._num_frames = stop, num_frames
        self._num_cuts += len(cuts_s)
        self._deliver(
            Growth(
                origin_s=float(measurement.job.origin),
                lag_ms=self._view.lags_ms - calibration.zero_ms,
                first_time=first,
                scores=scores_of(measurement, first) if stop > first else None,
                rolling_ms=rolling_of(measurement, first),
                speaker=self._view.speaker[first:],
                mel_start_s=measurement.mel_start_s,
                first_frame=first_frame,
                mel=hearing.bands[first_frame:],
                peaks=hearing.peaks[first_frame:],
                faces=measurement.paths.take(),
                cuts_s=cuts_s,
                report=report,
            )
        )


def scores_of(measurement: Measurement, first: int = 0) -> Scores:
    """Return the distances of a measurement so far, from a time on."""
    view = measurement.view
    times = np.arange(first, view.num_whole, dtype=float)
    return Scores(
        time_s=float(measurement.job.origin) + times * TIME_STEP_S,
        lag_ms=view.lags_ms - _calibration(measurement).zero_ms,
        distance=view.distance[first:],
    )


def rolling_of(measurement: Measurement, first: int = 0) -> NDArray[np.float64]:
    """Return the calibrated rolling offsets so far, from a time on."""
    rolling_ms = measurement.view.rolling_ms[first:].astype(np.float64)
    return rolling_ms - _calibration(measurement).zero_ms


def provisional_report(measurement: Measurement, began_s: float) -> SyncReport:
    """Return the report of a movie as far as it was measured.

    Parameters
    ----------
    measurement
        Where it stands.
    began_s
        When the work began, on the monotonic clock.

    Raises
    ------
    JobCancelledError
        If cancelled.
    """
    job = measurement.job
    reason = measurement.why_nothing()
    evidence = measurement.evidence
    shares = speech_shares(evidence)
    if measurement.hearing.num_frames and measurement.hearing.is_silent:
        # Loudness is held against the film's own level, which silence has too.
        shares = SpeechShares(speech=0.0, on_screen=0.0)
    report = replace(
        blank_report(job, reason or ""),
        speech_share=shares.speech,
        speech_on_screen_share=shares.on_screen,
        notes=measurement.notes(),
    )
    if reason is None:
        answer = conclude(
            evidence,
            _calibration(measurement),
            job.profile,
            cancel=job.cancel,
        )
        if measurement.is_whole_picture and answer.get("reason"):
            # There are no lips in view to speak of.
            answer["reason"], answer["wider_offset_ms"] = NO_FACE, None
        report = replace(report, **answer)
    return replace(report, elapsed_s=time.monotonic() - began_s)


def blank_report(job: Job, reason: str) -> SyncReport:
    """Return the report of a movie without an answer, and why there is none."""
    bundle = job.model.result().bundle
    duration = job.info.duration
    return SyncReport(
        file=str(job.path),
        status=Status.NOT_MEASURABLE,
        reason=reason,
        profile=job.profile,
        tool_version=__version__,
        fps=float(job.video.rate),
        max_offset_ms=job.max_lag_ms,
        model=ModelId(name=bundle.name, sha256=bundle.sha256),
        duration_s=float(duration) if duration is not None else None,
    )


def _calibration(measurement: Measurement) -> Calibration:
    return measurement.job.model.result().bundle.calibration
