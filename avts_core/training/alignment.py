"""Self-alignment: training measures its footage's own offsets and undoes them.

Half of what the web offers is more than 40 ms out of sync itself, and learning from
it with the label "in sync" was measured to cost 11 to 19 points of accuracy. So now
and then every clip is measured by the model as it stands; clear answers are believed
and the sound is read there from then on. The zero is tied to what was known of the
footage beforehand (`known_zero`), or else all of it could slide away together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from avts_core.data.footage import FootageClip, MouthRun
from avts_core.features.bands import HOP_S
from avts_core.features.grid import BANDS_A_PICTURE, PICTURE_RATE_HZ, pictures_at
from avts_core.models.lip import LipNet
from avts_core.sync.judge import embed_pictures, embed_sound
from avts_core.sync.offset import Peak, find_peak
from avts_core.sync.scores import lags_ms, similarities
from avts_core.training.recipe import AlignmentConfig

MAX_LAG_MS = 1000.0
MAX_RUN_S = 12.0
"""So much of each face is measured; more hardly changes the answer."""
MIN_PICTURES = 60
"""Fewer pictures do not move a clip."""
MIN_KNOWN = 5
"""Fewer clear clips of known offset do not set the zero."""


@dataclass(frozen=True, kw_only=True)
class ClipEstimate:
    """A clip's own offset as the model sees it."""

    clip: int
    peak: Peak
    num_pictures: int


@torch.no_grad()
def similarity_of_run(
    model: LipNet, clip: FootageClip, run: MouthRun, max_lag_ms: float
) -> tuple[NDArray[np.float32], float] | None:
    """Return a face's similarities [shape=(pictures, lags)] and a time remainder.

    The remainder in ms (below half a mel frame) is to be added to offsets read off:
    pictures do not start exactly on a mel frame.
    """
    stop_s = min(run.times_s[-1], run.times_s[0] + MAX_RUN_S)
    num = int((stop_s - run.times_s[0]) * PICTURE_RATE_HZ) + 1
    if num < model.picture_span + 5:
        return None
    wanted = run.times_s[0] + np.arange(num) / PICTURE_RATE_HZ
    exact_band = run.times_s[0] / HOP_S
    band = round(exact_band)
    reach = round(max_lag_ms / 10) + model.sound_span
    low = max(0, band - clip.first_band - reach)
    high = band - clip.first_band + BANDS_A_PICTURE * num + reach
    bands = clip.bands[low:high]
    if len(bands) < model.sound_span + 1:
        return None
    crops = pictures_at(run.times_s, run.crops, wanted)
    values = similarities(
        embed_pictures(model, crops),
        band + BANDS_A_PICTURE * (model.picture_span // 2),
        embed_sound(model, bands),
        clip.first_band + low + model.sound_span // 2,
        max_lag_ms=max_lag_ms,
    )
    # The pictures lie (exact - band) after where they are taken to lie; the offset
    # (picture minus sound) is larger by as much.
    return values, (exact_band - band) * HOP_S * 1000


def estimate_clip(model: LipNet, clip: FootageClip) -> tuple[Peak, int] | None:
    """Return a clip's own offset and the number of pictures behind it."""
    total: NDArray[np.float64] | None = None
    count = np.zeros(len(lags_ms(MAX_LAG_MS)))
    remainders = []
    for run in clip.runs:
        found = similarity_of_run(model, clip, run, MAX_LAG_MS)
        if found is None:
            continue
        values, remainder = found
        known = np.isfinite(values)
        added = np.where(known, values, 0).sum(0, dtype=np.float64)
        total = added if total is None else total + added
        count += known.sum(0)
        remainders += [remainder] * len(values)
    if total is None:
        return None
    good = np.nonzero(count >= max(20.0, count.max() / 2))[0]
    if len(good) < 20:
        return None
    # The lags that have enough pictures lie together, around the middle.
    inside = slice(good[0], good[-1] + 1)
    curve = total[inside] / np.maximum(count[inside], 1)
    peak = find_peak(lags_ms(MAX_LAG_MS)[inside] + np.mean(remainders), curve)
    return peak, int(count.max())


def estimate_clips(
    model: LipNet, clips: Sequence[FootageClip], *, first: int, step: int
) -> list[ClipEstimate]:
    """Measure every `step`-th clip from `first` on: one process's share."""
    estimates = []
    for index in range(first, len(clips), step):
        found = estimate_clip(model, clips[index])
        if found is not None:
            peak, num = found
            estimates.append(ClipEstimate(clip=index, peak=peak, num_pictures=num))
    return estimates


@dataclass(frozen=True, kw_only=True)
class AlignmentOutcome:
    """What an alignment did."""

    zero_ms: float
    """What the model says of footage that is in sync, taken off every estimate."""
    num_moved: int
    num_doubted: int
    """Clips without a clear answer that now count less."""


def align(
    clips: Sequence[FootageClip],
    estimates: Sequence[ClipEstimate],
    config: AlignmentConfig,
    *,
    unclear_weight: float,
) -> tuple[AlignmentOutcome, NDArray[np.float64]]:
    """Move clips by clear estimates; return what was done and the clips' weights.

    A clip without a clear answer keeps the offset it had; if the model puts it
    elsewhere by more than 120 ms, it counts less.
    """
    zero = known_zero(clips, estimates, config)
    trust = np.ones(len(clips))
    num_moved = num_doubted = 0
    for estimate in estimates:
        clip = clips[estimate.clip]
        early = estimate.peak.offset_ms - zero
        if is_clear(estimate, config) and abs(early) <= config.max_offset_ms:
            num_moved += abs(early - clip.early_ms) > 15
            clip.early_ms = early
        elif abs(early - clip.early_ms) > 120:
            trust[estimate.clip] = unclear_weight
            num_doubted += 1
    outcome = AlignmentOutcome(
        zero_ms=zero, num_moved=int(num_moved), num_doubted=num_doubted
    )
    return outcome, trust


def is_clear(estimate: ClipEstimate, config: AlignmentConfig) -> bool:
    """Tell whether an estimate may move a clip."""
    peak = estimate.peak
    return (
        peak.z >= config.min_z
        and peak.lead >= config.min_lead
        and estimate.num_pictures >= MIN_PICTURES
        and not peak.is_at_edge
    )


def known_zero(
    clips: Sequence[FootageClip],
    estimates: Sequence[ClipEstimate],
    config: AlignmentConfig,
) -> float:
    """Return how far the model reads footage from what was known of it beforehand.

    The median over people of each one's median, so that no source decides alone: a
    network was measured to read one corpus, of few people, some 25 ms apart from all
    others. Footage of which nothing is known falls back on its studio clips, taken to
    be in sync, and without enough of them on 0.
    """
    clear = [e for e in estimates if is_clear(e, config)]
    known = [e for e in clear if clips[e.clip].known_ms is not None]
    if len(known) < MIN_KNOWN:
        known = [
            e
            for e in clear
            if clips[e.clip].source.is_anchor and abs(e.peak.offset_ms) < 150
        ]
    if len(known) < MIN_KNOWN:
        return 0.0
    apart: dict[str, list[float]] = {}
    for e in known:
        clip = clips[e.clip]
        difference = e.peak.offset_ms - (clip.known_ms or 0.0)
        apart.setdefault(clip.source.person, []).append(difference)
    return float(np.median([np.median(values) for values in apart.values()]))
