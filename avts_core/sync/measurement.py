"""Measure a movie step by step: pictures and sound in step, evidence as it comes."""

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from avts_core.features.bands import HOP_S
from avts_core.jobs import CancelToken, Progress, ReportProgress
from avts_core.media.probe import MediaInfo, VideoStream
from avts_core.sync.closeup import ChosenPictures, centre_ms, look_closely
from avts_core.sync.comparing import Comparer
from avts_core.sync.conclusion import Evidence
from avts_core.sync.contest import NOBODY, Contest
from avts_core.sync.coverage import beyond
from avts_core.sync.hearing import Hearing
from avts_core.sync.scores import TIME_STEP_S, USUAL_LAG_MS, lags_ms
from avts_core.sync.tally import Tally
from avts_core.sync.verdict import Profile
from avts_core.sync.watching import Seen, Watch, Watcher
from avts_core.timebase import Span

if TYPE_CHECKING:
    from avts_core.sync.judge import Judge

WATCHED_SHARE = 0.95
"""Share of the work that is done when the pictures have been read."""
NO_FACE = "no face was found"
"""Why there is no answer, where nobody is in view."""
MAX_EXPECTED_S = 4 * 3600
"""Room for rows is taken at once up to here: files lie about their length."""
WIDENING = 4.0
"""A range that is not enough is widened by so much, if the film allows it."""
MIN_WIDENING_MS = 500.0
"""To look further by less is not worth another run."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is being measured and how."""

    path: Path
    info: MediaInfo
    video: VideoStream
    audio_track: str | int | None
    profile: Profile
    """At the movie's frame rate."""
    span: Span | None
    model: "Future[Judge]"
    origin: Fraction
    """Time of grid number 0 on the movie's clock."""
    max_lag_ms: float
    """How far offsets are looked for either way."""
    widest_lag_ms: float
    """How far they can be looked for in a film of this length."""
    notes: tuple[str, ...] = ()
    """What people should know of how it is measured."""
    report: ReportProgress
    cancel: CancelToken

    @property
    def duration(self) -> Fraction | None:
        """How much film to expect, in seconds."""
        return self.span.duration if self.span else self.info.duration

    @property
    def is_wide(self) -> bool:
        """Whether so many lags are tried that not all distances are kept."""
        return self.max_lag_ms > USUAL_LAG_MS

    @property
    def wider_lag_ms(self) -> float | None:
        """The next range to try; None if the film allows none that is worth it."""
        wider_ms = min(WIDENING * self.max_lag_ms, self.widest_lag_ms)
        return wider_ms if wider_ms >= self.max_lag_ms + MIN_WIDENING_MS else None

    def hearing(self) -> Hearing:
        """Return the sound, not yet opened."""
        span = self.span
        if span is not None:
            # Lags reach beyond the pictures' span.
            reach = Fraction(self.max_lag_ms / 1000) + 1
            span = Span(max(Fraction(0), span.start - reach), span.stop + reach)
        return Hearing(
            self.path,
            track=self.audio_track,
            span=span,
            origin=self.origin,
            duration=self.duration,
            cancel=self.cancel,
        )


class Measurement:
    """A movie while it is being measured.

    Parameters
    ----------
    job
        What to measure.
    hearing
        Its sound, opened.
    may_be_a_mouth
        Whether a film without any face is read again with each picture taken for a
        mouth.

    Attributes
    ----------
    watcher : Watcher
        Its pictures; another for a second reading.
    tally : Tally
        What was measured so far; another for a second reading.
    view : Tally
        What of it can be shown at each time and lag: the same, but where a wide range
        of lags is tried. Then it is empty until `look_closely`, which makes another.
    paths : PathRecorder
        Where faces were seen so far.
    cuts_s : list of float
        When new shots began, so far.
    """

    def __init__(
        self, job: Job, hearing: Hearing, *, may_be_a_mouth: bool = True
    ) -> None:
        self.job = job
        self.hearing = hearing
        self._may_be_a_mouth = may_be_a_mouth
        self._comparer: Comparer | None = None
        self._teller = _Teller(job)
        self._begin(is_whole_picture=False)
        self.paths, self.cuts_s = self.watcher.paths, self.watcher.cuts_s

    @property
    def evidence(self) -> Evidence:
        """What speaks for an answer so far; after `look_closely`, around it."""
        rolling_ms, far_ms = self.tally.rolling_ms, None
        if self.job.is_wide and self.view.num_whole:
            # In a wide range other lags win by chance in many a moment.
            far_ms = beyond(rolling_ms, self.view.lags_ms)
            rolling_ms = self.view.rolling_ms
        return Evidence(
            blocks=self.tally.blocks,
            max_lag_ms=self.job.max_lag_ms,
            wider_lag_ms=self.job.wider_lag_ms,
            rolling_ms=rolling_ms,
            far_ms=far_ms,
            is_compared=self.tally.is_compared,
            loudness=self.hearing.loudness,
            first_band=self.hearing.first_band,
            origin_s=float(self.job.origin),
            bands=self.hearing.bands,
            motion=self.watcher.motion,
            is_whole_picture=self.watcher.is_whole_picture,
        )

    @property
    def mel_start_s(self) -> float:
        """Time of the first sound frame."""
        return float(self.job.origin) + self.hearing.first_band * HOP_S

    @property
    def stop_s(self) -> float:
        """Time up to which pictures or sound were read."""
        watched_s = float(self.job.origin) + self.watcher.num_times * TIME_STEP_S
        return max(watched_s, self.mel_start_s + self.hearing.num_frames * HOP_S)

    def steps(self) -> Iterator[None]:
        """Measure; pause after each second of film, and at the end.

        Raises
        ------
        UnreadableError, NoPictureError, NoSoundError
            If the movie cannot be read.
        CheckpointError, ConfigError
            If the model cannot be loaded.
        JobCancelledError
            If cancelled.
        """
        yield from self._read()
        if self._may_be_a_mouth and self.watcher.may_be_a_mouth():
            self._begin(is_whole_picture=True)
            yield from self._read()
        self._teller.tell(WATCHED_SHARE, "listening")
        self.hearing.hear_all()
        yield

    def look_closely(self, offset_ms: float | None) -> None:
        """Make the view of a wide range, around the answer; call once, at the end.

        Raises
        ------
        JobCancelledError
            If cancelled.
        """
        job = self.job
        if not job.is_wide or self._comparer is None:
            return
        centre = centre_ms(offset_ms, job.max_lag_ms, USUAL_LAG_MS)
        self.view = Tally(
            centre + lags_ms(USUAL_LAG_MS), num_expected=self.tally.num_whole
        )
        comparer = Comparer(
            job.model.result(), self.hearing, USUAL_LAG_MS, centre_ms=centre
        )
        look_closely(
            self._chosen, self.tally.speaker, comparer, self.view, cancel=job.cancel
        )

    def why_nothing(self) -> str | None:
        """Say why nothing could be measured, if so; of what was read so far."""
        if not self.hearing.num_frames:
            return "the sound holds no samples to compare"
        if self.hearing.is_silent:
            return "the sound is silent"
        if self.watcher.num_stretches:
            return None
        if self.watcher.num_mouths and not self.watcher.is_whole_picture:
            return "no face is in view for long enough"
        return NO_FACE

    @property
    def is_whole_picture(self) -> bool:
        """Whether no face was found, and each picture is taken for a mouth."""
        return self.watcher.is_whole_picture

    def notes(self) -> tuple[str, ...]:
        """Return what people should know about the reading."""
        notes = list(self.job.notes)
        if self.watcher.num_damaged:
            num = self.watcher.num_damaged
            notes.append(f"{num} damaged packets of the picture were skipped")
        if self.watcher.is_whole_picture:
            notes.append("no face was found; the whole picture was taken for a mouth")
        return tuple(notes)

    def _begin(self, *, is_whole_picture: bool) -> None:
        """Start from the first picture."""
        job = self.job
        watch = Watch(
            path=job.path,
            span=job.span,
            origin=job.origin,
            model=job.model,
            report_time=self._teller.tell_time,
            cancel=job.cancel,
        )
        lags = lags_ms(job.max_lag_ms)
        self.watcher = Watcher(watch, is_whole_picture=is_whole_picture)
        self._contest = Contest(len(lags))
        self.tally = Tally(
            lags, num_expected=self._num_expected, keeps_distance=not job.is_wide
        )
        self.view = Tally(lags_ms(USUAL_LAG_MS)) if job.is_wide else self.tally
        self._chosen = ChosenPictures()

    @property
    def _num_expected(self) -> int:
        """How many times to make room for."""
        expected_s = min(float(self.job.duration or 0), MAX_EXPECTED_S)
        return round(expected_s / TIME_STEP_S) + 1

    def _read(self) -> Iterator[None]:
        """Read the pictures once."""
        for seen in self.watcher.read():
            if self.job.model.done():
                self._take(seen)
                # Sound is not waited for by what is shown of it.
                self.hearing.hear_until(self._frame_of(self.watcher.num_times))
            yield
        self.tally.finish()

    def _take(self, seen: Seen) -> None:
        """Compare new parts of faces with the sound, and decide who talks."""
        if self._comparer is None:
            judge = self.job.model.result()
            self._comparer = Comparer(judge, self.hearing, self.job.max_lag_ms)
        for part in seen.parts:
            self.job.cancel.check()
            track = NOBODY if self.watcher.is_whole_picture else part.track
            if self.job.is_wide:
                self._chosen.add(track, part.first, part.pictures)
            self._contest.add(
                part.stretch,
                track,
                part.first,
                self._comparer.compare(part.pictures, part.first),
                is_last=part.is_last,
            )
        decided = self._contest.decide(seen.passed_time)
        self._chosen.settle(decided)
        self.tally.add(decided)

    def _frame_of(self, num_times: int) -> int:
        return round(num_times * TIME_STEP_S / HOP_S) - self.hearing.first_band


class _Teller:
    """Tells the progress, which stands still while pictures are read again.

    Apart from the measurement, which would otherwise hold itself by way of the watcher
    and keep the face finder's nets until the garbage collector comes by.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._share = 0.0

    def tell_time(self, time_s: float) -> None:
        """Tell how far the pictures have been read."""
        job = self._job
        share = (time_s - float(job.origin)) / float(job.duration or 1)
        self.tell(WATCHED_SHARE * min(1.0, max(0.0, share)), "watching")

    def tell(self, share: float, stage: str) -> None:
        """Tell the share that is done."""
        self._share = max(self._share, share)
        self._job.report(Progress(fraction=self._share, stage=stage))
