"""Mean and spread of the pictures of labelled videos."""

from collections.abc import Sequence

import numpy as np

from avts_core.data.action_clips import (
    ActionClips,
    ClipConfig,
    ReadableVideo,
    spread_clips,
)
from avts_core.data.pair_inputs import CropConfig
from avts_core.data.pair_statistics import LEAST_CLIPS, SHARE, Moments, rounded
from avts_core.features.filterbank import NUM_FILTERS
from avts_core.jobs import NEVER, CancelToken
from avts_core.models.input_statistics import InputStatistics


def measure_pictures(
    videos: Sequence[ReadableVideo],
    *,
    config: ClipConfig,
    seed: int,
    cancel: CancelToken = NEVER,
) -> InputStatistics:
    """Return the statistics over the middles of a random choice of videos.

    Sound is not measured: its bands have mean 0 and deviation 1.

    Parameters
    ----------
    videos
        The training videos.
    config
        What a clip holds.
    seed
        Decides which are looked at.
    cancel
        Looked at before each video.

    Raises
    ------
    TrainingError
        If too many videos in turn cannot be decoded.
    JobCancelledError
        After `cancel` was called.
    """
    num = min(len(videos), max(round(SHARE * len(videos)), LEAST_CLIPS))
    chosen = np.random.default_rng(seed).permutation(len(videos))[:num]
    clips = ActionClips(
        videos,
        spread_clips([int(k) for k in chosen], 1),
        config=config,
        crop=CropConfig(),
        is_replaced=True,
    )
    moments = Moments()
    for index in range(num):
        cancel.check()
        pictures = clips[index].pictures
        assert pictures is not None, "what cannot be decoded is replaced"
        moments.add(pictures.reshape(3, -1).T.numpy().astype(np.float64))
    red, green, blue = rounded(moments.means())
    spreads = rounded(moments.deviations())
    return InputStatistics(
        picture_means=(red, green, blue),
        picture_deviations=(spreads[0], spreads[1], spreads[2]),
        band_means=(0.0,) * NUM_FILTERS,
        band_deviations=(1.0,) * NUM_FILTERS,
    )
