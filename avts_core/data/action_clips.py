"""Clips of labelled videos, as a network that names actions takes them.

Pictures are on the grid of 25 a second that all of AVTS has, whatever the file's rate;
sound is not touched, many of these videos have none.

Dimensions: T pictures, N clips of a video.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from avts_core.data.action_lists import ActionSet, ActionVideo
from avts_core.data.decoding import DecodedForm, MovieDecoder
from avts_core.data.manifest import LeftOut, Movie
from avts_core.data.pair_inputs import CropConfig, centre_crop, random_crop
from avts_core.data.scan import look_at_pictures
from avts_core.errors import AvtsError, JobCancelledError, MediaError, TrainingError
from avts_core.features.grid import PICTURE_RATE_HZ
from avts_core.jobs import NEVER, CancelToken, Progress, ReportProgress, ignore_progress
from avts_core.media.probe import probe

MAX_ATTEMPTS = 20
"""So many videos in turn may fail to decode before training stops."""


@dataclass(frozen=True, kw_only=True)
class ReadableVideo:
    """A video that was opened and read at both ends."""

    video: ActionVideo
    movie: Movie
    """Its pictures' times, rate and size."""


@dataclass(frozen=True, kw_only=True)
class ReadableActions:
    """What of a split can be read."""

    actions: ActionSet
    learn: tuple[ReadableVideo, ...]
    test: tuple[ReadableVideo, ...]
    left_out: tuple[LeftOut, ...]
    """Videos that cannot be used."""


@dataclass(frozen=True, kw_only=True)
class ClipConfig:
    """What a clip holds."""

    num_pictures: int
    side_px: int
    short_side_px: int
    """Videos are scaled to this before they are cropped."""


@dataclass(frozen=True, kw_only=True)
class ClipBatch:
    """Several clips."""

    clips: Tensor
    """[shape=(B, 3, T, side, side), uint8]"""
    labels: Tensor
    """[shape=(B,), int64]"""
    videos: Tensor
    """[shape=(B,), int64] which of the videos each shows."""
    broken: tuple[LeftOut, ...]
    """Files that failed on the way."""


def look_through(
    actions: ActionSet,
    *,
    report: ReportProgress = ignore_progress,
    cancel: CancelToken = NEVER,
) -> ReadableActions:
    """Open each video of a split; what cannot be read is left out and named.

    Raises
    ------
    TrainingError
        If nothing is left to learn from or to measure with.
    JobCancelledError
        After `cancel` was called.
    """
    videos = (*actions.learn, *actions.test)
    readable: dict[str, ReadableVideo] = {}
    left_out: list[LeftOut] = []
    for number, video in enumerate(videos):
        cancel.check()
        report(Progress(fraction=number / len(videos), stage="opening"))
        try:
            readable[video.name] = ReadableVideo(video=video, movie=_movie(video))
        except JobCancelledError:
            raise
        except AvtsError as error:
            left_out.append(LeftOut(file=video.name, reason=str(error)))
    learn, test = (
        tuple(readable[v.name] for v in part if v.name in readable)
        for part in (actions.learn, actions.test)
    )
    if not learn or not test:
        msg = (
            f"Of {len(videos)} videos {len(left_out)} cannot be read, and nothing is "
            f"left to learn from or to measure with. The first: {left_out[0].reason}"
        )
        raise TrainingError(msg)
    return ReadableActions(
        actions=actions, learn=learn, test=test, left_out=tuple(left_out)
    )


def _movie(video: ActionVideo) -> Movie:
    """Return what a decoder needs to know.

    Raises
    ------
    MediaError
        If the video cannot be read or shows nothing for a whole tick.
    """
    seen = look_at_pictures(probe(video.path))
    width_px, height_px = seen.size_px
    movie = Movie(
        file=video.name,
        video=video.name,
        begin_s=float(max(seen.span.start, Fraction(0))),
        end_s=float(seen.span.stop),
        picture_rate_hz=float(seen.rate),
        width_px=width_px,
        height_px=height_px,
        sample_rate_hz=0,  # not asked for: half of UCF101 is silent
        split="train",
    )
    if not movie.ticks:
        msg = f"{video.path.name} shows nothing for 1/{PICTURE_RATE_HZ} s."
        raise MediaError(msg)
    return movie


@dataclass(frozen=True, kw_only=True)
class WantedClip:
    """A clip to be cut from a video."""

    video: int
    """Which of the videos."""
    place: float
    """Where in it: 0 is the earliest clip, 1 the latest."""
    crop_seed: tuple[int, ...] | None = None
    """Decides about the crop; None cuts the middle."""


def spread_clips(videos: Sequence[int], num: int) -> list[WantedClip]:
    """Return `num` clips of each video, spread evenly, for measuring."""
    places = [0.5] if num == 1 else [float(p) for p in np.linspace(0, 1, num)]
    return [WantedClip(video=video, place=p) for video in videos for p in places]


class ActionClips(Dataset["Clip"]):
    """Clips of videos; each depends on what is wanted alone.

    Parameters
    ----------
    videos
        The videos.
    wanted
        The clips, in order.
    config
        What a clip holds.
    crop
        How training cuts pictures.
    is_replaced
        Whether a video that cannot be decoded is replaced by the next one, as
        training does; else its clips are missing.
    """

    def __init__(
        self,
        videos: Sequence[ReadableVideo],
        wanted: Sequence[WantedClip],
        *,
        config: ClipConfig,
        crop: CropConfig,
        is_replaced: bool,
    ) -> None:
        self._videos, self._wanted = videos, wanted
        self._config, self._crop, self._is_replaced = config, crop, is_replaced

    def __len__(self) -> int:
        return len(self._wanted)

    def __getitem__(self, index: int) -> "Clip":
        """Return a clip.

        Raises
        ------
        TrainingError
            If as many as `MAX_ATTEMPTS` videos in turn cannot be decoded.
        """
        wanted = self._wanted[index]
        broken: list[LeftOut] = []
        for attempt in range(MAX_ATTEMPTS if self._is_replaced else 1):
            number = (wanted.video + attempt) % len(self._videos)
            readable = self._videos[number]
            try:
                pictures = self._pictures(readable, wanted.place)
            except MediaError as error:
                broken.append(LeftOut(file=readable.video.name, reason=str(error)))
                continue
            return Clip(
                pictures=torch.from_numpy(self._cut(pictures, wanted)).permute(
                    3, 0, 1, 2
                ),
                label=readable.video.label,
                video=number,
                broken=tuple(broken),
            )
        if not self._is_replaced:
            return Clip(pictures=None, label=0, video=wanted.video, broken=(broken[0],))
        msg = (
            f"{MAX_ATTEMPTS} videos in turn cannot be decoded. The last one: "
            f"{broken[-1].reason}"
        )
        raise TrainingError(msg)

    def _pictures(self, readable: ReadableVideo, place: float) -> NDArray[np.uint8]:
        """Decode a clip; a video shorter than a clip is shown again and again.

        Raises
        ------
        MediaError
            If it cannot be decoded.
        """
        decoder = MovieDecoder(
            path=readable.video.path,
            movie=readable.movie,
            form=DecodedForm(short_side_px=self._config.short_side_px),
        )
        ticks, num = readable.movie.ticks, self._config.num_pictures
        first = ticks.start + round(place * max(0, len(ticks) - num))
        pictures = decoder.pictures(first, min(num, len(ticks)))
        return pictures[np.arange(num) % len(pictures)]

    def _cut(
        self, pictures: NDArray[np.uint8], wanted: WantedClip
    ) -> NDArray[np.uint8]:
        side_px = self._config.side_px
        if wanted.crop_seed is None:
            return centre_crop(pictures, side_px)
        rng = np.random.default_rng(wanted.crop_seed)
        return random_crop(pictures, rng, side_px=side_px, config=self._crop)


@dataclass(frozen=True, kw_only=True)
class Clip:
    """One clip, not yet normalised."""

    pictures: Tensor | None
    """[shape=(3, T, side, side), uint8]; None if its video cannot be decoded."""
    label: int
    video: int
    """Which of the videos it shows."""
    broken: tuple[LeftOut, ...]
    """Files that failed on the way."""


def load_clips(
    clips: ActionClips, batches: Sequence[list[int]], *, num_workers: int = 0
) -> Iterator[ClipBatch]:
    """Yield batches of clips in the order asked for, decoded ahead by workers.

    Clips whose video cannot be decoded are missing from their batch.

    Raises
    ------
    TrainingError
        If too many videos in turn cannot be decoded.
    """
    yield from DataLoader(
        clips,
        batch_sampler=batches,
        collate_fn=_batch,
        num_workers=num_workers,
        multiprocessing_context="spawn" if num_workers else None,
    )


def _batch(items: Sequence[Clip]) -> ClipBatch:
    broken = {left.file: left for item in items for left in item.broken}
    there = [(item, item.pictures) for item in items if item.pictures is not None]
    return ClipBatch(
        clips=torch.stack([p for _, p in there]) if there else torch.empty(0),
        labels=torch.tensor([item.label for item, _ in there], dtype=torch.int64),
        videos=torch.tensor([item.video for item, _ in there], dtype=torch.int64),
        broken=tuple(broken.values()),
    )
